"""Real pages, read as well as they have ever been read: every measure of the two benches stands above its floor."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path

import extract
import gold
import learned
import pytest
import readers

FLOORS = json.loads(gold.FLOORS.read_text("utf-8"))


def test_the_predecessors_pages_against_the_gold(shared: Path) -> None:
    assert shared / "corpus" == gold.SHARED
    found = gold.measure()
    assert found.keys() == FLOORS["gold"].keys(), "every measure has a floor"
    assert gold.compare(found, update=False) == []


@pytest.fixture(scope="module")
def pages(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The news pages of the bench, unpacked."""
    assert shared / "bench" == extract.SHARED
    folder = tmp_path_factory.mktemp("pages")
    with tarfile.open(extract.SHARED / "pages.tar.xz") as archive:
        archive.extractall(folder, filter="data")
    return folder


def test_news_pages_against_the_gold(pages: Path, capsys: pytest.CaptureFixture[str]) -> None:
    who, _ = readers.readers(peers=False)
    reached = extract.reached(extract.measure(extract.rows(), pages, who)[extract.OURS])
    assert {name: figures.keys() for name, figures in reached.items()} == {
        name: figures.keys() for name, figures in FLOORS["extract"].items()
    }
    capsys.readouterr()
    assert extract.compare(reached, update=False) == 0, capsys.readouterr().err


def test_no_site_is_read_worse_for_what_was_learned_of_it(shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert shared / "corpus" == gold.SHARED
    sites = [*learned.families(whole=False), *learned.printed()]
    found = {site.name: learned.measure(site, among=False) for site in sites}
    assert len(found) == 14
    assert found.keys() <= FLOORS["learned"].keys()
    assert learned.compare(found, update=False) == []
    printed = [found[site.name] for site in learned.printed()]
    assert all(10 * after < before for before, after in printed), "nine in ten wrong blocks of each are gone"
    assert capsys.readouterr().out.count("worse") == 14


def test_a_site_that_learning_makes_worse_is_noticed() -> None:
    assert learned.compare({"quarry": (0, 1), "elsewhere": (5, 4)}, update=False) == [
        "quarry: 1 wrong blocks with learning, 0 without",
        "quarry: 1 wrong blocks are more than 0",
    ]


def test_a_figure_under_its_floor_is_noticed(capsys: pytest.CaptureFixture[str]) -> None:
    name = next(iter(FLOORS["extract"]))
    assert extract.compare({name: {"f1": FLOORS["extract"][name]["f1"] - 0.001}}, update=False) == 1
    assert f"{name}: f1 0." in capsys.readouterr().err
    worse = FLOORS["gold"] | {"title": FLOORS["gold"]["title"] - 1, "forbidden": FLOORS["gold"]["forbidden"] + 1}
    assert [line.split(":")[0] for line in gold.compare(worse, update=False)] == ["forbidden", "title"]
