"""One suite for every kind of source: what `Gatherer` promises, kept by all that stand behind it."""

from __future__ import annotations

import io
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tamizdat import gather
from tamizdat.errors import ConfigError, SourceError
from tamizdat.gather import KINDS, gatherer
from tamizdat.model import Publication, Source
from tamizdat.urls import canonical

GOOD = ("the-ferry-stays", "the-bridge-is-closed")
BAD = "the-fair-is-lost"
ADDRESSES = {"folder": "https://courier.invalid/", "git": "https://courier.invalid/pages/"}


def body(name: str) -> bytes:
    return f"<p>This is {name}.".encode()


def listed(web: Any, make_reply: Any, page: str, item: str) -> str:
    """Serve the pages, but for the bad one, and a list of all; its address."""
    web.routes |= {f"/news/{name}": make_reply(body(name)) for name in GOOD}
    items = "".join(item.format(f"/news/{name}") for name in (GOOD[0], BAD, GOOD[1]))
    web.routes["/list"] = make_reply(page.format(items).encode())
    return f"{web.url}/list"


def make_feed(web: Any, make_reply: Any, folder: Path) -> str:
    return listed(web, make_reply, "<rss><channel>{}</channel></rss>", "<item><link>{}</link></item>")


def make_sitemap(web: Any, make_reply: Any, folder: Path) -> str:
    return listed(web, make_reply, "<urlset>{}</urlset>", "<url><loc>{}</loc></url>")


def make_section(web: Any, make_reply: Any, folder: Path) -> str:
    return listed(web, make_reply, "<main>{}</main>", "<a href='{}'>x</a>")


def make_folder(web: Any, make_reply: Any, folder: Path) -> str:
    for name in (*GOOD, BAD):
        (folder / f"{name}.html").write_bytes(body(name) if name != BAD else bytes(20_000_001))
    return str(folder)


def make_warc(web: Any, make_reply: Any, folder: Path) -> str:
    with (folder / "a.warc.gz").open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for name in (*GOOD, BAD):
            head = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
            stream = io.BytesIO(body(name) if name != BAD else bytes(20_000_001))
            record = writer.create_warc_record(f"{web.url}/news/{name}", "response", payload=stream, http_headers=head)
            writer.write_record(record)
            record.raw_stream.close()
    return str(folder)


def make_git(web: Any, make_reply: Any, folder: Path) -> str:
    (folder / "pages" / "news").mkdir(parents=True)
    for name in (*GOOD, BAD):
        (folder / "pages" / "news" / f"{name}.md").write_bytes(body(name) if name != BAD else bytes(20_000_001))
    who = {f"GIT_{one}_{two}": "x@x.invalid" for one in ("AUTHOR", "COMMITTER") for two in ("NAME", "EMAIL")}
    for command in ("init --quiet", "add --all", "commit --quiet --message x"):
        subprocess.run(["git", "-C", folder, *command.split()], check=True, env=os.environ | who)
    return str(folder)


MAKERS: dict[str, Callable[[Any, Any, Path], str]] = {
    "feed": make_feed,
    "sitemap": make_sitemap,
    "section": make_section,
    "folder": make_folder,
    "warc": make_warc,
    "git": make_git,
}


@pytest.fixture(params=sorted(KINDS))
def kind(request: pytest.FixtureRequest) -> str:
    """Every kind in the table at the door: a new one without a maker here fails."""
    return str(request.param)


@pytest.fixture
def place(kind: str, web: Any, make_reply: Any, tmp_path: Path) -> str:
    """A source of that kind: two good pages, and one that is listed and cannot be had."""
    return MAKERS[kind](web, make_reply, tmp_path)


def test_entries_have_canonical_addresses_and_their_publication(kind: str, place: str, web: Any, opened: Any) -> None:
    entries = list(opened(kind, place, section="" if kind == "git" else "News").entries())
    assert sorted(entry.url.rpartition("/")[2].removesuffix(".md") for entry in entries) == sorted((*GOOD, BAD))
    for entry in entries:
        assert entry.url == canonical(entry.url)
        assert entry.url.startswith(ADDRESSES.get(kind, f"{web.url}/news/"))
        assert entry.publication == "courier"
        assert entry.section == ("news" if kind == "git" else "News")


