"""What only git has: a history, others who push, an operator's settings, and hosts with limits."""

from __future__ import annotations

import io
import logging
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from publish.conftest import Stand, git

from tamizdat.errors import ConfigError, MirrorError
from tamizdat.model import Mirror
from tamizdat.publish import git as module
from tamizdat.publish import transport

FILES = {"README.md": b"# Front page", "2026/03/01/abc.md": b"The ferry sails."}
LATER = FILES | {"README.md": b"# Later", "2026/03/02/new.md": b"New"}


@pytest.fixture
def mirror(stand: Callable[[str], Stand]) -> Stand:
    return stand("git")


def commits(mirror: Stand, branch: str = "main") -> list[str]:
    """The ids of all commits of a branch of the mirror, the newest first."""
    return git(mirror.url, "rev-list", branch).split()


def foreign_commit(mirror: Stand, message: str = "mine") -> str:
    """Somebody else clones the mirror, writes a file and pushes."""
    clone = mirror.top / f"clone-{message}"
    subprocess.run(["git", "clone", "--quiet", str(mirror.url), str(clone)], check=True)
    (clone / "theirs.md").write_text(message)
    git(clone, "add", ".")
    git(clone, "commit", "--quiet", "-m", message)
    git(clone, "push", "--quiet", "origin", "HEAD")
    return git(clone, "rev-parse", "HEAD")


def test_a_commit_says_nothing_of_who_made_it(mirror: Stand) -> None:
    mirror.push(FILES)
    lines = git(mirror.url, "cat-file", "commit", "main").splitlines()
    # The hour of the release, in the time of no zone: the minute would tell when somebody sat at a machine.
    assert lines[1:] == [
        "author tamizdat <> 1772366400 +0000",
        "committer tamizdat <> 1772366400 +0000",
        "",
        "Edition of 2026-03-01",
    ]


def test_what_was_pushed_is_sound_to_every_host(mirror: Stand) -> None:
    mirror.push(FILES)
    mirror.push(LATER)
    assert git(mirror.url, "fsck", "--strict") == ""


def test_the_tree_is_the_release_folder(mirror: Stand) -> None:
    files = FILES | {
        "-rf": b"x",
        'q"u\\ote': b"x",
        " sp ace ": b"x",
        "ю/新闻.md": b"x",
        "a\nb\tc": b"x",
        "\x7f\x01": b"x",
    }
    mirror.push(files)
    packed = subprocess.run(["git", "-C", str(mirror.url), "archive", "main"], capture_output=True, check=True).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
        found = {m.name: tar.extractfile(m).read() for m in tar.getmembers() if m.isfile()}  # type: ignore[union-attr]
    assert found == {
        str(f.relative_to(mirror.release_folder)): f.read_bytes() for f in all_files(mirror.release_folder)
    }
    assert found == files


def test_history_is_kept(mirror: Stand) -> None:
    for files in (FILES, LATER, LATER, FILES):
        mirror.push(files)
    assert len(commits(mirror)) == 3
    assert git(mirror.url, "show", "main~1:README.md") == "# Later"


def test_or_squashed_into_one_commit(mirror: Stand) -> None:
    shown = set()
    for files in (FILES, LATER, LATER, FILES):
        mirror.push(files, history="squash")
        shown.add(git(mirror.url, "rev-parse", "main"))
        assert mirror.shown() == files
        assert len(commits(mirror)) == 1
    # The first and the last hold the same, at the same hour.
    assert len(shown) == 2


def test_the_same_again_makes_no_commit(mirror: Stand) -> None:
    for history in ("keep", "squash"):
        mirror.push(FILES, history=history)
        before = git(mirror.url, "rev-parse", "main")
        assert mirror.push(FILES, history=history) == 0
        assert git(mirror.url, "rev-parse", "main") == before


def test_only_what_changed_is_written(mirror: Stand) -> None:
    mirror.push({f"{number}.md": os.urandom(1000) for number in range(50)})
    own = mirror.state / "out.git"
    before = objects(own)
    files = mirror.shown() | {"new.md": b"new"}
    for history in ("keep", "squash"):
        mirror.push(files | {"history.md": history.encode()}, history=history)
        added = objects(own) - before
        # A commit, a tree, and the files.
        assert len(added) <= 4
        before = objects(own)


