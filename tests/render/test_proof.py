"""A proof in a real browser: an article beside its page, which asks for nothing, whatever the page wants."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from render.test_browser import FLAGS, contrast
from selectolax.lexbor import LexborHTMLParser

from tamizdat.errors import ExtractError
from tamizdat.extract.html import HtmlExtractor
from tamizdat.extract.why import explain
from tamizdat.model import Article, Explanation, Passage, Publication
from tamizdat.pipeline import golden
from tamizdat.render.proof import POLICY, groups, proof

GOLDEN = Path(__file__).resolve().parents[1] / "extract" / "golden"
CASES = sorted(each.parent.name for each in GOLDEN.glob("*/page.html"))
NOBODY = Publication(id="post", name="The Island Post", language="en")


def written(case: str) -> str:
    """The proof of a golden page."""
    found, publication = golden.read_case(
        GOLDEN / case, "https://islandpost.example/news/1", NOBODY, datetime(2026, 11, 1, tzinfo=UTC)
    )
    article, failure = None, ""
    try:
        article = HtmlExtractor().extract(found, publication)
    except ExtractError as error:
        failure = error.message
    support = [("title", "0.90", "what <b>the page</b> says")]
    return proof(article, found.final_url, explain(found, publication, article), support, failure)


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("proofs")
    for case in CASES:
        (folder / f"{case}.html").write_text(written(case), "utf-8")
    return {case: folder / f"{case}.html" for case in CASES}


def opened(browser: Browser, file: Path, **options: object) -> tuple[Page, list[str], list[str]]:
    """A proof in the browser; what it says on its console, and what it asks for."""
    page = browser.new_page(**options)  # type: ignore[arg-type]
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    return page, said, asked


@pytest.mark.parametrize("case", CASES)
def test_a_proof_asks_for_nothing_and_runs_nothing(case: str, files: dict[str, Path], browser: Browser) -> None:
    page, said, asked = opened(browser, files[case])
    page.wait_for_timeout(50)
    assert asked == [files[case].as_uri()]
    assert said == [], "nothing was even tried that the policy had to stop"
    assert page.evaluate("document.querySelectorAll('script, img, iframe, object, form, base, link').length") == 0
    page.close()


def test_what_a_page_would_load_is_stopped_by_the_policy_too(tmp_path: Path, browser: Browser) -> None:
    file = tmp_path / "page.html"
    with socket.create_server(("127.0.0.1", 0)) as host:
        address = f"http://127.0.0.1:{host.getsockname()[1]}"
        spoilt = f"<img src={address}/x.png><script src={address}/x.js></script><script>x()</script>"
        file.write_text(written("own_rules").replace("</main>", f"{spoilt}</main>"), "utf-8")
        page, said, _ = opened(browser, file)
        assert len([each for each in said if "Content Security Policy" in each]) >= 3
        page.close()
        host.settimeout(0.2)
        with pytest.raises(TimeoutError):
            host.accept()


@pytest.mark.parametrize("case", CASES)
def test_nothing_of_the_source_stands_in_a_proof_as_html(case: str) -> None:
    tree = LexborHTMLParser(written(case))
    names = {name.lower() for node in tree.css("*") for name in node.attributes}
    assert not {name for name in names if name.startswith("on")} | names & {"src", "srcset", "style", "action"}
    assert {node.attributes["href"] for node in tree.css("[href]")} == {"#page"}
    [policy] = [node.attributes["content"] for node in tree.css('meta[http-equiv="Content-Security-Policy"]')]
    assert policy == POLICY
    assert "default-src 'none'; style-src 'unsafe-inline'" in POLICY


def test_markup_in_every_place_stays_text() -> None:
    bad = "</title></style><script>alert(1)</script><b x='\"&"
    article = Article(
        id="x", publication="p", url=bad, title=bad, capture="", extractor="", authors=(bad,), section=bad
    )
    passage = Passage(kind="item", text=bad, element=bad, kept=False, why=bad, at=bad)
    kinds = ("heading", "paragraph", "item", "cell", "caption", "quote", "picture", "embed")
    passages = [Passage(kind=kind, text=bad, element=bad, kept=True, why=bad, level=1) for kind in kinds]
    explanation = Explanation(story=(bad,), passages=(passage, *passages), unused=(bad,))
    for text in (proof(article, bad, explanation, [(bad, bad, bad)]), proof(None, bad, explanation, failure=bad)):
        tree = LexborHTMLParser(text)
        assert not tree.css("script, b")
        assert text.count("</style") == 1


@pytest.mark.parametrize("width", [320, 400, 960, 1400])
def test_a_proof_is_never_wider_than_the_window(width: int, files: dict[str, Path], browser: Browser) -> None:
    for case in ("lazy_pictures", "table_and_lists", "persian_jalali", "hostile"):
        page, *_ = opened(browser, files[case], viewport={"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, case
        left, right = (page.locator(f"#{name}").bounding_box() for name in ("article", "page"))
        assert left
        assert right
        assert (right["x"] > left["x"]) == (width >= 960), "beside each other, or one below the other"
        page.close()


def test_what_was_dropped_is_struck_through_with_its_reason(files: dict[str, Path], browser: Browser) -> None:
    page, *_ = opened(browser, files["own_rules"])
    dropped = page.locator("#page del", has_text="Opponents argued").first
    assert dropped.evaluate("node => getComputedStyle(node).textDecorationLine") == "line-through"
    reason = dropped.locator("xpath=..").locator("small")
    assert reason.inner_text() == 'div.pitch taken out by the rule drop = [".pitch"]'
    kept = page.locator("#page .kept", has_text="The harbour council voted")
    assert kept.locator("del").count() == 0
    page.close()


def test_a_page_without_an_article_says_what_it_is(files: dict[str, Path], browser: Browser) -> None:
    page, *_ = opened(browser, files["section_page"])
    assert "is a list of links" in page.locator("#article .failure").inner_text()
    assert page.locator("#page .kept, #page .dropped").count() > 0
    page.close()


def test_it_can_be_read_by_day_and_by_night(files: dict[str, Path], browser: Browser) -> None:
    papers = set()
    for scheme in ("light", "dark"):
        page, *_ = opened(browser, files["own_rules"], color_scheme=scheme)
        for selector, least in (("#article", 7), ("#page .dropped del", 4.5), ("#page .dropped small", 4.5)):
            ink = page.locator(selector).first.evaluate("node => getComputedStyle(node).color")
            paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
            assert contrast(ink, paper) > least, f"{selector} by {scheme}"
            papers.add(paper)
        page.close()
    assert len(papers) == 2


def test_passages_of_one_fate_are_one_group() -> None:
    fates = [(True, "", ""), (True, "the title", ""), (False, "x", "nav"), (False, "x", "nav"), (False, "x", "aside")]
    passages = [Passage(kind="item", text="t", element="", kept=k, why=w, at=a) for k, w, a in fates]
    assert [(group.kept, group.why, group.size) for group in groups(passages)] == [
        (True, "", 1),
        (True, "the title", 1),
        (False, "x", 2),
        (False, "x", 1),
    ]
