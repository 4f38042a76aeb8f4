"""Which parser reads pages: selectolax's lexbor, or turbohtml?

On every page of `shared/bench` (beside the checkout), both in the same run and in turn, the best of the rounds: the
bare parse of bytes and of text, a walk as `extract/survey.py` does it (parents and order, tag, class, id and three more
attributes, text; nothing looked at inside of scripts), five selectors as `page.py` asks them, and the memory that the
parsed pages hold. Then what each makes of pages that were written to hurt: seconds and megabytes, in a process of their
own; and how many pages of both kinds become the same tree.

    python bench/parsers.py [--rounds 5]
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import sys
import tarfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import turbohtml
from selectolax.lexbor import LexborHTMLParser

SHARED = Path(__file__).resolve().parents[2] / "shared"
CLOSED = frozenset("script style template svg math head noscript iframe select object".split())
TEXT = 2
SELECTORS = (
    'base[href], meta[content], title, script[type*="ld+json" i], link[rel~=canonical][href], h1, time, [itemprop]',
    "a[href], area[href]",
    "article",
    "figure img[src]",
    "[class*=byline]",
)
LIMIT = 60
HOSTILE: dict[str, Callable[[], bytes]] = {
    "100,000 elements deep": lambda: b"<div>" * 100_000 + b"x",
    "100,000 inline elements deep": lambda: b"<b>" * 100_000 + b"x",
    "3,000 unclosed links in 3,000 paragraphs": lambda: b"<p>" + b"<font><a><b>" * 3000 + b"</p><p>" * 3000,
    "100,000 attributes of one element": lambda: b"<p " + b" ".join(b"a%d=x" % i for i in range(100_000)) + b">",
    "20 MB of text in one node": lambda: b"<p>" + b"x" * 20_000_000,
    "10 MB of every byte": lambda: bytes(range(256)) * 40_000,
    "5 MB of zeros": lambda: bytes(5_000_000),
    "2,000,000 signs of a tag": lambda: b"<" * 2_000_000,
    "600,000 entities": lambda: b"&amp;&notit;&#x110000;" * 200_000,
    "20,000 passed-over tags with an attribute": lambda: b"<p>x</p>" + b"<tr a=b>Some words, and an end." * 20_000,
    "20,000 tables in each other": lambda: b"<table>" * 20_000 + b"x",
    "50,000 texts put before their table": lambda: b"<table>" + b"x<tr>" * 50_000,
}


def pages() -> list[bytes]:
    """The pages of the bench."""
    with tarfile.open(SHARED / "bench" / "pages.tar.xz") as archive:
        return [archive.extractfile(each).read() for each in archive if each.isfile()]  # type: ignore[union-attr]  # it is a file


def lexbor_walk(tree: LexborHTMLParser) -> int:
    """The elements below <body>, by first child and next sibling, which is what selectolax has."""
    root, found = tree.body, 0
    if root is None:
        return 0
    path, node = [root], root.first_child
    while path:
        if node is None:
            done = path.pop()
            node = done.next if path else None
        elif node.tag_id == TEXT:
            node.text_content  # noqa: B018  # to read it is what is timed
            node = node.next
        else:
            found += 1
            if node.tag in CLOSED or not node.is_element_node:
                node = node.next
                continue
            attributes = node.attributes
            for name in ("class", "id", "role", "style", "itemprop"):
                attributes.get(name)
            path.append(node)
            node = node.first_child
    return found


def turbohtml_walk(tree: turbohtml.Document) -> int:
    """The same by turbohtml's `descendants`, with the open elements found again by `parent`."""
    root, found = tree.find("body"), 0
    if root is None:
        return 0
    path, shut, text, element = [root], False, turbohtml.Text, turbohtml.Element
    root.remove("template")  # what stands in one has a parent that stands nowhere
    # To ask for an attribute costs, so only those are asked that have one.
    saying = set(root.select("[role], [style], [itemprop]"))
    for node in root.descendants:
        parent = node.parent
        while path[-1] is not parent:
            path.pop()
            shut = False
        kind = type(node)
        if kind is text:
            if not shut:
                node.data  # noqa: B018  # to read it is what is timed
        elif kind is element:
            path.append(node)
            if shut:
                continue
            found += 1
            if node.tag in CLOSED:
                shut = True
                continue
            attribute = node.attr
            attribute("class")
            attribute("id")
            if node in saying:
                for name in ("role", "style", "itemprop"):
                    attribute(name)
    return found


def turbohtml_parse(source: bytes | str) -> turbohtml.Document:
    """Without the place of each element in the source, which nobody asks for."""
    return turbohtml.parse(source, positions=False)


