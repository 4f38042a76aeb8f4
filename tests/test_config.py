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
        '[gather]\npause = "1s"\nagain = ["1h", 7200]\n'
        + EDITION
        + 'menu = [{ label = "Front", to = "." }]\n'
        + '[[editions.mirrors]]\nkind = "git"\nurl = "git@host.example:news.git"\nbranch = "pages"\n'
        + '[[editions.mirrors]]\nkind = "folder"\nurl = "out"\n'
    )
    source = 'name = "Paper"\n[[sources]]\nkind = "section"\nurl = "https://p.example/"\nevery = "6h"\nback = 3\n'
    config = load_config(press(tmp_path, settings, paper=source + "[[rules]]\nuntil = 2024-05-06\nbody = 'main'\n"))
    assert config.gather.pause == timedelta(seconds=1)
    assert config.gather.again == (timedelta(hours=1), timedelta(hours=2))
    [edition] = config.editions
    assert edition.publications == ("paper",)
    assert [mirror.url for mirror in edition.mirrors] == ["git@host.example:news.git", str(tmp_path / "out")]
    assert edition.mirrors[0].options == {"branch": "pages"}
    assert edition.mirrors[1].name == "site-2"
    paper = config.publications["paper"]
    assert paper.sources[0].every == timedelta(hours=6)
    assert paper.sources[0].options == {"back": 3}
    assert paper.rules[0].until == datetime(2024, 5, 6, tzinfo=UTC)


MIRROR = '[[editions.mirrors]]\nkind = "folder"\nurl = "out"\n'
OTHER = EDITION.replace('"site"\nformat', '"book"\nformat')


