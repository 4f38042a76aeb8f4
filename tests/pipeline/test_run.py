"""From the sources to the mirrors: what a run does, what the next one leaves alone, what a change costs."""

from __future__ import annotations

import gzip
import hashlib
import sqlite3
import subprocess
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from tamizdat import pipeline
from tamizdat.model import Failure
from tamizdat.newsroom import Answer, Newsroom, Route
from tamizdat.pipeline import Event, Result
from tamizdat.pipeline.demo import write_demo
from tamizdat.pipeline.status import check

# What a run that finds nothing may change: when a list was last asked, and what it answered.
MAY_CHANGE = {"polls"}


def run(folder: Path) -> list[Event]:
    with pipeline.open_press(folder) as press:
        return list(pipeline.run(press))


def failures(events: Iterable[Event]) -> dict[str, str]:
    return {event.subject: event.message for event in events if isinstance(event, Failure)}


def result(events: Iterable[Event], stage: str, subject: str) -> dict[str, int]:
    found = (event for event in events if isinstance(event, Result))
    return next(event.counts for event in found if (event.stage, event.subject) == (stage, subject))


def tables(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of the archive but those that any run may change."""
    with sqlite3.connect(folder / "archive" / "archive.sqlite") as database:
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: database.execute(f"SELECT * FROM {name}").fetchall() for name in names if name not in MAY_CHANGE}


def files(folder: Path) -> dict[str, str]:
    """Every file below a folder with its digest."""
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def commits(folder: Path) -> list[str]:
    command = ["git", "-C", str(folder / "mirror.git"), "log", "--format=%H %T %an %ae %ad", "main"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()


def test_a_newspaper_reaches_its_mirrors(demo_press: Callable[[], Path]) -> None:
    folder = demo_press()
    events = run(folder)
    named = failures(events)
    assert len(named) >= 5, "the newspaper has broken pages"
    assert all(message for message in named.values())
    assert files(folder / "releases" / "site") == files(folder / "out")
    [commit] = commits(folder)
    assert commit.endswith("+0000")
    assert " tamizdat  " in commit
    listed = ["git", "-C", str(folder / "mirror.git"), "ls-tree", "-r", "--name-only", "main"]
    shown = subprocess.run(listed, capture_output=True, text=True, check=True).stdout.splitlines()
    assert sorted(shown) == sorted(files(folder / "releases" / "repository"))
    assert sum(path.startswith("2026/") for path in shown) >= 24
    with pipeline.open_press(folder) as press:
        assert list(check(press)) == []


def test_a_second_run_with_nothing_new_changes_nothing(demo_press: Callable[[], Path], newsroom: Newsroom) -> None:
    folder = demo_press()
    run(folder)
    before = tables(folder), files(folder / "releases"), files(folder / "out"), commits(folder)
    captures = files(folder / "archive" / "captures")
    asked = len(newsroom.requests)
    again = run(folder)
    assert len(newsroom.requests) > asked, "it did ask"
    assert (tables(folder), files(folder / "releases"), files(folder / "out"), commits(folder)) == before
    assert files(folder / "archive" / "captures") == captures
    assert not [
        event for event in again if isinstance(event, Result) and event.stage == "gather" and event.counts.get("new")
    ]


def test_an_edited_article_is_a_revision_and_rewrites_its_page(
    demo_press: Callable[[], Path], newsroom: Newsroom
) -> None:
    folder = demo_press()
    run(folder)
    before = files(folder / "releases" / "repository")
    newsroom.edition = "later"
    events = run(folder)
    assert result(events, "extract", "captures")["revisions"] == 1
    after = files(folder / "releases" / "repository")
    changed = Counter(path[:2] == "20" for path in after if before.get(path) != after[path])
    assert changed[True] == 1, "one article was edited"
    assert changed[False] <= 8, "and the lists that it stands on"
    assert before.keys() <= after.keys()
    assert len(commits(folder)) == 2
    with pipeline.open_press(folder, readonly=True) as press:
        assert press.archive.counts()["revisions"] == press.archive.counts()["articles"] + 1


def endless(headers: Mapping[str, str]) -> Answer:
    """A bomb: 10 GB of zeros in some 10 MB, twice compressed.

    A full flush forgets what came before, so that one piece may be said again: to compress all of it takes 34 s.
    """
    once = zlib.compressobj(9, wbits=31)
    first, piece = (once.compress(bytes(10_000_000)) + once.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    inner = first + piece * 999 + once.flush()
    return Answer(
        gzip.compress(inner, mtime=0), headers={"Content-Type": "text/html", "Content-Encoding": "gzip, gzip"}
    )


HOSTILE: dict[str, Route] = {
    "is a private address": Answer(status=302, headers={"Location": "http://127.0.0.2:1/secret"}),
    "169.254.169.254 is a private address": Answer(status=302, headers={"Location": "http://169.254.169.254/latest/"}),
    "is too large": endless,
    "has no text": b"<!doctype html><body onload=alert(1)><script>document.write('x')</script>",
    "answered 404 Not Found": Answer(b"gone", 404),
    "redirects": Answer(status=302, headers={"Location": "/en/round-and-round/"}),
}


def test_a_run_goes_on_past_everything_that_fails(newsroom: Newsroom, tmp_path: Path) -> None:
    for name in ("quiet", "hostile"):
        (tmp_path / name).mkdir()
        write_demo(tmp_path / name, newsroom.address)
    run(tmp_path / "quiet")
    stories = [path for path in newsroom.requests if path.startswith("/zh/20")][:3]
    stories += [path for path in newsroom.requests if path.startswith("/en/") and "/2026/" in path][-3:]
    newsroom.routes["/en/round-and-round/"] = HOSTILE["redirects"]
    with Newsroom(newsroom.folder) as private:
        newsroom.routes |= dict(zip(stories, HOSTILE.values(), strict=True))
        newsroom.routes[stories[0]] = Answer(status=302, headers={"Location": private.address + "/secret"})
        named = failures(run(tmp_path / "hostile"))
        assert private.requests == [], "nobody was asked who may not be"
    for path, words in zip(stories, HOSTILE, strict=True):
        assert words in named[newsroom.address + path]
    with pipeline.open_press(tmp_path / "hostile", readonly=True) as press:
        assert press.archive.counts()["articles"] >= 20
    assert len(commits(tmp_path / "hostile")) == 1
