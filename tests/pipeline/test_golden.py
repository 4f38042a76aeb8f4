"""A golden case that `try --save` wrote is one of our own: read by the same function, with the same result."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tamizdat.errors import ConfigError
from tamizdat.model import Capture, Publication, Rules
from tamizdat.pipeline import golden

AT = datetime(2026, 3, 2, 9, 30, 15, 250_000, tzinfo=UTC)
STORY = "".join(f"<p class=n{n}>The {n} boats came home before the storm, and nobody was hurt.</p>" for n in range(9))
PAPER = Publication(
    id="paper",
    name='The "Paper" of \\ Наш порт',
    home="https://paper.example/",
    language="en",
    timezone="Europe/Lisbon",
    topics=(r"/about/[a-z-]+/$",),
    rules=(
        Rules(until=datetime(2026, 3, 2, tzinfo=UTC), body=".nothing"),
        Rules(title="h1.big", drop=('p[class="n3"]', ".n4")),
    ),
)


def capture(body: str, **others: object) -> Capture:
    url = "https://paper.example/boats"
    fields = {"final_url": url, "status": 200, "headers": {"content-type": "text/html; charset=koi8-r", "age": "3"}}
    return Capture(url=url, publication="paper", captured_at=AT, body=body.encode("koi8-r"), **(fields | others))  # type: ignore[arg-type]


def cases() -> list[tuple[Capture, Publication]]:
    page = f"<title>Лодки</title><h1>Boats</h1><h1 class=big>Лодки дома 3 hours ago</h1>{STORY}"
    nobody = Publication(id="trial", name="")
    return [
        (capture(page), PAPER),
        (capture(page), nobody),
        (capture(page, final_url="https://paper.example/b/moved"), PAPER),
        (capture("<title>Not here</title>", status=404), PAPER),
        (capture("<title>Log in</title><input type=password>"), nobody),
        (capture("# Boats\n\nThey came home.", headers={"content-type": "text/markdown"}), PAPER),
    ]


@pytest.mark.parametrize(("found", "publication"), cases())
def test_a_saved_case_is_read_as_it_was(found: Capture, publication: Publication, tmp_path: Path) -> None:
    files = golden.write_case(tmp_path / "golden" / "boats", found, publication)
    assert [file.name for file in files] == ["page.html", "publication.toml", "expected.json"]
    others = Publication(id="other", name="Other"), datetime(1999, 1, 1, tzinfo=UTC)
    read, whose = golden.read_case(files[0].parent, "https://other.example/", *others)
    assert whose == publication
    assert (read.url, read.final_url, read.status) == (found.url, found.final_url, found.status)
    assert (read.body, read.media_type, read.captured_at) == (found.body, found.media_type, found.captured_at)
    expected = json.loads(files[2].read_text("utf-8"))
    assert golden.result(read, whose) == expected == golden.result(found, publication)


def test_the_rules_and_the_letters_of_a_case_come_back(tmp_path: Path) -> None:
    [(found, publication), *_] = cases()
    golden.write_case(tmp_path / "case", found, publication)
    expected = json.loads((tmp_path / "case" / "expected.json").read_text("utf-8"))
    assert expected["title"] == "Лодки дома 3 hours ago"
    assert len(expected["blocks"]) == 7
    assert {"capture", "extractor", "confidence"}.isdisjoint(expected)


def test_no_case_is_written_over(tmp_path: Path) -> None:
    [(found, publication), *_] = cases()
    golden.write_case(tmp_path / "case", found, publication)
    (tmp_path / "case" / "expected.json").write_text("as I want it")
    with pytest.raises(ConfigError, match=r"there is a .*case already") as caught:
        golden.write_case(tmp_path / "case", found, publication)
    assert caught.value.hint == "give the case another name, or delete it first"
    assert (tmp_path / "case" / "expected.json").read_text() == "as I want it"
