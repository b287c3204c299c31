"""C++, compiled here with g++ and called through ctypes; see cpp.cpp for its two samplers."""

from __future__ import annotations

import ctypes
import itertools
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks.problem import Problem, Result

SAMPLERS = {"standard library": 0, "dust's methods": 1}
FLAGS = ("-O3", "-march=native", "-std=c++17", "-shared", "-fPIC")


def prepare(problem: Problem, variant: str) -> Callable[[int], Callable[[], Result]]:
    library = _compiled()
    first = np.searchsorted(problem.origin, np.arange(problem.cells + 1)).astype(np.int64)
    to, leave = problem.to.astype(np.int64), -np.expm1(-problem.total)
    among = problem.rate / _remaining(problem, first)
    fixed = [np.ascontiguousarray(a) for a in (first, to, leave, among)]

    def run(seed: int) -> Result:
        stock = np.empty((problem.steps + 1, problem.cells), np.int64)
        moved = np.empty((problem.steps, problem.rate.size), np.int64)
        stock[0] = problem.start
        addresses = [ctypes.c_void_p(a.ctypes.data) for a in (*fixed, stock, moved)]
        numbers = [ctypes.c_int64(n) for n in (SAMPLERS[variant], problem.cells, problem.steps)]
        library.run(*numbers, *addresses[:4], ctypes.c_uint64(seed), *addresses[4:])
        return stock[-1], moved

    return lambda seed: lambda: run(seed)


def _remaining(problem: Problem, first: np.ndarray) -> np.ndarray:
    """(flow,) the sum of the rates of a flow and of those after it out of the same compartment."""
    return np.concatenate([np.cumsum(problem.rate[a:b][::-1])[::-1] for a, b in itertools.pairwise(first)])


def _compiled() -> ctypes.CDLL:
    source = Path(__file__).with_suffix(".cpp")
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "cpp.so"
        subprocess.run(["g++", *FLAGS, "-o", str(target), str(source)], check=True)
        return ctypes.CDLL(str(target))