def best(rounds: int, work: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Seconds of the best round of each, all of them in turn in every round."""
    found = dict.fromkeys(work, float("inf"))
    for _ in range(rounds):
        for name, function in work.items():
            started = time.perf_counter()
            function()
            found[name] = min(found[name], time.perf_counter() - started)
    return found


def speed(bodies: list[bytes], rounds: int) -> Iterator[str]:
    """Milliseconds a page."""
    texts = [body.decode("utf-8", "replace") for body in bodies]
    lexbor = [LexborHTMLParser(body) for body in bodies]
    turbo = [turbohtml_parse(text) for text in texts]
    found = best(
        rounds,
        {
            "parse of bytes, lexbor": lambda: [LexborHTMLParser(body) and None for body in bodies],
            "parse of bytes, turbohtml": lambda: [turbohtml_parse(body) and None for body in bodies],
            "parse of text, lexbor": lambda: [LexborHTMLParser(text) and None for text in texts],
            "parse of text, turbohtml": lambda: [turbohtml_parse(text) and None for text in texts],
            "walk, lexbor": lambda: [lexbor_walk(tree) for tree in lexbor],
            "walk, turbohtml": lambda: [turbohtml_walk(tree) for tree in turbo],
            "five selectors, lexbor": lambda: [tree.css(each) for tree in lexbor for each in SELECTORS],
            "five selectors, turbohtml": lambda: [tree.select(each) for tree in turbo for each in SELECTORS],
        },
    )
    for name, seconds in found.items():
        yield f"{name:28} {1000 * seconds / len(bodies):7.3f} ms a page"


def same_trees(bodies: list[bytes]) -> str:
    """How many pages become the same elements, attributes and texts; white space in `class` left out."""
    same = sum(
        lexbor_tree(LexborHTMLParser(text)) == turbohtml_tree(turbohtml_parse(text))
        for text in (body.decode("utf-8", "replace") for body in bodies)
    )
    return f"the same tree: {same} of {len(bodies)} pages"


def lexbor_tree(tree: LexborHTMLParser) -> list[object]:
    """Elements, attributes and texts in order; a template's inside, which lexbor hides, is left out."""
    nodes = tree.root.traverse(include_text=True) if tree.root else ()
    return [
        (node.tag, {name: (value or "").split() for name, value in node.attributes.items()})
        if node.is_element_node
        else node.text_content
        for node in nodes
        if node.is_element_node or node.is_text_node
    ]


def turbohtml_tree(tree: turbohtml.Document) -> list[object]:
    """The same of turbohtml's."""
    for each in tree.select("template"):
        each.clear()
    found: list[object] = []
    for node in tree.descendants:
        if isinstance(node, turbohtml.Element):
            values = {
                name: value if isinstance(value, list) else (value or "").split() for name, value in node.attrs.items()
            }
            found.append((node.tag, values))
        elif isinstance(node, turbohtml.Text):
            found.append(node.data)
    return found


def apart(work: Callable[[str, str], dict[str, Any]], parser: str, name: str) -> dict[str, Any] | None:
    """What a process of its own says; None if it dies or takes longer than `LIMIT` seconds."""
    ours, theirs = multiprocessing.Pipe(duplex=False)

    def run() -> None:
        theirs.send(work(parser, name))

    process = multiprocessing.get_context("fork").Process(target=run)
    process.start()
    theirs.close()
    try:
        return ours.recv() if ours.poll(LIMIT) else None
    except EOFError:
        return None
    finally:
        process.kill()
        process.join()


def hurt(parser: str, name: str) -> dict[str, Any]:
    """Seconds and megabytes that one hostile page costs: parse, walk, serialise."""
    body = HOSTILE[name]()
    before = peak()
    started = time.perf_counter()
    if parser == "lexbor":
        tree = LexborHTMLParser(body)
        lexbor_walk(tree)
        size = len(tree.html or "")
    else:
        other = turbohtml_parse(body)
        turbohtml_walk(other)
        size = len(other.html)
    return {"seconds": time.perf_counter() - started, "megabytes": (peak() - before) / 1024, "size": size}


def held(parser: str, name: str) -> dict[str, Any]:
    """Megabytes that all pages hold when each is kept, parsed."""
    bodies = pages()
    before = peak()
    kept = [LexborHTMLParser(body) if parser == "lexbor" else turbohtml_parse(body) for body in bodies]
    return {"megabytes": (peak() - before) / 1024, "size": len(kept)}


def peak() -> int:
    """The most that this process ever held, in KiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def hostile_cases() -> list[bytes]:
    """The HTML bodies of `shared/hostile`."""
    cases = (SHARED / "hostile" / "cases_public.jsonl").read_text("utf-8").split("\n")
    rows = [json.loads(line) for line in cases if line]
    return [row["input"].encode("utf-8", "replace") for row in rows if row["kind"] == "html" and row.get("input")]


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    if not SHARED.exists():
        print(f"no pages at {SHARED}", file=sys.stderr)
        return 2
    for which in ("lexbor", "turbohtml"):
        print(f"all pages held, {which:12} {(apart(held, which, '') or {}).get('megabytes', 0):7.1f} MB")
    for name in HOSTILE:
        for which in ("lexbor", "turbohtml"):
            cost = apart(hurt, which, name)
            told = f"{cost['seconds']:7.3f} s {cost['megabytes']:6.0f} MB" if cost else "died, or took too long"
            print(f"{name:40} {which:10} {told}", flush=True)
    bodies = pages()
    print(*speed(bodies, options.rounds), sep="\n")
    print(f"bench: {same_trees(bodies)}; hostile: {same_trees(hostile_cases())}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
