"""`python -m tests.mutants --count 300 --seed 1`: change the engine and the likelihood in small ways; do the tests notice?

The compiler is off, so that each change costs seconds. Files are changed in memory only.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from multiprocessing.connection import wait
from pathlib import Path

from coverage import Coverage

from tests.mutants.apart import Apart, Ended, Replaced, Watch, begin, load
from tests.mutants.mutate import Mutant, Place, mutant, places

FILES = ("src/wayhome/engine", "src/wayhome/fit/likelihood.py")
TESTS = ("tests/engine", "tests/fit/test_likelihood.py", "tests/fit/test_density.py", "tests/network/test_ways.py")
KILLED, SURVIVED, LATE = "killed", "survived", "too late"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--count", type=int, default=300, help="mutants to try, by chance (default: 300; 0: all)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1, help="processes at once")
    parser.add_argument("--examples", type=int, default=30, help="examples of each property (default: 30)")
    parser.add_argument("--files", nargs="*", default=FILES, help="files or folders to change")
    parser.add_argument("--only", help="a file with names of mutants, one a line, to try these only")
    parser.add_argument("--write", help="a file for the results, one JSON line a mutant")
    asked = parser.parse_args()
    os.environ |= {"NUMBA_DISABLE_JIT": "1", "OPENBLAS_NUM_THREADS": "1"}  # of the forks: numba is not imported yet
    chosen = list(_chosen(asked.files, asked.count, asked.seed, asked.only))
    print(f"{len(chosen)} mutants. First the tests on the program as it is …", flush=True)
    usual = _usual(asked.examples)
    print(f"{len(usual.passed)} tests pass in {sum(usual.passed.values()):.0f} s without the compiler.", flush=True)
    for name in usual.failed:
        print(f"  left out, as it fails without the compiler: {name}")
    load(usual.loaded)
    begun, fates = time.monotonic(), Counter[tuple[str, str]]()
    for one, fate, by in _tried(chosen, usual, asked.jobs, asked.examples):
        fates[one.place.path, fate] += 1
        if fate != KILLED:
            print(f"{fate}: {one.place.name}\n    - {one.before}\n    + {one.after}", flush=True)
        if asked.write:
            with Path(asked.write).open("a", encoding="utf-8") as file:
                line = {"name": one.place.name, "fate": fate, "by": by, "before": one.before, "after": one.after}
                file.write(json.dumps(line) + "\n")
    _show(fates, time.monotonic() - begun)
    return 0


def _chosen(files: Sequence[str], count: int, seed: int, only: str | None) -> Iterator[Mutant]:
    """Mutants by chance from all places, or those named; a place that makes the same program is passed over."""
    paths = [p for name in files for p in (sorted(Path(name).rglob("*.py")) if Path(name).is_dir() else [Path(name)])]
    all_places: list[Place] = [place for path in paths for place in places(str(path))]
    if only:
        names = set(Path(only).read_text(encoding="utf-8").split())
        all_places, count = [place for place in all_places if place.name in names], 0
    else:
        random.Random(seed).shuffle(all_places)
    found = 0
    for place in all_places:
        if count and found == count:
            return
        one = mutant(place)
        if one:
            found += 1
            yield one


def _usual(examples: int) -> Ended:
    """The tests on the program as it is, each with its seconds."""
    tracer = Coverage(data_file=None, config_file=False, include=["src/wayhome/*"])
    apart = begin(None, Watch(None, examples, tracer), TESTS)
    wait([apart.hears])
    ended = apart.ended()
    if not ended or not ended.passed or ended.broken:
        raise SystemExit(f"The tests do not run: {ended.broken if ended else 'no word'}")
    return ended


def _tried(chosen: Sequence[Mutant], usual: Ended, jobs: int, examples: int) -> Iterator[tuple[Mutant, str, str]]:
    """Each mutant with its fate and the test that noticed it; the tests that noticed most others of its file go first."""
    noticed: dict[str, Counter[str]] = {}
    waiting, running = list(reversed(chosen)), list[tuple[Mutant, Apart]]()
    while waiting or running:
        while waiting and len(running) < jobs:
            one = waiting.pop()
            known = noticed.setdefault(one.place.path, Counter())
            reaching = usual.reaching(one.place.path, one.place.line)
            names = sorted(reaching, key=lambda name: (-known[name], usual.passed[name]))
            files = sorted({name.partition("::")[0] for name in names})
            if not files:
                yield one, SURVIVED, ""
                continue
            replaced = Replaced(one.place.path, one.code)
            running.append((one, begin(replaced, Watch({name: usual.passed[name] for name in names}, examples), files)))
        wait([apart.hears for _, apart in running])
        for one, apart in list(running):
            if apart.hears.poll():
                running.remove((one, apart))
                ended = apart.ended()
                by = ended.failed[0] if ended and ended.failed else ""
                noticed[one.place.path][by] += bool(by)
                yield one, LATE if ended is None else KILLED if by or ended.broken else SURVIVED, by


def _show(fates: Counter[tuple[str, str]], seconds: float) -> None:
    print("\n| file | tried | killed | too late | survived |\n| --- | ---: | ---: | ---: | ---: |")
    for path in sorted({path for path, _ in fates}):
        numbers = [fates[path, fate] for fate in (KILLED, LATE, SURVIVED)]
        print(f"| {path} | {sum(numbers)} | {' | '.join(map(str, numbers))} |")
    total = sum(fates.values())
    caught = total - sum(number for (_, fate), number in fates.items() if fate == SURVIVED)
    print(f"\n{total} mutants in {seconds:,.0f} s: {caught} noticed ({caught / max(total, 1):.1%}).")


if __name__ == "__main__":
    sys.exit(main())
