"""The page that the project starts from: imported, rendered, and held against what a reader should find of it.

Its text is not ours to keep here: the golden result is a digest, rewritten with `--update`.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tamizdat import pipeline
from tamizdat.model import digest
from tamizdat.pipeline.begin import write_press
from tamizdat.pipeline.imports import import_place

GOLDEN = Path(__file__).with_suffix(".sha256")
# 2022-01-28: the day after the page was published, as the clock and as the time of its file.
MOMENT = 1_643_328_000
PATH = "pages/ncid1078159/n13533598.md"
RESIDUE = re.compile(r"gtx-anchor|jfk-bubble|below_article_ad|<ok|\?n13533598|nogfw|artbody")


@pytest.fixture(scope="module")
def edition(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The page as the only one of an old mirror, imported and rendered; the clock stands."""
    folder = tmp_path_factory.mktemp("seed")
    (folder / "mirror" / PATH).parent.mkdir(parents=True)
    shutil.copyfile(shared / "corpus" / "seed_page.md", folder / "mirror" / PATH)
    os.utime(folder / "mirror" / PATH, (MOMENT, MOMENT))
    publication = write_press(folder, name="seed", language="zh-Hans")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", str(MOMENT))
        with pipeline.open_press(folder) as press:
            list(import_place(press, str(folder / "mirror"), publication))
            list(pipeline.render(press))
    yield folder / "releases" / "repository"


@pytest.fixture(scope="module")
def gold(shared: Path) -> dict[str, object]:
    lines = (shared / "corpus" / "gold_dev.jsonl").read_text("utf-8").splitlines()
    return next(record for record in map(json.loads, lines) if record["path"].endswith("n13533598.md"))


def page_of(edition: Path) -> Path:
    [page] = edition.glob("20*/*/*/*.md")
    return page


def test_the_page_shows_all_that_its_reader_should_find(edition: Path, gold: dict[str, object]) -> None:
    page = page_of(edition).read_text("utf-8")
    assert page.startswith(f"# {gold['title']}\n")
    body = gold["body"]
    assert isinstance(body, list)
    paragraphs = [block["text"] for block in body if block["type"] == "paragraph"]
    assert len(paragraphs) == 15, "fourteen, and the editor's line"
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", page).replace("\\", "")
    at = 0
    for paragraph in paragraphs:
        at = squeezed(plain).index(squeezed(paragraph), at)
    image = gold["lead_image"]
    assert isinstance(image, dict)
    assert squeezed(image["caption"]) in squeezed(plain)
    assert f"`{gold['source_url']}`" in page
    assert not RESIDUE.search(page)


def test_its_three_topic_links_lead_to_two_pages_that_lead_back(edition: Path) -> None:
    page = page_of(edition)
    text = page.read_text("utf-8").split("***")[0]
    targets = re.findall(r"\]\(([^)]*/tags/[^)]*)\)", text)
    assert (len(targets), len(set(targets))) == (3, 2)
    for target in set(targets):
        topic = (page.parent / target).resolve()
        assert page.name in topic.read_text("utf-8")


def test_the_page_is_as_it_was_last_looked_at(edition: Path, update: bool) -> None:
    seen = digest(page_of(edition).read_bytes())
    if update:
        GOLDEN.write_text(seen + "\n", "ascii")
    assert seen == GOLDEN.read_text("ascii").strip()


def squeezed(text: str) -> str:
    return "".join(text.split())
