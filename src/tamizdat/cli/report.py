"""Reports: what the pipeline found, as tables and pages for people, or as JSON for programs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

import msgspec

from tamizdat.cli.console import Console
from tamizdat.config import load_config
from tamizdat.extract.blocks import text_of
from tamizdat.gather.discover import Found
from tamizdat.model import Article, Failure, Quarantined
from tamizdat.pipeline.status import EditionStatus, Status

# How many failures `status` lists before it says how many more there are.
LISTED = 20


def found(console: Console, site: Found, articles: Sequence[Article]) -> None:
    """What `init` saw at a site."""
    if console.json:
        console.show({"type": "found", "name": site.name, "language": site.language, "sources": site.sources})
        for entry in articles:
            console.show({"type": "article", "url": entry.url, "title": entry.title, "published": entry.published})
        return
    console.print(f"{site.name}  ({site.language or 'language unknown'})  {site.home}")
    for source in site.sources:
        console.print(f"  {source.kind:<8} {source.url}")
    console.print()
    for entry in articles:
        _excerpt(console, entry)
    if not articles:
        console.say("no article could be read on a first look: try one with `tamizdat try ADDRESS` and write rules")


def status(console: Console, press: Status) -> None:
    """A press at a glance."""
    if console.json:
        console.show(press)
        return
    console.table("In the archive", ("what", "how many"), ((name, f"{n:,}") for name, n in press.counts.items()))
    console.table("Editions", ("name", "format", "release", "files", "issued"), map(_edition, press.editions))
    mirrors = ((edition, mirror) for edition in press.editions for mirror in edition.mirrors)
    console.table(
        "Mirrors",
        ("name", "kind", "shows release", "behind", "since"),
        (
            (m.name, m.kind, str(m.version), str(m.behind), f"{m.since:%Y-%m-%d %H:%M}" if m.since else "never")
            for _, m in mirrors
        ),
    )
    for failure in press.failures[:LISTED]:
        console.failure(failure)
    if len(press.failures) > LISTED:
        console.say(f"… and {len(press.failures) - LISTED} failures more: tamizdat status --json")


def quarantined(console: Console, held: Sequence[Quarantined]) -> None:
    """What is held back, why and since when, by publication."""
    if console.json:
        for one in held:
            console.show({"type": "quarantined"} | msgspec.to_builtins(one))
        return
    for publication, some in groupby(held, lambda one: one.publication):
        articles = list(some)
        since = min(one.held_at for one in articles)
        console.print(f"{publication}: {len(articles)} held back since {since:%Y-%m-%d %H:%M}")
        for reason in dict.fromkeys(reason for one in articles for reason in one.reasons.values()):
            console.print(f"  {reason}")
        for one in articles:
            console.print(f"    {one.url}  {one.title}  ({', '.join(one.reasons)})")
    if not held:
        console.say("nothing is held back")


def checked(console: Console, faults: Sequence[Failure]) -> int:
    """The sentence at the end of `check`, and its exit code."""
    if console.json:
        console.show({"type": "checked", "faults": len(faults)})
    elif not faults:
        console.print("every byte is as it was written")
    else:
        console.print(f"{len(faults)} things are not as they were")
    return 4 if faults else 0


def hits(console: Console, rows: Sequence[tuple[str, str, str]]) -> None:
    """What a search found: title, and the words around it."""
    for id, title, around in rows:
        if console.json:
            console.show({"type": "hit", "id": id, "title": title, "around": around})
        else:
            console.print(f"{id}  {title}\n    {around}")
    if not rows:
        console.say("nothing was found")


def demonstrated(console: Console, folder: Path) -> None:
    """Where the demo has put what."""
    if console.json:
        return
    config = load_config(folder)
    for edition in config.editions:
        console.print(f"  {edition.format:<9} {config.releases / edition.name}")
    console.print(f"  archive   {config.archive}")
    console.print(f"  look into it: tamizdat status -C {folder}")
    console.print()


def _excerpt(console: Console, shown: Article) -> None:
    console.print(f"▪ {shown.title}")
    console.print(f"  {shown.published:%Y-%m-%d}" if shown.published else "  (no date found)")
    words = " ".join(text_of(shown.blocks).split())
    console.print(f"  {words[:200]}…\n")


def _edition(edition: EditionStatus) -> tuple[str, ...]:
    issued = f"{edition.issued_at:%Y-%m-%d %H:%M}" if edition.issued_at else "never"
    return edition.name, edition.format, str(edition.version), f"{edition.files:,}", issued
