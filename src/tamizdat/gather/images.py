"""An article's pictures: fetched, judged by their content, made anew and small.

Nothing of the file that was found survives but its pixels, in an upright sRGB picture: no EXIF, GPS, XMP, colour
profile, comment, thumbnail or trailing bytes, and no script, since SVG is never taken. That keeps safe both the
reader, whose picture asks nobody for anything, and the photographer, whose camera and place are nobody's business.
"""

from __future__ import annotations

import base64
import binascii
import io
import struct
import warnings
from typing import Literal
from urllib.parse import unquote_to_bytes

from msgspec import Struct
from PIL import ExifTags, Image, ImageCms, UnidentifiedImageError

from tamizdat.errors import SourceError
from tamizdat.gather.fetch import Fetcher
from tamizdat.model import GatherSettings

# TIFF and the forty others that Pillow knows stand on no page, and each is one more decoder to attack.
FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF", "BMP")
PIXELS = 60_000_000
SMALLEST = 8  # pixels; what is smaller both ways is a tracker or a spacer
THINNEST = 2
TALLEST = 16_383  # WebP's own limit
QUALITY = {"webp": 80, "avif": 60}  # these look alike
PROFILE_LIMIT = 4_000_000  # bytes of a colour profile that are still worth reading
BROKEN = (OSError, ValueError, SyntaxError, EOFError, MemoryError, struct.error)
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class Shrunk(Struct, frozen=True):
    """A picture of ours: its bytes, their media type, and its size in pixels."""

    data: bytes
    media_type: str
    width: int
    height: int


def fetch_picture(fetcher: Fetcher, url: str, settings: GatherSettings) -> Shrunk:
    """The picture at an address (or inside a `data:` address), made ours; raises `SourceError`."""
    embedded = url[:5].lower() == "data:"
    name = "a picture inside the page" if embedded else url
    try:
        if embedded:
            found = _data(url, settings.picture_limit)
        else:
            found = fetcher.get(url, purpose="picture", conditional=False).body
        return shrink(found, width=settings.picture_width, format=settings.picture_format)
    except SourceError as error:
        if error.message.startswith(name):
            raise
        raise SourceError(f"{name}: {error.message}", error.hint) from error


def shrink(data: bytes, *, width: int, format: Literal["webp", "avif"]) -> Shrunk:
    """The same picture, at most `width` pixels wide, and nothing but its pixels; of a moving one the first frame.

    The same bytes come out for the same bytes. Raises `SourceError` for what is no picture of an article.
    """
    try:
        with warnings.catch_warnings():
            # Pillow warns of corrupt EXIF and the like, which is dropped anyway, and of sizes, which are checked here.
            warnings.simplefilter("ignore")
            pixels = _pixels(data, width)
    except UnidentifiedImageError as error:
        raise SourceError("it is no picture of a known kind", f"known are {', '.join(FORMATS)}") from error
    except Image.DecompressionBombError as error:
        raise SourceError("the picture is too large", f"more than {PIXELS:,} pixels are never decoded") from error
    except BROKEN as error:
        raise SourceError(
            f"the picture cannot be read: {error}", "it may be damaged; its caption stands in its place"
        ) from error
    target = io.BytesIO()
    if format == "webp":
        pixels.save(target, "WEBP", quality=QUALITY[format], method=4)
    else:
        # One thread, so that the bytes are the same on every machine.
        pixels.save(target, "AVIF", quality=QUALITY[format], speed=6, max_threads=1)
    return Shrunk(target.getvalue(), f"image/{format}", *pixels.size)


def _pixels(data: bytes, width: int) -> Image.Image:
    """The first frame, scaled down, in sRGB, upright, and copied so that nothing else comes along."""
    with Image.open(io.BytesIO(data), formats=FORMATS) as found:
        _check_size(*found.size)
        turn = _turn(found)
        size = _fitting(*found.size, width, on_its_side=turn in (5, 6, 7, 8))
        # A JPEG is decoded at a half, a quarter or an eighth where that is enough: less memory for the huge ones.
        found.draft(None, (2 * size[0], 2 * size[1]))
        found.load()
        profile = found.info.get("icc_profile") or b""
        small = _plain(found)
        if small.size != size:
            small = small.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    small = _srgb(small, profile)
    if turn in TURNS:
        small = small.transpose(TURNS[turn])
    return Image.frombytes(small.mode, small.size, small.tobytes())


def _check_size(width: int, height: int) -> None:
    """Judge the size that a file declares, before anything is decoded."""
    if width * height > PIXELS:
        raise SourceError(
            f"the picture is too large: {width}×{height} pixels", f"more than {PIXELS:,} pixels are never decoded"
        )
    if max(width, height) < SMALLEST or min(width, height) <= THINNEST:
        raise SourceError(
            f"{width}×{height} pixels are too small to be a picture of an article", "it counts readers or fills space"
        )


def _turn(found: Image.Image) -> int:
    """The EXIF orientation: 1 is upright, 5 to 8 lie on their side."""
    try:
        return int(found.getexif().get(ExifTags.Base.Orientation, 1))
    except (*BROKEN, TypeError, KeyError):
        return 1  # broken EXIF is no reason to refuse a good picture


def _fitting(width: int, height: int, limit: int, *, on_its_side: bool) -> tuple[int, int]:
    """The size that keeps the proportions and, once upright, is neither wider than `limit` nor too tall."""
    across, down = (height, width) if on_its_side else (width, height)
    scale = min(1.0, limit / across, TALLEST / down)
    return max(1, round(width * scale)), max(1, round(height * scale))


def _plain(found: Image.Image) -> Image.Image:
    """Whole colours instead of palettes, and 8 bits a channel, so that the picture can be scaled."""
    if found.mode.startswith("I"):  # 16 bits a pixel
        return found.convert("I").point(lambda value: value / 256).convert("L")
    if found.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in found.info:
        return found.convert("RGBA")
    return found if found.mode in ("RGB", "L", "CMYK") else found.convert("RGB")


def _srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """RGB or RGBA in sRGB; by the colour profile where there is a sound one for these channels."""
    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    image = image.convert("RGB") if alpha else image
    if 0 < len(profile) <= PROFILE_LIMIT:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            made = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, *BROKEN):
            made = None  # a broken profile, or one for other channels: the plain numbers are close enough
        image = made or image
    image = image.convert("RGB")
    if alpha and alpha.getextrema() != (255, 255):
        image.putalpha(alpha)
    return image


def _data(url: str, limit: int) -> bytes:
    """The bytes inside a `data:` address (RFC 2397)."""
    head, comma, body = url.partition(",")
    if not comma or len(body) > limit * 4 // 3 + 4:
        raise SourceError(
            "the data: address is broken or too long", "raise picture_limit under [gather] if it is meant"
        )
    try:
        found = unquote_to_bytes(body)
        return base64.b64decode(found) if head.lower().endswith(";base64") else found[:limit]
    except (binascii.Error, ValueError) as error:
        raise SourceError(f"the data: address is broken: {error}", "its caption stands in its place") from error
