"""One contract for all engines: the same results, in the same order."""

from __future__ import annotations

import pytest

from tamizdat.engine import ENGINES, engine
from tamizdat.errors import ConfigError


def double(number: int) -> int:
    return number * 2


def refuse(number: int) -> int:
    if number == 30:
        raise ValueError("thirty")
    return number


@pytest.fixture(params=sorted(ENGINES))
def name(request: pytest.FixtureRequest) -> str:
    if request.param == "ray":
        pytest.importorskip("ray", reason="ray is an optional extra")
    return str(request.param)


def test_outcomes_come_in_order(name: str) -> None:
    assert list(engine(name).map(double, range(100))) == [2 * number for number in range(100)]


def test_nothing_in_nothing_out(name: str) -> None:
    assert list(engine(name).map(double, [])) == []


def test_an_exception_reaches_the_caller(name: str) -> None:
    with pytest.raises(Exception, match="thirty"):
        list(engine(name).map(refuse, range(40)))


def test_an_unknown_engine_is_named() -> None:
    with pytest.raises(ConfigError, match="unknown engine") as caught:
        engine("steam")
    assert "processes" in caught.value.hint
