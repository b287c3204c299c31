"""Quantities that claims and questions speak of: weighted sums of a path's stocks or moves."""

from __future__ import annotations

# An array indexed by an element of an array is a number, which the type checker cannot know.
# pyright: reportArgumentType=false, reportCallIssue=false, reportIndexIssue=false
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numba import njit

from wayhome.engine.arrays import Floats, Ints
from wayhome.engine.model import Model

if TYPE_CHECKING:
    from wayhome.engine.expected import Path

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
    inside, wanted = np.zeros(len(model.places), bool), np.zeros(size, bool)
    inside[[model.places.index(place) for place in places]] = True
    wanted[list(groups)] = True
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


class Times(NamedTuple):
    """Which quantities look at a moment t, and with what weights: `row[start[t]] … row[start[t+1] − 1]`."""

    start: Ints
    row: Ints
    weight: Floats


class Table(NamedTuple):
    """Quantities as arrays: row q adds up `item[item_start[q]] … item[item_start[q+1] − 1]`, cells of stocks at states or
    moves during steps."""

    item_start: Ints
    item: Ints
    stock: Times
    moved: Times

    @property
    def size(self) -> int:
        return self.item_start.size - 1


def table(quantities: Sequence[Quantity]) -> Table:
    """Lay quantities out for the kernels."""
    return Table(
        np.cumsum([0, *(len(q.index) for q in quantities)]),
        np.array([i for q in quantities for i in q.index], np.int64),
        _times(quantities, OF_STOCK),
        _times(quantities, OF_MOVED),
    )


def _times(quantities: Sequence[Quantity], kind: int) -> Times:
    looks = [(q.first + w, row, weight) for row, q in enumerate(quantities) for w, weight in enumerate(q.weights)
             if q.kind == kind and weight]  # fmt: skip
    looks.sort()
    moments = np.array([t for t, _, _ in looks], np.int64)
    return Times(
        np.searchsorted(moments, np.arange(moments.max(initial=-1) + 2)),
        np.array([row for _, row, _ in looks], np.int64),
        np.array([weight for _, _, weight in looks], np.float64),
    )


def measure(quantities: Table, path: Path) -> Floats:
    """(quantity,) persons on a path."""
    value = np.zeros(quantities.size)
    _measure(quantities, path.stock, path.moved, value)
    return value


@njit(cache=True, nogil=True, error_model="numpy")
def _measure(quantities: Table, stock: Floats, moved: Floats, value: Floats) -> None:
    for t in range(stock.shape[0]):
        look(quantities, quantities.stock, t, stock[t], value)
    for t in range(moved.shape[0]):
        look(quantities, quantities.moved, t, moved[t], value)


@njit(cache=True, nogil=True, error_model="numpy")
def look(quantities: Table, times: Times, t: int, people: Floats | Ints, value: Floats) -> None:
    """Add to `value` (quantity,) what moment t contributes: stocks at state t (cell,), or moves during step t (move,)."""
    item_start, item = quantities.item_start, quantities.item
    start, row, weight = times.start, times.row, times.weight
    if t + 1 < start.size:
        for k in range(start[t], start[t + 1]):
            q = row[k]
            total = 0.0
            for i in range(item_start[q], item_start[q + 1]):
                total += people[item[i]]
            value[q] += weight[k] * total


@njit(cache=True, nogil=True, error_model="numpy")
def look_adjoint(quantities: Table, times: Times, t: int, value_bar: Floats, people_bar: Floats) -> None:
    """Add to the cotangents of moment t, of stocks (cell,) or moves (move,), those of the quantities (quantity,)."""
    item_start, item = quantities.item_start, quantities.item
    start, row, weight = times.start, times.row, times.weight
    if t + 1 < start.size:
        for k in range(start[t], start[t + 1]):
            q = row[k]
            amount = value_bar[q] * weight[k]
            for i in range(item_start[q], item_start[q + 1]):
                people_bar[item[i]] += amount
