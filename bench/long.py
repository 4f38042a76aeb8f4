"""What takes longer than a test may: goes on where it was, and keeps its results in bench/results.

    python bench/long.py [--kills 100]

`kills`: kill -9 at so many seeded moments of a run (see kills.py). A seed that held is not tried again.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from kills import WELL, killed, undisturbed

from tamizdat.newsroom import Newsroom, newspaper_folder

RESULTS = Path(__file__).parent / "results"
HELD = "held"


def read(name: str) -> dict[str, str]:
    """What earlier runs found: a verdict a seed."""
    file = RESULTS / f"{name}.json"
    return json.loads(file.read_text("utf-8")) if file.exists() else {}


def write(name: str, found: dict[str, str]) -> None:
    """Keep what was found, in the order of the seeds."""
    RESULTS.mkdir(exist_ok=True)
    ordered = dict(sorted(found.items(), key=lambda pair: int(pair[0])))
    (RESULTS / f"{name}.json").write_text(json.dumps(ordered, indent=1) + "\n", "utf-8")


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
                write("kills", found)
                print(f"kills: seed {seed}: {found[str(seed)]}", flush=True)
    held = sum(found.get(str(seed)) == HELD for seed in range(count))
    print(f"kills: {held} of {count} held")
    return held == count


def made(folder: Path) -> Path:
    """A folder that was not there."""
    folder.mkdir()
    return folder


def main() -> None:
    """Everything that has not held yet."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100)
    sys.exit(not kills(parser.parse_args().kills))


if __name__ == "__main__":
    main()
