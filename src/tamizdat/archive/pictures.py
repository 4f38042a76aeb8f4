"""The pictures that we hold, by the address where they were."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from tamizdat.archive.database import stored
from tamizdat.archive.entries import Entries
from tamizdat.model import Digest, Picture


class Pictures(Entries):
    """The table `pictures` and the blobs."""

    def wanted_pictures(self, publications: Sequence[str], now: datetime) -> list[tuple[str, str]]:
        """Pictures of current articles that we do not hold, each with an article that shows it; what failed rests."""
        rows = self.rows(
            "SELECT shown.url, current.url, publication FROM current JOIN shown USING (id)"
            " WHERE shown.url NOT IN (SELECT url FROM pictures) ORDER BY at, id, shown.url"
        )
        resting = self.resting("pictures", now)
        wanted: dict[str, str] = {}
        for url, page, publication in rows:
            if publication in publications and url not in resting:
                wanted.setdefault(url, page)
        return list(wanted.items())

    def add_picture(self, url: str, data: bytes, media_type: str, width: int, height: int) -> Picture:
        """Keep a picture that was made anew from what stood at an address."""
        picture = Picture(url=url, digest=self.blobs.add(data), media_type=media_type, width=width, height=height)
        with self.transaction():
            self.write(
                "INSERT OR REPLACE INTO pictures VALUES (?, ?, ?, ?, ?, ?)",
                (url, picture.digest, media_type, width, height, stored(self.now())),
            )
            self.mend("pictures", url)
        return picture

    def pictures(self) -> dict[str, Picture]:
        """All pictures by their addresses."""
        rows = self.rows("SELECT url, digest, media_type, width, height FROM pictures")
        return {
            url: Picture(url=url, digest=name, media_type=media_type, width=width, height=height)
            for url, name, media_type, width, height in rows
        }

    def blob(self, digest: Digest) -> Path:
        """Where the bytes of a picture lie."""
        return self.blobs.path(digest)
