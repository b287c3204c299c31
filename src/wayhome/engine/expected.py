"""The expected path and its adjoint: every law's mean, step after step."""

from __future__ import annotations

# An array indexed by an element of an array is a number, which the type checker cannot know.
# pyright: reportArgumentType=false, reportCallIssue=false, reportIndexIssue=false
from typing import NamedTuple

import numpy as np
from numba import njit

from wayhome.engine.arrays import Floats, Ints
from wayhome.engine.laws import births, counts, hazard
from wayhome.engine.model import Model
from wayhome.engine.rates import Inputs, InputsBar, step_rates


class Path(NamedTuple):
    """stock: (state, cell) persons · moved: (step, move) persons."""

    stock: Floats
    moved: Floats


def empty_path(model: Model, steps: int) -> Path:
    """Arrays of a path's shape, of zeros; a caller that runs many paths keeps them and saves the system's time."""
    return Path(np.zeros((steps + 1, model.cells)), np.zeros((steps, model.moves.flow.size)))


def expected_path(model: Model, given: Inputs, into: Path | None = None) -> Path:
    """Run the expected path over all steps of the inputs (into arrays of that shape, if given)."""
    path = into or empty_path(model, given.factor.shape[1])
    _run(
        given.stock, given.base, given.factor, given.wanted, model.rates.factor_row, model.moves.cell_to,
        model.hazard, model.counts, model.births, path.stock, path.moved,
    )  # fmt: skip
    return path


def expected_adjoint(model: Model, given: Inputs, path: Path, bar: Path) -> InputsBar:
    """Pull cotangents on a path's stocks and moves back to the inputs; `bar` is overwritten."""
    return InputsBar(
        *_run_back(
            given.base, given.factor, given.wanted, model.rates.factor_row, model.moves.cell_from, model.moves.cell_to,
            model.hazard, model.counts, model.births, path.stock, path.moved, bar.stock, bar.moved,
        )
    )  # fmt: skip


@njit(cache=True, nogil=True, error_model="numpy")
def step(
    stock: Floats,
    rate: Floats,
    wanted: Floats,
    cell_to: Ints,
    hazards: hazard.Table,
    counted: counts.Table,
    born: births.Table,
    moved: Floats,
    after: Floats,
) -> None:
    """One step: `counts` take first, hazards compete for those left, births; everybody arrives at the end."""
    after[:] = stock
    counts.expected(stock, after, rate, wanted, counted, moved)
    hazard.expected(stock, after, rate, wanted, hazards, moved)
    births.expected(stock, after, rate, wanted, born, moved)
    for m in range(moved.size):
        after[cell_to[m]] += moved[m]


@njit(cache=True, nogil=True, error_model="numpy")
def _run(
    start: Floats,
    base: Floats,
    factor: Floats,
    wanted: Floats,
    factor_row: Ints,
    cell_to: Ints,
    hazards: hazard.Table,
    counted: counts.Table,
    born: births.Table,
    stock: Floats,
    moved: Floats,
) -> None:
    rate = np.empty(base.size)
    stock[0] = start
    for t in range(factor.shape[1]):
        step_rates(base, factor, factor_row, t, rate)
        step(stock[t], rate, wanted[t], cell_to, hazards, counted, born, moved[t], stock[t + 1])


@njit(cache=True, nogil=True, error_model="numpy")
def _run_back(
    base: Floats,
    factor: Floats,
    wanted: Floats,
    factor_row: Ints,
    cell_from: Ints,
    cell_to: Ints,
    hazards: hazard.Table,
    counted: counts.Table,
    born: births.Table,
    stock: Floats,
    moved: Floats,
    stock_bar: Floats,
    moved_bar: Floats,
) -> tuple[Floats, Floats, Floats, Floats]:
    steps = factor.shape[1]
    base_bar = np.zeros(base.size)
    factor_bar = np.zeros(factor.shape)
    wanted_bar = np.zeros(wanted.shape)
    rate = np.empty(base.size)
    rate_bar = np.empty(base.size)
    left = np.empty(stock.shape[1])
    left_bar = np.empty(stock.shape[1])
    for t in range(steps - 1, -1, -1):
        step_rates(base, factor, factor_row, t, rate)
        rate_bar[:] = 0.0
        left_bar[:] = stock_bar[t + 1]
        for m in range(cell_to.size):
            moved_bar[t, m] += stock_bar[t + 1, cell_to[m]]
        left[:] = stock[t]
        for j in range(counted.cell.size):
            left[counted.cell[j]] -= moved[t, counted.move[j]]
        here = (left, rate, wanted[t])
        bars = (moved_bar[t], left_bar, stock_bar[t], rate_bar, wanted_bar[t])
        births.adjoint(stock[t], *here, born, moved[t], *bars)
        hazard.adjoint(stock[t], *here, hazards, moved[t], *bars)
        counts.adjoint(stock[t], *here, counted, moved[t], *bars)
        for i in range(left_bar.size):
            stock_bar[t, i] += left_bar[i]
        for r in range(base.size):
            base_bar[r] += rate_bar[r] * factor[factor_row[r], t]
            factor_bar[factor_row[r], t] += rate_bar[r] * base[r]
    return base_bar, factor_bar, stock_bar[0].copy(), wanted_bar
