"""How well are the predecessor's pages read?

70 pages with hand-checked gold (../shared/corpus/gold_dev.jsonl, by the rules of its GOLD_README.md) and all 1,601
pages of the two corpora. Everything is compared without white space. Blocks with a role in the gold are optional:
neither their presence nor their absence counts.

    title, address, date   share or number of pages where they are the gold's
    lead                   pages whose first picture and its caption are the gold's (or are rightly none)
    authors                pages whose list of authors is the gold's
    body                   F1 over the multiset of 5-character shingles of the text, captions included, mean and
                           minimum: stricter than single characters, for a moved or broken sentence costs
    blocks                 F1 over blocks that are equal in type and in their whole text, mean
    forbidden              strings of menus, promotions and excluded parts that came through
    articles, failures     of all 1,601 pages
    residues               pages of which something of the frame came through

    python bench/gold.py [--update]
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tarfile
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from tamizdat import urls
from tamizdat.errors import ExtractError
from tamizdat.extract import extract
from tamizdat.extract.spans import plain
from tamizdat.model import (
    Article,
    Block,
    Capture,
    Code,
    Embed,
    Figure,
    Heading,
    Listing,
    Paragraph,
    Publication,
    Quote,
    Table,
)

SHARED = Path(__file__).resolve().parents[2] / "shared" / "corpus"
FLOORS = Path(__file__).with_name("floors.json")
ARCHIVES = ("corpus.tar.xz", "corpus_seed.tar.xz")
PUBLICATION = Publication(id="old", name="Old mirror", language="zh-Hans", timezone="Asia/Shanghai")
CAPTURED_AT = datetime(2024, 1, 1, tzinfo=UTC)
SHINGLE = 5
RESIDUE = re.compile(
    r"gtx-|jfk-bubble|below_article_ad|single_ad|adsbygoogle|hideid|手机上长按并复制|gfw-breaker|\.md\.png"
    r"|原文(?:地址|链接)（需翻墙|诚征荣誉会员|荣誉会员招募中|翻墙必看视频（|网站代理：大纪元"
    r"|\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}:\d{4,5}|#### "
)
# What must not grow; of all other measures more is better.
COSTS = {"forbidden", "failures", "residues"}


def pages() -> Iterator[tuple[str, bytes]]:
    """Path and bytes of every page of the two corpora."""
    for name in ARCHIVES:
        with tarfile.open(SHARED / name) as tar:
            for member in tar:
                path = member.name[member.name.find("pages/") :]
                if member.isfile() and path.startswith("pages/") and path.endswith(".md"):
                    file = tar.extractfile(member)
                    yield path, file.read() if file else b""


def read(path: str, body: bytes) -> Article | ExtractError:
    """The article of a page, as an import would make it, or why there is none."""
    capture = Capture(
        url=f"https://mirror.invalid/{path}",
        final_url=f"https://mirror.invalid/{path}",
        publication=PUBLICATION.id,
        captured_at=CAPTURED_AT,
        status=200,
        headers={"content-type": "text/markdown"},
        body=body,
        via="old mirror",
        section=path.split("/")[-2],
    )
    try:
        return extract(capture, PUBLICATION)
    except ExtractError as error:
        return error


def measure() -> dict[str, float]:
    """Every number of the table, by its name."""
    lines = (SHARED / "gold_dev.jsonl").read_text("utf-8").split("\n")  # a text may hold other ends of lines
    gold = {record["path"]: record for record in map(json.loads, filter(None, lines))}
    totals: Counter[str] = Counter()
    bodies, blocks = [], []
    for path, body in pages():
        found = read(path, body)
        totals["failures" if isinstance(found, ExtractError) else "articles"] += 1
        totals["residues"] += not isinstance(found, ExtractError) and bool(residues(found))
        if path in gold:
            if isinstance(found, ExtractError):
                bodies.append(0.0)
                blocks.append(0.0)
                continue
            totals.update(fields(found, gold[path]))
            totals["forbidden"] += len(forbidden(found, gold[path]))
            bodies.append(body_score(found, gold[path]))
            blocks.append(block_score(found, gold[path]))
    return {
        **{name: totals[name] for name in ("title", "address", "date", "lead", "authors")},
        "body_mean": round(sum(bodies) / len(bodies), 4),
        "body_minimum": round(min(bodies), 4),
        "blocks_mean": round(sum(blocks) / len(blocks), 4),
        **{name: totals[name] for name in ("forbidden", "articles", "failures", "residues")},
    }


def fields(article: Article, gold: dict[str, Any]) -> dict[str, int]:
    """1 for each field that is the gold's."""
    day = article.published.astimezone(ZoneInfo(PUBLICATION.timezone)).date().isoformat() if article.published else None
    lead = gold["lead_image"]
    return {
        "title": squeezed(article.title) == squeezed(gold["title"]),
        "address": article.url == urls.canonical(gold["source_url"]),
        "date": day == gold["published"],
        "authors": list(article.authors) == gold["authors"],
        "lead": article.lead is None
        if lead is None
        else article.lead is not None
        and article.lead.url == lead["src"]
        and squeezed(article.lead.caption) == squeezed(lead["caption"] or ""),
    }


