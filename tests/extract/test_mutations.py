"""A page that broke on its way ends in an article or an error, in bounded time and memory: a seeded sample.

`make long` tries 100,000 (bench/mutate.py); the faults that it found are cases in the tests of what was wrong.
"""

from __future__ import annotations

import mutate
from mutate import MEGABYTES, SECONDS, Outcome

GOLDEN = tuple(file.read_bytes() for file in sorted(mutate.GOLDEN.glob("*/page.html")))
# Of small pages; none of them is one of those that `make long` begins with.
SAMPLE = range(1_000_000, 1_000_250)


def test_a_sample_of_mutated_pages_ends_in_articles_and_errors() -> None:
    outcomes = list(mutate.run(SAMPLE, GOLDEN))
    assert [outcome.seed for outcome in outcomes] == list(SAMPLE)
    assert [f"page {outcome.seed}: {outcome.fault}" for outcome in outcomes if outcome.fault] == []
    verdicts = {outcome.verdict for outcome in outcomes}
    assert verdicts == {"article", "error"}, "the sample has pages of both kinds"


def test_a_page_is_named_by_its_seed() -> None:
    assert mutate.captured(7, GOLDEN) == mutate.captured(7, GOLDEN)
    assert mutate.captured(7, GOLDEN) != mutate.captured(8, GOLDEN)


def test_what_is_a_fault() -> None:
    assert Outcome(1, "article", SECONDS, MEGABYTES).fault == ""
    assert Outcome(1, "error", 0.1, 1.0).fault == ""
    assert Outcome(1, "KeyError: 'x' (dates.py:7)", 0.1, 1.0).fault == "KeyError: 'x' (dates.py:7)"
    assert Outcome(1, "article", SECONDS + 0.1, 1.0).fault == "takes 2.1 s"
    assert Outcome(1, "article", 0.1, MEGABYTES + 1).fault == "takes 501 MB"


def test_a_process_that_dies_costs_one_page() -> None:
    # A body that is no bytes makes the worker fail outside of what it judges.
    outcomes = list(mutate.run([3, 4], (b"<p>words</p>", None)))  # type: ignore[arg-type]
    assert [outcome.seed for outcome in outcomes] == [3, 4]
    assert any(outcome.fault.startswith("the process died") for outcome in outcomes)


def test_a_fault_is_shrunk_to_what_makes_it() -> None:
    body = b"<p>one</p>" * 40 + b"<q>" + b"<p>two</p>" * 40
    assert mutate.shrunk(body, lambda page: b"<q" in page) == b"<q"
