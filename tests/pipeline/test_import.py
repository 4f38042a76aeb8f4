"""An old mirror comes back whole: the sample history, in every form that it may lie about in."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tarfile
from collections import Counter
from pathlib import Path

import pytest

from tamizdat import pipeline

# What the history holds: every article page that was ever published, and those left at its end.
EVER, AT_THE_END = 824, 565


def tamizdat(*words: str | Path, folder: Path) -> list[dict[str, object]]:
    """One command in a folder; the objects that it printed."""
    command = [sys.executable, "-m", "tamizdat", *map(str, words), "--json"]
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return [json.loads(line) for line in ended.stdout.splitlines()]


def counts(printed: list[dict[str, object]]) -> dict[str, int]:
    """The numbers at the end of an import."""
    [result] = [each for each in printed if each["type"] == "result"]
    found = result["counts"]
    assert isinstance(found, dict)
    return found


@pytest.fixture(scope="module")
def bundle(shared: Path) -> Path:
    return shared / "corpus" / "old_mirror.bundle"


@pytest.fixture(scope="module")
def imported(bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A press made by one command in an empty folder."""
    folder = tmp_path_factory.mktemp("press")
    found = counts(tamizdat("import", bundle, folder=folder))
    assert (found["articles"], found["failed"]) == (EVER, 0)
    return folder


def test_every_article_is_there_with_what_is_known_of_it(imported: Path) -> None:
    [status] = tamizdat("status", folder=imported)
    assert (status["articles"], status["failures"]) == (EVER, [])
    assert tamizdat("check", folder=imported) == [{"type": "checked", "faults": 0}]
    with pipeline.open_press(imported) as press:
        placed = press.archive.place(press.config.editions[0], press.config.publications)
        articles = [press.archive.article(headline.id) for headline in placed]
    assert all(article.title and article.published and article.section and article.blocks for article in articles)
    assert all(article.url.startswith("https://") and ".invalid/" not in article.url for article in articles)
    assert Counter(article.section for article in articles).keys() == {"prog647", "zhongguoyizhou"}


@pytest.fixture(scope="module")
def forms(bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The same mirror as a clone, a bare repository, a folder of files, and a tar of them."""
    top = tmp_path_factory.mktemp("forms")
    for name, options in (("clone", []), ("bare", ["--bare"])):
        subprocess.run(["git", "clone", "--quiet", *options, str(bundle), str(top / name)], check=True)
    shutil.copytree(top / "clone", top / "folder", ignore=shutil.ignore_patterns(".git"))
    with tarfile.open(top / "mirror.tar.gz", "w:gz") as tar:
        tar.add(top / "folder", "mirror")
    return {name: top / name for name in ("clone", "bare", "folder", "mirror.tar.gz")}


@pytest.mark.parametrize("form", ["clone", "bare", "folder", "mirror.tar.gz"])
def test_another_form_of_the_same_mirror_adds_nothing(form: str, forms: dict[str, Path], imported: Path) -> None:
    found = counts(tamizdat("import", forms[form], folder=imported))
    assert found["versions"] > 0
    assert found["known"] == found["versions"]


def test_a_folder_alone_gives_what_is_left_in_it(forms: dict[str, Path], tmp_path: Path) -> None:
    found = counts(tamizdat("import", forms["folder"], "--engine", "processes", folder=tmp_path))
    assert found["articles"] == AT_THE_END


def git(folder: Path, *words: str) -> None:
    identity = ["-c", "user.name=a", "-c", "user.email=a@b.example"]
    subprocess.run(["git", "-C", str(folder), *identity, *words], check=True, capture_output=True)


PAGE = """### {title}

---

#### [首页](../../..?{menu}) | [评论](../../../comment?{menu})

<div class="post_content" id="artbody" itemprop="articleBody">
<!-- article content begin -->
<p>【港灯2024年03月05日讯】（港灯记者林可报导）{text}</p>
<p>渡口的钟每天敲两次，一次在清晨，一次在末班船靠岸的时候，镇上的人听了四十年。</p>
<!-- article content end -->
</div>

---

原文链接（需翻墙）：https://lantern.example/gb/24/3/5/n{number}.htm
"""


def write(folder: Path, number: int, menu: int, text: str) -> None:
    page = PAGE.format(title=f"第{number}封信", number=number, menu=menu, text=text)
    (folder / "pages" / "harbour").mkdir(parents=True, exist_ok=True)
    (folder / "pages" / "harbour" / f"n{number}.md").write_text(page, "utf-8")
    git(folder, "add", "-A")
    git(folder, "commit", "-m", "update")


def test_a_new_menu_is_no_revision_and_a_new_sentence_is_one(tmp_path: Path) -> None:
    mirror, press = tmp_path / "mirror", tmp_path / "press"
    mirror.mkdir()
    press.mkdir()
    git(mirror, "init", "--quiet")
    first = "退潮以后，码头上只剩下一只空木箱，谁也不知道它是从哪条船上掉下来的。"
    write(mirror, 1, 1, first)
    write(mirror, 2, 1, first + "孩子们把它当成船。")
    write(mirror, 1, 2, first)
    write(mirror, 1, 3, first + "第二天早上，木箱也不见了。")
    git(mirror, "rm", "--quiet", "pages/harbour/n2.md")
    git(mirror, "commit", "-m", "delete")
    found = counts(tamizdat("import", mirror, folder=press))
    assert found["articles"] == 2, "the deleted one too"
    assert found["revisions"] == 3
    assert found["unchanged"] == 1
    write(mirror, 3, 3, first + "潮水什么也没说。")
    again = counts(tamizdat("import", mirror, folder=press))
    assert (again["articles"], again["revisions"]) == (1, 1)
    assert again["known"] == again["versions"] - 1
