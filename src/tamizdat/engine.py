"""Where work runs: in this process, in several, or on a Ray cluster. The results are the same, in the same order.

A step is a plain function at the top of a module, from plain data to plain data; nothing that is open crosses over.
"""

from __future__ import annotations

import importlib
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import get_context
from typing import Protocol, TypeVar, cast

from tamizdat.errors import ConfigError
from tamizdat.plugins import load

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")

ENGINES = {
    "serial": "tamizdat.engine:Serial",
    "processes": "tamizdat.engine:Processes",
    "ray": "tamizdat.engine:Ray",
}
# One shard costs a worker some 50 ms of extraction; the message around it costs 0.2 ms.
SHARD = 16
IGNORED = (signal.SIGINT, signal.SIG_IGN)


class Engine(Protocol):
    """Applies a step to many items; an exception of the step is raised here."""

    def map(self, step: Callable[[Item], Outcome], items: Iterable[Item]) -> Iterator[Outcome]:
        """The outcomes in the order of the items, few of them held at a time."""


def engine(name: str) -> Engine:
    """The engine of a name."""
    return cast(Engine, load(name, ENGINES, "engine")())


class Serial:
    """Everything here and now."""

    def map(self, step: Callable[[Item], Outcome], items: Iterable[Item]) -> Iterator[Outcome]:
        """As the builtin."""
        return map(step, items)


class Processes:
    """One worker a core, fed with shards, a few ahead. They are started once (0.6 s) and serve every `map`."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None

    def map(self, step: Callable[[Item], Outcome], items: Iterable[Item]) -> Iterator[Outcome]:
        """Spreads shards over worker processes; Ctrl-C is left to this process."""
        workers = os.cpu_count() or 1
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                workers, mp_context=get_context("spawn"), initializer=signal.signal, initargs=IGNORED
            )
        waiting: deque[Future[list[Outcome]]] = deque()
        try:
            for shard in batched_by(items, SHARD):
                waiting.append(self._pool.submit(_apply, step, shard))
                if len(waiting) > 2 * workers:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
        except BrokenProcessPool:
            self._pool = None
            raise
        finally:
            for future in waiting:
                future.cancel()


class Ray:
    """A Ray cluster, or this machine as one (`pip install "tamizdat[ray]"`)."""

    def __init__(self) -> None:
        try:
            self.ray = importlib.import_module("ray")
        except ImportError as error:
            raise ConfigError('engine "ray" is not installed here', 'pip install "tamizdat[ray]"') from error

    def map(self, step: Callable[[Item], Outcome], items: Iterable[Item]) -> Iterator[Outcome]:
        """Spreads shards over the cluster that `RAY_ADDRESS` names, else over a local one."""
        ray = self.ray
        # Ray reports to its makers how it is used, unless it is told not to: a press tells nobody that it is there.
        os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
        if not ray.is_initialized():
            # A cluster of this machine alone listens to this machine alone.
            alone = {} if os.environ.get("RAY_ADDRESS") else {"_node_ip_address": "127.0.0.1"}
            ray.init(log_to_driver=False, include_dashboard=False, **alone)
        apply = ray.remote(_apply)
        ahead = 2 * int(ray.cluster_resources().get("CPU", 1))
        waiting: deque[object] = deque()
        for shard in batched_by(items, SHARD):
            waiting.append(apply.remote(step, shard))
            if len(waiting) > ahead:
                yield from ray.get(waiting.popleft())
        while waiting:
            yield from ray.get(waiting.popleft())


def batched_by(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """The items in lists of a size; the last may be shorter."""
    iterator = iter(items)
    while shard := list(islice(iterator, size)):
        yield shard


def _apply(step: Callable[[Item], Outcome], shard: list[Item]) -> list[Outcome]:
    return [step(item) for item in shard]
