"""What lies in repositories, bundles, tars and folders, deleted or not; and what those of strangers gain: nothing."""

from __future__ import annotations

import gc
import io
import os
import shutil
import subprocess
import tarfile
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tamizdat.errors import SourceError
from tamizdat.gather import history
from tamizdat.model import EPOCH

START = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp())


class Repository:
    """A real repository; each commit is a day later than the one before."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.day = folder, 0
        folder.mkdir()
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str, **environment: str) -> str:
        names = {f"GIT_{who}_{what}": "x@x.invalid" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        moment = f"{START + self.day * 86_400} +0000"
        names |= {"GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment, "GIT_CONFIG_GLOBAL": os.devnull}
        command = ["git", "-C", str(self.folder), *arguments]
        environment = os.environ | names | environment
        return subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout.strip()

    def write(self, **files: str | None) -> None:
        """Write a commit of some files by their path, `__` for a slash; None deletes one."""
        for name, text in files.items():
            path = self.folder / (name.replace("__", "/") + ".md")
            path.parent.mkdir(parents=True, exist_ok=True)
            if text is None:
                path.unlink()
            else:
                path.write_text(text, "utf-8")
        self.commit()

    def commit(self) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", "day")
        self.day += 1


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "mirror")


def filled(repository: Repository) -> Repository:
    """A page deleted, one edited and one moved, a branch merged, a page that becomes a link and a file again."""
    repository.write(pages__city__1="one", pages__city__2="two")
    repository.write(pages__city__1=None, pages__city__2="two edited")
    repository.write(pages__city__2=None, pages__land__2="two edited")
    repository.git("checkout", "--quiet", "-b", "side", "HEAD~1")
    repository.write(pages__city__3="three")
    repository.git("checkout", "--quiet", "main")
    repository.git("-c", "merge.directoryRenames=false", "merge", "--quiet", "--no-edit", "side")
    link = repository.folder / "pages/city/3.md"
    link.unlink()
    link.symlink_to("/etc/passwd")
    repository.commit()
    link.unlink()
    repository.write(pages__city__3="three again")
    return repository


TEXTS = {
    ("pages/city/1.md", b"one"),
    ("pages/city/2.md", b"two"),
    ("pages/city/2.md", b"two edited"),
    ("pages/land/2.md", b"two edited"),
    ("pages/city/3.md", b"three"),
    ("pages/city/3.md", b"three again"),
}


def all_of(place: str | Path) -> list[tuple[str, bytes]]:
    """Path and bytes of every version in a place."""
    found = history.history(str(place))
    return [(version.path, found.read(version.locator)) for version in list(found.versions())]


@pytest.mark.parametrize("kind", ["clone", "bare", "bundle", "address"])
def test_every_version_of_a_repository_is_found(kind: str, repository: Repository, tmp_path: Path) -> None:
    filled(repository)
    place = tmp_path / kind
    if kind == "clone":
        subprocess.run(["git", "clone", "--quiet", repository.folder, place], check=True)
    elif kind == "bare":
        subprocess.run(["git", "clone", "--quiet", "--bare", repository.folder, place], check=True)
    elif kind == "bundle":
        repository.git("bundle", "create", "--quiet", str(place), "--all")
    name = f"file://{repository.folder}" if kind == "address" else str(place)
    found = all_of(name)
    assert set(found) == TEXTS
    assert len(found) == len(TEXTS), "each once"


def test_versions_come_in_order_and_say_where_from(repository: Repository) -> None:
    filled(repository)
    versions = list(history.history(str(repository.folder)).versions())
    assert [version.at for version in versions] == sorted(version.at for version in versions)
    assert versions[0].at == datetime(2026, 1, 1, tzinfo=UTC)
    assert versions[0].via == f"git mirror {repository.git('rev-list', '--max-parents=0', 'HEAD')}"


def test_a_page_may_have_any_name(repository: Repository) -> None:
    names = [
        "a\u2028commit x x.md",
        "b\tc.md",
        'd"e.md',
        "f\\g.md",
        "新闻.md",
        "-h.md",
        ":(top)i.md",
        "commit 7.md",
        "\n.md",
    ]
    for name in names:
        (repository.folder / name).write_text(name, "utf-8")
    Path(os.fsdecode(os.fsencode(repository.folder) + b"/\xff.md")).write_text("bytes")
    repository.commit()
    found = dict(all_of(repository.folder))
    assert {name: name.encode() for name in names} | {"\ufffd.md": b"bytes"} == found


def test_a_commit_may_be_of_any_time(repository: Repository) -> None:
    (repository.folder / "a.md").write_text("a")
    repository.git("add", "--all")
    tree = repository.git("write-tree")
    raw = f"tree {tree}\nauthor x <x> 9{'9' * 20} +0000\ncommitter x <x> 9{'9' * 20} +0000\n\nx\n"
    made = subprocess.run(
        ["git", "-C", repository.folder, "hash-object", "-t", "commit", "-w", "--literally", "--stdin"],
        input=raw, text=True, capture_output=True, check=True,
    )  # fmt: skip
    repository.git("update-ref", "refs/heads/main", made.stdout.strip())
    (version,) = history.history(str(repository.folder)).versions()
    assert version.at == EPOCH or version.at.year > 2000


def test_large_blobs_are_refused_and_the_next_is_read(repository: Repository) -> None:
    (repository.folder / "large.md").write_bytes(bytes(history.LARGEST + 1))
    (repository.folder / "small.md").write_bytes(b"small")
    repository.commit()
    found = history.history(str(repository.folder))
    large, small = sorted(found.versions(), key=lambda version: version.path)
    with pytest.raises(SourceError, match="is larger than 20,000,000 bytes"):
        found.read(large.locator)
    assert found.read(small.locator) == b"small"
    with pytest.raises(SourceError, match="lacks the object"):
        found.read("0" * 40)
    assert found.read(small.locator) == b"small"


def test_an_empty_repository_holds_nothing(repository: Repository) -> None:
    assert all_of(repository.folder) == []


def test_nothing_is_left_behind(repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(repository)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    found: Any = history.history(f"file://{repository.folder}")
    version = next(iter(found.versions()))
    assert found.read(version.locator) == b"one"
    process = found._reader
    assert process.poll() is None and list(scratch.iterdir())
    del found
    gc.collect()
    assert process.poll() is not None and not list(scratch.iterdir())


@pytest.mark.parametrize(
    "place",
    [
        "--upload-pack=touch {}",
        "ext::sh -c touch% {}",
        "ext::touch {}",
        "fd::17",
        "ssh://-oProxyCommand=touch {}/x",
        "git@host.example:-x/y.git",
        "https://host.example/\n",
        "/none/of this",
        "\0",
        "",
    ],
)
def test_places_that_run_commands_are_refused(place: str, tmp_path: Path) -> None:
    token = tmp_path / "pwned"
    with pytest.raises(SourceError) as failure:
        list(history.history(place.format(token)).versions())
    assert failure.value.hint
    assert not token.exists()


def test_what_git_cannot_read_is_said(tmp_path: Path) -> None:
    damaged = tmp_path / "a.bundle"
    damaged.write_bytes(b"# v2 git bundle\n" + b"0" * 40 + b" refs/heads/main\n\nPACKgarbage")
    with pytest.raises(SourceError, match=r"git cannot read a\.bundle: "):
        all_of(damaged)
    with pytest.raises(SourceError, match="git cannot read none"):
        all_of(f"file://{tmp_path}/none")
    (tmp_path / "HEAD").write_text("nothing of git")
    with pytest.raises(SourceError, match="git cannot read"):
        all_of(tmp_path)


HOSTILE = {
    "gpg.program": "{}",
    "log.showSignature": "true",
    "core.fsmonitor": "{}",
    "core.sshCommand": "{}",
    "core.pager": "{}",
    "pager.log": "{}",
    "diff.external": "{}",
    "diff.text.textconv": "{}",
    "alias.log": "!{}",
    "protocol.ext.allow": "always",
    "extensions.partialClone": "origin",
    "remote.origin.url": "ext::{}",
    "remote.origin.promisor": "true",
    "core.alternateRefsCommand": "{}",
    "uploadpack.packObjectsHook": "{}",
}


def test_the_settings_of_a_strangers_repository_run_nothing(repository: Repository, tmp_path: Path) -> None:
    repository.write(a="text")
    token, script = tmp_path / "pwned", tmp_path / "script"
    script.write_text(f"#!/bin/sh\necho $0 $@ >> {token}\n")
    script.chmod(0o755)
    signed = repository.git("cat-file", "commit", "HEAD").replace(
        "\n\n", "\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n -----END PGP SIGNATURE-----\n\n", 1
    )
    made = subprocess.run(
        ["git", "-C", repository.folder, "hash-object", "-t", "commit", "-w", "--stdin"],
        input=signed + "\n", text=True, capture_output=True, check=True,
    )  # fmt: skip
    repository.git("update-ref", "refs/heads/main", made.stdout.strip())
    (repository.folder / ".gitattributes").write_text("*.md diff=text\n")
    for hook in ("post-checkout", "reference-transaction", "post-index-change"):
        shutil.copy(script, repository.folder / ".git" / "hooks" / hook)
    repository.git("config", "core.repositoryFormatVersion", "1")
    for name, value in HOSTILE.items():
        repository.git("config", name, value.format(script))
    found = history.history(str(repository.folder))
    (version,) = found.versions()
    assert found.read(version.locator) == b"text"
    with pytest.raises(SourceError, match="lacks the object"):
        found.read("1" * 40)
    assert not token.exists(), token.read_text()


def test_the_surroundings_name_no_other_repository(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.write(a="text")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "none"))
    monkeypatch.setenv("GIT_OBJECT_DIRECTORY", str(tmp_path / "none"))
    assert all_of(repository.folder) == [("a.md", b"text")]


# --- tars --------------------------------------------------------------------------------------------------


def tar(path: Path, *members: tuple[str, bytes | dict[str, Any]], mode: str = "w") -> Path:
    """A tar of files by name; instead of bytes the fields of another kind of member."""
    with tarfile.open(path, mode) as made:  # type: ignore[call-overload]
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.mtime = START
            if isinstance(content, bytes):
                info.size = len(content)
                made.addfile(info, io.BytesIO(content))
            else:
                for field, value in content.items():
                    setattr(info, field, value)
                made.addfile(info)
    return path


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_a_tar_is_read_whatever_it_is_compressed_with(mode: str, tmp_path: Path) -> None:
    place = tar(
        tmp_path / "a", ("./pages/s/1.md", b"one"), ("names.csv", b"s,S"), ("x.png", b"no"), ("2.md", b"two"), mode=mode
    )
    assert all_of(place) == [("pages/s/1.md", b"one"), ("names.csv", b"s,S"), ("2.md", b"two")]
    (first, *_) = history.history(str(place)).versions()
    assert (first.at, first.via) == (datetime.fromtimestamp(START, UTC), "tar a")


def test_members_are_read_in_any_order_and_those_of_one_name_apart(tmp_path: Path) -> None:
    place = tar(tmp_path / "a.tar", ("1.md", b"one"), ("1.md", b"one again"), ("2.md", b"two"))
    found = history.history(str(place))
    versions = list(found.versions())
    assert [found.read(version.locator) for version in reversed(versions)] == [b"two", b"one again", b"one"]
    assert [found.read(version.locator) for version in (versions[1], versions[1], versions[0])] == [
        b"one again"
    ] * 2 + [b"one"]
    with pytest.raises(SourceError, match="has no file number 9"):
        found.read("9")


def test_only_plain_files_inside_of_a_tar_are_read(tmp_path: Path) -> None:
    place = tar(
        tmp_path / "a.tar",
        ("../up.md", b"up"),
        ("pages/../../up.md", b"up"),
        ("/etc/absolute.md", b"inside"),
        ("link.md", {"type": tarfile.SYMTYPE, "linkname": "/etc/passwd"}),
        ("hard.md", {"type": tarfile.LNKTYPE, "linkname": "/etc/passwd"}),
        ("device.md", {"type": tarfile.CHRTYPE, "devmajor": 1, "devminor": 5}),
        ("pipe.md", {"type": tarfile.FIFOTYPE}),
        ("folder.md", {"type": tarfile.DIRTYPE}),
        ("old.md", {"mtime": 2**62}),
    )
    with tarfile.open(place, "a") as made:
        made.addfile(tarfile.TarInfo("bytes\udcff.md"))
    assert all_of(place) == [("etc/absolute.md", b"inside"), ("old.md", b""), ("bytes\ufffd.md", b"")]


@pytest.mark.parametrize("cut", [600, 1500, -700])
def test_a_damaged_tar_is_said(cut: int, tmp_path: Path) -> None:
    place = tar(tmp_path / "a.tar.gz", *((f"{number}.md", os.urandom(900)) for number in range(9)), mode="w:gz")
    place.write_bytes(place.read_bytes()[:cut])
    with pytest.raises(SourceError, match=r"a\.tar\.gz is damaged"):
        all_of(place)


def header(**fields: Any) -> bytes:
    info = tarfile.TarInfo("x.md")
    for name, value in fields.items():
        setattr(info, name, value)
    return info.tobuf(tarfile.GNU_FORMAT)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"size": 30_000_000}, ""),
        ({"size": 20_000_000_000}, "it holds too much"),
        ({"type": tarfile.XHDTYPE, "size": 2_000_000_000}, "a header of 2,000,000,000 bytes"),
        ({"type": tarfile.GNUTYPE_LONGNAME, "size": 2_000_000_000}, "a header of 2,000,000,000 bytes"),
    ],
)
def test_tar_bombs_stop_early_in_little_memory(
    fields: dict[str, Any], message: str, tmp_path: Path, pack: Callable[..., bytes]
) -> None:
    place = tmp_path / "a.tar.gz"
    place.write_bytes(pack(header(name="y.txt") + header(**fields), 40))
    started = time.monotonic()
    tracemalloc.start()
    try:
        found = history.history(str(place)).versions()
        assert list(found) == []
        assert not message
    except SourceError as error:
        assert message in error.message
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 30_000_000
    assert time.monotonic() - started < 5


@pytest.fixture
def pack() -> Callable[..., bytes]:
    """Packs a beginning and then so many megabytes of zeros."""
    import zlib

    def packed(start: bytes, megabytes: int) -> bytes:
        tool = zlib.compressobj(9, wbits=31)
        return tool.compress(start) + b"".join(tool.compress(bytes(1_000_000)) for _ in range(megabytes)) + tool.flush()

    return packed


# --- folders -----------------------------------------------------------------------------------------------


def test_a_folder_is_read_without_what_leads_out_of_it(tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    (folder / "city").mkdir(parents=True)
    (folder / "city" / "1.md").write_text("one")
    (folder / "city" / "2.txt").write_text("two")
    (folder / "city" / "3.md").symlink_to("/etc/passwd")
    (folder / "city" / "4.md").mkdir()
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff.md")).write_text("bytes")
    assert sorted(all_of(folder)) == [("pages/city/1.md", b"one"), ("pages/\ufffd.md", b"bytes")]
    found = history.history(str(folder))
    with pytest.raises(SourceError, match="cannot be read"):
        found.read("none.md")


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="there is no "):
        history.history(str(tmp_path / "none"))
