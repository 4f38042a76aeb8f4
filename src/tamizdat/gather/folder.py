"""A folder of Markdown and HTML files, in order: an operator's own pages, or the chapters of a book."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from tamizdat.errors import SourceError
from tamizdat.gather.fetch import Fetcher
from tamizdat.gather.listing import accepted
from tamizdat.model import Capture, Entry, Poll, Publication, Source
from tamizdat.urls import canonical

MEDIA_TYPES = {".md": "text/markdown", ".markdown": "text/markdown", ".html": "text/html", ".htm": "text/html"}
LARGEST = 20_000_000


class FolderGatherer:
    """The files of a folder, or one file. Their addresses begin with the option `address`, else with a name that

    leads nowhere (RFC 6761, `.invalid`).
    """

    OPTIONS = frozenset({"address"})

    def __init__(self, source: Source, publication: Publication, fetcher: Fetcher) -> None:
        self.source, self.publication = source, publication
        self.folder = Path(source.url)
        self.polls: list[Poll] = []

    def entries(self) -> Iterator[Entry]:
        """A file an entry, numbers in names counted as numbers. Raises `SourceError` where nothing is."""
        if not self.folder.exists():
            raise SourceError(f"{self.folder} is not there", "mend the url of this source")
        root = self.folder if self.folder.is_dir() else self.folder.parent
        files = [self.folder] if self.folder.is_file() else sorted(self.folder.rglob("*"), key=_in_order)
        base = str(self.source.options.get("address") or f"https://{self.publication.id}.invalid/")
        for file in files:
            inside = file.resolve().is_relative_to(root.resolve())
            if file.suffix.lower() not in MEDIA_TYPES or not inside or not file.is_file():
                continue
            path = file.relative_to(root).as_posix()
            url = canonical(base.rstrip("/") + "/" + quote(path.rpartition(".")[0]))
            if url and accepted(url, self.source):
                modified = _modified(file)
                section = self.source.section
                yield Entry(url=url, publication=self.publication.id, section=section, modified=modified, locator=path)

    def capture(self, entry: Entry) -> Capture:
        """A file as it is now."""
        root = self.folder if self.folder.is_dir() else self.folder.parent
        file = root / entry.locator
        try:
            if file.stat().st_size > LARGEST:
                raise SourceError(f"{file} is larger than {LARGEST:,} bytes", "divide it")
            body, modified = file.read_bytes(), _modified(file)
        except OSError as error:
            raise SourceError(
                f"{file} cannot be read: {error.strerror}", "is it still there, and ours to read?"
            ) from error
        return Capture(
            url=entry.url,
            final_url=entry.url,
            publication=entry.publication,
            captured_at=modified,
            status=200,
            headers={"content-type": MEDIA_TYPES[file.suffix.lower()]},
            body=body,
            via="folder",
            section=entry.section,
        )


def _modified(file: Path) -> datetime:
    return datetime.fromtimestamp(int(file.stat().st_mtime), UTC)


def _in_order(file: Path) -> list[tuple[int, str]]:
    """`2-sea` stands before `10-land`."""
    pieces = re.split(r"(\d+)", file.as_posix())
    return [(int(piece), "") if piece.isdecimal() else (0, piece) for piece in pieces]
