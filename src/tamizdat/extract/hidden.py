"""What no reader was meant to see: by an element's own attributes and style."""

from __future__ import annotations

import re
from collections.abc import Mapping

Attributes = Mapping[str, str | None]

# A box or picture this wide or high is a pixel that counts readers.
PIXEL = 2
# A picture no wider and no higher is a sign, a button, or the portrait of somebody who wrote.
SIGN = 100
SHAPE = 20
FIXED = re.compile(r"\s{0,9}(\d{1,3})px\s{0,9}")
# Far outside of any window is where search engines read what people do not.
STYLE = re.compile(
    r"display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden|(?:left|top)\s{0,9}:\s{0,9}-\d{4,6}px"
    r"|clip(?:-path)?\s{0,9}:\s{0,9}(?:rect\(0|inset\((?:50|100)%)",
    re.IGNORECASE,
)
# React sends a part of a page that came late in a hidden box of this id; a script moves it to its place.
STREAMED = re.compile(r"\w{0,40}S:[0-9a-f]{1,6}")
CLASS = re.compile(r"\b(?:sr-only|visually-?hidden|screen-reader-text)\b")
NUMBER = re.compile(r"\s*(\d{1,6})(?!\d|\s*%)")
STYLED_SIDE = re.compile(r"(?<![\w-])(width|height)\s{0,9}:\s{0,9}(\d{1,4})(?:px)?\s{0,9}(?:;|!|$)", re.IGNORECASE)


def is_hidden(attributes: Attributes) -> bool:
    """Whether an element is not shown."""
    if "hidden" in attributes:
        return STREAMED.fullmatch(attributes.get("id") or "") is None
    style = attributes.get("style")
    if style and STYLE.search(style):
        return True
    names = attributes.get("class")
    return bool(names and CLASS.search(names))


def has_thin_side(attributes: Attributes) -> bool:
    """Whether a picture is no wider or no higher than a pixel or two."""
    return any(_number(attributes.get(side)) <= PIXEL for side in ("width", "height"))


def is_sign(attributes: Attributes) -> bool:
    """Whether a picture is shown so small that it is part of the layout."""
    fixed = FIXED.fullmatch(attributes.get("sizes") or "")
    if fixed is not None and int(fixed[1]) <= SIGN:
        return True
    width, height = (_number(attributes.get(side)) for side in ("width", "height"))
    # 16 by 9 is a shape and no size, 13 by 12 is a size.
    return max(width, height) <= SIGN and (min(width, height) >= SHAPE or 1.2 * min(width, height) > max(width, height))


def is_pixel(attributes: Attributes) -> bool:
    """Whether a frame shows no more than a dot. One side alone says nothing: a script may widen it."""
    sides = {side: _number(attributes.get(side)) for side in ("width", "height")}
    for side, number in STYLED_SIDE.findall(attributes.get("style") or ""):
        sides[side.lower()] = int(number)
    return max(sides.values()) <= PIXEL


def _number(value: str | None) -> float:
    """The whole number that a width or height begins with; without one the thing is as large as it is."""
    match = NUMBER.match(value or "")
    return int(match[1]) if match else float("inf")
