"""Pages that broke on their way: does every one of them end in an article or an error, in bounded time and memory?

Page number N is made from a real one (of shared/bench beside the checkout, and of tests/extract/golden) by one to four
mutations, all drawn from the seed N, so that N alone names it. It goes through the real extraction in a process of its
own, with the CPU time and the growth of memory measured; an article must also be one that can be written down.

    python bench/mutate.py --seed N [--out FILE]     what becomes of page N, and the page itself
    python bench/mutate.py --shrink N --out FILE     the smallest page that fails as page N does
    python bench/mutate.py --from N --pages 1000     so many pages, and what was found

`bench/long.py` runs the 100,000, and keeps what it found in bench/results/mutations.json.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import resource
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pages
from mutations import mutated

from tamizdat.errors import ExtractError
from tamizdat.extract import extract
from tamizdat.model import Capture, Publication

GOLDEN = pages.ROOT / "tests" / "extract" / "golden"
SECONDS = 2.0
MEGABYTES = 500.0
# A page that takes longer than this is given up, and its process with it.
PATIENCE = 120
TYPES = ("text/html",) * 6 + ("text/html; charset=gb2312", "text/html; charset=utf-16", "", "text/plain")
ZONES = ("UTC", "Asia/Shanghai", "America/New_York", "Asia/Tehran")


class Outcome(NamedTuple):
    """What became of a page: `article`, `error` (an `ExtractError`) or the fault in words; CPU seconds, megabytes."""

    seed: int
    verdict: str
    seconds: float
    megabytes: float

    @property
    def fault(self) -> str:
        """What is wrong with it, or nothing."""
        if self.verdict not in ("article", "error"):
            return self.verdict
        if self.seconds > SECONDS:
            return f"takes {self.seconds:.1f} s"
        return f"takes {self.megabytes:.0f} MB" if self.megabytes > MEGABYTES else ""


@cache
def sources() -> tuple[bytes, ...]:
    """The real pages, the golden ones first."""
    found = [file.read_bytes() for file in sorted(GOLDEN.glob("*/page.html"))]
    if pages.SHARED.exists():
        with pages.unpacked() as folder:
            found += [file.read_bytes() for file in sorted(folder.glob("html/*/*.html"))]
    return tuple(found)


def captured(seed: int, bodies: tuple[bytes, ...]) -> tuple[Capture, Publication]:
    """Page number `seed`; with what the server said of it, which is also wrong at times."""
    chance = random.Random(seed)
    url = f"https://mutant.example/{chance.choice(('news', '2026/03/05', 'a'))}/{seed}.html"
    capture = Capture(
        url=url,
        final_url=chance.choice((url, url, "")),
        publication="mutant",
        captured_at=datetime(2026, 11, 1, tzinfo=UTC),
        status=200,
        headers={"content-type": chance.choice(TYPES)},
        body=mutated(chance, bodies),
    )
    return capture, Publication(id="mutant", name="Mutant", timezone=chance.choice(ZONES))


def judge(capture: Capture, publication: Publication) -> str:
    """Read a page: `article`, `error`, or the fault with the place where it arose."""
    try:
        article = extract(capture, publication)
    except ExtractError as error:
        return "error" if error.message else "an error without a message"
    except Exception as error:
        trace = error.__traceback__
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        place = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else ""
        return f"{type(error).__name__}: {str(error)[:120]} ({place})"
    try:
        msgspec.json.encode(article)
    except (UnicodeEncodeError, msgspec.MsgspecError, ValueError) as error:
        return f"an article that cannot be written: {str(error)[:120]}"
    return "article" if article.title and article.url else "an article without title or address"


def measured(seed: int, capture: Capture, publication: Publication) -> Outcome:
    """Read a page, with CPU time and the growth of this process's memory up to its peak."""
    before = _begin_peak()
    started = time.process_time()
    verdict = judge(capture, publication)
    seconds = time.process_time() - started
    return Outcome(seed, verdict, round(seconds, 3), round(max(0, _peak() - before) / 1024, 1))


