"""Who wrote an article, where machines and readers are told different things."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tamizdat.extract.structured import article_data
from tamizdat.extract.writers import Writers, writers
from tamizdat.page import Page


def read(
    linked: Any = None, meta: str = "", shown: tuple[str, ...] = (), signed: tuple[str, ...] = (), language: str = "en"
) -> Writers:
    told = json.dumps({"@type": "NewsArticle", "publisher": {"name": "Post Media"}, "author": linked})
    head = "<title>Boats home | Post Online</title><meta property=og:site_name content='Island Post'>"
    head += f"<meta name=author content='{meta}'>"
    page = Page(f"<head>{head}<script type=application/ld+json>{told}</script>", "https://islandpost.example/1")
    return writers(page, article_data(page), shown, signed, "The Island Post", language)


MARA, OLE = {"@type": "Person", "name": "Mara Lindqvist"}, {"@type": "Person", "name": "Ole Berg"}


@pytest.mark.parametrize(
    ("told", "names"),
    [
        ({"linked": MARA}, ["Mara Lindqvist"]),
        ({"linked": [MARA, OLE]}, ["Mara Lindqvist", "Ole Berg"]),
        ({"linked": "By Mara Lindqvist and Ole Berg"}, ["Mara Lindqvist", "Ole Berg"]),
        ({"meta": "Mara Lindqvist"}, ["Mara Lindqvist"]),
        ({"shown": ("By Mara Lindqvist",)}, ["Mara Lindqvist"]),
        ({"signed": ("Mara Lindqvist",)}, ["Mara Lindqvist"]),
        # the paper's own name is nobody's, where people are named
        ({"linked": {"name": "Island Post"}, "shown": ("By Mara Lindqvist",)}, ["Mara Lindqvist"]),
        ({"linked": {"name": "islandpost.example"}, "meta": "Mara Lindqvist"}, ["Mara Lindqvist"]),
        ({"linked": {"name": "Post Media"}, "signed": ("Mara Lindqvist",)}, ["Mara Lindqvist"]),
        ({"linked": [MARA, {"name": "The Island Post"}]}, ["Mara Lindqvist"]),
        ({"meta": "Island Post"}, []),
        ({"meta": "Post Online"}, []),
        ({"meta": "Post"}, []),
        ({"meta": "Island Post'><meta name=Author content='Ole Berg"}, ["Ole Berg"]),
        ({"shown": ("By Mara Lindqvist, ISLANDPOST NORTH",)}, ["Mara Lindqvist"]),
        ({"linked": {"name": "Island Post"}}, ["Island Post"]),
        # nor is a desk's
        ({"linked": "Staff Reporter", "shown": ("By Mara Lindqvist",)}, ["Mara Lindqvist"]),
        ({"linked": "Post24 Redaktion", "shown": ("Von Mara Lindqvist",), "language": "de"}, ["Mara Lindqvist"]),
        ({"linked": "Post24 Redaktion"}, ["Post24 Redaktion"]),
        ({"shown": ("Post Staff", "Mara Lindqvist")}, ["Mara Lindqvist"]),
        ({"shown": ("Mara Lindqvist @mara",)}, ["Mara Lindqvist"]),
        ({"linked": "admin", "meta": "Mara Lindqvist"}, ["Mara Lindqvist"]),
        ({"linked": "https://facebook.example/islandpost"}, []),
        ({"meta": "@islandpost"}, []),
        ({"linked": "mara@islandpost.example"}, []),
        ({"linked": ["Mara Lindqvist mara@islandpost.example"]}, ["Mara Lindqvist"]),
        ({"shown": ("关注", "订阅")}, []),
        ({"shown": ("Share", "Follow")}, []),
        # pieces of lines are no names
        ({"linked": {"name": "Island Post"}, "shown": ("Harbour", "Boats")}, ["Island Post"]),
        # roles apart
        ({"linked": "Mara Lindqvist, Political Editor"}, ["Mara Lindqvist"]),
        ({"linked": "Mara Lindqvist Political Editor"}, ["Mara Lindqvist"]),
        ({"shown": ("By Mara Lindqvist, Senior Reporter at The Island Post",)}, ["Mara Lindqvist"]),
        ({"shown": ("Von Mara Lindqvist, Chefredakteurin",), "language": "de"}, ["Mara Lindqvist"]),
        ({"shown": ("Par Mara Lindqvist, envoyée spéciale à Oslo",), "language": "fr"}, ["Mara Lindqvist"]),
        ({"shown": ("Мара Линдквист, корреспондент",), "language": "ru"}, ["Мара Линдквист"]),
        ({"linked": "김민수 선임기자", "language": "ko"}, ["김민수"]),
        ({"linked": "김민수 기자 외 2명", "language": "ko"}, ["김민수"]),
        ({"shown": ("By Mara Lindqvist Monday, March 2",)}, ["Mara Lindqvist"]),
        # a Japanese name has a space, two Chinese ones are joined by it
        ({"linked": "渡辺 直子", "language": "ja"}, ["渡辺 直子"]),
        ({"linked": "林可 周澜", "language": "zh"}, ["林可", "周澜"]),
        # what is «by» in one language is part of a name in another
        ({"linked": "Di Maria Rossi", "language": "en"}, ["Di Maria Rossi"]),
        ({"shown": ("Di Maria Rossi",), "language": "it"}, ["Maria Rossi"]),
        ({}, []),
    ],
)  # fmt: skip
def test_names(told: dict[str, Any], names: list[str]) -> None:
    assert list(read(**told).names) == names


@pytest.mark.parametrize(
    ("linked", "names", "agencies"),
    [
        ([MARA, "AFP"], ["Mara Lindqvist"], ["AFP"]),
        (["AFP", "Reuters"], ["AFP", "Reuters"], ["AFP", "Reuters"]),
        ("Mara Lindqvist with AFP", ["Mara Lindqvist"], ["AFP"]),
    ],
)
def test_agencies_stand_apart_from_people(linked: Any, names: list[str], agencies: list[str]) -> None:
    found = read(linked)
    assert (list(found.names), list(found.agencies)) == (names, agencies)


@pytest.mark.parametrize(
    ("told", "by"),
    [
        ({"linked": MARA, "meta": "Mara Lindqvist", "shown": ("By Mara Lindqvist",)}, "JSON-LD, <meta>, the byline"),
        ({"linked": MARA, "meta": "Ole Berg"}, "JSON-LD against <meta>"),
        ({"linked": {"name": "Island Post"}}, "JSON-LD, though no person"),
        ({"signed": ("Mara Lindqvist",)}, "a signature"),
        ({}, ""),
    ],
)
def test_the_reason_is_given(told: dict[str, Any], by: str) -> None:
    assert read(**told).support.by == by
