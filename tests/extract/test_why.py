"""Why a passage of a page was kept or dropped, in the words that `try --why` shows."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tamizdat.errors import ExtractError
from tamizdat.extract.blocks import text_of
from tamizdat.extract.html import HtmlExtractor
from tamizdat.extract.why import explain
from tamizdat.model import Article, Capture, Explanation, Learned, Passage, Publication, Rules
from tamizdat.pipeline import golden

GOLDEN = Path(__file__).parent / "golden"
AT = datetime(2026, 11, 1, tzinfo=UTC)
POST = Publication(id="post", name="The Island Post", language="en", timezone="Europe/Oslo")
STORY = "".join(f"<p>The {n} boats came home before the storm, and nobody was hurt.</p>" for n in range(9))


def capture(body: str | bytes, **others: Any) -> Capture:
    url = "https://islandpost.example/news/1"
    fields: dict[str, Any] = {"status": 200, "headers": {"content-type": "text/html"}} | others
    body = body.encode("utf-8", "ignore") if isinstance(body, str) else body
    return Capture(url=url, final_url=url, publication="post", captured_at=AT, body=body, **fields)


def article(found: Capture, publication: Publication = POST) -> Article | None:
    try:
        return HtmlExtractor().extract(found, publication)
    except ExtractError:
        return None


def why(body: str, *rules: Rules) -> Explanation:
    """The explanation of a page with these elements around and in a story."""
    publication = Publication(id="post", name="The Island Post", rules=rules)
    found = capture(body)
    return explain(found, publication, article(found, publication))


def told(explanation: Explanation, text: str) -> Passage:
    """The one passage that has these words."""
    [passage] = [passage for passage in explanation.passages if text in passage.text]
    return passage


def page(around: str = "", inside: str = "", head: str = "") -> str:
    """A page with a story of nine paragraphs, something before it, and something in its middle."""
    middle = STORY.replace("<p>The 4", f"{inside}<p>The 4")
    return (
        f"<html><head><title>Boats home</title>{head}</head><body>{around}"
        f"<article><h1>Boats home</h1><div class=story>{middle}</div></article></body></html>"
    )


@pytest.mark.parametrize(
    ("element", "at", "words"),
    [
        ("<nav>X9 menu</nav>", "nav", "furniture: the element <nav>"),
        ("<div class='box box-related'><p>X9 more</p></div>", "div.box.box-related", '«related» in class "box box-rel'),
        ("<div id=readMore>X9</div>", "div#readMore", '«read more» in id "readMore"'),
        ("<div role=navigation>X9</div>", "div", 'furniture: role="navigation"'),
        ("<p hidden>X9 unseen</p>", "p", "hidden from readers"),
        ("<p style='display: none'>X9 unseen</p>", "p", "hidden from readers"),
        ("<div aria-hidden=true>X9 unseen</div>", "div", 'hidden from readers: aria-hidden="true"'),
        ("<form><p>X9 your name</p></form>", "form", "furniture: the element <form>"),
        ("<ul><li><a href=/a>X9 one</a><li><a href=/b>two</a></ul>", "ul", "a list of links"),
    ],
)
@pytest.mark.parametrize("place", ["around", "inside"])
def test_what_is_taken_out_names_its_element_and_the_evidence(element: str, at: str, words: str, place: str) -> None:
    passage = told(why(page(**{place: element})), "X9")
    assert not passage.kept
    assert passage.at == at
    assert words in passage.why


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("<p>Read also: <a href=/x>The seal at the post office</a></p>", "a «read also» line"),
        ("<p>Subscribe to our letter of the tides</p>", "a call to subscribe or follow"),
        ("<p>Advertisement</p>", "furniture by its words"),
    ],
)
def test_a_line_that_was_tidied_away_says_so(line: str, words: str) -> None:
    text = line.removeprefix("<p>").partition("<")[0]
    passage = told(why(page(inside=line)), text)
    assert (passage.kept, passage.why) == (False, words)


def test_several_pieces_of_evidence_stand_in_one_line() -> None:
    passage = told(why(page("<aside class=teaser>X9</aside>")), "X9")
    assert passage.why == 'furniture: «teaser» in class "teaser", the element <aside>'


def test_what_stands_outside_without_a_fault_of_its_own_is_outside_of_the_story() -> None:
    passage = told(why(page("<div class=slogan>News that floats</div>")), "floats")
    assert (passage.kept, passage.at, passage.why) == (False, "", "outside of the story")
    assert passage.element == "body > div.slogan"


def test_the_passages_are_the_page_in_its_order_with_their_kinds() -> None:
    inside = "<h2>Below</h2><ul><li>one rope<li>one lamp</ul><blockquote><p>Wait.</p></blockquote>"
    passages = why(page(inside=inside)).passages
    kinds = [(p.kind, p.level, p.kept) for p in passages[5:9]]
    assert kinds == [("heading", 2, True), ("item", 0, True), ("item", 0, True), ("quote", 0, True)]
    assert [p.text[:9] for p in passages[:3]] == ["Boats hom", "The 0 boa", "The 1 boa"]


def test_what_shows_a_field_of_the_article_says_which() -> None:
    around = "<div class=section>Harbour</div><p class=standfirst>Nobody was hurt in the great storm.</p>"
    head = (
        '<meta property="article:section" content="Harbour"><meta name=description '
        'content="Nobody was hurt in the great storm."><meta property="article:published_time" content="2026-03-05">'
    )
    explanation = why(page(around + "<div class=byline>By Ida Marrow, 5 March 2026</div>", head=head))
    shown = {text: told(explanation, text).why for text in ("Boats home", "Harbour", "great storm", "Ida")}
    assert shown == {
        "Boats home": "the title",
        "Harbour": "the section",
        "great storm": "the summary",
        "Ida": "names the author Ida Marrow, shows the date",
    }


def test_pictures_are_told_by_description_and_address() -> None:
    inside = "<figure><img src=/seal.jpg alt='A seal'><figcaption>It stays. Photo: Ida</figcaption></figure>"
    around = "<div class=teaser><img src=/boat.jpg alt='A boat'></div>"
    explanation = why(page(around, inside))
    assert told(explanation, "seal.jpg").kept
    assert told(explanation, "It stays").kept
    boat = told(explanation, "A boat https://islandpost.example/boat.jpg")
    assert (boat.kind, boat.kept, boat.at) == ("picture", False, "div.teaser")


def test_the_caption_of_a_picture_before_the_story_is_kept_with_it() -> None:
    figure = "<img src=/s.jpg><figcaption>A seal that came and stayed. <i>Photo: Ida</i></figcaption>"
    head = '<meta property="og:image" content="https://islandpost.example/s.jpg">'
    explanation = why(page(f"<figure class=top>{figure}</figure>", head=head))
    assert told(explanation, "s.jpg").why == "the lead picture"
    assert told(explanation, "came and stayed").kept


def test_rules_are_named_and_those_that_find_nothing_are_told() -> None:
    rules = Rules(body=".story", drop=(".pitch", ".gone"), authors=".nobody")
    explanation = why(page("<p class=x>Before it</p>", "<div class=pitch><p>Buy X9</p></div>"), rules)
    assert told(explanation, "X9").why == 'taken out by the rule drop = [".pitch"]'
    assert told(explanation, "X9").at == "div.pitch"
    assert told(explanation, "Before it").why == 'outside of what the rule body = ".story" selects'
    assert explanation.unused == ('authors = ".nobody"', 'drop = [".gone"]')
    assert explanation.story == ("div.story",)


def test_what_the_rules_select_is_kept_though_it_calls_itself_furniture() -> None:
    body = f"<body><div class=newsletter><div class=in>{STORY}</div></div></body>"
    explanation = why(body, Rules(body=".in"))
    assert all(passage.kept for passage in explanation.passages)


def test_what_was_learned_is_said_of_what_is_taken_out() -> None:
    found = capture(page("<div class=teaser>X9</div>"))
    learned = Learned(publication="post", learned_at=AT, pages=15, furniture={"body>div.teaser": 14})
    passage = told(explain(found, POST, article(found), learned), "X9")
    assert passage.why.startswith("is none of the story on 14 of 15 pages of this site; furniture: «teaser»")


def test_a_page_without_an_article_is_explained_as_well() -> None:
    links = "".join(f"<li><a href=/{n}>Story number {n} of the harbour</a>" for n in range(9))
    explanation = why(f"<title>All stories</title><h1>All stories</h1><ul class=list>{links}</ul>")
    assert told(explanation, "All stories").why == "the title"
    assert told(explanation, "Story number 3").why == "a list of links"


@pytest.mark.parametrize(
    "found",
    [
        capture("%PDF-1.7", headers={"content-type": "application/pdf"}),
        capture(""),
        capture("<frameset><frame src=x></frameset>"),
    ],
)
def test_what_is_no_page_has_no_passages(found: Capture) -> None:
    assert explain(found, POST, None).passages == ()


def test_a_selector_that_cannot_be_read_is_left_to_the_error() -> None:
    assert why(page(), Rules(drop=("p[",))) == Explanation()


def test_menus_are_words_apart() -> None:
    assert told(why(page("<nav><a href=/a>City</a><a href=/b>Sea</a></nav>")), "City").text == "City Sea"


def letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


@pytest.mark.parametrize("case", sorted(each.parent.name for each in GOLDEN.glob("*/page.html")))
def test_every_line_of_an_article_is_a_passage_that_was_kept(case: str) -> None:
    found, publication = golden.read_case(GOLDEN / case, "https://islandpost.example/news/1", POST, AT)
    made = article(found, publication)
    explanation = explain(found, publication, made)
    kept = letters("".join(passage.text for passage in explanation.passages if passage.kept))
    for line in text_of(made.blocks).splitlines() if made else []:
        assert letters(line) in kept
    assert all(passage.why for passage in explanation.passages if not passage.kept)


TAGS = st.sampled_from("p div article h1 a img figure figcaption table td ul li blockquote br form nav svg".split())
ATTRIBUTES = st.sampled_from(["", "class=comments", "class=article-body", "id=ad", "src=http://[", "hidden"])


@settings(max_examples=100, deadline=timedelta(seconds=20))
@given(st.lists(st.tuples(TAGS, ATTRIBUTES, st.text(max_size=40)), max_size=60))
def test_any_page_can_be_explained(pieces: list[tuple[str, str, str]]) -> None:
    found = capture("".join(f"<{tag} {attribute}>{text}" for tag, attribute, text in pieces))
    for passage in explain(found, POST, article(found)).passages:
        assert passage.kept or passage.why


def test_a_deep_page_is_explained_in_time_that_grows_with_its_size() -> None:
    found = capture("<div>" * 20_000 + page())
    assert told(explain(found, POST, article(found)), "The 8 boats").kept


def test_a_long_page_is_explained_in_time_that_grows_with_its_size() -> None:
    lines = "".join(f"<p>Boat number {n} came home at {n % 24}.{n % 60}.<p>Advertisement" for n in range(8_000))
    found = capture(f"<title>Boats home</title><h1>Boats home</h1><div class=story>{lines}</div>")
    made = article(found)
    begun = time.perf_counter()
    passages = explain(found, POST, made).passages
    assert time.perf_counter() - begun < 12, "1 s; with all lines compared, 134 s at twice the size"
    assert [passage.kept for passage in passages[1:5]] == [True, False, True, False]
