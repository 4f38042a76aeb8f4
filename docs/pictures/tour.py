"""Makes tour.png, the picture in the README, out of the demo: its front page, an article in Persian, and one in a
repository.

    python docs/pictures/tour.py        (after `make test`, which brings Chromium and Playwright)
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

TAMIZDAT = [sys.executable, "-m", "tamizdat"]
HEIGHT, GAP, SCALE = 1000, 24, 0.6
PAPER = "#c9c4b8"


def shots(press: Path, address: str) -> Iterator[Image.Image]:
    """What readers see, side by side."""
    persian = first(press / "releases" / "site", "*.html", '<article lang="fa"', "<img")
    chinese = first(press / "releases" / "repository", "*.md", "渡轮", "![")
    pages = ((f"{address}site/", 1000), (f"{address}site/{persian}", 440), (f"{address}repository/{chinese}", 560))
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
        for url, width in pages:
            page = browser.new_page(viewport={"width": width, "height": HEIGHT})
            page.goto(url, wait_until="networkidle")
            yield Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        browser.close()


def first(edition: Path, pattern: str, *pieces: str) -> str:
    """The first article, by its path, that holds these pieces."""
    files = sorted(edition.glob(f"2026/*/*/{pattern}"))
    return next(str(file.relative_to(edition)) for file in files if all(p in file.read_text("utf-8") for p in pieces))


def main() -> None:
    """Mirror, serve, look, and put the pictures together."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([*TAMIZDAT, "demo", "--once", "-C", folder], check=True)
        command = [*TAMIZDAT, "serve", "--port", "0", "-C", folder]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
            assert server.stderr
            address = server.stderr.readline().split("editions: ")[1].split()[0]
            seen = list(shots(Path(folder), address))
            server.terminate()
    whole = Image.new("RGB", (sum(shot.width + GAP for shot in seen) + GAP, HEIGHT + 2 * GAP), PAPER)
    left = GAP
    for shot in seen:
        whole.paste(shot, (left, GAP))
        left += shot.width + GAP
    small = whole.resize((int(whole.width * SCALE), int(whole.height * SCALE)), Image.Resampling.LANCZOS)
    small.quantize(200).save(Path(__file__).with_suffix(".png"), optimize=True)


if __name__ == "__main__":
    main()
