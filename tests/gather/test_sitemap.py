"""Sitemaps: indexes, gzip, news, plain lists; which of their files are asked for again, and what bombs do."""

from __future__ import annotations

import gzip
import time
import tracemalloc
import zlib
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tamizdat.errors import SourceError
from tamizdat.gather import sitemap

NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def urlset(*pages: str, more: str = "") -> bytes:
    """A sitemap of some pages; each is a path, with the day of its last change behind a space."""
    made = ""
    for page in pages:
        path, _, day = page.partition(" ")
        made += f"<url><loc>{path}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}{more}</url>"
    return f"<?xml version='1.0' encoding='UTF-8'?><urlset {NS}>{made}</urlset>".encode()


def index(*files: str) -> bytes:
    """A sitemap of sitemaps; each is a path, with the day of its last change behind a space."""
    made = urlset(*files).replace(b"urlset", b"sitemapindex")
    return made.replace(b"<url>", b"<sitemap>").replace(b"</url>", b"</sitemap>")


def asked(web: Any) -> list[str]:
    """The paths that were asked for, in order, without robots.txt."""
    return [path for head in web.heads if (path := head.split(" ")[1]) != "/robots.txt"]


def paths(gatherer: Any, web: Any) -> list[str]:
    """What a source lists, without the name of the server."""
    return [entry.url.removeprefix(web.url) for entry in gatherer.entries()]


def test_the_newest_come_first_and_those_without_a_date_last(web: Any, opened: Any, make_reply: Any) -> None:
    web.routes["/s"] = make_reply(urlset("/a", "/b 2026-01-05", "/c 2026-02-01T10:00:00+02:00", "/d 2026-01-20"))
    made = opened("sitemap", f"{web.url}/s", section="News")
    entries = list(made.entries())
    assert [entry.url[-2:] for entry in entries] == ["/c", "/d", "/b", "/a"]
    assert entries[0].modified == datetime(2026, 2, 1, 8, tzinfo=UTC)
    assert {entry.section for entry in entries} == {"News"}


def test_news_have_titles_and_moments_and_pictures_have_not(web: Any, opened: Any, make_reply: Any) -> None:
    news = """<image:image xmlns:image="i"><image:loc>/boat.jpg</image:loc><image:title>Boat</image:title></image:image>
        <news:news xmlns:news="n"><news:publication><news:name>Courier</news:name></news:publication>
        <news:publication_date>2026-02-03T09:30:00Z</news:publication_date><news:title>Ferry &amp; bridge</news:title>
        </news:news><video:video xmlns:video="v"><video:title>Film</video:title>
        <video:publication_date>2020-01-01</video:publication_date><video:loc>/film</video:loc></video:video>"""
    web.routes["/s"] = make_reply(urlset("/a", more=news))
    (entry,) = opened("sitemap", f"{web.url}/s").entries()
    assert (entry.url, entry.title) == (f"{web.url}/a", "Ferry & bridge")
    assert (entry.published, entry.modified) == (datetime(2026, 2, 3, 9, 30, tzinfo=UTC), None)


@pytest.mark.parametrize(
    "pack", [bytes, gzip.compress, lambda data: gzip.compress(data[:70]) + gzip.compress(data[70:])]
)
def test_indexes_are_followed(pack: Any, web: Any, opened: Any, make_reply: Any) -> None:
    web.routes |= {
        "/robots.txt": make_reply(b"User-agent: *\nDisallow: /hidden"),
        "/s": make_reply(index("/s1.gz", "/s2", "/s", "javascript:0", "/none")),
        "/s1.gz": make_reply(pack(urlset("/a", "/b"))),
        "/s2": make_reply(index("/s3", "/s1.gz", "/hidden")),
        "/s3": make_reply(urlset("/c", "/a")),
    }
    made = opened("sitemap", f"{web.url}/s")
    found = []
    with pytest.raises(SourceError, match=r"none answered 404") as failure:
        for entry in made.entries():
            found.append(entry.url.removeprefix(web.url))
    assert sorted(found) == ["/a", "/b", "/c"], "one bad file does not stop the others"
    assert failure.value.hint
    assert len(web.asked("/s")) == len(web.asked("/s1.gz")) == 1
    assert web.asked("/hidden") == []


def test_depth_has_an_end(web: Any, opened: Any, make_reply: Any) -> None:
    for number in range(9):
        web.routes[f"/{number}"] = make_reply(index(f"/{number + 1}"))
    assert paths(opened("sitemap", f"{web.url}/0"), web) == []
    assert len(web.heads) <= sitemap.DEEPEST + 2


def test_files_have_an_end(web: Any, opened: Any, make_reply: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "MOST_FILES", 3)
    web.routes |= {f"/{number}": make_reply(urlset(f"/p{number}")) for number in range(9)}
    web.routes["/s"] = make_reply(index(*(f"/{number}" for number in range(9))))
    found = []
    with pytest.raises(SourceError, match="leads to more than 3 files"):
        for entry in opened("sitemap", f"{web.url}/s").entries():
            found.append(entry.url)
    assert len(found) == 2


