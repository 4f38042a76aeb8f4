"""Web archives: WARC files, folders of them, and WACZ (a ZIP with WARC files under `archive/`)."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, cast

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from tamizdat.errors import SourceError
from tamizdat.gather.fetch import Fetcher
from tamizdat.gather.listing import accepted
from tamizdat.model import Capture, Entry, Poll, Publication, Source
from tamizdat.urls import canonical

PAGES = ("text/html", "application/xhtml+xml")
LARGEST = 20_000_000


class WarcGatherer:
    """The pages among the records of web-archive files: responses and resources with status 200."""

    OPTIONS: frozenset[str] = frozenset()

    def __init__(self, source: Source, publication: Publication, fetcher: Fetcher) -> None:
        self.source, self.publication = source, publication
        self.polls: list[Poll] = []

    def entries(self) -> Iterator[Entry]:
        """A page an entry, each capture of it apart. Raises `SourceError` at the end of what could be read."""
        place = Path(self.source.url)
        files = [place] if place.is_file() else sorted(f for f in place.rglob("*") if f.name.endswith(ENDINGS))
        if not files:
            raise SourceError(
                f"there are no web archives in {place}", "name a .warc, .warc.gz or .wacz file, or a folder"
            )
        for file in files:
            for member, stream in _members(file):
                iterator = ArchiveIterator(stream)
                for record in _readable(iterator, file):
                    url = canonical(record.rec_headers.get_header("WARC-Target-URI") or "")
                    if url and _is_page(record) and accepted(url, self.source):
                        locator = f"{file}|{member}|{iterator.get_record_offset()}"
                        yield Entry(
                            url=url, publication=self.publication.id, section=self.source.section, locator=locator
                        )

    def capture(self, entry: Entry) -> Capture:
        """The page of one record, content-decoded."""
        file, member, offset = entry.locator.rsplit("|", 2)
        with _opened(Path(file), member) as stream:
            stream.seek(int(offset))
            record = next(iter(_readable(ArchiveIterator(stream), Path(file))))
            body = record.content_stream().read(LARGEST + 1)
        if len(body) > LARGEST:
            raise SourceError(f"{entry.url} is larger than {LARGEST:,} bytes", "it is no article")
        return Capture(
            url=entry.url,
            final_url=entry.url,
            publication=entry.publication,
            captured_at=_date(record),
            status=200,
            headers={"content-type": _type(record)},
            body=body,
            via=f"warc {Path(file).name}",
            section=entry.section,
        )


ENDINGS = (".warc", ".warc.gz", ".wacz")


def _members(file: Path) -> Iterator[tuple[str, BinaryIO]]:
    """The WARC streams of a file, with their names where it is a ZIP."""
    if file.suffix != ".wacz":
        with _opened(file, "") as stream:
            yield "", stream
        return
    try:
        with zipfile.ZipFile(file) as archive:
            names = [name for name in archive.namelist() if name.startswith("archive/") and name.endswith(ENDINGS[:2])]
    except zipfile.BadZipFile as error:
        raise SourceError(f"{file} is no WACZ file: {error}", "was it copied whole?") from error
    for name in names:
        with _opened(file, name) as stream:
            yield name, stream


@contextmanager
def _opened(file: Path, member: str) -> Iterator[BinaryIO]:
    if not member:
        with file.open("rb") as stream:
            yield stream
        return
    with zipfile.ZipFile(file) as archive, archive.open(member) as inside:
        yield cast(BinaryIO, inside) if inside.seekable() else io.BytesIO(inside.read())


def _readable(iterator: ArchiveIterator, file: Path) -> Iterator[ArcWarcRecord]:
    try:
        yield from iterator
    except (ArchiveLoadFailed, EOFError, ValueError, OSError) as error:
        raise SourceError(f"{file} is damaged: {error}", "what could be read was taken") from error


def _is_page(record: ArcWarcRecord) -> bool:
    if record.rec_type == "response":
        status = record.http_headers.get_statuscode() if record.http_headers else ""
        return status == "200" and _type(record).partition(";")[0].strip().lower() in PAGES
    return record.rec_type == "resource" and _type(record).partition(";")[0].strip().lower() in PAGES


def _type(record: ArcWarcRecord) -> str:
    headers = record.http_headers or record.rec_headers
    return headers.get_header("Content-Type") or ""


def _date(record: ArcWarcRecord) -> datetime:
    text = record.rec_headers.get_header("WARC-Date") or ""
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError as error:
        raise SourceError(f'a record has the date "{text}"', "mend the file with `warcio recompress`") from error
