"""Every failure that we foresee says what is wrong, what to do, and how the command ends."""

from __future__ import annotations

import inspect

import pytest

from tamizdat import errors
from tamizdat.errors import (
    ArchiveError,
    ConfigError,
    ExtractError,
    MirrorError,
    SourceError,
    TamizdatError,
    TrustError,
)

EXIT_CODES = {
    TamizdatError: 1,
    ConfigError: 2,
    SourceError: 3,
    ExtractError: 3,
    MirrorError: 3,
    ArchiveError: 4,
    TrustError: 5,
}


@pytest.mark.parametrize(("kind", "code"), EXIT_CODES.items(), ids=lambda value: getattr(value, "__name__", None))
def test_each_failure_has_its_exit_code(kind: type[TamizdatError], code: int) -> None:
    assert kind.exit_code == code
    assert issubclass(kind, TamizdatError)


def test_the_table_is_whole() -> None:
    made = {each for _, each in inspect.getmembers(errors, inspect.isclass)}
    assert made == EXIT_CODES.keys()


def test_the_tree_in_the_docstring_is_the_code() -> None:
    drawn = [line.replace("├──", "").replace("└──", "").split() for line in (errors.__doc__ or "").splitlines()]
    told = {words[0]: int(words[1]) for words in drawn if len(words) > 1 and words[1].isdigit()}
    assert told == {kind.__name__: code for kind, code in EXIT_CODES.items() if kind is not TamizdatError}


def test_a_failure_is_a_message_and_a_hint() -> None:
    error = MirrorError("the mirror is full", "make room there")
    assert (error.message, error.hint, str(error)) == ("the mirror is full", "make room there", "the mirror is full")
    assert SourceError("it is gone").hint == ""
