"""What was learned of each publication from its pages: the newest, and all before it, which articles still name."""

from __future__ import annotations

import msgspec
import zstandard

from tamizdat.archive.database import Database, stored
from tamizdat.errors import ArchiveError
from tamizdat.model import Learned


class Lessons(Database):
    """The table `learned`."""

    def learned(self, publication: str, name: str = "") -> Learned | None:
        """What was learned of a publication last, or what is called by a name; None if there is nothing.

        Raises `ArchiveError` where it is not what was kept.
        """
        row = self.row(
            "SELECT data FROM learned WHERE publication = ? AND (name = ? OR ? = '') ORDER BY learned_at DESC LIMIT 1",
            (publication, name, name),
        )
        if not row:
            return None
        try:
            return msgspec.msgpack.decode(zstandard.decompress(row[0]), type=Learned)
        except (zstandard.ZstdError, msgspec.MsgspecError) as error:
            message = f"what was learned of {publication} is damaged: {error}"
            raise ArchiveError(message, "bring the archive back from a backup") from error

    def keep_learned(self, learned: Learned) -> None:
        """Keep what was learned of a publication; what was learned before stays, under its own name."""
        data = zstandard.compress(msgspec.msgpack.encode(learned))
        values = (learned.publication, learned.name, stored(learned.learned_at), data)
        self.write("INSERT OR REPLACE INTO learned VALUES (?, ?, ?, ?)", values)

    def count_pages(self, publication: str) -> int:
        """How many articles of a publication there are, those not read yet by their addresses."""
        [read] = self.row("SELECT count(*) FROM current WHERE publication = ?", (publication,))
        [unread] = self.row(
            "SELECT count(DISTINCT url) FROM captures WHERE publication = ? AND NOT read AND status < 400",
            (publication,),
        )
        return int(read + unread)

    def pages_to_learn_from(self, publication: str, most: int) -> list[str]:
        """The newest capture of each address of a publication, the newest first."""
        rows = self.rows(
            "SELECT id, max(captured_at) FROM captures WHERE publication = ? AND status < 400 GROUP BY url"
            " ORDER BY captured_at DESC, number DESC LIMIT ?",
            (publication, most),
        )
        return [id for id, _ in rows]
