"""The chance path: whole people, each law by its own distribution, random numbers keyed by (seed, draw, step, cell)."""

from __future__ import annotations

# An array indexed by an element of an array is a number, which the type checker cannot know.
# pyright: reportArgumentType=false, reportCallIssue=false, reportIndexIssue=false
import math

import numpy as np
from numba import njit

from wayhome.engine.arrays import Floats, Ints
from wayhome.engine.laws import births, counts, hazard
from wayhome.engine.model import Model
from wayhome.engine.random import stream, uniform
from wayhome.engine.rates import Inputs, step_rates


def chance_path(model: Model, given: Inputs, *, seed: int, draw: int) -> tuple[Ints, Ints]:
    """One chance path from the inputs' (rounded) starting stocks: stock (state, cell) and moved (step, move), persons."""
    return _run(
        given.stock, given.base, given.factor, given.wanted, model.rates.factor_row, model.moves.cell_to,
        model.hazard, model.counts, model.births, np.uint64(seed), draw,
    )  # fmt: skip


@njit(cache=True, nogil=True, error_model="numpy")
def whole(stock: Floats, key: np.uint64, people: Ints) -> None:
    """Round expected stocks up or down by chance, so that their mean stays."""
    for i in range(stock.size):
        people[i] = 0
        if stock[i] > 0.0:
            u, _ = uniform(stream(key, i))
            people[i] = math.floor(stock[i] + u)


@njit(cache=True, nogil=True, error_model="numpy")
def step(
    stock: Ints,
    rate: Floats,
    wanted: Floats,
    cell_to: Ints,
    hazards: hazard.Table,
    counted: counts.Table,
    born: births.Table,
    key: np.uint64,
    moved: Ints,
    after: Ints,
) -> None:
    """One step, in the order of the expected one."""
    after[:] = stock
    counts.chance(stock, after, rate, wanted, counted, moved, key)
    hazard.chance(stock, after, rate, wanted, hazards, moved, key)
    births.chance(stock, after, rate, wanted, born, moved, key)
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
    seed: np.uint64,
    draw: int,
) -> tuple[Ints, Ints]:
    steps = factor.shape[1]
    stock = np.zeros((steps + 1, start.size), np.int64)
    moved = np.zeros((steps, cell_to.size), np.int64)
    rate = np.empty(base.size)
    key = stream(seed, draw)
    whole(start, stream(key, 0), stock[0])
    for t in range(steps):
        step_rates(base, factor, factor_row, t, rate)
        step(stock[t], rate, wanted[t], cell_to, hazards, counted, born, stream(key, t + 1), moved[t], stock[t + 1])
    return stock, moved
