"""A run that is killed at any moment loses nothing: the next one ends where an undisturbed one would have."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tamizdat.newsroom import Newsroom, newspaper_folder
from tamizdat.pipeline.demo import write_demo

# 2026-03-20 00:00 UTC: after the newest article of the newspaper.
MOMENT = "1773964800"
# `make long` tries a hundred; every run tries these few.
SAMPLE = 8


@pytest.fixture(scope="module")
def newsroom() -> Iterator[Newsroom]:
    with Newsroom(newspaper_folder()) as server:
        yield server


def start(press: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tamizdat", "run", "-C", str(press)]
    environment = os.environ | {"SOURCE_DATE_EPOCH": MOMENT}
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def finish(press: Path) -> None:
    process = start(press)
    _, said = process.communicate(timeout=120)
    assert process.returncode in (0, 3), said.decode()


def issued(press: Path) -> dict[str, str]:
    """Path and digest of every content file that readers would get, at the press and at its mirror."""
    files = [file for top in ("releases", "out") for file in (press / top).rglob("*") if file.is_file()]
    return {str(file.relative_to(press)): hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(files)}


def checked(press: Path) -> str:
    command = [sys.executable, "-m", "tamizdat", "check", "-C", str(press)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


@pytest.fixture(scope="module")
def undisturbed(newsroom: Newsroom, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, str], float]:
    press = tmp_path_factory.mktemp("undisturbed")
    write_demo(press, newsroom.address)
    started = time.monotonic()
    finish(press)
    took = time.monotonic() - started
    assert len(issued(press)) > 100
    return issued(press), took


def kill_and_go_on(seed: int, newsroom: Newsroom, press: Path, took: float) -> dict[str, str]:
    """One kill at a seeded moment of a run, then a run to the end."""
    moments = random.Random(seed)
    write_demo(press, newsroom.address)
    process = start(press)
    time.sleep(moments.uniform(0.2, took))
    process.send_signal(signal.SIGKILL)
    process.communicate()
    finish(press)
    assert "every byte is as it was written" in checked(press)
    return issued(press)


@pytest.mark.parametrize("seed", range(SAMPLE))
def test_a_killed_run_is_taken_up(
    seed: int, newsroom: Newsroom, undisturbed: tuple[dict[str, str], float], tmp_path: Path
) -> None:
    files, took = undisturbed
    assert kill_and_go_on(seed, newsroom, tmp_path, took) == files


@pytest.mark.long
@pytest.mark.parametrize("seed", range(SAMPLE, 100))
def test_a_hundred_killed_runs_are_taken_up(
    seed: int, newsroom: Newsroom, undisturbed: tuple[dict[str, str], float], tmp_path: Path
) -> None:
    files, took = undisturbed
    assert kill_and_go_on(seed, newsroom, tmp_path, took) == files
