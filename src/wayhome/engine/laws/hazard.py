"""Hazard: competing risks out of a cell, each person independently.

With k_m the rate of move m over the step and L their sum, of the people left in the cell after `counts` took theirs
    moved_m = left · k_m · φ(L),   φ(L) = (1 − e^(−L)) / L,   left' = left · e^(−L)
Source: constant-hazard competing risks within a step (Putter, Fiocco & Geskus 2007, Statistics in Medicine 26).
"""

from __future__ import annotations

# An array indexed by an element of an array is a number, which the type checker cannot know.
# pyright: reportArgumentType=false, reportCallIssue=false, reportIndexIssue=false
import math
from typing import NamedTuple

import numpy as np
from numba import njit

from wayhome.engine.arrays import Floats, Ints
from wayhome.engine.random import binomial, stream

SMALL = 0.5  # below this the series of φ, Σ (−L)^k / (k + 1)!, is exact to rounding with so many terms, and quicker than exp
TERMS = 14
SERIES = tuple((-1) ** k / math.factorial(k + 1) for k in range(TERMS))


class Table(NamedTuple):
    """Moves of hazard flows, grouped by the cell they leave: those of `cells[i]` are rows `start[i] … start[i+1]`."""

    cells: Ints
    start: Ints
    move: Ints
    rate: Ints


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def _phi(total: float) -> tuple[float, float]:
    """φ and e^(−total)."""
    if total >= SMALL:
        stay = math.exp(-total)
        return (1.0 - stay) / total, stay
    phi = 0.0
    for k in range(TERMS - 1, -1, -1):
        phi = phi * total + SERIES[k]
    return phi, 1.0 - total * phi


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def _phi_slope(total: float) -> tuple[float, float, float]:
    """φ, its derivative, and e^(−total)."""
    if total >= SMALL:
        stay = math.exp(-total)
        phi = (1.0 - stay) / total
        return phi, (stay - phi) / total, stay
    phi = slope = 0.0
    for k in range(TERMS - 1, -1, -1):
        slope = slope * total + phi
        phi = phi * total + SERIES[k]
    return phi, slope, 1.0 - total * phi


@njit(cache=True, nogil=True, error_model="numpy")
def expected(stock: Floats, left: Floats, rate: Floats, wanted: Floats, table: Table, moved: Floats) -> None:
    """Write the expected moves of one step and take them from `left`."""
    for i in range(table.cells.size):
        cell = table.cells[i]
        if left[cell] <= 0.0:
            for j in range(table.start[i], table.start[i + 1]):
                moved[table.move[j]] = 0.0
            continue
        total = 0.0
        for j in range(table.start[i], table.start[i + 1]):
            total += rate[table.rate[j]]
        phi, stay = _phi(total)
        leaving = left[cell] * phi
        for j in range(table.start[i], table.start[i + 1]):
            moved[table.move[j]] = leaving * rate[table.rate[j]]
        left[cell] *= stay


@njit(cache=True, nogil=True, error_model="numpy")
def adjoint(
    stock: Floats,
    left: Floats,
    rate: Floats,
    wanted: Floats,
    table: Table,
    moved: Floats,
    moved_bar: Floats,
    left_bar: Floats,
    stock_bar: Floats,
    rate_bar: Floats,
    wanted_bar: Floats,
) -> None:
    """Pull the cotangents of `moved` and `left` back to `left` as it was before, and to `rate`."""
    for i in range(table.cells.size):
        cell = table.cells[i]
        total = 0.0
        weighted = 0.0
        for j in range(table.start[i], table.start[i + 1]):
            k = rate[table.rate[j]]
            total += k
            weighted += k * moved_bar[table.move[j]]
        phi, slope, stay = _phi_slope(total)
        people = left[cell]
        common = people * (slope * weighted - stay * left_bar[cell])
        for j in range(table.start[i], table.start[i + 1]):
            rate_bar[table.rate[j]] += people * phi * moved_bar[table.move[j]] + common
        left_bar[cell] = phi * weighted + stay * left_bar[cell]


@njit(cache=True, nogil=True, error_model="numpy")
def chance(stock: Ints, left: Ints, rate: Floats, wanted: Floats, table: Table, moved: Ints, key: np.uint64) -> None:
    """Draw the moves of one step: how many leave, then by which flow (a multinomial, one binomial at a time)."""
    for i in range(table.cells.size):
        first = table.start[i]
        last = table.start[i + 1]
        for j in range(first, last):
            moved[table.move[j]] = 0
        cell = table.cells[i]
        if left[cell] <= 0:
            continue
        total = 0.0
        for j in range(first, last):
            total += rate[table.rate[j]]
        if total <= 0.0:
            continue
        state = stream(key, cell)
        leaving, state = binomial(state, left[cell], -math.expm1(-total))
        left[cell] -= leaving
        for j in range(first, last):
            if leaving == 0:
                break
            k = rate[table.rate[j]]
            if j == last - 1 or k >= total:
                taken = leaving
            else:
                taken, state = binomial(state, leaving, k / total)
            moved[table.move[j]] = taken
            leaving -= taken
            total -= k
