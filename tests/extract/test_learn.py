"""What a site repeats: learned from ten pages, believed where it is safe, and never at the cost of the story."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

import pytest

from tamizdat.blocks import walk
from tamizdat.extract import extract, repeats
from tamizdat.extract.learn import LEAST, MOST, learn
from tamizdat.extract.spans import plain
from tamizdat.model import Block, Capture, Heading, Learned, Paragraph, Publication, Quote, Span

Page = Callable[[int], Capture]

HERALD = Publication(id="herald", name="The Herald", language="en")
NOW = datetime(2026, 5, 1, tzinfo=UTC)
WORDS = "anchor barrel candle dagger ember feather gravel harvest island jacket kettle lantern mirror needle".split()
STANDING = "The Herald is owned by the people who read it, and every one of them has one vote at the meeting in May."


def sentence(number: int, step: int) -> str:
    """A sentence that stands in no other story, whatever the numbers are."""
    named = f"{WORDS[number % 14]} {WORDS[number // 14]} {WORDS[step]}"
    return f"The story of the {named} was told to us in the harbour, and we have written down every word of it."


def story(number: int) -> str:
    """The text of a story: three paragraphs."""
    return "".join(f"<p>{sentence(number, step)}</p>" for step in range(3))


def page(number: int, text: str = "", *, before: str = "", after: str = "", head: str = "", url: str = "") -> Capture:
    """A page of the Herald; `before` and `after` stand around its text, inside the story's box."""
    title = f"The {WORDS[number % 14]} and the {WORDS[number // 14]} of {WORDS[-1 - number % 14]}"
    html = (
        f"<title>{title}</title>{head}<div class=x1><h1>{title}</h1>"
        f"<div class=x2>{before}{text or story(number)}{after}</div></div>"
    )
    url = url or f"https://herald.example/{number}"
    return Capture(
        url=url,
        final_url=url,
        publication="herald",
        captured_at=NOW,
        status=200,
        headers={"content-type": "text/html"},
        body=html.encode(),
    )


def learned(pages: Iterable[Capture]) -> Learned:
    return learn(pages, HERALD, NOW)


def texts(capture: Capture, known: Learned | None) -> list[str]:
    """The paragraphs and headings of a page, as it is read with what is known."""
    blocks = walk(extract(capture, HERALD, known).blocks)
    return [plain(block.spans) for block in blocks if isinstance(block, Paragraph | Heading)]


def own(number: int) -> list[str]:
    return [sentence(number, step) for step in range(3)]


