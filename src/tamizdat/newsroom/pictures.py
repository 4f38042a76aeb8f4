"""The newspaper's pictures, painted when they are asked for: the same path, the same picture.

A path is a scene and a name, `sea/ferry-bell.jpg`: the scene says what is painted, the name is the seed, its ending
the format. As photographs do, the JPEG ones carry what must never reach a reader: camera, owner, place.
"""

from __future__ import annotations

import io
import math
import random
from collections.abc import Callable
from functools import lru_cache

from PIL import ExifTags, Image, ImageDraw, ImageFilter, ImageOps

SIZE = (1600, 1000)
WIDTH, HEIGHT = SIZE
FORMATS = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP"}
# Sky above, sky at the horizon, the sun or moon, the near, the far: each row is one time of day.
PALETTES = (
    ("#27456b", "#f2b37c", "#fff0cf", "#1c2a3c", "#6d7fa0"),
    ("#7fb2cf", "#f3ead7", "#fffdf2", "#31566b", "#86a9b4"),
    ("#1b2140", "#5a5f94", "#f4f1de", "#0f1428", "#343a66"),
    ("#c97b63", "#fbe3c0", "#fff6e0", "#4b2f3a", "#a8706a"),
    ("#5f8f86", "#e9efd8", "#fbfaf0", "#23433f", "#7ea79a"),
)


@lru_cache(maxsize=64)
def paint(path: str) -> bytes:
    """The file of a picture; nothing for a scene or a format that is not known."""
    scene, _, name = path.partition("/")
    suffix = name.rpartition(".")[2]
    if scene not in SCENES or suffix not in FORMATS:
        return b""
    chance = random.Random(path)  # noqa: S311  # colours, not keys
    image = _sky(palette := chance.choice(PALETTES))
    SCENES[scene](image, chance, palette)
    target = io.BytesIO()
    if suffix == "jpg":
        turned = chance.random() < 0.4
        # A camera held upright: the pixels lie on their side, and EXIF says how to turn them.
        image = image.transpose(Image.Transpose.ROTATE_90) if turned else image
        image.save(target, "JPEG", quality=88, exif=_exif(chance, 6 if turned else 1))
    elif suffix == "png":
        image.save(target, "PNG", compress_level=3)
    else:
        image.save(target, "WEBP", quality=85, method=2)
    return target.getvalue()


def _sky(palette: tuple[str, ...]) -> Image.Image:
    gradient = Image.linear_gradient("L").resize(SIZE, Image.Resampling.BILINEAR)
    return ImageOps.colorize(gradient, palette[0], palette[1], mid=palette[1], midpoint=190)


