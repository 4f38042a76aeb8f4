"""What an operator writes: publications and their sources, editions and their mirrors, and our manners towards hosts.

Frozen nouns like those of `model.py`; `config.py` reads them from TOML. Spans of time are `timedelta`, sizes bytes.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Literal

from msgspec import Struct, field


class Source(Struct, frozen=True, kw_only=True):
    """Where news of one publication comes from; `kind` is a name in the table at gather's door.

    `url` is an address, or a path for the kinds that read files. `include` and `exclude` are regular
    expressions searched in the addresses of entries; an entry needs one of the first (where there are any)
    and none of the second. `section` is given to entries that name none. `options` belong to the kind.
    """

    kind: str
    url: str
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    every: timedelta = timedelta(0)
    section: str = ""
    options: dict[str, Any] = field(default_factory=dict)


class Rules(Struct, frozen=True, kw_only=True):
    """A publication's own CSS selectors, in force for captures made before the day `until` (none: for good)."""

    until: datetime | None = None
    title: str = ""
    body: str = ""
    authors: str = ""
    published: str = ""
    drop: tuple[str, ...] = ()


class Publication(Struct, frozen=True, kw_only=True):
    """One newspaper: who it is, where its news comes from, how its pages are read.

    `timezone` is an IANA name, used where a page gives a time without a zone. `topics` are regular
    expressions that an address of a tag or topic page of this site matches; `language` is a BCP 47 tag.
    """

    id: str
    name: str
    home: str = ""
    language: str = ""
    timezone: str = "UTC"
    topics: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    rules: tuple[Rules, ...] = ()


class Mirror(Struct, frozen=True, kw_only=True):
    """Where an edition goes; `kind` is a name in the table at publish's door, `address` where readers find it."""

    kind: str
    url: str
    name: str = ""
    address: str = ""
    options: dict[str, Any] = field(default_factory=dict)


class MenuEntry(Struct, frozen=True, kw_only=True):
    """One link of an edition's menu: to `.` (its front page), `edition:NAME`, one of its pages, or an address."""

    label: str
    to: str


class Edition(Struct, frozen=True, kw_only=True):
    """The recipe of what is issued; `format` is a name in the table at render's door.

    `pages` is a folder of the operator's own Markdown pages. `newest` is how many articles the front page lists.
    """

    name: str
    format: str
    title: str = ""
    language: str = ""
    publications: tuple[str, ...] = ()
    menu: tuple[MenuEntry, ...] = ()
    pages: str = ""
    newest: int = 50
    address: str = ""
    mirrors: tuple[Mirror, ...] = ()


class GatherSettings(Struct, frozen=True, kw_only=True):
    """How we behave towards the hosts that we read from.

    `allow` names the exact private `address:port` pairs that may be asked; every other private one is refused.
    `again` says how long after its publication an article is captured again. Sizes are in bytes, after decompression.
    """

    agent: str = "tamizdat"
    pause: timedelta = timedelta(seconds=2)
    proxy: str = ""
    allow: tuple[str, ...] = ()
    timeout: timedelta = timedelta(seconds=60)
    page_limit: int = 20_000_000
    picture_limit: int = 30_000_000
    redirects: int = 8
    retries: int = 3
    picture_width: int = 1200
    picture_format: Literal["webp", "avif"] = "webp"
    again: tuple[timedelta, ...] = (
        timedelta(hours=1),
        timedelta(hours=6),
        timedelta(days=1),
        timedelta(days=7),
    )
