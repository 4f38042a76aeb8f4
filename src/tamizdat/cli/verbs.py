"""The verbs: one function each, which opens a press, calls the pipeline and shows what comes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from msgspec import structs

from tamizdat import __version__, pipeline
from tamizdat.cli import report
from tamizdat.cli import trial as shown
from tamizdat.cli.console import Console
from tamizdat.config import FILE, duration, load_config
from tamizdat.errors import ConfigError, TamizdatError
from tamizdat.model import GatherSettings
from tamizdat.pipeline import Press, Progress, begin, trial
from tamizdat.pipeline import quarantine as held
from tamizdat.pipeline.demo import demonstrate
from tamizdat.pipeline.imports import located
from tamizdat.pipeline.press import clock
from tamizdat.pipeline.status import check as check_press
from tamizdat.pipeline.status import status as status_of

EPILOG = (
    "Every verb also knows: -C FOLDER (where the press is), --json (one object a line), "
    "--engine serial|processes|ray (where work runs), -v (say more). "
    "Exit codes: 0 done, 1 a bug of ours, 2 usage or configuration, 3 done in part, 4 the archive is damaged, "
    "5 not to be trusted."
)
app = typer.Typer(
    add_completion=False, no_args_is_help=True, rich_markup_mode="markdown", pretty_exceptions_enable=False
)
Names = Annotated[list[str] | None, typer.Argument(help="Only these (all, if none is named).", show_default=False)]


class Command:
    """One command on its way: what to print with, where the press is, and the exit code so far."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.folder = Path()
        self.chosen = False
        self.engine = "serial"
        self.exit_code = 0

    @contextmanager
    def press(self, *, readonly: bool = False) -> Iterator[Press]:
        """The press of this command."""
        with pipeline.open_press(self.folder, engine_name=self.engine, readonly=readonly) as press:
            yield press


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"tamizdat {__version__}")
        raise typer.Exit


