"""Bylines → names, in the languages that newspapers write them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamizdat.extract.authors import is_agency, linked, names


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("By Mara Lindqvist", ["Mara Lindqvist"]),
        ("by  Mara Lindqvist and Ole Berg", ["Mara Lindqvist", "Ole Berg"]),
        ("Mara Lindqvist, Ole Berg & Ida Holm", ["Mara Lindqvist", "Ole Berg", "Ida Holm"]),
        ("Mara Lindqvist, staff writer", ["Mara Lindqvist"]),
        ("Von Mara Lindqvist und Ole Berg", ["Mara Lindqvist", "Ole Berg"]),
        ("Par Mara Lindqvist (à Lisbonne)", ["Mara Lindqvist"]),
        ("(Mara Lindqvist)", ["Mara Lindqvist"]),
        ("Автор: Мара Линдквист", ["Мара Линдквист"]),
        ("نویسنده: مارا لیندکویست", ["مارا لیندکویست"]),
        ("记者：李明", ["李明"]),
        ("文／李明", ["李明"]),
        ("作者 李明 王芳", ["李明", "王芳"]),
        ("李明、王芳", ["李明", "王芳"]),
        ("김민수 기자", ["김민수"]),
        ("Mara Lindqvist | The Harbour Courier", ["Mara Lindqvist"]),
        ("Mara Lindqvist\nOle Berg", ["Mara Lindqvist Ole Berg"]),
        ("Фото: Глеб Ветлугин", []),
        ("Photograph: Tomas Reed, Wen Sable", []),
        ("Photo by Tomas Reed", []),
        ("Fotos: Tomas Reed", []),
        ("عکس: بهروز لنگر", []),
        ("图：何一舟", []),
        ("摄影 / 何一舟", []),
        ("Text: Vera Lapteva, Foto: Tomas Reed, Wen Sable", ["Vera Lapteva"]),
        ("图/文：何一舟", ["何一舟"]),
        ("Photo Lindqvist", ["Photo Lindqvist"]),
        ("admin", []),
        ("редакция", []),
        ("https://x.example/mara", []),
        ("@mara", []),
        ("Room 7", []),
        ("x" * 500, []),
        ("", []),
    ],
)
def test_names_in_a_byline(line: str, found: list[str]) -> None:
    assert list(names([line])) == found


def test_a_name_is_given_once() -> None:
    assert names(["By Mara Lindqvist", "MARA LINDQVIST", "Ole Berg"]) == ("Mara Lindqvist", "Ole Berg")


@pytest.mark.parametrize("name", ["AFP", "Reuters", "新华社", "ТАСС", "the Associated Press", "dpa-infocom"])
def test_agencies_are_told_from_people(name: str) -> None:
    assert is_agency(name)
    assert not is_agency(f"{name} Lindqvist")


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("Mara", ["Mara"]),
        ({"name": "Mara"}, ["Mara"]),
        ([{"@type": "Person", "name": "Mara"}, "Ole", 7, None, {"url": "x"}], ["Mara", "Ole"]),
        ({"name": ["Mara", "Ole"]}, ["Mara", "Ole"]),
        (None, []),
        (["x"] * 99, ["x"] * 30),
    ],
)
def test_names_in_linked_data(value: Any, found: list[str]) -> None:
    assert linked(value) == found


@given(st.lists(st.text(max_size=80), max_size=3))
def test_any_line_gives_plain_names(lines: list[str]) -> None:
    for name in names(lines):
        assert 1 < len(name) <= 60
        assert name == " ".join(name.split())
        assert not any(character.isdigit() for character in name)