def test_a_capture_holds_the_body_of_its_entry_and_one_that_fails_stops_no_other(
    kind: str, place: str, opened: Any
) -> None:
    made = opened(kind, place)
    bodies, failures = [], []
    for entry in list(made.entries()):
        try:
            capture = made.capture(entry)
        except SourceError as error:
            failures.append(error)
            continue
        bodies.append(capture.body)
        assert (capture.url, capture.publication, capture.section) == (entry.url, "courier", entry.section)
        assert capture.status == 200 and capture.captured_at.tzinfo
        assert all(name == name.lower() for name in capture.headers)
    assert sorted(bodies) == sorted(body(name) for name in GOOD)
    assert len(failures) == 1 and failures[0].hint
    assert BAD in failures[0].message or "is larger than" in failures[0].message


def test_a_second_reading_gives_the_same_entries_and_captures(kind: str, place: str, opened: Any) -> None:
    first, second = opened(kind, place), opened(kind, place)
    entries = list(first.entries())
    assert list(first.entries()) == entries
    assert list(second.entries()) == entries
    good = [entry for entry in entries if BAD not in entry.url]
    assert [first.capture(entry).body for entry in good] == [second.capture(entry).body for entry in reversed(good)][
        ::-1
    ]


def test_polls_are_left_to_whoever_deals_with_the_entries(kind: str, place: str, desk: Any, opened: Any) -> None:
    made = desk()
    source = opened(kind, place, made)
    list(source.entries())
    assert place not in made.polls
    assert [poll.url for poll in source.polls] == ([place] if "://" in place else [])


def test_rules_choose_among_the_entries(kind: str, place: str, opened: Any) -> None:
    assert len(list(opened(kind, place, include=["the-(fair|ferry)"], exclude=["lost"]).entries())) == 1


def test_a_place_where_nothing_is_is_said(kind: str, place: str, opened: Any) -> None:
    with pytest.raises(SourceError) as failure:
        list(opened(kind, place + "/none").entries())
    assert failure.value.hint
    assert "none" in failure.value.message


@pytest.mark.parametrize("name", ["back_", "Since", "url", ""])
def test_an_unknown_option_is_a_mistake_in_the_settings(name: str, kind: str, place: str, opened: Any) -> None:
    with pytest.raises(ConfigError, match=f'unknown option "{name}"') as failure:
        opened(kind, place, options={name: 1})
    assert "known for this kind are" in failure.value.hint


@pytest.mark.parametrize("value", [-1, True, 1.5, "", [1], {}, None])
def test_an_option_of_another_kind_is_a_mistake_in_the_settings(value: Any, kind: str, place: str, opened: Any) -> None:
    module, _, name = KINDS[kind].partition(":")
    make = getattr(__import__(module, fromlist=[name]), name)
    for option, wanted in make.OPTIONS.items():
        if type(value) is not wanted or value == -1:
            with pytest.raises(ConfigError, match=f"{option} is ") as failure:
                opened(kind, place, options={option: value})
            assert failure.value.hint.startswith("write ")


def test_every_type_of_option_has_words() -> None:
    for target in KINDS.values():
        module, _, name = target.partition(":")
        options = getattr(__import__(module, fromlist=[name]), name).OPTIONS
        assert set(options.values()) <= set(gather.TYPES)


def test_an_operators_own_kind_is_found_by_its_path(desk: Any) -> None:
    source, fetcher = Source(kind="builtins:slice", url="x", options={"anything": 1}), desk().fetcher
    made: Any = gatherer(source, Publication(id="x", name="x"), fetcher)
    assert (made.start, made.step) == (source, fetcher), "whatever takes these three, with any options"
    for kind in ("none", "none:None", "collections:None"):
        with pytest.raises(ConfigError, match="kind of source"):
            gatherer(Source(kind=kind, url="x"), Publication(id="x", name="x"), fetcher)
