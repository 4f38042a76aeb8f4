"""What the predecessor of this program put around an article: title, rule, menus, promotions, share lines, address.

Its pages are Markdown with HTML inside. The frame is the same for all publications; what differs between them
(how a dateline is written, where topics live, what of their advertising was left) stands in `FAMILIES`.
"""

from __future__ import annotations

import html
import re
from datetime import date
from typing import NamedTuple

from tamizdat import urls
from tamizdat.errors import ExtractError
from tamizdat.page import one_line


class Frame(NamedTuple):
    """The three things that are taken out of the frame: the title, the original address, and the HTML between."""

    title: str
    url: str
    html: str


class Family(NamedTuple):
    """What is to know of one publication's pages.

    `topic` matches the addresses of its topic pages, `dated` finds year, month and day in an address (its
    groups y, m and d), `signed` are sections whose titles begin with the author's name, `pitch` is how the appeal
    for members at the end begins, `appeals` are how paragraphs of other appeals do.
    """

    topic: re.Pattern[str]
    dated: re.Pattern[str]
    signed: tuple[str, ...] = ()
    pitch: str = ""
    appeals: tuple[str, ...] = ()


NEVER = re.compile(r"(?!)")
SLASHED = re.compile(r"/(?P<y>(?:19|20)?\d\d)/(?P<m>\d\d?)/(?P<d>\d\d?)/")
FAMILIES = {
    "epochtimes.com": Family(re.compile(r"/tag/"), SLASHED, signed=("nsc993", "nsc423", "nsc424")),
    "ntdtv.com": Family(re.compile(r"/gb/[^/]+\.html?$"), SLASHED),
    "rfa.org": Family(NEVER, re.compile(r"-(?P<m>\d\d)(?P<d>\d\d)(?P<y>20\d\d)\d{6}\.html"), signed=("pinglun",)),
    "secretchina.com": Family(
        re.compile(r"/news/(?:gb/)?tag/"),
        SLASHED,
        pitch="【诚征荣誉会员】",
        appeals=("和我们一起守护香港", "荣誉会员招募中", "《看中国》作为一家不受中共审查的海外独立中文媒体"),
    ),
    "soundofhope.org": Family(re.compile(r"/term/\d+$"), NEVER),
}
OTHER = Family(NEVER, SLASHED)

TITLE = re.compile(r"### (?P<title>[^\n]*)\n\s*-{3,}[ \t]*\n")
FOOT = re.compile(r"(?<![^\n])原文(?:地址|链接|鏈接|連結|網址)(?:（[^）\n]{0,20}）)?[:：][ \t]*(?P<url>[^\n]*)")
# Where both are looked for first, in characters.
HEAD_LENGTH = 2000
FOOT_LENGTH = 4000
SHARE = "手机上长按并复制下列链接"
# Menus and promotions are headings of the fourth level in Markdown; the article's own headings are HTML.
MENU = re.compile(r"\n[ \t]*(?:####[ \t][^\n]*|-{3,}[ \t]*)(?=\n|\Z)")
# Read as text by mistake of the character set: UTF-8 taken for Latin-1 or for GBK, or bytes that were lost.
MOJIBAKE = re.compile("\ufffd|[\u00c0-\u00ff][\u0080-\u00bf\u2018-\u2122]|锟斤拷|[鍙鐨勬槸鏄涓浜鍥閫銆傚]{3}")
SUSPECT = re.compile("[\ufffd\u00c0-\u00ff锟鍙鐨勬槸鏄涓浜鍥閫銆傚]")
MOJIBAKE_SHARE = 0.02
MOJIBAKE_SAMPLE = 4000
# Advertising, and tools of the browser that was used to copy pages.
RESIDUE = ", ".join(
    f'[{name}*="{value}"]'
    for name, values in {
        "id": ("gtx-", "below_article", "div-gpt", "taboola", "hideid"),
        "class": ("jfk-bubble", "gtx-", "single_ad", "adsbygoogle", "AD_Embed", "slot_header", "sharetool"),
    }.items()
    for value in values
)


def unframe(body: bytes) -> Frame:
    """Take an article's page out of its frame; `ExtractError` names what is wrong with one that cannot be read."""
    text = body.decode("utf-8", errors="replace")
    text = text.replace("\r\n", "\n") if "\r" in text else text
    head = TITLE.search(text, 0, HEAD_LENGTH)
    feet = list(FOOT.finditer(text, max(0, len(text) - FOOT_LENGTH))) or list(FOOT.finditer(text))
    if head is None or not feet:
        raise ExtractError(
            "not an article's page of an old mirror: no title with a rule below it, or no original address",
            "indexes and other pages are not imported; nothing is lost",
        )
    url = urls.canonical(feet[-1]["url"].strip(" \t<>"))
    if not url:
        raise ExtractError(
            f"the original address at its foot is none: {feet[-1]['url'].strip()[:80]!r}",
            "without an address an article has no place",
        )
    inner = text[head.end() : feet[-1].start()]
    share = inner.rfind(SHARE)
    inner = inner[:share] if share >= 0 else inner
    return Frame(one_line(html.unescape(head["title"])), url, MENU.sub("\n", f"\n{inner}"))


def check_readable(text: str) -> None:
    """Raise `ExtractError` for a text in which characters were lost before it came to the mirror."""
    if SUSPECT.search(text, 0, MOJIBAKE_SAMPLE) is None:
        return
    broken = sum(len(match[0]) for match in MOJIBAKE.finditer(text, 0, MOJIBAKE_SAMPLE))
    if broken > min(len(text), MOJIBAKE_SAMPLE) * MOJIBAKE_SHARE:
        raise ExtractError(
            "the text is mojibake: it was read in a wrong character set before it came to the old mirror",
            "another version of the page, or another mirror, may hold it whole",
        )


def family_of(url: str) -> Family:
    """What is known of the publication that an address belongs to."""
    return FAMILIES.get(urls.site(url), OTHER)


def date_in_address(url: str, family: Family) -> date | None:
    """The day that an address names, if it names one."""
    match = family.dated.search(url)
    if match is None:
        return None
    year = int(match["y"])
    return valid_date(year + 2000 if year < 100 else year, int(match["m"]), int(match["d"]))


def valid_date(year: int, month: int, day: int) -> date | None:
    """A day, or None where the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
