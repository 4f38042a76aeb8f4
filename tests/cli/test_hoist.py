"""The options that every verb knows may stand anywhere on the line."""

from __future__ import annotations

import pytest

from tamizdat.cli.main import hoist


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("run -C here", "-C here run"),
        ("-C here run", "-C here run"),
        ("run -Chere --json", "-C here --json run"),
        ("extract --engine=ray --again", "--engine=ray extract --again"),
        ("try page.html -v --publication p", "-v try page.html --publication p"),
        ("search -- -C --json", "search -- -C --json"),
        ("run -C", "-C run"),
        ("", ""),
    ],
)
def test_hoist(line: str, expected: str) -> None:
    assert hoist(line.split()) == expected.split()
