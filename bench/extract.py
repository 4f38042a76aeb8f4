"""How well articles are read from real pages, and what a page costs, beside the peers.

    python bench/extract.py [--peers] [--half dev|kept] [--set NAME] [--worst N] [--show ID] [--update]

One line a reader (see `readers.py`) over the sets of `shared/bench` (beside the checkout): F1, precision and recall of
the text; pages a second on one core; and the multiple of a bare lexbor parse. Below it the fields (see `structure.py`).

The metric is that of shared/bench/README.md: shingles of four words (a Chinese, Japanese or Korean character is a word)
of text and gold; precision and recall averaged over pages, F1 made of the two averages. Our text is that of the blocks.
A standfirst stands in `Article.summary` where the page sets it apart and in the blocks where it stands in the story;
`summary` is not counted as text, since on most sites it is a description that no reader of the page sees: to add it
costs 0.003 to 0.013 on three of the four sets. The gold of `fundus_tests` has the standfirst in `text` and is without
it in `text_nosummary`, that of `fundus_eval` marks paragraphs that may be left out. So there are two figures: against
the gold's `text` to the letter, as its README has it, and `free`: what may stand there or not counts neither way.

Time is CPU time of this process, after imports and a warm-up; in each of `--rounds` rounds all readers take a page in
turn, and each page's fastest round counts, for every reader alike.

Each figure is printed with all pages, and without those whose gold is wrong (bench/wrong_gold.toml). Fails where
one of ours falls under its floor in `bench/floors.json`; `--update` raises the floors.
"""

from __future__ import annotations

import argparse
import difflib
import json
import logging
import re
import sys
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import pages
import structure
from pages import SETS, SHARED, rows
from readers import Answer, Reader, readers
from selectolax.lexbor import LexborHTMLParser

from tamizdat.model import Capture, Publication

FLOORS = pages.ROOT / "bench" / "floors.json"
# How far a floor stands under what was reached: the noise between machines is nil, so this is room for trade-offs.
ROOM = 0.003
WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|\w+")
OURS = "tamizdat"
WARM_UP = 5


class Score(NamedTuple):
    """Precision and recall of a text, and both again with what may be left out counted neither way."""

    precision: float
    recall: float
    free_precision: float
    free_recall: float


class Result(NamedTuple):
    """What a reader made of one page: how good its text is, its fields, why there is none, and its fastest time in
    seconds."""

    set: str
    id: str
    score: Score
    fields: structure.Counts
    failure: str
    seconds: float


Results = dict[str, list[Result]]


def measure(each: Iterable[dict[str, Any]], folder: Path, who: dict[str, Reader], rounds: int = 1) -> Results:
    """Have every reader read every page; a bare parse is taken beside them, as a reader called `lexbor`."""
    who = {"lexbor": parse, **who}
    results: Results = {name: [] for name in who}
    for number, row in enumerate(each):
        capture, publication = pages.captured(row, folder), pages.publication(row)
        fastest = dict.fromkeys(who, float("inf"))
        answers: dict[str, Answer] = {}
        for _ in range(rounds + (number < WARM_UP)):
            for name, reader in who.items():
                started = time.process_time()
                told = reader(capture, publication)
                fastest[name] = min(fastest[name], time.process_time() - started)
                if name not in answers:
                    answers[name] = told()
        for name, answer in answers.items():
            fields = structure.counts(answer, row) if row["set"] == "fundus_tests" else {}
            result = Result(row["set"], row["id"], score(answer.text, row), fields, answer.failure, fastest[name])
            results[name].append(result)
    return results


def parse(capture: Capture, publication: Publication) -> Any:
    """The floor: lexbor's bare parse of the bytes."""
    LexborHTMLParser(capture.body)
    return Answer


def score(text: str, row: dict[str, Any]) -> Score:
    """A text against a page's gold."""
    gold = row["gold"]
    found, whole = shingles(text), shingles(gold["text"])
    required = shingles(required_text(gold))
    free = (whole | required) - required
    right = (found & required).total()
    spare = ((found - required) & free).total()
    common = (found & whole).total()
    return Score(
        common / max(1, found.total()),
        common / max(1, whole.total()),
        (right / (found.total() - spare) if found.total() > spare else 0.0),
        right / max(1, required.total()),
    )


