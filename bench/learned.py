"""What learning from a site's pages is worth: wrong blocks without and with it.

A block is wrong if it is kept and none of the story's, or the story's and lost. Every page is read twice: as if it
were the only one of its site, and with what was learned from other pages of the site, of which it is none (`--among`:
of which it is one).

    corpus      the predecessor's pages, as a browser would show them: cmark-gfm, raw HTML kept, menus and all; those
                with gold, and all of them by what the reader of old mirrors finds
    sites       the demo newspaper's stories, printed by the newspapers of `sites.py`
    bench       the sites of `shared/bench` with five pages: too few to learn from by rule, learned from nevertheless

    python bench/learned.py [--among] [--pages DIR] [--worst N] [--update]

Fails where one site has more wrong blocks with learning than without, or fewer are saved than by the floors in
`floors.json`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
import tarfile
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import cmarkgfm
import gold
import pages as pages_of_bench
import sites
from cmarkgfm.cmark import Options

from tamizdat.errors import ExtractError
from tamizdat.extract import extract
from tamizdat.extract.learn import Look, conclude, look
from tamizdat.extract.old_frames import TITLE
from tamizdat.model import Article, Block, Capture, Learned, Publication

FLOORS = gold.FLOORS
NOW = datetime(2026, 6, 1, tzinfo=UTC)
# As many pages of a family are learned from as the archive would give.
SAMPLE = 60
FEW = 5
# Lines that the gold leaves to taste: credits and notices among the last of a page.
CREDIT = re.compile(
    "责任编辑|責任編輯|责编|責編|编辑|编导|来源|版权|版權|转载|轉載|立场|配图|下载|下載|相关|Related|视频|特约"
)
CREDIT_LENGTH, LAST = 80, 8


class Right(NamedTuple):
    """The texts of a page's blocks: those of its story, and those that may be kept or not."""

    required: Counter[str]
    optional: frozenset[str]


class Case(NamedTuple):
    """A page and what is right of it."""

    capture: Capture
    right: Right


class Site(NamedTuple):
    """A site to be measured: the pages measured and the pages there are; from how many it is learned at least."""

    name: str
    publication: Publication
    cases: list[Case]
    captures: list[Capture]
    least: int = 10


class Score(NamedTuple):
    """Wrong blocks of a page: kept and not the story's, the story's and lost; the texts of these."""

    kept: list[str]
    lost: list[str]

    @property
    def wrong(self) -> int:
        """All of them."""
        return len(self.kept) + len(self.lost)


# --- page sets -----------------------------------------------------------------------------------------------


def families(whole: bool = True) -> Iterator[Site]:
    """The corpus by families, in the order of the hashes of the pages: those with gold, and `whole` as well."""
    lines = (gold.SHARED / "gold_dev.jsonl").read_text("utf-8").split("\n")
    records = {record["path"]: record for record in map(json.loads, filter(None, lines))}
    hosts: dict[str, str] = {urlsplit(each["source_url"]).hostname or "": each["family"] for each in records.values()}
    cases, silver, captures = defaultdict(list), defaultdict(list), defaultdict(list)
    for path, body in sorted(gold.pages(), key=lambda each: hashlib.sha256(each[0].encode()).digest()):
        record = records.get(path)
        family = record["family"] if record else _family(path, body, hosts)
        capture = _shown(path, body, family)
        captures[family].append(capture)
        if record:
            cases[family].append(Case(capture, _gold(record)))
        elif whole and (right := _silver(path, body)):
            silver[family].append(Case(capture, right))
    for family in sorted(cases):
        publication = Publication(id=family, name="", language="zh-Hans")
        yield Site(family, publication, cases[family], captures[family])
        if whole:
            yield Site(f"{family}, all", publication, cases[family] + silver[family], captures[family])


