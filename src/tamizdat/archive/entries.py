"""What sources list, when each address was last asked, and what failed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from tamizdat.archive.database import MICROSECOND, Database, moment, moment_of, stored
from tamizdat.model import Entry, Failure, Poll

# How long after its nth failure a subject rests: ten minutes, twenty, forty, … a week at the most.
FIRST_REST = timedelta(minutes=10)
LONGEST_REST = timedelta(days=7)
FIELDS = "url, publication, section, title, published, modified, locator"


class Entries(Database):
    """The tables `polls`, `entries` and `failures`."""

    def poll(self, url: str) -> Poll | None:
        """What an address last answered."""
        row = self.row("SELECT checked_at, status, etag, last_modified, digest, body FROM polls WHERE url = ?", (url,))
        if not row:
            return None
        at, status, etag, last_modified, name, body = row
        return Poll(
            url=url,
            checked_at=moment_of(at),
            status=status,
            etag=etag,
            last_modified=last_modified,
            digest=name,
            body=body,
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

    def due(self, source: str, now: datetime, again: Sequence[timedelta]) -> list[Entry]:
        """The entries of a source to capture now, in the order in which they were noted.

        Those never captured; those of which the source says another time of modification than it did then; and young
        ones whose time for another look has come. What failed rests for a while.
        """
        longest = max(again, default=timedelta(0))
        rows = self.rows(
            f"SELECT {FIELDS}, coalesce(published, noted_at), captured_at, modified > coalesce(answered, captured_at)"  # noqa: S608  # constants
            " FROM entries WHERE source = ? AND (captured_at IS NULL OR modified > coalesce(answered, captured_at)"
            " OR coalesce(published, noted_at) > ?) ORDER BY number",
            (source, (stored(now) or 0) - longest // MICROSECOND * 2),
        )
        resting = self.resting("gather", now)
        return [
            _entry(fields)
            for *fields, born, captured, modified in rows
            if fields[0] not in resting
            and (captured is None or modified or _is_time(moment_of(born), moment_of(captured), now, again))
        ]

    def captured(self, entry: Entry, at: datetime) -> None:
        """Note that an entry was captured, or found unchanged: what its source says of it until now is answered."""
        with self.transaction():
            self.write("UPDATE entries SET captured_at = ?, answered = modified WHERE url = ?", (stored(at), entry.url))
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
        rows = self.rows(
            "SELECT stage, subject, message, hint, trace, at FROM failures WHERE ? IN (stage, '')"
            " ORDER BY at DESC, stage, subject",
            (stage,),
        )
        return [
            Failure(stage=stage, subject=subject, message=message, hint=hint, trace=trace, at=moment_of(at))
            for stage, subject, message, hint, trace, at in rows
        ]

    def resting(self, stage: str, now: datetime) -> set[str]:
        """The subjects of a stage that failed and are not to be tried again yet."""
        rows = self.rows("SELECT subject, at, count FROM failures WHERE stage = ?", (stage,))
        return {
            subject
            for subject, at, count in rows
            if now < moment_of(at) + min(FIRST_REST * 2 ** min(count - 1, 20), LONGEST_REST)
        }


def _entry(row: Sequence[Any]) -> Entry:
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


def _is_time(born: datetime, captured: datetime, now: datetime, again: Sequence[timedelta]) -> bool:
    """Whether one of the steps in an article's life has passed since it was captured."""
    return any(captured < born + step <= now for step in again)
