"""What an operator types when a paper has changed its layout."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import changing_paper as paper
import pytest
from transcripts import play

from tamizdat import pipeline
from tamizdat.newsroom import Newsroom, newspaper_folder

SESSION = """
```console
$ tamizdat quarantine
nothing is held back
$ tamizdat run
gather    http://127.0.0.1:8731/lantern/sitemap.xml: 66 listed, 6 new, 6 captured, 60 unchanged
extract: harbour-lantern: no date on 6 of 6 pages, where 60 of 60 had one before; short text on 6 of 6 pages, where 0 \
of 60 had it before; articles held back: 6
  hint: look at them with `tamizdat quarantine harbour-lantern`; mend the rules and run `tamizdat extract …
extract   captures: 6 read, 6 quarantined
…
[exit 3]
$ tamizdat status
In the archive
…
quarantine  6
…
extract: harbour-lantern: no date on 6 of 6 pages, …
…
$ tamizdat quarantine
harbour-lantern: 6 held back since 2026-04-02 00:00
  no date on 6 of 6 pages, where 60 of 60 had one before
  short text on 6 of 6 pages, where 0 of 60 had it before
    http://127.0.0.1:8731/lantern/2026/story-60.html  …  (no date, short text)
…
    http://127.0.0.1:8731/lantern/2026/story-65.html  …  (no date, short text)
$ tamizdat quarantine evening-lamp
error: no publication is called "evening-lamp"
hint: known are harbour-lantern
[exit 2]
$ tamizdat quarantine --url http://127.0.0.1:8731/lantern/2026/story-1.html --accept
error: nothing is held back at http://127.0.0.1:8731/lantern/2026/story-1.html
hint: `tamizdat quarantine` lists what is
[exit 2]
$ tamizdat quarantine --url http://127.0.0.1:8731/lantern/2026/story-63.html --accept
quarantine articles: 1 accepted, 1 revisions
what was let out goes into the editions: tamizdat render
$ tamizdat quarantine harbour-lantern --accept
quarantine articles: 5 accepted, 5 revisions
what was let out goes into the editions: tamizdat render
$ tamizdat quarantine harbour-lantern --accept
quarantine articles: nothing to do
$ tamizdat render
render    site: 75 files, …
```
"""


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with Newsroom(newspaper_folder()) as server:
        yield server


@pytest.fixture
def folder(newsroom: Newsroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A press that has mirrored sixty stories; then come six in a new layout."""
    paper.write_press(tmp_path, newsroom)
    paper.serve(newsroom, paper.old_layout, range(60))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(datetime(2026, 4, 1, tzinfo=UTC).timestamp())))
    with pipeline.open_press(tmp_path) as press:
        list(pipeline.run(press))
    paper.serve(newsroom, paper.new_layout, range(60, 66))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(datetime(2026, 4, 2, tzinfo=UTC).timestamp())))
    return tmp_path


def test_a_session(folder: Path, newsroom: Newsroom) -> None:
    differences = list(play(SESSION, folder, newsroom.address))
    assert not differences, "\n\n".join(differences)


def test_programs_get_one_object_an_article(folder: Path) -> None:
    tamizdat = [sys.executable, "-m", "tamizdat"]
    subprocess.run([*tamizdat, "run"], cwd=folder, capture_output=True, check=False)
    shown = subprocess.run([*tamizdat, "quarantine", "--json"], cwd=folder, capture_output=True, text=True, check=True)
    held = [json.loads(line) for line in shown.stdout.splitlines()]
    assert [one["type"] for one in held] == ["quarantined"] * 6
    assert set(held[0]["reasons"]) == {"no date", "short text"}
    told = subprocess.run([*tamizdat, "status", "--json"], cwd=folder, capture_output=True, text=True, check=True)
    status = json.loads(told.stdout)
    assert status["counts"]["quarantine"] == 6
    assert [failure["subject"] for failure in status["failures"] if failure["stage"] == "extract"] == [
        "harbour-lantern"
    ]
