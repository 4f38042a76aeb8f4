"""The real pages of `shared/bench` (beside the checkout), their gold, and where the gold is wrong.

The pages are split in two by the hash of their id: `dev`, three quarters, is what one may look at and tune on; `kept`,
the other quarter, tells whether a change holds elsewhere. `wrong_gold.toml` lists gold that does not say what the page
says: a table `[[page]]` each, with `id`, `field` (`text`, or a field of `structure.py`) and `why`.
"""

from __future__ import annotations

import hashlib
import json
import tarfile
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tamizdat.model import Capture, Publication

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "bench"
WRONG_GOLD = ROOT / "bench" / "wrong_gold.toml"
SETS = ("scrapinghub", "fundus_tests", "fundus_eval", "gne_zh")


def rows(half: str | None = None, names: tuple[str, ...] = SETS) -> Iterator[dict[str, Any]]:
    """The pages of some sets that have gold text, of one part or both."""
    for line in filter(None, (SHARED / "gold.jsonl").read_text(encoding="utf-8").split("\n")):
        row = json.loads(line)
        if row["gold"].get("text") and half in (None, half_of(row["id"])) and row["set"] in names:
            yield row


def half_of(page: str) -> str:
    """`dev` or `kept`."""
    return "dev" if hashlib.sha256(page.encode()).digest()[0] < 192 else "kept"


@contextmanager
def unpacked(folder: Path | None = None) -> Iterator[Path]:
    """The folder with the pages: the one given, or a new one that goes away at the end."""
    if folder:
        yield folder
        return
    with tempfile.TemporaryDirectory() as made, tarfile.open(SHARED / "pages.tar.xz") as archive:
        archive.extractall(made, filter="data")
        yield Path(made)


def captured(row: dict[str, Any], folder: Path) -> Capture:
    """A page as a capture; what has no address gets one."""
    at = row.get("crawl_date")
    url = row["url"] or f"https://{row['set'].replace('_', '-')}.example/news/{row['id']}.html"
    return Capture(
        url=url,
        final_url=url,
        publication="bench",
        captured_at=datetime.fromisoformat(at).replace(tzinfo=UTC) if at else datetime(2026, 11, 1, tzinfo=UTC),
        status=200,
        headers={"content-type": "text/html"},
        body=(folder / "html" / row["file"]).read_bytes(),
    )


def publication(row: dict[str, Any]) -> Publication:
    """What an operator would have written of a page's publication: its name, where the set gives it."""
    return Publication(id="bench", name=row.get("publisher", ""))


def wrong_gold(file: Path = WRONG_GOLD) -> dict[tuple[str, str], str]:
    """Page and field whose gold is wrong, and why."""
    if not file.exists():
        return {}
    listed = tomllib.loads(file.read_text("utf-8")).get("page", [])
    return {(each["id"], each["field"]): each["why"] for each in listed}
