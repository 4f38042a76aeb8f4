"""What happens to pages on their way, each a function from chance and bytes to bytes; see `mutate.py`."""

from __future__ import annotations

import random
from collections.abc import Callable

Mutation = Callable[[random.Random, bytes], bytes]

TAGS = (
    b"p div article section main aside nav header footer h1 h2 h6 a img figure figcaption picture source video iframe"
    b" table tr td th tbody caption ul ol li dl dt dd blockquote pre code br hr span b i em strong form input select"
    b" option textarea button script style noscript template svg math title meta base link time ruby rt q cite font"
    b" center frameset frame object embed details summary x-unknown o:p"
).split()
ATTRIBUTES = (
    b"class=article-body",
    b"class='comments related share'",
    b"id=content",
    b"hidden",
    b"style='display:none'",
    b"role=dialog",
    b"aria-hidden=true",
    b"itemprop=articleBody",
    b"itemprop='author name datePublished'",
    b"rel='author canonical'",
    b"href='http://[bad'",
    b"href='//\xff\xfe/%zz?\x00'",
    b"src='data:image/png;base64,AAAA'",
    b"srcset='a 1x, , b 99999999999999999999w, c -3x'",
    b"srcset='https://x.example/a,b,c.jpg 2x,'",
    b"data-src='https://x.example/\xe4\xb8\xad.jpg'",
    b"datetime=0000-00-00T99:99:99+99:99",
    b"datetime='2026-02-30'",
    b"content='99999999999999999999'",
    b"colspan=99999999999 rowspan=-1",
    b"lang=\xff",
    b"width=1e999 height=1",
    b"=x",
    b"a\x00b='c",
    b"\"'\"'",
)
ENTITIES = (
    b"&amp;amp;lt;p&gt;",
    b"&#0;",
    b"&#xD800;",
    b"&#x110000;",
    b"&#99999999999999999999;",
    b"&notit;",
    b"&",
    b"&#x;",
    b"&nbsp;" * 50,
    b"&#8206;&#8238;",
    b"&zwj;" * 9,
    b"&Aacute",
    b"&#13;&#10;",
)
OPENERS = (
    b"<!--",
    b"<script>",
    b"<style>",
    b"<textarea>",
    b"<title>",
    b"<![CDATA[",
    b"<svg>",
    b"<math><mi>",
    b"<template>",
    b"<noscript>",
    b"<select>",
    b"<table>",
    b"<plaintext>",
    b"<xmp>",
    b"<iframe>",
    b"</body></html>",
    b"<frameset>",
    b"<p",
    b"<a href='",
    b"<?php ",
    b"</",
    b"<!DOCTYPE",
)
DATA = (
    b'"articleBody":' + b"[" * 5000,
    b'{"@graph":' * 3000,
    b'"headline":null,"author":[[[{"name":{"name":7}}]]],"datePublished":20260101,',
    b'"datePublished":"99999-99-99T99:99","dateModified":{"@value":[]},',
    b'"image":{"url":["",null,{"url":{"url":7}}]},"author":true,"@type":{"a":1},',
    b'"\\ud83d","x":"\\udc00",',
    b'"keywords":[' + b'"a",' * 20000 + b'""],',
    b"1e99999,",
    b'"articleSection":[["x"]],"inLanguage":{"name":5},"mainEntityOfPage":[{"@id":3}],',
)
CODECS = ("gb18030", "big5", "shift_jis", "euc_kr", "cp1251", "cp1256", "utf-16", "utf-16-be", "utf-7", "latin-1")
DATES = (
    b"2026-13-45",
    b"31.02.2026 25:61",
    b"9" * 400,
    "2026年99月99日讯".encode(),
    "۱۴۰۴/۱۳/۹۹".encode(),
    b"Updated 99999999999999 hours ago",
    "25 พ.ศ. 99999".encode(),
)