def run(seeds: Iterable[int], bodies: tuple[bytes, ...]) -> Iterator[Outcome]:
    """The pages of these seeds, one after another in a worker process, which is replaced when it dies or hangs."""
    waiting = list(seeds)
    while waiting:
        pipe, theirs = multiprocessing.Pipe(duplex=False)
        worker = multiprocessing.get_context("fork").Process(target=_work, args=(waiting, bodies, theirs), daemon=True)
        worker.start()
        theirs.close()
        try:
            while waiting:
                if not pipe.poll(PATIENCE):
                    yield Outcome(waiting.pop(0), f"took more than {PATIENCE} s", float(PATIENCE), 0.0)
                    break
                outcome = pipe.recv()
                waiting.pop(0)
                yield outcome
        except EOFError:
            worker.join()
            yield Outcome(waiting.pop(0), f"the process died ({worker.exitcode})", 0.0, 0.0)
        finally:
            worker.kill()
            worker.join()
            pipe.close()


def _work(seeds: list[int], bodies: tuple[bytes, ...], pipe: Any) -> None:
    for seed in seeds:
        pipe.send(measured(seed, *captured(seed, bodies)))


def _begin_peak() -> int:
    """Forget the peak of this process's memory where the system can; KiB held now."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return _status("VmRSS:")


def _peak() -> int:
    """The most that this process held since, in KiB."""
    return _status("VmHWM:") or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _status(name: str) -> int:
    try:
        lines = Path("/proc/self/status").read_text("ascii", "replace").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(name)), 0)


def shrunk(body: bytes, fails: Callable[[bytes], bool]) -> bytes:
    """The smallest page found that still fails: pieces are taken out for as long as it does, ever smaller ones."""
    size = len(body) // 2
    while size:
        place = 0
        while place < len(body):
            shorter = body[:place] + body[place + size :]
            if fails(shorter):
                body = shorter
            else:
                place += size
        size //= 2
    return body


def shrink(seed: int) -> bytes:
    """The smallest page that has the same fault as page number `seed`."""
    capture, publication = captured(seed, sources())
    first = measured(seed, capture, publication)
    kind = first.verdict.partition(":")[0]

    def fails(body: bytes) -> bool:
        outcome = measured(seed, msgspec.structs.replace(capture, body=body), publication)
        return outcome.verdict.partition(":")[0] == kind and bool(outcome.fault)

    return shrunk(capture.body, fails) if first.fault else capture.body


def main() -> int:
    """One page, or many; 1 where there is a fault."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, help="the number of one page")
    parser.add_argument("--shrink", type=int, metavar="SEED", help="the smallest page that fails in the same way")
    parser.add_argument("--out", type=Path, help="where to write the page")
    parser.add_argument("--from", dest="first", type=int, default=0)
    parser.add_argument("--pages", type=int, default=1000)
    options = parser.parse_args()
    one = options.seed if options.shrink is None else options.shrink
    if one is None:
        outcomes = list(run(range(options.first, options.first + options.pages), sources()))
    else:
        outcomes = list(run([one], sources()))
        body = shrink(one) if options.shrink is not None else captured(one, sources())[0].body
        if options.out:
            options.out.write_bytes(body)
        print(f"{len(body)} bytes: {body[:300]!r}")
    print(*(f"page {each.seed}: {each.fault}" for each in outcomes if each.fault), sep="\n")
    slowest, largest = max(outcomes, key=lambda each: each.seconds), max(outcomes, key=lambda each: each.megabytes)
    print(f"{len(outcomes)} pages, {sum(each.verdict == 'article' for each in outcomes)} articles", end="; ")
    print(f"slowest {slowest.seconds} s (page {slowest.seed}), largest {largest.megabytes} MB (page {largest.seed})")
    return int(any(each.fault for each in outcomes))


if __name__ == "__main__":
    sys.exit(main())
