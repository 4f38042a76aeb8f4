"""A run that is killed at any moment, and the next one that goes on: does it end where an undisturbed one would?

The demo newspaper is mirrored with the clock fixed, so that two undisturbed runs give the same bytes.
"""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from tamizdat.newsroom import Newsroom
from tamizdat.pipeline.demo import write_demo

# 2026-03-20 00:00 UTC: after the newest article of the newspaper.
MOMENT = "1773964800"
WELL = "every byte is as it was written"


def start(press: Path) -> subprocess.Popen[bytes]:
    """A run in a process of its own."""
    command = [sys.executable, "-m", "tamizdat", "run", "-C", str(press)]
    environment = os.environ | {"SOURCE_DATE_EPOCH": MOMENT}
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def finish(press: Path) -> None:
    """A run to its end; some of the newspaper's pages are broken, so it is done in part."""
    process = start(press)
    _, said = process.communicate(timeout=120)
    assert process.returncode in (0, 3), said.decode()


def issued(press: Path) -> dict[str, str]:
    """Path and digest of every content file that readers would get, at the press, in its folder mirror and in its git
    mirror."""
    files = [file for top in ("releases", "out") for file in (press / top).rglob("*") if file.is_file()]
    found = {str(file.relative_to(press)): hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(files)}
    command = ["git", "-C", str(press / "mirror.git"), "rev-parse", "main^{tree}"]
    return found | {"mirror.git": subprocess.run(command, capture_output=True, text=True, check=True).stdout}


def checked(press: Path) -> str:
    """What `check` says."""
    command = [sys.executable, "-m", "tamizdat", "check", "-C", str(press)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def undisturbed(newsroom: Newsroom, press: Path) -> tuple[dict[str, str], float]:
    """What a run issues that nobody kills, and how many seconds it takes."""
    write_demo(press, newsroom.address)
    started = time.monotonic()
    finish(press)
    took = time.monotonic() - started
    return issued(press), took


def killed(seed: int, newsroom: Newsroom, press: Path, took: float) -> tuple[dict[str, str], str]:
    """One `kill -9` at a seeded moment of a run, then a run to the end: what is issued, and what `check` says."""
    write_demo(press, newsroom.address)
    process = start(press)
    time.sleep(random.Random(seed).uniform(0.2, took))
    process.send_signal(signal.SIGKILL)
    process.communicate()
    finish(press)
    return issued(press), checked(press)
