"""Many draws side by side, some steps at a time, so that summaries can be taken as time goes and no history need be kept.

Up to the study's as_of date draws follow their expected paths; from there on whole people move by chance. Arrays lead with
the draw. Kernels release the interpreter, so that threads can share the draws; a draw's numbers depend on its own key alone.
"""

from __future__ import annotations

# An array indexed by an element of an array is a number, which the type checker cannot know.
# pyright: reportArgumentType=false, reportCallIssue=false, reportIndexIssue=false
from dataclasses import dataclass

import numpy as np
from numba import njit

from wayhome.engine import chance, expected, journeys
from wayhome.engine.arrays import Floats, Ints, Singles
from wayhome.engine.futures import Inputs, start_stocks
from wayhome.engine.index import index
from wayhome.engine.model import Laws, Model
from wayhome.engine.quantities import Table, look
from wayhome.engine.random import stream
from wayhome.engine.rates import step_rates
from wayhome.engine.step import Step


@dataclass(frozen=True, slots=True)
class Targets:
    """What is counted: places, then areas. `inside[k, place]` · arrivals are kept by slot, target · groups + group: who takes
    `move[i]` arrives in `slot[i]`, once for every target that the move enters from outside."""

    names: tuple[str, ...]
    inside: Ints
    move: Ints
    slot: Ints

    def slots(self, groups: int) -> int:
        return len(self.names) * groups


def targets(model: Model) -> Targets:
    """Every place and area of the study."""
    study, size = model.study, len(model.groups)
    names = (*study.places, *study.areas)
    inside = np.array([[place in study.places_in(name) for place in model.places] for name in names], bool)
    to, origin = model.moves.cell_to // size, model.moves.cell_from // size
    move, target = np.nonzero((inside[:, to] & ~inside[:, origin]).T)
    return Targets(
        names, inside, index(move.tolist()), index((target * size + model.moves.cell_to[move] % size).tolist())
    )


@dataclass(slots=True)
class Ensemble:
    """The state of some draws at one moment. stock: (draw, cell) · due: (draw, slot, journey) · both whole after as_of
    arrivals: (draw, arrival slot) since the start · left: (draw, move) whole persons moved since as_of
    watched: (draw, quantity)."""

    stock: Floats | Ints
    due: Floats | Ints
    arrivals: Floats
    left: Ints
    watched: Floats

    def part(self, draws: slice | Ints) -> Ensemble:
        """Some of the draws: by a slice the same arrays, by positions copies."""
        return Ensemble(self.stock[draws], self.due[draws], self.arrivals[draws], self.left[draws], self.watched[draws])


def begin(model: Model, z: Floats, counted: Targets, watch: Table) -> Ensemble:
    """State 0 of draws with parameters z (draw, parameter)."""
    draws, ways = len(z), model.laws.journeys
    now = Ensemble(
        start_stocks(model, z),
        np.zeros((draws, ways.slots, ways.move.size)),
        np.zeros((draws, counted.slots(len(model.groups)))),
        np.zeros((draws, 0), np.int64),
        np.zeros((draws, watch.size)),
    )
    _watch_start(watch, now.stock, now.watched)
    return now


def show(now: Ensemble, values: Singles) -> None:
    """Write what is counted of one moment into `values` (draw, moment, cell or arrival slot), the moment 0."""
    _show_all(now.stock, now.arrivals, values)


def keep(now: Ensemble, which: Ints, counted: Targets, people: Ints) -> None:
    """Write whole people of some draws, those at the positions `which`, into `people` (draw, stock or arrivals, target, group)."""
    _keep(now.stock, now.arrivals, which, counted.inside, people)


def expect(
    model: Model, given: Inputs, steps: range, now: Ensemble, counted: Targets, watch: Table, values: Singles
) -> None:
    """Take the expected path of every draw over some steps up to as_of; `given` begins with the calendar's first step.

    values: (draw, step, cell or arrival slot), written for the state after each of the steps.
    """
    _expect(
        given, model.laws, steps.start, steps.stop, counted.move, counted.slot, watch,
        now.stock, now.due, now.arrivals, now.watched, values,
    )  # fmt: skip


def settle(model: Model, now: Ensemble, draws: Ints, *, seed: int) -> None:
    """At as_of, round everybody up or down by chance to whole people. draws: (draw,) their numbers."""
    people, due = np.zeros(now.stock.shape, np.int64), np.zeros(now.due.shape, np.int64)
    _settle(model.laws.journeys, np.uint64(seed), draws, now.stock, now.due, people, due)
    now.stock, now.due, now.left = people, due, np.zeros((len(people), model.moves.flow.size), np.int64)


def happen(
    model: Model,
    given: Inputs,
    steps: range,
    now: Ensemble,
    draws: Ints,
    counted: Targets,
    watch: Table,
    values: Singles,
    *,
    seed: int,
) -> None:
    """As `expect`, by chance from as_of on; `given` begins with the first step after as_of."""
    _happen(
        given, model.laws, model.study.calendar.as_of_state, steps.start, steps.stop, np.uint64(seed), draws,
        counted.move, counted.slot, watch, now.stock, now.due, now.arrivals, now.left, now.watched, values,
    )  # fmt: skip


