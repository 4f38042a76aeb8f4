"""The nouns of Tamizdat: frozen, comparable, without input or output.

Every moment is an aware `datetime` in UTC; every span of time a `timedelta`; a `Digest` is a SHA-256 in
lower-case hexadecimal. Field names follow schema.org (NewsArticle, ImageObject), Atom and WARC.
"""

from __future__ import annotations

import hashlib
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, TypeAlias

from msgspec import Struct, field

from tamizdat.findings import Explanation as Explanation
from tamizdat.findings import Learned as Learned
from tamizdat.findings import Passage as Passage
from tamizdat.findings import Quarantined as Quarantined
from tamizdat.findings import Support as Support
from tamizdat.settings import Edition as Edition
from tamizdat.settings import GatherSettings as GatherSettings
from tamizdat.settings import MenuEntry as MenuEntry
from tamizdat.settings import Mirror as Mirror
from tamizdat.settings import Publication as Publication
from tamizdat.settings import Rules as Rules
from tamizdat.settings import Source as Source

Digest: TypeAlias = str

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def digest(data: bytes) -> Digest:
    """The name of some bytes: their SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


# --- gathering ---------------------------------------------------------------------------------------------


class Entry(Struct, frozen=True, kw_only=True):
    """What a source says there is (Atom's entry); `locator` tells its gatherer where to find it again."""

    url: str
    publication: str
    section: str = ""
    title: str = ""
    published: datetime | None = None
    modified: datetime | None = None
    locator: str = ""


class Exchange(Struct, frozen=True, kw_only=True):
    """One request and its answer, as they went over the line; header names as sent, in order.

    `body` is what was received after transfer decoding and before content decoding (a gzip body stays gzip).
    `purpose` is what we asked for; `address` the IP address that answered, empty behind a proxy.
    """

    url: str
    method: str
    at: datetime
    request_headers: tuple[tuple[str, str], ...]
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    purpose: Literal["page", "list", "picture", "robots"] = "page"
    address: str = ""


class Poll(Struct, frozen=True, kw_only=True):
    """When an address was last asked and what it answered; makes the next request conditional.

    `digest` is that of the decoded body. `body` is kept for robots.txt alone.
    """

    url: str
    checked_at: datetime
    status: int
    etag: str = ""
    last_modified: str = ""
    digest: Digest = ""
    body: bytes = b""


class Capture(Struct, frozen=True, kw_only=True):
    """A page as it was at a moment; `url` and `captured_at` are its key, as in web archives.

    `headers` have lower-case names; `body` is content-decoded. `via` says how we came by it: empty for the
    origin's own answer, else the mirror, file or WARC that it was found in. `section` and `published` are
    what the source said of it, for pages that do not say it themselves.
    """

    url: str
    final_url: str
    publication: str
    captured_at: datetime
    status: int
    headers: dict[str, str]
    body: bytes
    via: str = ""
    section: str = ""
    published: datetime | None = None

    @property
    def id(self) -> str:
        """The WARC-Record-ID of this capture: the same for the same address and moment."""
        return capture_id(self.url, self.captured_at)

    @property
    def media_type(self) -> str:
        """The declared type without parameters, in lower case; empty if none is declared."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


def capture_id(url: str, at: datetime) -> str:
    """A name-based UUID (RFC 9562, version 5), as `urn:uuid:…`."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{url} {at.isoformat()}").urn


# --- the article -------------------------------------------------------------------------------------------


class Span(Struct, frozen=True, omit_defaults=True):
    """A run of text of one kind. A line break is "\\n"; `href` is an absolute address as the source gave it."""

    text: str
    href: str = ""
    strong: bool = False
    emphasis: bool = False
    code: bool = False
    position: Literal["", "sub", "super"] = ""
    ruby: str = ""


class Image(Struct, frozen=True, omit_defaults=True):
    """A picture by its address (schema.org ImageObject); the bytes, if we have them, are the archive's."""

    url: str
    alt: str = ""
    caption: str = ""
    credit: str = ""


class Paragraph(Struct, frozen=True, tag="paragraph"):
    """A paragraph of running text."""

    spans: tuple[Span, ...]


class Heading(Struct, frozen=True, tag="heading"):
    """A heading inside the story; `level` is 2 to 6, the title being 1."""

    level: int
    spans: tuple[Span, ...]