@pytest.mark.parametrize(
    ("options", "listed"),
    [
        ({"since": date(2026, 1, 10)}, ["/c", "/a"]),
        ({"newest": 1}, ["/c"]),
        ({"newest": 0}, ["/c", "/b", "/a"]),
        ({"newest": 5, "since": date(2026, 3, 1)}, ["/a"]),
    ],
)
def test_options(options: dict[str, Any], listed: list[str], web: Any, opened: Any, make_reply: Any) -> None:
    web.routes["/s"] = make_reply(urlset("/a", "/b 2026-01-05", "/c 2026-02-01"))
    assert paths(opened("sitemap", f"{web.url}/s", options=options), web) == listed


def days(*numbers: int) -> bytes:
    """A sitemap of a page a day of January."""
    return urlset(*(f"/p{number} 2026-01-{number:02}" for number in numbers))


def test_the_newest_are_found_without_reading_older_files(web: Any, desk: Any, opened: Any, make_reply: Any) -> None:
    web.routes |= {
        "/s": make_reply(index("/early 2026-01-09", "/late 2026-01-29", "/middle 2026-01-19")),
        "/early": make_reply(days(7, 8, 9)),
        "/middle": make_reply(days(17, 18, 19), ETag='"m"'),
        "/late": make_reply(days(27, 28, 29), ETag='"l"'),
    }
    made = desk()
    for _ in range(2):
        gatherer = opened("sitemap", f"{web.url}/s", made, options={"newest": 4})
        assert paths(gatherer, web) == ["/p29", "/p28", "/p27", "/p19"], "nothing older where a file has not changed"
        for poll in gatherer.polls:
            made.remember(poll)
    assert asked(web) == ["/s", "/late", "/middle"] * 2
    assert len([exchange for exchange in made.exchanges if "robots" not in exchange.url]) == 3


def test_an_index_whose_dates_are_wrong_is_read_on(web: Any, opened: Any, make_reply: Any) -> None:
    web.routes |= {
        "/s": make_reply(index("/a 2026-01-02", "/b 2026-01-01")),
        "/a": make_reply(days(20, 21)),
        "/b": make_reply(days(30)),
    }
    assert paths(opened("sitemap", f"{web.url}/s", options={"newest": 2}), web) == ["/p30", "/p21"]


def test_of_an_index_without_dates_both_ends_are_read(
    web: Any, opened: Any, make_reply: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemap, "MOST_FILES_OF_NEWEST", 5)
    web.routes |= {f"/{number}": make_reply(days(number)) for number in range(1, 10)}
    web.routes["/s"] = make_reply(index(*(f"/{number}" for number in range(1, 10))))
    assert paths(opened("sitemap", f"{web.url}/s", options={"newest": 3}), web) == ["/p9", "/p8", "/p2"]
    assert asked(web) == ["/s", "/1", "/9", "/2", "/8"]


def test_dates_at_the_ends_of_time_are_borne(web: Any, opened: Any, make_reply: Any) -> None:
    web.routes |= {
        "/s": make_reply(index("/a 9999-12-31", "/b 0001-01-01")),
        "/a": make_reply(urlset("/p 9999-12-31", "/q 0001-01-01")),
        "/b": make_reply(urlset("/r")),
    }
    assert paths(opened("sitemap", f"{web.url}/s"), web) == ["/p", "/q", "/r"]
    assert paths(opened("sitemap", f"{web.url}/s", options={"newest": 1}), web) == ["/p"]


def test_the_newest_are_those_of_what_is_included(web: Any, opened: Any, make_reply: Any) -> None:
    web.routes |= {
        "/s": make_reply(index("/en/s 2026-01-30", "/zh/s 2026-01-03")),
        "/en/s": make_reply(urlset("/en/a 2026-01-30", "/en/b 2026-01-29", "/zh/c 2026-01-28")),
        "/zh/s": make_reply(urlset("/zh/a 2026-01-03", "/zh/b 2026-01-02")),
    }
    made = opened("sitemap", f"{web.url}/s", include=("^https?://[^/]+/zh/",), options={"newest": 2})
    assert paths(made, web) == ["/zh/c", "/zh/a"]
    assert asked(web) == ["/s", "/zh/s", "/en/s"], "what is named like what is wanted comes first"


def test_files_older_than_since_are_not_asked_for(web: Any, opened: Any, make_reply: Any) -> None:
    web.routes |= {
        "/s": make_reply(index("/old 2025-12-30", "/new 2026-01-20", "/undated")),
        "/new": make_reply(days(5, 20)),
        "/undated": make_reply(days(19)),
    }
    assert paths(opened("sitemap", f"{web.url}/s", options={"since": date(2026, 1, 10)}), web) == ["/p20", "/p19"]
    assert "/old" not in asked(web)


