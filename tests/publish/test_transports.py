"""One contract for all transports: a mirror shows a release, whatever happened before."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from publish.conftest import NOW, Stand

from tamizdat.errors import ConfigError, MirrorError
from tamizdat.model import Mirror, Release, Stored
from tamizdat.publish import KINDS, Transport, transport

FILES = {
    "index.html": b"<h1>Front page",
    "2026/03/01/abc.html": b"<p>The ferry sails.",
    "pictures/4f/4f2c.webp": bytes(range(256)) * 40,
    ".nojekyll": b"",
}
# A push that somebody kills at whatever moment.
PUSH = """
import sys
from datetime import datetime, UTC
from pathlib import Path
from tamizdat.model import Mirror, Release, Stored, digest
from tamizdat.publish import transport
kind, url, state, folder = sys.argv[1:]
files = {str(f.relative_to(folder)): f.read_bytes() for f in Path(folder).rglob("*") if f.is_file()}
stored = {path: Stored(digest(data), len(data)) for path, data in files.items()}
now = datetime(2026, 3, 1, tzinfo=UTC)
release = Release(edition="site", version=2, created=now, folder=Path(folder), files=stored)
print("pushing", flush=True)
transport(Mirror(kind=kind, url=url, name="out"), Path(state)).push(release)
print("pushed", flush=True)
"""


@pytest.fixture(params=sorted(KINDS))
def mirror(request: pytest.FixtureRequest, stand: Callable[[str], Stand]) -> Stand:
    return stand(request.param)


def test_a_mirror_shows_what_was_pushed(mirror: Stand) -> None:
    assert mirror.push(FILES) == len(FILES)
    assert mirror.shown() == FILES


def test_a_receipt_says_what_was_pushed_where(mirror: Stand) -> None:
    receipt = mirror.transport().push(mirror.release(FILES))
    assert (receipt.mirror, receipt.edition, receipt.version, receipt.pushed_at) == ("out", "site", 1, NOW)


def test_what_was_pushed_is_read_back(mirror: Stand) -> None:
    mirror.push(FILES)
    reader = mirror.transport()
    assert {path: reader.read(path, 1_000_000) for path in FILES} == FILES
    assert reader.read("index.html", len(FILES["index.html"])) == FILES["index.html"]


def test_the_same_again_changes_nothing(mirror: Stand) -> None:
    mirror.push(FILES)
    before = everything(mirror.top)
    assert mirror.push(FILES) == 0
    assert everything(mirror.top) == before


def test_what_differs_is_carried(mirror: Stand) -> None:
    mirror.push(FILES)
    later = FILES | {"index.html": b"<h1>Later", "2026/03/02/new.html": b"<p>New"}
    del later["2026/03/01/abc.html"]
    assert mirror.push(later) == 3
    assert mirror.shown() == later
    assert mirror.push(FILES) == 3
    assert mirror.shown() == FILES


def test_a_file_may_become_a_folder_and_a_folder_a_file(mirror: Stand) -> None:
    mirror.push(FILES | {"check": b"a file"})
    assert mirror.push(FILES | {"check/index.html": b"a file", "check/more/x": b""}) == 3
    assert mirror.shown() == FILES | {"check/index.html": b"a file", "check/more/x": b""}
    mirror.push(FILES | {"check": b"a file"})
    assert mirror.shown() == FILES | {"check": b"a file"}


def test_an_edition_may_become_empty(mirror: Stand) -> None:
    mirror.push(FILES)
    assert mirror.push({}) == len(FILES)
    assert mirror.shown() == {}
    assert mirror.push({}) == 0


def test_what_is_remembered_may_be_lost(mirror: Stand) -> None:
    mirror.push(FILES)
    (mirror.state / "out.json").unlink()
    assert mirror.push(FILES) == 0
    (mirror.state / "out.json").write_text("{half a")
    later = FILES | {"index.html": b"<h1>Later"}
    assert mirror.push(later) == 1
    assert mirror.shown() == later


def test_a_mirror_that_was_emptied_is_filled_again(mirror: Stand, stand: Callable[[str], Stand]) -> None:
    mirror.push(FILES)
    for file in sorted(mirror.url.rglob("*"), reverse=True):
        file.unlink() if file.is_file() or file.is_symlink() else file.rmdir()
    mirror.url.rmdir()
    stand(mirror.kind)
    assert mirror.push(FILES) == len(FILES)
    assert mirror.shown() == FILES


@pytest.mark.parametrize("state", ["kept", "lost"])
def test_a_push_that_was_cut_off_is_done_again(mirror: Stand, monkeypatch: pytest.MonkeyPatch, state: str) -> None:
    mirror.push(FILES)
    later = FILES | {"index.html": b"<h1>Later", "2026/03/02/new.html": b"<p>New"}
    with monkeypatch.context() as patch:
        patch.setattr("tamizdat.publish.folder.write_state", interrupted)
        patch.setattr("tamizdat.publish.git.write_state", interrupted)
        with pytest.raises(KeyboardInterrupt):
            mirror.push(later)
    if state == "lost":
        (mirror.state / "out.json").unlink()
    mirror.push(later)
    assert mirror.shown() == later
    assert mirror.push(later) == 0


@pytest.mark.parametrize("seed", range(4))
def test_a_killed_push_is_taken_up(mirror: Stand, seed: int) -> None:
    mirror.push(FILES)
    later = FILES | {f"2026/03/02/{number}.html": b"%d" % number * 20_000 for number in range(40)}
    later["index.html"] = b"<h1>Later"
    mirror.release(later)
    command = [sys.executable, "-c", PUSH, mirror.kind, *map(str, (mirror.url, mirror.state, mirror.release_folder))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True) as push:
        assert push.stdout
        assert push.stdout.readline() == b"pushing\n"
        time.sleep(0.01 * seed)
        os.killpg(push.pid, signal.SIGKILL)
    mirror.push(later)
    assert mirror.shown() == later
    last = {"index.html": b"<h1>Last"}
    mirror.push(last)
    assert mirror.shown() == last


def test_a_release_file_that_was_altered_does_not_go_out(mirror: Stand) -> None:
    mirror.push(FILES)
    release = mirror.release(FILES | {"index.html": b"<h1>Later"})
    (mirror.release_folder / "index.html").write_bytes(b"<script>")
    with pytest.raises(MirrorError, match=r"index\.html of the release was altered") as caught:
        mirror.transport().push(release)
    assert "tamizdat render" in caught.value.hint
    assert mirror.shown() == FILES


def test_a_release_file_that_is_missing_is_named(mirror: Stand) -> None:
    later = FILES | {f"{number}.html": b"%d" % number * 30_000 for number in range(9)} | {"z.html": b"last"}
    release = mirror.release(later)
    (mirror.release_folder / "z.html").unlink()
    with pytest.raises(MirrorError, match=r"z\.html of the release cannot be read: No such file") as caught:
        mirror.transport().push(release)
    assert "tamizdat render" in caught.value.hint


def test_nothing_ever_leads_to_what_is_not_there(mirror: Stand) -> None:
    mirror.push(FILES | {"old.html": b"old"})
    later = FILES | {"index.html": b"to a and b", "a.html": b"a", "b.html": b"b"}
    release = mirror.release(later)
    (mirror.release_folder / "b.html").unlink()
    with pytest.raises(MirrorError, match=r"b\.html of the release cannot be read"):
        mirror.transport().push(release)
    shown = mirror.shown()
    assert (shown["index.html"], shown["old.html"]) == (FILES["index.html"], b"old")
    assert mirror.transport().push(mirror.release(later)).changed >= 3
    assert mirror.shown() == later


@pytest.mark.parametrize("path", ["../out", "a/../../out", "/out", "a//b", "./a", ""])
def test_a_release_does_not_lead_out(mirror: Stand, path: str) -> None:
    files = {path: Stored("4f2c", 1)}
    release = Release(edition="site", version=1, created=NOW, folder=mirror.release_folder, files=files)
    with pytest.raises(MirrorError, match="is no path inside an edition"):
        mirror.transport().push(release)


@pytest.mark.parametrize("path", ["../secret", "a/../../secret", "/etc/passwd", "missing.html", "2026", "", "a\0b"])
def test_nothing_but_a_file_of_the_mirror_is_read(mirror: Stand, path: str) -> None:
    mirror.push(FILES)
    (mirror.top / "secret").write_text("secret")
    with pytest.raises(MirrorError) as caught:
        mirror.transport().read(path, 1000)
    assert caught.value.hint


def test_nothing_longer_than_the_limit_is_read(mirror: Stand) -> None:
    mirror.push(FILES)
    with pytest.raises(MirrorError, match="is longer than 9,999 bytes"):
        mirror.transport().read("pictures/4f/4f2c.webp", 9_999)


def test_an_unknown_option_is_named_with_those_that_are_known(mirror: Stand) -> None:
    with pytest.raises(ConfigError, match='mirror out: unknown option "brunch"') as caught:
        mirror.transport(brunch="main")
    assert caught.value.hint.startswith("known for this kind are ")


def test_a_mirror_that_is_not_there_is_an_error_with_a_hint(mirror: Stand) -> None:
    (mirror.top / "in the way").write_text("a file")
    mirror.url = mirror.top / "in the way" / "mirror"
    with pytest.raises(MirrorError) as caught:
        mirror.push(FILES)
    assert caught.value.hint
    with pytest.raises(MirrorError) as caught:
        mirror.transport().read("index.html", 1000)
    assert caught.value.hint


@given(
    releases=st.lists(
        st.dictionaries(
            st.sampled_from(["a", "b", "c/a", "c/b", "d/e/f", "-x", 'q"u\\o', "sp ace", "ю/新", "tab\there"]),
            st.binary(max_size=3),
        ),
        max_size=4,
    )
)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_any_release_follows_any_other(mirror: Stand, releases: list[dict[str, bytes]]) -> None:
    before = mirror.shown() if mirror.version else {}
    for files in releases:
        differing = sum(before.get(path) != files.get(path) for path in before.keys() | files.keys())
        assert mirror.push(files) == differing
        assert mirror.shown() == files
        before = files


def test_every_transport_is_one(mirror: Stand) -> None:
    made: Transport = mirror.transport()
    assert callable(made.push)
    assert callable(made.read)


def test_an_unknown_kind_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match='unknown kind of mirror "pigeon"') as caught:
        transport(Mirror(kind="pigeon", url="loft"), tmp_path)
    assert "folder, git" in caught.value.hint


def test_a_transport_of_the_operators_own_is_found(tmp_path: Path) -> None:
    mirror = Mirror(kind="tamizdat.publish.folder:FolderTransport", url=str(tmp_path), name="own")
    assert type(transport(mirror, tmp_path)).__name__ == "FolderTransport"


def everything(top: Path) -> dict[str, tuple[int, int]]:
    """Time and length of all files, but for the release, which is written anew for each test."""
    files = [file for file in top.rglob("*") if file.is_file() and "releases" not in file.parts]
    return {str(file): (file.stat().st_mtime_ns, file.stat().st_size) for file in files}


def interrupted(*_: Any) -> None:
    raise KeyboardInterrupt
