"""The chance path: whole people, each law by its own distribution, random numbers keyed by (seed, draw, step, cell)."""

from __future__ import annotations

# An array indexed by an element of an array is a number, which the type checker cannot know.
# pyright: reportArgumentType=false, reportCallIssue=false, reportIndexIssue=false
import math
from typing import NamedTuple

import numpy as np
from numba import njit

from wayhome.engine import journeys, pulls
from wayhome.engine.arrays import Floats, Ints
from wayhome.engine.laws import births, choice, counts, hazard, operations, queue
from wayhome.engine.model import Laws, Model
from wayhome.engine.random import stream, uniform
from wayhome.engine.rates import Inputs, step_rates
from wayhome.engine.step import Step, arrive


class Path(NamedTuple):
    """stock: (state, cell) whole persons · moved: (step, move) whole persons, in the step in which they arrive; of the
    last step alone, (1, move), where moves are not kept."""

    stock: Ints
    moved: Ints


def empty_path(model: Model, steps: int, *, keep_moves: bool = True) -> Path:
    """Arrays of a path's shape; a caller that runs many paths keeps them and saves the system's time."""
    shape = (steps + 1, model.cells), (steps if keep_moves else 1, model.moves.flow.size)
    return Path(np.zeros(shape[0], np.int64), np.zeros(shape[1], np.int64))


def chance_path(model: Model, given: Inputs, *, seed: int, draw: int, into: Path | None = None) -> Path:
    """One chance path from the inputs' (rounded) starting stocks (into arrays of a path's shape, if given)."""
    path = into or empty_path(model, given.factor.shape[1])
    _run(given, model.laws, np.uint64(seed), draw, path)
    return path


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
    if laws.drawn:
        pulls.apply(now, laws.pulls)
        choice.share(now, laws.choice)
    counts.chance(now, laws.counts, key)
    if laws.rare:
        operations.chance(now, laws.operations, key)
        queue.chance(now, laws.queue, t, key)
    hazard.chance(now, laws.hazard, key)
    births.chance(now, laws.births, key)
    if laws.drawn:
        journeys.chance(t, laws.journeys, now.moved, now.left, due, key)
    arrive(now.moved, laws.cell_to, now.left)


@njit(cache=True, nogil=True, error_model="numpy")
def _run(given: Inputs, laws: Laws, seed: np.uint64, draw: int, path: Path) -> None:
    stock, moved = path.stock, path.moved
    rate = np.empty(given.base.size + laws.slots)
    pull = np.empty(laws.pulls.room.size)
    due = np.zeros((laws.journeys.slots, laws.journeys.move.size), np.int64)
    rate[: given.base.size] = given.base
    key = stream(seed, draw)
    whole(given.stock, stream(key, 0), stock[0])
    for t in range(given.factor.shape[1]):
        step_rates(given.base, given.factor, laws.factor_row, laws.varying, t, rate)
        moves = moved[t % moved.shape[0]]
        moves[:] = 0
        weight = given.weight[laws.journeys.epoch[t]]
        now = Step(stock[t], stock[t + 1], rate, given.wanted[t], given.strength, weight, pull, moves)
        step(now, laws, t, due, stream(key, t + 1))
