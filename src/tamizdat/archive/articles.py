"""What captures were read as: the revisions of each article, and the light row of the newest."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from tamizdat.archive.database import stored
from tamizdat.archive.search import Search
from tamizdat.blocks import links, pictures
from tamizdat.errors import ArchiveError
from tamizdat.model import Article, Capture, Digest, Support, Tag
from tamizdat.urls import article_id, canonical


class Light(Struct, frozen=True, array_like=True):
    """What lists and page keys need of an article."""

    title: str
    summary: str
    section: str
    tags: tuple[Tag, ...]
    links: tuple[str, ...]
    pictures: tuple[str, ...]


class Articles(Search):
    """The tables `readings`, `current`, `shown` and `aliases`."""

    def add_article(self, capture: Capture, article: Article) -> bool:
        """Keep what a capture was read as, in place of what it was read as before; whether it is a new revision.

        Where another address has the same id already, this article's id is longer.
        """
        with self.transaction():
            row = self.row("SELECT number FROM captures WHERE id = ?", (capture.id,))
            if not row:
                raise ArchiveError(f"there is no capture of {capture.url} at {capture.captured_at}", "report this bug")
            article = msgspec.structs.replace(article, id=self._own_id(article))
            before = self.row("SELECT id, digest FROM readings WHERE capture = ?", row)
            name = self._keep_content(article)
            self._read_as(row[0], capture, article, name)
            self._renew(article.id, name)
            if before and before[0] != article.id:
                self._renew(before[0])
            if before and before[1] != name:
                self._forget_content(before[1])
            return bool(self.row("SELECT starts FROM readings WHERE capture = ?", row)[0])

    def not_read(self, capture: Capture) -> None:
        """Note that a capture was looked at and gave no article; what it gave at an earlier reading stays."""
        self.write("UPDATE captures SET read = 1 WHERE id = ?", (capture.id,))

    def article(self, id: str) -> Article:
        """The newest revision of an article. Raises `ArchiveError`."""
        row = self.row("SELECT digest, capture FROM current WHERE id = ?", (id,))
        if not row:
            raise ArchiveError(f"there is no article {id}", "run `tamizdat check`")
        return self._article(*row)

    def revisions(self, id: str) -> list[Article]:
        """All revisions of an article, the oldest first."""
        query = "SELECT digest, capture FROM readings WHERE id = ? AND starts ORDER BY captured_at, capture"
        return [self._article(*row) for row in self.rows(query, (id,))]

    def digest_at(self, url: str, at: datetime) -> Digest:
        """The name of the revision that an address had at a moment; empty if we know of none."""
        row = self.row(
            "SELECT digest FROM readings JOIN aliases USING (id) WHERE url = ? AND captured_at <= ?"
            " ORDER BY captured_at DESC, capture DESC LIMIT 1",
            (url, stored(at)),
        )
        return str(row[0]) if row else ""

    def aliases(self) -> dict[str, str]:
        """The id of the article at each address that we know one by."""
        return dict(self.rows("SELECT url, id FROM aliases"))

    def agrees(self, id: str) -> bool:
        """Whether all that is kept of an article for quick use is what follows from its newest reading."""
        newest = self._newest(id)
        return bool(newest) and self._quick(id) == _quick_of(id, newest, self.content(newest[2]))

    def _article(self, name: Digest, capture: int) -> Article:
        extractor, confidence, id = self.row(
            "SELECT extractor, confidence, captures.id FROM readings JOIN captures ON number = capture"
            " WHERE capture = ?",
            (capture,),
        )
        support = support_of(confidence)
        return msgspec.structs.replace(self.content(name), capture=id, extractor=extractor, confidence=support)

    def _own_id(self, article: Article) -> str:
        """The id that this address has already; else the article's own, longer where another address has that."""
        known = self.row("SELECT id FROM current WHERE url = ?", (article.url,))
        if known:
            return str(known[0])
        id = article.id
        while self.row("SELECT 1 FROM current WHERE id = ?", (id,)):
            id = article_id(article.url, len(id) + 1)
        return id

    def _read_as(self, number: int, capture: Capture, article: Article, name: Digest) -> None:
        """Write down what a capture was read as, and that it was read."""
        confidence = msgspec.json.encode(article.confidence).decode()
        self.write(
            "INSERT INTO readings VALUES (?, ?, ?, ?, ?, ?, 0) ON CONFLICT DO UPDATE SET id = excluded.id,"
            " digest = excluded.digest, extractor = excluded.extractor, confidence = excluded.confidence",
            (number, article.id, stored(capture.captured_at), name, article.extractor, confidence),
        )
        self.write("UPDATE captures SET read = 1 WHERE number = ?", (number,))
        for url in {canonical(capture.url), canonical(capture.final_url), article.url} - {""}:
            self.write("INSERT OR REPLACE INTO aliases VALUES (?, ?)", (url, article.id))

    def _renew(self, id: str, name: Digest = "") -> None:
        """Say anew which readings of an article begin a revision, and keep its newest for quick use.

        A revision that was there before is left unread, but for the one that was just kept (`name`): so a damaged one
        does not stand in the way of the others.
        """
        before = ""
        readings = "SELECT capture, digest, starts FROM readings WHERE id = ? ORDER BY captured_at, capture"
        for capture, read, starts in self.rows(readings, (id,)):
            if bool(starts) != (read != before):
                self.write("UPDATE readings SET starts = ? WHERE capture = ?", (read != before, capture))
            before = read
        newest, shown = self._newest(id), self.row("SELECT capture, at, digest FROM current WHERE id = ?", (id,))
        if not newest:
            self._unindex(id)
            for table in ("current", "shown", "aliases"):
                self.write(f"DELETE FROM {table} WHERE id = ?", (id,))  # noqa: S608  # three constants
        elif newest != shown or newest[2] == name:
            self._show(id, newest, self.content(newest[2]))

    def _newest(self, id: str) -> tuple[Any, ...]:
        """Capture, moment and name of the newest revision of an article, by its readings; empty if it has none."""
        return self.row(
            "SELECT capture, captured_at, digest FROM readings WHERE id = ? AND starts"
            " ORDER BY captured_at DESC, capture DESC LIMIT 1",
            (id,),
        )

    def _show(self, id: str, newest: tuple[Any, ...], article: Article) -> None:
        """Keep the newest revision of an article for quick use."""
        row, shown = quick = _quick_of(id, newest, article)
        if self._quick(id) == quick:
            return
        self.write("DELETE FROM current WHERE id = ?", (id,))
        self.write("INSERT INTO current VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
        self.write("DELETE FROM shown WHERE id = ?", (id,))
        self.write_all("INSERT INTO shown VALUES (?, ?)", ((id, url) for url in shown))
        self._index(id, article)

    def _quick(self, id: str) -> tuple[tuple[Any, ...], set[str]]:
        shown = self.rows("SELECT url FROM shown WHERE id = ?", (id,))
        return self.row("SELECT * FROM current WHERE id = ?", (id,)), {url for (url,) in shown}


def support_of(text: str) -> dict[str, Support]:
    """What was written down of an article's confidence; before there were reasons each was a bare number."""
    told = msgspec.json.decode(text, type=dict[str, Support | float])
    return {field: each if isinstance(each, Support) else Support(each) for field, each in told.items()}


def _quick_of(id: str, newest: tuple[Any, ...], article: Article) -> tuple[tuple[Any, ...], set[str]]:
    """The row of `current`, and the addresses in `shown`, of a revision that is the newest."""
    capture, at, name = newest
    shown, led = tuple(dict.fromkeys(pictures(article))), tuple(dict.fromkeys(links(article.blocks)))
    light = Light(article.title, article.summary, article.section, article.tags, led, shown)
    published = stored(article.published)
    return (
        (id, capture, article.publication, article.url, name, at, published, msgspec.msgpack.encode(light)),
        set(shown),
    )
