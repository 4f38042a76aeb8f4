"""What a page tells of its article besides the text, in words: moments, and the public addresses of mirrors."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from tamizdat.model import Edition, Mirror
from tamizdat.render.contents import Contents
from tamizdat.render.layout import Layout
from tamizdat.render.words import Words

# What git takes for a repository of a public host: `git@host:path`, `ssh://git@host:port/path`, `https://host/path`.
# Any other host may be somebody's own, whose name would tell of the operator.
REPOSITORY = re.compile(
    r"(?:ssh://git@|git@|https://)(?P<host>github\.com|gitlab\.com|codeberg\.org|bitbucket\.org|gitee\.com|git\.sr\.ht)"
    r"(?::\d+(?=/))?[:/](?P<path>[\w./~-]+?)(?:\.git)?/?"
)


def shown(at: datetime, zone: ZoneInfo) -> str:
    """A moment in a newspaper's time zone; the day alone where the time of day is midnight, for then none was told."""
    there = at.astimezone(zone)
    return f"{there:%Y-%m-%d}" if (there.hour, there.minute) == (0, 0) else f"{there:%Y-%m-%d %H:%M}"


def public_address(mirror: Mirror) -> str:
    """Where readers find a mirror: its `address`, else that of its repository on a public host; "" if there is none.

    A folder's path, a private name or a token would tell of the operator, and lead readers nowhere.
    """
    found = REPOSITORY.fullmatch(mirror.url)
    return mirror.address or (f"https://{found['host']}/{found['path']}" if found else "")


def editions(contents: Contents) -> list[tuple[str, list[str]]]:
    """The edition and its sisters: the title and the public addresses of each."""
    return [_addresses(edition) for edition in [contents.edition, *contents.sisters.values()]]


def menu(contents: Contents, layout: Layout) -> list[tuple[str, str]]:
    """The operator's menu: labels with a file of the edition or an address.

    A sister edition may stand on another host tomorrow: the menu leads to the list of its addresses.
    """
    return [(entry.label, _led(entry.to, contents.edition, layout)) for entry in contents.edition.menu]


def lists(contents: Contents, layout: Layout, said: Words) -> list[tuple[str, str]]:
    """The lists of lists that the edition has, and its operator's own pages: names with their files."""
    kinds = (
        (said.sections, "sections", contents.sections),
        (said.tags, "tags", contents.topics),
        (said.months, "months", contents.months),
    )
    own = [(article.title, layout.page(f"pages/{name}")) for name, article in contents.pages.items()]
    return [(name, layout.first(kind)) for name, kind, groups in kinds if groups] + own


def _led(target: str, edition: Edition, layout: Layout) -> str:
    if "://" in target:
        return target
    if target.startswith("edition:"):
        return layout.first("") if target == f"edition:{edition.name}" else layout.page("addresses")
    path = target.strip("./")
    return layout.page(path) if path else layout.first("")


def _addresses(edition: Edition) -> tuple[str, list[str]]:
    found = [edition.address, *map(public_address, edition.mirrors)]
    return edition.title or edition.name, list(dict.fromkeys(filter(None, found)))
