"""python -m tests.slow.calibrate: many simulated ledgers fitted, and whether the truth lies where the fits say.

Every fit is a line of a file as soon as it is made, so that a run that was stopped goes on where it was, as long as the code
stays the same.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")  # read when NumPy is imported, below: every process keeps to one core

from tests.slow import small  # noqa: E402
from tests.slow.simulated import Case, Ranks, Simulator  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
SPEAKER = "ministry"  # graded B
CASES = {
    "as fitted": Case(),
    "wrong grade": Case(truth=small.regraded(SPEAKER, "C")),
    "very wrong grade": Case(truth=small.regraded(SPEAKER, "D")),
    "past by chance": Case(by_chance=True),
    "few people": Case(by_chance=True, scale=0.02),
}
SHARE = 10  # of the fits of the first case, one in so many for each of the others

_made: dict[tuple[int, str], Simulator] = {}


def one(task: tuple[str, int]) -> tuple[str, Ranks]:
    """One fit, in whatever process; the study of a case is read and compiled once in each."""
    case, seed = task
    key = os.getpid(), case
    if key not in _made:
        _made[key] = Simulator(Path(tempfile.mkdtemp(prefix="calibrate-")), CASES[case])
    return case, _made[key](seed)


def tasks(fits: int, seed: int) -> Iterator[tuple[str, int]]:
    """The first case's fits, with the others' spread evenly among them."""
    for k in range(fits):
        yield "as fitted", seed + k
        if k % SHARE == 0:
            yield from ((case, seed + k) for case in list(CASES)[1:])


def run(todo: Sequence[tuple[str, int]], processes: int) -> Iterable[tuple[str, Ranks]]:
    if processes == 1:
        yield from map(one, todo)
        return
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        yield from pool.imap_unordered(one, todo)


def read(path: Path) -> dict[tuple[str, int], Ranks]:
    """The fits that a file holds; a last line that a kill tore is left out."""
    found: dict[tuple[str, int], Ranks] = {}
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        try:
            row = json.loads(line)
        except json.JSONDecodeError:
            continue
        ranks = Ranks(**row["ranks"])
        found[row["case"], ranks.seed] = ranks
    return found


def _code() -> str:
    """A hash of all that the fits depend on."""
    files = sorted(path for part in ("src", "tests/slow") for path in (ROOT / part).rglob("*.py"))
    files.append(ROOT / "spec" / "words.yaml")
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:12]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.slow.calibrate", description=__doc__)
    parser.add_argument("--fits", type=int, default=1000, help="of ledgers simulated as they are fitted")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=max(1, (os.cpu_count() or 1) - 1))
    parser.add_argument("--keep", type=Path, help="file of the fits made so far")
    parser.add_argument("--write", action="store_true", help="rewrite docs/calibration.md and its pictures")
    asked = parser.parse_args(arguments)
    keep = asked.keep or Path(tempfile.gettempdir()) / f"calibrate-{_code()}.jsonl"
    done = read(keep)
    wanted = list(tasks(asked.fits, asked.seed))
    todo = [task for task in wanted if task not in done]
    begin = time.perf_counter()
    with keep.open("a", encoding="utf-8") as kept:
        for number, (case, ranks) in enumerate(run(todo, asked.processes), start=1):
            done[case, ranks.seed] = ranks
            kept.write(json.dumps({"case": case, "ranks": ranks.as_dict()}) + "\n")
            kept.flush()
            if number % 20 == 0 or number == len(todo):
                left = (time.perf_counter() - begin) / number * (len(todo) - number) / 60
                print(f"{number} of {len(todo)} fits; {left:.0f} minutes left", file=sys.stderr, flush=True)
    from tests.slow import calibrated

    calibrated.show({task: done[task] for task in wanted}, asked.seed, write=asked.write)


if __name__ == "__main__":
    main()
