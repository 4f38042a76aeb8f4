"""What we keep, for good: entries, captures, articles, pictures, and what was issued where.

SQLite for everything that is asked by name, WARC 1.1 files for the bytes that came over the line, blobs for
pictures. Everybody else sees `Archive`. One process writes at a time; workers return values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tamizdat.archive.blobs import size
from tamizdat.archive.checks import check
from tamizdat.archive.editions import Editions
from tamizdat.archive.learned import Lessons
from tamizdat.archive.pictures import Pictures
from tamizdat.archive.quarantine import Quarantine
from tamizdat.archive.revisions import content_digest
from tamizdat.model import Failure

__all__ = ["Archive", "content_digest"]

COUNTED = {
    "entries": "SELECT count(*) FROM entries",
    "captures": "SELECT count(*) FROM captures",
    "articles": "SELECT count(*) FROM current",
    "revisions": "SELECT count(*) FROM readings WHERE starts",
    "quarantine": "SELECT count(*) FROM quarantine",
    "pictures": "SELECT count(*) FROM pictures",
    "failures": "SELECT count(*) FROM failures",
}


class Archive(Pictures, Lessons, Quarantine, Editions):
    """The archive in a folder, for as long as the block lasts; made if it is missing, unless `readonly`.

    Raises `ArchiveError` where it is not ours, newer than we are, or damaged.
    """

    def check(self, progress: Callable[[int, int], None] | None = None) -> Iterator[Failure]:
        """Every byte against what was written down; `progress` is told how many of how many things were read."""
        return check(self, progress)

    def counts(self) -> dict[str, int]:
        """What is there, in numbers; `bytes` is all of it on disk."""
        counts = {name: int(self.row(query)[0]) for name, query in COUNTED.items()}
        return counts | {"bytes": size(self.folder)}
