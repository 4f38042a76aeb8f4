"""One contract for all engines: the same results, in the same order."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool

import pytest

from tamizdat.engine import ENGINES, SHARD, Engine, batched_by, engine
from tamizdat.errors import ConfigError, ExtractError

# More shards than any machine's engine holds ahead.
MANY = SHARD * (2 * (os.cpu_count() or 1) + 5)


def double(number: int) -> int:
    return number * 2


def refuse(number: int) -> int:
    if number == 30:
        raise ValueError("thirty")
    return number


def no_article(number: int) -> int:
    raise ExtractError("holds no article", f"look at {number}")


def worker(number: int) -> int:
    return os.getpid()


def die(number: int) -> int:
    if number == 7:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


@pytest.fixture(scope="module", params=sorted(ENGINES))
def made(request: pytest.FixtureRequest) -> Engine:
    if request.param == "ray":
        pytest.importorskip("ray", reason="ray has no release for this Python yet")
    return engine(request.param)


@pytest.mark.parametrize("count", [0, 1, SHARD, SHARD + 1, MANY])
def test_outcomes_come_in_order(made: Engine, count: int) -> None:
    assert list(made.map(double, range(count))) == [2 * number for number in range(count)]


def test_an_exception_reaches_the_caller_at_its_place(made: Engine) -> None:
    outcomes = made.map(refuse, range(40))
    with pytest.raises(ValueError, match="thirty"):
        list(outcomes)
    assert list(made.map(double, [1])) == [2]


def test_what_we_foresee_comes_whole(made: Engine) -> None:
    with pytest.raises(ExtractError) as caught:
        list(made.map(no_article, [7]))
    assert (caught.value.message, caught.value.hint) == ("holds no article", "look at 7")


def test_few_items_are_held_at_a_time(made: Engine) -> None:
    taken: list[int] = []

    def items() -> Iterator[int]:
        for number in range(100 * MANY):
            taken.append(number)
            yield number

    outcomes = made.map(double, items())
    assert next(iter(outcomes)) == 0
    assert len(taken) <= MANY


def test_a_map_that_is_not_finished_does_not_stand_in_the_way(made: Engine) -> None:
    for _ in range(3):
        assert next(iter(made.map(double, range(MANY)))) == 0
    assert list(made.map(double, range(3))) == [0, 2, 4]


def test_processes_are_others_and_the_same_for_every_map() -> None:
    processes = engine("processes")
    first = set(processes.map(worker, range(MANY)))
    second = set(processes.map(worker, range(MANY)))
    assert os.getpid() not in first
    assert len(first | second) <= (os.cpu_count() or 1)


def test_a_worker_that_dies_is_told_and_replaced() -> None:
    processes = engine("processes")
    with pytest.raises(BrokenProcessPool):
        list(processes.map(die, range(SHARD)))
    assert list(processes.map(double, [1])) == [2]


def test_workers_end_with_their_master() -> None:
    script = "from tamizdat.engine import engine; print(*engine('processes').map(len, ['ab']))"
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "2\n", "")


def test_an_unknown_engine_is_named() -> None:
    with pytest.raises(ConfigError, match='unknown engine "steam"') as caught:
        engine("steam")
    assert "processes" in caught.value.hint


def test_an_engine_that_is_not_installed_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(ConfigError, match="is not installed here") as caught:
        engine("ray")
    assert "pip install" in caught.value.hint


@pytest.mark.parametrize(("count", "sizes"), [(0, []), (3, [3]), (4, [4]), (9, [4, 4, 1])])
def test_batches_are_full_but_for_the_last(count: int, sizes: list[int]) -> None:
    batches = list(batched_by(range(count), 4))
    assert [len(batch) for batch in batches] == sizes
    assert [number for batch in batches for number in batch] == list(range(count))
