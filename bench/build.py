"""What does it cost to make pages out of pages?

The 1,601 real pages of ../shared/corpus are read and rendered, beside a bare loop in the same run that only parses each
with lexbor and writes it. CPU time of this process, after imports, the system's part for making files included; each
round does all three in turn, and the median of the rounds counts. The archive's part has a row of its own.

    python bench/build.py [--format site]
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from tamizdat import pipeline
from tamizdat.model import Capture, Failure, Publication
from tamizdat.pipeline.extract import read
from tamizdat.pipeline.render import contents_of
from tamizdat.render import renderer

SHARED = Path(__file__).resolve().parents[2] / "shared" / "corpus"
SETTINGS = '[[editions]]\nname = "paper"\nformat = "{format}"\ntitle = "Paper"\nlanguage = "zh-Hans"\n'
PUBLICATION = 'name = "Paper"\nlanguage = "zh-Hans"\ntimezone = "Asia/Shanghai"\n'
ROUNDS = 5


def pages() -> list[tuple[str, bytes]]:
    """Path and bytes of every page of the corpora."""
    found = []
    for name in ("corpus.tar.xz", "corpus_seed.tar.xz"):
        with tarfile.open(SHARED / name) as tar:
            for member in tar:
                if member.isfile() and "/pages/" in f"/{member.name}" and member.name.endswith(".md"):
                    file = tar.extractfile(member)
                    found.append((member.name, file.read() if file else b""))
    return found


def bare(sources: list[tuple[str, bytes]], folder: Path) -> None:
    """The floor: parse and write."""
    for number, (_, body) in enumerate(sources):
        tree = LexborHTMLParser(body)
        (folder / f"{number}.html").write_text(tree.html or "", "utf-8")


def fresh(folder: Path) -> Path:
    """An empty folder: to make a file costs more than to write over one, and both sides pay it."""
    return Path(tempfile.mkdtemp(dir=folder))


def spent(work: Callable[[], object]) -> float:
    """CPU seconds."""
    started = time.process_time()
    work()
    return time.process_time() - started


def measure(format: str) -> dict[str, object]:
    """Bare loop, extract, archive and render over the same pages."""
    sources = pages()
    publication = Publication(id="paper", name="Paper", language="zh-Hans", timezone="Asia/Shanghai")
    at = datetime(2024, 1, 1, tzinfo=UTC)
    captures = [
        Capture(
            url=f"https://paper.invalid/{path}",
            final_url="",
            publication="paper",
            captured_at=at,
            status=200,
            headers={"content-type": "text/markdown"},
            body=body,
            section=path.split("/")[-2],
        )
        for path, body in sources
    ]
    read((captures[0], publication, None))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        outcomes = [read((capture, publication, None)) for capture in captures]
        (folder / "publications").mkdir()
        (folder / "publications" / "paper.toml").write_text(PUBLICATION)
        (folder / "tamizdat.toml").write_text(SETTINGS.format(format=format))
        with pipeline.open_press(folder) as press:

            def keep() -> None:
                with press.archive.transaction():
                    for capture, outcome in zip(captures, outcomes, strict=True):
                        if not isinstance(outcome, Failure):
                            press.archive.add_capture(capture)
                            press.archive.add_article(capture, outcome)

            archive = spent(keep)
            [edition] = press.config.editions
            contents = contents_of(press, edition)
            tool = renderer(format)
            files = len(list(tool.plan(contents)))

            def write() -> None:
                tool, out = renderer(format), fresh(folder)
                for number, file in enumerate(tool.plan(contents)):
                    tool.write(contents, file, press.archive.blob, out / str(number))

            rounds = [
                (
                    spent(lambda: bare(sources, fresh(folder))),
                    spent(lambda: [read((capture, publication, None)) for capture in captures]),
                    spent(write),
                )
                for _ in range(ROUNDS)
            ]
            whole = spent(lambda: list(pipeline.render(press)))
    count = len(sources)
    floor, extract, render = (statistics.median(times) for times in zip(*rounds, strict=True))
    ratios = sorted((extract + render) / floor for floor, extract, render in rounds)
    return {
        "format": format,
        "pages": count,
        "files written": files,
        "articles": sum(not isinstance(outcome, Failure) for outcome in outcomes),
        "bare loop, ms a page": round(1000 * floor / count, 3),
        "extract, ms a page": round(1000 * extract / count, 3),
        "render, ms a page": round(1000 * render / count, 3),
        "archive, ms a page": round(1000 * archive / count, 3),
        "render with gate and moves, ms a page": round(1000 * whole / count, 3),
        "extract + render, of the bare loop": round(statistics.median(ratios), 2),
        "lowest and highest of the rounds": [round(ratios[0], 2), round(ratios[-1], 2)],
    }


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--format", action="append")
    chosen = parser.parse_args()
    if not SHARED.exists():
        print(f"no pages at {SHARED}", file=sys.stderr)
        return 2
    for format in chosen.format or ["markdown", "site"]:
        print(json.dumps(measure(format), indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
