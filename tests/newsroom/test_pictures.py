"""Painted pictures: the same each time, in every format, with what must not be passed on."""

from __future__ import annotations

import io

import pytest
from PIL import ExifTags, Image

from tamizdat.gather.images import shrink
from tamizdat.newsroom.pictures import SCENES, SIZE, paint


@pytest.mark.parametrize("scene", sorted(SCENES))
@pytest.mark.parametrize(("suffix", "format"), [("jpg", "JPEG"), ("png", "PNG"), ("webp", "WEBP")])
def test_a_picture_is_painted(scene: str, suffix: str, format: str) -> None:
    with Image.open(io.BytesIO(paint(f"{scene}/a.{suffix}"))) as picture:
        assert picture.format == format
        assert sorted(picture.size) == sorted(SIZE)


def test_a_path_is_a_seed() -> None:
    first = paint("sea/a.jpg")
    paint.cache_clear()
    assert paint("sea/a.jpg") == first
    assert paint("sea/b.jpg") != first


@pytest.mark.parametrize("path", ["lost/tide-jar.jpg", "sea/a.svg", "sea", ""])
def test_there_is_no_picture_of_anything_else(path: str) -> None:
    assert paint(path) == b""


def test_photographs_tell_whose_they_are_and_how_to_hold_them() -> None:
    turns = set()
    for name in range(12):
        data = paint(f"town/{name}.jpg")
        with Image.open(io.BytesIO(data)) as picture:
            exif = picture.getexif()
            assert exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] == "N"
            assert exif.get_ifd(ExifTags.IFD.Exif)[0xA430] == "Evander Quill"
            turns.add((exif[ExifTags.Base.Orientation], picture.size))
        ours = shrink(data, width=400, format="webp")
        assert (ours.width, ours.height) == (400, 250)
        assert b"Evander" not in ours.data
    assert turns == {(1, SIZE), (6, SIZE[::-1])}
