"""Old mirrors: the article pages of a repository, a bundle, a tar or a folder, with all that was ever deleted.

A page is a Markdown file in a folder that is its section, as `pages/SECTION/ID.md`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import PurePosixPath
from typing import ClassVar
from urllib.parse import quote

from tamizdat.gather.fetch import Fetcher
from tamizdat.gather.history import History, Version, history
from tamizdat.gather.listing import accepted, line
from tamizdat.model import EPOCH, Capture, Entry, Poll, Publication, Source
from tamizdat.urls import canonical

# Lists and front pages of old mirrors, which hold no article.
LISTS = ("readme", "index")


class GitGatherer:
    """Every version of every page of a place, the oldest first."""

    OPTIONS: ClassVar[Mapping[str, type]] = {}

    def __init__(self, source: Source, publication: Publication, fetcher: Fetcher) -> None:
        self.source, self.publication = source, publication
        self.polls: list[Poll] = []
        self._found: dict[tuple[str, str], Version] = {}

    @cached_property
    def history(self) -> History:
        """The place, opened when it is first asked."""
        return history(self.source.url)

    def entries(self) -> Iterator[Entry]:
        """One entry a version. Raises `SourceError` where the place cannot be read."""
        versions = list(self.history.versions())
        names = self._names(versions)
        pages = [version for version in versions if version.path.endswith(".md")]
        if any("pages" in PurePosixPath(version.path).parts[:-1] for version in pages):
            pages = [version for version in pages if "pages" in PurePosixPath(version.path).parts[:-1]]
        for version in pages:
            path = PurePosixPath(version.path)
            if path.stem.lower() in LISTS or not path.parent.name:
                continue
            section = path.parent.name
            url = canonical(f"https://{self.publication.id}.invalid/pages/{quote(section)}/{quote(path.name)}")
            if accepted(url, self.source):
                self._found[url, version.locator] = version
                yield Entry(
                    url=url,
                    publication=self.publication.id,
                    section=line(names.get(section, section)),
                    modified=version.at,
                    locator=version.locator,
                )

    def capture(self, entry: Entry) -> Capture:
        """One version, as it was at the moment of its commit."""
        version = self._found.get((entry.url, entry.locator))
        at = version.at if version else entry.modified or EPOCH
        return Capture(
            url=entry.url,
            final_url=entry.url,
            publication=entry.publication,
            captured_at=at,
            status=200,
            headers={"content-type": "text/markdown"},
            body=self.history.read(entry.locator),
            via=version.via if version else "git",
            section=entry.section,
        )

    def _names(self, versions: list[Version]) -> dict[str, str]:
        """What people call the sections, where the mirror has a table of it (`names.csv`: folder, name)."""
        tables = [version for version in versions if PurePosixPath(version.path).name == "names.csv"]
        names: dict[str, str] = {}
        for version in tables:
            text = self.history.read(version.locator).decode("utf-8-sig", "replace")
            with suppress(csv.Error):  # then its folders keep their own names
                names |= {row[0].strip(): row[1].strip() for row in csv.reader(text.splitlines()) if len(row) == 2}
        return {folder: name for folder, name in names.items() if folder and name}
