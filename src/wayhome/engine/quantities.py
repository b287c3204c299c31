"""Quantities that claims and questions speak of: weighted sums of a path's stocks or moves."""

from __future__ import annotations

# An array indexed by an element of an array is a number, which the type checker cannot know.
# pyright: reportArgumentType=false, reportCallIssue=false, reportIndexIssue=false
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numba import njit

from wayhome.engine.arrays import Floats, Ints
from wayhome.engine.expected import Path
from wayhome.engine.model import Model

OF_STOCK, OF_MOVED = 0, 1


@dataclass(frozen=True, slots=True)
class Quantity:
    """Σ_t weights[t] · Σ_i path[first + t, index_i]: over the stocks of cells at states, or the moves during steps."""

    kind: int
    index: tuple[int, ...]
    first: int
    weights: tuple[float, ...]


def stock_of(model: Model, places: Iterable[str], groups: Sequence[int], states: range) -> Quantity:
    """People in the places, averaged over the states."""
    cells = tuple(model.cell(place, g) for place in places for g in groups)
    return Quantity(OF_STOCK, cells, states.start, (1 / len(states),) * len(states))


def arrivals_of(
    model: Model, places: Iterable[str], groups: Sequence[int], states: range, *, flows: Sequence[str] = ()
) -> Quantity:
    """People who entered the places from outside them since the start, averaged over the states by these flows only
    ("leave", or "leave@russia" for those who take it from one place)."""
    steps = states.stop - 1
    weights = tuple(sum(state > step for state in states) / len(states) for step in range(steps))
    return Quantity(OF_MOVED, _entering(model, places, groups, flows), 0, weights)


def arrivals_during(
    model: Model, places: Iterable[str], groups: Sequence[int], states: range, *, flows: Sequence[str] = ()
) -> Quantity:
    """People who entered the places from outside them during the steps that end at the states."""
    return Quantity(OF_MOVED, _entering(model, places, groups, flows), states.start - 1, (1.0,) * len(states))


def _entering(model: Model, places: Iterable[str], groups: Sequence[int], flows: Sequence[str]) -> tuple[int, ...]:
    size = len(model.groups)
    inside = np.isin(np.arange(len(model.places)), [model.places.index(place) for place in places])
    wanted = np.isin(np.arange(size), list(groups))
    to, origin = model.moves.cell_to, model.moves.cell_from
    entering = inside[to // size] & ~inside[origin // size] & wanted[to % size]
    if flows:
        names, by_these = list(model.study.flows), np.zeros(to.size, bool)
        for way in flows:
            flow, _, place = way.partition("@")
            by_these |= (model.moves.flow == names.index(flow)) & (
                not place or origin // size == model.places.index(place)
            )
        entering &= by_these
    return tuple(np.flatnonzero(entering).tolist())


class Table(NamedTuple):
    """Quantities as arrays: those of row q are `item[item_start[q]:…]` and `weight[weight_start[q]:…]` from `first[q]`."""

    kind: Ints
    item_start: Ints
    item: Ints
    first: Ints
    weight_start: Ints
    weight: Floats


def table(quantities: Sequence[Quantity]) -> Table:
    """Lay quantities out for the kernels."""
    return Table(
        np.array([q.kind for q in quantities], np.int64),
        np.cumsum([0, *(len(q.index) for q in quantities)]),
        np.array([i for q in quantities for i in q.index], np.int64),
        np.array([q.first for q in quantities], np.int64),
        np.cumsum([0, *(len(q.weights) for q in quantities)]),
        np.array([w for q in quantities for w in q.weights], np.float64),
    )


def measure(quantities: Table, path: Path) -> Floats:
    """(quantity,) persons on a path."""
    return _measure(quantities, path.stock, path.moved)


def measure_adjoint(quantities: Table, bar: Floats, into: Path) -> Path:
    """Cotangents on stocks and moves, written into arrays of a path's shape, given those on the quantities (quantity,)."""
    into.stock[:] = 0.0
    into.moved[:] = 0.0
    _measure_back(quantities, bar, into.stock, into.moved)
    return into


@njit(cache=True, nogil=True, error_model="numpy")
def _measure(quantities: Table, stock: Floats, moved: Floats) -> Floats:
    value = np.zeros(quantities.kind.size)
    for q in range(value.size):
        path = stock if quantities.kind[q] == OF_STOCK else moved
        for w in range(quantities.weight_start[q], quantities.weight_start[q + 1]):
            t = quantities.first[q] + w - quantities.weight_start[q]
            total = 0.0
            for i in range(quantities.item_start[q], quantities.item_start[q + 1]):
                total += path[t, quantities.item[i]]
            value[q] += quantities.weight[w] * total
    return value


@njit(cache=True, nogil=True, error_model="numpy")
def _measure_back(quantities: Table, bar: Floats, stock_bar: Floats, moved_bar: Floats) -> None:
    for q in range(bar.size):
        path_bar = stock_bar if quantities.kind[q] == OF_STOCK else moved_bar
        if bar[q] != 0.0:
            for w in range(quantities.weight_start[q], quantities.weight_start[q + 1]):
                t = quantities.first[q] + w - quantities.weight_start[q]
                amount = bar[q] * quantities.weight[w]
                for i in range(quantities.item_start[q], quantities.item_start[q + 1]):
                    path_bar[t, quantities.item[i]] += amount
