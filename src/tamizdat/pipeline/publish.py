"""publish: which mirrors do not show the latest release?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from tamizdat.errors import MirrorError
from tamizdat.model import Edition, Failure, Mirror, Release
from tamizdat.pipeline.press import Event, Press, Progress, Result
from tamizdat.publish import transport


def publish(press: Press, names: Sequence[str] = ()) -> Iterator[Event]:
    """Every mirror of the named editions, one failing mirror never holding the others."""
    for edition in press.editions(names):
        release = press.archive.release(edition.name, press.config.releases / edition.name)
        if release is None or not edition.mirrors:
            continue
        if press.archive.unfinished(edition.name):
            message = "was interrupted while it was issued"
            hint = 'finish it with "tamizdat render" first'
            yield Failure(stage="publish", subject=edition.name, message=message, hint=hint, at=press.now())
            continue
        for mirror in edition.mirrors:
            yield Progress("publish", mirror.name, 0)
            yield _push(press, edition, mirror, release)


def _push(press: Press, edition: Edition, mirror: Mirror, release: Release) -> Event:
    try:
        receipt = transport(mirror, press.config.mirrors).push(release)
    except MirrorError as error:
        failure = Failure(stage="publish", subject=mirror.name, message=error.message, hint=error.hint, at=press.now())
        press.archive.fail(failure)
        return failure
    if receipt.changed or not _known(press, edition, mirror, release):
        press.archive.add_receipt(msgspec.structs.replace(receipt, pushed_at=press.now()))
    press.archive.mend("publish", mirror.name)
    return Result("publish", mirror.name, {"version": receipt.version, "changed": receipt.changed})


def _known(press: Press, edition: Edition, mirror: Mirror, release: Release) -> bool:
    return any(
        (receipt.mirror, receipt.edition, receipt.version) == (mirror.name, edition.name, release.version)
        for receipt in press.archive.receipts()
    )