def place(chance: random.Random, body: bytes) -> int:
    """Any place, or the begin of a tag."""
    somewhere = chance.randrange(len(body) + 1)
    tag = body.find(b"<", somewhere) if chance.random() < 0.7 else -1
    return tag if tag >= 0 else somewhere


def inside(chance: random.Random, body: bytes, piece: bytes) -> bytes:
    """A page with a piece put in."""
    at = place(chance, body)
    return body[:at] + piece + body[at:]


def slice_of(chance: random.Random, body: bytes) -> tuple[int, int]:
    """Begin and end of a piece, from a few bytes to all of it."""
    begin = place(chance, body)
    return begin, min(len(body), begin + int(len(body) ** chance.random()))


def truncate(chance: random.Random, body: bytes) -> bytes:
    """The connection broke."""
    return body[: place(chance, body)]


def headless(chance: random.Random, body: bytes) -> bytes:
    """Only the end came."""
    return body[place(chance, body) :]


def delete(chance: random.Random, body: bytes) -> bytes:
    """A piece is missing."""
    begin, end = slice_of(chance, body)
    return body[:begin] + body[end:]


def repeat(chance: random.Random, body: bytes) -> bytes:
    """A piece came several times."""
    begin, end = slice_of(chance, body)
    times = min(chance.choice((2, 3, 50, 1000)), 1 + 1_000_000 // max(1, end - begin))
    return body[:begin] + body[begin:end] * times + body[end:]


def move(chance: random.Random, body: bytes) -> bytes:
    """A piece stands elsewhere."""
    begin, end = slice_of(chance, body)
    return inside(chance, body[:begin] + body[end:], body[begin:end])


def swap_tags(chance: random.Random, body: bytes) -> bytes:
    """Tags have other names."""
    for _ in range(chance.choice((1, 5, 40))):
        old, new = chance.choice(TAGS), chance.choice(TAGS)
        at = body.find(b"<" + old, chance.randrange(len(body) + 1))
        if at >= 0:
            body = body[: at + 1] + new + body[at + 1 + len(old) :]
    if chance.random() < 0.1:
        body = body.replace(b"<" + chance.choice(TAGS), b"<" + chance.choice(TAGS))
    return body


def unclose(chance: random.Random, body: bytes) -> bytes:
    """Some or all end tags of a kind are missing."""
    return body.replace(b"</" + chance.choice(TAGS) + b">", b"", chance.choice((1, 3, -1)))


def break_attributes(chance: random.Random, body: bytes) -> bytes:
    """Attributes that nobody wrote, and quotes that do not end."""
    for _ in range(chance.choice((1, 3, 20))):
        at = body.find(b">", chance.randrange(len(body) + 1))
        if at >= 0:
            body = body[:at] + b" " + chance.choice(ATTRIBUTES) + body[at:]
    if chance.random() < 0.3:
        quote = chance.choice((b'"', b"'", b"=", b">"))
        at = body.find(quote, chance.randrange(len(body) + 1))
        body = body[:at] + body[at + 1 :] if at >= 0 else body
    return body


def open_and_leave(chance: random.Random, body: bytes) -> bytes:
    """Something begins and does not end."""
    return inside(chance, body, chance.choice(OPENERS))


def flip(chance: random.Random, body: bytes) -> bytes:
    """Bytes changed."""
    changed = bytearray(body)
    for _ in range(chance.choice((1, 10, 300))):
        if changed:
            changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def encode(chance: random.Random, body: bytes) -> bytes:
    """Another character set than the page says."""
    try:
        text = body.decode(chance.choice(("utf-8", "latin-1", "gb18030")), "replace")
        return text.encode(chance.choice(CODECS), chance.choice(("replace", "ignore", "xmlcharrefreplace")))
    except UnicodeError:
        return body


def entities(chance: random.Random, body: bytes) -> bytes:
    """Entities, right and wrong, anywhere or instead of white space."""
    for _ in range(chance.choice((1, 10))):
        body = inside(chance, body, chance.choice(ENTITIES))
    if chance.random() < 0.1:
        body = body.replace(b" ", chance.choice(ENTITIES), 5000)
    return body


def controls(chance: random.Random, body: bytes) -> bytes:
    """Zeros, control characters, halves of characters."""
    piece = chance.choice((b"\x00", b"\x0c\x0b\x1b", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xf0\x9f", b"\r"))
    return inside(chance, body, piece * chance.choice((1, 100)))


def linked_data(chance: random.Random, body: bytes) -> bytes:
    """JSON-LD of other shapes, or a block of it more."""
    piece = chance.choice(DATA)
    at = body.find(b"ld+json")
    at = body.find(b"{", at) if at >= 0 and chance.random() < 0.8 else -1
    if at >= 0:
        return body[: at + 1] + piece + body[at + 1 :]
    block = b'<script type="application/ld+json">{"@type":"NewsArticle",' + piece + b'"x":1}</script>'
    return inside(chance, body, block)


def dates(chance: random.Random, body: bytes) -> bytes:
    """Days that no calendar has."""
    return inside(chance, body, b"<time class=date>" + chance.choice(DATES) + b"</time>")


def uppercase(chance: random.Random, body: bytes) -> bytes:
    """Everything in capitals."""
    return body.upper()


# --- what costs ------------------------------------------------------------------------------------------


def nest(chance: random.Random, body: bytes) -> bytes:
    """One tag, or two, again and again."""
    tags = b"".join(b"<" + chance.choice(TAGS) + b">" for _ in range(chance.choice((1, 1, 2, 3))))
    return inside(chance, body, tags * chance.choice((100, 3000, 30_000)))


def many_attributes(chance: random.Random, body: bytes) -> bytes:
    """One element with thousands of attributes."""
    number = chance.choice((300, 3000, 30_000))
    return inside(chance, body, b"<p " + b" ".join(b"a%d=x" % each for each in range(number)) + b">")


def huge_text(chance: random.Random, body: bytes) -> bytes:
    """Text without end, in one node."""
    piece = chance.choice((b"x", b"word ", "字".encode(), b". ", b" ", b"\n", b"1-", b"@", b"(", b"http://x", b"&amp;"))
    piece = chance.choice(
        (b"<p>", b"", b"<div class=byline>", b"<title>", b"<h1>", b"<a href='", b"<time>")
    ) + piece * (chance.choice((10_000, 300_000, 3_000_000)) // len(piece))
    return inside(chance, body, piece)


def many(chance: random.Random, body: bytes) -> bytes:
    """One small element, thousands of times."""
    tag, attribute = chance.choice(TAGS), chance.choice((b"", b" " + chance.choice(ATTRIBUTES)))
    text = chance.choice((b"", b"x", b"Some words, and an end."))
    close = chance.choice((b"", b"</" + tag + b">"))
    return inside(chance, body, (b"<" + tag + attribute + b">" + text + close) * chance.choice((1000, 10_000, 50_000)))


LIGHT: tuple[Mutation, ...] = (
    truncate, headless, delete, repeat, move, swap_tags, unclose, break_attributes, open_and_leave, flip, encode,
    entities, controls, linked_data, dates, uppercase,
)  # fmt: skip
HEAVY: tuple[Mutation, ...] = (nest, many_attributes, huge_text, many)
# One mutation in so many is one that costs.
RARE = 40


def splice(chance: random.Random, body: bytes, other: bytes) -> bytes:
    """The begin of one page and the end of another."""
    return body[: place(chance, body)] + other[place(chance, other) :]


def mutated(chance: random.Random, sources: tuple[bytes, ...]) -> bytes:
    """One of the pages, one to four times mutated."""
    body = chance.choice(sources)
    if chance.random() < 0.05:
        body = splice(chance, body, chance.choice(sources))
    for _ in range(chance.randint(1, 4)):
        kinds = LIGHT if chance.randrange(RARE) else HEAVY
        body = chance.choice(kinds)(chance, body)
    return body
