"""Pictures are made anew: upright, small, in plain colours, and silent about where they come from."""

from __future__ import annotations

import base64
import importlib.util
import io
import re
import struct
import sys
import zlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from tamizdat.errors import SourceError
from tamizdat.gather.images import Shrunk, fetch_picture, shrink
from tamizdat.model import GatherSettings

SECRET = "taken at 39.9042 N by Li"
COLOURS = {"red": (200, 30, 30), "blue": (30, 30, 200)}


def picture(size: tuple[int, int] = (64, 32), mode: str = "RGB") -> Image.Image:
    """The left half red, the right half blue."""
    made = Image.new("RGB", size, COLOURS["red"])
    made.paste(COLOURS["blue"], (size[0] // 2, 0, *size))
    return made.convert(mode)


def saved(image: Image.Image, format: str, **options: Any) -> bytes:
    target = io.BytesIO()
    image.save(target, format, **options)
    return target.getvalue()


def shrunk(data: bytes, width: int = 1200) -> tuple[Shrunk, Image.Image]:
    """What comes out, and what a reader sees of it; with no word of what was in the file."""
    made = shrink(data, width=width, format="webp")
    assert made == shrink(data, width=width, format="webp"), "the same bytes for the same bytes"
    image = Image.open(io.BytesIO(made.data))
    assert (image.format, image.size) == ("WEBP", (made.width, made.height))
    assert not re.search(rb"EXIF|XMP |ICCP|ANIM", made.data[12:40])
    assert set(image.info) <= {"loop", "background", "timestamp", "duration"}
    assert b"Li" not in made.data[-40:] and SECRET.encode() not in made.data
    assert struct.unpack("<I", made.data[4:8])[0] + 8 == len(made.data), "nothing trails behind"
    return made, image


def colour(image: Image.Image, where: tuple[int, int]) -> str:
    pixel = image.convert("RGB").getpixel(where)
    assert isinstance(pixel, tuple)
    return min(COLOURS, key=lambda name: sum(abs(a - b) for a, b in zip(pixel, COLOURS[name], strict=True)))


@pytest.mark.parametrize("format", ["JPEG", "PNG", "GIF", "WEBP", "AVIF", "BMP"])
def test_every_kind_of_picture_is_read(format: str) -> None:
    made, image = shrunk(saved(picture(), format))
    assert (made.media_type, made.width, made.height) == ("image/webp", 64, 32)
    assert (colour(image, (10, 10)), colour(image, (50, 10))) == ("red", "blue")


def test_avif_may_be_chosen() -> None:
    made = shrink(saved(picture(), "PNG"), width=32, format="avif")
    assert (made.media_type, made.width, made.height) == ("image/avif", 32, 16)
    assert Image.open(io.BytesIO(made.data)).format == "AVIF"


@pytest.mark.parametrize(
    ("size", "width", "expected"),
    [
        ((3000, 1500), 1200, (1200, 600)),
        ((800, 600), 1200, (800, 600)),
        ((200, 20000), 1200, (164, 16383)),
        ((4000, 3), 100, (100, 1)),
    ],
)
def test_the_size_is_bounded_and_keeps_its_proportions(size: Any, width: int, expected: Any) -> None:
    _, image = shrunk(saved(picture(size), "PNG"), width)
    assert image.size == expected
    assert colour(image, (expected[0] // 4, 0)) == "red"


def test_huge_jpegs_are_decoded_small() -> None:
    _, image = shrunk(saved(picture((6000, 4000)), "JPEG"), 600)
    assert image.size == (600, 400)
    assert (colour(image, (100, 10)), colour(image, (500, 10))) == ("red", "blue")


# Where the left edge of the picture as it is stored stands once it is upright (EXIF 2.3, tag 274).
@pytest.mark.parametrize(
    ("orientation", "size", "red"),
    [
        (1, (64, 32), (5, 16)),
        (2, (64, 32), (58, 16)),
        (3, (64, 32), (58, 16)),
        (4, (64, 32), (5, 16)),
        (5, (32, 64), (16, 5)),
        (6, (32, 64), (16, 5)),
        (7, (32, 64), (16, 58)),
        (8, (32, 64), (16, 58)),
        (77, (64, 32), (5, 16)),
    ],
)
def test_a_picture_stands_upright_without_its_exif(orientation: int, size: Any, red: Any) -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010E], exif[0x0132] = orientation, SECRET, "2026:01:01 00:00:00"
    exif.get_ifd(0x8825)[2] = (39.0, 54.0, 15.0)
    for format in ("JPEG", "PNG", "WEBP"):
        _, image = shrunk(saved(picture(), format, exif=exif))
        assert image.size == size
        assert colour(image, red) == "red"


def test_the_width_is_that_of_the_upright_picture() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    assert shrunk(saved(picture((4000, 400)), "JPEG", exif=exif), 200)[1].size == (200, 2000)


def test_words_in_a_file_are_dropped() -> None:
    from PIL.PngImagePlugin import PngInfo

    words = PngInfo()
    words.add_text("Author", SECRET)
    words.add_itxt("XML:com.adobe.xmp", f"<x>{SECRET}</x>")
    shrunk(saved(picture(), "PNG", pnginfo=words))
    shrunk(saved(picture(), "GIF", comment=SECRET.encode()))
    shrunk(saved(picture(), "JPEG", comment=SECRET.encode(), xmp=SECRET.encode()))
    shrunk(saved(picture(), "WEBP", xmp=SECRET.encode()))
    shrunk(saved(picture(), "JPEG") + SECRET.encode())


def test_broken_exif_is_no_reason_to_lose_a_picture() -> None:
    for exif in (b"Exif\0\0MM\0*\0\0\0\x08\xff\xff", b"Exif\0\0garbage", b"Exif\0\0"):
        assert shrunk(saved(picture(), "JPEG", exif=exif))[1].size == (64, 32)


@pytest.mark.parametrize(
    ("mode", "format"),
    [
        ("CMYK", "JPEG"),
        ("L", "JPEG"),
        ("L", "PNG"),
        ("1", "PNG"),
        ("P", "GIF"),
        ("P", "PNG"),
        ("I;16", "PNG"),
        ("LA", "PNG"),
    ],
)
def test_every_kind_of_colour_becomes_plain(mode: str, format: str) -> None:
    image = picture().convert("L").convert("I").point(lambda value: value * 256) if mode == "I;16" else picture()
    _, seen = shrunk(saved(image.convert(mode), format))
    assert seen.mode == "RGB"
    left, right = (seen.convert("L").getpixel((x, 16)) for x in (10, 50))
    if mode != "1":
        assert (left, right) == (pytest.approx(81, abs=20), pytest.approx(49, abs=20))


def test_what_shines_through_stays_so() -> None:
    image = picture(mode="RGBA")
    image.putalpha(Image.linear_gradient("L").resize(image.size))
    for data in (saved(image, "PNG"), saved(image, "WEBP", lossless=True)):
        assert shrunk(data)[1].mode == "RGBA"
    assert shrunk(saved(picture(mode="P"), "PNG", transparency=0))[1].mode in ("RGB", "RGBA")
    assert shrunk(saved(picture(mode="RGBA"), "PNG"))[1].mode == "RGB", "an alpha channel that hides nothing is dropped"


def test_a_colour_profile_is_applied_and_dropped() -> None:
    swapped = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    # The tags of the red and the blue primary change places: a profile in which red is blue.
    red, blue = swapped.index(b"rXYZ"), swapped.index(b"bXYZ")
    swapped[red : red + 4], swapped[blue : blue + 4] = b"bXYZ", b"rXYZ"
    _, image = shrunk(saved(picture(), "PNG", icc_profile=bytes(swapped)))
    assert colour(image, (10, 10)) == "blue"
    for broken in (b"garbage", bytes(200)):
        assert colour(shrunk(saved(picture(), "PNG", icc_profile=broken))[1], (10, 10)) == "red"


@pytest.mark.parametrize("format", ["GIF", "PNG", "WEBP"])
def test_only_the_first_frame_of_a_moving_picture_is_kept(format: str) -> None:
    frames = [Image.new("RGB", (64, 32), COLOURS[name]) for name in ("blue", "red", "blue")]
    _, image = shrunk(saved(frames[0], format, save_all=True, append_images=frames[1:]))
    assert colour(image, (10, 10)) == "blue"
    assert getattr(image, "n_frames", 1) == 1


@pytest.mark.parametrize("size", [(1, 1), (2, 2), (7, 7), (1, 600), (600, 2)])
def test_trackers_and_spacers_are_no_pictures(size: tuple[int, int]) -> None:
    with pytest.raises(SourceError, match="too small to be a picture of an article"):
        shrink(saved(picture(size), "PNG"), width=100, format="webp")


def declared(width: int, height: int) -> bytes:
    """A PNG that says how large it is, and holds nothing."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(8000, 7501), (12_000, 12_000), (60_000, 60_000), (2**31 - 1, 2**31 - 1)])
def test_a_bomb_is_known_by_its_declared_size(size: tuple[int, int]) -> None:
    with pytest.raises(SourceError, match="too large"):
        shrink(declared(*size), width=100, format="webp")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg' width='99' height='99'><script>alert(1)</script></svg>",
        b"<html><body>not found</body></html>",
        b"%PDF-1.7",
        saved(picture(), "TIFF"),
        saved(picture(), "ICO"),
        saved(picture(), "PPM"),
        saved(picture(), "JPEG2000"),
    ],
)
def test_what_is_no_picture_of_the_web_is_refused(data: bytes) -> None:
    with pytest.raises(SourceError, match="no picture of a known kind") as failure:
        shrink(data, width=100, format="webp")
    assert "JPEG" in failure.value.hint


@pytest.mark.parametrize("format", ["JPEG", "PNG", "GIF", "WEBP", "AVIF"])
def test_half_a_picture_is_refused(format: str) -> None:
    whole = saved(Image.effect_noise((300, 300), 90).convert("RGB"), format)
    with pytest.raises(SourceError):
        shrink(whole[: len(whole) // 2], width=100, format="webp")


@settings(max_examples=150)
@given(st.sampled_from(["JPEG", "PNG", "GIF", "WEBP", "BMP"]), st.data())
def test_damage_is_refused_or_read_but_never_crashes(format: str, data: st.DataObject) -> None:
    whole = bytearray(saved(picture(), format))
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        made = shrink(bytes(whole), width=100, format="webp")
    except SourceError:
        return
    assert made.width <= 100


def test_a_picture_is_fetched(web: Any, desk: Any, make_reply: Any) -> None:
    web.routes["/p"] = make_reply(saved(picture((300, 150)), "PNG"), Content_Type="text/html")
    web.routes["/x"] = make_reply(b"<html>", Content_Type="image/png")
    made = desk()
    settings = GatherSettings(picture_width=150, picture_format="avif")
    found = fetch_picture(made.fetcher, f"{web.url}/p", settings)
    assert (found.media_type, found.width, found.height) == ("image/avif", 150, 75)
    for path, reason in (("/x", "no picture of a known kind"), ("/none", "answered 404")):
        with pytest.raises(SourceError, match=f"^{web.url}{path}:? .*{reason}"):
            fetch_picture(made.fetcher, web.url + path, settings)
    assert {exchange.purpose for exchange in made.exchanges} == {"robots", "picture"}


def test_a_picture_may_stand_in_the_page_itself(desk: Any) -> None:
    data = saved(picture(), "PNG")
    fetcher = desk().fetcher
    settings = GatherSettings(picture_limit=100_000)
    assert fetch_picture(fetcher, "data:image/png;base64," + base64.b64encode(data).decode(), settings).width == 64
    quoted = "DATA:image/png," + "".join(f"%{byte:02x}" for byte in data)
    assert fetch_picture(fetcher, quoted, settings).width == 64
    for broken in ("data:image/png;base64,a", "data:image/png", "data:,hello", "data:;base64," + "A" * 140_000):
        with pytest.raises(SourceError, match="inside the page") as failure:
            fetch_picture(fetcher, broken, settings)
        assert len(failure.value.message) < 200


def test_the_hostile_pictures_of_the_corpus(shared: Path) -> None:
    spec = importlib.util.spec_from_file_location("check_image", shared / "hostile" / "check_image.py")
    assert spec and spec.loader
    check = importlib.util.module_from_spec(spec)
    before = sys.path[:]
    try:
        spec.loader.exec_module(check)
    finally:
        sys.path[:] = before
    files = sorted((shared / "hostile" / "files_public").glob("img_*"))
    assert len(files) > 20
    for file in files:
        try:
            made = shrink(file.read_bytes(), width=1200, format="webp")
        except SourceError:
            continue
        assert check.audit(made.data) == [], file.name