class Quote(Struct, frozen=True, tag="quote"):
    """Words of somebody else, with their source where it is named."""

    blocks: tuple[Block, ...]
    source: str = ""


class Listing(Struct, frozen=True, tag="listing"):
    """A list; each item is made of blocks, so that lists nest."""

    items: tuple[tuple[Block, ...], ...]
    ordered: bool = False


class Figure(Struct, frozen=True, tag="figure"):
    """A picture that stands in the text."""

    image: Image


class Cell(Struct, frozen=True, omit_defaults=True):
    """One cell of a table."""

    spans: tuple[Span, ...]
    header: bool = False
    columns: int = 1
    rows: int = 1


class Table(Struct, frozen=True, tag="table"):
    """A table, row by row."""

    rows: tuple[tuple[Cell, ...], ...]
    caption: str = ""


class Code(Struct, frozen=True, tag="code"):
    """Preformatted text, kept to the letter."""

    text: str


class Embed(Struct, frozen=True, tag="embed"):
    """Something of another site that stood in the page: its kind (video, audio, post, map, page), title and address."""

    kind: str
    url: str
    title: str = ""


class Separator(Struct, frozen=True, tag="separator"):
    """A thematic break."""


Block: TypeAlias = Paragraph | Heading | Quote | Listing | Figure | Table | Code | Embed | Separator


class Tag(Struct, frozen=True, omit_defaults=True):
    """A topic that an article belongs to, with the address of the source's own page of it, if it has one."""

    name: str
    url: str = ""


class Article(Struct, frozen=True, kw_only=True):
    """The one thing in the middle (schema.org NewsArticle); holds no HTML.

    `id` is that of its canonical `url`; articles with one id are the revisions of one article. `authors` are
    names without «By». `source_line` is where the publication says it has the text from (an agency), verbatim.
    `lead` stands before the blocks and is not repeated in them. `capture` is the capture's id. `confidence`
    holds, by field, how sure the extractor is of it, and why.
    """

    id: str
    publication: str
    url: str
    title: str
    capture: str
    extractor: str
    summary: str = ""
    language: str = ""
    authors: tuple[str, ...] = ()
    section: str = ""
    tags: tuple[Tag, ...] = ()
    published: datetime | None = None
    modified: datetime | None = None
    blocks: tuple[Block, ...] = ()
    lead: Image | None = None
    source_line: str = ""
    confidence: dict[str, Support] = field(default_factory=dict)


class Picture(Struct, frozen=True, kw_only=True):
    """A picture that we hold: where it was, the digest of our bytes, and its size in pixels; no digest if it failed."""

    url: str
    digest: Digest = ""
    media_type: str = ""
    width: int = 0
    height: int = 0


# --- issuing -----------------------------------------------------------------------------------------------


class Headline(Struct, frozen=True, kw_only=True):
    """The light row of an article in an edition: enough for every list, and for the key of its page.

    `path` (without suffix) and `number` are given at first issue and never change. `links` are the canonical
    addresses that its text links to, `pictures` the addresses of its pictures, the lead first. `at` is when we
    first captured this revision.
    """

    id: str
    path: str
    number: int
    title: str
    publication: str
    url: str
    digest: Digest
    at: datetime
    published: datetime | None = None
    section: str = ""
    tags: tuple[Tag, ...] = ()
    summary: str = ""
    links: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()


class File(Struct, frozen=True):
    """A file of an edition that can be written; `key` is a digest of all that it is made from."""

    path: str
    key: Digest


class Stored(Struct, frozen=True):
    """A file of a release as it lies on disk: the digest of its bytes and their number."""

    digest: Digest
    length: int


class Release(Struct, frozen=True, kw_only=True):
    """One issue of an edition: a folder, and what is in it by path."""

    edition: str
    version: int
    created: datetime
    folder: Path
    files: dict[str, Stored]


class Receipt(Struct, frozen=True, kw_only=True):
    """What a push did: how many files were written or deleted at the mirror."""

    mirror: str
    edition: str
    version: int
    pushed_at: datetime
    changed: int


class Failure(Struct, frozen=True, kw_only=True):
    """Something that went wrong and was passed over: which stage, about what, and what the operator may do."""

    stage: str
    subject: str
    message: str
    hint: str = ""
    trace: str = ""
    at: datetime = EPOCH
