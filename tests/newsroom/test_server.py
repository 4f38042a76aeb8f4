"""The newsroom as a server: what it answers, what it remembers, and how tests bend it."""

from __future__ import annotations

import re
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from urllib.parse import quote, urljoin

import pytest

from tamizdat.newsroom import Answer, Newsroom, newspaper_folder
from tamizdat.newsroom.paper import Desk

LINK = re.compile(r'(?:href|src)="([^"]+)"|<loc>([^<]+)|<link>([^<]+)|"url": "([^"]+)"')


def get(url: str, **headers: str) -> tuple[int, Mapping[str, str], bytes]:
    """Status, headers and body of an address; redirects are not followed."""
    asked = urllib.request.Request(url, headers={name.replace("_", "-"): value for name, value in headers.items()})
    try:
        with urllib.request.build_opener(Unmoved).open(asked) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


class Unmoved(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


def links(url: str, page: bytes) -> Iterator[str]:
    for found in LINK.findall(page.decode("utf-8", "replace")):
        href = next(filter(None, found))
        yield quote(urljoin(url, href).partition("#")[0].partition("?")[0], safe="%/:")


@pytest.fixture(scope="module")
def walked(newsroom: Newsroom) -> dict[str, tuple[int, Mapping[str, str], bytes]]:
    """Everything that can be reached from the front page, by address."""
    answers: dict[str, tuple[int, Mapping[str, str], bytes]] = {}
    waiting = [newsroom.address + path for path in ("/", "/robots.txt", "/sitemap.xml")]
    while waiting:
        url = waiting.pop()
        if url not in answers and url.startswith(newsroom.address):
            answers[url] = get(url)
            _, headers, body = answers[url]
            waiting += [headers["Location"]] if "Location" in headers else []
            if "image" not in headers.get("Content-Type", ""):
                waiting += links(url, body)
    return answers


def test_every_link_leads_somewhere(newsroom: Newsroom, walked: dict[str, tuple[int, object, bytes]]) -> None:
    assert len(walked) > 140
    wrong = {url.removeprefix(newsroom.address): status for url, (status, *_) in walked.items() if status >= 400}
    assert wrong == {"/pictures/lost/tide-jar.jpg": 404, "/zh/2026/0311/0900.html": 500}


def test_all_stories_are_reached(newsroom: Newsroom, walked: dict[str, object], desks: dict[str, Desk]) -> None:
    for desk in desks.values():
        for story in desk.stories:
            assert newsroom.address + quote(story.address) in walked, story.name


def test_what_has_not_changed_is_not_sent_again(walked: dict[str, tuple[int, Mapping[str, str], bytes]]) -> None:
    for url, (status, headers, body) in walked.items():
        if status == 200:
            assert body
            assert get(url, If_None_Match=headers["ETag"])[::2] == (304, b"")
            assert get(url, If_None_Match='"another"')[0] == 200
            if "Last-Modified" in headers:
                assert get(url, If_Modified_Since=headers["Last-Modified"])[0] == 304


def test_a_restart_changes_no_byte(walked: dict[str, tuple[int, Mapping[str, str], bytes]], newsroom: Newsroom) -> None:
    with Newsroom(newspaper_folder()) as other:
        here, there = newsroom.address.encode(), other.address.encode()
        for url, (status, _, body) in walked.items():
            again = get(url.replace(newsroom.address, other.address))
            assert (again[0], again[2].replace(there, here)) == (status, body)


def test_one_page_is_in_gbk_and_called_something_else(newsroom: Newsroom) -> None:
    _, headers, body = get(f"{newsroom.address}/zh/2026/0302/0910.html")
    assert headers["Content-Type"] == "text/html; charset=iso-8859-1"
    assert "灯塔变成图书馆以后" in body.decode("gbk")
    assert b"charset=gb2312" in body


def test_a_moved_story_is_found(newsroom: Newsroom) -> None:
    status, headers, _ = get(f"{newsroom.address}/en/archive/4711/")
    assert (status, headers["Location"]) == (
        301,
        f"{newsroom.address}/en/culture/2026/03/13/foghorn-orchestra/",
    )


def test_requests_are_remembered() -> None:
    with Newsroom(newspaper_folder()) as newsroom:
        get(f"{newsroom.address}/robots.txt?a=b")
        get(f"{newsroom.address}/nowhere")
        assert newsroom.requests == ["/robots.txt?a=b", "/nowhere"]


def test_routes_stand_before_the_paper() -> None:
    visits: list[str] = []

    def busy(headers: Mapping[str, str]) -> Answer:
        visits.append(headers["user-agent"])
        return Answer(b"here", headers={"ETag": '"v1"'}) if visits[1:] else Answer(b"", 429, {"Retry-After": "1"})

    with Newsroom(newspaper_folder()) as newsroom:
        newsroom.routes |= {
            "/en/": b"<p>ours",
            "/new": Answer(b"", 302, {"Location": "/en/"}),
            "/busy": busy,
        }
        assert get(f"{newsroom.address}/en/")[2] == b"<p>ours"
        assert get(f"{newsroom.address}/new")[1]["Location"] == "/en/"
        assert get(f"{newsroom.address}/busy", User_Agent="a")[1]["Retry-After"] == "1"
        assert get(f"{newsroom.address}/busy", User_Agent="b")[2] == b"here"
        assert get(f"{newsroom.address}/busy", User_Agent="c", If_None_Match='"v1"')[0] == 304
        assert visits == ["a", "b", "c"]
        del newsroom.routes["/en/"]
        assert b"The Harbour Lantern" in get(f"{newsroom.address}/en/")[2]


def test_a_slow_page_holds_up_no_other() -> None:
    answered = threading.Event()

    def slow(_: Mapping[str, str]) -> Answer:
        return Answer(b"late" if answered.wait(10) else b"alone")

    with Newsroom(newspaper_folder()) as newsroom:
        newsroom.routes["/slow"] = slow
        found: list[bytes] = []
        waiting = threading.Thread(target=lambda: found.append(get(f"{newsroom.address}/slow")[2]))
        waiting.start()
        assert get(f"{newsroom.address}/robots.txt")[0] == 200
        answered.set()
        waiting.join()
        assert found == [b"late"]


def test_the_later_edition_changes_one_story(desks: dict[str, Desk]) -> None:
    with Newsroom(newspaper_folder()) as newsroom:
        addresses = [newsroom.address + quote(story.address) for desk in desks.values() for story in desk.stories]
        first = {url: get(url)[2] for url in addresses}
        feed = get(f"{newsroom.address}/en/atom.xml")[2]
        newsroom.edition = "later"
        changed = [url for url in addresses if get(url)[2] != first[url]]
        assert changed == [f"{newsroom.address}/en/city/2026/03/05/tram-seven/"]
        assert get(f"{newsroom.address}/en/atom.xml")[2] != feed


def test_a_taken_port_is_an_error() -> None:
    with Newsroom(newspaper_folder()) as newsroom, pytest.raises(OSError, match="in use"):
        Newsroom(newspaper_folder(), port=int(newsroom.address.rpartition(":")[2]))
