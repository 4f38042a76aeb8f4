"""try: one page through gather and extract, kept nowhere; for writing rules, and for `init`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import tamizdat.extract as stage
from tamizdat.errors import ConfigError, SourceError
from tamizdat.gather.fetch import Fetcher
from tamizdat.model import Article, Capture, Exchange, GatherSettings, Poll, Publication
from tamizdat.urls import same_site

MEDIA_TYPES = {".md": "text/markdown", ".markdown": "text/markdown"}


class Scratch:
    """A memory for a fetcher that lasts as long as the command."""

    def __init__(self) -> None:
        self._polls: dict[str, Poll] = {}

    def poll(self, url: str) -> Poll | None:
        """The answer remembered for an address."""
        return self._polls.get(url)

    def remember(self, poll: Poll) -> None:
        """Remember an answer."""
        self._polls[poll.url] = poll


def scratch_fetcher(settings: GatherSettings, now: Callable[[], datetime]) -> Fetcher:
    """An HTTP client that leaves no trace on this disk."""
    return Fetcher(settings, memory=Scratch(), record=_forget, now=now)


def try_page(place: str, publication: Publication, settings: GatherSettings, now: Callable[[], datetime]) -> Article:
    """The article at an address or in a file. Raises `SourceError`, `ExtractError` or `ConfigError`."""
    if place.startswith(("http://", "https://")):
        with scratch_fetcher(settings, now) as fetcher:
            return stage.extract(fetch_page(fetcher, place, publication), publication)
    return stage.extract(_file(Path(place), publication), publication)


def fetch_page(fetcher: Fetcher, url: str, publication: Publication) -> Capture:
    """A page as it is now."""
    answer = fetcher.get(url)
    return Capture(
        url=answer.url,
        final_url=answer.final_url,
        publication=publication.id,
        captured_at=answer.at,
        status=answer.status,
        headers=answer.headers,
        body=answer.body,
    )


def publication_of(url: str, publications: dict[str, Publication]) -> Publication:
    """The publication whose home an address belongs to; an unnamed one if there is none."""
    fitting = [publication for publication in publications.values() if same_site(publication.home, url)]
    nearest = [publication for publication in fitting if url.startswith(publication.home)]
    return (nearest or fitting or [Publication(id="trial", name="")])[0]


def _file(path: Path, publication: Publication) -> Capture:
    try:
        body = path.read_bytes()
        modified = datetime.fromtimestamp(path.stat().st_mtime, UTC).replace(microsecond=0)
    except IsADirectoryError as error:
        raise ConfigError(f"{path} is a folder", "name one page of it") from error
    except OSError as error:
        hint = "name a file that is there, or an address that starts with https://"
        raise SourceError(f"{path} cannot be read: {error.strerror}", hint) from error
    url = f"https://{publication.id}.invalid/{path.stem}"
    return Capture(
        url=url,
        final_url=url,
        publication=publication.id,
        captured_at=modified,
        status=200,
        headers={"content-type": MEDIA_TYPES.get(path.suffix, "text/html")},
        body=body,
        via="file",
    )


def _forget(exchange: Exchange) -> None:
    """Trials keep no WARC."""