def test_what_squashing_leaves_behind_is_dropped(mirror: Stand) -> None:
    mirror.push(FILES, history="squash")
    own = mirror.state / "out.git"
    git(own, "config", "fastimport.unpackLimit", "1")
    git(own, "config", "gc.autoPackLimit", "5")
    for number in range(20):
        mirror.push(FILES | {"README.md": os.urandom(5000), "number.md": b"%d" % number}, history="squash")
    # A push adds four objects; without tidying there would be eighty.
    assert len(objects(own)) < 30
    assert len(list(own.glob("objects/pack/*.pack"))) <= 6
    assert mirror.push(FILES, history="squash") == 2
    assert mirror.shown() == FILES


def test_a_branch_may_be_named(mirror: Stand) -> None:
    mirror.push({"other": b"other"}, branch="feature/refs/heads/gh-pages")
    (mirror.state / "out.json").unlink()
    assert mirror.push(FILES, branch="gh-pages") == 2
    assert mirror.shown("gh-pages") == FILES
    assert mirror.shown("feature/refs/heads/gh-pages") == {"other": b"other"}
    assert mirror.transport(branch="gh-pages").read("README.md", 100) == FILES["README.md"]


@pytest.mark.parametrize("history", ["keep", "squash"])
@pytest.mark.parametrize("repository", ["kept", "lost"])
def test_a_foreign_commit_is_refused_by_its_id(mirror: Stand, history: str, repository: str) -> None:
    mirror.push(FILES, history=history)
    theirs = foreign_commit(mirror)
    if repository == "lost":
        shutil.rmtree(mirror.state)
    for files in (LATER, FILES):
        with pytest.raises(MirrorError, match=f"somebody else has pushed to main: commit {theirs[:12]}") as caught:
            mirror.push(files, history=history)
        assert "by Reader <reader@example.org>" in caught.value.message
        assert 'foreign = "replace"' in caught.value.hint
    assert commits(mirror)[0] == theirs


@pytest.mark.parametrize("history", ["keep", "squash"])
@pytest.mark.parametrize("repository", ["kept", "lost"])
def test_or_replaced(mirror: Stand, history: str, repository: str) -> None:
    mirror.push(FILES, history=history)
    theirs = foreign_commit(mirror)
    if repository == "lost":
        shutil.rmtree(mirror.state)
    assert mirror.push(FILES, history=history, foreign="replace") == 1
    assert mirror.shown() == FILES
    assert theirs not in commits(mirror)
    assert mirror.push(FILES, history=history, foreign="replace") == 0


def test_replacing_keeps_our_history(mirror: Stand) -> None:
    mirror.push(FILES)
    mirror.push(LATER)
    before = commits(mirror)
    foreign_commit(mirror)
    mirror.push(LATER, foreign="replace")
    assert commits(mirror) == before


def test_history_goes_on_where_the_repository_was_lost(mirror: Stand) -> None:
    mirror.push(FILES)
    before = commits(mirror)
    for options in ({}, {"foreign": "replace"}):
        shutil.rmtree(mirror.state)
        assert mirror.push(FILES, **options) == 0
        assert commits(mirror) == before
    mirror.push(LATER)
    assert commits(mirror)[1:] == before


def test_a_repository_that_is_damaged_can_be_made_anew(mirror: Stand) -> None:
    mirror.push(FILES)
    before = commits(mirror)
    for file in all_files(mirror.state / "out.git" / "objects"):
        file.unlink()
    with pytest.raises(MirrorError) as caught:
        mirror.push(LATER)
    assert f"delete {mirror.state / 'out.git'}" in caught.value.hint
    shutil.rmtree(mirror.state / "out.git")
    mirror.push(LATER)
    assert commits(mirror)[1:] == before


