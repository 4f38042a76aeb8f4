"""What an operator may write, and what is said of a mistake."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tamizdat.config import duration, load_config
from tamizdat.errors import ConfigError

EDITION = '[[editions]]\nname = "site"\nformat = "site"\n'


def press(folder: Path, settings: str = "", **publications: str) -> Path:
    (folder / "publications").mkdir(exist_ok=True)
    (folder / "tamizdat.toml").write_text(settings, "utf-8")
    for name, text in publications.items():
        (folder / "publications" / f"{name}.toml").write_text(text, "utf-8")
    return folder


def test_an_empty_file_is_a_press_of_nothing(tmp_path: Path) -> None:
    config = load_config(press(tmp_path))
    assert config.archive == tmp_path / "archive"
    assert config.gather.pause == timedelta(seconds=2)
    assert config.editions == ()


def test_what_is_written_is_read(tmp_path: Path) -> None:
    settings = (
        '[gather]\npause = "500ms"\n'.replace("500ms", "1s")
        + EDITION
        + 'menu = [{ label = "Front", to = "." }]\n'
        + '[[editions.mirrors]]\nkind = "git"\nurl = "git@host.example:news.git"\nbranch = "pages"\n'
        + '[[editions.mirrors]]\nkind = "folder"\nurl = "out"\n'
    )
    source = 'name = "Paper"\n[[sources]]\nkind = "section"\nurl = "https://p.example/"\nevery = "6h"\nback = 3\n'
    config = load_config(press(tmp_path, settings, paper=source + "[[rules]]\nuntil = 2024-05-06\nbody = 'main'\n"))
    [edition] = config.editions
    assert edition.publications == ("paper",)
    assert [mirror.url for mirror in edition.mirrors] == ["git@host.example:news.git", str(tmp_path / "out")]
    assert edition.mirrors[0].options == {"branch": "pages"}
    assert edition.mirrors[1].name == "site-2"
    paper = config.publications["paper"]
    assert paper.sources[0].every == timedelta(hours=6)
    assert paper.sources[0].options == {"back": 3}
    assert paper.rules[0].until == datetime(2024, 5, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("settings", "said", "hint"),
    [
        ("[gather]\npaus = '2s'", 'unknown setting "paus"', "pause"),
        ("editon = 1", 'unknown setting "editon"', "editions"),
        ("[gather]\npause = 'soon'", '"soon" is no span of time', "30m"),
        ("[gather]\nallow = ['localhost']", "localhost", "127.0.0.1:8731"),
        ("[gather]\npage_limit = 'big'", "page_limit", "configuration.md"),
        ("[gather]\nproxy = 'http://me:word@proxy.example'", "holds a password", "credential"),
        ("[[editions]]\nname = 'a'\nformat = 'site'\n" * 2, 'two of the editions are called "a"', "own"),
        ("[[editions]]\nname = 'A b'\nformat = 'site'\n", "cannot be a name", "lower-case"),
        (EDITION + 'publications = ["x"]', 'no publication is called "x"', "known are"),
        (EDITION + 'menu = [{ label = "x", to = "edition:y" }]', "which is no edition", "edition:site"),
        (EDITION + '[[editions.mirrors]]\nkind = "git"', '"url" is missing', "url ="),
        ("[gather", "cannot be read", "TOML"),
    ],
)
def test_a_mistake_is_named_with_what_would_be_right(tmp_path: Path, settings: str, said: str, hint: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_config(press(tmp_path, settings))
    assert said in caught.value.message
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    ("publication", "said"),
    [
        ("timezone = 'Mars/Olympus'", "no time zone"),
        ("topics = ['(']", "no regular expression"),
        ("id = 'other'", "name of its file"),
        ("[[sources]]\nkind = 'feed'\n", '"url" is missing'),
    ],
)
def test_a_mistake_in_a_publication_is_named(tmp_path: Path, publication: str, said: str) -> None:
    with pytest.raises(ConfigError, match=r"publications/paper\.toml") as caught:
        load_config(press(tmp_path, "", paper=publication))
    assert said in caught.value.message


def test_a_folder_without_a_press_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"there is no tamizdat\.toml") as caught:
        load_config(tmp_path)
    assert "tamizdat init" in caught.value.hint


def test_spans_of_time() -> None:
    assert duration("90s") == timedelta(seconds=90)
    assert duration("1.5h") == timedelta(minutes=90)
    assert duration(5) == timedelta(seconds=5)
