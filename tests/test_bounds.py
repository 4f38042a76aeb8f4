"""Pages that cost a parser the square of their length, and real ones, which stay as they are."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from tamizdat.bounds import bounded

TEXT = "w" * 100
CASES = {
    "attributes": "'<p ' + ' '.join(f'a{n}=1' for n in range(100_000)) + '>x'",
    "attributes with a quoted <": """'<p ' + ' '.join(f'a{n}="<"' for n in range(100_000)) + '>x'""",
    "attributes with a quoted >": """'<p ' + ' '.join(f'a{n}=">"' for n in range(100_000)) + '>x'""",
    "rows without a table": "'<p>x</p>' + ('<tr a=b>' + TEXT) * 20_000",
    "text between rows": "'<table>' + ('<tr a=b>' + TEXT) * 20_000",
    "ends with attributes": "'<p>x</p>' + ('</x a=b>' + TEXT) * 20_000",
    "bodies": "'<p>x</p>' + ('<body a=b>' + TEXT) * 20_000",
    "depth": "'<footer a=b>' * 60_000",
    "depth in a script that is none": "'<svg><style>' + '<g a=b>' * 60_000",
}
PROGRAM = """
import resource, sys
from pathlib import Path
from tamizdat import page
TEXT = "w" * 100
page.parse(eval(sys.argv[1]).encode(), "https://islandpost.example/")
# Linux gives a new program the highest mark of the one that started it, but for this file.
status = Path("/proc/self/status")
told = status.read_text().partition("VmHWM:")[2].split()[0] if status.exists() else 0
print(int(told or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) // 1024)
"""


@pytest.mark.parametrize("case", CASES)
def test_a_page_is_parsed_in_bounded_time_and_memory(case: str) -> None:
    started = time.monotonic()
    done = subprocess.run([sys.executable, "-c", PROGRAM, CASES[case]], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 300, "megabytes"
    # The unbounded ones take 10 s and more on any machine.
    assert time.monotonic() - started < 10


@pytest.mark.parametrize(
    "html",
    [
        "<p>The ferry sails.",
        "<table>" + "<tr class=x><td colspan=2>The ferry sails at eight." * 500 + "</table>",
        "<script>" + "if (a < b) { c(); d(); } " * 18_000 + "</script><p>The ferry sails.",
        f'<p title="{"word " * 50_000}" id=1>The ferry sails.',
        "".join(f"<div data-a{n}=1>x</div>" for n in range(9_000)),
    ],
)
def test_what_people_write_stays_the_same_object(html: str) -> None:
    assert bounded(html) is html


def test_a_large_table_keeps_its_cells() -> None:
    row = "<tr class=x><td colspan=2 class=y>" + "The ferry sails at eight. " * 4
    html = "<table>" + row * 6_000 + "</table>"
    assert bounded(html).count("<td colspan=2") == 6_000
