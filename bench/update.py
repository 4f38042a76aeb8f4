"""What does an update cost, beside a full build?

An edition of 1,600 articles is built, then 20 are added and it is built again. The work of each is CPU time of this
process, in one run; told are their ratio, and which files changed and why.

    python bench/update.py [--articles 1600] [--added 20] [--format markdown]
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tamizdat import pipeline
from tamizdat.model import Article, Capture, Heading, Paragraph, Span, Tag
from tamizdat.pipeline import Press
from tamizdat.urls import article_id

BEGIN = datetime(2025, 1, 1, 6, tzinfo=UTC)
WORDS = "harbour ferry lamp market bridge winter library orchestra tide council engine morning letter stone".split()
SECTIONS = ("City", "Culture", "Science", "Opinion")
SETTINGS = '[[editions]]\nname = "paper"\nformat = "{format}"\ntitle = "Paper"\nlanguage = "en"\n'


def article(number: int) -> tuple[Capture, Article]:
    """An article of some 2,000 characters with two links, one to an earlier article, and two tags."""
    chance = random.Random(number)
    at = BEGIN + timedelta(hours=5 * number)
    url = f"https://paper.example/{at:%Y/%m/%d}/story-{number}"
    capture = Capture(
        url=url, final_url=url, publication="paper", captured_at=at, status=200, headers={}, body=url.encode()
    )
    tags = tuple(Tag(f"Topic {n}", f"https://paper.example/tag/{n}") for n in chance.sample(range(40), 2))
    earlier = f"https://paper.example/{BEGIN:%Y/%m/%d}/story-{chance.randrange(5)}"
    blocks = tuple(Paragraph((Span(sentence(chance, 40)), Span("see", href=earlier))) for _ in range(8))
    made = Article(
        id=article_id(url),
        publication="paper",
        url=url,
        title=sentence(chance, 6),
        capture=capture.id,
        extractor="bench",
        language="en",
        authors=("A. Writer",),
        section=SECTIONS[number % 4],
        tags=tags,
        published=at,
        blocks=(Heading(2, (Span(sentence(chance, 4)),)), *blocks),
    )
    return capture, made


def sentence(chance: random.Random, length: int) -> str:
    """So many words."""
    return " ".join(chance.choices(WORDS, k=length)).capitalize() + "."


def add(press: Press, numbers: range) -> None:
    """Keep these articles."""
    with press.archive.transaction():
        for number in numbers:
            capture, made = article(number)
            press.archive.add_capture(capture)
            press.archive.add_article(capture, made)


def build(press: Press) -> tuple[float, dict[str, str]]:
    """CPU seconds of a render, and the digest of each file then."""
    started = time.process_time()
    for _ in pipeline.render(press):
        pass
    took = time.process_time() - started
    return took, {path: stored.digest for path, (_, stored) in press.archive.files("paper").items()}


def measure(articles: int, added: int, format: str) -> dict[str, object]:
    """The full build, a build of nothing new, and the update."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "publications").mkdir()
        (Path(folder) / "publications" / "paper.toml").write_text('name = "Paper"\n')
        (Path(folder) / "tamizdat.toml").write_text(SETTINGS.format(format=format))
        with pipeline.open_press(Path(folder)) as press:
            add(press, range(articles))
            full, before = build(press)
            nothing, same = build(press)
            add(press, range(articles, articles + added))
            update, after = build(press)
    changed = [path for path in after if before.get(path) != after[path]]
    kinds = Counter("articles" if path[:2] == "20" else path.split("/")[0] for path in changed)
    return {
        "format": format,
        "articles": articles,
        "added": added,
        "files": len(after),
        "article files rewritten": kinds["articles"],
        "files changed": dict(kinds),
        "files changed by a render of nothing new": sum(before[path] != same.get(path) for path in before),
        "full build, CPU seconds": round(full, 3),
        "nothing new, of the full build": round(nothing / full, 3),
        "update, of the full build": round(update / full, 3),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=1600)
    parser.add_argument("--added", type=int, default=20)
    parser.add_argument("--format", action="append")
    chosen = parser.parse_args()
    for format in chosen.format or ["markdown", "site"]:
        print(json.dumps(measure(chosen.articles, chosen.added, format), indent=2))


if __name__ == "__main__":
    main()
