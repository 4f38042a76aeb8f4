"""Whoever remembers a few words of an article finds it, in whatever script, and however they type them."""

from __future__ import annotations

import pytest
from archive.samples import HOUR, NOW, URL, article, articles, capture, keep
from hypothesis import assume, given
from hypothesis import strategies as st

from tamizdat.archive import Archive
from tamizdat.archive.search import folded
from tamizdat.archive.words import text_of
from tamizdat.errors import ArchiveError
from tamizdat.model import Article, Cell, Paragraph, Span, Table
from tamizdat.urls import article_id

CHINESE = "港口的渡轮今晨七点启航，载着两百名学生。"
PERSIAN = "کشتی می‌رود و بازار گل‌های شب را می‌بیند؛ سال ۱۴۰۴"
RUSSIAN = "Самолёт опоздал, а ёлка на пристани горит. За́мок закрыт."
MIXED = "新款iPhone17在A股市场引发讨论, said the 港口 newspaper on Straße 5."
JAPANESE = "フェリーは朝七時に出ます。ガラスの窓から港が見える。"
KOREAN = "배는 아침 일곱 시에 항구를 떠난다."


@pytest.mark.parametrize(
    ("text", "query"),
    [
        (CHINESE, "渡轮"),
        (CHINESE, "轮今"),
        (CHINESE, "学生"),
        (CHINESE, "港"),
        (CHINESE, "口"),
        (CHINESE, "生"),
        (CHINESE, "七点启航，载着"),
        (CHINESE, "七点启航,载着"),
        (PERSIAN, "می‌رود"),
        (PERSIAN, "میرود"),
        (PERSIAN, "گلهای"),
        (PERSIAN, "كشتي"),
        (PERSIAN, "1404"),
        (RUSSIAN, "самолет"),
        (RUSSIAN, "ЁЛКА"),
        (RUSSIAN, "замок"),
        (RUSSIAN, "а елка на"),
        (MIXED, "iphone17"),
        (MIXED, "ｉＰｈｏｎｅ１７"),
        (MIXED, "A股"),
        (MIXED, "a股市"),
        (MIXED, "新款iPhone17在"),
        (MIXED, "港口 newspaper"),
        (MIXED, "strasse 5"),
        (JAPANESE, "フェリー"),
        (JAPANESE, "ﾌｪﾘｰ"),
        (JAPANESE, "窓"),
        (KOREAN, "항구를 떠난다"),
        (KOREAN, "일곱"),
        ("Don't say «quoted» AND (not) NEAR*", "quoted» AND (not) near*"),
        ("under_score and c++", "under_score"),
        ("مُحَمَّد", "محمد"),
        ("Café İstanbul", "CAFÉ istanbul"),
    ],
)
def test_a_phrase_is_found(archive: Archive, text: str, query: str) -> None:
    keep(archive, text)
    keep(archive, "something else / 别的事情 / другое", url="https://paper.example/other")
    assert [id for id, _, _ in archive.search(query)] == [article().id]


@pytest.mark.parametrize(
    ("text", "query"),
    [
        (CHINESE, "轮渡"),
        (CHINESE, "渡船"),
        (CHINESE, "港口今晨"),
        (RUSSIAN, "ёлка горит"),
        (JAPANESE, "カラス"),
        (MIXED, "iphone18"),
        (CHINESE, ""),
        (CHINESE, "，。!?"),
        (CHINESE, '"'),
    ],
)
def test_what_is_not_there_is_not_found(archive: Archive, text: str, query: str) -> None:
    keep(archive, text)
    assert archive.search(query) == []


def test_a_hit_shows_the_words_around_it(archive: Archive) -> None:
    keep(archive, "a " * 50 + "The Ferry Sails" + " z" * 50, title="At seven")
    assert archive.search("ferry sails") == [(article().id, "At seven", f"…{'a ' * 13}the ferry sails{' z' * 15}…")]


def test_the_newest_come_first_and_not_more_than_asked_for(archive: Archive) -> None:
    for number in range(5):
        url = f"https://paper.example/{number}"
        keep(archive, "ferry", url=url, published=NOW - number * HOUR, title=f"{number}")
    keep(archive, "ferry", url="https://paper.example/undated", at=NOW - 1.5 * HOUR, title="undated")
    assert [title for _, title, _ in archive.search("ferry")] == ["0", "1", "undated", "2", "3", "4"]
    assert [title for _, title, _ in archive.search("ferry", limit=2)] == ["0", "1"]
    assert archive.search("ferry", limit=0) == []


def test_only_the_newest_revision_is_found(archive: Archive) -> None:
    keep(archive, "the ferry sails at seven")
    keep(archive, "the ferry sails at eight", at=NOW + HOUR)
    assert archive.search("at seven") == []
    assert len(archive.search("at eight")) == 1


def test_an_article_that_is_no_more_is_not_found(archive: Archive) -> None:
    page = capture(b"page")
    archive.add_capture(page)
    archive.add_article(page, article("the ferry sails"))
    archive.add_article(page, article("soup", url="https://paper.example/soup"))
    assert archive.search("ferry sails") == []


def test_a_phrase_may_go_on_in_the_next_paragraph(archive: Archive) -> None:
    keep(archive, "", blocks=(Paragraph((Span("The ferry"),)), Paragraph((Span("sails\nat seven."),))))
    assert len(archive.search("ferry sails at")) == 1


def test_cells_of_a_table_are_words_of_their_own(archive: Archive) -> None:
    row = (Cell((Span("harbour"),)), Cell((Span("bridge"),)))
    keep(archive, "", blocks=(Table((row,)),))
    assert len(archive.search("harbour")) == len(archive.search("bridge")) == 1
    assert archive.search("harbourbridge") == []


@given(read=articles, data=st.data())
def test_any_phrase_of_an_article_finds_it(shared_archive: Archive, read: Article, data: st.DataObject) -> None:
    words = text_of(read).split()
    assume(words)
    first = data.draw(st.integers(0, len(words) - 1))
    phrase = " ".join(words[first : data.draw(st.integers(first, len(words))) + 1])
    assume(any(letter.isalnum() for letter in folded(phrase)))
    url = f"https://paper.example/{shared_archive.counts()['articles']}"
    page = capture(b"page", url)
    shared_archive.add_capture(page)
    own = {name: getattr(read, name) for name in read.__struct_fields__} | {"url": url, "id": article_id(url)}
    shared_archive.add_article(page, Article(**own))
    assert article_id(url) in [id for id, _, _ in shared_archive.search(phrase, limit=1_000_000)]


@given(text=st.text("港口渡轮 ab，", max_size=20), data=st.data())
def test_any_piece_of_chinese_finds_it(shared_archive: Archive, text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    piece = text[start : start + data.draw(st.integers(1, 6))].strip()
    assume(piece and not any(letter in "ab" for letter in piece))
    assume(any(letter.isalnum() for letter in piece))
    url = f"https://chinese.example/{shared_archive.counts()['articles']}"
    keep(shared_archive, text, url=url)
    assert article_id(url) in [id for id, _, _ in shared_archive.search(piece, limit=1_000_000)]


@given(text=st.text(max_size=40))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert folded(folded(text)) == folded(text)


def test_damage_is_said_and_not_passed_over(archive: Archive) -> None:
    keep(archive, "the ferry sails", url=URL)
    archive.write("UPDATE contents SET data = x'00'")
    with pytest.raises(ArchiveError, match="the article"):
        archive.search("ferry")
