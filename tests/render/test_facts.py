"""Moments in words, and addresses that tell readers where a mirror is and nobody who runs it."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from render.editions import contents, story

from tamizdat.model import MenuEntry, Mirror
from tamizdat.render.facts import menu, public_address, shown
from tamizdat.render.layout import Layout


@pytest.mark.parametrize(
    ("mirror", "address"),
    [
        (Mirror(kind="git", url="git@github.com:example/news.git"), "https://github.com/example/news"),
        (Mirror(kind="git", url="ssh://git@codeberg.org/example/news.git"), "https://codeberg.org/example/news"),
        (Mirror(kind="git", url="https://github.com/example/news.git"), "https://github.com/example/news"),
        (Mirror(kind="folder", url="/srv/www/news"), ""),
        (Mirror(kind="folder", url="/srv/www/news", address="https://news.example/"), "https://news.example/"),
        (Mirror(kind="git", url="/home/ann/mirror.git"), ""),
        (Mirror(kind="git", url="ann@home-server.lan:/srv/git/news.git"), ""),
        (Mirror(kind="git", url="https://token@github.com/example/news.git"), ""),
        (Mirror(kind="git", url="https://git.ann.example/news.git"), ""),
        (Mirror(kind="git", url="ssh://git@github.com:22/example/news.git"), "https://github.com/example/news"),
    ],
)
def test_public_address(mirror: Mirror, address: str) -> None:
    assert public_address(mirror) == address


def test_a_day_without_a_time_is_a_day() -> None:
    taipei = ZoneInfo("Asia/Taipei")
    assert shown(datetime(2026, 3, 1, 16, tzinfo=UTC), taipei) == "2026-03-02"
    assert shown(datetime(2026, 3, 1, 16, 5, tzinfo=UTC), taipei) == "2026-03-02 00:05"


def test_where_a_menu_leads() -> None:
    entries = (".", "pages/tools", "edition:other", "edition:news", "https://tools.example/")
    edition = contents([story()], menu=tuple(MenuEntry(label=to, to=to) for to in entries))
    targets = [target for _, target in menu(edition, Layout(".md", "README"))]
    assert targets == ["README.md", "pages/tools.md", "addresses.md", "README.md", "https://tools.example/"]
