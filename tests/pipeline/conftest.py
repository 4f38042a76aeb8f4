"""The demo newspaper, and presses that mirror it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tamizdat.newsroom import Newsroom, newspaper_folder
from tamizdat.pipeline.demo import write_demo


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    """A newsroom of its own for each test: its routes and its edition may be changed."""
    with Newsroom(newspaper_folder()) as server:
        yield server


@pytest.fixture
def demo_press(newsroom: Newsroom, tmp_path: Path) -> Callable[[], Path]:
    """Writes the settings of a press that mirrors the newsroom."""

    def write() -> Path:
        write_demo(tmp_path, newsroom.address)
        return tmp_path

    return write
