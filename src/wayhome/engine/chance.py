"""The chance path: whole people, each law by its own distribution, random numbers keyed by (seed, draw, step, cell)."""

from __future__ import annotations

# An array indexed by an element of an array is a number, which the type checker cannot know.
# pyright: reportArgumentType=false, reportCallIssue=false, reportIndexIssue=false
import math

import numpy as np
from numba import njit

from wayhome.engine import journeys, pulls
from wayhome.engine.arrays import Floats, Ints
from wayhome.engine.laws import births, choice, counts, hazard, operations, queue
from wayhome.engine.model import Laws, Model
from wayhome.engine.random import stream, uniform
from wayhome.engine.rates import Inputs, step_rates
from wayhome.engine.step import Step


def chance_path(model: Model, given: Inputs, *, seed: int, draw: int) -> tuple[Ints, Ints]:
    """One chance path from the inputs' (rounded) starting stocks: stock (state, cell) and moved (step, move), persons."""
    return _run(given, model.laws, np.uint64(seed), draw)


@njit(cache=True, nogil=True, error_model="numpy")
def whole(stock: Floats, key: np.uint64, people: Ints) -> None:
    """Round expected stocks up or down by chance, so that their mean stays."""
    for i in range(stock.size):
        people[i] = 0
        if stock[i] > 0.0:
            u, _ = uniform(stream(key, i))
            people[i] = math.floor(stock[i] + u)


@njit(cache=True, nogil=True, error_model="numpy")
def step(now: Step, laws: Laws, t: int, due: Ints, key: np.uint64) -> None:
    """One step, in the order of the expected one; `moved` must be 0 before."""
    now.left[:] = now.stock
    pulls.apply(now, laws.pulls)
    choice.share(now, laws.choice)
    counts.chance(now, laws.counts, key)
    operations.chance(now, laws.operations, key)
    queue.chance(now, laws.queue, key)
    hazard.chance(now, laws.hazard, key)
    births.chance(now, laws.births, key)
    journeys.chance(t, laws.journeys, now.moved, now.left, due, key)
    for m in range(now.moved.size):
        now.left[laws.cell_to[m]] += now.moved[m]


@njit(cache=True, nogil=True, error_model="numpy")
def _run(given: Inputs, laws: Laws, seed: np.uint64, draw: int) -> tuple[Ints, Ints]:
    steps = given.factor.shape[1]
    stock = np.zeros((steps + 1, given.stock.size), np.int64)
    moved = np.zeros((steps, laws.cell_to.size), np.int64)
    rate = np.empty(given.base.size + laws.slots)
    pull = np.empty(laws.pulls.room.size)
    due = np.zeros((laws.journeys.slots, laws.journeys.move.size), np.int64)
    key = stream(seed, draw)
    whole(given.stock, stream(key, 0), stock[0])
    for t in range(steps):
        step_rates(given.base, given.factor, laws.factor_row, t, rate)
        weight = given.weight[laws.journeys.epoch[t]]
        now = Step(stock[t], stock[t + 1], rate, given.wanted[t], given.strength, weight, pull, moved[t])
        step(now, laws, t, due, stream(key, t + 1))
    return stock, moved
