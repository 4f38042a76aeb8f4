"""Pages of any bytes, parsed in bounded time and memory.

The time of lexbor grows with the square of the depth of a page and of the attributes of an element, its memory with
the text times the tags that it passes over. What no page that people wrote comes near to is taken away before.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice

# Pages with fewer signs of a tag are as deep as they are; the longest articles have a quarter of it.
MANY_TAGS = 20_000
MOST_TAGS = 150_000
# 100,000 nested elements take 12 s. Articles have 50.
DEEPEST = 1_000
# 100,000 attributes of one element take 17 s. Real ones have fewer than 60.
MOST_ATTRIBUTES = 200
# A tag is long that has no end in so many characters; to look for such costs 0.05 ms a page.
LONG_TAG = 4096
OPENING = re.compile("<[A-Za-z]")
ATTRIBUTE = re.compile(r"""[^\s"'=]{1,999}(?:\s{0,9}=\s{0,9}(?:"[^"]*"|'[^']*'|[^\s"']{0,999}))?""")
# A tag may hide its length behind a «>» in a value. Such are looked for in pages of the first size that have many more
# of «<» than of «>» or the reverse, and in all of the second, by pieces that hold eight attributes at most (0.4 ms a
# page). Possessive repeats keep it linear.
LARGE, VERY_LARGE = 150_000, 1_000_000
UNEVEN = 2_000
MANY_PIECES = re.compile(r"""<[A-Za-z](?>(?:[^"'>]{1,16}+|"[^"]*+"|'[^']*+'){2000})""")
WHOLE_TAG = re.compile(r"""<([A-Za-z][^\s/>]{0,99})(?>[^"'>]+|"[^"]*"|'[^']*')*(?:>|["'][^>]*>?|$)""")
# A tag that is passed over has its text copied when it has attributes: 10,000 in 1 MB take 1.6 GB,
# a sixth of their number times the length.
PASSED_OVER = 2_000_000_000
STRAY = re.compile(
    r"<(?:(/?)(table|tr|td|th|tbody|thead|tfoot|caption|col|colgroup|html|head|body|frameset|frame)\b[^<>]*"
    r"|/([A-Za-z][^\s/<>]{0,99})[\s/][^<>]*)>",
    re.IGNORECASE,
)
# How such a tag may begin: counted first, which costs a tenth of the rest.
STRAYING = re.compile(r"<(?:t[rdhbf]|c[ao]|h[te][ma]|bo|fr|/[^<>\s]{1,99}[\s/])", re.IGNORECASE)
ONCE = frozenset("html head body frameset".split())
# Of these the attributes are kept; of rows they say nothing.
TELLING = ONCE | {"td", "th", "frame"}
TAG = re.compile(r"(/?)([A-Za-z][^\s/>]*)")
RAW = frozenset("script style textarea title xmp iframe noembed noframes plaintext".split())
# Elements that hold nothing, or that end where the next of their kind begins.
SHALLOW = frozenset(
    "area base br col embed hr img input link meta param source track wbr p td tr th thead tbody tfoot"
    " a button nobr".split()
)
# These too, but one in another they nest.
REPEATED = frozenset("li dt dd option h1 h2 h3 h4 h5 h6".split())


def bounded(html: str) -> str:
    """A page without what would cost too much; most are given back as they are, the same object."""
    html = _with_few_attributes(html)
    tags = html.count("<")
    if len(html) > LARGE and _may_hide_a_long_tag(html, tags) and MANY_PIECES.search(html):
        html = _without_long_tags(html)
    if tags * len(html) > PASSED_OVER and len(STRAYING.findall(html)) * len(html) > PASSED_OVER:
        html = _without_strays(html)
    return html if tags < MANY_TAGS else _shallow(html)


def _may_hide_a_long_tag(html: str, tags: int) -> bool:
    return len(html) > VERY_LARGE or abs(tags - html.count(">")) > UNEVEN


def _with_few_attributes(html: str) -> str:
    """A page whose long tags end after so many attributes; most are long by one attribute, and stay as they are."""
    kept, begin, place = [], 0, 0
    while place < len(html):
        end = html.find(">", place, place + LONG_TAG)
        if end < 0:
            end = html.find(">", place)
            end = len(html) if end < 0 else end
            tag = OPENING.search(html, max(begin, html.rfind(">", begin, place) + 1), end)
            if tag and end - tag.start() > LONG_TAG:
                last = next(islice(ATTRIBUTE.finditer(html, tag.start(), end), MOST_ATTRIBUTES, None), None)
                if last:
                    kept.append(html[begin : last.end()])
                    begin = end
        place = max(end, place + LONG_TAG)
    return "".join((*kept, html[begin:])) if kept else html


def _without_long_tags(html: str) -> str:
    """A page where tags of too many attributes have none."""
    kept, place = [], 0
    while tag := WHOLE_TAG.search(html, place):
        kept.append(html[place : tag.start()])
        pieces = islice(ATTRIBUTE.finditer(tag[0]), MOST_ATTRIBUTES, None) if len(tag[0]) > LONG_TAG else ()
        kept.append(f"<{tag[1]}>" if next(iter(pieces), None) else tag[0])
        place = tag.end()
        if tag[1].lower() in RAW:
            end = html.find(f"</{tag[1]}", place)
            kept.append(html[place:end] if end >= 0 else html[place:])
            place = end if end >= 0 else len(html)
    return "".join([*kept, html[place:]])


def _without_strays(html: str) -> str:
    """A page without the tags that a parser passes over: parts of tables outside of one, a second <body>.

    Text between the rows of a table is moved before it with as many copies: rows lose their attributes.
    """
    tables, seen = 0, set[str]()

    def kept(tag: re.Match[str]) -> str:
        nonlocal tables
        if tag[3]:
            return f"</{tag[3]}>"
        name, closing = tag[2].lower(), bool(tag[1])
        if name == "table":
            tables = max(0, tables + (-1 if closing else 1))
            return tag[0]
        if closing:
            return f"</{name}>"
        if name in ONCE:
            passed = name in seen
            seen.add(name)
        else:
            passed = not (tables or (name == "frame" and "frameset" in seen))
        return "" if passed else tag[0] if name in TELLING else f"<{name}>"

    return STRAY.sub(kept, html)


def _shallow(html: str) -> str:
    """A page where what lies too deep has its tags taken away, and what is too long is cut.

    In scripts the depth is counted anew: what looks like one to us may be none to the parser.
    """
    text, *pieces = html.split("<", MOST_TAGS + 1)[: MOST_TAGS + 1]
    kept, open_tags, depth, raw = [text], Counter[str](), 0, ""
    outside, last = 0, ""
    for piece in pieces:
        tag = TAG.match(piece)
        closing, name = (bool(tag[1]), tag[2].lower()) if tag else (False, "")
        change = 0
        if raw and closing and name == raw:
            raw, depth = "", outside
        elif name in RAW and not raw:
            raw, outside, depth = (name, depth, 0) if not closing else ("", outside, depth)
        elif name and name not in SHALLOW and name not in RAW:
            change = 1 if not closing else -min(1, open_tags[name])
            if name in REPEATED and not closing:
                change, last = int(name != last or not open_tags[name]), name
        open_tags[name] += change
        too_deep = change and max(depth, depth + change) > DEEPEST
        depth += change
        kept.append(piece.partition(">")[2] if too_deep else "<" + piece)
    return "".join(kept)
