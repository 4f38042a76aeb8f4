"""A folder of files: order, addresses, what is passed over, and names and links that would lead elsewhere."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tamizdat.errors import ConfigError, SourceError

MOMENT = datetime(2026, 2, 3, 9, 30, tzinfo=UTC)


def write(path: Path, text: str = "# Title\n\nText.\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    os.utime(path, (MOMENT.timestamp(), MOMENT.timestamp()))
    return path


def urls(gatherer: Any) -> list[str]:
    return [entry.url for entry in gatherer.entries()]


def test_files_come_in_order_with_addresses_of_their_names(tmp_path: Path, opened: Any) -> None:
    for name in (
        "10-land.md",
        "2-sea.markdown",
        "1-sky.html",
        "part 2/11-фонарь.MD",
        "part 2/3.htm",
        "notes.txt",
        "x.py",
    ):
        write(tmp_path / name)
    made = opened("folder", str(tmp_path), section="Book")
    base = "https://courier.invalid/"
    names = ["1-sky", "2-sea", "10-land", "part%202/3", "part%202/11-%D1%84%D0%BE%D0%BD%D0%B0%D1%80%D1%8C"]
    assert urls(made) == [base + name for name in names]
    assert {(entry.section, entry.modified, entry.published) for entry in made.entries()} == {("Book", MOMENT, None)}


def test_a_file_is_captured_as_it_is(tmp_path: Path, opened: Any) -> None:
    write(tmp_path / "a b" / "ф#1?.md", "# Фонарь\n")
    write(tmp_path / "b.html", "<p>x")
    made = opened("folder", str(tmp_path), options={"address": "https://courier.example/book"})
    first, second = (made.capture(entry) for entry in made.entries())
    assert (first.url, first.body) == ("https://courier.example/book/a%20b/%D1%84%231%3F", "# Фонарь\n".encode())
    assert (first.media_type, first.captured_at, first.via) == ("text/markdown", MOMENT, "folder")
    assert (second.url, second.media_type) == ("https://courier.example/book/b", "text/html")
    assert str(tmp_path) not in repr(first)


def test_one_file_is_a_source_too(tmp_path: Path, opened: Any) -> None:
    write(tmp_path / "other.md")
    made = opened("folder", str(write(tmp_path / "about.md")))
    (entry,) = made.entries()
    assert (entry.url, made.capture(entry).status) == ("https://courier.invalid/about", 200)


def test_rules_choose_among_the_files(tmp_path: Path, opened: Any) -> None:
    for name in ("a.md", "b.md", "drafts/c.md"):
        write(tmp_path / name)
    assert urls(opened("folder", str(tmp_path), exclude=["/drafts/"], include=["/[bc]$"])) == [
        "https://courier.invalid/b"
    ]


def test_an_edited_file_is_captured_anew(tmp_path: Path, opened: Any) -> None:
    file = write(tmp_path / "a.md", "one")
    made = opened("folder", str(tmp_path))
    (before,) = made.entries()
    file.write_text("two")
    (after,) = made.entries()
    assert after.modified > before.modified
    assert made.capture(after).body == b"two"


def test_links_that_lead_out_of_the_folder_are_passed_over(tmp_path: Path, opened: Any) -> None:
    outside = write(tmp_path / "secret" / "key.md", "secret")
    folder = tmp_path / "book"
    inside = write(folder / "a.md")
    (folder / "b.md").symlink_to(outside)
    (folder / "c.md").symlink_to(inside)
    (folder / "d.md").symlink_to(folder / "none.md")
    (folder / "e").symlink_to(outside.parent)
    (folder / "f.md").symlink_to(folder / "f.md")
    (folder / "g.md").mkdir()
    os.mkfifo(folder / "h.md")
    made = opened("folder", str(folder))
    assert urls(made) == ["https://courier.invalid/a", "https://courier.invalid/c"]
    (entry, *_) = made.entries()
    inside.unlink()
    inside.symlink_to(outside)
    with pytest.raises(SourceError, match="is not there any more"):
        made.capture(entry)


def test_names_may_be_any_bytes(tmp_path: Path, opened: Any) -> None:
    names = [b"a\xff.md", b"b\nc.md", b"-d.md", b"e'f\".md", b"\xe2\x80\xaeg.md", b"%2e%2e.md", b"h.md.md"]
    for name in names:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_bytes(name)
    made = opened("folder", str(tmp_path))
    entries = list(made.entries())
    assert {made.capture(entry).body for entry in entries} == set(names)
    for entry in entries:
        assert entry.url.startswith("https://courier.invalid/") and entry.url.isascii() and entry.url.isprintable()
        assert (entry.url + entry.locator).encode()


def test_two_files_of_one_address_are_said(tmp_path: Path, opened: Any) -> None:
    for name in ("a.md", "a.html", "b.md"):
        write(tmp_path / name)
    found = []
    with pytest.raises(SourceError, match=r"two files for one address: a\.\w+ and a\.\w+"):
        for entry in opened("folder", str(tmp_path)).entries():
            found.append(entry.url)
    assert found == ["https://courier.invalid/a", "https://courier.invalid/b"]


def test_failures_are_said(tmp_path: Path, opened: Any) -> None:
    with pytest.raises(SourceError, match="is not there"):
        urls(opened("folder", str(tmp_path / "none")))
    assert urls(opened("folder", str(tmp_path))) == []
    made = opened("folder", str(tmp_path))
    write(tmp_path / "a.md", "x" * 20_000_001)
    (entry,) = made.entries()
    with pytest.raises(SourceError, match="is larger than 20,000,000 bytes"):
        made.capture(entry)
    (tmp_path / "a.md").unlink()
    with pytest.raises(SourceError, match="is not there any more"):
        made.capture(entry)
    with pytest.raises(ConfigError, match="address is no address of the web"):
        opened("folder", str(tmp_path), options={"address": "ftp://x"})


def test_a_clock_gone_wrong_stops_nothing(tmp_path: Path, opened: Any) -> None:
    file = write(tmp_path / "a.md")
    for seconds in (-(10**9), 10**10):
        os.utime(file, (seconds, seconds))
        made = opened("folder", str(tmp_path))
        (entry,) = made.entries()
        assert made.capture(entry).captured_at == entry.modified
