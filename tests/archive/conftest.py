"""An archive of its own for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from archive.samples import NOW

from tamizdat.archive import Archive


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive(tmp_path / "archive", now=lambda: NOW) as opened:
        yield opened


@pytest.fixture(scope="module")
def shared_archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """One for all examples of a property; each takes an address of its own."""
    with Archive(tmp_path_factory.mktemp("archive"), now=lambda: NOW) as opened:
        yield opened
