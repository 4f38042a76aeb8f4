"""What only a folder has: it may hold other things, and whoever may write there may alter ours."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from publish.conftest import Stand

from tamizdat.errors import MirrorError
from tamizdat.publish.folder import prune

FILES = {"index.html": b"<h1>Front page", "2026/03/01/abc.html": b"<p>The ferry sails."}


@pytest.fixture
def mirror(stand: Callable[[str], Stand]) -> Stand:
    return stand("folder")


def test_what_is_not_ours_is_left_alone(mirror: Stand) -> None:
    (mirror.url / "2026/03/01").mkdir(parents=True)
    (mirror.url / "2026/03/01/theirs.html").write_bytes(b"theirs")
    mirror.push(FILES)
    assert mirror.push({"index.html": b"<h1>Later"}) == 2
    assert mirror.shown() == {"index.html": b"<h1>Later", "2026/03/01/theirs.html": b"theirs"}


def test_folders_that_became_empty_go(mirror: Stand) -> None:
    mirror.push(FILES)
    mirror.push({"index.html": b"<h1>Later"})
    assert [file.name for file in mirror.url.iterdir()] == ["index.html"]


@pytest.mark.parametrize(
    "altered", [b"<h1>Somebody's words", b"<h1>Back  page", b""], ids=["longer", "as long", "emptied"]
)
def test_what_somebody_altered_is_mended(mirror: Stand, altered: bytes) -> None:
    mirror.push(FILES)
    (mirror.url / "index.html").write_bytes(altered)
    assert mirror.push(FILES) == 1
    assert mirror.shown() == FILES


def test_what_somebody_deleted_is_put_back(mirror: Stand) -> None:
    mirror.push(FILES)
    (mirror.url / "index.html").unlink()
    assert mirror.push(FILES) == 1
    assert mirror.shown() == FILES


def test_a_file_that_was_only_touched_is_not_copied(mirror: Stand) -> None:
    mirror.push(FILES)
    before = (mirror.url / "index.html").stat().st_ino
    os.utime(mirror.url / "index.html", (1, 1))
    assert mirror.push(FILES) == 0
    assert (mirror.url / "index.html").stat().st_ino == before


def test_a_reader_never_meets_half_a_file(mirror: Stand) -> None:
    mirror.push(FILES)
    with (mirror.url / "index.html").open("rb") as reader:
        mirror.push(FILES | {"index.html": b"<h1>Later"})
        assert reader.read() == b"<h1>Front page"


def test_half_a_file_of_a_push_that_was_cut_off_goes(mirror: Stand) -> None:
    mirror.push(FILES)
    (mirror.url / ".tamizdat.new").write_bytes(b"<h1>Hal")
    assert mirror.push(FILES) == 0
    assert mirror.shown() == FILES


def test_another_folder_owes_nothing_to_the_last(mirror: Stand) -> None:
    mirror.push(FILES | {"old.html": b"ours"})
    mirror.url = mirror.top / "elsewhere"
    mirror.url.mkdir()
    (mirror.url / "old.html").write_bytes(b"theirs")
    assert mirror.push(FILES) == 2
    assert mirror.shown() == FILES | {"old.html": b"theirs"}


def test_what_was_begun_by_a_push_that_was_cut_off_is_known_as_ours(mirror: Stand) -> None:
    release = mirror.release(FILES | {"new.html": b"new", "z.html": b"last"})
    (mirror.release_folder / "z.html").unlink()
    with pytest.raises(MirrorError, match=r"z\.html of the release"):
        mirror.transport().push(release)
    assert "new.html" in mirror.shown()
    mirror.push(FILES)
    assert mirror.shown() == FILES


def test_what_was_published_is_on_disk(mirror: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    fsync = os.fsync
    monkeypatch.setattr(os, "fsync", lambda descriptor: (synced.append(descriptor), fsync(descriptor)))
    mirror.push(FILES)
    assert len(synced) == len(FILES)


def test_a_folder_of_somebody_else_in_the_place_of_a_file_is_named(mirror: Stand) -> None:
    (mirror.url / "index.html").mkdir(parents=True)
    with pytest.raises(MirrorError, match=r"mirror/index\.html cannot be written: Is a directory"):
        mirror.push(FILES)
    assert not (mirror.url / ".tamizdat.new").exists()


def test_no_link_leads_a_reader_out(mirror: Stand) -> None:
    mirror.push(FILES)
    (mirror.top / "secret").write_text("secret")
    (mirror.url / "link").symlink_to(mirror.top / "secret")
    with pytest.raises(MirrorError, match='"link" leads out of'):
        mirror.transport().read("link", 1000)


def test_pruning_stops_at_the_top_and_at_what_is_not_empty(mirror: Stand) -> None:
    (mirror.url / "a/b/c").mkdir(parents=True)
    (mirror.url / "a/kept").write_text("kept")
    prune(mirror.url / "a/b/c", mirror.url)
    assert [file.name for file in (mirror.url / "a").iterdir()] == ["kept"]
    prune(mirror.url, mirror.url)
    assert mirror.url.is_dir()
