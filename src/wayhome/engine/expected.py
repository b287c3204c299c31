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
from wayhome.engine.quantities import Table, look, look_adjoint, table
from wayhome.engine.rates import Inputs, InputsBar, step_rates, step_rates_adjoint
from wayhome.engine.step import Step, arrive


class Path(NamedTuple):
    """stock: (state, cell) persons · moved: (step, move) persons, in the step in which they arrive; of the last step alone,
    (1, move), where moves are not kept."""

    stock: Floats
    moved: Floats


NOTHING = table(())


def empty_path(model: Model, steps: int, *, keep_moves: bool = True) -> Path:
    """Arrays of a path's shape, of zeros; a caller that runs many paths keeps them and saves the system's time."""
    return Path(np.zeros((steps + 1, model.cells)), np.zeros((steps if keep_moves else 1, model.moves.flow.size)))


def expected_path(model: Model, given: Inputs, into: Path | None = None) -> Path:
    """Run the expected path over all steps of the inputs (into arrays of that shape, if given)."""
    path = into or empty_path(model, given.factor.shape[1])
    _run(given, model.laws, path, NOTHING, np.zeros(0))
    return path


def expected_values(model: Model, given: Inputs, asked: Table, into: Path) -> Floats:
    """(quantity,) persons on the expected path, which is left in `into`; its moves need not be kept."""
    values = np.zeros(asked.size)
    _run(given, model.laws, into, asked, values)
    return values


def expected_adjoint(model: Model, given: Inputs, path: Path, asked: Table, values_bar: Floats) -> InputsBar:
    """Pull cotangents on quantities of a path (quantity,) back to the inputs; of the path only its stocks are read."""
    return InputsBar(*_run_back(given, model.laws, path.stock, asked, values_bar))


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def step(now: Step, laws: Laws, t: int, due: Floats) -> None:
    """One step, leaving in `left` the people at its end; `rate` holds the rows' rates, `due` who is on the way."""
    now.left[:] = now.stock
    if laws.drawn:
        pulls.apply(now, laws.pulls)
        choice.share(now, laws.choice)
    counts.expected(now, laws.counts)
    if laws.rare:
        operations.expected(now, laws.operations)
        queue.expected(now, laws.queue, t)
    hazard.expected(now, laws.hazard)
    births.expected(now, laws.births)
    if laws.drawn:
        journeys.expected(t, laws.journeys, now.moved, now.left, due)
    arrive(now.moved, laws.cell_to, now.left)


@njit(cache=True, nogil=True, error_model="numpy")
def _run(given: Inputs, laws: Laws, path: Path, asked: Table, values: Floats) -> None:
    stock, moved = path.stock, path.moved
    rate = np.empty(given.base.size + laws.slots)
    pull = np.empty(laws.pulls.room.size)
    due = np.zeros((laws.journeys.slots, laws.journeys.move.size))
    rate[: given.base.size] = given.base
    stock[0] = given.stock
    look(asked, asked.stock, 0, stock[0], values)
    for t in range(given.factor.shape[1]):
        step_rates(given.base, given.factor, laws.factor_row, laws.varying, t, rate)
        weight = given.weight[laws.journeys.epoch[t]]
        moves = moved[t % moved.shape[0]]
        now = Step(stock[t], stock[t + 1], rate, given.wanted[t], given.strength, weight, pull, moves)
        step(now, laws, t, due)
        look(asked, asked.moved, t, moves, values)
        look(asked, asked.stock, t + 1, stock[t + 1], values)


@njit(cache=True, nogil=True, error_model="numpy")
def _run_back(
    given: Inputs, laws: Laws, stock: Floats, asked: Table, values_bar: Floats
) -> tuple[Floats, Floats, Floats, Floats, Floats, Floats]:
    """Step by step from the last to the first; what the laws before the hazards took is worked out anew."""
    steps, moves = given.factor.shape[1], laws.cell_to.size
    base_bar, factor_bar = np.zeros(given.base.size), np.zeros(given.factor.shape)
    wanted_bar, strength_bar = np.zeros(given.wanted.shape), np.zeros(given.strength.size)
    weight_bar = np.zeros(given.weight.shape)
    rate, rate_bar = np.empty(given.base.size + laws.slots), np.zeros(given.base.size + laws.slots)
    pull, pull_bar = np.empty(laws.pulls.room.size), np.empty(laws.pulls.room.size)
    left, left_bar, stock_bar = np.empty(stock.shape[1]), np.zeros(stock.shape[1]), np.empty(stock.shape[1])
    moved, moved_bar = np.empty(moves), np.empty(moves)
    due_bar = np.zeros((laws.journeys.slots, laws.journeys.move.size))
    rate[: given.base.size] = given.base
    look_adjoint(asked, asked.stock, steps, values_bar, left_bar)
    for t in range(steps - 1, -1, -1):
        step_rates(given.base, given.factor, laws.factor_row, laws.varying, t, rate)
        epoch = laws.journeys.epoch[t]
        now = Step(stock[t], left, rate, given.wanted[t], given.strength, given.weight[epoch], pull, moved)
        bars = Step(stock_bar, left_bar, rate_bar, wanted_bar[t], strength_bar, weight_bar[epoch], pull_bar, moved_bar)
        if laws.drawn:
            pulls.apply(now, laws.pulls)
            choice.share(now, laws.choice)
            rate_bar[given.base.size :] = 0.0
            pull_bar[:] = 0.0
        stock_bar[:] = 0.0
        look_adjoint(asked, asked.stock, t, values_bar, stock_bar)
        _arriving(left_bar, laws.cell_to, moved_bar)
        look_adjoint(asked, asked.moved, t, values_bar, moved_bar)
        left[:] = stock[t]
        counts.expected(now, laws.counts)
        births.adjoint(now, laws.births, bars)
        if laws.drawn:
            journeys.adjoint(t, laws.journeys, left_bar, moved_bar, due_bar)
        if laws.rare:
            rate_bar[given.base.size :] = 0.0
            before_operations = left.copy()
            operations.expected(now, laws.operations)
            before_queue = left.copy()
            queue.expected(now, laws.queue, t)
            hazard.adjoint(now, laws.hazard, bars)
            left[:] = before_queue
            queue.adjoint(now, laws.queue, bars, t)
            left[:] = before_operations
            operations.adjoint(now, laws.operations, bars)
        else:
            hazard.adjoint(now, laws.hazard, bars)
        counts.adjoint(now, laws.counts, bars)
        if laws.drawn:
            choice.adjoint(now, laws.choice, bars)
            pulls.adjoint(now, laws.pulls, bars)
        for i in range(left_bar.size):
            left_bar[i] += stock_bar[i]
        step_rates_adjoint(given.base, given.factor, laws.factor_row, laws.varying, t, rate_bar, base_bar, factor_bar)
    base_bar += rate_bar[: given.base.size]
    return base_bar, factor_bar, left_bar, wanted_bar, strength_bar, weight_bar


@njit(cache=True, nogil=True, error_model="numpy")
def _arriving(left_bar: Floats, cell_to: Ints, moved_bar: Floats) -> None:
    """The cotangents of arriving: those of the people where the move leads."""
    for m in range(cell_to.size):
        moved_bar[m] = left_bar[cell_to[m]]
