"""One page tried: from an address or a file, by whose rules, and why it cannot be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tamizdat.errors import ConfigError, SourceError, TamizdatError
from tamizdat.extract.blocks import text_of
from tamizdat.model import GatherSettings, Publication, Rules
from tamizdat.newsroom import Newsroom, newspaper_folder
from tamizdat.pipeline.trial import Trial, support, try_page, write_proof

AT = datetime(2026, 3, 20, tzinfo=UTC)
STORY = "".join(f"<p class=n{n}>The {n} boats came home before the storm, and nobody was hurt.</p>" for n in range(9))
PAGE = f"<html><head><title>Boats home</title></head><body><article><h1>Boats home</h1>{STORY}</article></body></html>"
PAPERS = {
    "post": Publication(id="post", name="The Post", home="https://post.example/", rules=(Rules(drop=(".n3",)),)),
    "mail": Publication(id="mail", name="The Mail", home="https://mail.example/", rules=(Rules(drop=(".n4",)),)),
}


def tried(place: object, papers: dict[str, Publication] = PAPERS, allow: str = "", **others: str) -> Trial:
    settings = GatherSettings(allow=(allow,) if allow else (), pause=timedelta(0), retries=0)
    return try_page(str(place), papers, settings, lambda: AT, **others)


def text(found: Trial) -> str:
    assert found.article
    return text_of(found.article.blocks)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "boats.html"
    path.write_text(PAGE)
    return path


def test_a_file_is_read_without_a_press(file: Path) -> None:
    found = tried(file, {})
    assert found.publication.id == "trial"
    assert "The 3 boats" in text(found)


def test_a_publication_that_is_named_gives_its_rules(file: Path) -> None:
    found = tried(file, name="mail")
    assert found.capture.publication == "mail"
    assert "The 3 boats" in text(found)
    assert "The 4 boats" not in text(found)


@pytest.mark.parametrize(
    "head",
    [
        "<!-- saved from url=(0027)https://post.example/boats -->",
        "<link rel=canonical href='https://post.example/boats'>",
        "<meta property=og:url content='https://post.example/boats'>",
    ],
)
def test_a_file_that_says_where_it_is_from_is_read_by_the_rules_of_its_site(file: Path, head: str) -> None:
    file.write_text(PAGE.replace("<head>", f"<head>{head}"))
    found = tried(file)
    assert (found.capture.url, found.publication.id) == ("https://post.example/boats", "post")
    assert "The 3 boats" not in text(found)


def test_where_a_file_is_from_can_be_said(file: Path) -> None:
    found = tried(file, url="https://www.mail.example/boats")
    assert found.publication.id == "mail"
    assert found.article
    assert found.article.url == "https://www.mail.example/boats"


def test_a_page_without_an_article_is_tried_and_says_why_there_is_none(tmp_path: Path) -> None:
    page = tmp_path / "login.html"
    page.write_text("<title>Log in</title><form><input type=password></form><p>Say who you are.</p>")
    found = tried(page)
    assert found.article is None
    assert found.error
    assert "is a login page" in found.error.message
    assert [passage.text for passage in found.explained().passages] == ["Say who you are."]


@pytest.mark.parametrize(
    ("name", "body", "words"),
    [
        ("story.pdf", b"", "is no page (application/pdf)"),
        ("story.html", b"%PDF-1.7 and so on", "is no page (application/pdf)"),
        ("story.mhtml", b"From: <Saved>", "is no page (message/rfc822)"),
        ("story.jpg", b"\xff\xd8\xff\xe0", "is no page (image/jpeg)"),
        ("story", b"PK\x03\x04", "is no page (application/zip)"),
    ],
)
def test_a_file_that_is_no_page_is_named_as_what_it_is(tmp_path: Path, name: str, body: bytes, words: str) -> None:
    path = tmp_path / name
    path.write_bytes(body)
    with pytest.raises(SourceError) as caught:
        tried(path)
    assert words in caught.value.message
    assert caught.value.hint.startswith("save it from the browser as HTML")


@pytest.mark.parametrize("name", ["page.htm", "page", "page.php", "page.xhtml", "page.HTML"])
def test_a_page_may_be_called_as_it_likes(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(PAGE)
    assert tried(path).article


def test_what_cannot_be_tried_is_an_error_with_its_exit_code(tmp_path: Path, file: Path) -> None:
    failures = {(tmp_path / "none.html", ""): 3, (tmp_path, ""): 2, (file, "nobody"): 2, ("http://127.0.0.1:9/", ""): 3}
    for (place, name), code in failures.items():
        with pytest.raises(TamizdatError) as caught:
            tried(place, name=name)
        assert caught.value.exit_code == code
        assert caught.value.hint
    with pytest.raises(ConfigError) as unknown:
        tried(file, name="nobody")
    assert unknown.value.hint == "known are mail, post"


@pytest.fixture(scope="module")
def newsroom() -> Iterator[Newsroom]:
    with Newsroom(newspaper_folder()) as server:
        yield server


def test_a_page_that_robots_may_not_read_is_not_read(newsroom: Newsroom) -> None:
    with pytest.raises(SourceError, match=r"is forbidden by the robots\.txt") as caught:
        tried(f"{newsroom.address}/private/letters/", allow=newsroom.address.removeprefix("http://"))
    assert caught.value.exit_code == 3


def test_an_address_that_refuses_is_told(newsroom: Newsroom) -> None:
    with pytest.raises(SourceError, match="answered 404"):
        tried(f"{newsroom.address}/en/no-such-page/", allow=newsroom.address.removeprefix("http://"))


def test_a_proof_is_a_file_of_its_own_for_each_trial(file: Path) -> None:
    found = tried(file)
    first, second = (write_proof(found, found.explained()) for _ in range(2))
    assert first != second
    assert first.read_text("utf-8") == second.read_text("utf-8")
    assert "Boats home" in first.read_text("utf-8")
    assert first.parent.stat().st_mode & 0o077 == 0, "what somebody reads is nobody else's business"


def test_where_the_fields_came_from_is_told_as_far_as_it_is_known(file: Path) -> None:
    found = tried(file)
    assert found.article
    rows = support(found.article)
    assert {field for field, _, _ in rows} == set(found.article.confidence)
    assert all(0 <= float(sure) <= 1 for _, sure, _ in rows)
