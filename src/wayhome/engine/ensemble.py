"""Many draws side by side, one step at a time, so that summaries can be taken as time goes and no history need be kept.

Arrays lead with the draw. Kernels work on a slice of draws and release the interpreter, so that threads share the work;
a draw's numbers depend on its own key alone, never on who computes it.
"""

from __future__ import annotations

# An array indexed by an element of an array is a number, which the type checker cannot know.
# pyright: reportArgumentType=false, reportCallIssue=false, reportIndexIssue=false
import itertools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numba import njit

from wayhome.engine import chance, expected, journeys
from wayhome.engine.arrays import Floats, Ints
from wayhome.engine.model import Laws, Model
from wayhome.engine.quantities import OF_STOCK, Table
from wayhome.engine.random import stream
from wayhome.engine.rates import step_rates
from wayhome.engine.step import Step


class Inputs(NamedTuple):
    """The inputs of every draw, as in `rates`: base (draw, rate row) · factor (draw, factor row, step)
    wanted (draw, step, pool) · strength (draw, term) · weight (draw, epoch, pair)."""

    base: Floats
    factor: Floats
    wanted: Floats
    strength: Floats
    weight: Floats


@dataclass(frozen=True, slots=True)
class Targets:
    """What is counted: places, then areas. `inside[k, place]` · `entering[m, k]`: move m enters target k from outside."""

    names: tuple[str, ...]
    inside: Ints
    entering: Ints


def targets(model: Model) -> Targets:
    """Every place and area of the study."""
    study, size = model.study, len(model.groups)
    names = (*study.places, *study.areas)
    inside = np.array([[place in study.places_in(name) for place in model.places] for name in names], np.uint8)
    to, origin = model.moves.cell_to // size, model.moves.cell_from // size
    return Targets(names, inside, np.ascontiguousarray((inside[:, to] & ~inside[:, origin] & 1).T))


@dataclass(slots=True)
class Ensemble:
    """The state of all draws at one moment. stock: (draw, cell) · arrivals: (target, group, draw) since the start
    left: (draw, move) persons moved since `as_of` · watched: (draw, quantity)."""

    stock: Floats
    arrivals: Floats
    moved: Floats
    left: Floats
    watched: Floats


def run(
    model: Model,
    given: Inputs,
    start: Floats,
    counted: Targets,
    watch: Table,
    *,
    seed: int,
    first_draw: int = 0,
    workers: int = 2,
    each_state: Callable[[int, Ensemble], None],
) -> None:
    """Run every draw: the expected path up to the study's as_of date, by chance from there on.

    `each_state(state, ensemble)` sees the states 0, 1, … in order; it must copy what it keeps.
    """
    draws, steps, as_of = start.shape[0], given.factor.shape[2], model.study.calendar.as_of_state
    moves = model.moves.flow.size
    now = Ensemble(
        start.copy(),
        np.zeros((len(counted.names), len(model.groups), draws)),
        np.zeros((draws, moves)),
        np.zeros((draws, moves)),
        np.zeros((draws, watch.kind.size)),
    )
    bounds = np.linspace(0, draws, workers + 1).astype(int)
    parts = [slice(a, b) for a, b in itertools.pairwise(bounds)]
    ways = model.laws.journeys
    due = np.zeros((draws, ways.slots, ways.move.size))

    def part(draw: slice, t: int) -> None:
        views = (now.stock[draw], now.arrivals[:, :, draw], now.moved[draw], now.left[draw], now.watched[draw])
        slice_of = Inputs(*(array[draw] for array in given))
        if t >= 0:
            _advance(
                slice_of,
                t,
                t >= as_of,
                t == as_of,
                np.uint64(seed),
                first_draw + draw.start,
                model.laws,
                counted.entering,
                due[draw],
                *views,
            )
        _watch(watch, t, views[0], views[2], views[4])

    with ThreadPoolExecutor(workers) as pool:
        for state in range(steps + 1):
            list(pool.map(part, parts, [state - 1] * workers))
            each_state(state, now)


