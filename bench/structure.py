"""How well the fields of an article and its structure are read, beside the peers (see `readers.py`).

Of the pages of `fundus_tests`, whose gold is what a parser written for that publication gives:

    title      exactly the gold's, white space and case apart
    authors    the same set of names
    date       the day of publication, in the zone in which the page tells it (in UTC where it tells none)
    lead       the lead picture is one of the article's (pages whose gold has pictures)
    pictures   the share of the gold's pictures that was kept: averaged by page (`pictures`) and over all
               (`pictures_all`). The gold names a picture by any number of its renditions and often names only the
               first of several: what is asked for is the smaller of its number of pictures and of the names in it.
    number     the smaller of our number of pictures and the gold's, of the gold's: pictures that it counts, unnamed
    foreign    the share of the pictures given that are none of the article's: those beyond the gold's number, or,
               where it names all, those that it does not name
    captions   the share of the gold's captions that stand word for word in captions and credits, by page and over all
    headings   the share of the gold's headings between paragraphs that are headings, over all

And of the golden pages in tests/extract/golden, whose every block was checked by eye: the share of list items and
table cells kept as such (`items`, `cells`).

Each figure is printed with all pages, and without those whose gold is wrong (bench/wrong_gold.toml).

    python bench/structure.py [--peers] [--pages DIR] [--half dev|kept] [--worst N]
"""

from __future__ import annotations

import argparse
import json
import logging
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

import msgspec
import pages
from readers import Answer, Reader, answer_of, readers

from tamizdat.model import Article, Capture, Publication

GOLDEN = pages.ROOT / "tests" / "extract" / "golden"
FIELDS = ("title", "authors", "date", "lead", "pictures", "number", "foreign", "captions", "headings", "items", "cells")
# Counted over all pages at once, beside the average by page.
BOTH = ("pictures", "captions")
OVER_ALL = ("number", "foreign", "headings", "items", "cells")
EXTENSION = re.compile(r"(\.(?:jpe?g|png|webp|avif|gif|svg))+$", re.IGNORECASE)
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
DIGIT = re.compile(r"[0-9]")
SIZE = re.compile(
    r"([-_.]?\d{2,4}x\d{2,4}|_v\d{1,2}_\d{1,2}_\d{2,4}|[-_]scaled|[-_](?:small|medium|large|original))$", re.IGNORECASE
)


class Count(NamedTuple):
    """How many were right, of how many asked for."""

    right: float
    asked: float


Counts = dict[str, Count]


def counts(answer: Answer, row: dict[str, Any]) -> Counts:
    """What a reader's answer is worth, by field; a field that the gold or the reader does not have is left out."""
    meta, found = row["meta"], {}
    if answer.title is not None:
        found["title"] = Count(same(answer.title) == same(meta["title"] or ""), 1)
    if answer.authors is not None and meta["authors"]:
        found["authors"] = Count({same(each) for each in answer.authors} == {same(each) for each in meta["authors"]}, 1)
    if answer.date is not None and meta["date"]:
        found["date"] = Count(answer.date == meta["date"][:10], 1)
    if meta["images"]:
        found |= _pictures(answer, {picture(each) for each in meta["images"]}, meta["n_images"])
    if answer.said is not None and meta["captions"]:
        said = same(answer.said)
        found["captions"] = Count(sum(same(each) in said for each in meta["captions"]), len(meta["captions"]))
    if answer.headings is not None and row["gold"]["headlines"]:
        found["headings"] = _kept(answer.headings, row["gold"]["headlines"])
    return found


def _pictures(answer: Answer, gold: set[str], number: int) -> Counts:
    found = {}
    if answer.lead is not None:
        found["lead"] = Count(bool(answer.lead) and picture(answer.lead) in gold, 1)
    if answer.pictures is not None:
        mine = {picture(each) for each in answer.pictures}
        asked = max(1, min(number, len(gold)))
        found["pictures"] = Count(min(asked, len(gold & mine)), asked)
        found["number"] = Count(min(number, len(mine)), number)
        beyond = max(0, len(mine) - max(number, 1))
        found["foreign"] = Count(max(beyond, len(mine - gold) if len(gold) >= number else 0), len(mine))
    return found


def _kept(found: Iterable[str], asked: Iterable[str]) -> Count:
    """How many texts of the second kind are among the first."""
    mine, wanted = (Counter(map(same, texts)) for texts in (found, asked))
    return Count((mine & wanted).total(), wanted.total())


@lru_cache(10_000)
def picture(url: str) -> str:
    """What two addresses of one picture have in common: an identifier, else the most telling part of the path."""
    path = urlsplit(unquote(url[url.rfind("http") :])).path
    identifier = UUID.search(path)
    if identifier:
        return identifier[0].lower()
    segments = [SIZE.sub("", EXTENSION.sub("", segment)) for segment in path.split("/")]
    telling = [each for each in segments if len(each) >= 8 and DIGIT.search(each)]
    return max(telling, key=len) if telling else segments[-1] or path


@lru_cache(10_000)
def same(text: str) -> str:
    """A text without white space and case."""
    return "".join(text.split()).casefold()


