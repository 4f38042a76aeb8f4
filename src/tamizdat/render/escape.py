"""Text → Markdown (GitHub's dialect) that shows just that text, wherever a host renders it.

Besides CommonMark and GFM (tables, strikethrough, bare addresses, footnotes) it disarms what hosts do on top: emoji
names, formulas between dollar signs, mentions, and the Liquid tags of Jekyll.
"""

from __future__ import annotations

import html
import re

# Marks that mean something anywhere on a line.
SIGNS = re.compile(r"[\\`*\[\]<|~$#^]|(?<![^\W_])_|_(?![^\W_])|!(?=\[|\Z)|&(?=#?\w)|(?<!\w)@(?=\w)")
# What an emoji's name stands between, and what would make a bare address a link, a Liquid tag or an attribute list.
# Backslashes do not help here, entities do.
COLON = re.compile(r":(?=[^\W\d]|[/+-]|\d+:)")
LIQUID = re.compile(r"\{[{%]")
BRACE = re.compile(r"\{(?=[{%:])|\}(?=\})")
DOTTED = re.compile(r"(?<=www)\.", re.IGNORECASE)
# A mail address is made a link however it is escaped; an empty element before the sign parts it for the host, and for
# nobody else: a code span would do as well, but not beside another, nor with a bar inside a table.
MAIL = re.compile(r"(?<=[a-z0-9.+_:-])\\?@(?=[\w\\-]*\.)", re.IGNORECASE)
PARTED = "<span></span>&#64;"
# A text without any of these means nothing but itself: one look at it, where all the others would be six.
SUSPECT = re.compile(
    r"[!#$&*:<=>@\[\\\]^_`{|}~]|www|[\x00-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]", re.IGNORECASE
)
# What begins a block where it begins a line.
OPENING = re.compile(r"([-+=:#>]|\d{1,9}(?=[.)]))")
# Control characters but for line breaks, halves of surrogate pairs, and marks that turn the direction of what follows
# them, which on one line would be the words of others. The joiners of Persian and of emoji are none of these.
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


def plain(text: str) -> str:
    """A text of characters that show, and of line breaks."""
    return UNSEEN.sub("", text)


def one_line(text: str) -> str:
    """A text on one line."""
    return " ".join(plain(text).split())


def inline(text: str) -> str:
    """A text as part of a line."""
    if not SUSPECT.search(text):
        return text
    text = SIGNS.sub(lambda found: "\\" + found[0], plain(text))
    text = MAIL.sub(PARTED, text)
    for pattern in (COLON, BRACE, DOTTED):
        text = pattern.sub(lambda found: f"&#{ord(found[0])};", text)
    return text


def opening(line: str) -> str:
    """A line of inline Markdown made safe to begin a block or to go on with one."""
    found = OPENING.match(line)
    if not found:
        return line
    at = found.end() if found[0].isdigit() else 0
    return f"{line[:at]}\\{line[at:]}"


def code(text: str) -> str:
    """A text to the letter, on one line: an address, a command."""
    text = " ".join(plain(text).split())
    if LIQUID.search(text):
        return f"<code>{inline(text)}</code>"  # no code span disarms Jekyll
    fence = "`" * (longest(text, "`") + 1)
    space = " " if text.startswith("`") or text.endswith("`") or not text else ""
    return f"{fence}{space}{text}{space}{fence}"


def entities(text: str) -> str:
    """A text inside an element of HTML, where Markdown's own marks do not reach and Jekyll's are disarmed."""
    return BRACE.sub(lambda found: f"&#{ord(found[0])};", html.escape(text, quote=False))


def longest(text: str, sign: str) -> int:
    """The length of the longest run of a sign."""
    return max((len(run) for run in re.findall(re.escape(sign) + "+", text)), default=0)
