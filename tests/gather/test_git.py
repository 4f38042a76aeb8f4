"""Old mirrors as a source: which files are pages, what their sections are called, and every version of each."""

from __future__ import annotations

import io
import os
import subprocess
import tarfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from tamizdat.errors import SourceError
from tamizdat.extract import extract
from tamizdat.model import Article, Publication

PAGE = """### {title}
---
#### [Home](/) | {menu}
<div><p>{text} The ferry carries nine hundred people a day, and a third of them are pupils.</p></div>
<hr/>
手机上长按并复制下列链接
原文地址（需翻墙访问）：https://www.courier.example/{address}
---
#### {menu}
"""


def page(title: str, text: str, menu: str = "[News](/news)", address: str = "2026/1/2/n7.htm") -> str:
    return PAGE.format(title=title, text=text, menu=menu, address=address)


VERSIONS: list[dict[str, str | None]] = [
    {"README.md": "# Mirror\n", "pages/city/7.md": page("Ferry stays", "Still."), "names.csv": "city,本地新闻\n"},
    {"pages/city/7.md": page("Ferry stays", "Still.", menu="[Help](/help)"), "pages/city/8.md": page("Bridge", "No.")},
    {"pages/city/7.md": page("Ferry stays", "Until May."), "pages/city/8.md": None},
    {"pages/city/7.md": None, "pages/land/7.md": page("Ferry stays", "Until May."), "pages/land/README.md": "x"},
    {"tools/help.md": "# Help", "top.md": "# Top", "pages/city/index.md": "x", "pages/city/x.png": "x"},
]  # fmt: skip


@pytest.fixture
def mirror(tmp_path: Path) -> Path:
    """A real repository with these versions, a day apart."""
    folder = tmp_path / "mirror"
    folder.mkdir()

    def git(*arguments: str) -> None:
        who = ["-c", "user.name=x", "-c", "user.email=x@x.invalid", "-c", "init.defaultBranch=main"]
        moments = {f"GIT_{name}_DATE": f"2026-01-0{day}T00:00:00Z" for name in ("AUTHOR", "COMMITTER")}
        subprocess.run(
            ["git", "-C", folder, *who, *arguments], check=True, env=os.environ | moments, capture_output=True
        )

    day = 1
    git("init")
    for version in VERSIONS:
        for name, text in version.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.unlink() if text is None else path.write_text(text, "utf-8")
        git("add", "--all")
        git("commit", "--message", "x")
        day += 1
    return folder


def paths(gatherer: Any) -> list[str]:
    return [entry.url.removeprefix("https://courier.invalid/pages/") for entry in gatherer.entries()]


def test_every_version_of_every_page_is_an_entry_deleted_or_not(mirror: Path, opened: Any) -> None:
    made = opened("git", str(mirror))
    assert paths(made) == ["city/7.md", "city/7.md", "city/8.md", "city/7.md", "land/7.md"]
    first, *_, last = made.entries()
    assert (first.section, last.section) == ("本地新闻", "land")
    assert first.modified == datetime(2026, 1, 1, tzinfo=UTC)
    capture = made.capture(first)
    assert b"Still." in capture.body
    assert (capture.captured_at, capture.media_type, capture.section) == (first.modified, "text/markdown", "本地新闻")
    assert capture.via.startswith("git mirror ") and str(mirror) not in repr(capture)


def articles(made: Any) -> list[Article]:
    """The articles of all versions, without what tells one capture from another."""
    publication = Publication(id="courier", name="Courier")
    captures = [made.capture(entry) for entry in list(made.entries())]
    return [replace(extract(capture, publication), capture="", section="") for capture in captures]


def test_a_page_changed_in_its_menu_alone_gives_the_same_article(mirror: Path, opened: Any) -> None:
    first, menu, bridge, edited, moved = articles(opened("git", str(mirror)))
    assert first == menu
    assert first != edited == moved
    assert (first.id, first.title, bridge.title) == (edited.id, "Ferry stays", "Bridge")


@pytest.mark.parametrize("kind", ["bundle", "bare", "folder", "tar"])
def test_other_forms_of_a_mirror_are_read_alike(kind: str, mirror: Path, tmp_path: Path, opened: Any) -> None:
    place = tmp_path / "other" / "place"
    place.parent.mkdir()
    if kind == "bundle":
        subprocess.run(["git", "-C", mirror, "bundle", "create", "--quiet", place, "--all"], check=True)
    elif kind == "bare":
        subprocess.run(["git", "clone", "--quiet", "--bare", mirror, place], check=True)
    elif kind == "folder":
        subprocess.run(["git", "-C", mirror, "worktree", "add", "--quiet", place], check=True)
        (place / ".git").unlink()
    else:
        with place.open("wb") as file:
            subprocess.run(["git", "-C", mirror, "archive", "--prefix=mirror/", "HEAD"], check=True, stdout=file)
    found = opened("git", str(place))
    whole = kind in ("bundle", "bare")
    assert paths(found) == (paths(opened("git", str(mirror))) if whole else ["land/7.md"])
    assert articles(found)[-1] == articles(opened("git", str(mirror)))[-1]


def test_without_a_folder_of_pages_every_markdown_file_in_a_folder_is_one(tmp_path: Path, opened: Any) -> None:
    place = tmp_path / "a.tar"
    with tarfile.open(place, "w") as made:
        for name in ("top.md", "news/1.md", "news/deep/2.md", "news/Readme.md", "x.txt"):
            made.addfile(tarfile.TarInfo(name))
    assert paths(opened("git", str(place))) == ["news/1.md", "deep/2.md"]


def test_rules_choose_among_the_pages(mirror: Path, opened: Any) -> None:
    assert paths(opened("git", str(mirror), include=["/city/"], exclude=["8"])) == ["city/7.md"] * 3


@pytest.mark.parametrize(
    "table", [b"city,\xff\n", b"city," + b"x" * 200_000, b'city,"', b"a\0b,c\n", b"city,a,b\n,c\n"]
)
def test_a_broken_table_of_names_stops_nothing(table: bytes, tmp_path: Path, opened: Any) -> None:
    place = tmp_path / "a.tar"
    with tarfile.open(place, "w") as made:
        for name, body in (("names.csv", table), ("pages/city/1.md", b"")):
            info = tarfile.TarInfo(name)
            info.size = len(body)
            made.addfile(info, io.BytesIO(body))
    (entry,) = opened("git", str(place)).entries()
    assert 0 < len(entry.section) <= 500


def test_hostile_names_become_plain_addresses(tmp_path: Path, opened: Any) -> None:
    place = tmp_path / "a.tar"
    names = ["pages/a b/1.md", "pages/\u202ex\n/2.md", "pages/?#%2f/3.md", "pages/\udcff/4.md", "pages/<script>/5.md"]
    with tarfile.open(place, "w") as made:
        for name in [*names, "pages/../../6.md", "pages/./7.md", "8.md"]:
            made.addfile(tarfile.TarInfo(name))
    entries = list(opened("git", str(place)).entries())
    assert [entry.url[-4:] for entry in entries] == ["1.md", "2.md", "3.md", "4.md", "5.md", "7.md"]
    for entry in entries:
        assert entry.url.startswith("https://courier.invalid/pages/") and entry.url.isascii()
        assert entry.url.count("/") == 5 or entry.section == "pages"
        assert entry.section.encode() and entry.section.isprintable()


def test_a_place_that_cannot_be_read_is_said(tmp_path: Path, opened: Any) -> None:
    with pytest.raises(SourceError, match="there is no "):
        paths(opened("git", str(tmp_path / "none")))