@pytest.mark.parametrize(
    ("settings", "said", "hint"),
    [
        # what cannot be read at all
        ("[gather", "tamizdat.toml cannot be read", "TOML"),
        ("archive = 3", "archive must be the name of a folder", 'archive = "archive"'),
        ('archive = ""', "archive must be the name of a folder", 'archive = "archive"'),
        # what is not known
        ("editon = 1", 'tamizdat.toml: unknown setting "editon"', "known are archive, editions, gather"),
        ("[gather]\npaus = '2s'", 'tamizdat.toml, [gather]: unknown setting "paus"', "agent, allow"),
        (EDITION + "colour = 'red'", 'tamizdat.toml, edition 1: unknown setting "colour"', "format, language"),
        (
            EDITION + "menu = [{ label = 'x', to = '.', new = 1 }]",
            'edition 1, menu 1: unknown setting "new"',
            "label, to",
        ),
        # what has another form
        ("gather = 3", "tamizdat.toml, [gather]: this must be a table of settings", "configuration.md"),
        ("editions = 3", "tamizdat.toml: editions must be a list of tables", "[[editions]]"),
        ("editions = [3]", "tamizdat.toml: editions must be a list of tables", "[[editions]]"),
        ("[editions]\nname = 'site'", "tamizdat.toml: editions must be a list of tables", "[[editions]]"),
        (EDITION + "menu = 'front'", "tamizdat.toml, edition 1: menu must be a list of tables", "[[menu]]"),
        (EDITION + "mirrors = ['out']", "tamizdat.toml, edition 1: mirrors must be a list of tables", "[[mirrors]]"),
        ("[gather]\npage_limit = 'big'", "[gather]: page_limit: expected `int`, got `str`", "configuration.md"),
        ("[gather]\npicture_format = 'gif'", "[gather]: picture_format: ", "configuration.md"),
        ("[gather]\nagent = 7", "[gather]: agent: expected `str`, got `int`", "configuration.md"),
        (EDITION + "title = 7", "edition 1: title: expected `str`, got `int`", "configuration.md"),
        ("[[editions]]\nname = 'site'", "edition 1: missing setting `format`", "configuration.md"),
        ("[[editions]]\nformat = 'site'\n" + MIRROR, "edition 1: missing setting `name`", "configuration.md"),
        # spans of time, and numbers
        ("[gather]\npause = 'soon'", '[gather], pause: "soon" is no span of time', "30m"),
        ("[gather]\npause = '-2s'", '[gather], pause: "-2s" is no span of time', "30m"),
        ("[gather]\npause = -2", "[gather], pause: -2 is no span of time", "30m"),
        ("[gather]\npause = true", "[gather], pause: True is no span of time", "30m"),
        ("[gather]\npause = ['2s']", "[gather], pause: ['2s'] is no span of time", "30m"),
        ("[gather]\npause = nan", "[gather], pause: nan is no span of time", "30m"),
        ("[gather]\npause = inf", "[gather], pause: inf is no span of time", "30m"),
        ("[gather]\npause = '999999999w'", '"999999999w" is no span of time', "30m"),
        ("[gather]\nagain = '1h'", "[gather]: again: expected `array`", "configuration.md"),
        ("[gather]\nagain = ['1h', 'later']", '[gather], again: "later" is no span of time', "30m"),
        ("[gather]\nretries = -1", "[gather], retries: -1 is too small", "at least 0"),
        ("[gather]\npage_limit = 0", "[gather], page_limit: 0 is too small", "at least 1"),
        (EDITION + "newest = 0", "edition 1, newest: 0 is too small", "at least 1"),
        # addresses
        ("[gather]\nallow = ['localhost']", 'allow has "localhost"', "127.0.0.1:8731"),
        ("[gather]\nallow = ['127.0.0.1']", 'allow has "127.0.0.1"', "127.0.0.1:8731"),
        (
            "[gather]\nproxy = 'http://me:word@proxy.example'",
            "[gather] proxy: the address holds a password",
            "credential",
        ),
        (EDITION + MIRROR.replace('"out"', '"https://me:word@host.example/x"'), "holds a password", "credential"),
        (EDITION + "address = 'news.example'", 'edition 1, address: "news.example" is no address', "https://"),
        (EDITION + MIRROR + "address = 'ftp://x'", 'mirror 1, address: "ftp://x" is no address', "https://"),
        # names
        ("[[editions]]\nname = 'A b'\nformat = 'site'", 'edition 1: "A b" cannot be a name', "lower-case"),
        ("[[editions]]\nname = ''\nformat = 'site'", 'edition 1: "" cannot be a name', "lower-case"),
        ("[[editions]]\nname = '../x'\nformat = 'site'", '"../x" cannot be a name', "lower-case"),
        (EDITION + MIRROR + "name = 'My disk'", 'edition 1, mirror 1: "My disk" cannot be a name', "lower-case"),
        (EDITION + EDITION, 'two of the editions are called "site"', "a name of its own"),
        (
            f"{EDITION}{MIRROR}name = 'disk'\n{OTHER}{MIRROR.replace('out', 'away')}name = 'disk'",
            'two of the mirrors are called "disk"',
            "a name of its own",
        ),
        (EDITION + MIRROR + OTHER + MIRROR, 'the mirrors "site-1" and "book-1" are one place', "branch of its own"),
        (
            EDITION + 'publications = ["x"]',
            'edition 1: no publication is called "x"',
            "known are none: there",
        ),
        (EDITION + 'menu = [{ label = "x", to = "edition:y" }]', '"edition:y", which is not there', "edition:site"),
        (EDITION + 'menu = [{ label = "x", to = "pages/y" }]', '"pages/y", which is not there', "edition:site"),
        (EDITION + 'menu = [{ label = "x", to = "../../sister" }]', '"../../sister", which is not there', "."),
        (EDITION + 'menu = [{ label = "x", to = "http://x.example/" }]', 'cannot be sent to "http://x', "https://"),
        (EDITION + 'menu = [{ label = "x", to = "https://x.ONION/" }]', 'cannot be sent to "https://x', ".onion"),
        (EDITION + 'menu = [{ label = "x", to = "https://x.example/ю" }]', "cannot be sent to", "escaped"),
        (EDITION + 'address = "http://x.example/"', 'cannot be sent to "http://x', "https://"),
        (EDITION + '[[editions.mirrors]]\nkind = "git"\nurl = "https://token@x.example/y"', "or a token", "git asks"),
        # mirrors
        (EDITION + '[[editions.mirrors]]\nkind = "git"', 'edition 1, mirror 1: "url" is missing', "url ="),
        (EDITION + '[[editions.mirrors]]\nurl = "out"', 'edition 1, mirror 1: "kind" is missing', "kind ="),
        (EDITION + '[[editions.mirrors]]\nkind = ""\nurl = "out"', '"kind" is missing', "kind ="),
        (EDITION + '[[editions.mirrors]]\nkind = "git"\nurl = 7', "mirror 1: url must be a text", "url ="),
    ],
)
def test_a_mistake_is_named_with_what_would_be_right(tmp_path: Path, settings: str, said: str, hint: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_config(press(tmp_path, settings))
    assert said in caught.value.message
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    ("publication", "said", "hint"),
    [
        ("name = ", "paper.toml cannot be read", "TOML"),
        ("titel = 'x'", 'unknown setting "titel"', "home, id, language"),
        ("name = 7", "name: expected `str`, got `int`", "configuration.md"),
        ("id = 'other'", "a publication's id is the name of its file", '"paper"'),
        ("timezone = 'Mars/Olympus'", 'there is no time zone "Mars/Olympus"', "Asia/Taipei"),
        ("timezone = ''", 'there is no time zone ""', "Asia/Taipei"),
        ("home = 'paper.example'", 'home: "paper.example" is no address', "https://"),
        ("topics = ['(']", '"(" is no regular expression', "brackets"),
        ("topics = 'tag'", "topics: expected `array`, got `str`", "configuration.md"),
        ("sources = 'feed'", "sources must be a list of tables", "[[sources]]"),
        ("[[sources]]\nkind = 'feed'\n", 'source 1: "url" is missing', "url ="),
        ("[[sources]]\nurl = 'x'\n", 'source 1: "kind" is missing', "kind ="),
        ("[[sources]]\nkind = 'feed'\nurl = 'x'\nevery = 'often'", 'every: "often" is no span of time', "30m"),
        ("[[sources]]\nkind = 'feed'\nurl = 'x'\ninclude = ['[']", '"[" is no regular expression', "brackets"),
        ("[[sources]]\nkind = 'feed'\nurl = 'x'\nexclude = ['+']", '"+" is no regular expression', "brackets"),
        ("[[sources]]\nkind = 'feed'\nurl = 'https://a:b@x.example/'", "holds a password", "credential"),
        ("[[rules]]\nbdy = 'main'", 'rules 1: unknown setting "bdy"', "authors, body"),
        ("[[rules]]\nuntil = 'May'", "rules 1: until: ", "configuration.md"),
        ("[[rules]]\ndrop = 'aside'", "rules 1: drop: expected `array`, got `str`", "configuration.md"),
    ],
)
def test_a_mistake_in_a_publication_is_named(tmp_path: Path, publication: str, said: str, hint: str) -> None:
    with pytest.raises(ConfigError, match=r"paper\.toml") as caught:
        load_config(press(tmp_path, "", paper=publication))
    assert said in caught.value.message
    assert hint in caught.value.hint


