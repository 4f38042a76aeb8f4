"""Transcripts: what is typed and what is seen, in the fenced `console` blocks of a Markdown file.

A line after `$ ` is run by bash in one folder for the whole file; the lines below it are what it prints on both
outputs. `…` stands for any text, on a line of its own for any lines. `[exit 3]` is the exit code where it is not 0.
`http://127.0.0.1:8731` is the newsroom, whatever its port.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

NEWSROOM = "http://127.0.0.1:8731"


@dataclass(frozen=True)
class Step:
    """One command, what it should print, and its exit code."""

    line: int
    command: str
    expected: str
    code: int


def steps(text: str) -> Iterator[Step]:
    """The commands of a transcript in their order."""
    for block in re.finditer(r"^```console\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        first = text.count("\n", 0, block.start(1)) + 1
        for command in re.finditer(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block[1], re.MULTILINE):
            expected = command[2]
            code = re.search(r"^\[exit (\d)\]\n", expected, re.MULTILINE)
            if code:
                expected = expected.replace(code[0], "")
            line = first + block[1].count("\n", 0, command.start())
            yield Step(line, command[1], expected, int(code[1]) if code else 0)


def play(text: str, folder: Path, newsroom: str) -> Iterator[str]:
    """Run a transcript in a folder; what differs, in words."""
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "COLUMNS": "120",
        "NO_COLOR": "1",
        "TERM": "dumb",
        "LC_ALL": "C.UTF-8",
        "BROWSER": "true",  # what would open one does nothing
    }
    for step in steps(text):
        ended = subprocess.run(
            ["bash", "-c", step.command.replace(NEWSROOM, newsroom).replace("127.0.0.1:8731", newsroom[7:])],
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            timeout=120,
            check=False,
        )
        seen = ended.stdout.replace(newsroom, NEWSROOM).replace(newsroom[7:], NEWSROOM[7:])
        if ended.returncode != step.code:
            yield f"line {step.line}: {step.command}\nexit {ended.returncode}, not {step.code}:\n{seen}"
        elif not fits(step.expected, seen):
            yield f"line {step.line}: {step.command}\nexpected:\n{step.expected}\nseen:\n{seen}"


def fits(expected: str, seen: str) -> bool:
    """Whether a text is as expected, `…` standing for anything."""
    pattern = re.escape(_trimmed(expected)).replace(re.escape("…\n"), "(?:.*\n)*?").replace(re.escape("…"), ".*?")
    return re.fullmatch(pattern, _trimmed(seen)) is not None


def _trimmed(text: str) -> str:
    return "".join(line.rstrip() + "\n" for line in text.splitlines())
