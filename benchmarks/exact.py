"""The exact mean and variance of the final stocks of a problem with constant rates, by powers of one person's transition matrix."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.linalg import expm

from benchmarks.problem import Problem

FEWEST = 5.0  # people expected; where fewer are, their number is too skewed for a z score
SURE = 4.5  # standard errors; beyond it the two do not compute the same
STEP = 1e-4  # of finite differences
ROUNDING = 1e-6  # relative; what a deterministic path may differ by


@dataclass(frozen=True, slots=True)
class Exact:
    """start, mean, variance: (compartment,) people · moves, moves_variance: of how many moves there are in all."""

    start: np.ndarray
    mean: np.ndarray
    variance: np.ndarray
    moves: float
    moves_variance: float


def solve(problem: Problem, *, continuous: bool = False) -> Exact:
    """Everybody moves alone, so a compartment's people are a sum of independent yes or no.

    By steps, nobody takes two flows in one step; in continuous time, which only chains are solved for, they may.
    """
    size, start = problem.cells, problem.start
    one = np.zeros((size, size))
    if continuous:
        np.add.at(one, (problem.origin, problem.to), problem.rate)
        one[np.arange(size), np.arange(size)] -= problem.total
        chance = expm(one * problem.steps)
    else:
        np.add.at(one, (problem.origin, problem.to), problem.chances())
        one[np.arange(size), np.arange(size)] += np.exp(-problem.total)
        chance = np.linalg.matrix_power(one, problem.steps)
    mean, square = _moves_in_chain(chance) if problem.is_chain() else _moves(one, problem.steps)
    return Exact(
        start, start @ chance, start @ (chance * (1 - chance)), float(start @ mean), float(start @ (square - mean**2))
    )


def _moves_in_chain(chance: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(compartment,) one person's moves from each, mean and mean square: as many as compartments passed."""
    places = np.arange(len(chance))
    passed = places - places[:, None]
    return (chance * passed).sum(axis=1), (chance * passed**2).sum(axis=1)


def _moves(one: np.ndarray, steps: int) -> tuple[np.ndarray, np.ndarray]:
    """The same for any graph, from the last step backwards; `one` is a step's transition matrix."""
    away = one - np.diag(np.diag(one))
    leave = away.sum(axis=1)
    mean = square = np.zeros(len(one))
    for _ in range(steps):
        mean, square = one @ mean + leave, one @ square + 2 * away @ mean + leave
    return mean, square


def expected_end(problem: Problem) -> np.ndarray:
    """(compartment,) people expected at the end, step by step in plain NumPy, also where rates change."""
    stock = problem.start.astype(float)
    for t in range(problem.steps):
        now = problem.at(t)
        arriving = np.bincount(problem.to, stock[problem.origin] * now.chances(), problem.cells)
        stock = stock * np.exp(-now.total) + arriving
    return stock


def slope(problem: Problem, direction: np.ndarray) -> tuple[float, float]:
    """The value of the problem's scalar, and its derivative where log rates move in a direction, by finite differences."""
    ends = [expected_end(replace(problem, rate=problem.rate * np.exp(h * direction))) for h in (0.0, STEP, -STEP)]
    value, up, down = (float(problem.weight @ end) for end in ends)
    return value, (up - down) / (2 * STEP)


def agreement(exact: Exact, total: np.ndarray, draws: int) -> str:
    """In words, whether final stocks (and after them, but for chains, moves) summed over draws have the exact means.

    With z the distance in standard errors, the mean of z² over the compartments is 1 ± √(2 / compartments), and z of the moves
    0 ± 1. The one notices people in wrong places, the other rates that are too high or low everywhere.
    """
    cells = exact.mean.size
    stock = total[:cells]
    if not np.isclose(stock.sum(), draws * exact.start.sum()):
        return f"no: {stock.sum() / draws:,.0f} people at the end, not {exact.start.sum():,.0f}"
    moves = total[cells] if total.size > cells else (stock - draws * exact.start) @ np.arange(cells)
    moves_z = float((moves / draws - exact.moves) / np.sqrt(exact.moves_variance / draws))
    told = exact.mean >= FEWEST
    z = (stock / draws - exact.mean)[told] / np.sqrt(exact.variance[told] / draws)
    square, bound = float((z**2).mean()), 1 + SURE * np.sqrt(2 / told.sum())
    same = square <= bound and abs(moves_z) <= SURE
    return f"{'yes' if same else 'no'}: z² {square:.2f} (at most {bound:.2f}), moves' z {moves_z:+.1f}"


def equality(expected: np.ndarray, got: np.ndarray, within: float = ROUNDING) -> str:
    """In words, whether two deterministic results are the same."""
    gap = float(np.abs(got - expected).max() / np.abs(expected).max())
    return f"{'yes' if gap <= within else 'no'}: differs by {gap:.0e} at most"