def forbidden(article: Article, gold: dict[str, Any]) -> list[str]:
    """The strings that must not be in the article and are."""
    text = squeezed("\n".join(text for _, text, _ in flat(article.blocks)))
    strings = [
        *gold["must_not_contain"],
        *(piece if isinstance(piece, str) else piece["text"] for piece in gold["excluded"]),
    ]
    return [string for string in strings if squeezed(string) and squeezed(string) in text]


def residues(article: Article) -> list[str]:
    """What of the predecessor's frame came through, in any field."""
    return RESIDUE.findall(msgspec.json.encode(article).decode())


def body_score(article: Article, gold: dict[str, Any]) -> float:
    """F1 of the body's shingles."""
    texts = [(bool(block.get("role")), gold_text(block)) for block in gold["body"]]
    required: Counter[str] = Counter()
    for optional, run in groupby(texts, key=lambda item: item[0]):
        if not optional:
            required += shingles("".join(text for _, text in run))
    allowed = shingles("".join(text for _, text in texts)) | required
    found = shingles("".join(squeezed(text) for _, text, _ in flat(article.blocks)))
    right = (found & required).total()
    spare = ((found - required) & (allowed - required)).total()
    return f1(right, found.total() - spare, required.total())


def block_score(article: Article, gold: dict[str, Any]) -> float:
    """F1 of the blocks that are equal in type and text (pictures and embeds: in address or text)."""
    required: Counter[tuple[str, str]] = Counter()
    optional: Counter[tuple[str, str]] = Counter()
    for block in gold["body"]:
        key = block.get("src") if block["type"] == "image" else gold_text(block) or block.get("src")
        (optional if block.get("role") else required)[block["type"], key or ""] += 1
    found = Counter(
        (kind, url if kind == "image" else squeezed(text) or url) for kind, text, url in flat(article.blocks)
    )
    right = (found & required).total()
    loose = {text for _, text in optional}
    spare = sum(number for (kind, text), number in (found - required).items() if text in loose)
    return f1(right, found.total() - spare, required.total())


def f1(right: int, found: int, required: int) -> float:
    """The harmonic mean of precision and recall; 1 where nothing was asked and nothing found."""
    return 2 * right / (found + required) if found + required else 1.0


def flat(blocks: Iterable[Block]) -> Iterator[tuple[str, str, str]]:
    """Type, text and address of every block in the gold's terms; the items of a list one by one."""
    for block in blocks:
        if isinstance(block, Paragraph | Heading):
            yield "paragraph" if isinstance(block, Paragraph) else "heading", plain(block.spans), ""
        elif isinstance(block, Figure):
            yield "image", f"{block.image.caption}{block.image.credit}", block.image.url
        elif isinstance(block, Embed):
            yield "embed", block.title, block.url
        elif isinstance(block, Listing):
            for item in block.items:
                yield "list", "".join(text for _, text, _ in flat(item)), ""
        elif isinstance(block, Quote):
            yield "quote", "".join(text for _, text, _ in flat(block.blocks)) + block.source, ""
        elif isinstance(block, Table):
            yield "table", "".join(plain(cell.spans) for row in block.rows for cell in row), ""
        elif isinstance(block, Code):
            yield "other", block.text, ""


def gold_text(block: dict[str, Any]) -> str:
    """The text of one of the gold's blocks, without white space."""
    return squeezed(block.get("caption") or "" if block["type"] == "image" else block.get("text") or "")


def squeezed(text: str) -> str:
    """A text without white space."""
    return "".join(text.split())


def shingles(text: str) -> Counter[str]:
    """Every run of `SHINGLE` characters, and how often it occurs."""
    return (
        Counter(text[place : place + SHINGLE] for place in range(max(1, len(text) - SHINGLE + 1)))
        if text
        else Counter()
    )


def compare(found: dict[str, float], update: bool) -> list[str]:
    """What fell below its floor; with `update` floors are raised to what was found, never lowered."""
    floors = json.loads(FLOORS.read_text("utf-8")) if FLOORS.exists() else {}
    kept = floors.get("gold", {})
    worse = [
        f"{name}: {found[name]} is worse than {floor}"
        for name, floor in kept.items()
        if (found[name] > floor if name in COSTS else found[name] < floor)
    ]
    if update and not worse:
        floors["gold"] = found
        FLOORS.write_text(json.dumps(floors, indent=2, sort_keys=True) + "\n", "utf-8")
    return worse


def main() -> int:
    """Print the table; 1 if something fell."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--update", action="store_true", help="raise the floors to what is measured now")
    options = parser.parse_args()
    if not SHARED.exists():
        print(f"no pages at {SHARED}", file=sys.stderr)
        return 2
    found = measure()
    worse = compare(found, options.update)
    for name, value in found.items():
        print(f"{name:<14} {value:>8}")
    print(*worse, sep="\n")
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main())
