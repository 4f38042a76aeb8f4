"""A folder of Markdown and HTML files, in order: an operator's own pages, or the chapters of a book."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar
from urllib.parse import quote, unquote

from tamizdat.errors import ConfigError, SourceError
from tamizdat.gather.fetch import Fetcher
from tamizdat.gather.listing import accepted
from tamizdat.model import EPOCH, Capture, Entry, Poll, Publication, Source
from tamizdat.urls import canonical

MEDIA_TYPES = {".md": "text/markdown", ".markdown": "text/markdown", ".html": "text/html", ".htm": "text/html"}
LARGEST = 20_000_000


class FolderGatherer:
    """The files of a folder, or one file.

    Their addresses begin with the option `address`, else with a name that leads nowhere (RFC 6761, `.invalid`).
    """

    OPTIONS: ClassVar[Mapping[str, type]] = {"address": str}

    def __init__(self, source: Source, publication: Publication, fetcher: Fetcher) -> None:
        self.source, self.publication = source, publication
        self.place = Path(source.url)
        self.address = canonical(source.options.get("address", f"https://{publication.id}.invalid/")).rstrip("/")
        if not self.address:
            hint = f'"{source.options["address"]}" is none: write "https://…/"'
            raise ConfigError(f"source {source.url}: address is no address of the web", hint)
        self.polls: list[Poll] = []

    @property
    def root(self) -> Path:
        """The folder that paths begin at."""
        return self.place.parent if self.place.is_file() else self.place

    def entries(self) -> Iterator[Entry]:
        """A file an entry, numbers in names counted as numbers. Raises `SourceError` where nothing is."""
        if not self.place.exists():
            raise SourceError(f"{self.place} is not there", "mend the url of this source")
        files = [self.place] if self.place.is_file() else sorted(self.place.rglob("*"), key=_in_order)
        seen: dict[str, Path] = {}
        twice: list[str] = []
        for file in files:
            if file.suffix.lower() not in MEDIA_TYPES or not self._is_inside(file):
                continue
            path = quote(file.relative_to(self.root).as_posix(), errors="surrogateescape")
            url = canonical(f"{self.address}/{path.removesuffix(file.suffix)}")
            if url in seen:
                twice.append(f"{seen[url].name} and {file.name}")
            elif url and accepted(url, self.source):
                seen[url] = file
                yield self._entry(url, path, file)
        if twice:
            raise SourceError(f"{self.place} has two files for one address: {', '.join(twice)}", "rename one of them")

    def capture(self, entry: Entry) -> Capture:
        """A file as it is now."""
        file = self.root / unquote(entry.locator, errors="surrogateescape")
        try:
            if not self._is_inside(file):
                raise SourceError(f"{file} is not there any more", "the articles made of it are kept")
            if file.stat().st_size > LARGEST:
                raise SourceError(f"{file} is larger than {LARGEST:,} bytes", "divide it")
            body, modified = file.read_bytes(), _modified(file)
        except OSError as error:
            raise SourceError(f"{file} cannot be read: {error.strerror}", "may we read it?") from error
        return Capture(
            url=entry.url,
            final_url=entry.url,
            publication=entry.publication,
            captured_at=modified,
            status=200,
            headers={"content-type": MEDIA_TYPES.get(file.suffix.lower(), "")},
            body=body,
            via="folder",
            section=entry.section,
        )

    def _entry(self, url: str, path: str, file: Path) -> Entry:
        return Entry(
            url=url,
            publication=self.publication.id,
            section=self.source.section,
            modified=_modified(file),
            locator=path,
        )

    def _is_inside(self, file: Path) -> bool:
        """Whether it is a plain file of the folder, and no link that leads out of it."""
        try:
            return file.is_file() and file.resolve().is_relative_to(self.root.resolve())
        except OSError:
            return False


def _modified(file: Path) -> datetime:
    try:
        return datetime.fromtimestamp(int(file.stat().st_mtime), UTC)
    except (OSError, OverflowError, ValueError):
        return EPOCH  # gone in this moment, or a clock gone wrong


def _in_order(file: Path) -> list[tuple[int, str]]:
    """`2-sea` stands before `10-land`."""
    pieces = re.split(r"(\d+)", file.as_posix())
    return [(int(piece), "") if piece.isdecimal() else (0, piece) for piece in pieces]
