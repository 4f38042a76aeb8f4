"""A run that is killed at any moment loses nothing: the next one ends where an undisturbed one would have.

Some seeds of the hundred that `make long` tries.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from kills import WELL, killed, undisturbed

from tamizdat.newsroom import Newsroom, newspaper_folder

SAMPLE = 8


@pytest.fixture(scope="module")
def server() -> Iterator[Newsroom]:
    with Newsroom(newspaper_folder()) as started:
        yield started


@pytest.fixture(scope="module")
def whole(server: Newsroom, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, str], float]:
    files, took = undisturbed(server, tmp_path_factory.mktemp("undisturbed"))
    assert len(files) > 100
    return files, took


@pytest.mark.parametrize("seed", range(SAMPLE))
def test_a_killed_run_is_taken_up(
    seed: int, server: Newsroom, whole: tuple[dict[str, str], float], tmp_path: Path
) -> None:
    files, took = whole
    assert killed(seed, server, tmp_path, took) == (files, WELL)