def test_plain_lists_are_read(web: Any, opened: Any, make_reply: Any) -> None:
    web.routes["/s.txt"] = make_reply(f"\ufeff{web.url}/a\r\n\n{web.url}/b \nnot an address\nftp://x/\n".encode())
    assert paths(opened("sitemap", f"{web.url}/s.txt"), web) == ["/a", "/b"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"404: there is no such file",
        b"<!doctype html><html><body><a href=/a>a</a></body></html>",
        b"<rss><channel><item><link>/a</link></item></channel></rss>",
        b"<",
        gzip.compress(urlset("/a"), mtime=0)[:-30],
        b"\x1f\x8b\x08garbage",
    ],
)
def test_what_is_no_sitemap_is_said(body: bytes, web: Any, opened: Any, make_reply: Any) -> None:
    web.routes["/s"] = make_reply(body)
    with pytest.raises(SourceError, match=rf"{web.url}/s is (no sitemap|badly compressed)") as failure:
        list(opened("sitemap", f"{web.url}/s").entries())
    assert failure.value.hint


def test_a_cut_off_sitemap_gives_what_it_has(web: Any, opened: Any, make_reply: Any) -> None:
    web.routes["/s"] = make_reply(urlset("/a", "/b", "/c")[:-30])
    assert paths(opened("sitemap", f"{web.url}/s"), web)[:2] == ["/a", "/b"]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (urlset("/a") + b"<x/>" * 1_000_000, ""),
        (f"<urlset {NS}>".encode() + b"<url/>" * 200_000, ""),
        (f"<urlset {NS}>".encode() + b"<url>" * 200_000, ""),
        (b'<!DOCTYPE u [<!ENTITY a "' + b"A" * 99_999 + b'">]><urlset><url><loc>' + b"&a;" * 99_999, ""),
        (b'<!DOCTYPE u [<!ENTITY a SYSTEM "file:///etc/passwd">]><urlset><url><loc>/&a;</loc></url></urlset>', ""),
        (gzip.compress(bytes(60_000_000), mtime=0), "too large"),
    ],
    ids=["elements", "pages", "depth", "entities", "file", "gzip"],
)
def test_hostile_sitemaps_gain_nothing(body: bytes, message: str, web: Any, opened: Any, make_reply: Any) -> None:
    web.routes["/s"] = make_reply(body)
    found: list[str] = []
    started = time.monotonic()
    tracemalloc.start()
    try:
        for entry in opened("sitemap", f"{web.url}/s").entries():
            found.append(entry.url)
        assert not message
    except SourceError as error:
        assert message in error.message
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 100_000_000
    assert time.monotonic() - started < 5
    assert not any("root:" in url or len(url) > 1000 for url in found)


def test_ten_gigabytes_in_ten_megabytes_stop_at_the_limit(web: Any, opened: Any, make_reply: Any) -> None:
    pack = zlib.compressobj(9, wbits=-15)
    megabyte = pack.compress(bytes(1_000_000)) + pack.flush(zlib.Z_FULL_FLUSH)
    web.routes["/s"] = make_reply(b"\x1f\x8b\x08" + bytes(7) + megabyte * 10_000)
    with pytest.raises(SourceError, match=rf"{web.url}/s is too large: more than 52,428,800 bytes"):
        list(opened("sitemap", f"{web.url}/s").entries())


def test_only_files_that_changed_are_read_again_though_their_index_is_the_same(
    web: Any, desk: Any, opened: Any, make_reply: Any
) -> None:
    web.routes |= {
        "/s": make_reply(index("/s1", "/s2"), ETag='"i"'),
        "/s1": [make_reply(urlset("/a"), ETag='"1"'), make_reply(status=304)],
        "/s2": [make_reply(urlset("/b")), make_reply(urlset("/b", "/c")), make_reply(urlset("/b", "/c"))],
    }
    made, found = desk(), []
    for _ in range(3):
        gatherer = opened("sitemap", f"{web.url}/s", made)
        found.append(paths(gatherer, web))
        for poll in gatherer.polls:
            made.remember(poll)
    assert found == [["/a", "/b"], ["/b", "/c"], []]
    assert 'If-None-Match: "1"' in web.asked("/s1")[1]
    assert not any("If-None-Match" in head for head in web.asked("/s")), "an index is always read"
    assert made.poll(f"{web.url}/s"), "though it is known when it was"
    lists = [exchange.url for exchange in made.exchanges if exchange.url == f"{web.url}/s"]
    assert len(lists) == 1, "and recorded only where it changed"


@settings(max_examples=100)
@given(st.binary(max_size=300), st.sampled_from([b"", b"<urlset><url><loc>", b"<sitemapindex><sitemap>", b"http://"]))
def test_any_bytes_end_in_fields_or_an_error(body: bytes, start: bytes) -> None:
    try:
        found, _ = sitemap._read(start + body, "https://paper.example/s")
    except SourceError as error:
        assert error.hint
    else:
        assert all(isinstance(value, str) for fields in found for value in fields.values())
