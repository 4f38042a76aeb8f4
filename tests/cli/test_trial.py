"""What `try` shows on a terminal, and when it opens a browser."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from rich.text import Text

from tamizdat.cli.console import Console
from tamizdat.cli.trial import lines, put
from tamizdat.model import (
    Block,
    Cell,
    Code,
    Embed,
    Figure,
    Heading,
    Image,
    Listing,
    Paragraph,
    Quote,
    Separator,
    Span,
    Table,
)

STORY = "".join(f"<p>The {n} boats came home before the storm, and nobody was hurt.</p>" for n in range(9))


def p(text: str, **looks: bool) -> Paragraph:
    return Paragraph((Span(text, **looks),))


@pytest.mark.parametrize(
    ("block", "shown"),
    [
        (p("one\ntwo"), ["one", "two"]),
        (Heading(3, (Span("Below"),)), ["### Below"]),
        (Quote((p("Wait."), p("Now.")), "The pilot"), ["│ Wait.", "│ Now.", "│ — The pilot"]),
        (Listing(((p("rope"), Listing(((p("thin"),),))), (p("lamp"),))), ["• rope", "  • thin", "• lamp"]),
        (Listing(((p("rope"), p("again")),), ordered=True), ["1. rope", "   again"]),
        (Table(((Cell((Span("a"),)), Cell((Span("b"),))),), "Fares"), ["Fares", "a | b"]),
        (Code("if:\n  x"), ["    if:", "      x"]),
        (
            Figure(Image("https://x.example/1.jpg", "A seal", "It stays", "Ida")),
            ["[Picture: A seal] https://x.example/1.jpg", "  caption: It stays", "  credit: Ida"],
        ),
        (Figure(Image("data:image/png;base64,AAAA")), ["[Picture] (in the page itself)"]),
        (Embed("map", "https://maps.example/1", "The way"), ["[Map: The way] https://maps.example/1"]),
        (Separator(), ["* * *"]),
        (Paragraph((Span("水", ruby="みず"),)), ["水(みず)"]),
        (p("\x1b[31mred\x1b]0;x\x07"), ["[31mred]0;x"]),
    ],
)
def test_every_block_is_shown_in_words(block: Block, shown: list[str]) -> None:
    assert [before + line.plain for before, line in lines(block)] == shown


def test_what_is_marked_stands_out() -> None:
    [(_, line)] = lines(Paragraph((Span("a", strong=True), Span("b", href="https://x.example/"), Span("c"))))
    assert [(span.start, span.end, span.style) for span in line.spans] == [(0, 1, "bold"), (1, 2, "underline")]


def test_a_long_line_goes_on_below_its_beginning(capsys: pytest.CaptureFixture[str]) -> None:
    console = Console()
    console.out._force_terminal, console.out.width, console.out.no_color = True, 30, True
    put(console, Text("a rope that goes around the harbour twice"), "• ")
    put(console, Text("wait for the tide, and then for the cook"), "│ ")
    broken = ["• a rope that goes around the", "  harbour twice", "│ wait for the tide, and then", "│ for the cook"]
    assert [line.rstrip() for line in capsys.readouterr().out.splitlines()] == broken


@pytest.mark.skipif(sys.platform in ("darwin", "win32"), reason="there is always a screen")
@pytest.mark.parametrize(
    ("screen", "options", "opened"), [("DISPLAY", "", True), ("", "", False), ("DISPLAY", "--json", False)]
)
def test_a_browser_is_opened_only_where_somebody_sees_it(
    screen: str, options: str, opened: bool, tmp_path: Path
) -> None:
    (tmp_path / "page.html").write_text(f"<title>Boats home</title><h1>Boats home</h1>{STORY}")
    browser, log = tmp_path / "browser", tmp_path / "log"
    browser.write_text(f'#!/bin/sh\necho "$1" > {log}\n')
    browser.chmod(0o755)
    environment = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    environment |= {"BROWSER": str(browser)} | ({screen: ":7"} if screen else {})
    command = [sys.executable, "-m", "tamizdat", "try", "page.html", "--browser", *options.split()]
    ended = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert log.exists() == opened
    if opened:
        address = log.read_text().strip()
        assert address.startswith("file://")
        assert address.removeprefix("file://") in ended.stdout
