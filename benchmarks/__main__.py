"""python -m benchmarks: measure, print one table for each piece of work, and on demand keep them in docs/benchmarks.md."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from types import ModuleType

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"  # read when NumPy is imported, below: everything here is timed on one core

from benchmarks import chart, document, machine, table  # noqa: E402
from benchmarks.environments import PINS, Unable, python_of  # noqa: E402
from benchmarks.result import FULL, QUICK, Outcome  # noqa: E402
from benchmarks.work import chain, cluster, common, fit, flagship, gradient, network, quick, scaling, start  # noqa: E402

WORK: dict[str, ModuleType] = {
    "network": network,
    "chain": chain,
    "gradient": gradient,
    "flagship": flagship,
    "fit": fit,
    "quick": quick,
    "common": common,
    "scaling": scaling,
    "cluster": cluster,
    "start": start,
}


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", metavar="WORK,…", help=f"some of {', '.join(WORK)}")
    parser.add_argument("--quick", action="store_true", help="fewer repeats")
    parser.add_argument("--write", action="store_true", help="rewrite the generated parts of docs/benchmarks.md")
    asked = parser.parse_args(arguments)
    chosen = asked.only.split(",") if asked.only else list(WORK)
    if unknown := [name for name in chosen if name not in WORK]:
        parser.error(f"no work is called {', '.join(unknown)}; there are {', '.join(WORK)}")
    install(chosen)
    plan = QUICK if asked.quick else FULL
    parts = {"machine": machine.described() + (["A quick run, of few repeats."] if asked.quick else [])}
    print(*parts["machine"], sep="\n")
    for name in chosen:
        outcome: Outcome = WORK[name].run(plan)
        parts[name] = table.markdown(outcome)
        print("", f"## {WORK[name].TITLE}", "", *parts[name], sep="\n", flush=True)
        if asked.write and outcome.points:
            chart.draw(outcome.points)
    if asked.write:
        document.write(parts)


def install(chosen: Sequence[str]) -> None:
    """Make the peers' environments first, so that the head of the table knows their versions; the table names failures."""
    peers = {peer.name for name in chosen for peer in getattr(WORK[name], "PEERS", ())}
    for pins in sorted(PINS.glob("*.txt")):
        if pins.stem in peers:
            try:
                python_of(pins.stem, say=lambda text: print(text, file=sys.stderr, flush=True))
            except Unable as error:
                print(f"{pins.stem}: {error}", file=sys.stderr)


if __name__ == "__main__":
    main()
