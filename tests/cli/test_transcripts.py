"""Transcripts of the command line, as people type and see it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from transcripts import fits, play, steps

from tamizdat.newsroom import Newsroom, newspaper_folder

FOLDER = Path(__file__).parent / "transcripts"


@pytest.fixture(scope="module")
def newsroom() -> Iterator[Newsroom]:
    with Newsroom(newspaper_folder()) as server:
        yield server


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.md")), ids=lambda file: file.stem)
def test_transcript(file: Path, newsroom: Newsroom, tmp_path: Path) -> None:
    text = file.read_text("utf-8")
    assert list(steps(text)), "a transcript without a command tests nothing"
    differences = list(play(text, tmp_path, newsroom.address))
    assert not differences, "\n\n".join(differences)


def test_the_runner_sees_a_difference() -> None:
    assert fits("a …\n…\nc\n", "a b\nx\ny\nc\n")
    assert not fits("a\n", "b\n")
    assert not fits("", "b\n")