def golden(reader: Reader) -> Counts:
    """List items and table cells of the golden pages that a reader keeps as such."""
    asked: list[Answer] = []
    given: list[Answer] = []
    for folder in sorted(each.parent for each in GOLDEN.glob("*/expected.json")):
        expected = {"capture": "", "extractor": "", **json.loads((folder / "expected.json").read_bytes())}
        if "blocks" in expected:  # else what must come of it is an error
            asked.append(answer_of(msgspec.convert(expected, Article, strict=False)))
            given.append(reader(*_golden_page(folder))())
    found = {}
    for field in ("items", "cells"):
        if given[0]._asdict()[field] is not None:
            each = [
                _kept(mine._asdict()[field] or (), gold._asdict()[field])
                for mine, gold in zip(given, asked, strict=True)
            ]
            found[field] = Count(sum(count.right for count in each), sum(count.asked for count in each))
    return found


def _golden_page(folder: Path) -> tuple[Capture, Publication]:
    """A golden page, with what its `publication.toml` says of it."""
    settings = folder / "publication.toml"
    told = tomllib.loads(settings.read_text("utf-8")) if settings.exists() else {}
    url = told.get("url", "https://islandpost.example/news/1")
    capture = Capture(
        url=url,
        final_url=url,
        publication="post",
        captured_at=datetime(2026, 11, 1, tzinfo=UTC),
        status=200,
        headers={"content-type": told.get("content_type", "text/html")},
        body=(folder / "page.html").read_bytes(),
    )
    post = {"id": "post", "name": "The Island Post", "language": "en", "timezone": "Europe/Oslo"}
    return capture, msgspec.convert(told.get("publication", post), Publication)


def figures(each: list[Counts]) -> dict[str, float]:
    """The counts of many pages as shares (0 to 1)."""
    found = {}
    for field in FIELDS:
        mine = [counts[field] for counts in each if field in counts and counts[field].asked]
        if not mine:
            continue
        whole = sum(count.right for count in mine) / sum(count.asked for count in mine)
        if field in OVER_ALL:
            found[field] = whole
        else:
            found[field] = sum(count.right / count.asked for count in mine) / len(mine)
        if field in BOTH:
            found[f"{field}_all"] = whole
    return found


def without(each: dict[str, Counts], wrong: dict[tuple[str, str], str]) -> list[Counts]:
    """The counts by page without the fields whose gold is wrong."""
    return [
        {field: count for field, count in counts.items() if not _wrong(page, field, wrong)}
        for page, counts in each.items()
    ]


def _wrong(page: str, field: str, wrong: dict[tuple[str, str], str]) -> bool:
    """What is wrong with the gold's pictures is wrong with all that is asked of pictures."""
    return (page, field) in wrong or (field in ("lead", "number", "foreign") and (page, "pictures") in wrong)


def table(title: str, lines: dict[str, dict[str, float]]) -> str:
    """Shares by reader and field, a line a reader."""
    names = list(dict.fromkeys(name for figures in lines.values() for name in figures))
    heads = [name.replace("_all", ".all").replace("pictures.", "pict.").replace("captions.", "capt.") for name in names]
    text = [f"{title:30}" + "".join(f"{head:>9}" for head in heads)]
    for reader, mine in lines.items():
        text.append(f"{reader:30}" + "".join(f"{mine[name]:9.3f}" if name in mine else f"{'–':>9}" for name in names))
    return "\n".join(text)


def tables(found: dict[str, dict[str, Counts]], golden_pages: dict[str, Counts]) -> str:
    """The fields of all readers: with all pages, and without what is wrong in the gold."""
    wrong = pages.wrong_gold()
    count = len(next(iter(found.values())))
    parts = [
        table(
            f"fields, {count} pages",
            {name: figures([*each.values(), golden_pages[name]]) for name, each in found.items()},
        )
    ]
    known = {page for each in found.values() for page in each}
    left_out = [pair for pair in wrong if pair[0] in known and pair[1] in (*FIELDS, "pictures")]
    if left_out:
        title = f"without {len(left_out)} wrong of gold"
        parts.append(table(title, {name: figures(without(each, wrong)) for name, each in found.items()}))
    return "\n".join(parts)


def worst(found: dict[str, Counts], number: int) -> str:
    """By field the worst pages, of those that one may look at."""
    found = {page: each for page, each in found.items() if pages.half_of(page) == "dev"}
    lines = []
    for field in FIELDS:
        mine = {page: each[field] for page, each in found.items() if field in each and each[field].asked}
        bad = {
            page: count.right / count.asked if field == "foreign" else 1 - count.right / count.asked
            for page, count in mine.items()
        }
        listed = [page for page in sorted(bad, key=lambda page: -bad[page]) if bad[page]][:number]
        lines += [f"  {field}: {' '.join(listed)}"] if listed else []
    return "\n".join(lines)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", action="store_true", help="the peers too")
    parser.add_argument("--pages", type=Path, help="a folder where pages.tar.xz is unpacked already")
    parser.add_argument("--half", choices=["dev", "kept"], help="only the pages to tune on, or only the others")
    parser.add_argument("--worst", type=int, default=0, help="list by field so many pages that are not right")
    options = parser.parse_args()
    if not pages.SHARED.exists():
        print(f"no pages at {pages.SHARED}", file=sys.stderr)
        return 2
    logging.disable(logging.CRITICAL)  # the peers tell of every page that they cannot read
    who, told = readers(options.peers)
    rows = list(pages.rows(options.half, ("fundus_tests",)))
    with pages.unpacked(options.pages) as folder:
        found = {
            name: {
                row["id"]: counts(reader(pages.captured(row, folder), pages.publication(row))(), row) for row in rows
            }
            for name, reader in who.items()
        }
    print(tables(found, {name: golden(reader) for name, reader in who.items()}))
    print(*told, sep="\n")
    print(worst(found["tamizdat"], options.worst) if options.worst else "")
    return 0


if __name__ == "__main__":
    sys.exit(main())