def required_text(gold: dict[str, Any]) -> str:
    """The gold without what may be left out: the standfirst, and the paragraphs that stand in brackets."""
    if "body" in gold:
        return "\n".join(each for each in gold["body"] if not (each.startswith("[") and each.endswith("]")))
    return str(gold.get("text_nosummary") or gold["text"])


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Every run of four words, and how often it occurs."""
    found = WORD.findall(text)
    if len(found) < 4:
        return Counter([tuple(found)])
    return Counter(zip(found, found[1:], found[2:], found[3:], strict=False))


# --- telling ---------------------------------------------------------------------------------------------


def text_figures(results: list[Result], wrong: Iterable[tuple[str, str]] = ()) -> dict[str, dict[str, float]]:
    """By set: precision, recall, F1, and F1 with what is free; without the pages whose gold is wrong."""
    found = {}
    left_out = {page for page, field in wrong if field == "text"}
    for name in SETS:
        mine = [result.score for result in results if result.set == name and result.id not in left_out]
        if mine:
            precision, recall, free_precision, free_recall = (
                sum(values) / len(mine) for values in zip(*mine, strict=True)
            )
            found[name] = {
                "f1": f1(precision, recall),
                "precision": precision,
                "recall": recall,
                "free": f1(free_precision, free_recall),
            }
    return found


def f1(precision: float, recall: float) -> float:
    """The harmonic mean."""
    return 2 * precision * recall / max(1e-9, precision + recall)


def table(results: Results) -> str:
    """The one table: a line a reader, by set F1, precision, recall and F1 with what is free, then the speed."""
    names = [name for name in SETS if any(result.set == name for result in results[OURS])]
    numbers = [sum(result.set == name for result in results[OURS]) for name in names]
    heads = [f"{name} ({number})" for name, number in zip(names, numbers, strict=True)]
    lines = [" " * 18 + "".join(f"  {head:<22}" for head in heads)]
    lines.append(" " * 18 + "  F1    P    R    free  " * len(names) + "  pages/s  ms a page  × lexbor")
    wrong = {pair for pair in pages.wrong_gold() if pair[1] == "text"} & {
        (result.id, "text") for result in results[OURS]
    }
    for without in [(), wrong] if wrong else [()]:
        if without:
            lines.append(f"without {len(wrong)} pages whose gold is wrong:")
        for reader, mine in results.items():
            if reader == "lexbor" and without:
                continue
            by_set = text_figures(mine, without)
            text = "".join(
                f"  {f['f1']:.3f} {f['precision']:.3f} {f['recall']:.3f} {f['free']:.3f}"[:25].ljust(26)
                for f in (by_set[name] for name in names)
            )
            text = " " * 26 * len(names) if reader == "lexbor" else text
            lines.append(f"{reader:18}{text}" + ("" if without else speed(results, reader)))
    return "\n".join(lines)


def speed(results: Results, reader: str) -> str:
    """Pages a second, milliseconds a page, and the multiple of the bare parse."""
    each = seconds(results, reader)
    return f"  {1 / each:7.0f}  {1000 * each:9.2f}  {each / seconds(results, 'lexbor'):8.1f}"


def seconds(results: Results, reader: str) -> float:
    """Seconds a page."""
    return sum(result.seconds for result in results[reader]) / len(results[reader])


def ratio(results: Results) -> str:
    """Our pages a second as a multiple of trafilatura's, where it does all that we do."""
    peer = "trafilatura, all"
    if peer not in results:
        return ""
    return f"speed beside {peer}: {seconds(results, peer) / seconds(results, OURS):.2f} times its pages per second"


def worst(results: list[Result], number: int) -> str:
    """The worst pages of each set, of those that one may look at."""
    lines = []
    for name in SETS:
        mine = [result for result in results if result.set == name and pages.half_of(result.id) == "dev"]
        for result in sorted(mine, key=lambda result: f1(*result.score[:2]))[:number]:
            precision, recall = result.score[:2]
            lines.append(f"  {name} P {precision:.2f} R {recall:.2f} {result.id} {result.failure[-60:]}")
    return "\n".join(lines)