@app.callback(epilog=EPILOG)
def everywhere(
    context: typer.Context,
    directory: Annotated[
        Path | None, typer.Option("-C", "--directory", help="The folder of the press.", show_default="here")
    ] = None,
    engine: Annotated[str, typer.Option(help="Where work runs: serial, processes or ray.")] = "serial",
    json: Annotated[bool, typer.Option("--json", help="Results as JSON, one object a line.")] = False,
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help="Say more.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Keep a blocked news publication readable.

    Gather its articles, reduce each page to the article, keep it for good, and issue editions of it on as many
    mirrors as you have. Begin with **tamizdat init URL**, or look on with **tamizdat demo**.
    """
    command: Command = context.obj
    command.chosen = directory is not None
    command.folder = directory or Path()
    command.engine = engine


@app.command(epilog="Example: tamizdat init https://news.example.org -C my-press")
def init(
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="The newspaper's home page; without it, an empty press is made.")] = "",
    allow: Annotated[
        list[str] | None, typer.Option(help="A private address and port that may be asked, e.g. 127.0.0.1:8731.")
    ] = None,
) -> None:
    """Make a press: find a site's feeds, sitemaps and language, show what its articles would be, write the settings."""
    command: Command = context.obj
    command.folder.mkdir(parents=True, exist_ok=True)
    if not url:
        begin.write_press(command.folder, name="My newspaper", allow=allow or ())
    else:
        if (command.folder / FILE).exists():
            begin.write_press(command.folder, name="")
        with trial.scratch_fetcher(_manners(allow), clock()) as fetcher:
            found, articles = begin.look(fetcher, url)
        report.found(command.console, found, articles)
        begin.write_press(
            command.folder,
            name=found.name,
            home=found.home,
            language=found.language or "en",
            sources=found.sources,
            allow=allow or (),
        )
    command.console.say(f"wrote {command.folder / FILE}; look it through, then: tamizdat run{_where(command)}")


@app.command(epilog="Example: tamizdat gather example-times --back 20")
def gather(
    context: typer.Context,
    names: Names = None,
    back: Annotated[int, typer.Option(help="How many older pages of each list to walk.", min=0)] = 0,
    pictures: Annotated[bool, typer.Option(help="Also the pictures of articles that are read already.")] = True,
) -> None:
    """Ask the sources of the named publications what is new, and capture it."""
    command: Command = context.obj
    with command.press() as press:
        command.exit_code = command.console.follow(pipeline.gather(press, names or (), back=back))
        if pictures:
            command.exit_code = max(command.exit_code, command.console.follow(pipeline.pictures(press, names or ())))


@app.command(epilog="Example: tamizdat extract --engine processes")
def extract(
    context: typer.Context,
    names: Names = None,
    again: Annotated[
        bool, typer.Option("--again", help="Read every capture again, as after a rule was mended.")
    ] = False,
) -> None:
    """Reduce the captured pages of the named publications to articles."""
    _follow(context, lambda press: pipeline.extract(press, names or (), again=again))


@app.command(epilog="Example: tamizdat render site")
def render(context: typer.Context, names: Names = None) -> None:
    """Write the files of the named editions that are not as they should be."""
    _follow(context, lambda press: pipeline.render(press, names or ()))


@app.command(epilog="Example: tamizdat publish repository")
def publish(context: typer.Context, names: Names = None) -> None:
    """Carry the named editions to their mirrors."""
    _follow(context, lambda press: pipeline.publish(press, names or ()))


@app.command(epilog="Example: tamizdat run --every 30m")
def run(
    context: typer.Context,
    every: Annotated[str, typer.Option(help="Do it again after so long, e.g. 30m; once, if not given.")] = "",
    back: Annotated[int, typer.Option(help="How many older pages of each list to walk.", min=0)] = 0,
) -> None:
    """Gather, extract, fetch pictures, render and publish: all stages, each doing only what is not done yet."""
    command: Command = context.obj
    if not every:
        _follow(context, lambda press: pipeline.run(press, back=back))
        return
    pause = duration(every, "--every").total_seconds()
    while True:
        started = time.monotonic()
        try:
            _follow(context, lambda press: pipeline.run(press, back=back))
        except (TamizdatError, OSError) as error:
            # Nobody may be there to start it again for weeks: what is wrong now may be right next time.
            command.console.failed(error)
        time.sleep(max(1.0, pause - (time.monotonic() - started)))


@app.command("import", epilog="Example: tamizdat import https://github.com/example/old-mirror -C my-press")
def import_(
    context: typer.Context,
    place: Annotated[str, typer.Argument(help="A git address, clone, bundle, folder, tar; or WARC and WACZ files.")],
    publication: Annotated[str, typer.Option(help="Whose articles these are (needed where there are several).")] = "",
    pictures: Annotated[
        bool, typer.Option("--pictures", help="Also fetch their pictures; else no network is asked.")
    ] = False,
) -> None:
    """Get the articles out of an old mirror or of web-archive files, the deleted ones too.

    Without a press, one is made here. A second import adds only what is new.
    """
    command: Command = context.obj
    place = located(place)
    if not (command.folder / FILE).exists():
        command.folder.mkdir(parents=True, exist_ok=True)
        made = begin.write_press(
            command.folder, name=Path(place.rstrip("/")).name.partition(".")[0], language="zh-Hans"
        )
        command.console.say(f'made a press with one publication, "{made.id}"; its settings: {command.folder / FILE}')
    with command.press() as press:
        found = press.publications([publication] if publication else ())
        if len(found) != 1:
            known = ", ".join(sorted(press.config.publications)) or "none: write one into publications/"
            raise ConfigError(
                "it is not clear whose articles these are", f"say it with --publication; known are {known}"
            )
        [chosen] = found
        command.exit_code = command.console.follow(pipeline.import_place(press, place, chosen))
        if pictures:
            command.exit_code = max(command.exit_code, command.console.follow(pipeline.pictures(press, [chosen.id])))
    command.console.say(f"next: tamizdat render{_where(command)}")


@app.command(epilog="Example: tamizdat status --json")
def status(context: typer.Context) -> None:
    """Show what is there, what failed and why, and which mirror lags."""
    command: Command = context.obj
    with command.press(readonly=True) as press:
        report.status(command.console, status_of(press))


@app.command(epilog="Example: tamizdat quarantine harbour-lantern --accept")
def quarantine(
    context: typer.Context,
    names: Names = None,
    accept: Annotated[
        bool, typer.Option("--accept", help="Let out what is held back, all of it or what is named.")
    ] = False,
    url: Annotated[str, typer.Option(help="Only the article at this address.")] = "",
) -> None:
    """Show the articles that are held back, for their pages may have been read wrongly, or let them out.

    After a publication's rules were mended, **tamizdat extract --again** lets out what is read well now.
    """
    command: Command = context.obj
    if not accept:
        with command.press(readonly=True) as press:
            report.quarantined(command.console, held.quarantined(press, names or (), url))
        return
    with command.press() as press:
        waiting = held.quarantined(press, names or (), url)
        command.exit_code = command.console.follow(held.accept(press, names or (), url))
    if waiting:
        command.console.say(f"what was let out goes into the editions: tamizdat render{_where(command)}")


@app.command("try", epilog="Example: tamizdat try https://news.example.org/story.html --why")
def try_(
    context: typer.Context,
    place: Annotated[str, typer.Argument(help="The address of a page, or a file.")],
    publication: Annotated[
        str, typer.Option(help="Whose rules to read it by (found by the address, if not given).")
    ] = "",
    url: Annotated[str, typer.Option(help="Where a file was saved from (found in it, if not given).")] = "",
    allow: Annotated[list[str] | None, typer.Option(help="A private address and port that may be asked.")] = None,
    why: Annotated[
        bool, typer.Option("--why", help="Also what was dropped, by which evidence, and where the fields came from.")
    ] = False,
    browser: Annotated[
        bool, typer.Option("--browser", help="Show it in a browser, beside the page with what was dropped.")
    ] = False,
    save: Annotated[
        str, typer.Option(metavar="NAME", help="Keep page and result as a golden case, in golden/NAME or a folder.")
    ] = "",
) -> None:
    """Show one page as the article that would be kept; nothing is kept, but for a case that you save."""
    command: Command = context.obj
    known = load_config(command.folder) if command.chosen or (command.folder / FILE).exists() else None
    settings = _permitting(known.gather, allow) if known else _manners(allow)
    tried = trial.try_page(place, known.publications if known else {}, settings, clock(), name=publication, url=url)
    shown.show(command.console, tried, why=why)
    if browser:
        shown.browse(command.console, tried)
    if save:
        shown.save(command.console, tried, command.folder, save)
    if tried.error:
        raise tried.error


@app.command(epilog="Example: tamizdat check && echo all is well")
def check(context: typer.Context) -> None:
    """Read the settings and every byte of the archive and the releases, and say what is not as it was."""
    command: Command = context.obj
    with command.press() as press:
        faults = list(check_press(press, partial(_checking, command.console)))
    command.console.close()
    for fault in faults:
        command.console.failure(fault)
    command.exit_code = report.checked(command.console, faults)


@app.command(epilog='Example: tamizdat search "ferry timetable"')
def search(
    context: typer.Context,
    words: Annotated[str, typer.Argument(help="What to look for, in any script.")],
    limit: Annotated[int, typer.Option(help="How many at the most.", min=1)] = 20,
) -> None:
    """Find articles in the archive by their words."""
    command: Command = context.obj
    with command.press(readonly=True) as press:
        report.hits(command.console, press.archive.search(words, limit))


@app.command(epilog="Example: tamizdat serve --port 8080")
def serve(
    context: typer.Context,
    port: Annotated[int, typer.Option(help="The port on 127.0.0.1.", min=0, max=65535)] = 8080,
) -> None:
    """Show the editions on 127.0.0.1, as their readers see them."""
    from tamizdat.dashboard import serve as serve_editions

    command: Command = context.obj
    config = load_config(command.folder)
    serve_editions(config, port, ready=lambda address: command.console.say(f"the editions: {address}  (Ctrl-C ends)"))


@app.command(epilog="Example: tamizdat demo --once -C /tmp/look")
def demo(
    context: typer.Context,
    once: Annotated[
        bool, typer.Option("--once", help="End when the editions are issued, without serving them.")
    ] = False,
    port: Annotated[int, typer.Option(help="The port to serve the editions on.", min=0, max=65535)] = 8080,
) -> None:
    """Run the whole press on a bundled newspaper in four languages, over loopback, in ./tamizdat-demo."""
    from tamizdat.dashboard import serve as serve_editions

    command: Command = context.obj
    folder = command.folder if command.chosen else Path("tamizdat-demo")
    for sentence, events in demonstrate(folder, command.engine):
        command.console.say(sentence)
        command.console.follow(events)  # the newspaper has broken pages on purpose, and each is named
        command.console.say("")
    report.demonstrated(command.console, folder)
    if not once:
        ready = lambda address: command.console.say(f"read it: {address}  (Ctrl-C ends)")  # noqa: E731
        serve_editions(load_config(folder), port, ready=ready)


def _follow(context: typer.Context, work: object) -> None:
    command: Command = context.obj
    assert callable(work)
    with command.press() as press:
        command.exit_code = command.console.follow(work(press))


def _checking(console: Console, done: int, total: int) -> None:
    console.progress(Progress("check", "archive", done, total))


def _manners(allow: list[str] | None) -> GatherSettings:
    """How `init` and `try` ask where there is no press yet; a machine of one's own needs no pause."""
    return GatherSettings(allow=tuple(allow), pause=timedelta(0)) if allow else GatherSettings()


def _permitting(settings: GatherSettings, allow: list[str] | None) -> GatherSettings:
    """The manners of a press, with what this one command may ask besides."""
    return structs.replace(settings, allow=(*settings.allow, *allow)) if allow else settings


def _where(command: Command) -> str:
    return f" -C {command.folder}" if command.chosen else ""