def ticker(number: int) -> str:
    """Lines that roll on from page to page, two new ones on each."""
    lines = [sentence(100 + (number + step) // 2, step % 2 + 5) for step in range(4)]
    return "".join(f"<div class=t2><p>{line}</p></div>" for line in lines)


def letters(number: int) -> str:
    """No letter of a reader, one, or many."""
    count = (0, 1, 9)[number % 3]
    return "".join(f"<p>{sentence(150 + number, step)} {sentence(number, step + 4)}</p>" for step in range(count))


DRESSED: dict[str, Page] = {
    "a standing paragraph": lambda n: page(n, after=f"<p>{STANDING}</p>"),
    "numbers and addresses differ": lambda n: page(
        n, after=f"<p>Printed {2000 + n} by the Herald; copy it from https://herald.example/copy/{n} if you like.</p>"
    ),
    "a note on each of three writers": lambda n: page(
        n, after=f"<p>{'Ada Bo Cy'.split()[n % 3]} has written for the Herald since the bridge was carried away.</p>"
    ),
    "a call in the middle": lambda n: page(n, story(n).replace("</p><p>", f"</p><p>{STANDING}</p><p>", 1)),
    "a box with its heading": lambda n: page(n, after=f"<h3>Before you go</h3><p>{STANDING}</p>"),
    "a line that leads elsewhere": lambda n: page(
        n, after=f'<p>Across the street: <a href="/{n + 1}">The {sentence(n + 1, 1)}</a></p>'
    ),
    "neighbours with their summaries": lambda n: page(
        n,
        before="<div class=k1>"
        + "".join(f"<p><a href=/{m}>No. {m}</a></p><p>{sentence(m % 12, 7)}</p>" for m in (n + 2, n + 5))
        + "</div>",
    ),
    "a ticker": lambda n: page(n, before=f"<div class=t1>{ticker(n)}</div>"),
    "small print": lambda n: page(n, before=f"<div class=b1>{'Ada Bo Cy'.split()[n % 3]}, harbour desk</div>"),
    "letters of readers": lambda n: page(n, text=f"{story(n)}</div></div><div class=c1>{letters(n)}"),
    "the next story": lambda n: page(
        n, after=f"<div class=n1><h2>No. {n}</h2><div class=n2>{story(n + 1)}</div></div>"
    ),
}


@pytest.mark.parametrize("dress", DRESSED.values(), ids=DRESSED.keys())
def test_what_a_site_repeats_is_dropped_from_pages_that_were_not_learned_from(dress: Page) -> None:
    known = learned(dress(number) for number in range(14))
    wrong = [texts(dress(number), None) != own(number) for number in range(20, 26)]
    assert any(wrong), "a page alone does not show it"
    for number in range(20, 26):
        assert texts(dress(number), known) == own(number)


def test_ten_articles_suffice_and_nine_do_not() -> None:
    pages = [page(number, after=f"<p>{STANDING}</p>") for number in range(LEAST)]
    assert learned(pages).pages == LEAST
    assert learned(pages).name
    few = learned(pages[1:])
    assert (few.pages, few.name, few.texts) == (LEAST - 1, "", {})


def test_no_more_pages_are_read_than_help() -> None:
    assert learned(page(number % 180) for number in range(MOST + 5)).pages == MOST


def test_an_article_counts_once_however_often_it_was_captured_and_wherever_it_stands() -> None:
    pages = [page(number) for number in range(LEAST)]
    again = [page(3, url="https://herald.example/3?from=feed"), page(3, url="https://herald.example/print/3")] * 3
    known = learned([*pages, *again])
    assert known.pages == LEAST
    assert texts(page(3), known) == own(3)


QUOTED = "No boat may leave the harbour between dusk and dawn while the lamp on the north wall is burning red."


@pytest.mark.parametrize(
    "law",
    [f"<p>{QUOTED}</p>", f"<blockquote>{QUOTED}</blockquote>", "<h3>Background</h3>", "<p>She said no.</p>"],
    ids=["quoted in the text", "quoted apart", "a heading", "a short line"],
)
def test_what_some_articles_truly_share_stays_in_them(law: str) -> None:
    def dress(number: int) -> Capture:
        inside = story(number).replace("</p><p>", f"</p>{law if number % 6 == 0 else ''}<p>", 1)
        return page(number, inside, after=f"<p>{STANDING}</p>")

    known = learned(dress(number) for number in range(24))
    for number in (0, 6, 30):
        assert len(texts(dress(number), known)) == 4
        assert STANDING not in texts(dress(number), known)


def test_a_heading_that_all_articles_have_stays_where_it_heads_something() -> None:
    def dress(number: int) -> Capture:
        return page(number, story(number).replace("</p><p>", "</p><h3>What we know</h3><p>", 1))

    known = learned(dress(number) for number in range(14))
    assert texts(dress(20), known) == [own(20)[0], "What we know", *own(20)[1:]]


def test_a_summary_that_other_pages_show_stays_on_its_own() -> None:
    def dress(number: int) -> Capture:
        shown = "".join(f"<p>{sentence(other, 0)}</p>" for other in range(4) if other != number)
        return page(number, after=shown, head=f'<meta name=description content="{sentence(number, 0)}">')

    known = learned(dress(number) for number in range(5, 20))
    assert known.texts
    for number in range(4):
        assert texts(dress(number), known) == own(number)


def test_a_story_made_of_nothing_else_is_kept() -> None:
    known = learned(page(number, after=f"<p>{STANDING}</p>") for number in range(14))
    assert STANDING not in texts(page(20, after=f"<p>{STANDING}</p>"), known)
    assert texts(page(20, f"<p>{STANDING}</p>"), known) == [STANDING]


def test_furniture_that_holds_most_of_a_story_is_none_of_it_on_that_page() -> None:
    box = "<div class=k1>{}</div>"
    known = learned(page(number, before=box.format(f"<p>{STANDING}</p>")) for number in range(14))
    assert any(path.endswith("div.k1") for path in known.furniture)
    assert texts(page(20, "<p>See below, please, for all of it.</p>" + box.format(story(20))), known)[-3:] == own(20)


def test_pictures_that_lead_to_larger_ones_are_no_furniture() -> None:
    def dress(number: int) -> Capture:
        shown = (
            f"<div class=i1><a href=/show/{number}><img src=/p/{number}.jpg alt=Boat width=600 height=400></a></div>"
        )
        return page(number, story(number).replace("</p><p>", f"</p>{shown}<p>", 1), after=f"<p>{STANDING}</p>")

    known = learned(dress(number) for number in range(14))
    assert known.name
    plainly, told = (extract(dress(20), HERALD, each) for each in (None, known))
    assert told.lead == plainly.lead is not None


def test_a_paragraph_with_a_misleading_name_is_the_storys_where_it_always_tells_something_new() -> None:
    def dress(number: int) -> Capture:
        first, rest = story(number).split("</p>", 1)
        return page(number, first.replace("<p>", "<p class=meta-top>") + "</p>" + rest)

    assert texts(dress(20), None) == own(20)[1:]
    assert texts(dress(20), learned(dress(number) for number in range(14))) == own(20)


def test_where_others_show_date_and_title_they_are_found() -> None:
    def dress(number: int) -> Capture:
        return page(number, before=f"<div class=d1>{number % 27 + 1}.3.2026, 09:30, in the harbour</div>")

    known = learned(dress(number) for number in range(14))
    assert extract(dress(20), HERALD, None).published is None
    published = extract(dress(20), HERALD, known).published
    assert published is not None
    assert published.isoformat() == "2026-03-21T09:30:00+00:00"


def test_the_author_is_found_where_the_pages_that_tell_it_show_it() -> None:
    def dress(number: int, head: str = "") -> Capture:
        return page(number, before=f"<div class=w1>Ada Bo{'dy'[number % 2]}</div>", head=head)

    pages = [dress(number, f'<meta name=author content="Ada Bo{"dy"[number % 2]}">') for number in range(14)]
    assert extract(dress(20), HERALD, None).authors == ()
    assert extract(dress(20), HERALD, learned(pages)).authors == ("Ada Bod",)


def test_the_same_pages_teach_the_same_at_any_time_and_the_article_names_it() -> None:
    pages = [page(number, after=f"<p>{STANDING}</p>") for number in range(14)]
    known, later = learned(pages), learn(pages, HERALD, NOW + timedelta(days=40), known=99)
    assert known.name == later.name != ""
    assert (later.known, later.learned_at) == (99, NOW + timedelta(days=40))
    assert extract(pages[0], HERALD, known) == extract(pages[0], HERALD, later)
    assert extract(pages[0], HERALD, known).extractor == extract(pages[0], HERALD).extractor + "+" + known.name


def test_pages_that_hold_no_article_are_passed_over() -> None:
    pages = [page(number, after=f"<p>{STANDING}</p>") for number in range(LEAST)]
    assert learned([page(50, "<p></p>"), *pages]).pages == LEAST


def test_old_mirrors_pages_lose_what_they_repeat() -> None:
    def dress(number: int) -> Capture:
        text = f"### No. {number}\n---\n<div>{story(number)}<p>{STANDING}</p></div>\n\n原文地址：https://herald.example/{number}\n"
        plain_page = page(number)
        return Capture(
            url=f"https://mirror.example/{number}.md",
            final_url=f"https://mirror.example/{number}.md",
            publication="herald",
            captured_at=plain_page.captured_at,
            status=200,
            headers={"content-type": "text/markdown"},
            body=text.encode(),
        )

    known = learned(dress(number) for number in range(14))
    assert texts(dress(20), None) == [*own(20), STANDING]
    assert texts(dress(20), known) == own(20)


def test_the_evidence_is_told_in_words() -> None:
    known = learned(
        page(n, before="<div class=k1><a href=/>Home</a></div>", after=f"<p>{STANDING}</p>") for n in range(14)
    )
    standing: Block = Paragraph((Span(STANDING),))
    assert repeats.why_block(known, standing) == "stands on 14 of 14 pages of this site"
    assert repeats.why_block(known, Quote((Paragraph((Span("Never said before."),)),))) == ""
    path = "body>div.x1>div.x2"
    assert repeats.why_story(known, path) == "holds the story on 14 of 14 pages of this site"
    assert repeats.why_element(known, f"{path}>div.k1") == "is none of the story on 14 of 14 pages of this site"
    assert repeats.why_element(known, path) == ""
