"""`python -m tests.fuzz --count 10000 --seed 1`: real files made wrong, and what wayhome does with them.

Every example is a function of (seed, its number) alone: `--only 1234` tries number 1234 of a seed again and shows it.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.fuzz.examples import example, tried, warm
from tests.fuzz.judge import Finding, judge
from tests.fuzz.subjects import SUBJECTS

CHUNK = 200


def main() -> int:
    asked = arguments()
    if asked.only is not None:
        return show(asked.seed, asked.only, asked.kind)
    if asked.guided:
        from tests.fuzz.guided import guide

        return guide(asked.kind or "study", asked.count, asked.seed)
    begun, counts, findings = time.monotonic(), Counter[tuple[str, str]](), list[dict[str, object]]()
    tasks = ((asked.seed, first, min(first + CHUNK, asked.count), asked.kind) for first in range(0, asked.count, CHUNK))
    for told in results(tasks, asked.jobs):
        for number, name, outcome, said in told:
            counts[name, outcome] += 1
            if said:
                findings.append({"seed": asked.seed, "number": number, "kind": name, "what": outcome, "said": said})
                print(f"\n{name} {number}: {outcome}\n{said}", file=sys.stderr, flush=True)
        done = counts.total()
        if asked.minutes and time.monotonic() - begun > 60 * asked.minutes:
            break
        if done % 5000 < CHUNK:
            print(f"{done:,} of {asked.count:,}, findings: {len(findings)}", file=sys.stderr, flush=True)
    report(counts, len(findings), asked.seed, time.monotonic() - begun)
    if asked.keep:
        asked.keep.write_text("".join(f"{json.dumps(one)}\n" for one in findings), "utf-8")
    return 1 if findings else 0


def results(tasks: Iterable[tuple[int, int, int, str]], jobs: int) -> Iterator[list[tuple[int, str, str, str]]]:
    if jobs == 1:
        warm()
        yield from map(tried, tasks)
        return
    pool = ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), warm)
    try:
        yield from pool.map(tried, tasks)
    finally:
        pool.shutdown(cancel_futures=True)


def report(counts: Counter[tuple[str, str]], findings: int, seed: int, seconds: float) -> None:
    """A table of kinds and outcomes."""
    print("| input | tried | read | refused | findings |\n| --- | ---: | ---: | ---: | ---: |")
    for name in SUBJECTS:
        total = sum(number for (kind, _), number in counts.items() if kind == name)
        read, refused = counts[name, "read"], counts[name, "refused"]
        if total:
            print(f"| {name} | {total:,} | {read:,} | {refused:,} | {total - read - refused:,} |")
    print(f"\n{counts.total():,} inputs, seed {seed}, {seconds:,.0f} s: {findings} findings.")


def show(seed: int, number: int, kind: str) -> int:
    """One example: its files and its outcome."""
    name, files = example(seed, number, kind)
    for file, data in files.items():
        print(f"==== {file} ({len(data):,} bytes)\n{data[:4000].decode('utf-8', 'backslashreplace')}")
    with tempfile.TemporaryDirectory() as folder:
        outcome = judge(SUBJECTS[name], files, Path(folder))
    print(f"==== {name} {number}: {outcome.what if isinstance(outcome, Finding) else outcome}")
    if isinstance(outcome, Finding):
        print(outcome.said)
    return isinstance(outcome, Finding)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--count", type=int, default=20_000, help="examples (default: 20000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("--minutes", type=float, default=0, help="stop after so many")
    parser.add_argument("--kind", default="", choices=["", *SUBJECTS], help="only this kind of input")
    parser.add_argument("--only", type=int, help="show the example of this number")
    parser.add_argument("--keep", type=Path, help="write the findings into this file, one JSON object a line")
    parser.add_argument("--guided", action="store_true", help="let atheris choose by coverage (pip install atheris)")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