def _silver(path: str, body: bytes) -> Right | None:
    """What the reader of old mirrors finds in a page: on those with gold it is the gold (F1 of blocks 0.998)."""
    article = gold.read(path, body)
    if isinstance(article, ExtractError):
        return None
    texts = list(_texts(article.blocks))
    optional = {gold.squeezed(article.title), gold.squeezed(article.lead.caption if article.lead else "")}
    optional |= {text for text in texts[-LAST:] if len(text) < CREDIT_LENGTH and CREDIT.search(text)}
    return Right(Counter(text for text in texts if text not in optional), frozenset(optional))


def _family(path: str, body: bytes, hosts: dict[str, str]) -> str:
    """Which family a page belongs to, by the address at its foot; the two corpora of one newspaper differ in path."""
    text = body.decode("utf-8", "replace")
    host = next((host for host in hosts if host in text[-3000:]), "")
    return (
        "epoch-news" if "/ncid" in path else {"epoch-news": "epoch"}.get(hosts.get(host, ""), hosts.get(host, "none"))
    )


def _shown(path: str, body: bytes, family: str) -> Capture:
    """A page as a browser gets it from a host that renders Markdown."""
    text = body.decode("utf-8", "replace")
    title = TITLE.search(text)
    inner = cmarkgfm.github_flavored_markdown_to_html(text, options=Options.CMARK_OPT_UNSAFE)
    head = f"<meta charset=utf-8><title>{escape(title['title'] if title else '')}</title>"
    url = f"https://{family}.example/{path.removesuffix('.md')}.html"
    return Capture(
        url=url,
        final_url=url,
        publication=family,
        captured_at=gold.CAPTURED_AT,
        status=200,
        headers={"content-type": "text/html; charset=utf-8"},
        body=f"<!doctype html><html><head>{head}</head><body>{inner}</body></html>".encode(),
    )


def _gold(record: dict[str, object]) -> Right:
    required: Counter[str] = Counter()
    optional = {gold.squeezed(str(record["title"]))}
    for block in record["body"]:  # type: ignore[attr-defined]  # JSON
        text = gold.gold_text(block)
        if block.get("role") or block["type"] == "image":
            optional.add(text)
        elif text:
            required[text] += 1
    return Right(required, frozenset(optional))


def printed() -> Iterator[Site]:
    """The newspapers of `sites.py`."""
    for name, pages in sites.sites().items():
        cases = [Case(page.capture, Right(Counter(_texts(page.right)), frozenset())) for page in pages]
        yield Site(name, sites.publication(name), cases, [page.capture for page in pages])


def known(folder: Path) -> Iterator[Site]:
    """The sites of the bench with five pages or more."""
    by_host = defaultdict(list)
    for row in pages_of_bench.rows():
        capture = pages_of_bench.captured(row, folder)
        lines = Counter(filter(None, map(gold.squeezed, row["gold"]["text"].split("\n"))))
        if row["url"]:
            by_host[urlsplit(row["url"]).hostname or ""].append(Case(capture, Right(lines, frozenset())))
    for host, cases in sorted(by_host.items()):
        if len(cases) >= FEW:
            captures = [case.capture for case in cases]
            yield Site(host, Publication(id="bench", name=""), cases, captures, least=FEW - 1)


# --- measurement ---------------------------------------------------------------------------------------------


def measure(site: Site, among: bool, worst: int = 0) -> tuple[int, int]:
    """Wrong blocks of a site without learning and with it, printed in one line."""
    totals = Counter[str]()
    changed = []
    for case, learned in _taught(site, among):
        before, after = _score(case, site.publication, None), _score(case, site.publication, learned)
        totals.update(kept=len(before.kept), lost=len(before.lost), still=len(after.kept), newly=len(after.lost))
        changed.append((after.wrong - before.wrong, case.capture.url, before, after))
    for _, url, before, after in sorted(changed, key=lambda each: (-each[0], -each[3].wrong))[:worst]:
        print(f"    {url}: {before.wrong} -> {after.wrong}")
        for mark, texts in (("+", after.kept), ("-", after.lost)):
            for text in texts[:6]:
                print(f"      {mark} {text[:100]}")
    better, worse = sum(each[0] < 0 for each in changed), sum(each[0] > 0 for each in changed)
    print(f"{site.name:20} {len(site.cases):3} pages", end="")
    print(f"  without {totals['kept']:4} kept {totals['lost']:4} lost", end="")
    print(f"  with {totals['still']:4} kept {totals['newly']:4} lost", end="")
    print(f"  {better:3} pages better, {worse} worse")
    return totals["kept"] + totals["lost"], totals["still"] + totals["newly"]


