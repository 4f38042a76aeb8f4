"""The newspaper is what its README promises, and says where one of its files is wrong."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from tamizdat.newsroom import newspaper_folder
from tamizdat.newsroom.paper import Desk, read_paper


def test_there_is_enough_to_read(desks: dict[str, Desk]) -> None:
    whole = {desk.id: [story for story in desk.stories if not story.served or story.feed] for desk in desks.values()}
    for id, least in {"en": 7, "fa": 5, "ru": 5, "zh": 8}.items():
        assert len(whole[id]) >= least
    assert sum(len(stories) for stories in whole.values()) >= 24
    for desk in desks.values():
        assert list(desk.sections) == ["harbour", "city", "culture", "life"]
        assert {story.section for story in whole[desk.id]} == set(desk.sections)
        days = [story.published.date() for story in desk.stories]
        assert date(2026, 3, 1) <= min(days) <= date(2026, 3, 3)
        assert date(2026, 3, 14) <= max(days) <= date(2026, 3, 15)
        for story in whole[desk.id]:
            assert story.body.count("<p") >= 3 or "/private/" in story.address, story.name


def test_addresses_are_distinct(desks: dict[str, Desk]) -> None:
    addresses = Counter(story.address for desk in desks.values() for story in desk.stories)
    assert set(addresses.values()) == {1}


def test_one_story_is_edited_later(desks: dict[str, Desk]) -> None:
    later = read_paper(newspaper_folder(), "later")
    changed = [
        (before, after)
        for id in desks
        for before, after in zip(desks[id].stories, later[id].stories, strict=True)
        if before != after
    ]
    [(before, after)] = changed
    assert (before.name, before.address, before.published) == (after.name, after.address, after.published)
    assert before.body != after.body
    assert before.modified is None
    assert after.modified
    assert after.modified > max(story.published for desk in desks.values() for story in desk.stories)


def test_every_trap_stands_in_the_readme(desks: dict[str, Desk]) -> None:
    readme = (newspaper_folder() / "README.md").read_text("utf-8")
    for desk in desks.values():
        for story in desk.stories:
            trapped = story.served or story.moved_from or story.charset != "utf-8" or "/private/" in story.address
            assert not trapped or f"`{desk.id}/stories/{story.name}.html`" in readme
    for path in re.findall(r"`(\w\w/stories/[\w-]+\.html)`", readme):
        assert (newspaper_folder() / path).is_file()


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ('section = "harbour"', 'section = "harbor"', "there is no section harbor; known are harbour, city"),
        ('title = "', 'titel = "', "titel"),
        ("published = 2026", "published = 2O26", "Expected"),
        ("+++\n", "---\n", "does not begin with TOML"),
    ],
)
def test_a_mistake_is_named_with_its_file(before: str, after: str, words: str, tmp_path: Path) -> None:
    shutil.copytree(newspaper_folder() / "en", tmp_path / "en")
    file = tmp_path / "en" / "stories" / "night-ferry.html"
    file.write_text(file.read_text("utf-8").replace(before, after), "utf-8")
    with pytest.raises(ValueError, match=f"night-ferry.html.*{words}"):
        read_paper(tmp_path, "first")
