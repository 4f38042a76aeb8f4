"""Each text that we have ever read, once: an article without what says how we came by it."""

from __future__ import annotations

import msgspec
import zstandard

from tamizdat.archive.database import Database
from tamizdat.errors import ArchiveError
from tamizdat.model import Article, Digest, digest

AGAIN = "run `tamizdat extract --again`: it is read anew from what was captured"


def content_of(article: Article) -> bytes:
    """What two captures of one revision share."""
    return msgspec.msgpack.encode(msgspec.structs.replace(article, capture="", extractor="", confidence={}))


def content_digest(article: Article) -> Digest:
    """The name of a revision."""
    return digest(content_of(article))


class Revisions(Database):
    """The table `contents`."""

    def content(self, name: Digest) -> Article:
        """A revision by its name. Raises `ArchiveError` where it is not what was kept."""
        row = self.row("SELECT data FROM contents WHERE digest = ?", (name,))
        if not row:
            raise ArchiveError(f"the article {name} is missing", AGAIN)
        try:
            content = zstandard.decompress(row[0])
            if digest(content) != name:
                raise ArchiveError(f"the article {name} is not what was kept", AGAIN)
            return msgspec.msgpack.decode(content, type=Article)
        except (zstandard.ZstdError, msgspec.MsgspecError) as error:
            raise ArchiveError(f"the article {name} is damaged: {error}", AGAIN) from error

    def _keep_content(self, article: Article) -> Digest:
        """Keep a revision, in place of damaged bytes of it too; its name."""
        content = content_of(article)
        name = digest(content)
        self.write(
            "INSERT INTO contents VALUES (?, ?) ON CONFLICT DO UPDATE SET data = excluded.data"
            " WHERE data <> excluded.data",
            (name, zstandard.compress(content)),
        )
        return name

    def _forget_content(self, name: Digest) -> None:
        """Drop a revision that no capture is read as any more."""
        self.write(
            "DELETE FROM contents WHERE digest = ?1 AND NOT EXISTS (SELECT 1 FROM readings WHERE digest = ?1)"
            " AND NOT EXISTS (SELECT 1 FROM quarantine WHERE digest = ?1)",
            (name,),
        )
