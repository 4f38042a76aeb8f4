"""status and check: what is there, what failed and why, which mirror lags, whether every byte is as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from msgspec import Struct

from tamizdat.model import Failure, digest
from tamizdat.pipeline.press import Press


class MirrorStatus(Struct, frozen=True):
    """What a mirror shows, as far as we know; `behind` counts the releases that it has not got."""

    name: str
    kind: str
    version: int
    behind: int
    since: datetime | None


class EditionStatus(Struct, frozen=True):
    """What an edition has issued."""

    name: str
    format: str
    version: int
    files: int
    issued_at: datetime | None
    mirrors: tuple[MirrorStatus, ...]


class Status(Struct, frozen=True):
    """A press at a glance."""

    articles: int
    counts: dict[str, int]
    editions: tuple[EditionStatus, ...]
    releases: dict[str, int]
    failures: tuple[Failure, ...]


def status(press: Press) -> Status:
    """What the archive says of itself."""
    counts = press.archive.counts()
    editions = tuple(_edition(press, edition.name) for edition in press.config.editions)
    return Status(
        articles=counts["articles"],
        counts=counts,
        editions=editions,
        releases={edition.name: edition.version for edition in editions},
        failures=tuple(press.archive.failures()),
    )


def check(press: Press, progress: Callable[[int, int], None] | None = None) -> Iterator[Failure]:
    """Every byte of the archive and of the releases against what was written down; nothing where all is well."""
    yield from press.archive.check(progress)
    for edition in press.config.editions:
        yield from _release(press, edition.name)


def _edition(press: Press, name: str) -> EditionStatus:
    [edition] = press.editions([name])
    release = press.archive.release(name, press.config.releases / name)
    version = release.version if release else 0
    receipts = {receipt.mirror: receipt for receipt in press.archive.receipts() if receipt.edition == name}
    mirrors = []
    for mirror in edition.mirrors:
        receipt = receipts.get(mirror.name)
        shown = receipt.version if receipt else 0
        since = receipt.pushed_at if receipt else None
        mirrors.append(MirrorStatus(mirror.name, mirror.kind, shown, version - shown, since))
    files = len(release.files) if release else 0
    return EditionStatus(name, edition.format, version, files, release.created if release else None, tuple(mirrors))


def _release(press: Press, name: str) -> Iterator[Failure]:
    folder = press.config.releases / name
    release = press.archive.release(name, folder)
    if release is None:
        return
    for path, stored in sorted(release.files.items()):
        file = folder / path
        if not file.is_file():
            fault = "is missing"
        elif digest(file.read_bytes()) != stored.digest:
            fault = "was altered"
        else:
            continue
        hint = 'delete it and run "tamizdat render": it is made anew'
        yield Failure(stage="check", subject=f"releases/{name}/{path}", message=fault, hint=hint, at=press.now())
