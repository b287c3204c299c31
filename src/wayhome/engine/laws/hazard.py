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

from wayhome.engine.arrays import Ints
from wayhome.engine.random import binomial, leavers, stream
from wayhome.engine.step import Step

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
def phi_stay(total: float) -> tuple[float, float]:
    """φ and e^(−total)."""
    if total >= SMALL:
        stay = math.exp(-total)
        return (1.0 - stay) / total, stay
    phi = 0.0
    for k in range(TERMS - 1, -1, -1):
        phi = phi * total + SERIES[k]
    return phi, 1.0 - total * phi


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def phi_slope(total: float) -> tuple[float, float, float]:
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
def expected(now: Step, table: Table) -> None:
    """Write the expected moves of one step and take them from `left`."""
    for i in range(table.cells.size):
        cell = table.cells[i]
        if now.left[cell] <= 0.0:
            for j in range(table.start[i], table.start[i + 1]):
                now.moved[table.move[j]] = 0.0
            continue
        total = 0.0
        for j in range(table.start[i], table.start[i + 1]):
            total += now.rate[table.rate[j]]
        phi, stay = phi_stay(total)
        leaving = now.left[cell] * phi
        for j in range(table.start[i], table.start[i + 1]):
            now.moved[table.move[j]] = leaving * now.rate[table.rate[j]]
        now.left[cell] *= stay


@njit(cache=True, nogil=True, error_model="numpy")
def adjoint(now: Step, table: Table, bar: Step) -> None:
    """Pull the cotangents of `moved` and `left` back to `left` as it was before, and to `rate`."""
    for i in range(table.cells.size):
        cell = table.cells[i]
        total = 0.0
        weighted = 0.0
        for j in range(table.start[i], table.start[i + 1]):
            k = now.rate[table.rate[j]]
            total += k
            weighted += k * bar.moved[table.move[j]]
        phi, slope, stay = phi_slope(total)
        people = now.left[cell]
        common = people * (slope * weighted - stay * bar.left[cell])
        for j in range(table.start[i], table.start[i + 1]):
            bar.rate[table.rate[j]] += people * phi * bar.moved[table.move[j]] + common
        bar.left[cell] = phi * weighted + stay * bar.left[cell]


@njit(cache=True, nogil=True, error_model="numpy")
def chance(now: Step, table: Table, key: np.uint64) -> None:
    """Draw the moves of one step: how many leave, then by which flow (a multinomial, one binomial at a time)."""
    for i in range(table.cells.size):
        cell = table.cells[i]
        people = now.left[cell]
        if people <= 0:
            continue
        first, last = table.start[i], table.start[i + 1]
        total = 0.0
        for j in range(first, last):
            total += now.rate[table.rate[j]]
        if total <= 0.0:
            continue
        leaving, state = leavers(stream(key, cell), people, total)
        if leaving == 0:
            continue
        now.left[cell] = people - leaving
        while now.rate[table.rate[last - 1]] <= 0.0:
            last -= 1  # so that nobody takes a way that is closed
        for j in range(first, last):
            k = now.rate[table.rate[j]]
            taken = leaving
            if j < last - 1 and k < total:
                taken, state = binomial(state, leaving, k / total)
            now.moved[table.move[j]] = taken
            leaving -= taken
            total -= k
            if leaving == 0:
                break
