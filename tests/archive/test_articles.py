"""Any article comes out as it went in; its revisions are those that differ, in the order of their captures."""

from __future__ import annotations

from itertools import permutations

import pytest
from archive.samples import HOUR, NOW, URL, article, articles, as_kept, capture, keep
from hypothesis import given, settings
from hypothesis import strategies as st

from tamizdat.archive import Archive, content_digest
from tamizdat.errors import ArchiveError
from tamizdat.model import Article, Embed, Figure, Image, Paragraph, Quote, Span, Support
from tamizdat.urls import article_id

OTHER = "https://paper.example/soup"


def texts(archive: Archive, url: str = URL) -> list[str]:
    """The text of each revision of an article."""
    revisions = archive.revisions(article_id(url))
    return [span.text for each in revisions for block in each.blocks for span in getattr(block, "spans", ())]


@given(read=articles)
def test_any_article_comes_out_as_it_went_in(shared_archive: Archive, read: Article) -> None:
    url = f"https://paper.example/{shared_archive.counts()['articles']}"
    own = Article(**{n: getattr(read, n) for n in read.__struct_fields__} | {"url": url, "id": article_id(url)})
    page = capture(b"page", url)
    shared_archive.add_capture(page)
    assert shared_archive.add_article(page, own)
    assert shared_archive.article(own.id) == as_kept(page, own)
    assert shared_archive.revisions(own.id) == [as_kept(page, own)]
    assert shared_archive.agrees(own.id)


def test_what_says_how_we_came_by_it_makes_no_revision(archive: Archive) -> None:
    assert keep(archive, "The ferry sails.", extractor="test 1", confidence={"title": Support(0.5, "JSON-LD")})
    page = capture(b"another page, the same article", at=NOW + HOUR)
    archive.add_capture(page)
    assert not archive.add_article(page, article(extractor="test 2", confidence={"title": Support(0.9)}))
    assert len(archive.revisions(article().id)) == 1


def test_an_archive_from_before_there_were_reasons_still_opens(archive: Archive) -> None:
    keep(archive, "The ferry sails.", confidence={"title": Support(0.5, "JSON-LD"), "body": Support(1.0)})
    archive.write("UPDATE readings SET confidence = ?", ('{"title":0.5,"body":1}',))
    assert archive.article(article().id).confidence == {"title": Support(0.5), "body": Support(1.0)}


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_revisions_are_in_the_order_of_their_captures(archive: Archive, order: tuple[int, ...]) -> None:
    said = ["at seven", "at seven", "at eight", "at seven"]
    for number in order:
        page = capture(b"page %d" % number, at=NOW + number * HOUR)
        archive.add_capture(page)
        archive.add_article(page, article(said[number]))
    assert texts(archive) == ["at seven", "at eight", "at seven"]
    assert archive.article(article().id).capture == capture(at=NOW + 3 * HOUR).id
    assert archive.counts()["revisions"] == 3
    assert list(archive.check()) == []


def test_the_newest_is_the_first_capture_of_the_last_revision(archive: Archive) -> None:
    for number in range(3):
        page = capture(b"page %d" % number, at=NOW + number * HOUR)
        archive.add_capture(page)
        archive.add_article(page, article("at eight" if number else "at seven"))
    assert archive.article(article().id).capture == capture(at=NOW + HOUR).id


def test_extracting_again_replaces(archive: Archive) -> None:
    page = capture(b"page")
    archive.add_capture(page)
    assert archive.add_article(page, article("menu, the ferry sails"))
    assert archive.add_article(page, article("the ferry sails"))
    assert texts(archive) == ["the ferry sails"]
    assert archive.rows("SELECT count(*) FROM contents") == [(1,)]
    assert archive.search("menu") == []


def test_extracting_again_keeps_what_another_capture_is_read_as(archive: Archive) -> None:
    keep(archive, "at seven")
    keep(archive, "at eight", at=NOW + HOUR)
    keep(archive, "at seven", at=NOW + 2 * HOUR)
    archive.add_article(capture(b"at seven"), article("at six"))
    assert texts(archive) == ["at six", "at eight", "at seven"]


def test_extracting_again_under_another_address_leaves_nothing_behind(archive: Archive) -> None:
    page = capture(b"page", url="https://paper.example/amp")
    archive.add_capture(page)
    archive.add_article(page, article(lead=Image("https://paper.example/1.jpg")))
    archive.add_article(page, article(url=OTHER))
    id = article_id(OTHER)
    assert archive.counts()["articles"] == 1
    assert archive.aliases() == {"https://paper.example/amp": id, OTHER: id}
    assert archive.rows("SELECT * FROM shown") == []
    assert archive.search("ferry")[0][0] == id
    with pytest.raises(ArchiveError, match="there is no article"):
        archive.article(article_id(URL))
    assert list(archive.check()) == []


