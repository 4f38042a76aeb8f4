"""What people see: results on standard output, all else on standard error.

A progress bar on a terminal, plain lines elsewhere, one JSON object a line with `--json`. Messages begin in
lower case and end without a full stop; a hint says what to do.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
import typer
from rich.console import Console as Terminal
from rich.progress import BarColumn, MofNCompleteColumn, ProgressColumn, Task, TaskID, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars
from rich.table import Table
from rich.text import Text

from tamizdat.errors import TamizdatError
from tamizdat.model import Failure
from tamizdat.pipeline import Event, Progress, Result
from tamizdat.render.escape import plain

# What typer raises for a command line; the class is click's, which typer brings in a copy of its own or takes from
# the installed package, depending on its version.
SHOWN = typer.BadParameter.__mro__[2]


class Rate(ProgressColumn):
    """How many a second."""

    def render(self, task: Task) -> Text:
        """As `12/s`, or a dash while nothing is known."""
        speed = task.finished_speed or task.speed
        return Text(f"{speed:,.0f}/s" if speed and speed >= 1 else f"{speed:.1f}/s" if speed else "–", style="dim")


class Console:
    """Everything that is printed goes through here."""

    def __init__(self, *, json: bool = False, verbose: bool = False) -> None:
        self.json = json
        self.verbose = verbose
        self.out = Terminal(soft_wrap=True, highlight=False)
        self.err = Terminal(stderr=True, soft_wrap=True, highlight=False)
        self._bars: Bars | None = None
        self._tasks: dict[tuple[str, str], TaskID] = {}

    def follow(self, events: Iterable[Event]) -> int:
        """Show a stage at work; the exit code: 0, or 3 where something failed and was passed over."""
        failed = 0
        try:
            for event in events:
                if isinstance(event, Progress):
                    self.progress(event)
                elif isinstance(event, Failure):
                    failed += 1
                    self.failure(event)
                else:
                    self._result(event)
        finally:
            self.close()
        return 3 if failed else 0

    def say(self, text: str) -> None:
        """A remark, for people."""
        if not self.json:
            self.err.print(plain(text), markup=False)

    def show(self, value: Any) -> None:
        """A result for programs: one JSON object on a line."""
        self.out.out(msgspec.json.encode(value).decode(), highlight=False)

    def print(self, text: str = "") -> None:
        """A line of a result, for people; what came from a stranger cannot write to the terminal by itself."""
        self.out.print(plain(text), markup=False)

    def table(self, title: str, columns: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
        """A small table; nothing where it has no row."""
        table = Table(*columns, title=title, title_justify="left", box=None, pad_edge=False, title_style="bold")
        for row in rows:
            table.add_row(*(Text(plain(cell)) for cell in row))
        if table.row_count:
            self.out.print(table)
            self.out.print()

    def failure(self, failure: Failure) -> None:
        """Something that went wrong and was passed over."""
        if self.json:
            self.show({"type": "failure"} | msgspec.to_builtins(failure))
            return
        told = failure.message.startswith(failure.subject)
        said = failure.message if told else f"{failure.subject}: {failure.message}"
        self.err.print(f"[yellow]{failure.stage}[/]: ", Text(plain(said)), sep="")
        if failure.hint:
            self.err.print(Text(plain(f"  hint: {failure.hint}"), style="dim"))
        if failure.trace and self.verbose:
            self.err.print(Text(failure.trace))

    def foreseen(self, error: Exception) -> bool:
        """Whether an exception is one that we tell of without a stack trace."""
        return isinstance(error, (TamizdatError, SHOWN, typer.Abort, OSError))

    def failed(self, error: Exception) -> int:
        """Say why the command ended; the exit code."""
        if isinstance(error, TamizdatError):
            return self._error(error.message, error.hint, error.exit_code)
        if isinstance(error, SHOWN):
            return self._usage(error)
        if isinstance(error, typer.Abort):
            self.interrupted()
            return 3
        if isinstance(error, BrokenPipeError):
            sys.stderr.close()
            return 0
        if isinstance(error, OSError):
            place = f"{error.filename}: " if error.filename else ""
            hint = "is there room on the disk, and may we write there? the same command goes on from there"
            return self._error(f"{place}{error.strerror or error}", hint, 3)
        return self._error(f"this is a bug of ours: {error!r}", "please report it with the trace below", 1)

    def interrupted(self) -> None:
        """Ctrl-C loses nothing."""
        self.close()
        self.err.print("\ninterrupted: what was done is kept; the same command goes on from there")

    def close(self) -> None:
        """End the progress bars."""
        if self._bars:
            self._bars.stop()
        self._bars = None
        self._tasks = {}

    def _usage(self, error: Any) -> int:
        """A command line that cannot be followed; one without a verb has had its help shown."""
        message = error.format_message().rstrip(".")
        message = message[:1].lower() + message[1:]
        verb = error.ctx.command_path if getattr(error, "ctx", None) else "tamizdat"
        return self._error(message, f'"{verb} --help" shows how it is used', 2) if message else 2

    def _error(self, message: str, hint: str, code: int) -> int:
        self.close()
        if self.json:
            self.show({"type": "error", "message": message, "hint": hint, "exit_code": code})
            return code
        self.err.print("[bold red]error:[/] ", Text(plain(message)), sep="")
        if hint:
            self.err.print("[bold]hint:[/] ", Text(plain(hint)), sep="")
        return code

    def progress(self, event: Progress) -> None:
        """How far something is: a bar on a terminal."""
        if self.json:
            if self.verbose:
                self.show(event)
            return
        if not self.err.is_terminal:
            return
        if self._bars is None:
            columns = (
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                Rate(),
                TimeRemainingColumn(),
            )
            self._bars = Bars(*columns, console=self.err, transient=True)
            self._bars.start()
        key = (event.stage, event.subject)
        if key not in self._tasks:
            self._tasks[key] = self._bars.add_task(f"{event.stage} {event.subject}", total=None)
        self._bars.update(self._tasks[key], completed=event.done, total=event.total or None)

    def _result(self, event: Result) -> None:
        if self.json:
            self.show(event)
            return
        task = self._tasks.pop((event.stage, event.subject), None)
        if self._bars and task is not None:
            self._bars.remove_task(task)
        said = ", ".join(_counted(event.counts))
        self.out.print(f"{event.stage:<9} {event.subject}: {said or 'nothing to do'}", markup=False)


def _counted(counts: dict[str, int]) -> Iterator[str]:
    """The numbers that are not nought, in words."""
    for name, number in counts.items():
        if number:
            yield f"version {number:,}" if name == "version" else f"{number:,} {name}"
