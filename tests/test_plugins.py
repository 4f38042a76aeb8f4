"""A name in a table, or a dotted path, is an object; nothing is imported before it is asked for."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tamizdat.archive import Archive
from tamizdat.errors import ConfigError
from tamizdat.plugins import load

TABLE = {"archive": "tamizdat.archive:Archive", "broken": "tamizdat.nothing:Nothing"}


def test_a_name_of_the_table_is_its_object() -> None:
    assert load("archive", TABLE, "thing") is Archive


def test_what_is_not_in_the_table_is_a_dotted_path() -> None:
    assert load("tamizdat.plugins:load", TABLE, "thing") is load


def test_an_unknown_name_is_named_with_those_that_are_known() -> None:
    with pytest.raises(ConfigError, match=r'^unknown thing "arcive"$') as caught:
        load("arcive", TABLE, "thing")
    assert caught.value.hint == "known are archive, broken; your own is written package.module:Name"


@pytest.mark.parametrize(
    "name", ["broken", "nowhere:Thing", "tamizdat.plugins:nothing", ":x", "tamizdat.plugins:", ".relative:x", "a..b:x"]
)
def test_what_cannot_be_loaded_is_an_error_of_the_operator(name: str) -> None:
    with pytest.raises(ConfigError, match=f'^thing "{name}" cannot be loaded: ') as caught:
        load(name, TABLE, "thing")
    assert "installed" in caught.value.hint


def test_doors_import_nothing_heavy() -> None:
    script = (
        "import sys, tamizdat.publish, tamizdat.render, tamizdat.gather, tamizdat.engine\n"
        "heavy = ('urllib3', 'PIL', 'jinja2', 'feedparser', 'lxml', 'dateparser', 'starlette', 'ray')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "[]"
