"""From a command line to an exit code.

Exit codes: 0 done · 1 a bug of ours · 2 usage or configuration · 3 done in part · 4 the archive is damaged ·
5 not to be trusted.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence

from tamizdat.cli.console import Console
from tamizdat.cli.verbs import Command, app
from tamizdat.errors import TamizdatError

# What every verb knows, wherever it stands on the line; the value says whether a word follows.
EVERYWHERE = {"-C": True, "--directory": True, "--engine": True, "--json": False, "-v": False, "--verbose": False}

# What typer makes of Ctrl-C, by the custom of shells: 128 and the number of the signal.
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and leave with its exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    console = Console(json="--json" in words, verbose="-v" in words or "--verbose" in words)
    logging.basicConfig(level=logging.WARNING, format="warning: %(message)s", stream=sys.stderr)
    command = Command(console)
    try:
        code = app(hoist(words), standalone_mode=False, obj=command, prog_name="tamizdat")
        if code == INTERRUPTED:
            raise KeyboardInterrupt
    except Exception as error:
        code = console.failed(error)
        if not console.foreseen(error):
            raise
    except KeyboardInterrupt:
        console.interrupted()
        code = 3
    finally:
        console.close()
    sys.exit(code if isinstance(code, int) else command.exit_code)


def hoist(words: Sequence[str]) -> list[str]:
    """The words with the options that every verb knows put before the verb; nothing after `--` is touched."""
    options: list[str] = []
    rest: list[str] = []
    waiting = iter(words)
    for word in waiting:
        name, equals, _ = word.partition("=")
        if word == "--":
            rest += [word, *waiting]
        elif name in EVERYWHERE:
            options.append(word)
            if EVERYWHERE[name] and not equals:
                options += [value for value in [next(waiting, None)] if value is not None]
        elif word.startswith("-C") and len(word) > 2:
            options += ["-C", word[2:]]
        else:
            rest.append(word)
    return options + rest


__all__ = ["TamizdatError", "hoist", "main"]
