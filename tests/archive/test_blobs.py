"""A blob is whole or not there, and its name is its digest."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tamizdat.archive.blobs import Blobs, make_folder, size
from tamizdat.errors import ArchiveError
from tamizdat.model import digest

# A writer that stops where the bytes are half written, and waits to be killed.
HALF_WRITTEN = """
import os, sys, time
from pathlib import Path
from tamizdat.archive.blobs import Blobs
def stop(descriptor):
    print("writing", flush=True)
    time.sleep(60)
os.fsync = stop
Blobs(Path(sys.argv[1])).add(b"picture" * 100_000)
"""


def opened(descriptor: int) -> str:
    """The path of an open file or folder."""
    return str(Path(f"/proc/self/fd/{descriptor}").readlink())


@given(data=st.binary(max_size=100))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_name_is_the_digest(tmp_path: Path, data: bytes) -> None:
    blobs = Blobs(tmp_path)
    name = blobs.add(data)
    assert name == digest(data)
    assert blobs.path(name) == tmp_path / name[:2] / name
    assert blobs.path(name).read_bytes() == data


def test_the_same_bytes_are_written_once(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    path = blobs.path(blobs.add(b"picture"))
    before = path.stat()
    blobs.add(b"picture")
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == (before.st_mtime_ns, before.st_ino)
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_damaged_blob_is_mended_when_its_bytes_come_again(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    path = blobs.path(blobs.add(b"picture"))
    path.write_bytes(b"Picture")
    blobs.add(b"picture")
    assert path.read_bytes() == b"picture"


def test_a_killed_writer_leaves_no_blob(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HALF_WRITTEN, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
        assert writer.stdout
        assert writer.stdout.readline() == b"writing\n"
        writer.send_signal(signal.SIGKILL)
    data = b"picture" * 100_000
    blobs = Blobs(tmp_path)
    assert not blobs.path(digest(data)).exists()
    blobs.add(data)
    assert [file.name for file in blobs.path(digest(data)).parent.iterdir()] == [digest(data)]


def test_bytes_are_on_disk_before_they_have_their_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = Blobs(tmp_path).path(digest(b"picture"))
    target.parent.mkdir()
    synced: list[tuple[str, bool]] = []
    fsync = os.fsync

    def noted(descriptor: int) -> None:
        synced.append((opened(descriptor), target.exists()))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", noted)
    Blobs(tmp_path).add(b"picture")
    assert synced == [(str(target.with_name(f".{target.name}.new")), False), (str(target.parent), True)]


def test_a_full_or_closed_disk_is_named(tmp_path: Path) -> None:
    (tmp_path / "blobs").write_text("in the way")
    with pytest.raises(ArchiveError, match="cannot be written") as caught:
        Blobs(tmp_path / "blobs").add(b"picture")
    assert "room on the disk" in caught.value.hint


def test_the_names_of_new_folders_are_on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[str] = []
    monkeypatch.setattr(
        os, "fsync", lambda descriptor: synced.append(str(Path(f"/proc/self/fd/{descriptor}").readlink()))
    )
    make_folder(tmp_path / "one" / "two")
    assert synced == [str(tmp_path), str(tmp_path / "one")]


def test_a_size_counts_all_files_below(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    for data in (b"a", b"bc", b"def"):
        blobs.add(data)
    assert size(tmp_path) == 6
