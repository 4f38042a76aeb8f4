"""What takes longer than a test may: goes on where it was, and keeps its results in bench/results.

    python bench/long.py [--kills 100] [--mutations 100000] [--again]

`kills`: kill -9 at so many seeded moments of a run (see kills.py). A seed that held is not tried again.
`mutations`: so many mutated pages through the extraction (see mutate.py). What was found holds for the code and the
pages that it was found with: when either changes, or with `--again`, counting begins anew.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import mutate
import pages
from kills import WELL, killed, undisturbed

from tamizdat.newsroom import Newsroom, newspaper_folder

RESULTS = Path(__file__).parent / "results"
HELD = "held"
# So many of the slowest and of the largest pages are named.
NAMED = 5
# Results are written down after so many pages.
BATCH = 500


def read(name: str) -> dict[str, Any]:
    """What earlier runs found."""
    file = RESULTS / f"{name}.json"
    return json.loads(file.read_text("utf-8")) if file.exists() else {}


def write(name: str, found: dict[str, Any]) -> None:
    """Keep what was found."""
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.json").write_text(json.dumps(found, indent=1) + "\n", "utf-8")


def kills(count: int) -> bool:
    """Try the seeds that have not held yet; whether all of them hold."""
    found = read("kills")
    waiting = [seed for seed in range(count) if found.get(str(seed)) != HELD]
    if waiting:
        with Newsroom(newspaper_folder()) as newsroom, tempfile.TemporaryDirectory() as folder:
            whole, took = undisturbed(newsroom, made(Path(folder) / "undisturbed"))
            for seed in waiting:
                files, said = killed(seed, newsroom, made(Path(folder) / str(seed)), took)
                differing = sorted(path for path in whole.keys() | files.keys() if whole.get(path) != files.get(path))
                verdict = f"{len(differing)} files differ: {differing[:3]}" if differing else said
                found[str(seed)] = HELD if verdict == WELL else verdict
                write("kills", dict(sorted(found.items(), key=lambda pair: int(pair[0]))))
                print(f"kills: seed {seed}: {found[str(seed)]}", flush=True)
    held = sum(found.get(str(seed)) == HELD for seed in range(count))
    print(f"kills: {held} of {count} held")
    return held == count


def made(folder: Path) -> Path:
    """A folder that was not there."""
    folder.mkdir()
    return folder


def mutations(count: int, again: bool) -> bool:
    """Read the pages that have not been read yet; whether none has a fault."""
    bodies = mutate.sources()
    key = fingerprint(bodies)
    found = read("mutations")
    if again or found.get("of") != key:
        found = {"of": key, "sources": len(bodies), "pages": 0, "articles": 0, "seconds": 0.0, "faults": {}}
    while found["pages"] < count:
        first = found["pages"]
        batch = list(mutate.run(range(first, min(count, first + BATCH)), bodies))
        write("mutations", added(found, batch))
        print(f"mutations: {found['pages']} pages, {len(found['faults'])} faults", end="\r", flush=True)
    print(f"mutations: {found['pages']} pages, {found['articles']} articles, {len(found['faults'])} faults", end="; ")
    print(f"slowest {found.get('slowest', [])[:1]} s, largest {found.get('largest', [])[:1]} MB")
    print(*(f"  page {seed}: {fault}" for seed, fault in found["faults"].items()), sep="\n", end="")
    return not found["faults"]


def added(found: dict[str, Any], batch: list[mutate.Outcome]) -> dict[str, Any]:
    """What was found, with a batch more: counts, faults by page, and the pages that cost most."""
    found["pages"] += len(batch)
    found["articles"] += sum(each.verdict == "article" for each in batch)
    found["seconds"] = round(found["seconds"] + sum(each.seconds for each in batch), 1)
    found["faults"] |= {str(each.seed): each.fault for each in batch if each.fault}
    for name, costs in (
        ("slowest", {str(each.seed): each.seconds for each in batch}),
        ("largest", {str(each.seed): each.megabytes for each in batch}),
    ):
        known = dict(found.get(name, [])) | costs
        found[name] = sorted(known.items(), key=lambda pair: -pair[1])[:NAMED]
    return found


def fingerprint(bodies: tuple[bytes, ...]) -> str:
    """What the results depend on: the code of the extraction and of the mutations, and the pages."""
    package = pages.ROOT / "src" / "tamizdat"
    code = [
        *sorted((package / "extract").glob("*.py")),
        *(package / name for name in ("bounds.py", "page.py", "urls.py")),
    ]
    code += [pages.ROOT / "bench" / name for name in ("mutate.py", "mutations.py")]
    name = hashlib.sha256()
    for piece in (*(file.read_bytes() for file in code), *bodies):
        name.update(hashlib.sha256(piece).digest())
    return name.hexdigest()[:16]


def main() -> None:
    """Everything that has not held yet."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--mutations", type=int, default=100_000)
    parser.add_argument("--again", action="store_true", help="mutations from the first page on")
    options = parser.parse_args()
    held = [mutations(options.mutations, options.again), kills(options.kills)]
    sys.exit(not all(held))


if __name__ == "__main__":
    main()