def _taught(site: Site, among: bool) -> Iterator[tuple[Case, Learned | None]]:
    """Each page with what it is read with: what was learned from the others, or, `among` them, from all."""
    looks = dict(_looks(site))
    whole = conclude(looks.values(), site.publication, NOW, least=site.least)
    for case in site.cases:
        if among or case.capture.url not in looks:
            yield case, whole
        else:
            others = [look for url, look in looks.items() if url != case.capture.url]
            yield case, conclude(others, site.publication, NOW, least=site.least)


def _looks(site: Site) -> Iterator[tuple[str, Look]]:
    """The pages that a site is learned from: as many as an archive gives."""
    for capture in site.captures[:SAMPLE]:
        try:
            yield capture.url, look(capture, site.publication)
        except ExtractError:
            continue


def _score(case: Case, publication: Publication, learned: Learned | None) -> Score:
    try:
        article: Article | None = extract(case.capture, publication, learned)
    except ExtractError:
        article = None
    found = Counter(_texts(article.blocks if article else ()))
    required, optional = case.right
    return Score(
        [text for text in (found - required).elements() if text not in optional], list((required - found).elements())
    )


def _texts(blocks: tuple[Block, ...]) -> Iterator[str]:
    """The texts of some blocks without white space; pictures and players are left out."""
    for kind, text, _ in gold.flat(blocks):
        if kind not in ("image", "embed") and gold.squeezed(text):
            yield gold.squeezed(text)


def compare(found: dict[str, tuple[int, int]], update: bool) -> list[str]:
    """Sites that learning made worse, and those where more is wrong than was; with `update` floors are lowered."""
    floors = json.loads(FLOORS.read_text("utf-8")) if FLOORS.exists() else {}
    kept = floors.setdefault("learned", {})
    worse = [
        f"{name}: {after} wrong blocks with learning, {before} without"
        for name, (before, after) in found.items()
        if after > before
    ]
    worse += [
        f"{name}: {after} wrong blocks are more than {kept[name]}"
        for name, (_, after) in found.items()
        if name in kept and after > kept[name]
    ]
    if update and not worse:
        kept.update({name: after for name, (_, after) in found.items()})
        FLOORS.write_text(json.dumps(floors, indent=2, sort_keys=True) + "\n", "utf-8")
    return worse


def main() -> int:
    """Print the table; 1 if something is worse."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--among", action="store_true", help="learn from the pages measured, too")
    parser.add_argument("--only", choices=["corpus", "sites", "bench"], help="one set of sites")
    parser.add_argument("--pages", type=Path, help="a folder where pages.tar.xz is unpacked already")
    parser.add_argument("--worst", type=int, default=0, help="list the pages that learning helps least")
    parser.add_argument("--update", action="store_true", help="lower the floors to what is measured now")
    options = parser.parse_args()
    if options.only != "sites" and not gold.SHARED.exists():
        print(f"no pages at {gold.SHARED}; --only sites needs none", file=sys.stderr)
        return 2
    found: dict[str, tuple[int, int]] = {}
    if options.only in (None, "corpus"):
        found |= {site.name: measure(site, options.among, options.worst) for site in families()}
    if options.only in (None, "sites"):
        found |= {site.name: measure(site, options.among, options.worst) for site in printed()}
    worse = compare(found, options.update and not options.among) if not options.among else []
    if options.only in (None, "bench"):
        with tempfile.TemporaryDirectory() as folder:
            if options.pages is None:
                with tarfile.open(pages_of_bench.SHARED / "pages.tar.xz") as archive:
                    archive.extractall(folder, filter="data")
            for site in known(options.pages or Path(folder)):
                measure(site, options.among, options.worst)
    print(*worse, sep="\n")
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main())
