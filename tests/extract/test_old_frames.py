"""The frame of the predecessor's pages: what is taken out of it, and what it says of the day."""

from __future__ import annotations

import time
from datetime import date

import pytest

from tamizdat.errors import ExtractError
from tamizdat.extract import old_frames

FOOT = "原文地址（需翻墙访问）：https://www.rfa.org/x.html"


def test_what_stands_in_the_frame_is_found() -> None:
    share = "手机上长按并复制下列链接 x"
    text = f"### A &amp; B \r\n----\r\n#### menu\r\n<p>text</p>\r\n---\r\n{share}\r\n{FOOT}\r\n#### menu"
    frame = old_frames.unframe(text.encode())
    assert (frame.title, frame.url) == ("A & B", "https://www.rfa.org/x.html")
    assert frame.html.split() == ["<p>text</p>"]


@pytest.mark.parametrize(
    "foot",
    [
        "原文地址：https://www.rfa.org/x.html",
        "原文链接（需翻墙）： <https://www.rfa.org/x.html> ",
        "原文連結（需翻牆）:https://www.rfa.org/x.html#top",
        "原文網址（）：https://www.rfa.org/x.html?utm_source=x",
        "原文地址：https://elsewhere.example/quoted\n<p>more</p>\n原文地址：https://www.rfa.org/x.html",
    ],
)
def test_the_last_address_is_that_of_the_page(foot: str) -> None:
    assert old_frames.unframe(f"### t\n---\n<p>x</p>\n{foot}\n".encode()).url == "https://www.rfa.org/x.html"


def test_a_title_far_down_is_none() -> None:
    with pytest.raises(ExtractError, match="not an article's page"):
        old_frames.unframe(f"{'x' * 3000}\n### t\n---\n<p>x</p>\n{FOOT}".encode())


def test_an_address_far_from_the_end_is_found() -> None:
    text = f"### t\n---\n<p>x</p>\n{FOOT}\n" + "#### menu\n" * 2000
    assert old_frames.unframe(text.encode()).url == "https://www.rfa.org/x.html"


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://www.epochtimes.com/gb/26/2/3/n7.htm", date(2026, 2, 3)),
        ("https://www.ntdtv.com/gb/2019/08/20/a7.html", date(2019, 8, 20)),
        ("https://www.rfa.org/mandarin/x/hc-02032026103000.html", date(2026, 2, 3)),
        ("https://www.secretchina.com/news/gb/2020/08/18/7.html", date(2020, 8, 18)),
        ("https://www.soundofhope.org/post/7", None),
        ("https://www.epochtimes.com/gb/26/13/40/n7.htm", None),
        ("https://www.rfa.org/mandarin/x/hc-99992026103000.html", None),
        ("https://other.example/2026/02/03/x", date(2026, 2, 3)),
    ],
)
def test_the_day_in_an_address(url: str, day: date | None) -> None:
    assert old_frames.date_in_address(url, old_frames.family_of(url)) == day


@pytest.mark.parametrize("host", ["cn.epochtimes.com", "www.epochtimes.com", "epochtimes.com"])
def test_a_publication_is_known_by_its_site(host: str) -> None:
    assert old_frames.family_of(f"https://{host}/x") is old_frames.FAMILIES["epochtimes.com"]


@pytest.mark.parametrize("text", ["渡船明天照常开航。", "Le café où l’été naît à Genève, déjà.", "", "ÄÖÜ äöü ß"])
def test_good_text_is_readable(text: str) -> None:
    old_frames.check_readable(text)


@pytest.mark.parametrize(
    "text",
    [
        "渡船明天照常开航。".encode().decode("latin-1"),
        "渡船明天照常开航。".encode().decode("gbk", "replace"),
        "锟斤拷锟斤拷烫烫烫",
        "渡船\ufffd\ufffd照常",
    ],
)
def test_mojibake_is_told(text: str) -> None:
    with pytest.raises(ExtractError, match="mojibake"):
        old_frames.check_readable(text * 5)


@pytest.mark.parametrize("piece", ["### t", "### t\n", "原文地址：x\n", "原文地址（", "-", "#### x\n", "\u00c0", "鍙"])
def test_long_pages_cost_little(piece: str) -> None:
    started = time.monotonic()
    for start in ("", "### t\n---\n"):
        try:
            old_frames.check_readable(old_frames.unframe(f"{start}{piece * 100_000}\n{FOOT}".encode()).html)
        except ExtractError as error:
            assert error.hint
    assert time.monotonic() - started < 2
