"""How well articles are read from real pages, and what a page costs.

    python bench/extract.py [--pages DIR] [--half dev|kept] [--worst N] [--update]

Prints per set of `shared/bench` (beside the checkout) precision, recall and F1 of the text in shingles of four
words, the exact fields where the set has them, and milliseconds a page beside a bare lexbor parse in the same
run. Fails where a figure falls under its floor in `bench/floors.json`; `--update` raises the floors.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
import tarfile
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from selectolax.lexbor import LexborHTMLParser

from tamizdat.errors import ExtractError
from tamizdat.extract.addresses import key
from tamizdat.extract.blocks import text_of, walk
from tamizdat.extract.html import HtmlExtractor
from tamizdat.model import Article, Capture, Figure, Publication

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "bench"
FLOORS = ROOT / "bench" / "floors.json"
# How far a floor stands under what was reached: the noise between machines is nil, so this is room for trade-offs.
ROOM = 0.003
WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|\w+")


class Result(NamedTuple):
    """One page: how good its text is, which fields are right, and what it cost in seconds."""

    set: str
    id: str
    precision: float
    recall: float
    fields: dict[str, float]
    seconds: float
    bare: float
    failure: str


def main() -> int:
    """Measure, print, compare; 1 where a floor is not reached."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=Path, help="a folder where pages.tar.xz is unpacked already")
    parser.add_argument("--half", choices=["dev", "kept"], help="only the pages to tune on, or only the others")
    parser.add_argument("--worst", type=int, default=0, help="list the worst pages of each set")
    parser.add_argument("--update", action="store_true", help="raise the floors to what was reached")
    options = parser.parse_args()
    if not SHARED.exists():
        print(f"no pages at {SHARED}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        pages = options.pages or _unpack(Path(folder))
        results = [measure(row, pages) for row in rows(options.half)]
    reached = report(results, options.worst)
    return 0 if options.half else compare(reached, options.update)


def rows(half: str | None) -> Iterator[dict[str, Any]]:
    """The pages that have gold text; `dev` and `kept` are three quarters and one by the hash of the page's id."""
    for line in filter(None, (SHARED / "gold.jsonl").read_text(encoding="utf-8").split("\n")):
        row = json.loads(line)
        mine = "dev" if hashlib.sha256(row["id"].encode()).digest()[0] < 192 else "kept"
        if row["gold"].get("text") and half in (None, mine):
            yield row


def measure(row: dict[str, Any], pages: Path) -> Result:
    """Extract one page twice (the faster time counts) and compare it with its gold."""
    body = (pages / "html" / row["file"]).read_bytes()
    capture = captured(row, body)
    bare = min(_timed(lambda: LexborHTMLParser(body)) for _ in range(2))
    article, failure = None, ""
    seconds = []
    for _ in range(2):
        start = time.perf_counter()
        try:
            article = HtmlExtractor().extract(capture, Publication(id="bench", name=row.get("publisher", "")))
        except ExtractError as error:
            failure = error.message
        seconds.append(time.perf_counter() - start)
    precision, recall = compare_texts(text_of(article.blocks) if article else "", row["gold"]["text"])
    fields = compare_fields(article, row["meta"]) if row["set"] == "fundus_tests" else {}
    return Result(row["set"], row["id"], precision, recall, fields, min(seconds), bare, failure)


def captured(row: dict[str, Any], body: bytes) -> Capture:
    """A page of the bench as a capture."""
    at = row.get("crawl_date")
    url = row["url"] or f"https://{row['set'].replace('_', '-')}.example/news/{row['id']}.html"
    return Capture(
        url=url,
        final_url=url,
        publication="bench",
        captured_at=datetime.fromisoformat(at).replace(tzinfo=UTC) if at else datetime(2026, 11, 1, tzinfo=UTC),
        status=200,
        headers={"content-type": "text/html"},
        body=body,
    )


def compare_texts(text: str, gold: str) -> tuple[float, float]:
    """Precision and recall in shingles of four words; a Chinese, Japanese or Korean character is a word."""
    mine, theirs = _shingles(text), _shingles(gold)
    common = (mine & theirs).total()
    return common / max(1, mine.total()), common / max(1, theirs.total())


def compare_fields(article: Article | None, meta: dict[str, Any]) -> dict[str, float]:
    """Which fields are exactly right (0 or 1), and the share of pictures and captions kept."""
    if article is None:
        return {"title": 0.0, "authors": 0.0, "date": 0.0}
    images = [block.image for block in walk(article.blocks) if isinstance(block, Figure)]
    images += [article.lead] if article.lead else []
    fields = {"title": float(_same(article.title) == _same(meta["title"] or ""))}
    if meta["authors"]:
        fields["authors"] = float(
            {_same(each) for each in article.authors} == {_same(each) for each in meta["authors"]}
        )
    if meta["date"]:
        fields["date"] = float(bool(article.published) and str(article.published)[:10] == meta["date"][:10])
    if meta["images"]:
        gold, mine = {key(each) for each in meta["images"]}, {key(image.url) for image in images}
        fields["pictures"] = len(gold & mine) / len(gold)
        fields["lead"] = float(bool(article.lead) and key(article.lead.url) in gold) if article.lead else 0.0
    if meta["captions"]:
        said = _same(" ".join(f"{image.caption} {image.credit}" for image in images))
        fields["captions"] = sum(_same(each) in said for each in meta["captions"]) / len(meta["captions"])
    return fields


def report(results: list[Result], worst: int) -> dict[str, dict[str, float]]:
    """Print a line a set, and give the figures by set."""
    reached: dict[str, dict[str, float]] = {}
    for name in sorted({result.set for result in results}):
        mine = [result for result in results if result.set == name]
        precision = sum(result.precision for result in mine) / len(mine)
        recall = sum(result.recall for result in mine) / len(mine)
        figures = {"f1": 2 * precision * recall / max(1e-9, precision + recall)}
        for field in sorted({field for result in mine for field in result.fields}):
            values = [result.fields[field] for result in mine if field in result.fields]
            figures[field] = sum(values) / len(values)
        reached[name] = figures
        ours, bare = (sum(getattr(result, part) for result in mine) / len(mine) * 1000 for part in ("seconds", "bare"))
        print(f"{name:13} {len(mine):3} pages  P {precision:.3f}  R {recall:.3f}  F1 {figures['f1']:.4f}", end="  ")
        print(f"{ours:.1f} ms a page, lexbor's bare parse {bare:.1f} ms, {ours / bare:.1f} times")
        if len(figures) > 1:
            print("  " + "  ".join(f"{field} {value:.3f}" for field, value in figures.items() if field != "f1"))
        for result in sorted(mine, key=lambda result: result.precision + result.recall)[:worst]:
            print(f"    P {result.precision:.2f} R {result.recall:.2f} {result.id} {result.failure[-40:]}")
    return reached


def compare(reached: dict[str, dict[str, float]], update: bool) -> int:
    """Compare with the floors, or raise those that can be raised; other people's floors are kept as they are."""
    known = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}
    floors = known.setdefault("extract", {})
    under = 0
    for name, figures in reached.items():
        for field, value in figures.items():
            floor = floors.get(name, {}).get(field, 0.0)
            if value < floor:
                under += 1
                print(f"{name}: {field} {value:.4f} is under its floor {floor}", file=sys.stderr)
            if update:
                floors.setdefault(name, {})[field] = max(floor, round(value - ROOM, 3))
    if update:
        FLOORS.write_text(json.dumps(known, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    return 1 if under else 0


def _unpack(folder: Path) -> Path:
    with tarfile.open(SHARED / "pages.tar.xz") as archive:
        archive.extractall(folder, filter="data")
    return folder


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    found = WORD.findall(text)
    return (
        Counter(zip(found, found[1:], found[2:], found[3:], strict=False))
        if len(found) > 3
        else Counter([tuple(found)])
    )


def _same(text: str) -> str:
    return "".join(text.split()).casefold()


def _timed(work: Any) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    sys.exit(main())
