"""Articles that are held back: kept like all others, but no article of any edition until they are accepted.

A capture that was read as something good before keeps that reading: what readers have stays what they have.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from tamizdat.archive.articles import Articles, support_of
from tamizdat.archive.captures import Captures
from tamizdat.archive.database import moment_of, stored
from tamizdat.model import Article, Capture, Digest, Quarantined


class Reading(Struct, frozen=True):
    """What a capture was read as: the capture's number, its moment, the name of the content, and is it held back?"""

    number: int
    at: datetime
    digest: Digest
    held: bool = False


class Standing(Struct, frozen=True):
    """How things stand with a capture: what it was read as, if anything, and why another reading is held, if one is."""

    number: int
    at: datetime
    digest: Digest
    reasons: dict[str, str]


class Quarantine(Captures, Articles):
    """The tables `quarantine` and `accepted`."""

    def hold(self, capture: Capture, article: Article, reasons: Mapping[str, str]) -> None:
        """Keep what a capture was read as, and hold it back: its signs, and a sentence for each."""
        with self.transaction():
            [number] = self.row("SELECT number FROM captures WHERE id = ?", (capture.id,))
            before = self.row("SELECT digest, held_at FROM quarantine WHERE capture = ?", (number,))
            name = self._keep_content(article)
            self.write(
                "INSERT OR REPLACE INTO quarantine VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    number,
                    capture.publication,
                    article.url,
                    article.title,
                    name,
                    article.extractor,
                    msgspec.json.encode(article.confidence).decode(),
                    msgspec.json.encode(dict(reasons)).decode(),
                    before[1] if before else stored(self.now()),
                ),
            )
            self.write("UPDATE captures SET read = 1 WHERE number = ?", (number,))
            if before and before[0] != name:
                self._forget_content(before[0])

    def let_go(self, capture: Capture) -> None:
        """Hold a capture's reading back no longer: it has been read as something better."""
        row = self.row(
            "SELECT capture, quarantine.digest FROM quarantine JOIN captures ON number = capture WHERE id = ?",
            (capture.id,),
        )
        if row:
            with self.transaction():
                self.write("DELETE FROM quarantine WHERE capture = ?", row[:1])
                self._forget_content(row[1])

    def quarantined(self, publications: Collection[str] | None = None, url: str = "") -> list[Quarantined]:
        """What is held back, by publication and then in the order of capture; of one address, if it is given."""
        rows = self.rows(
            "SELECT captures.id, quarantine.publication, quarantine.url, captures.url, title, captured_at, held_at,"
            " reasons FROM quarantine JOIN captures ON number = capture"
            " ORDER BY quarantine.publication, captured_at, number"
        )
        return [
            Quarantined(
                publication=publication,
                url=own,
                title=title,
                capture=id,
                captured_at=moment_of(at),
                held_at=moment_of(held),
                reasons=msgspec.json.decode(reasons, type=dict[str, str]),
            )
            for id, publication, own, asked, title, at, held, reasons in rows
            if (publications is None or publication in publications) and (not url or url in (own, asked))
        ]

    def accept(self, held: Sequence[Quarantined], *, habit: bool) -> int:
        """Let articles out as they are; the number of revisions that they make.

        As a `habit`, what was held against them is how their publication is from the first of them on.
        """
        revisions = 0
        with self.transaction():
            for one in held:
                capture = self.capture(one.capture)
                name, extractor, confidence = self.row(
                    "SELECT quarantine.digest, extractor, confidence FROM quarantine JOIN captures ON number = capture"
                    " WHERE id = ?",
                    (one.capture,),
                )
                article = msgspec.structs.replace(
                    self.content(name),
                    capture=one.capture,
                    extractor=extractor,
                    confidence=support_of(confidence),
                )
                revisions += self.add_article(capture, article)
                self.let_go(capture)
                for sign in one.reasons if habit else ():
                    self.write(
                        "INSERT INTO accepted VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET since = ?3"
                        " WHERE since < ?3",
                        (one.publication, sign, stored(one.captured_at)),
                    )
        return revisions

    def habits(self, publication: str) -> dict[str, datetime]:
        """The signs that were accepted of a publication, and the capture from which on they count."""
        rows = self.rows("SELECT sign, since FROM accepted WHERE publication = ?", (publication,))
        return {sign: moment_of(since) for sign, since in rows}

    def newest_read(self) -> int:
        """The number of the newest capture that gave an article; 0 where there is none."""
        return int(self.row("SELECT coalesce(max(capture), 0) FROM readings")[0])

    def standing(self, captures: Sequence[str]) -> dict[str, Standing]:
        """How things stand with captures, by their ids."""
        rows = self.rows(
            "SELECT id, number, captured_at, coalesce(kept, ''), coalesce(reasons, '{}') FROM read_as"
            " WHERE id IN (SELECT value FROM json_each(?))",
            (msgspec.json.encode(list(captures)).decode(),),
        )
        return {
            id: Standing(number, moment_of(at), name, msgspec.json.decode(reasons, type=dict[str, str]))
            for id, number, at, name, reasons in rows
        }

    def read_before(self, publication: str, kind: str, place: Standing, limit: int) -> list[Reading]:
        """The last readings before a capture, oldest first, those among them that are held back."""
        rows = self.rows(
            "SELECT number, captured_at, coalesce(held, kept), held IS NOT NULL FROM read_as"
            " WHERE publication = :publication AND (captured_at, number) < (:at, :number)"
            " AND substr(extractor, 1, length(:kind)) = :kind ORDER BY captured_at DESC, number DESC LIMIT :limit",
            _asked(publication, kind, place, limit),
        )
        return [Reading(number, moment_of(at), name, bool(held)) for number, at, name, held in reversed(rows)]

    def past(
        self, publication: str, kind: str, place: Standing, limit: int, *, newest: int, without: Collection[int]
    ) -> list[Reading]:
        """The last readings up to a capture and with it, oldest first; where they are few, those after it too.

        Of captures up to the number `newest`, and none of `without`. What is held back is no past.
        """
        values = _asked(publication, kind, place, limit)
        values |= {"newest": newest, "without": msgspec.json.encode(sorted(without)).decode()}
        query = (
            "SELECT number, captured_at, kept FROM read_as WHERE publication = :publication AND kept IS NOT NULL"
            " AND substr(extractor, 1, length(:kind)) = :kind AND number <= :newest"
            " AND number NOT IN (SELECT value FROM json_each(:without)) AND (captured_at, number) "
        )
        rows = self.rows(query + "<= (:at, :number) ORDER BY captured_at DESC, number DESC LIMIT :limit", values)
        rows.reverse()
        if len(rows) < limit:
            values["limit"] = limit - len(rows)
            rows += self.rows(query + "> (:at, :number) ORDER BY captured_at, number LIMIT :limit", values)
        return [Reading(number, moment_of(at), name) for number, at, name in rows]

    def held_readings(self, publication: str, kind: str, limit: int) -> list[Reading]:
        """The newest readings that are held back."""
        rows = self.rows(
            "SELECT number, captured_at, quarantine.digest FROM quarantine JOIN captures ON number = capture"
            " WHERE quarantine.publication = ?1 AND substr(extractor, 1, length(?2)) = ?2"
            " ORDER BY captured_at DESC, number DESC LIMIT ?3",
            (publication, kind, limit),
        )
        return [Reading(number, moment_of(at), name, held=True) for number, at, name in rows]


def _asked(publication: str, kind: str, place: Standing, limit: int) -> dict[str, Any]:
    at = stored(place.at)
    return {"publication": publication, "kind": kind, "at": at, "number": place.number, "limit": limit}
