"""Golden cases: a page as it was captured, by whose rules it is read, and what must come of it.

A case is a folder: `page.html` holds the bytes of the page, `publication.toml` its address, media type and moment
beside the publication's own rules, `expected.json` the article. A press's own cases run in our tests as they are.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

import tamizdat.extract as stage
from tamizdat.errors import ConfigError, ExtractError
from tamizdat.model import Capture, Publication
from tamizdat.pipeline.begin import quoted

PAGE, SETTINGS, EXPECTED = "page.html", "publication.toml", "expected.json"
# What of a publication has a say in how its pages are read, beside its rules.
IDENTITY = ("id", "name", "home", "language", "timezone", "topics")
# What differs from one version of the extractor to the next, though the article is the same.
UNSAID = ("capture", "extractor", "confidence")


def write_case(folder: Path, capture: Capture, publication: Publication) -> tuple[Path, ...]:
    """Write a page and what comes of it now as a golden case; the files. Raises `ConfigError` where there is one."""
    if folder.exists():
        raise ConfigError(f"there is a {folder} already", "give the case another name, or delete it first")
    texts = {
        SETTINGS: "\n".join(_settings(capture, publication)) + "\n",
        EXPECTED: written(result(capture, publication)),
    }
    folder.mkdir(parents=True)
    (folder / PAGE).write_bytes(capture.body)
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8")
    return tuple(folder / name for name in (PAGE, SETTINGS, EXPECTED))


def read_case(folder: Path, url: str, publication: Publication, captured_at: datetime) -> tuple[Capture, Publication]:
    """The page of a case and whose it is; the arguments stand for what its `publication.toml` does not say."""
    settings = folder / SETTINGS
    told = tomllib.loads(settings.read_text("utf-8")) if settings.exists() else {}
    if "publication" in told:
        publication = msgspec.convert(told["publication"], Publication)
    url = told.get("url", url)
    capture = Capture(
        url=url,
        final_url=told.get("final_url", url),
        publication=publication.id,
        captured_at=told.get("captured_at", captured_at),
        status=told.get("status", 200),
        headers={"content-type": told.get("content_type", "text/html")},
        body=(folder / PAGE).read_bytes(),
    )
    return capture, publication


def result(capture: Capture, publication: Publication) -> dict[str, Any]:
    """What comes of a page: the article as plain data, or the words of the failure."""
    try:
        article = stage.extract(capture, publication)
    except ExtractError as error:
        return {"error": error.message}
    found: dict[str, Any] = json.loads(msgspec.json.encode(article))
    return {name: value for name, value in found.items() if name not in UNSAID}


def written(found: dict[str, Any]) -> str:
    """A result as it stands in `expected.json`."""
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def _settings(capture: Capture, publication: Publication) -> Iterator[str]:
    page = {
        "url": capture.url,
        "final_url": capture.final_url if capture.final_url != capture.url else "",
        "content_type": capture.headers.get("content-type", ""),
        "captured_at": capture.captured_at,
        "status": capture.status if capture.status != 200 else "",
    }
    yield from _said(page)
    yield "[publication]"
    yield from _said({name: getattr(publication, name) for name in IDENTITY})
    for rules in publication.rules:
        yield "[[publication.rules]]"
        yield from _said(msgspec.structs.asdict(rules))


def _said(values: Mapping[str, Any]) -> Iterable[str]:
    """The lines of a table of TOML, without what is empty; an id and a name always stand in it."""
    for name, value in values.items():
        if isinstance(value, datetime):
            yield f"{name} = {value.astimezone(UTC).isoformat()}"
        elif value or name in ("id", "name"):
            yield f"{name} = {quoted(list(value) if isinstance(value, tuple) else value)}"