@njit(cache=True, nogil=True, error_model="numpy")
def _advance(
    given: Inputs,
    t: int,
    by_chance: bool,
    first: bool,
    seed: np.uint64,
    first_draw: int,
    laws: Laws,
    entering: Ints,
    due: Floats,
    stock: Floats,
    arrivals: Floats,
    moved: Floats,
    left: Floats,
    watched: Floats,
) -> None:
    size = arrivals.shape[1]
    rate = np.empty(given.base.shape[1] + laws.slots)
    pull = np.empty(laws.pulls.room.size)
    after = np.empty(stock.shape[1])
    people, people_after = np.zeros(stock.shape[1], np.int64), np.zeros(stock.shape[1], np.int64)
    people_moved, people_due = np.zeros(moved.shape[1], np.int64), np.zeros(due.shape[1:], np.int64)
    epoch = laws.journeys.epoch[t]
    for d in range(stock.shape[0]):
        rate[: given.base.shape[1]] = given.base[d]
        step_rates(given.base[d], given.factor[d], laws.factor_row, laws.varying, t, rate)
        asked, strength, weight = given.wanted[d, t], given.strength[d], given.weight[d, epoch]
        if by_chance:
            key = stream(seed, first_draw + d)
            if first:
                chance.whole(stock[d], stream(key, 0), people)
                journeys.whole(due[d], laws.journeys, stream(key, 0), people_due, people)
            else:
                people[:] = stock[d].astype(np.int64)
                people_due[:] = due[d].astype(np.int64)
            people_moved[:] = 0
            now = Step(people, people_after, rate, asked, strength, weight, pull, people_moved)
            chance.step(now, laws, t, people_due, stream(key, t + 1))
            stock[d] = people_after
            due[d] = people_due
            moved[d] = people_moved
            for m in range(people_moved.size):
                left[d, m] += people_moved[m]
        else:
            expected.step(Step(stock[d], after, rate, asked, strength, weight, pull, moved[d]), laws, t, due[d])
            stock[d] = after
        for m in range(moved.shape[1]):
            if moved[d, m] != 0.0:
                for k in range(entering.shape[1]):
                    if entering[m, k]:
                        arrivals[k, laws.cell_to[m] % size, d] += moved[d, m]


@njit(cache=True, nogil=True, error_model="numpy")
def _watch(watch: Table, t: int, stock: Floats, moved: Floats, watched: Floats) -> None:
    """Add what the moment contributes: stocks at state t + 1, moves during step t."""
    for q in range(watch.kind.size):
        of_stock = watch.kind[q] == OF_STOCK
        at = (t + 1 if of_stock else t) - watch.first[q] + watch.weight_start[q]
        if at < watch.weight_start[q] or at >= watch.weight_start[q + 1]:
            continue
        values = stock if of_stock else moved
        for d in range(values.shape[0]):
            total = 0.0
            for i in range(watch.item_start[q], watch.item_start[q + 1]):
                total += values[d, watch.item[i]]
            watched[d, q] += watch.weight[at] * total


@njit(cache=True, nogil=True, error_model="numpy")
def people_in(stock: Floats, inside: Ints, k: int, present: Floats) -> None:
    """Write `present` (target, group, draw) of target k from `stock` (draw, cell)."""
    size = present.shape[1]
    present[k] = 0.0
    for p in range(inside.shape[1]):
        if inside[k, p]:
            for g in range(size):
                for d in range(stock.shape[0]):
                    present[k, g, d] += stock[d, p * size + g]


@njit(cache=True, nogil=True, error_model="numpy")
def sums(values: Floats, start: Ints, group: Ints, k: int, out: Floats) -> None:
    """Write `out` (target, selection, draw) of target k from `values` (target, group, draw).

    Selections are lists of groups.
    """
    for s in range(start.size - 1):
        out[k, s] = 0.0
        for i in range(start[s], start[s + 1]):
            for d in range(values.shape[2]):
                out[k, s, d] += values[k, group[i], d]
