"""What no reader was meant to see."""

from __future__ import annotations

import pytest

from tamizdat.extract.hidden import has_thin_side, is_hidden, is_pixel


@pytest.mark.parametrize(
    ("attributes", "hidden"),
    [
        ({"hidden": None}, True),
        ({"hidden": "", "id": "S:1f"}, False),
        ({"hidden": "", "id": "CLASS:x"}, True),
        ({"style": "color:red; DISPLAY : none"}, True),
        ({"style": "visibility:hidden"}, True),
        ({"style": "position:absolute;top:0;left:-9999px"}, True),
        ({"class": "note sr-only"}, True),
        ({"class": "visuallyhidden"}, True),
        ({"style": "margin-left:-20px; left: -12px"}, False),
        ({"class": "hidden-harbour", "style": "display:block"}, False),
        ({"style": None, "class": None}, False),
        ({}, False),
    ],
)
def test_hidden(attributes: dict[str, str | None], hidden: bool) -> None:
    assert is_hidden(attributes) is hidden


@pytest.mark.parametrize(
    ("attributes", "pixel", "thin"),
    [
        ({"width": "1", "height": "1"}, True, True),
        ({"width": "0px", "height": " 2"}, True, True),
        ({"style": "width:1px;height:1px;border:0"}, True, False),
        ({"width": "1", "style": "height: 0"}, True, True),
        ({"style": "width:0; min-width:100% !important", "height": "400"}, False, False),
        ({"width": "100%", "height": "0"}, False, True),
        ({"height": "0"}, False, True),
        ({"style": "max-width:1px;max-height:1px"}, False, False),
        ({"width": "640", "height": "360"}, False, False),
        ({"width": "auto", "height": None}, False, False),
        ({}, False, False),
    ],
)
def test_a_frame_is_a_pixel_by_both_sides_and_a_picture_by_one(
    attributes: dict[str, str | None], pixel: bool, thin: bool
) -> None:
    assert is_pixel(attributes) is pixel
    assert has_thin_side(attributes) is thin
