"""A picture is wanted until we hold it, and held by the address where it was."""

from __future__ import annotations

from archive.samples import HOUR, NOW, URL, article, capture, keep

from tamizdat.archive import Archive
from tamizdat.model import Failure, Figure, Image, Picture, digest

ONE, TWO, THREE = (f"https://paper.example/{n}.jpg" for n in (1, 2, 3))
SOUP = "https://paper.example/soup"


def wanted(archive: Archive, *publications: str) -> list[tuple[str, str]]:
    return archive.wanted_pictures(publications or ("paper",), NOW + HOUR)


def test_pictures_of_articles_are_wanted_the_oldest_first(archive: Archive) -> None:
    keep(archive, "later", at=NOW + HOUR, blocks=(Figure(Image(TWO)), Figure(Image(ONE))))
    keep(archive, "earlier", url=SOUP, lead=Image(TWO))
    other = "https://other.example/"
    keep(archive, "of another paper", url=other, publication="other", at=NOW - HOUR, lead=Image(THREE))
    assert wanted(archive) == [(TWO, SOUP), (ONE, URL)]
    assert wanted(archive, "other", "paper") == [(THREE, other), (TWO, SOUP), (ONE, URL)]


def test_a_picture_that_we_hold_is_wanted_no_more(archive: Archive) -> None:
    keep(archive, "ferry", lead=Image(ONE))
    archive.fail(Failure(stage="pictures", subject=ONE, message="it answered 503", at=NOW))
    picture = archive.add_picture(ONE, b"webp", "image/webp", 640, 480)
    assert picture == Picture(url=ONE, digest=digest(b"webp"), media_type="image/webp", width=640, height=480)
    assert archive.pictures() == {ONE: picture}
    assert archive.blob(picture.digest).read_bytes() == b"webp"
    assert wanted(archive) == []
    assert archive.failures() == []


def test_a_picture_that_failed_rests(archive: Archive) -> None:
    keep(archive, "ferry", lead=Image(ONE))
    archive.fail(Failure(stage="pictures", subject=ONE, message="it answered 503", at=NOW + HOUR))
    assert wanted(archive) == []
    assert archive.wanted_pictures(["paper"], NOW + 2 * HOUR) == [(ONE, URL)]


def test_only_what_the_newest_revision_shows_is_wanted(archive: Archive) -> None:
    page = capture(b"page")
    archive.add_capture(page)
    archive.add_article(page, article(lead=Image(ONE)))
    archive.add_article(page, article(lead=Image(TWO)))
    assert wanted(archive) == [(TWO, URL)]
    archive.add_article(page, article(lead=Image(THREE), url=SOUP))
    assert wanted(archive) == [(THREE, SOUP)]


def test_one_blob_may_be_the_picture_of_two_addresses(archive: Archive) -> None:
    archive.add_picture(ONE, b"webp", "image/webp", 640, 480)
    archive.add_picture(TWO, b"webp", "image/webp", 640, 480)
    archive.add_picture(TWO, b"other", "image/webp", 320, 240)
    assert {url: picture.width for url, picture in archive.pictures().items()} == {ONE: 640, TWO: 320}
    assert list(archive.check()) == []
