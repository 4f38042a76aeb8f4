"""The site in a real browser: from a folder, under a sub-path, on a phone, in the dark, from right to left."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from archive.samples import article
from PIL import Image as Pixels
from playwright.sync_api import Browser, Page, sync_playwright
from render.editions import PICTURE, contents

from tamizdat.model import Cell, Code, Heading, Image, Listing, Paragraph, Quote, Span, Table
from tamizdat.render import renderer

# Chromium looks up hosts of its own without these.
QUIET = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
FLAGS = [*QUIET.split(), "--disable-component-update", "--disable-sync"]
LONG = "Gezeitenkraftwerksbetreibergesellschaft" * 3
LEAD = Image(PICTURE.url, "A pier", "The pier at low tide", "A. Photographer")
STORIES = [
    article(
        url="https://paper.example/en",
        title="The pier that waits for the tide",
        language="en",
        lead=LEAD,
        section="City",
        summary="Boats come when they can.",
        blocks=(
            Paragraph((Span(LONG), Span(" and "), Span("more", strong=True))),
            Heading(2, (Span("What the pilot says"),)),
            Quote((Paragraph((Span("Wait."),)),), "The pilot"),
            Listing(((Paragraph((Span("rope"),)),), (Paragraph((Span("lamp"),)),)), True),
            Table(tuple(tuple(Cell((Span(f"column {n}"),), header=not row) for n in range(9)) for row in range(3))),
            Code("tide = " + "~" * 200),
        ),
    ),
    article(
        "لنگرگاه در جزر خالی است.",
        "https://paper.example/fa",
        title="اسکله‌ای که منتظر مد است",
        language="fa",
        lead=LEAD,
    ),
    article("退潮时码头空着。", "https://paper.example/zh", title="等潮水的码头", language="zh-Hans", lead=LEAD),
]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of three languages, in a folder below the one that is served."""
    top = tmp_path_factory.mktemp("host")
    picture = top / "picture.webp"
    Pixels.new("RGB", (PICTURE.width, PICTURE.height), "teal").save(picture)
    edition, tool = contents(STORIES, pictures=[PICTURE], format="site"), renderer("site")
    for file in tool.plan(edition):
        target = top / "repo" / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        tool.write(edition, file, lambda digest: picture, target)
    return top / "repo"


@pytest.fixture(scope="module")
def served(site: Path) -> Iterator[str]:
    """The address of the site on a host, under a sub-path."""
    handler = partial(Quietly, directory=str(site.parent))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/repo/"
        server.shutdown()


class Quietly(SimpleHTTPRequestHandler):
    """A host of plain files that does not write down who asks, and has no icon."""

    def do_GET(self) -> None:
        if self.path == "/favicon.ico":
            self.send_response(204)
            self.end_headers()
        else:
            super().do_GET()

    def log_message(self, format: str, *arguments: object) -> None: ...


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield started
        started.close()


def pages(site: Path) -> list[str]:
    return sorted(str(file.relative_to(site)) for file in site.rglob("*.html"))


def watched(page: Page) -> list[str]:
    """What a page says on its console, and what it asks for and does not get."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("requestfailed", lambda request: said.append(f"failed: {request.url}"))
    return said


@pytest.mark.parametrize("place", ["folder", "host"])
def test_every_page_shows_its_looks_and_pictures_and_asks_nobody_else(
    place: str, site: Path, served: str, browser: Browser
) -> None:
    base = f"file://{site}/" if place == "folder" else served
    page = browser.new_page(java_script_enabled=False)
    said, asked = watched(page), []
    page.on("request", lambda request: asked.append(request.url))
    for path in pages(site):
        page.goto(base + path)
        assert page.locator("header.top").evaluate("node => getComputedStyle(node).display") == "flex", path
        broken = page.locator("img").evaluate_all(
            "all => all.filter(p => p.loading != 'lazy' && !p.naturalWidth).length"
        )
        assert broken == 0, path
    page.close()
    assert said == []
    assert asked
    assert all(url.startswith(base) or url.endswith("/favicon.ico") for url in asked)


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_no_page_is_wider_than_the_screen(width: int, site: Path, served: str, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    for path in pages(site):
        page.goto(served + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    page.close()


def test_text_is_easy_to_tell_from_paper_by_day_and_by_night(served: str, browser: Browser) -> None:
    seen = set()
    for scheme in ("light", "dark"):
        page = browser.new_page(color_scheme=scheme)  # type: ignore[arg-type]
        page.goto(served)
        ink, paper = page.evaluate(
            "[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]"
        )
        assert contrast(ink, paper) > 7, "WCAG 2.2 AAA"
        seen.add(paper)
        page.close()
    assert len(seen) == 2


def test_persian_is_set_from_right_to_left(site: Path, served: str, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 800})
    [path] = [
        path for path in pages(site) if path.startswith("2026/") and 'lang="fa"' in (site / path).read_text("utf-8")
    ]
    page.goto(served + path)
    assert page.locator("article p").first.evaluate("node => getComputedStyle(node).direction") == "rtl"
    page.close()


def test_a_reader_finds_the_way_without_a_script(site: Path, served: str, browser: Browser) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(served)
    page.get_by_text("等潮水的码头").first.click()
    assert page.locator("h1").inner_text() == "等潮水的码头"
    assert "https://paper.example/zh" in page.locator("aside").inner_text()
    page.get_by_text("How to check this copy").click()
    page.get_by_text("News").first.click()
    assert page.url == served + "index.html"
    page.close()


def contrast(one: str, other: str) -> float:
    """The contrast of two colours by WCAG 2.2."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(part) / 255 for part in colour[4:-1].split(",")]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