@njit(cache=True, nogil=True, error_model="numpy")
def _expect(
    given: Inputs,
    laws: Laws,
    first: int,
    end: int,
    entering: Ints,
    slot: Ints,
    watch: Table,
    stock: Floats,
    due: Floats,
    arrivals: Floats,
    watched: Floats,
    values: Singles,
) -> None:
    base, factor, wanted, strength, weight = given.base, given.factor, given.wanted, given.strength, given.weight
    factor_row, varying, epoch = laws.factor_row, laws.varying, laws.journeys.epoch
    rows = base.shape[1]
    rate = np.empty(rows + laws.slots)
    pull = np.empty(laws.pulls.room.size)
    after, moved = np.empty(stock.shape[1]), np.zeros(laws.cell_to.size)
    for d in range(stock.shape[0]):
        rate[:rows] = base[d]
        for t in range(first, end):
            step_rates(base[d], factor[d], factor_row, varying, t, rate)
            now = Step(stock[d], after, rate, wanted[d, t], strength[d], weight[d, epoch[t]], pull, moved)
            expected.step(now, laws, t, due[d])
            stock[d] = after
            _arrive(moved, entering, slot, arrivals[d])
            _watch(watch, t, after, moved, watched[d])
            _show(after, arrivals[d], values[d, t - first])


@njit(cache=True, nogil=True, error_model="numpy")
def _settle(
    ways: journeys.Table, seed: np.uint64, draws: Ints, stock: Floats, due: Floats, people: Ints, due_people: Ints
) -> None:
    for d in range(draws.size):
        key = stream(stream(seed, draws[d]), 0)
        chance.whole(stock[d], key, people[d])
        journeys.whole(due[d], ways, key, due_people[d], people[d])


@njit(cache=True, nogil=True, error_model="numpy")
def _happen(
    given: Inputs,
    laws: Laws,
    as_of: int,
    first: int,
    end: int,
    seed: np.uint64,
    draws: Ints,
    entering: Ints,
    slot: Ints,
    watch: Table,
    stock: Ints,
    due: Ints,
    arrivals: Floats,
    left: Ints,
    watched: Floats,
    values: Singles,
) -> None:
    base, factor, wanted, strength, weight = given.base, given.factor, given.wanted, given.strength, given.weight
    factor_row, varying, epoch = laws.factor_row, laws.varying, laws.journeys.epoch
    rows = base.shape[1]
    rate = np.empty(rows + laws.slots)
    pull = np.empty(laws.pulls.room.size)
    after, moved = np.empty(stock.shape[1], np.int64), np.zeros(laws.cell_to.size, np.int64)
    for d in range(stock.shape[0]):
        rate[:rows] = base[d]
        key = stream(seed, draws[d])
        gone = left[d]
        for t in range(first, end):
            step_rates(base[d], factor[d], factor_row, varying, t - as_of, rate)
            moved[:] = 0
            now = Step(stock[d], after, rate, wanted[d, t - as_of], strength[d], weight[d, epoch[t]], pull, moved)
            chance.step(now, laws, t, due[d], stream(key, t + 1))
            stock[d] = after
            for m in range(moved.size):
                gone[m] += moved[m]
            _arrive(moved, entering, slot, arrivals[d])
            _watch(watch, t, after, moved, watched[d])
            _show(after, arrivals[d], values[d, t - first])


@njit(cache=True, nogil=True, error_model="numpy")
def _arrive(moved: Floats | Ints, entering: Ints, slot: Ints, arrivals: Floats) -> None:
    for i in range(entering.size):
        arrivals[slot[i]] += moved[entering[i]]


@njit(cache=True, nogil=True, error_model="numpy")
def _show(stock: Floats | Ints, arrivals: Floats, row: Singles) -> None:
    """Write the people of one draw and moment; never a negative zero, so that their bits sort as they do."""
    cells = stock.size
    for i in range(cells):
        row[i] = max(float(stock[i]), 0.0) + 0.0
    for i in range(arrivals.size):
        row[cells + i] = max(arrivals[i], 0.0) + 0.0


@njit(cache=True, nogil=True, error_model="numpy")
def _show_all(stock: Floats | Ints, arrivals: Floats, values: Singles) -> None:
    for d in range(stock.shape[0]):
        _show(stock[d], arrivals[d], values[d, 0])


@njit(cache=True, nogil=True, error_model="numpy")
def _keep(stock: Floats | Ints, arrivals: Floats, which: Ints, inside: Ints, people: Ints) -> None:
    groups = people.shape[3]
    for i in range(which.size):
        d = which[i]
        for k in range(inside.shape[0]):
            there, came = people[i, 0, k], people[i, 1, k]
            there[:] = 0
            for p in range(inside.shape[1]):
                if inside[k, p]:
                    for g in range(groups):
                        there[g] += round(float(stock[d, p * groups + g]))
            for g in range(groups):
                came[g] = round(arrivals[d, k * groups + g])


@njit(cache=True, nogil=True, error_model="numpy")
def _watch(watch: Table, t: int, stock: Floats | Ints, moved: Floats | Ints, watched: Floats) -> None:
    """Add what the moment contributes to one draw: stocks at state t + 1, moves during step t."""
    look(watch, watch.stock, t + 1, stock, watched)
    if t >= 0:
        look(watch, watch.moved, t, moved, watched)


@njit(cache=True, nogil=True, error_model="numpy")
def _watch_start(watch: Table, stock: Floats, watched: Floats) -> None:
    nobody = np.zeros(0)
    for d in range(stock.shape[0]):
        _watch(watch, -1, stock[d], nobody, watched[d])
