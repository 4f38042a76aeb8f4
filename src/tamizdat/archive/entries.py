"""What sources list, when each address was last asked, and what failed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from tamizdat.archive.database import Database, moment, moment_of, stored
from tamizdat.model import Entry, Failure, Poll

# How long after its nth failure a subject rests: ten minutes, twenty, forty, … a week at the most.
FIRST_REST = timedelta(minutes=10)
LONGEST_REST = timedelta(days=7)
FIELDS = "url, publication, section, title, published, modified, locator"


class Entries(Database):
    """The tables `polls`, `entries` and `failures`."""

    def poll(self, url: str) -> Poll | None:
        """What an address last answered."""
        row = self.row("SELECT * FROM polls WHERE url = ?", (url,))
        return (
            Poll(**dict(zip(Poll.__struct_fields__, (row[0], moment_of(row[1]), *row[2:]), strict=True)))
            if row
            else None
        )

    def remember(self, poll: Poll) -> None:
        """Note what an address answered."""
        values = (poll.url, stored(poll.checked_at), poll.status, poll.etag, poll.last_modified, poll.digest, poll.body)
        self.write("INSERT OR REPLACE INTO polls VALUES (?, ?, ?, ?, ?, ?, ?)", values)

    def note(self, entry: Entry, source: str) -> bool:
        """Note what the source at an address lists; whether it is new or says that it was modified since."""
        row = self.row("SELECT modified FROM entries WHERE url = ?", (entry.url,))
        modified = stored(entry.modified)
        if not row:
            values = (entry.publication, source, entry.section, entry.title, stored(entry.published), modified)
            self.write(
                "INSERT INTO entries (url, publication, source, section, title, published, modified, locator, noted_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (entry.url, *values, entry.locator, stored(self.now())),
            )
            return True
        if modified is None or (row[0] is not None and modified <= row[0]):
            return False
        self.write("UPDATE entries SET modified = ?, locator = ? WHERE url = ?", (modified, entry.locator, entry.url))
        return row[0] is not None

    def entry(self, url: str) -> Entry | None:
        """The entry of an address."""
        row = self.row(f"SELECT {FIELDS} FROM entries WHERE url = ?", (url,))  # noqa: S608  # a constant
        return _entry(row) if row else None

    def due(self, source: str, now: datetime, again: Sequence[timedelta]) -> list[Entry]:
        """The entries of a source to capture now, in the order in which they were noted.

        Those never captured; those that were modified since; and young ones whose time for another look has come.
        What failed rests for a while.
        """
        longest = max(again, default=timedelta(0))
        rows = self.rows(
            f"SELECT {FIELDS}, noted_at, captured_at FROM entries WHERE source = :source AND (captured_at IS NULL"  # noqa: S608
            " OR modified > captured_at OR coalesce(published, noted_at) > :young) ORDER BY number",
            {"source": source, "young": (stored(now) or 0) - longest // timedelta(microseconds=1) * 2},
        )
        resting = self.resting("gather", now)
        return [_entry(row[:-2]) for row in rows if row[0] not in resting and _is_due(row, now, again)]

    def captured(self, entry: Entry, at: datetime) -> None:
        """Note that an entry was captured, or found unchanged."""
        with self.transaction():
            self.write("UPDATE entries SET captured_at = ? WHERE url = ?", (stored(at), entry.url))
            self.mend("gather", entry.url)

    def fail(self, failure: Failure) -> None:
        """Note a failure; one of the same stage and subject counts up."""
        self.write(
            "INSERT INTO failures VALUES (?, ?, ?, ?, ?, ?, 1) ON CONFLICT DO UPDATE SET message = excluded.message,"
            " hint = excluded.hint, trace = excluded.trace, at = excluded.at, count = count + 1",
            (failure.stage, failure.subject, failure.message, failure.hint, failure.trace, stored(failure.at)),
        )

    def mend(self, stage: str, subject: str) -> None:
        """Forget a failure: it is well now."""
        if self.row("SELECT 1 FROM failures WHERE stage = ? AND subject = ?", (stage, subject)):
            self.write("DELETE FROM failures WHERE stage = ? AND subject = ?", (stage, subject))

    def failures(self, stage: str = "") -> list[Failure]:
        """What is wrong now, the newest first."""
        query = (
            "SELECT stage, subject, message, hint, trace, at FROM failures WHERE stage = :stage OR :stage = ''"
            " ORDER BY at DESC, stage, subject"
        )
        names = Failure.__struct_fields__
        rows = self.rows(query, {"stage": stage})
        return [Failure(**dict(zip(names, (*row[:-1], moment_of(row[-1])), strict=True))) for row in rows]

    def resting(self, stage: str, now: datetime) -> set[str]:
        """The subjects of a stage that failed and are not to be tried again yet."""
        rows = self.rows("SELECT subject, at, count FROM failures WHERE stage = ?", (stage,))
        return {
            subject
            for subject, at, count in rows
            if now < moment_of(at) + min(FIRST_REST * 2 ** min(count - 1, 20), LONGEST_REST)
        }


def _entry(row: tuple[Any, ...]) -> Entry:
    url, publication, section, title, published, modified, locator = row
    return Entry(
        url=url,
        publication=publication,
        section=section,
        title=title,
        published=moment(published),
        modified=moment(modified),
        locator=locator,
    )


def _is_due(row: tuple[Any, ...], now: datetime, again: Sequence[timedelta]) -> bool:
    *_, published, modified, _locator, noted_at, captured_at = row
    if captured_at is None:
        return True
    captured = moment_of(captured_at)
    if modified is not None and moment_of(modified) > captured:
        return True
    born = moment_of(published if published is not None else noted_at)
    return any(captured < born + step <= now for step in again)
