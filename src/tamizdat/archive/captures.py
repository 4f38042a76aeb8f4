"""What came over the line, and the pages among it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec

from tamizdat.archive.coding import decoded
from tamizdat.archive.database import Database, moment, moment_of, stored
from tamizdat.archive.record import Record, page, repeats, request, response
from tamizdat.archive.warc import Location
from tamizdat.errors import ArchiveError
from tamizdat.model import Capture, Digest, Exchange, capture_id, digest

# What must be kept of a capture's headers to read it again.
KEPT_HEADERS = ("content-type", "content-language", "last-modified", "etag", "link")


class Captures(Database):
    """The tables `records`, `captures` and `seen`, and the WARC files."""

    def record(self, exchange: Exchange) -> None:
        """Keep an exchange as a request and a response; a body that we have already, as a revisit.

        A 304 is not kept, nor a list or robots.txt that has not changed: its poll says when it was asked.
        """
        payload, at = digest(exchange.body), stored(exchange.at)
        newest = self.row(
            "SELECT digest, at FROM records WHERE url = ? AND kind IN ('response', 'revisit')"
            " ORDER BY at DESC, number DESC LIMIT 1",
            (exchange.url,),
        )
        unchanged = exchange.purpose in ("list", "robots") and newest[:1] == (payload,)
        if exchange.status == 304 or unchanged or newest == (payload, at):
            return
        before = self._first_response(exchange.url, payload)
        with self.transaction():
            id = self._free_record_id(exchange.url, exchange.at)
            fields = repeats(before[1], exchange.url, moment_of(before[2])) if before else {}
            self._add_record(response(exchange, id, fields), exchange.url, exchange.at, payload)
            self.records.append(request(exchange, id))

    def add_capture(self, capture: Capture) -> bool:
        """Keep a page; False where the capture of its address before this one holds the same bytes.

        The bytes are those of the exchange that was recorded for it; where there is none that gives them, they are
        written as a record of their own.
        """
        name, at = digest(capture.body), stored(capture.captured_at)
        before = self.row(
            "SELECT digest FROM captures WHERE url = ? AND captured_at <= ?"
            " ORDER BY captured_at DESC, number DESC LIMIT 1",
            (capture.url, at),
        )
        if before == (name,) or self.row("SELECT 1 FROM captures WHERE id = ?", (capture.id,)):
            return False
        headers = {name: value for name, value in capture.headers.items() if name in KEPT_HEADERS}
        with self.transaction():
            self.write(
                "INSERT INTO captures (id, url, final_url, publication, captured_at, status, headers, via, section,"
                " published, digest, record) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    capture.id,
                    capture.url,
                    capture.final_url,
                    capture.publication,
                    at,
                    capture.status,
                    msgspec.json.encode(headers).decode(),
                    capture.via,
                    capture.section,
                    stored(capture.published),
                    name,
                    self._record_of(capture, name),
                ),
            )
        return True

    def seen_body(self, digest: Digest) -> bool:
        """Whether an import has met these bytes before, kept or not."""
        return bool(self.row("SELECT 1 FROM seen WHERE digest = ?", (digest,)))

    def mark_seen(self, digests: Iterable[Digest]) -> None:
        """Note the bytes that an import has met."""
        self.write_all("INSERT OR IGNORE INTO seen VALUES (?)", ((name,) for name in digests))

    def to_extract(self, publications: Sequence[str], again: bool = False) -> list[str]:
        """The captures of these publications that were not read yet, or all of them, the oldest first."""
        which = "" if again else " AND NOT read"
        query = (
            f"SELECT id FROM captures WHERE publication IN (SELECT value FROM json_each(?)){which}"  # noqa: S608  # constants
            " ORDER BY captured_at, number"
        )
        return [id for (id,) in self.rows(query, (msgspec.json.encode(list(publications)).decode(),))]

    def capture(self, id: str) -> Capture:
        """A capture with its bytes. Raises `ArchiveError` where they are not those that were kept."""
        row = self.row(
            "SELECT url, final_url, publication, captured_at, status, headers, via, section, published, digest, record"
            " FROM captures WHERE id = ?",
            (id,),
        )
        if not row:
            raise ArchiveError(f"there is no capture {id}", "run `tamizdat check`")
        url, final_url, publication, at, status, headers, via, section, published, name, number = row
        body = self.body(number)
        if digest(body) != name:
            raise ArchiveError(f"the capture of {url} is not what was kept", "run `tamizdat check` to see all")
        return Capture(
            url=url,
            final_url=final_url,
            publication=publication,
            captured_at=moment_of(at),
            status=status,
            headers=msgspec.json.decode(headers, type=dict[str, str]),
            body=body,
            via=via,
            section=section,
            published=moment(published),
        )

    def captures_of(self, url: str) -> list[str]:
        """The captures of an address, the oldest first."""
        return [id for (id,) in self.rows("SELECT id FROM captures WHERE url = ? ORDER BY captured_at, number", (url,))]

    def body(self, number: int) -> bytes:
        """The content-decoded body of a record, or of the one that it repeats. Raises `ArchiveError`."""
        file, start, length, kind, url, payload = self.row(
            "SELECT file, start, length, kind, url, digest FROM records WHERE number = ?", (number,)
        )
        if kind == "revisit":
            first = self._first_response(url, payload)
            if not first:
                raise ArchiveError(f"the body of {url} is repeated, but not there", "run `tamizdat check`")
            return self.body(first[0])
        record = self.records.read(Location(file, start, length))
        try:
            return decoded(record.payload, record.coding)
        except ValueError as error:
            raise ArchiveError(f"the body of {url} cannot be read: {error}", "run `tamizdat check`") from error

    def _first_response(self, url: str, payload: Digest) -> tuple[Any, ...]:
        """Number, id and time of the response of an address that a revisit repeats; empty if there is none."""
        return self.row(
            "SELECT number, id, at FROM records WHERE url = ? AND digest = ? AND kind = 'response' ORDER BY at LIMIT 1",
            (url, payload),
        )

    def _record_of(self, capture: Capture, name: Digest) -> int:
        """The number of the record that holds the bytes of a capture; of a new one if there is none."""
        answers = self.rows(
            "SELECT number, id FROM records WHERE url IN (?, ?) AND at = ? AND kind IN ('response', 'revisit')"
            " ORDER BY number DESC",
            (capture.final_url, capture.url, stored(capture.captured_at)),
        )
        answers = [] if capture.via else answers
        for number, _ in answers:
            if self._gives(number, name):
                return int(number)
        id = self._free_record_id(capture.url, capture.captured_at)
        record = page(capture, id, answers[0][1] if answers else "")
        return self._add_record(record, capture.url, capture.captured_at, name)

    def _gives(self, number: int, name: Digest) -> bool:
        """Whether a body can be read out of a record."""
        try:
            return digest(self.body(number)) == name
        except ArchiveError:
            return False

    def _free_record_id(self, url: str, at: datetime) -> str:
        """The id of a record of an address and a moment; where they are not alone in it, another."""
        id, count = capture_id(url, at), 1
        while self.row("SELECT 1 FROM records WHERE id = ?", (id,)):
            count += 1
            id = capture_id(f"{url} {count}", at)
        return id

    def _add_record(self, record: Record, url: str, at: datetime, payload: Digest) -> int:
        """Append a record and write down where it lies; its number."""
        where = self.records.append(record)
        row = self.write(
            "INSERT INTO records (id, url, at, kind, file, start, length, digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (record.id, url, stored(at), record.kind, where.file, where.start, where.length, payload),
        )
        return row.lastrowid or 0