def difference(text: str, gold: str) -> str:
    """The lines that are in the gold and not in the text (`-`), and those too many (`+`), in order."""
    mine, theirs = ([" ".join(line.split()) for line in each.split("\n") if line.strip()] for each in (text, gold))
    return "\n".join(line for line in difflib.ndiff(theirs, mine) if line[:1] in "+-")


def show(page: str, folder: Path, reader: Reader) -> int:
    """Print what a page's text lost, what it has too much, and its other fields beside the gold's."""
    row = next((each for each in rows() if each["id"] == page), None)
    if row is None or pages.half_of(page) == "kept":
        print(f"{page} is {'no page' if row is None else 'kept aside and not looked at'}", file=sys.stderr)
        return 2
    answer = reader(pages.captured(row, folder), pages.publication(row))()
    print(difference(answer.text, row["gold"]["text"]))
    for field, value in answer._asdict().items():
        if field not in ("text", "items", "cells"):
            print(f"{field}: {value}\n    gold: {row['meta'].get(GOLD_NAMES.get(field, field))}")
    return 0


GOLD_NAMES = {"lead": "images", "pictures": "n_images", "said": "captions"}


# --- floors ----------------------------------------------------------------------------------------------


def reached(results: list[Result]) -> dict[str, dict[str, float]]:
    """What has a floor: F1 by set, and the fields."""
    found = {name: {"f1": figures["f1"]} for name, figures in text_figures(results).items()}
    fields = [result.fields for result in results if result.fields]
    if fields:
        found["fundus_tests"] |= structure.figures(fields)
    return found


def compare(found: dict[str, dict[str, float]], update: bool) -> int:
    """Compare with the floors, or raise those that can be raised; 1 where a figure is under its floor.

    `foreign` is a cost: its floor is a ceiling.
    """
    known = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}
    floors = known.setdefault("extract", {})
    under = 0
    for name, figures in found.items():
        for field, value in figures.items():
            cost = field == "foreign"
            floor = floors.get(name, {}).get(field, 1.0 if cost else 0.0)
            if (value > floor) if cost else (value < floor):
                under += 1
                print(
                    f"{name}: {field} {value:.4f} is {'above' if cost else 'under'} its floor {floor}", file=sys.stderr
                )
            if update:
                better = min(floor, round(value + ROOM, 3)) if cost else max(floor, round(value - ROOM, 3))
                floors.setdefault(name, {})[field] = better
    if update:
        FLOORS.write_text(json.dumps(known, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    return 1 if under else 0


def main() -> int:
    """Measure, print, compare; 1 where a floor is not reached."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", action="store_true", help="the peers too, those that are installed")
    parser.add_argument("--pages", type=Path, help="a folder where pages.tar.xz is unpacked already")
    parser.add_argument("--half", choices=["dev", "kept"], help="only the pages to tune on, or only the others")
    parser.add_argument("--set", choices=SETS, action="append", help="only this set")
    parser.add_argument("--rounds", type=int, default=3, help="how often each page is read; the fastest counts")
    parser.add_argument(
        "--worst", type=int, default=0, help="list the worst pages of each set, and by field (of `dev`)"
    )
    parser.add_argument("--show", metavar="ID", help="print what one page lost and what it has too much")
    parser.add_argument("--update", action="store_true", help="raise the floors to what was reached")
    options = parser.parse_args()
    if not SHARED.exists():
        print(f"no pages at {SHARED}", file=sys.stderr)
        return 2
    logging.disable(logging.CRITICAL)  # the peers tell of every page that they cannot read
    who, told = readers(options.peers)
    with pages.unpacked(options.pages) as folder:
        if options.show:
            return show(options.show, folder, who[OURS])
        chosen = rows(options.half, tuple(options.set or SETS))
        results = measure(chosen, folder, who, options.rounds)
    print(*told, table(results), ratio(results), sep="\n")
    fields = {name: {r.id: r.fields for r in mine if r.fields} for name, mine in results.items() if name != "lexbor"}
    if fields[OURS]:
        print(structure.tables(fields, {name: structure.golden(who[name]) for name in fields}))
    if options.worst:
        print(worst(results[OURS], options.worst), structure.worst(fields[OURS], options.worst), sep="\n")
    return 0 if options.half or options.set else compare(reached(results[OURS]), options.update)


if __name__ == "__main__":
    sys.exit(main())
