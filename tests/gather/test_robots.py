"""What robots.txt forbids is not asked, and robots.txt itself is asked once a day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tamizdat.errors import SourceError
from tamizdat.gather.guard import Refused

RULES = b"""\xef\xbb\xbfUser-agent: *
Disallow: /

User-agent: Tamizdat
Disallow: /private
Allow: /private/open$
Disallow: /*.pdf$
"""


def test_our_own_group_is_followed(web: Any, desk: Any, make_reply: Any) -> None:
    web.routes |= {path: make_reply(b"hi") for path in ("/", "/private/open", "/private/x", "/a.pdf")}
    web.routes["/robots.txt"] = make_reply(RULES)
    made = desk(agent="tamizdat/1.0 (+https://press.example)")
    assert made.fetcher.get(web.url).body == b"hi"
    assert made.fetcher.get(f"{web.url}/private/open", purpose="picture").body == b"hi"
    for path in ("/private/x", "/a.pdf"):
        with pytest.raises(SourceError, match=r"is forbidden by the robots.txt of 127.0.0.1"):
            made.fetcher.get(web.url + path)
        assert web.asked(path) == []
    assert len(web.asked("/robots.txt")) == 1


def test_a_redirect_is_judged_as_well(web: Any, desk: Any, make_reply: Any) -> None:
    web.routes |= {"/robots.txt": make_reply(RULES), "/": make_reply(status=302, Location="/private/x")}
    with pytest.raises(SourceError, match=r"forbidden by the robots\.txt"):
        desk().fetcher.get(web.url)


def test_rules_last_a_day_and_are_kept_between_runs(web: Any, desk: Any, make_reply: Any) -> None:
    web.routes |= {"/robots.txt": make_reply(RULES, ETag='"r"'), "/": make_reply(b"hi")}
    made = desk()
    made.fetcher.get(web.url)
    for hours, count in ((23, 1), (2, 2), (23, 2)):
        made.moment += timedelta(hours=hours)
        made.fetcher.robots.known.clear()  # as in a new run
        made.fetcher.get(web.url)
        assert len(web.asked("/robots.txt")) == count
    assert 'If-None-Match: "r"' in web.asked("/robots.txt")[1]
    assert [exchange.purpose for exchange in made.exchanges].count("robots") == 1, "the same rules are recorded once"


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_no_rules_allow_everything(status: int, web: Any, desk: Any, make_reply: Any) -> None:
    web.routes |= {"/robots.txt": make_reply(RULES, status=status), "/private": make_reply(b"hi")}
    made = desk()
    assert made.fetcher.get(f"{web.url}/private").body == b"hi"
    made.moment += timedelta(days=2)
    assert made.fetcher.get(f"{web.url}/private").unchanged
    assert [exchange.purpose for exchange in made.exchanges].count("robots") == 1


@pytest.mark.parametrize("status", [500, 503, 429])
def test_trouble_forbids_everything_for_ten_minutes(status: int, web: Any, desk: Any, make_reply: Any) -> None:
    web.routes |= {"/robots.txt": [make_reply(status=status), make_reply(RULES)], "/": make_reply(b"hi")}
    made = desk()
    for _ in range(2):
        with pytest.raises(SourceError, match=f"is not asked: its robots.txt answered {status}"):
            made.fetcher.get(web.url)
    assert len(web.heads) == 1
    made.moment += timedelta(minutes=11)
    assert made.fetcher.get(web.url).body == b"hi"


def test_in_trouble_the_last_good_rules_count(web: Any, desk: Any, make_reply: Any) -> None:
    web.routes |= {"/robots.txt": [make_reply(RULES), make_reply(status=503)], "/": make_reply(b"hi")}
    made = desk()
    made.fetcher.get(web.url)
    made.moment += timedelta(days=2)
    assert made.fetcher.get(web.url).unchanged
    with pytest.raises(SourceError, match=r"forbidden by the robots\.txt"):
        made.fetcher.get(f"{web.url}/private")
    made.moment += timedelta(days=40)
    with pytest.raises(SourceError, match=r"its robots\.txt answered 503"):
        made.fetcher.get(web.url)


@pytest.mark.parametrize(("asked", "kept"), [("5", 5), ("0.5", 2), ("86400", 60), ("-3", 2), ("soon", 2)])
def test_crawl_delay_slows_us_down(asked: str, kept: float, web: Any, desk: Any, make_reply: Any) -> None:
    web.routes["/robots.txt"] = make_reply(f"User-agent: *\nCrawl-delay: {asked}\n".encode())
    web.routes["/"] = make_reply(b"hi")
    made = desk(pause=timedelta(seconds=2))
    made.fetcher.get(web.url)
    assert made.slept == [pytest.approx(kept, abs=0.5)]


def test_half_a_megabyte_is_read(web: Any, desk: Any, make_reply: Any) -> None:
    long = b"User-agent: *\nDisallow: /a\n" + b"#" * 80 * 6400 + b"\nDisallow: /b\n"
    web.routes |= {"/robots.txt": make_reply(long), "/b": make_reply(b"hi")}
    made = desk()
    assert made.fetcher.get(f"{web.url}/b").body == b"hi"
    with pytest.raises(SourceError, match="forbidden"):
        made.fetcher.get(f"{web.url}/a")
    assert len(made.polls[f"{web.url}/robots.txt"].body) == 500 * 1024


def test_rules_may_be_elsewhere_but_not_inside(web: Any, other: Any, desk: Any, make_reply: Any) -> None:
    web.routes |= {"/robots.txt": make_reply(status=301, Location="/rules"), "/rules": make_reply(RULES)}
    with pytest.raises(SourceError, match="forbidden"):
        desk().fetcher.get(f"{web.url}/private")
    web.routes["/robots.txt"] = make_reply(status=301, Location=other.url)
    with pytest.raises(Refused, match="private address"):
        desk().fetcher.get(f"{web.url}/x")
    assert other.connections == 0