def test_a_page_that_can_no_longer_be_read_keeps_its_article(archive: Archive) -> None:
    keep(archive, "at seven")
    archive.not_read(capture(b"at seven"))
    assert texts(archive) == ["at seven"]


def test_an_article_is_known_by_all_its_addresses(archive: Archive) -> None:
    page = capture(b"page", url="https://paper.example/amp/ferry", final_url="https://paper.example/f?utm_source=x")
    archive.add_capture(page)
    archive.add_article(page, article())
    id = article().id
    assert archive.aliases() == {
        "https://paper.example/amp/ferry": id,
        "https://paper.example/f": id,
        URL: id,
    }


def test_an_address_had_a_revision_at_each_moment(archive: Archive) -> None:
    keep(archive, "at seven")
    keep(archive, "at eight", at=NOW + 2 * HOUR)
    seven, eight = content_digest(article("at seven")), content_digest(article("at eight"))
    moments = [NOW - HOUR, NOW, NOW + HOUR, NOW + 2 * HOUR, NOW + 9 * HOUR]
    assert [archive.digest_at(URL, at) for at in moments] == ["", seven, seven, eight, eight]
    assert archive.digest_at(OTHER, NOW) == ""


def test_an_id_that_another_address_has_is_made_longer(archive: Archive) -> None:
    same = article().id
    keep(archive, "ferry")
    keep(archive, "soup", url=OTHER, id=same)
    keep(archive, "more soup", url=OTHER, at=NOW + HOUR, id=same)
    keep(archive, "more ferry", at=NOW + HOUR)
    longer = article_id(OTHER, len(same) + 1)
    assert archive.aliases() == {URL: same, OTHER: longer}
    assert len(archive.revisions(longer)) == len(archive.revisions(same)) == 2
    assert archive.article(longer).id == longer


def test_an_id_once_given_is_kept(archive: Archive) -> None:
    same = article().id
    keep(archive, "ferry")
    keep(archive, "soup", url=OTHER, id=same)
    archive.add_article(capture(b"ferry"), article(url="https://paper.example/moved"))
    keep(archive, "more soup", url=OTHER, at=NOW + HOUR, id=same)
    assert [len(archive.revisions(id)) for id in (same, article_id(OTHER, len(same) + 1))] == [0, 2]


def test_an_article_needs_its_capture(archive: Archive) -> None:
    with pytest.raises(ArchiveError, match="there is no capture of"):
        archive.add_article(capture(), article())


def test_a_damaged_article_is_an_error_and_mended_by_reading_again(archive: Archive) -> None:
    keep(archive, "at seven")
    for damage in (b"", b"no zstd", archive.row("SELECT data FROM contents")[0][:-1]):
        archive.write("UPDATE contents SET data = ?", (damage,))
        with pytest.raises(ArchiveError, match="the article") as caught:
            archive.article(article().id)
        assert "tamizdat extract --again" in caught.value.hint
    archive.add_article(capture(b"at seven"), article("at seven"))
    assert texts(archive) == ["at seven"]


@given(order=st.permutations(range(6)), said=st.lists(st.sampled_from("ab"), min_size=6, max_size=6))
@settings(max_examples=30)
def test_revisions_do_not_depend_on_the_order_of_reading(
    shared_archive: Archive, order: list[int], said: list[str]
) -> None:
    url = f"https://order.example/{shared_archive.counts()['captures']}"
    for number in order:
        page = capture(b"page %d" % number, url, NOW + number * HOUR)
        shared_archive.add_capture(page)
        shared_archive.add_article(page, article(said[number], url))
    changes = [text for number, text in enumerate(said) if number == 0 or text != said[number - 1]]
    assert texts(shared_archive, url) == changes
    assert shared_archive.agrees(article_id(url))


def test_the_light_row_knows_what_the_text_leads_to_and_shows(archive: Archive) -> None:
    inside = (
        Paragraph((Span("soup", href="https://paper.example/soup#top"), Span("mail", href="mailto:cook@x.example"))),
        Figure(Image("https://paper.example/2.jpg")),
        Embed("video", "https://video.example/v?utm_source=paper"),
    )
    blocks = (Quote(inside), *inside, Figure(Image("https://paper.example/1.jpg")))
    keep(archive, "", blocks=blocks, lead=Image("https://paper.example/1.jpg"))
    assert archive.agrees(article().id)
    [row] = archive.rows("SELECT light FROM current")
    assert archive.wanted_pictures(["paper"], NOW) == [
        ("https://paper.example/1.jpg", URL),
        ("https://paper.example/2.jpg", URL),
    ]
    assert row[0].count(b"https://paper.example/soup") == 1
    assert row[0].count(b"https://video.example/v") == 1
    assert b"mailto" not in row[0]
