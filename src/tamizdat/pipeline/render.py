"""render: which files of an edition are not as they should be?

New and changed files are written aside and read by the safety gate; then one transaction records what is to be
moved, and the moves follow. A run that is cut off among them does them again at its next start (DESIGN §11).
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from tamizdat.errors import ConfigError, ExtractError, TrustError
from tamizdat.extract.markdown import MarkdownExtractor
from tamizdat.model import Article, Capture, Edition, Failure, File, Publication, Stored, digest
from tamizdat.pipeline.press import Event, Press, Progress, Result
from tamizdat.publish.folder import prune
from tamizdat.render import Renderer, facts, renderer
from tamizdat.render.contents import Contents
from tamizdat.render.gate import inspect

# How often progress is told.
STEP = 100
# What a page of the operator's may be called: its name is part of an address.
PAGE = re.compile(r"[A-Za-z0-9_-]+")


def render(press: Press, names: Sequence[str] = ()) -> Iterator[Event]:
    """Every named edition: its files under `releases/`, exactly what a mirror shows.

    One that the gate refuses never holds the others; `TrustError` is raised when these are done.
    """
    refused: list[TrustError] = []
    for edition in press.editions(names):
        try:
            yield from _edition(press, edition)
            press.archive.mend("render", edition.name)
        except TrustError as error:
            refused.append(error)
            failure = Failure(
                stage="render", subject=edition.name, message=error.message, hint=error.hint, at=press.now()
            )
            press.archive.fail(failure)
            yield failure
    if refused:
        raise refused[0]


def finish(press: Press, edition: Edition) -> None:
    """Do what an interrupted run left undone: move the written files in, delete what is gone."""
    aside, folder = _folders(press, edition)
    for path, deleted in press.archive.unfinished(edition.name):
        target = folder / path
        if deleted:
            target.unlink(missing_ok=True)
            prune(target.parent, folder)
        elif (aside / path).exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            (aside / path).replace(target)
    press.archive.finish_moves(edition.name)
    shutil.rmtree(aside, ignore_errors=True)


def _edition(press: Press, edition: Edition) -> Iterator[Event]:
    finish(press, edition)
    yield Progress("render", edition.name, 0)
    contents = contents_of(press, edition)
    tool = renderer(edition.format)
    known = _present(press, edition)
    plan = list(tool.plan(contents))
    wanted = {file.path for file in plan}
    changed = [file for file in plan if known.get(file.path, ("",))[0] != file.key]
    deleted = known.keys() - wanted
    written: dict[str, tuple[str, Stored]] = {}
    same: dict[str, str] = {}
    for done, file in enumerate(changed):
        if done % STEP == 0:
            yield Progress("render", edition.name, done, len(changed))
        stored = _write(press, edition, tool, contents, file, wanted)
        if file.path not in known or known[file.path][1] != stored:
            written[file.path] = (file.key, stored)
        else:
            same[file.path] = file.key
    with press.archive.transaction():
        for path, key in same.items():
            press.archive.rekey(edition.name, path, key)
    if written or deleted:
        press.archive.begin_moves(edition.name, written, deleted)
    finish(press, edition)
    counts = {"files": len(plan), "written": len(written), "deleted": len(deleted)}
    yield Result("render", edition.name, counts | {"articles": len(contents.headlines)})


def _present(press: Press, edition: Edition) -> dict[str, tuple[str, Stored]]:
    """What the last release wrote; what has vanished or changed its length since lost its key, and is made anew."""
    _, folder = _folders(press, edition)
    files = press.archive.files(edition.name)
    for path, (_, stored) in files.items():
        try:
            sound = (folder / path).stat().st_size == stored.length
        except OSError:
            sound = False
        if not sound:
            files[path] = ("", Stored("", -1))
    return files


def contents_of(press: Press, edition: Edition) -> Contents:
    """All that an edition's renderer may ask for."""
    chosen = {name: press.config.publications[name] for name in edition.publications}
    return Contents(
        edition=edition,
        publications=chosen,
        headlines=press.archive.place(edition, chosen),
        article=press.archive.article,
        pictures=press.archive.pictures(),
        aliases=press.archive.aliases(),
        pages=_pages(press, edition),
        sisters=_sisters(press, edition),
    )


def _sisters(press: Press, edition: Edition) -> dict[str, Edition]:
    """The other editions that an edition's menu leads to."""
    named = {entry.to.removeprefix("edition:") for entry in edition.menu}
    return {other.name: other for other in press.config.editions if other.name in named and other != edition}


def _pages(press: Press, edition: Edition) -> dict[str, Article]:
    """The operator's own pages: the Markdown files of a folder, by name."""
    if not edition.pages:
        return {}
    extractor = MarkdownExtractor()
    publication = Publication(id=edition.name, name=edition.title, language=edition.language)
    if not Path(edition.pages).is_dir():
        raise ConfigError(
            f'edition "{edition.name}": there is no folder {edition.pages}', "make it, or take `pages` out"
        )
    pages = {}
    for file in sorted(Path(edition.pages).glob("*.md")):
        if not PAGE.fullmatch(file.stem) or not file.is_file():
            raise ConfigError(
                f'a page is called "{file.name}"', "use letters from a to z, digits, hyphens and underscores"
            )
        capture = Capture(
            url=f"https://{edition.name}.invalid/pages/{file.stem}",
            final_url="",
            publication=publication.id,
            captured_at=press.now(),
            status=200,
            headers={"content-type": "text/markdown"},
            body=file.read_bytes(),
            via="folder",
        )
        try:
            pages[file.stem] = extractor.extract(capture, publication)
        except ExtractError as error:
            raise ConfigError(f"{file}: {error.message}", error.hint) from error
    return pages


def _write(
    press: Press, edition: Edition, tool: Renderer, contents: Contents, file: File, wanted: Collection[str]
) -> Stored:
    aside, _ = _folders(press, edition)
    target = aside / file.path
    target.parent.mkdir(parents=True, exist_ok=True)
    tool.write(contents, file, press.archive.blob, target)
    data = target.read_bytes()
    for fault in inspect(file.path, data, origins=_origins(contents), files=wanted):
        raise TrustError(
            f'edition "{edition.name}" is not issued: {file.path}: {fault}',
            "what readers have stays as it was; please report the page: no source should be able to cause this",
        )
    return Stored(digest(data), len(data))


def _origins(contents: Contents) -> set[str]:
    """The addresses that a page may link to: the operator's own menu, and the editions' public addresses."""
    menu = {entry.to for entry in contents.edition.menu if "://" in entry.to}
    return menu.union(*(addresses for _, addresses in facts.editions(contents)))


def _folders(press: Press, edition: Edition) -> tuple[Path, Path]:
    return press.config.releases / ".next" / edition.name, press.config.releases / edition.name
