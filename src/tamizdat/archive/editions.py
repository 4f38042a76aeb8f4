"""What was issued: where each article stands in an edition, the files of its release, and who shows it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from tamizdat.archive.articles import Light
from tamizdat.archive.database import Database, moment, moment_of, stored
from tamizdat.model import Digest, Edition, Headline, Publication, Receipt, Release, Stored


class Editions(Database):
    """The tables `places`, `releases`, `files`, `moves` and `receipts`."""

    def place(self, edition: Edition, publications: Mapping[str, Publication]) -> list[Headline]:
        """All articles of an edition in the order of their numbers.

        One that has no place yet is given a path (the day of its publication in the newspaper's zone, else of its
        capture, and its id) and the next number, those of one call in order of publication. Neither ever changes.
        """
        with self.transaction():
            self._place_new(edition.name, publications)
        rows = self.rows(
            "SELECT id, path, number, publication, url, digest, at, published, light"
            " FROM places JOIN current USING (id) WHERE edition = ? ORDER BY number",
            (edition.name,),
        )
        decode = msgspec.msgpack.Decoder(Light).decode
        headlines = []
        for id, path, number, publication, url, name, at, published, data in rows:
            light = decode(data)
            headlines.append(
                Headline(
                    id=id,
                    path=path,
                    number=number,
                    title=light.title,
                    publication=publication,
                    url=url,
                    digest=name,
                    at=moment_of(at),
                    published=moment(published),
                    section=light.section,
                    tags=light.tags,
                    summary=light.summary,
                    links=light.links,
                    pictures=light.pictures,
                )
            )
        return [headline for headline in headlines if headline.publication in publications]

    def _place_new(self, edition: str, publications: Mapping[str, Publication]) -> None:
        rows = self.rows(
            "SELECT id, publication, coalesce(published, at) FROM current WHERE id NOT IN"
            " (SELECT id FROM places WHERE edition = ?) ORDER BY 3, id",
            (edition,),
        )
        [number] = self.row("SELECT coalesce(max(number), -1) + 1 FROM places WHERE edition = ?", (edition,))
        zones = {id: ZoneInfo(publication.timezone) for id, publication in publications.items()}
        chosen = [row for row in rows if row[1] in zones]
        self.write_all(
            "INSERT INTO places VALUES (?, ?, ?, ?)",
            (
                (edition, id, f"{_day(moment_of(at), zones[publication])}/{id}", position)
                for position, (id, publication, at) in enumerate(chosen, start=number)
            ),
        )

    def files(self, edition: str) -> dict[str, tuple[Digest, Stored]]:
        """Key, digest and length of each file of the latest release, by its path."""
        rows = self.rows("SELECT path, key, digest, length FROM files WHERE edition = ?", (edition,))
        return {path: (key, Stored(name, length)) for path, key, name, length in rows}

    def rekey(self, edition: str, path: str, key: Digest) -> None:
        """Note that a file was made anew from other things and came out the same."""
        self.write("UPDATE files SET key = ? WHERE edition = ? AND path = ?", (key, edition, path))

    def begin_moves(self, edition: str, written: Mapping[str, tuple[Digest, Stored]], deleted: Collection[str]) -> int:
        """Settle a new release: what was written aside and what is to go; its version."""
        with self.transaction():
            self.write_all(
                "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?)",
                ((edition, path, key, file.digest, file.length) for path, (key, file) in written.items()),
            )
            self.write_all("DELETE FROM files WHERE edition = ? AND path = ?", ((edition, path) for path in deleted))
            moves = [(edition, path, False) for path in written] + [(edition, path, True) for path in deleted]
            self.write_all("INSERT OR REPLACE INTO moves VALUES (?, ?, ?)", moves)
            [version] = self.row("SELECT coalesce(max(version), 0) + 1 FROM releases WHERE edition = ?", (edition,))
            self.write("INSERT OR REPLACE INTO releases VALUES (?, ?, ?)", (edition, version, stored(self.now())))
        return int(version)

    def unfinished(self, edition: str) -> list[tuple[str, bool]]:
        """The moves still to be done: path, and whether the file is to go. Writes come before deletions."""
        rows = self.rows("SELECT path, deleted FROM moves WHERE edition = ? ORDER BY deleted, path", (edition,))
        return [(path, bool(deleted)) for path, deleted in rows]

    def finish_moves(self, edition: str) -> None:
        """Note that all moves of an edition are done."""
        if self.row("SELECT 1 FROM moves WHERE edition = ?", (edition,)):
            self.write("DELETE FROM moves WHERE edition = ?", (edition,))

    def release(self, edition: str, folder: Path) -> Release | None:
        """The latest release of an edition, which lies in a folder."""
        row = self.row("SELECT version, created FROM releases WHERE edition = ?", (edition,))
        if not row:
            return None
        files = {path: file for path, (_, file) in self.files(edition).items()}
        return Release(edition=edition, version=row[0], created=moment_of(row[1]), folder=folder, files=files)

    def add_receipt(self, receipt: Receipt) -> None:
        """Note what a mirror shows now."""
        values = (receipt.mirror, receipt.edition, receipt.version, stored(receipt.pushed_at), receipt.changed)
        self.write("INSERT OR REPLACE INTO receipts VALUES (?, ?, ?, ?, ?)", values)

    def receipts(self) -> list[Receipt]:
        """The latest receipt of each mirror and edition."""
        rows = self.rows("SELECT mirror, edition, version, pushed_at, changed FROM receipts ORDER BY mirror, edition")
        return [
            Receipt(mirror=mirror, edition=edition, version=version, pushed_at=moment_of(at), changed=changed)
            for mirror, edition, version, at, changed in rows
        ]


def _day(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%Y/%m/%d}"
