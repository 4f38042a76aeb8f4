"""An open press: its settings, its archive and its clock; and the events that stages yield."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

from msgspec import Struct

from tamizdat.archive import Archive
from tamizdat.config import Config, load_config
from tamizdat.engine import Engine, engine
from tamizdat.errors import ConfigError
from tamizdat.gather.fetch import Fetcher
from tamizdat.model import Edition, Failure, Publication


class Progress(Struct, frozen=True, tag="progress"):
    """How far a stage is with something; `total` is 0 where it cannot be known."""

    stage: str
    subject: str
    done: int
    total: int = 0


class Result(Struct, frozen=True, tag="result"):
    """What a stage has done, in numbers."""

    stage: str
    subject: str
    counts: dict[str, int]


Event: TypeAlias = Progress | Result | Failure


class Press(Struct, frozen=True):
    """What every stage needs; `now` is the only clock."""

    config: Config
    archive: Archive
    engine: Engine
    now: Callable[[], datetime]

    def publications(self, names: Sequence[str]) -> list[Publication]:
        """The publications of these names, all where none is named. Raises `ConfigError`."""
        return [self.config.publications[name] for name in _chosen(names, self.config.publications, "publication")]

    def editions(self, names: Sequence[str]) -> list[Edition]:
        """The editions of these names, all where none is named. Raises `ConfigError`."""
        known = {edition.name: edition for edition in self.config.editions}
        return [known[name] for name in _chosen(names, known, "edition")]

    def fetcher(self) -> Fetcher:
        """The HTTP client of this press; it remembers and records in the archive."""
        return Fetcher(self.config.gather, memory=self.archive, record=self.archive.record, now=self.now)


def clock() -> Callable[[], datetime]:
    """The time of day, or the moment that `SOURCE_DATE_EPOCH` fixes (reproducible-builds.org)."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not fixed:
        return lambda: datetime.now(UTC)
    if not fixed.isdecimal():
        raise ConfigError(f'SOURCE_DATE_EPOCH is "{fixed}"', "it must be a number of seconds since 1970, or not be set")
    moment = datetime.fromtimestamp(int(fixed), UTC)
    return lambda: moment


@contextmanager
def open_press(folder: Path, *, engine_name: str = "serial", readonly: bool = False) -> Iterator[Press]:
    """The press in a folder, for as long as the block lasts. Raises `ConfigError` while another works there."""
    config = load_config(folder)
    now = clock()
    if readonly:
        if not config.archive.is_dir():
            raise ConfigError("nothing has been gathered here yet", 'begin with "tamizdat run", or "tamizdat import"')
        with Archive(config.archive, now=now, readonly=True) as archive:
            yield Press(config, archive, engine(engine_name), now)
        return
    with _alone(config.archive, now), Archive(config.archive, now=now) as archive:
        yield Press(config, archive, engine(engine_name), now)


@contextmanager
def _alone(folder: Path, now: Callable[[], datetime]) -> Iterator[None]:
    """One writer a press: the system drops the lock with the process, however that ends."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            holder = file.read().strip() or "another process"
            raise ConfigError(
                f"this press is at work already: {holder}", "wait until it has ended, or stop it"
            ) from error
        file.truncate(0)
        file.write(f"process {os.getpid()} since {now():%Y-%m-%d %H:%M} UTC\n")
        file.flush()
        yield


def _chosen(
    names: Sequence[str], known: Iterator[str] | dict[str, Edition] | dict[str, Publication], noun: str
) -> list[str]:
    all_names = list(known)
    for name in names:
        if name not in all_names:
            raise ConfigError(f'no {noun} is called "{name}"', f"known are {', '.join(all_names) or 'none'}")
    return list(names) or all_names