def test_what_is_remembered_of_a_lost_repository_is_not_believed(mirror: Stand) -> None:
    mirror.push(FILES)
    shutil.rmtree(mirror.state / "out.git")
    git(mirror.url, "update-ref", "-d", "refs/heads/main")
    assert mirror.push(FILES) == len(FILES)
    assert mirror.shown() == FILES


def test_a_new_mirror_gets_the_history_of_the_old(mirror: Stand) -> None:
    mirror.push(FILES)
    mirror.push(LATER)
    before = commits(mirror)
    mirror.url = mirror.top / "elsewhere.git"
    subprocess.run(["git", "init", "--quiet", "--bare", str(mirror.url)], check=True)
    assert mirror.push(LATER) == len(LATER)
    assert commits(mirror) == before


def test_a_mirror_that_was_set_back_is_set_right(mirror: Stand) -> None:
    mirror.push(FILES)
    mirror.push(LATER)
    now, before = commits(mirror)
    git(mirror.url, "update-ref", "refs/heads/main", before)
    assert mirror.push(LATER) == 2
    assert commits(mirror) == [now, before]


def test_somebody_who_pushes_at_the_same_time_is_safe(mirror: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    mirror.push(FILES)
    push = module.GitTransport._push

    def late(*arguments: str) -> None:
        foreign_commit(mirror)
        push(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(module.GitTransport, "_push", late)
    with pytest.raises(MirrorError, match=r"\[rejected\] \(stale info\)$") as caught:
        mirror.push(LATER)
    assert "somebody else is pushing" in caught.value.hint
    assert mirror.shown()["theirs.md"] == b"mine"


def test_reading_does_not_cut_off_our_history(mirror: Stand) -> None:
    mirror.push(FILES)
    mirror.push(LATER)
    mirror.transport().read("README.md", 100)
    assert not (mirror.state / "out.git" / "shallow").exists()
    assert len(git(mirror.state / "out.git", "rev-list", "main").split()) == 2


@pytest.mark.parametrize("history", ["keep", "squash"])
def test_what_is_too_large_for_one_push_goes_in_several(
    mirror: Stand, history: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LARGEST_PUSH", 2500)
    files = {f"{number}.md": os.urandom(1000) for number in range(5)} | {"check": b"x", "old.md": b"old"}
    hook = mirror.url / "hooks" / "post-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\ngit ls-tree -r --name-only main | tr '\\n' ' ' >> pushes\necho >> pushes\n")
    hook.chmod(0o755)
    assert mirror.push(files, history=history) == 7
    assert mirror.shown() == files
    assert [len(line.split()) for line in (mirror.url / "pushes").read_text().splitlines()] == [2, 4, 7]
    assert len(commits(mirror)) == (3 if history == "keep" else 1)
    (mirror.url / "pushes").unlink()
    later = {path: os.urandom(1000) for path in files if path not in ("check", "old.md")} | {"check/a.md": b"x" * 2000}
    assert mirror.push(later, history=history) == 8
    assert mirror.shown() == later
    told = [line.split() for line in (mirror.url / "pushes").read_text().splitlines()]
    # What is gone goes last, but for what stands in the way of something new.
    assert ["old.md" in line for line in told] == [True] * (len(told) - 1) + [False]
    assert all("check/a.md" in line and "check" not in line for line in told)


def test_a_file_that_hosts_refuse_is_refused_before_anything_is_done(
    mirror: Stand, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(module, "LARGEST_FILE", 1000)
    with pytest.raises(MirrorError, match=r"large\.md has 1,000 bytes"):
        mirror.push({"large.md": b"x" * 1000})
    assert not mirror.state.exists()
    assert caplog.messages == []
    mirror.push({"nearly.md": b"x" * 800, "small.md": b"x" * 799})
    assert caplog.messages == ["out: nearly.md has 800 bytes, near what hosts of git take"]


def test_a_repository_that_grows_large_is_warned_of(
    mirror: Stand, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(module, "LARGEST_REPOSITORY", 100_000)
    with caplog.at_level(logging.WARNING):
        mirror.push({"README.md": os.urandom(20_000)})
        assert caplog.messages == []
        mirror.push({"README.md": os.urandom(90_000)})
    assert ['history = "squash" helps' in message for message in caplog.messages] == [True]


HOOK = "#!/bin/sh\necho hook >> {marks}\nexit 1\n"


@contextmanager
def hostile_operator(top: Path) -> Iterator[Path]:
    """Settings of an operator that would disturb a careless program; the file in which their hooks leave marks."""
    marks, hooks = top / "marks", top / "hooks"
    for folder in (hooks, top / "template" / "hooks"):
        folder.mkdir(parents=True)
        for name in ("pre-push", "reference-transaction", "post-commit", "pre-commit"):
            (folder / name).write_text(HOOK.format(marks=marks))
            (folder / name).chmod(0o755)
    (top / "gitconfig").write_text(
        f"[core]\nhooksPath = {hooks}\n[init]\ntemplateDir = {top / 'template'}\ndefaultObjectFormat = sha256\n"
        "[commit]\ngpgSign = true\n[tag]\ngpgSign = true\n[push]\ngpgSign = true\nfollowTags = true\n"
        "[gpg]\nprogram = /bin/false\n[user]\nname = Operator\nemail = operator@home.example\n"
        "[log]\nshowSignature = true\n[fastimport]\nunpackLimit = 0\n[safe]\nbareRepository = explicit\n"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GIT_CONFIG_GLOBAL", str(top / "gitconfig"))
        patch.setenv("GIT_CONFIG_SYSTEM", str(top / "gitconfig"))
        for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR"):
            patch.setenv(name, str(top / "elsewhere"))
        for role in ("AUTHOR", "COMMITTER"):
            patch.setenv(f"GIT_{role}_NAME", "Operator")
            patch.setenv(f"GIT_{role}_EMAIL", "operator@home.example")
            patch.setenv(f"GIT_{role}_DATE", "2001-01-01T00:00:00+0800")
        patch.setenv("GIT_NAMESPACE", "theirs")
        patch.setenv("TZ", "Asia/Tokyo")
        patch.setenv("LANG", "de_DE.UTF-8")
        yield marks


def test_the_operators_settings_have_no_part_in_it(mirror: Stand, tmp_path: Path) -> None:
    # The host, which is another machine in life, has hooks of its own.
    git(mirror.url, "config", "core.hooksPath", "hooks")
    with hostile_operator(tmp_path / "operator") as marks:
        mirror.push(FILES)
        mirror.push(LATER)
        assert mirror.transport().read("README.md", 100) == LATER["README.md"]
        assert not marks.exists()
        assert not (tmp_path / "operator" / "elsewhere").exists()
    assert mirror.shown() == LATER
    for folder in (mirror.url, mirror.state / "out.git"):
        assert "Operator" not in git(folder, "log", "--format=raw", "main")
        assert "home.example" not in git(folder, "log", "--format=raw", "main")
    assert not (mirror.state / "out.git" / "hooks").exists()
    assert {line.split()[-1] for line in git(mirror.url, "log", "--format=%ad").splitlines()} == {"+0000"}


def test_but_they_are_used_to_reach_the_mirror(mirror: Stand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gitconfig").write_text(f'[url "{mirror.url}"]\ninsteadOf = "news:"\n')
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    release = mirror.release(FILES)
    transport(Mirror(kind="git", url="news:", name="out"), mirror.state).push(release)
    assert mirror.shown() == FILES


def test_there_is_no_work_tree(mirror: Stand) -> None:
    mirror.push(FILES)
    mirror.transport().read("README.md", 100)
    assert git(mirror.state / "out.git", "rev-parse", "--is-bare-repository") == "true"
    assert not [file for file in all_files(mirror.state) if file.name in ("README.md", "index", "FETCH_HEAD")]


@pytest.mark.parametrize(
    ("url", "said", "hint"),
    [
        ("{top}/missing.git", "does not appear to be a git repository|does not exist", "make the repository first"),
        ("https://user:secret@127.0.0.1:1/news.git", "unable to access 'https://.*127.0.0.1:1/", "next run"),
        ("nonsense://user:secret@127.0.0.1/news.git", "git: 'remote-nonsense' is not a git command|unable to find", ""),
    ],
)
def test_a_mirror_that_cannot_be_reached_is_an_error_without_secrets(
    mirror: Stand, url: str, said: str, hint: str
) -> None:
    release = mirror.release(FILES)
    with pytest.raises(MirrorError, match=said) as caught:
        transport(Mirror(kind="git", url=url.format(top=mirror.top), name="out"), mirror.state).push(release)
    assert hint in caught.value.hint
    assert "secret" not in caught.value.message
    assert "user" not in caught.value.message


@pytest.mark.parametrize(
    ("hook", "said", "hint"),
    [
        ("echo 'error: GH001: Large files detected.' >&2; exit 1", "GH001: Large files", "next run"),
        ("echo 'no' >&2; exit 1", "pre-receive hook declined", "next run"),
        ("echo 'error: see https://user:se@cret@host/x' >&2; exit 1", "see https://…@host/x", "next run"),
        ("echo 'error: GH006: protected branch hook declined' >&2; exit 1", "GH006", "allow pushes to the branch"),
    ],
)
def test_what_the_host_says_is_told(mirror: Stand, hook: str, said: str, hint: str) -> None:
    file = mirror.url / "hooks" / "pre-receive"
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"#!/bin/sh\n{hook}\n")
    file.chmod(0o755)
    with pytest.raises(MirrorError, match=said) as caught:
        mirror.push(FILES)
    assert hint in caught.value.hint
    file.unlink()
    assert mirror.push(FILES) == 2


def test_a_host_that_takes_no_new_history_is_named(mirror: Stand) -> None:
    git(mirror.url, "config", "receive.denyNonFastForwards", "true")
    mirror.push(FILES, history="squash")
    with pytest.raises(MirrorError, match="non-fast-forward") as caught:
        mirror.push(LATER, history="squash")
    assert 'history = "keep"' in caught.value.hint


def test_a_repository_with_a_work_tree_is_named(mirror: Stand) -> None:
    mirror.url = mirror.top / "with-files"
    subprocess.run(["git", "init", "--quiet", "--initial-branch=main", str(mirror.url)], check=True)
    with pytest.raises(MirrorError, match="checked out branch") as caught:
        mirror.push(FILES)
    assert "bare repository" in caught.value.hint


def test_a_host_that_does_not_answer_is_left(mirror: Stand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_SSH_COMMAND", f"{sys.executable} -c 'import time; time.sleep(2)'")
    mirror.release(FILES)
    slow = Mirror(kind="git", url="git@host.invalid:news.git", name="out", options={"timeout": 0.3})
    with pytest.raises(MirrorError, match=r"git took longer than 0\.3 s") as caught:
        transport(slow, mirror.state).push(mirror.release(FILES))
    assert "timeout = " in caught.value.hint


def test_git_must_be_installed(mirror: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(mirror.top))
    with pytest.raises(ConfigError, match="git is not installed"):
        mirror.transport()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"history": "forget"}, 'history = "forget"'),
        ({"foreign": True}, 'foreign = "True"'),
        ({"branch": "two words"}, '"two words" cannot be a branch'),
        ({"branch": "a..b"}, "cannot be a branch"),
        ({"branch": ""}, "cannot be a branch"),
        ({"timeout": "15m"}, "timeout = '15m'"),
        ({"timeout": 0}, "timeout = 0"),
        ({"timeout": True}, "timeout = True"),
        ({"timeout": float("nan")}, "timeout = nan"),
    ],
)
def test_an_option_that_cannot_be_followed_is_named(mirror: Stand, options: dict[str, object], said: str) -> None:
    with pytest.raises(ConfigError, match="mirror out: ") as caught:
        mirror.transport(**options)
    assert said in caught.value.message
    assert caught.value.hint


def all_files(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file()]


def objects(repository: Path) -> set[str]:
    """The names of all objects of a repository, whether anything leads to them or not."""
    listed = git(repository, "cat-file", "--batch-all-objects", "--batch-check=%(objectname)")
    return set(listed.split())
