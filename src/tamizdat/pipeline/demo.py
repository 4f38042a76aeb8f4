"""demo: the whole press on the bundled newspaper, over loopback.

Two runs: the first mirrors the paper as it is; then one of its articles is edited, and the second run shows what
that costs. The settings written are an example to read.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from tamizdat.config import FILE
from tamizdat.errors import ConfigError
from tamizdat.newsroom import Newsroom, newspaper_folder
from tamizdat.pipeline.press import Event, open_press
from tamizdat.pipeline.run import run

# The port of the newspaper, so that its addresses are the same at every demo.
PORT = 8731


def demonstrate(folder: Path, engine: str = "serial") -> Iterator[tuple[str, Iterator[Event]]]:
    """Both runs in a folder, which is made: what is about to be seen, and its events.

    Raises `ConfigError` where another press stands there.
    """
    with _newsroom() as newsroom:
        write_demo(folder, newsroom.address)
        with open_press(folder, engine_name=engine) as press:
            yield (
                f"a newspaper is at {newsroom.address}/ and mirrored into {folder}/; some of its pages are broken",
                run(press),
            )
            newsroom.edition = "later"
            yield "now one of its articles has been edited, and the press runs again", run(press)


def write_demo(folder: Path, address: str) -> None:
    """The settings of a press for the newspaper at an address, and a bare repository for its git mirror."""
    examples = newspaper_folder() / "press"
    settings = folder / FILE
    if settings.exists() and "# The press of the demo" not in settings.read_text("utf-8"):
        raise ConfigError(f"there is a press in {folder} already", "name another folder with -C")
    (folder / "publications").mkdir(parents=True, exist_ok=True)
    for file in [examples / FILE, *(examples / "publications").glob("*.toml")]:
        text = file.read_text("utf-8").replace("127.0.0.1:8731", urlsplit(address).netloc)
        (folder / file.relative_to(examples)).write_text(text, "utf-8")
    if not (folder / "mirror.git").exists():
        subprocess.run(["git", "init", "--quiet", "--bare", str(folder / "mirror.git")], check=True)


def _newsroom() -> Newsroom:
    try:
        return Newsroom(newspaper_folder(), port=PORT)
    except OSError:
        return Newsroom(newspaper_folder())
