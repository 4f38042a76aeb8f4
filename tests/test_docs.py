"""The documentation tells the truth: every verb, option, setting, kind, format and exit code stands in it."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest
import typer.core
import typer.main
from transcripts import play, steps

from tamizdat import errors, extract, gather, publish, render
from tamizdat.cli.verbs import app
from tamizdat.config import Config
from tamizdat.engine import ENGINES
from tamizdat.model import Edition, GatherSettings, MenuEntry, Mirror, Publication, Rules, Source
from tamizdat.newsroom import Newsroom, newspaper_folder
from tamizdat.pipeline.demo import write_demo

ROOT = Path(__file__).resolve().parents[1]
MANUAL = (ROOT / "docs/manual.md").read_text("utf-8")
CONFIGURATION = (ROOT / "docs/configuration.md").read_text("utf-8")
GROUP = typer.main.get_command(app)
assert isinstance(GROUP, typer.core.TyperGroup)
COMMANDS = GROUP.commands


@pytest.mark.parametrize("verb", sorted(COMMANDS))
def test_every_verb_has_a_chapter_and_an_example(verb: str) -> None:
    assert f"\n## {verb}\n" in MANUAL
    assert f"tamizdat {verb}" in (COMMANDS[verb].epilog or ""), "its help ends with an example"
    assert len(COMMANDS[verb].help or "") > 30


@pytest.mark.parametrize("verb", sorted(COMMANDS))
def test_every_option_stands_in_its_chapter(verb: str) -> None:
    chapter = MANUAL.split(f"\n## {verb}\n")[1].split("\n## ")[0]
    for option in COMMANDS[verb].params:
        names = [name for name in option.opts + option.secondary_opts if name.startswith("--")]
        if names:
            assert any(name in chapter for name in names), f"{names} is not told of in the chapter of {verb}"


def test_no_chapter_is_left_of_a_verb_that_is_gone() -> None:
    chapters = set(re.findall(r"^## (\S+)$", MANUAL, re.MULTILINE))
    assert chapters == set(COMMANDS)


@pytest.mark.parametrize("struct", [Edition, GatherSettings, Mirror, Publication, Rules, Source])
def test_every_setting_is_explained(struct: type[msgspec.Struct]) -> None:
    unsaid = {"id", "options", "publications", "sources", "rules", "mirrors"}
    for field in msgspec.structs.fields(struct):
        assert field.name in unsaid or f"`{field.name}`" in CONFIGURATION, f"{struct.__name__}.{field.name}"


def test_the_rest_of_the_settings() -> None:
    assert {field.name for field in msgspec.structs.fields(MenuEntry)} == {"label", "to"}
    assert "`archive`" in CONFIGURATION
    assert {"archive", "gather", "editions"} < {field.name for field in msgspec.structs.fields(Config)}


@pytest.mark.parametrize("kind", sorted({*gather.KINDS, *render.KINDS, *publish.KINDS}))
def test_every_kind_and_format_is_described(kind: str) -> None:
    assert f"- **{kind}**" in CONFIGURATION


def test_every_engine_and_extractor_exists() -> None:
    for engine in ENGINES:
        assert f"`{engine}`" in MANUAL
    assert set(extract.KINDS) == {"html", "markdown", "old mirror"}


def test_every_exit_code_is_explained() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    codes = {kind.exit_code for kind in kinds if issubclass(kind, errors.TamizdatError)}
    for code in codes | {0}:
        assert f"| {code} | " in MANUAL


def test_every_link_leads_to_a_file() -> None:
    for page in [ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text("utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.name} leads to {target}"


def test_the_commands_of_the_manual_do_what_it_shows(tmp_path: Path) -> None:
    assert len(list(steps(MANUAL))) > 4
    with Newsroom(newspaper_folder()) as newsroom:
        write_demo(tmp_path, newsroom.address)
        differences = list(play(MANUAL, tmp_path, newsroom.address))
    assert not differences, "\n\n".join(differences)
