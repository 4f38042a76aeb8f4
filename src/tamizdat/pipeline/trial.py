"""try: one page through gather and extract, kept nowhere; for writing rules, and for `init`."""

from __future__ import annotations

import mimetypes
import re
import tempfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from msgspec import structs

import tamizdat.extract as stage
from tamizdat.errors import ConfigError, ExtractError, SourceError
from tamizdat.gather.fetch import Fetcher
from tamizdat.model import Article, Capture, Exchange, Explanation, GatherSettings, Poll, Publication
from tamizdat.page import parse
from tamizdat.render.proof import proof
from tamizdat.urls import canonical, same_site

MEDIA_TYPES = {".md": "text/markdown", ".markdown": "text/markdown"}
# What people save or download in the belief that it is a page, by its first bytes.
SIGNS = {
    b"%PDF-": "application/pdf",
    b"PK\x03\x04": "application/zip",
    b"\x1f\x8b": "application/gzip",
    b"\x89PNG": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
}
PAGES = {"text/html", "application/xhtml+xml", "text/xml", "application/xml", "text/plain", "text/markdown"}
# As browsers write it into the pages that they save.
SAVED_FROM = re.compile(rb"<!-- saved from url=\(\d{4}\)(https?://[^\s<>]{1,2000}) -->")


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


class Trial(NamedTuple):
    """A page that was tried: as it was captured, by whose rules it was read, and its article, or why there is none."""

    capture: Capture
    publication: Publication
    article: Article | None
    error: ExtractError | None

    def explained(self) -> Explanation:
        """What became of each passage of the page; nothing of one that is no HTML."""
        from tamizdat.extract.why import explain

        return explain(self.capture, self.publication, self.article)


def try_page(
    place: str,
    publications: Mapping[str, Publication],
    settings: GatherSettings,
    now: Callable[[], datetime],
    *,
    name: str = "",
    url: str = "",
) -> Trial:
    """The page at an address or in a file, read by the rules of the publication that is named or that it belongs to.

    `url` is where a file was saved from, if the file does not say it. Raises `SourceError` or `ConfigError`.
    """
    if name and name not in publications:
        known = ", ".join(sorted(publications)) or "none: there is no press here, or it has none; name it with -C"
        raise ConfigError(f'no publication is called "{name}"', f"known are {known}")
    chosen = publications.get(name)
    if place.startswith(("http://", "https://")):
        chosen = chosen or publication_of(place, publications)
        with scratch_fetcher(settings, now) as fetcher:
            capture = fetch_page(fetcher, place, chosen)
    else:
        capture = _file(Path(place), url)
        chosen = chosen or publication_of(capture.url, publications)
        capture = structs.replace(capture, publication=chosen.id)
    try:
        return Trial(capture, chosen, stage.extract(capture, chosen), None)
    except ExtractError as error:
        return Trial(capture, chosen, None, error)


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


def publication_of(url: str, publications: Mapping[str, Publication]) -> Publication:
    """The publication whose home an address belongs to; an unnamed one if there is none."""
    fitting = [publication for publication in publications.values() if same_site(publication.home, url)]
    nearest = [publication for publication in fitting if url.startswith(publication.home)]
    return (nearest or fitting or [Publication(id="trial", name="")])[0]


def support(article: Article) -> list[tuple[str, str, str]]:
    """Where the fields of an article came from: each with how sure it is, and by what, as far as it is known."""
    found = []
    for field, value in article.confidence.items():
        sure, by = getattr(value, "sure", value), getattr(value, "by", "")
        found.append((field, f"{sure:.2f}", by if isinstance(by, str) else ", ".join(map(str, by))))
    return found


def write_proof(tried: Trial, explanation: Explanation) -> Path:
    """Write the article beside its page as one file of HTML, into a new folder for temporary things."""
    known = support(tried.article) if tried.article else []
    failure = tried.error.message if tried.error else ""
    text = proof(tried.article, tried.capture.final_url, explanation, known, failure)
    file = Path(tempfile.mkdtemp(prefix="tamizdat-try-")) / "page.html"
    # Half a surrogate pair in a page must not stop anybody from looking at it.
    file.write_text(text, "utf-8", errors="replace")
    return file


def _file(path: Path, url: str) -> Capture:
    try:
        body = path.read_bytes()
        modified = datetime.fromtimestamp(path.stat().st_mtime, UTC).replace(microsecond=0)
    except IsADirectoryError as error:
        raise ConfigError(f"{path} is a folder", "name one page of it") from error
    except OSError as error:
        hint = "name a file that is there, or an address that starts with https://"
        raise SourceError(f"{path} cannot be read: {error.strerror}", hint) from error
    kind = _media_type(path, body)
    if kind not in PAGES:
        raise SourceError(f"{path} is no page ({kind})", "save it from the browser as HTML, and name that file")
    url = url or _address(body) or f"https://trial.invalid/{quote(path.stem)}"
    return Capture(
        url=url,
        final_url=url,
        publication="trial",
        captured_at=modified,
        status=200,
        headers={"content-type": kind},
        body=body,
        via="file",
    )


def _media_type(path: Path, body: bytes) -> str:
    """What a file holds by its first bytes, else by its name; a page, where neither says anything."""
    for sign, kind in SIGNS.items():
        if body.startswith(sign):
            return kind
    suffix = path.suffix.lower()
    return MEDIA_TYPES.get(suffix) or mimetypes.guess_type(f"page{suffix}")[0] or "text/html"


def _address(body: bytes) -> str:
    """Where a page was saved from: as browsers note it, else its own canonical address; "" if nothing says it."""
    noted = SAVED_FROM.search(body[:4096])
    if noted:
        return noted[1].decode("utf-8", "replace")
    page = parse(body, "https://trial.invalid/")
    links = (node.attributes.get("href") or "" for node in page.marked("rel=canonical"))
    for told in (next(links, ""), page.meta.get("og:url", "")):
        if told.startswith(("http://", "https://")):
            return canonical(told)
    return ""


def _forget(exchange: Exchange) -> None:
    """Trials keep no WARC."""