def test_a_file_whose_name_is_no_name_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r'publications/My paper\.toml: "My paper" cannot be a name'):
        load_config(press(tmp_path, "", **{"My paper": ""}))


def test_a_folder_without_a_press_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"there is no tamizdat\.toml") as caught:
        load_config(tmp_path)
    assert "tamizdat init" in caught.value.hint


def test_settings_that_are_no_file_are_named(tmp_path: Path) -> None:
    (tmp_path / "tamizdat.toml").mkdir()
    with pytest.raises(ConfigError, match="cannot be read: Is a directory"):
        load_config(tmp_path)


@pytest.mark.parametrize("data", [b"\xef\xbb\xbfarchive = 'kept'", b"archive = 'kept'\r\n"], ids=["mark", "lines"])
def test_what_other_editors_write_is_read(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "tamizdat.toml").write_bytes(data)
    assert load_config(tmp_path).archive == tmp_path / "kept"


def test_what_is_not_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "tamizdat.toml").write_bytes("archive = 'ко́пия'".encode("cp1251", "replace"))
    with pytest.raises(ConfigError, match="cannot be read"):
        load_config(tmp_path)


@pytest.mark.parametrize(
    ("written", "meant"),
    [("2024-05-06", 0), ("2024-05-06T07:00:00", 7), ("2024-05-06T07:00:00+08:00", -1), ("2024-05-06T07:00:00Z", 7)],
)
def test_a_rule_ends_at_a_moment(tmp_path: Path, written: str, meant: int) -> None:
    config = load_config(press(tmp_path, "", paper=f"[[rules]]\nuntil = {written}"))
    assert config.publications["paper"].rules[0].until == datetime(2024, 5, 6, tzinfo=UTC) + timedelta(hours=meant)


@pytest.mark.parametrize(
    ("url", "meant"),
    [
        ("out", "{here}/out"),
        ("../out", "{here}/../out"),
        ("/srv/out", "/srv/out"),
        ("~/out", "{home}/out"),
        ("https://host.example/x", "https://host.example/x"),
        ("git@host.example:news.git", "git@host.example:news.git"),
        ("ssh://git@host.example/news.git", "ssh://git@host.example/news.git"),
    ],
)
def test_a_path_is_meant_from_the_folder_of_the_press(tmp_path: Path, url: str, meant: str) -> None:
    config = load_config(press(tmp_path, EDITION + MIRROR.replace('"out"', f'"{url}"')))
    assert config.editions[0].mirrors[0].url == meant.format(here=tmp_path, home=Path.home())


def test_two_branches_of_one_repository_are_two_places(tmp_path: Path) -> None:
    mirrors = ('[[editions.mirrors]]\nkind = "git"\nurl = "a.git"\n', 'branch = "b"\n')
    config = load_config(press(tmp_path, EDITION + mirrors[0] + OTHER + mirrors[0] + mirrors[1]))
    assert [edition.mirrors[0].name for edition in config.editions] == ["site-1", "book-1"]


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("90s", 90), ("30m", 1800), ("1.5h", 5400), ("1d", 86_400), ("2 w", 1_209_600), (" 0s ", 0), (5, 5), (0.5, 0.5)],
)
def test_spans_of_time(written: str | float, seconds: float) -> None:
    assert duration(written) == timedelta(seconds=seconds)


def test_a_span_of_the_command_line_is_named_by_its_option() -> None:
    with pytest.raises(ConfigError, match=r'^--every: "soon" is no span of time'):
        duration("soon", "--every")
    with pytest.raises(ConfigError, match=r'^"soon" is no span of time'):
        duration("soon")
