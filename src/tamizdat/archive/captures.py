"""What came over the line, and the pages among it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from tamizdat.archive import warc
from tamizdat.archive.database import Database, moment, moment_of, stored
from tamizdat.archive.warc import Location, Revisited
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
        payload = digest(exchange.body)
        if exchange.status == 304:
            return
        before = self.row(
            "SELECT id, url, at FROM records WHERE url = ? AND digest = ? AND kind = 'response' ORDER BY at LIMIT 1",
            (exchange.url, payload),
        )
        if before and exchange.purpose in ("list", "robots"):
            return
        if self.row("SELECT 1 FROM records WHERE id = ?", (_record_id(exchange),)):
            return
        revisited = Revisited(before[0], before[1], moment_of(before[2])) if before else None
        with self.transaction():
            location = self.records.append(warc.response(exchange, payload, revisited))
            self.records.append(warc.request(exchange))
            kind = "revisit" if before else "response"
            self._add_record(_record_id(exchange), exchange.url, stored(exchange.at), kind, location, payload)

    def add_capture(self, capture: Capture) -> bool:
        """Keep a page; False where the newest capture of its address holds the same bytes.

        The bytes are those of the exchange that was recorded for it; a page that came by another way is written as
        a `resource`.
        """
        name = digest(capture.body)
        newest = self.row("SELECT digest FROM captures WHERE url = ? ORDER BY captured_at DESC LIMIT 1", (capture.url,))
        if newest == (name,) or self.row("SELECT 1 FROM captures WHERE id = ?", (capture.id,)):
            return False
        with self.transaction():
            self.write(
                "INSERT INTO captures (id, url, final_url, publication, captured_at, status, headers, via, section,"
                " published, digest, record) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    capture.id,
                    capture.url,
                    capture.final_url,
                    capture.publication,
                    stored(capture.captured_at),
                    capture.status,
                    msgspec.json.encode({k: v for k, v in capture.headers.items() if k in KEPT_HEADERS}).decode(),
                    capture.via,
                    capture.section,
                    stored(capture.published),
                    name,
                    self._record_of(capture),
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
        query = (
            "SELECT id FROM captures WHERE publication IN (SELECT value FROM json_each(?)) AND (? OR NOT read)"
            " ORDER BY captured_at, number"
        )
        return [id for (id,) in self.rows(query, (msgspec.json.encode(list(publications)).decode(), again))]

    def capture(self, id: str) -> Capture:
        """A capture with its bytes. Raises `ArchiveError` where they are not those that were kept."""
        row = self.row(
            "SELECT url, final_url, publication, captured_at, status, headers, via, section, published, digest, record"
            " FROM captures WHERE id = ?",
            (id,),
        )
        if not row:
            raise ArchiveError(f"there is no capture {id}", "run `tamizdat check`")
        *fields, name, number = row
        body = self.body(number)
        if digest(body) != name:
            raise ArchiveError(f"the capture of {fields[0]} is not what was kept", "run `tamizdat check` to see all")
        url, final_url, publication, at, status, headers, via, section, published = fields
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
        """The content-decoded body of a record, or of the one that it repeats."""
        file, start, length, kind, url, payload = self.row(
            "SELECT file, start, length, kind, url, digest FROM records WHERE number = ?", (number,)
        )
        if kind == "revisit":
            query = "SELECT number FROM records WHERE url = ? AND digest = ? AND kind = 'response' ORDER BY at LIMIT 1"
            return self.body(self.row(query, (url, payload))[0])
        data: bytes = self.records.read(Location(file, start, length)).content_stream().read()
        return data

    def _record_of(self, capture: Capture) -> int:
        at = stored(capture.captured_at)
        query = "SELECT number FROM records WHERE url = ? AND at = ? AND kind <> 'request'"
        found = self.row(query, (capture.final_url or capture.url, at)) or self.row(query, (capture.url, at))
        if found and not capture.via:
            return int(found[0])
        record = warc.resource(capture.url, capture.captured_at, capture.body, capture.media_type, capture.via)
        location = self.records.append(record)
        return self._add_record(capture.id, capture.url, at, "resource", location, digest(capture.body))

    def _add_record(self, id: str, url: str, at: int | None, kind: str, where: Location, payload: Digest) -> int:
        values: tuple[Any, ...] = (id, url, at, kind, where.file, where.start, where.length, payload)
        row = self.write(
            "INSERT INTO records (id, url, at, kind, file, start, length, digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            values,
        )
        return row.lastrowid or 0


def _record_id(exchange: Exchange) -> str:
    return capture_id(exchange.url, exchange.at)
