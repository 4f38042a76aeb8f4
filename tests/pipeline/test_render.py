"""Issuing an edition: nothing unsafe gets out, nothing is left half done, what vanished is made anew."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from archive.samples import keep

from tamizdat import pipeline
from tamizdat.errors import TrustError
from tamizdat.model import Failure, File
from tamizdat.pipeline import Press, Result
from tamizdat.render import Blobs
from tamizdat.render.contents import Contents
from tamizdat.render.markdown import MarkdownRenderer

SETTINGS = (
    '[[editions]]\nname = "news"\nformat = "{format}"\ntitle = "News"\nlanguage = "en"\npublications = ["paper"]\n'
)


class Careless(MarkdownRenderer):
    """An operator's own format, which lets a script through into one page."""

    def write(self, contents: Contents, file: File, blobs: Blobs, target: Path) -> None:
        super().write(contents, file, blobs, target)
        if file.path.startswith("2026/"):
            target.write_text(target.read_text() + "\n<script src='https://evil.example/x.js'></script>\n")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "publications").mkdir()
    (tmp_path / "publications" / "paper.toml").write_text('name = "Paper"\n')
    set_format(tmp_path, "markdown")
    return tmp_path


def set_format(folder: Path, format: str) -> None:
    (folder / "tamizdat.toml").write_text(SETTINGS.format(format=format))


@pytest.fixture
def press(folder: Path) -> Iterator[Press]:
    with pipeline.open_press(folder) as opened:
        keep(opened.archive, "The ferry sails.")
        yield opened


def issue(press: Press) -> dict[str, int]:
    *_, result = pipeline.render(press)
    assert isinstance(result, Result)
    return result.counts


def issued(folder: Path) -> dict[str, bytes]:
    top = folder / "releases" / "news"
    return {str(file.relative_to(top)): file.read_bytes() for file in top.rglob("*") if file.is_file()}


def test_a_page_that_breaks_a_rule_stops_the_release_and_leaves_readers_what_they_have(folder: Path) -> None:
    with pipeline.open_press(folder) as press:
        keep(press.archive, "The ferry sails.")
        issue(press)
    before = issued(folder)
    set_format(folder, f"{__name__}:Careless")
    with pipeline.open_press(folder) as press:
        keep(press.archive, "A second story.", "https://paper.example/second")
        with pytest.raises(TrustError, match=r"2026/.*\.md: holds <script src=") as refused:
            issue(press)
        assert "stays as it was" in refused.value.hint
    assert issued(folder) == before
    set_format(folder, "markdown")
    with pipeline.open_press(folder) as press:
        assert issue(press)["written"] > 0, "and with the cause gone, it is issued"


def test_what_was_cut_off_among_its_moves_is_finished_first(folder: Path, press: Press) -> None:
    issue(press)
    keep(press.archive, "A second story.", "https://paper.example/second")
    real, moved = Path.replace, []

    def cut_off(self: Path, target: Path) -> Path:
        if ".next" in self.parts and len(moved) == 2:
            raise KeyboardInterrupt
        moved.append(self)
        return real(self, target)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "replace", cut_off)
        with pytest.raises(KeyboardInterrupt):
            issue(press)
    assert press.archive.unfinished("news")
    [edition] = press.config.editions
    mirrored = press.__class__(_with_mirror(folder), press.archive, press.engine, press.now)
    [refused] = pipeline.publish(mirrored)
    assert isinstance(refused, Failure)
    assert refused.message == "was interrupted while it was issued"
    assert not (folder / "out").exists()
    assert issue(press)["written"] == 0
    assert press.archive.unfinished("news") == []
    assert sum(path.startswith("2026/") for path in issued(folder)) == 2
    assert edition.name == "news"


def _with_mirror(folder: Path) -> pipeline.press.Config:
    (folder / "tamizdat.toml").write_text(
        SETTINGS.format(format="markdown") + '[[editions.mirrors]]\nkind = "folder"\nurl = "out"\n'
    )
    return pipeline.press.load_config(folder)


def test_a_file_that_vanished_or_was_cut_short_is_made_anew(folder: Path, press: Press) -> None:
    issue(press)
    before = issued(folder)
    top = folder / "releases" / "news"
    (top / "README.md").unlink()
    (top / "menu.md").write_bytes(b"")
    assert issue(press)["written"] == 2
    assert issued(folder) == before


def test_nothing_new_is_no_release(folder: Path, press: Press) -> None:
    assert issue(press)["written"] > 0
    with sqlite3.connect(folder / "archive" / "archive.sqlite") as database:
        before = database.execute("SELECT * FROM releases").fetchall()
        assert issue(press)["written"] == 0
        assert database.execute("SELECT * FROM releases").fetchall() == before


def test_own_pages_stand_beside_the_news(folder: Path) -> None:
    (folder / "own").mkdir()
    (folder / "own" / "tools.md").write_text("# How to get through\n\nAsk a friend. See https://tools.example/x\n")
    settings = SETTINGS.format(format="site") + 'pages = "own"\nmenu = [{ label = "Tools", to = "pages/tools" }]\n'
    (folder / "tamizdat.toml").write_text(settings)
    with pipeline.open_press(folder) as press:
        keep(press.archive, "The ferry sails.")
        issue(press)
    pages = issued(folder)
    assert b"Ask a friend." in pages["pages/tools.html"]
    assert b'href="pages/tools.html"' in pages["index.html"]
