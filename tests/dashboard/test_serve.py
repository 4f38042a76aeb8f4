"""`tamizdat serve`: the editions on this machine alone, as their readers see them."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from archive.samples import keep

from tamizdat import pipeline

SETTINGS = 'publications = ["paper"]\ntitle = "News"\nlanguage = "en"\n'


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Host and port of a served press with both editions."""
    folder = tmp_path_factory.mktemp("press")
    (folder / "publications").mkdir()
    (folder / "publications" / "paper.toml").write_text('name = "Paper"\n')
    editions = "".join(f'[[editions]]\nname = "{name}"\nformat = "{name}"\n{SETTINGS}' for name in ("markdown", "site"))
    (folder / "tamizdat.toml").write_text(editions)
    (folder / "secret.txt").write_text("nobody should read this")
    with pipeline.open_press(folder) as press:
        keep(press.archive, "The ferry sails.")
        list(pipeline.render(press))
    command = [sys.executable, "-m", "tamizdat", "serve", "--port", "0", "-C", str(folder)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        found = re.search(r"http://(\S+?)/", process.stderr.readline())
        assert found
        yield found[1]
        process.send_signal(signal.SIGINT)


def ask(served: str, path: str) -> tuple[int, str]:
    """Status and body of a path, sent just as it is written here."""
    connection = HTTPConnection(served, timeout=10)
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read().decode("utf-8", "replace")
    connection.close()
    return answer.status, body


def test_both_editions_are_listed_and_read(served: str) -> None:
    assert urlsplit(f"//{served}").hostname == "127.0.0.1"
    _, front = ask(served, "/")
    assert 'href="markdown/"' in front
    assert 'href="site/"' in front
    status, page = ask(served, "/site/")
    assert (status, "Ferry" in page) == (200, True)
    status, page = ask(served, "/markdown/")
    assert status == 200
    [link] = re.findall(r'href="(2026/[^"]+)"', page)
    _, story = ask(served, f"/markdown/{link}")
    assert "<p>The ferry sails.</p>" in story


@pytest.mark.parametrize(
    "path",
    [
        "/site/../../../secret.txt",
        "/site/%2e%2e/%2e%2e/secret.txt",
        "/site/..%2f..%2fsecret.txt",
        "/secret.txt/",
        "/site//etc/passwd",
        "/nothing/",
        "/site/nothing.html",
        "/.next/site/",
    ],
)
def test_nothing_else_is_shown(path: str, served: str) -> None:
    status, body = ask(served, path)
    assert status == 404
    assert "nobody should read this" not in body
