"""What captures were read as: the revisions of each article, and the light row of the newest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec
import zstandard
from msgspec import Struct

from tamizdat.archive.database import Database, moment_of, stored
from tamizdat.errors import ArchiveError
from tamizdat.model import (
    Article,
    Block,
    Capture,
    Digest,
    Embed,
    Figure,
    Heading,
    Listing,
    Paragraph,
    Quote,
    Span,
    Table,
    Tag,
    digest,
)
from tamizdat.urls import article_id, canonical


class Light(Struct, frozen=True, array_like=True):
    """What lists and page keys need of an article."""

    title: str
    summary: str
    section: str
    tags: tuple[Tag, ...]
    links: tuple[str, ...]
    pictures: tuple[str, ...]


def content_of(article: Article) -> bytes:
    """An article without what says how we came by it: what two captures of one revision share."""
    return msgspec.msgpack.encode(msgspec.structs.replace(article, capture="", extractor="", confidence={}))


def content_digest(article: Article) -> Digest:
    """The name of a revision."""
    return digest(content_of(article))


class Articles(Database):
    """The tables `contents`, `readings`, `current` and `aliases`."""

    def add_article(self, capture: Capture, article: Article) -> bool:
        """Keep what a capture was read as, in place of what it was read as before; whether it is a new revision.

        Where another address has the same id already, this article's id is longer.
        """
        with self.transaction():
            article = msgspec.structs.replace(article, id=self._free_id(article))
            content = content_of(article)
            name = digest(content)
            row = self.row("SELECT number FROM captures WHERE id = ?", (capture.id,))
            if not row:
                raise ArchiveError(f"there is no capture of {capture.url} at {capture.captured_at}", "report this bug")
            before = self.row("SELECT id FROM readings WHERE capture = ?", row)
            compressed = zstandard.compress(content)
            self.write("INSERT OR IGNORE INTO contents VALUES (?, ?)", (name, compressed))
            confidence = msgspec.json.encode(article.confidence).decode()
            at = stored(capture.captured_at)
            self.write(
                "INSERT OR REPLACE INTO readings VALUES (?, ?, ?, ?, ?, ?, 0)",
                (row[0], article.id, at, name, article.extractor, confidence),
            )
            self.write("UPDATE captures SET read = 1 WHERE number = ?", row)
            for url in {canonical(capture.url), canonical(capture.final_url), article.url} - {""}:
                self.write("INSERT OR REPLACE INTO aliases VALUES (?, ?)", (url, article.id))
            for id in {article.id, *before}:
                self._renew(id)
            return bool(self.row("SELECT starts FROM readings WHERE capture = ?", row)[0])

    def not_read(self, capture: Capture) -> None:
        """Note that a capture was looked at and holds no article."""
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

    def article_ids(self, publications: Sequence[str] = ()) -> list[str]:
        """The ids of all articles, or of those of some publications."""
        rows = self.rows("SELECT id, publication FROM current ORDER BY id")
        return [id for id, publication in rows if not publications or publication in publications]

    def aliases(self) -> dict[str, str]:
        """The id of the article at each address that we know one by."""
        return dict(self.rows("SELECT url, id FROM aliases"))

    def _article(self, name: Digest, capture: int) -> Article:
        extractor, confidence, id = self.row(
            "SELECT extractor, confidence, captures.id FROM readings JOIN captures ON number = capture"
            " WHERE capture = ?",
            (capture,),
        )
        content = self.content(name)
        return msgspec.structs.replace(
            content, capture=id, extractor=extractor, confidence=msgspec.json.decode(confidence, type=dict[str, float])
        )

    def content(self, name: Digest) -> Article:
        """A revision by its name. Raises `ArchiveError` where it is not what was kept."""
        row = self.row("SELECT data FROM contents WHERE digest = ?", (name,))
        try:
            content = zstandard.decompress(row[0])
            if digest(content) != name:
                raise ArchiveError(f"the article {name} is not what was kept", "run `tamizdat extract --again`")
            return msgspec.msgpack.decode(content, type=Article)
        except (IndexError, zstandard.ZstdError, msgspec.MsgspecError) as error:
            raise ArchiveError(f"the article {name} is damaged: {error}", "run `tamizdat extract --again`") from error

    def _free_id(self, article: Article) -> str:
        id = article.id
        while self.row("SELECT 1 FROM current WHERE id = ? AND url <> ?", (id, article.url)):
            id = article_id(article.url, len(id) + 1)
        return id

    def _renew(self, id: str) -> None:
        """Say anew which readings of an article begin a revision, and which is the newest."""
        readings = self.rows(
            "SELECT capture, captured_at, digest, starts FROM readings WHERE id = ? ORDER BY captured_at, capture",
            (id,),
        )
        before, begun = "", None
        for capture, at, name, starts in readings:
            if name != before:
                begun = (capture, at)
            if bool(starts) != (name != before):
                self.write("UPDATE readings SET starts = ? WHERE capture = ?", (name != before, capture))
            before = name
        if not begun:
            self.write("DELETE FROM current WHERE id = ?", (id,))
            return
        if self.row("SELECT 1 FROM current WHERE id = ? AND capture = ? AND digest = ?", (id, begun[0], before)):
            return
        article = self.content(before)
        light = Light(
            article.title,
            article.summary,
            article.section,
            article.tags,
            tuple(dict.fromkeys(links(article.blocks))),
            tuple(dict.fromkeys(pictures(article))),
        )
        values = (article.publication, article.url, before, begun[1], stored(article.published))
        self.write(
            "INSERT OR REPLACE INTO current VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (id, begun[0], *values, msgspec.msgpack.encode(light)),
        )
        self.write("DELETE FROM shown WHERE id = ?", (id,))
        self.write_all("INSERT INTO shown VALUES (?, ?)", ((id, url) for url in light.pictures))
        self.index(id, article)

    def index(self, id: str, article: Article) -> None:
        """Make an article findable; `search.py` knows how."""
        raise NotImplementedError

    def first_seen(self, id: str) -> datetime:
        """When the newest revision of an article was first captured."""
        return moment_of(self.row("SELECT at FROM current WHERE id = ?", (id,))[0])


def inside(blocks: Sequence[Block]) -> Iterator[Block]:
    """All blocks, those inside others too."""
    for block in blocks:
        yield block
        if isinstance(block, Quote):
            yield from inside(block.blocks)
        elif isinstance(block, Listing):
            for item in block.items:
                yield from inside(item)


def spans(block: Block) -> Iterator[Span]:
    """The runs of text of one block."""
    if isinstance(block, Paragraph | Heading):
        yield from block.spans
    elif isinstance(block, Table):
        for row in block.rows:
            for cell in row:
                yield from cell.spans


def links(blocks: Sequence[Block]) -> Iterator[str]:
    """The canonical addresses that a text leads to."""
    for block in inside(blocks):
        found = [block.url] if isinstance(block, Embed) else [span.href for span in spans(block)]
        yield from filter(None, map(canonical, filter(None, found)))


def pictures(article: Article) -> Iterator[str]:
    """The addresses of an article's pictures, the lead first."""
    if article.lead:
        yield article.lead.url
    for block in inside(article.blocks):
        if isinstance(block, Figure):
            yield block.image.url
