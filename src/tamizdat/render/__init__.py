"""Contents → Files: one format a file. Pure but for the files that `write` makes.

`plan` lists every file of an edition with a key that is a digest of all that it is made from; only files
whose key differs from the last release's are written. So an update costs what changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeAlias, cast

from tamizdat.model import Digest, File
from tamizdat.plugins import load

if TYPE_CHECKING:
    from tamizdat.render.contents import Contents

# Where the bytes of a picture lie, by their digest.
Blobs: TypeAlias = Callable[[Digest], Path]

KINDS = {
    "markdown": "tamizdat.render.markdown:MarkdownRenderer",
    "site": "tamizdat.render.site:SiteRenderer",
}


class Renderer(Protocol):
    """One format of edition."""

    def plan(self, contents: Contents) -> Iterator[File]:
        """Every file of the edition, none twice, with ASCII paths."""

    def write(self, contents: Contents, file: File, blobs: Blobs, target: Path) -> None:
        """Write one planned file to `target`, whose folder exists; the same bytes for the same key."""


def renderer(format: str) -> Renderer:
    """The renderer of a format."""
    return cast(Renderer, load(format, KINDS, "format")())
