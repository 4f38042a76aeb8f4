"""The demo newspaper, served once for all tests of a file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tamizdat.newsroom import Newsroom, newspaper_folder
from tamizdat.newsroom.paper import Desk, read_paper


@pytest.fixture(scope="module")
def newsroom() -> Iterator[Newsroom]:
    with Newsroom(newspaper_folder()) as server:
        yield server


@pytest.fixture(scope="session")
def desks() -> dict[str, Desk]:
    """The newspaper as its files say it is."""
    return read_paper(newspaper_folder(), "first")
