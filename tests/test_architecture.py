"""The picture in docs/architecture.md is the code: who may import whom, what is pure, how large things are."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "tamizdat"
FILES = sorted(PACKAGE.rglob("*.py"))
LONGEST_FILE = 400
LONGEST_FUNCTION = 40
# Functions that are longer, each with its reason.
LONG_FUNCTIONS: dict[str, str] = {
    "extract/survey.py:_walk": "one loop over all nodes of a page: a call for each would cost a third of the walk",
}
IMPURE = {"socket", "ssl", "subprocess", "sqlite3", "urllib3", "requests", "http", "httpx", "asyncio", "urllib.request"}
VAGUE = re.compile(r"manager|handler|helper|util|common|misc|mgr|tmp|impl$", re.IGNORECASE)


def layers() -> list[list[str]]:
    """The block of docs/architecture.md, a list of names a line, the lowest first."""
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    block = re.search(r"```layers\n(.*?)```", text, re.DOTALL)
    assert block, "docs/architecture.md has no layers block"
    return [line.split() for line in block[1].splitlines()]


RANK = {name: rank for rank, names in enumerate(layers()) for name in names}


def room(file: Path) -> str:
    """The name in the layers block that a file belongs to; empty for the package's own files."""
    first = file.relative_to(PACKAGE).parts[0].removesuffix(".py")
    return "" if first in ("__init__", "__main__") else first


@cache
def imports(file: Path) -> tuple[str, ...]:
    """Every module that a file names in an import, wherever it stands, but for those only used in types."""
    found = []
    for node in _run_nodes(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{file} imports by a relative name"
            found += [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
    return tuple(found)


def _run_nodes(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        yield node
        yield from _run_nodes(node)


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_imports_go_one_way(file: Path) -> None:
    here = room(file)
    if not here:
        return
    assert here in RANK, f"{here} stands in no line of the layers block"
    for module in imports(file):
        parts = module.split(".")
        there = parts[1] if parts[0] == "tamizdat" and len(parts) > 1 else ""
        if there in RANK and there != here:
            assert RANK[there] < RANK[here], f"{file.relative_to(PACKAGE)} imports {there}"


def reached(file: Path) -> set[Path]:
    """The files of the package that a file imports, and what these import."""
    known = {file}
    waiting = [file]
    while waiting:
        for module in imports(waiting.pop()):
            for found in (module_file(module),):
                if found and found not in known:
                    known.add(found)
                    waiting.append(found)
    return known


def module_file(module: str) -> Path | None:
    """The file of a module of the package."""
    parts = module.split(".")
    if parts[0] != "tamizdat" or len(parts) < 2:
        return None
    path = PACKAGE.joinpath(*parts[1:])
    for candidate in (path.with_suffix(".py"), path / "__init__.py"):
        if candidate.is_file():
            return candidate
    return None


PURE = [file for file in FILES if room(file) in ("extract", "render") or file == PACKAGE / "sign" / "verify.py"]


@pytest.mark.parametrize("file", PURE, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_extract_and_render_are_pure(file: Path) -> None:
    for source in reached(file):
        for module in imports(source):
            names = {module, module.split(".")[0]}
            assert not names & IMPURE, f"{file.relative_to(PACKAGE)} reaches {module} by {source.relative_to(PACKAGE)}"


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_files_and_functions_fit_on_a_screen(file: Path) -> None:
    text = file.read_text("utf-8")
    assert len(text.splitlines()) <= LONGEST_FILE
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno
            length = node.end_lineno - node.lineno + 1
            name = f"{file.relative_to(PACKAGE)}:{node.name}"
            assert length <= LONGEST_FUNCTION or name in LONG_FUNCTIONS, f"{name} has {length} lines"


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_public_things_say_what_they_are_for(file: Path) -> None:
    tree = ast.parse(file.read_text("utf-8"))
    assert ast.get_docstring(tree), "the module says nothing"
    for node in [*tree.body, *(child for top in tree.body if isinstance(top, ast.ClassDef) for child in top.body)]:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), f"{node.name} says nothing"


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_names_are_words_of_the_field(file: Path) -> None:
    names = [file.stem, *(n.name for n in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(n, ast.ClassDef))]
    assert not [name for name in names if VAGUE.search(name)]


def test_no_file_names_this_machine_or_a_registry() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    hosts = re.compile(r"(^|[^A-Za-z0-9_.])/(wo" + r"rk|farm)/[A-Za-z.]|files\.python" + r"hosted|pypi\.o" + r"rg")
    for name in listed.stdout.split("\0"):
        path = ROOT / name
        if name and path.is_file() and path.suffix not in (".webp", ".jpg", ".png", ".jpeg", ".gz"):
            text = path.read_text("utf-8", errors="replace")
            found = hosts.search(text)
            assert not found, f"{name} holds {found and found[0]}"


def test_every_dependency_is_pinned_with_hashes() -> None:
    for file in (ROOT / "requirements").glob("*.txt"):
        for requirement in re.split(r"(?<!\\)\n(?=\S)", file.read_text("utf-8").strip()):
            if not requirement.startswith("#"):
                assert re.match(r"[A-Za-z0-9._-]+(\[[a-z,]+\])?==\S+", requirement), requirement
                assert "--hash=sha256:" in requirement, requirement
                assert "index-url" not in requirement
