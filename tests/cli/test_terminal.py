"""The command line on a terminal: progress, Ctrl-C, and a reader who hangs up."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tamizdat.newsroom import Answer, Newsroom, newspaper_folder
from tamizdat.pipeline.demo import write_demo

RUN = [sys.executable, "-m", "tamizdat", "run"]


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with Newsroom(newspaper_folder()) as server:
        yield server


def slow(newsroom: Newsroom, seconds: float) -> None:
    """Pictures that take their time."""
    real = newsroom.answer

    def answer(path: str, headers: dict[str, str]) -> Answer:
        if path.startswith("/pictures/"):
            time.sleep(seconds)
        return real(path, headers)

    newsroom.answer = answer  # type: ignore[method-assign]


def on_a_terminal(command: list[str], folder: Path) -> str:
    """All that a command writes to a terminal."""
    ours, theirs = pty.openpty()
    environment = os.environ | {"TERM": "xterm", "COLUMNS": "100"}
    process = subprocess.Popen(command, cwd=folder, stdout=theirs, stderr=theirs, env=environment)
    os.close(theirs)
    seen = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # the other end is closed: how Linux tells the end of a terminal
            break
        if not piece:
            break
        seen += piece
    process.wait(60)
    os.close(ours)
    return seen.decode()


def test_long_work_shows_a_bar_with_its_rate_and_what_is_left(newsroom: Newsroom, tmp_path: Path) -> None:
    write_demo(tmp_path, newsroom.address)
    slow(newsroom, 0.1)
    seen = on_a_terminal(RUN, tmp_path)
    assert "pictures pictures" in seen
    assert "/s" in seen
    assert "0:00:0" in seen
    assert "render    site: " in seen


def test_ctrl_c_loses_nothing_and_says_how_to_go_on(newsroom: Newsroom, tmp_path: Path) -> None:
    write_demo(tmp_path, newsroom.address)
    slow(newsroom, 0.3)
    process = subprocess.Popen(RUN, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    while not any(path.startswith("/pictures/") for path in newsroom.requests):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 3
    assert said.rstrip().endswith("interrupted: what was done is kept; the same command goes on from there")
    assert "Traceback" not in said
    status = subprocess.run([*RUN[:3], "status", "--json"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert json.loads(status.stdout)["articles"] >= 24


def test_two_runs_at_once_are_one_and_a_sentence(newsroom: Newsroom, tmp_path: Path) -> None:
    write_demo(tmp_path, newsroom.address)
    slow(newsroom, 0.3)
    first = subprocess.Popen(RUN, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not newsroom.requests:
        time.sleep(0.05)
    second = subprocess.run(RUN, cwd=tmp_path, capture_output=True, text=True, check=False)
    first.send_signal(signal.SIGINT)
    first.wait(60)
    assert second.returncode == 2
    assert f"this press is at work already: process {first.pid} since " in second.stderr


def test_a_reader_who_hangs_up_is_no_error(newsroom: Newsroom, tmp_path: Path) -> None:
    command = f"{sys.executable} -m tamizdat --help | head -c 10"
    ended = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert "Traceback" not in ended.stderr


def test_a_stranger_writes_nothing_to_the_terminal_by_itself(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    story = "<p>The ferry sails at seven, and the lamp is lit by the pilot who comes home last.</p>" * 5
    page.write_text(f"<title>Ferry \x1b]0;owned\x07 news</title><h1>Ferry \x1b[31mnews</h1>{story}")
    seen = on_a_terminal([*RUN[:3], "try", str(page)], tmp_path)
    assert "Ferry" in seen
    assert "\x1b]0;" not in seen
    assert "\x1b[31m" not in seen
    seen = on_a_terminal([*RUN[:3], "try", "\x1b]0;owned\x07.html"], tmp_path)
    assert "cannot be read" in seen
    assert "\x1b]0;" not in seen


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "press").write_text("a file where a folder should be")
    ended = subprocess.run([*RUN[:3], "init", "-C", "press"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ended.returncode == 3
    assert ended.stderr.startswith("error: press: File exists\nhint: is there room on the disk")
