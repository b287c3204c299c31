"""Plain NumPy, all compartments at once: who leaves (binomial), then by which flow (multinomial)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from benchmarks.problem import Problem, Result


def prepare(problem: Problem, variant: str) -> Callable[[int], Callable[[], Result]]:
    """Compartments have equally many flows out of them, or (the chain) one each but for the last."""
    leave = -np.expm1(-problem.total)
    if problem.is_chain():
        return lambda seed: partial(_chain, problem, leave[:-1], np.random.default_rng(seed))
    share = problem.rate.reshape(problem.cells, -1) / problem.total[:, None]
    return lambda seed: partial(_network, problem, leave, share, np.random.default_rng(seed))


def _network(problem: Problem, leave: np.ndarray, share: np.ndarray, rng: np.random.Generator) -> Result:
    stock = np.empty((problem.steps + 1, problem.cells), np.int64)
    moved = np.empty((problem.steps, problem.rate.size), np.int64)
    stock[0] = problem.start
    for t in range(problem.steps):
        leaving = rng.binomial(stock[t], leave)
        moved[t] = rng.multinomial(leaving, share).ravel()
        arriving = np.bincount(problem.to, moved[t], problem.cells).astype(np.int64)
        stock[t + 1] = stock[t] - leaving + arriving
    return stock[-1], moved


def _chain(problem: Problem, leave: np.ndarray, rng: np.random.Generator) -> Result:
    stock = np.empty((problem.steps + 1, problem.cells), np.int64)
    moved = np.empty((problem.steps, problem.rate.size), np.int64)
    stock[0] = problem.start
    for t in range(problem.steps):
        moved[t] = rng.binomial(stock[t, :-1], leave)
        stock[t + 1] = stock[t]
        stock[t + 1, :-1] -= moved[t]
        stock[t + 1, 1:] += moved[t]
    return stock[-1], moved
