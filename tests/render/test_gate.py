"""The safety gate: each thing that no published page may hold is found, and named."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from render.editions import PIXEL

from tamizdat.render.gate import POLICY, inspect

HEAD = (
    "<!doctype html><html lang=en><head><meta charset=utf-8>"
    f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    '<meta name="referrer" content="no-referrer">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    '<title>A page</title><link rel="stylesheet" href="../style.css"></head><body>'
)
FILES = {"style.css", "a/page.html", "a/page.md", "b.html", "b.md", "p.webp", "README.md"}
ORIGINS = {"https://mirror.example/news", "http://plain.example/", "https://hidden.onion/"}


def faults(path: str, data: bytes | str) -> list[str]:
    return list(inspect(path, data.encode() if isinstance(data, str) else data, origins=ORIGINS, files=FILES))


def test_a_page_of_ours_has_no_fault() -> None:
    body = '<p dir="auto">A <a href="../b.html">link</a>, <img src="../p.webp" alt="" width="1" height="1"></p>'
    assert faults("a/page.html", HEAD + body) == []
    assert faults("a/page.html", HEAD + '<a href="https://mirror.example/news">mirror</a>') == []
    assert faults("a/page.md", "# A\n\n[b](../b.md) ![p](../p.webp) <sub>2</sub> `https://else.example`\n") == []
    assert faults("p.webp", PIXEL) == []
    assert faults("style.css", "p { color: red }") == []
    assert faults(".nojekyll", b"") == faults(".gitattributes", b"* -text") == []


BAD_HTML = {
    "<script>x</script>": "holds <script>",
    "<script src='../b.html'></script>": "holds <script",
    "<img src='https://elsewhere.example/p.gif'>": "loads something from elsewhere",
    "<img src='//elsewhere.example/p.gif'>": "loads something from elsewhere",
    "<img src='ht&#9;tps://evil.example/../../../p.webp'>": "loads something from elsewhere",
    "<img src='&#1;//evil.example/../../../p.webp'>": "loads something from elsewhere",
    "<img src='%2e%2e/p.webp'>": "loads something from elsewhere",
    "<a href='ht&#9;tps://evil.example/../../../b.html'>x</a>": "leads out of the edition",
    "<img src='/p.webp'>": "loads something from elsewhere",
    "<img src='data:image/gif;base64,R0lGOD'>": "loads something from elsewhere",
    "<img src='../p.webp' srcset='https://elsewhere.example 2x'>": "holds an attribute srcset",
    "<img src='../p.webp' onerror='x'>": "holds an attribute onerror",
    "<p style='background:url(https://elsewhere.example)'>": "holds an attribute style",
    "<style>@import 'https://elsewhere.example'</style>": "holds <style>",
    "<iframe src='../b.html'></iframe>": "holds <iframe",
    "<object data='x'></object>": "holds <object",
    "<embed src='x'>": "holds <embed",
    "<video src='x'></video>": "holds <video",
    "<svg><a href='javascript:x'>x</a></svg>": "holds <svg>",
    "<math><mi>x</mi></math>": "holds <math>",
    "<form action='https://elsewhere.example'><input></form>": "holds <form",
    "<button>x</button>": "holds <button>",
    "<a href='https://blocked.example/'>x</a>": "leads out of the edition",
    "<a href='http://plain.example/'>x</a>": "leads where no reader should be sent",
    "<a href='https://hidden.onion/'>x</a>": "leads where no reader should be sent",
    "<a href='javascript:x'>x</a>": "leads out of the edition",
    "<a href=' javascript:x'>x</a>": "leads out of the edition",
    "<a href='mailto:a@b.example'>x</a>": "leads out of the edition",
    "<a href='\\\\elsewhere.example'>x</a>": "leads out of the edition",
    "<a href='../nowhere.html'>x</a>": "leads to a file that is not there",
    "<a href='../../../etc/passwd'>x</a>": "leads to a file that is not there",
    "<a href='../b.html' ping='https://elsewhere.example'>x</a>": "holds an attribute ping",
    "<a href='../b.html' target='_blank'>x</a>": "holds an attribute target",
    "<base href='https://elsewhere.example'>": "holds <base",
    "<meta http-equiv='refresh' content='0;url=https://elsewhere.example'>": "which is none of ours",
    "<meta http-equiv='set-cookie' content='a=b'>": "which is none of ours",
    "<meta charset='utf-8' http-equiv='refresh' content='0;url=https://elsewhere.example'>": "which is none of ours",
    "<meta charset='iso-2022-jp'>": "which is none of ours",
    "<!-- who made this -->": "holds a comment",
    "<?xml-stylesheet href='https://elsewhere.example'?>": "holds a comment",
    "<template><img src='https://elsewhere.example'></template>": "holds <template>",
    "<a href='java&#10;script:x'>x</a>": "leads out of the edition",
    "<a href='../b.html?from=you'>x</a>": "leads out of the edition",
    "<link rel='prefetch' href='../b.html'>": "holds <link",
    "<link rel='stylesheet' href='https://elsewhere.example/x.css'>": "loads something from elsewhere",
    "<custom-element></custom-element>": "holds <custom-element>",
}


@pytest.mark.parametrize("piece", BAD_HTML)
def test_what_a_page_of_the_site_may_not_hold(piece: str) -> None:
    found = faults("a/page.html", HEAD + piece)
    assert any(BAD_HTML[piece] in fault for fault in found), found


@pytest.mark.parametrize(
    ("taken", "fault"),
    [
        (
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
            "does not say content-security-policy where it must",
        ),
        ("<meta charset=utf-8>", "does not say charset where it must"),
        ('<meta name="referrer" content="no-referrer">', "does not say referrer where it must"),
        ("<!doctype html>", "does not begin as a page of HTML"),
    ],
)
def test_what_a_page_of_the_site_must_say(taken: str, fault: str) -> None:
    assert fault in faults("a/page.html", HEAD.replace(taken, ""))


def test_a_policy_below_the_head_is_none() -> None:
    policy = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    found = faults("a/page.html", HEAD.replace(policy, "") + policy)
    assert "does not say content-security-policy where it must" in found


def test_a_weaker_policy_is_a_fault() -> None:
    page = HEAD.replace("img-src 'self'", "img-src *")
    assert any("content-security-policy" in fault for fault in faults("a/page.html", page))


BAD_MARKDOWN = {
    "https://elsewhere.example": "leads out of the edition",
    "www.elsewhere.example": "leads out of the edition",
    "write to a@b.example": "leads out of the edition",
    "[x](https://elsewhere.example)": "leads out of the edition",
    "[x](javascript:x)": "leads out of the edition",
    "![x](https://elsewhere.example/p.gif)": "loads something from elsewhere",
    "<img src='https://elsewhere.example/p.gif'>": "loads something from elsewhere",
    "<script>x</script>": "holds <script>",
    "<iframe src='x'></iframe>": "holds <iframe",
    "<p onclick='x'>a</p>": "holds an attribute onclick",
    "<style>p{}</style>": "holds <style>",
    "<meta http-equiv='refresh' content='0'>": "holds <meta",
    "<link rel='stylesheet' href='../style.css'>": "holds <link",
    "[x](../nowhere.md)": "leads to a file that is not there",
    "a {{ site.secret }}": "holds what Jekyll would take for its own",
    "a <!-- who made this --> b": "holds a comment",
    "a {% include x %}": "holds what Jekyll would take for its own",
}


@pytest.mark.parametrize("piece", BAD_MARKDOWN)
def test_what_a_page_of_a_repository_may_not_hold(piece: str) -> None:
    found = faults("a/page.md", f"# A page\n\n{piece}\n")
    assert any(BAD_MARKDOWN[piece] in fault for fault in found), found


def picture(format: str = "WEBP", **more: object) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (64, 64), "teal").save(buffer, format, **more)  # type: ignore[arg-type]
    return buffer.getvalue()


def test_a_picture_tells_of_nobody() -> None:
    exif = Image.Exif()
    exif[0x9286] = "a camera's owner"
    assert faults("p.webp", picture()) == []
    assert "holds EXIF data" in faults("p.webp", picture(exif=exif.tobytes()))
    assert "holds XMP  data" in faults("p.webp", picture(xmp=b"<x:xmpmeta/>"))
    assert "has bytes after its end" in faults("p.webp", picture() + b"PK")
    assert "is no picture of ours" in faults("p.webp", b"GIF89a")
    assert faults("p.avif", picture("AVIF")) == []
    assert "holds Exif data" in faults("p.avif", picture("AVIF", exif=exif.tobytes()))
    assert "holds mime data" in faults("p.avif", picture("AVIF", xmp=b"<x:xmpmeta/>"))


@pytest.mark.parametrize(
    ("path", "data", "fault"),
    [
        ("style.css", "@import 'x'", "has a style that may load something: @import"),
        ("style.css", "p { color: red }".encode("utf-16"), "is a style that is not written in plain letters"),
        ("style.css", "p { background: url(x) }", "has a style that may load something: url("),
        ("style.css", "p { background: image-set('x' 1x) }", "has a style that may load something: image-set("),
        ("style.css", "p { background: \\75rl(x) }", "has a style that may load something: \\"),
        ("app.js", "", "is of a kind that no edition has"),
        ("page.svg", "<svg/>", "is of a kind that no edition has"),
        ("../b.md", "# B", "is called '../b.md', which is no safe path"),
        ("/b.md", "# B", "is called '/b.md', which is no safe path"),
        ("标题.md", "# B", "is called '标题.md', which is no safe path"),
        ("b.md", b"\xff\xfe", "is no UTF-8"),
    ],
)
def test_what_other_files_may_not_be(path: str, data: str | bytes, fault: str) -> None:
    assert fault in faults(path, data)
