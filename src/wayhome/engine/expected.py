"""The expected path and its adjoint: every law's mean, step after step."""

from __future__ import annotations

# An array indexed by an element of an array is a number, which the type checker cannot know.
# pyright: reportArgumentType=false, reportCallIssue=false, reportIndexIssue=false
from typing import NamedTuple

import numpy as np
from numba import njit

from wayhome.engine import journeys, pulls
from wayhome.engine.arrays import Floats, Ints
from wayhome.engine.laws import births, choice, counts, hazard, operations, queue
from wayhome.engine.model import Laws, Model
from wayhome.engine.rates import Inputs, InputsBar, step_rates, step_rates_adjoint
from wayhome.engine.step import Step, arrive


class Path(NamedTuple):
    """stock: (state, cell) persons · moved: (step, move) persons, in the step in which they arrive."""

    stock: Floats
    moved: Floats


def empty_path(model: Model, steps: int) -> Path:
    """Arrays of a path's shape, of zeros; a caller that runs many paths keeps them and saves the system's time."""
    return Path(np.zeros((steps + 1, model.cells)), np.zeros((steps, model.moves.flow.size)))


def expected_path(model: Model, given: Inputs, into: Path | None = None) -> Path:
    """Run the expected path over all steps of the inputs (into arrays of that shape, if given)."""
    path = into or empty_path(model, given.factor.shape[1])
    _run(given, model.laws, path)
    return path


def expected_adjoint(model: Model, given: Inputs, path: Path, bar: Path) -> InputsBar:
    """Pull cotangents on a path's stocks and moves back to the inputs; `bar` is overwritten."""
    return InputsBar(*_run_back(given, model.laws, path, bar))


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def step(now: Step, laws: Laws, t: int, due: Floats) -> None:
    """One step, leaving in `left` the people at its end; `rate` holds the rows' rates, `due` who is on the way."""
    now.left[:] = now.stock
    if laws.rare:
        pulls.apply(now, laws.pulls)
        choice.share(now, laws.choice)
    counts.expected(now, laws.counts)
    if laws.rare:
        operations.expected(now, laws.operations)
        queue.expected(now, laws.queue, t)
    hazard.expected(now, laws.hazard)
    births.expected(now, laws.births)
    if laws.rare:
        journeys.expected(t, laws.journeys, now.moved, now.left, due)
    arrive(now.moved, laws.cell_to, now.left)


@njit(cache=True, nogil=True, error_model="numpy")
def _run(given: Inputs, laws: Laws, path: Path) -> None:
    rate = np.empty(given.base.size + laws.slots)
    pull = np.empty(laws.pulls.room.size)
    due = np.zeros((laws.journeys.slots, laws.journeys.move.size))
    rate[: given.base.size] = given.base
    path.stock[0] = given.stock
    for t in range(given.factor.shape[1]):
        step_rates(given.base, given.factor, laws.factor_row, laws.varying, t, rate)
        weight = given.weight[laws.journeys.epoch[t]]
        now = Step(path.stock[t], path.stock[t + 1], rate, given.wanted[t], given.strength, weight, pull, path.moved[t])
        step(now, laws, t, due)


@njit(cache=True, nogil=True, error_model="numpy")
def _run_back(
    given: Inputs, laws: Laws, path: Path, bar: Path
) -> tuple[Floats, Floats, Floats, Floats, Floats, Floats]:
    base_bar, factor_bar, wanted_bar = (
        np.zeros(given.base.size),
        np.zeros(given.factor.shape),
        np.zeros(given.wanted.shape),
    )
    strength_bar, weight_bar = np.zeros(given.strength.size), np.zeros(given.weight.shape)
    rate, rate_bar = np.empty(given.base.size + laws.slots), np.zeros(given.base.size + laws.slots)
    pull, pull_bar = np.empty(laws.pulls.room.size), np.empty(laws.pulls.room.size)
    left, left_bar = np.empty(path.stock.shape[1]), np.empty(path.stock.shape[1])
    moved_bar = np.empty(path.moved.shape[1])
    rate[: given.base.size] = given.base
    for t in range(given.factor.shape[1] - 1, -1, -1):
        step_rates(given.base, given.factor, laws.factor_row, laws.varying, t, rate)
        epoch = laws.journeys.epoch[t]
        now = Step(path.stock[t], left, rate, given.wanted[t], given.strength, given.weight[epoch], pull, path.moved[t])
        bars = Step(
            bar.stock[t], left_bar, rate_bar, wanted_bar[t], strength_bar, weight_bar[epoch], pull_bar, moved_bar
        )
        if laws.rare:
            pulls.apply(now, laws.pulls)
            choice.share(now, laws.choice)
        rate_bar[given.base.size :] = 0.0
        pull_bar[:] = 0.0
        left_bar[:] = bar.stock[t + 1]
        _arriving(left_bar, laws.cell_to, bar.moved[t], moved_bar)
        left[:] = path.stock[t]
        _take(laws.counts.cell, laws.counts.move, now.moved, left)
        births.adjoint(now, laws.births, bars)
        if laws.rare:
            journeys.adjoint(t, laws.journeys, bar.moved, left_bar, moved_bar)
            before_operations = left.copy()
            operations.expected(now, laws.operations)
            before_queue = left.copy()
            _take(laws.queue.cell, laws.queue.move, now.moved, left)
            hazard.adjoint(now, laws.hazard, bars)
            left[:] = before_queue
            queue.adjoint(now, laws.queue, bars, t)
            left[:] = before_operations
            operations.adjoint(now, laws.operations, bars)
        else:
            hazard.adjoint(now, laws.hazard, bars)
        counts.adjoint(now, laws.counts, bars)
        if laws.rare:
            choice.adjoint(now, laws.choice, bars)
            pulls.adjoint(now, laws.pulls, bars)
        bar.stock[t] += left_bar
        step_rates_adjoint(given.base, given.factor, laws.factor_row, laws.varying, t, rate_bar, base_bar, factor_bar)
    base_bar += rate_bar[: given.base.size]
    return base_bar, factor_bar, bar.stock[0].copy(), wanted_bar, strength_bar, weight_bar


@njit(cache=True, nogil=True, error_model="numpy")
def _take(cell: Ints, move: Ints, moved: Floats, left: Floats) -> None:
    for j in range(cell.size):
        left[cell[j]] -= moved[move[j]]


@njit(cache=True, nogil=True, error_model="numpy")
def _arriving(left_bar: Floats, cell_to: Ints, arrivals_bar: Floats, moved_bar: Floats) -> None:
    """Total cotangents of arriving: on the move itself and on the people where it leads."""
    for m in range(cell_to.size):
        arrivals_bar[m] += left_bar[cell_to[m]]
        moved_bar[m] = arrivals_bar[m]