def _sun(image: Image.Image, x: float, y: float, radius: float, colour: str) -> None:
    """A disc in its own glow; the glow is made small and scaled up, as it has no edge to lose."""
    glow = Image.new("L", (WIDTH // 8, HEIGHT // 8))
    box = [(x - 3 * radius) / 8, (y - 3 * radius) / 8, (x + 3 * radius) / 8, (y + 3 * radius) / 8]
    ImageDraw.Draw(glow).ellipse(box, fill=110)
    mask = glow.filter(ImageFilter.GaussianBlur(radius / 8)).resize(SIZE, Image.Resampling.BICUBIC)
    ImageDraw.Draw(mask).ellipse([x - radius, y - radius, x + radius, y + radius], fill=255)
    image.paste(Image.new("RGB", SIZE, colour), mask=mask)


def _ridge(image: Image.Image, chance: random.Random, height: float, rough: float, colour: str) -> None:
    """A line of hills across the picture, filled to its lower edge."""
    waves = [(chance.uniform(0.4, 3.5), chance.uniform(0, 6.3), chance.uniform(0.2, 1)) for _ in range(5)]
    points = [
        (x, height - rough * sum(size * math.sin(turns * 6.3 * x / WIDTH + phase) for turns, phase, size in waves) / 2)
        for x in range(0, WIDTH + 20, 20)
    ]
    ImageDraw.Draw(image).polygon([(0, HEIGHT), *points, (WIDTH, HEIGHT)], fill=colour)


def _mixed(one: str, other: str, share: float) -> str:
    pairs = ((int(one[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(first + (second - first) * share):02x}" for first, second in pairs)


def _bay(image: Image.Image, chance: random.Random, palette: tuple[str, ...]) -> float:
    """Water under the sun; where its horizon is."""
    _, low, bright, near, far = palette
    horizon = chance.uniform(560, 640)
    _sun(image, x := chance.uniform(300, 1300), horizon - chance.uniform(40, 260), chance.uniform(50, 90), bright)
    _ridge(image, chance, horizon - 20, 45, far)
    draw = ImageDraw.Draw(image)
    draw.rectangle([0, horizon, WIDTH, HEIGHT], fill=_mixed(far, near, 0.35))
    for row in range(90):
        y = horizon + (HEIGHT - horizon) * (row / 90) ** 1.6
        glitter = chance.gauss(x, 60 + row * 3) if row % 2 else chance.uniform(0, WIDTH)
        length = chance.uniform(20, 60 + row * 3)
        draw.line(
            [glitter - length, y, glitter + length, y], _mixed(far, bright if row % 2 else low, 0.55), 2 + row // 30
        )
    return horizon


def _light(image: Image.Image, chance: random.Random, palette: tuple[str, ...]) -> None:
    """A lighthouse."""
    y = _bay(image, chance, palette) + 60
    x, bright, near = chance.uniform(300, 1300), palette[2], palette[3]
    draw = ImageDraw.Draw(image)
    draw.polygon([(x - 210, y + 30), (x - 90, y - 25), (x + 100, y - 20), (x + 240, y + 30)], fill=near)
    draw.polygon([(x - 46, y - 20), (x - 27, y - 340), (x + 27, y - 340), (x + 46, y - 20)], fill=near)
    draw.rectangle([x - 40, y - 350, x + 40, y - 340], fill=near)
    draw.rectangle([x - 19, y - 395, x + 19, y - 350], fill=bright)
    draw.polygon([(x - 30, y - 395), (x, y - 435), (x + 30, y - 395)], fill=near)


def _sea(image: Image.Image, chance: random.Random, palette: tuple[str, ...]) -> None:
    """A boat on a bay."""
    y = _bay(image, chance, palette) + chance.uniform(90, 200)
    x, bright, near = chance.uniform(300, 1300), palette[2], palette[3]
    draw = ImageDraw.Draw(image)
    draw.polygon([(x - 190, y - 45), (x + 210, y - 45), (x + 150, y + 30), (x - 150, y + 30)], fill=near)
    draw.rectangle([x - 110, y - 115, x + 90, y - 45], fill=_mixed(near, bright, 0.8))
    draw.rectangle([x + 10, y - 175, x + 50, y - 115], fill=near)
    for window in range(5):
        draw.rectangle([x - 92 + window * 38, y - 95, x - 70 + window * 38, y - 70], fill=near)


def _hills(image: Image.Image, chance: random.Random, palette: tuple[str, ...]) -> None:
    """Ranges of hills, the nearer the darker."""
    _sun(image, chance.uniform(200, 1400), chance.uniform(160, 380), chance.uniform(50, 110), palette[2])
    for row in range(6):
        colour = _mixed(_mixed(palette[4], palette[1], 0.5), palette[3], row / 5)
        _ridge(image, chance, 480 + row * 95, 60 + row * 12, colour)


def _town(image: Image.Image, chance: random.Random, palette: tuple[str, ...]) -> None:
    """Roofs in two rows, with lit windows."""
    _, low, bright, near, far = palette
    _sun(image, chance.uniform(200, 1400), chance.uniform(140, 300), chance.uniform(40, 70), bright)
    draw = ImageDraw.Draw(image)
    for ground, colour in ((620, _mixed(far, low, 0.2)), (760, near)):
        x = -40.0
        while x < WIDTH:
            width, top = chance.uniform(90, 210), ground - chance.uniform(0, 260)
            draw.rectangle([x, top, x + width, HEIGHT], fill=colour)
            draw.polygon([(x - 8, top), (x + width / 2, top - chance.uniform(20, 90)), (x + width + 8, top)], colour)
            for row in range(int(top) + 40, HEIGHT - 60, 70):
                for column in range(int(x) + 22, int(x + width) - 34, 46):
                    if chance.random() < 0.4:
                        draw.rectangle([column, row, column + 20, row + 30], fill=_mixed(colour, bright, 0.75))
            x += width + chance.uniform(-6, 18)


def _table(image: Image.Image, chance: random.Random, palette: tuple[str, ...]) -> None:
    """A still life: a bowl and round fruit on a cloth."""
    _, low, bright, near, far = palette
    image.paste(_mixed(low, bright, 0.5), (0, 0, WIDTH, 620))
    draw = ImageDraw.Draw(image)
    for stripe in range(9):
        draw.rectangle([stripe * 190, 0, stripe * 190 + 95, 620], fill=_mixed(low, bright, 0.3))
    draw.rectangle([0, 620, WIDTH, HEIGHT], fill=_mixed(far, low, 0.35))
    draw.polygon([(0, 620), (WIDTH, 620), (WIDTH, 700), (0, 660)], fill=_mixed(far, low, 0.15))
    x, y = chance.uniform(560, 900), 640.0
    draw.ellipse([x - 330, y + 130, x + 330, y + 260], fill=_mixed(far, near, 0.5))
    for place in range(chance.randint(3, 6)):
        at, radius = x - 230 + place * 90, chance.uniform(70, 105)
        fruit = _mixed(chance.choice(("#b5443c", "#d99a3d", "#7d8f4a", "#6b4a72")), low, 0.15)
        draw.ellipse([at - radius, y - radius - 60, at + radius, y + radius - 60], fill=fruit)
        draw.ellipse([at - radius * 0.5, y - radius * 0.7 - 60, at - radius * 0.2, y - radius * 0.4 - 60], fill=bright)
    draw.chord([x - 320, y - 270, x + 320, y + 230], 0, 180, fill=near)
    draw.ellipse([x - 320, y - 60, x + 320, y + 20], outline=_mixed(near, bright, 0.6), width=10)


SCENES: dict[str, Callable[[Image.Image, random.Random, tuple[str, ...]], None]] = {
    "sea": _sea,
    "light": _light,
    "hills": _hills,
    "town": _town,
    "table": _table,
}


def _exif(chance: random.Random, turn: int) -> Image.Exif:
    """What a camera writes, with an owner and a place that do not exist."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Lumenor"
    exif[ExifTags.Base.Model] = "Lumenor Traveller 3"
    exif[ExifTags.Base.Orientation] = turn
    exif[ExifTags.Base.Artist] = "Evander Quill"
    details = exif.get_ifd(ExifTags.IFD.Exif)
    details[0xA430] = "Evander Quill"  # CameraOwnerName
    details[ExifTags.Base.DateTimeOriginal] = "2026:03:01 10:00:00"
    place = exif.get_ifd(ExifTags.IFD.GPSInfo)
    place[ExifTags.GPS.GPSLatitudeRef], place[ExifTags.GPS.GPSLongitudeRef] = "N", "W"
    place[ExifTags.GPS.GPSLatitude] = (33.0, float(chance.randint(0, 59)), 0.0)
    place[ExifTags.GPS.GPSLongitude] = (41.0, float(chance.randint(0, 59)), 0.0)
    return exif
