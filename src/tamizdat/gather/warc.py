"""Web archives: WARC files, folders of them, and WACZ (a ZIP with WARC files under `archive/`)."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, ClassVar, cast
from urllib.parse import quote, unquote

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader
from warcio.recordloader import ArcWarcRecord

from tamizdat.errors import SourceError
from tamizdat.gather.decode import Corrupt, TooLarge, bounded, decode
from tamizdat.gather.fetch import Fetcher
from tamizdat.gather.listing import accepted, plain
from tamizdat.model import Capture, Entry, Poll, Publication, Source
from tamizdat.urls import canonical

ENDINGS = (".warc", ".warc.gz", ".wacz")
PAGES = ("text/html", "application/xhtml+xml")
LARGEST = 20_000_000
STEP = 65_536
# What zipfile, zlib and the file system raise on damaged bytes.
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)


class WarcGatherer:
    """The pages among the records of web-archive files: responses and resources with status 200."""

    OPTIONS: ClassVar[Mapping[str, type]] = {}

    def __init__(self, source: Source, publication: Publication, fetcher: Fetcher) -> None:
        self.source, self.publication, self.now = source, publication, fetcher.now
        self.polls: list[Poll] = []

    def entries(self) -> Iterator[Entry]:
        """A page an entry, each capture of it apart. Raises `SourceError` at the end of what could be read."""
        place = Path(self.source.url)
        files = [place] if place.is_file() else sorted(f for f in place.rglob("*") if f.name.endswith(ENDINGS))
        if not files:
            raise SourceError(
                f"there are no web archives in {place}", "name a .warc, .warc.gz or .wacz file, or a folder"
            )
        damaged: SourceError | None = None
        for file in files:
            try:
                yield from self._pages(file)
            except SourceError as error:
                damaged = damaged or error
        if damaged:
            raise damaged

    def capture(self, entry: Entry) -> Capture:
        """The page of one record, content-decoded."""
        place, member, offset = entry.locator.rsplit("|", 2)
        file = Path(place)
        with _damage_named(file), _opened(file, unquote(member)) as stream:
            stream.seek(int(offset))
            record = _next(ArchiveIterator(stream), file)
            if record is None:
                raise SourceError(f"{file} has no record at byte {offset}", "has it changed meanwhile?")
            body = _body(record, entry.url)
        return Capture(
            url=entry.url,
            final_url=entry.url,
            publication=entry.publication,
            captured_at=_date(record),
            status=200,
            headers={"content-type": _type(record)},
            body=body,
            via=f"warc {file.name}",
            section=entry.section,
        )

    def _pages(self, file: Path) -> Iterator[Entry]:
        with _damage_named(file):
            for member in _members(file):
                with _opened(file, member) as stream:
                    iterator = ArchiveIterator(stream)
                    while record := _next(iterator, file):
                        url = canonical((record.rec_headers.get_header("WARC-Target-URI") or "").strip("<>"))
                        if url and _is_page(record) and accepted(url, self.source):
                            locator = f"{file}|{quote(member)}|{iterator.get_record_offset()}"
                            section, id = self.source.section, self.publication.id
                            yield plain(Entry(url=url, publication=id, section=section, locator=locator), self.now())


@contextmanager
def _damage_named(file: Path) -> Iterator[None]:
    try:
        yield
    except DAMAGED as error:
        raise SourceError(f"{file} is damaged: {error}", "what could be read was taken") from error


def _next(iterator: ArchiveIterator, file: Path) -> ArcWarcRecord | None:
    try:
        return next(iterator, None)
    except Exception as error:  # warcio raises many kinds on damaged bytes, AttributeError among them
        raise SourceError(f"{file} is damaged: {error}", "what could be read was taken") from error


def _members(file: Path) -> list[str]:
    """The names of the WARC files in a ZIP; one empty name for a file that is none."""
    if file.suffix != ".wacz":
        return [""]
    with zipfile.ZipFile(file) as archive:
        return [name for name in archive.namelist() if name.startswith("archive/") and name.endswith(ENDINGS[:2])]


@contextmanager
def _opened(file: Path, member: str) -> Iterator[BinaryIO]:
    if not member:
        with file.open("rb") as stream:
            yield stream
        return
    with zipfile.ZipFile(file) as archive, archive.open(member) as inside:
        yield cast(BinaryIO, inside)


def _body(record: ArcWarcRecord, url: str) -> bytes:
    """The bytes of a page, at most so many. Some archives keep the name of a compression that they have undone."""
    headers = record.http_headers
    stream = record.raw_stream
    if headers and (headers.get_header("Transfer-Encoding") or "").lower() == "chunked":
        stream = ChunkedDataReader(stream)
    try:
        chunks = list(bounded(iter(lambda: stream.read(STEP), b""), LARGEST))
        try:
            return decode(chunks, (headers and headers.get_header("Content-Encoding")) or "", LARGEST)
        except Corrupt:
            return b"".join(chunks)
    except TooLarge as error:
        raise SourceError(f"{url} is larger than {LARGEST:,} bytes", "it is no article") from error


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
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise SourceError(f'a record has the date "{text}"', "mend the file with `warcio recompress`") from error
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
