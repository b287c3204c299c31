"""The peer's end: `python -m benchmarks.serve PEER VARIANT PROBLEM RESULT` in the peer's own environment.

Answers one JSON line for each line it reads, a seed, by running once; an empty line ends it. The sum of all final stocks
is left in RESULT.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from pathlib import Path
from time import perf_counter
from typing import TextIO

import numpy as np

from benchmarks.problem import load, summary


def main(peer: str, variant: str, problem_file: str, result: str) -> None:
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what libraries print must not end up between the answers
    module = importlib.import_module(f"benchmarks.peers.{peer}")
    problem = load(Path(problem_file))
    began = perf_counter()
    make = module.prepare(problem, variant)
    make(0)()
    say(out, {"first": perf_counter() - began})
    total, draws = None, 0
    while line := sys.stdin.readline().strip():
        run = make(int(line))
        began = perf_counter()
        final = run()
        seconds = perf_counter() - began
        total, draws = summary(final) + (0 if total is None else total), draws + 1
        say(out, {"seconds": seconds})
    np.savez(result, total=np.zeros(0) if total is None else total, draws=draws)
    say(out, {"done": draws})


def say(out: TextIO, answer: dict[str, float]) -> None:
    print(json.dumps(answer), file=out, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
