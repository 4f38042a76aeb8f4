"""A renderer of an edition that is a tree of pages: what `markdown` and `site` share."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import msgspec

from tamizdat.model import File, digest
from tamizdat.render import Blobs
from tamizdat.render.contents import Contents
from tamizdat.render.layout import Fixed, Layout, Photo, Sheet, made_from
from tamizdat.render.links import Links
from tamizdat.render.words import words


class Pages(Protocol):
    """How a format writes a page; `version` changes with what comes out, `fixed` are files that never change."""

    version: str
    layout: Layout
    fixed: dict[str, bytes]

    def text(self, contents: Contents, sheet: Sheet, links: Links) -> str:
        """A page as text, to be written in UTF-8."""


class Tree:
    """The renderer of a format's pages."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages
        self._contents: Contents | None = None
        self._sheets: dict[str, Sheet] = {}

    def plan(self, contents: Contents) -> Iterator[File]:
        """Every file, each with the digest of all that it is made from."""
        said = msgspec.msgpack.encode((self.pages.version, contents.edition.language, words(contents.edition.language)))
        for path, sheet in self._sheets_of(contents).items():
            made = made_from(contents, self.pages.layout, sheet)
            yield File(path, digest(said + path.encode() + msgspec.msgpack.encode(made)))

    def write(self, contents: Contents, file: File, blobs: Blobs, target: Path) -> None:
        """One of the planned files."""
        sheet = self._sheets_of(contents)[file.path]
        match sheet:
            case Photo(picture):
                shutil.copyfile(blobs(picture.digest), target)
            case Fixed(data):
                target.write_bytes(data)
            case _:
                links = Links(contents, self.pages.layout, file.path)
                target.write_bytes(self.pages.text(contents, sheet, links).encode())

    def _sheets_of(self, contents: Contents) -> dict[str, Sheet]:
        if self._contents is not contents:
            fixed = {path: Fixed(data) for path, data in self.pages.fixed.items()}
            self._contents, self._sheets = contents, dict(self.pages.layout.sheets(contents)) | fixed
        return self._sheets
