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
from wayhome.engine.random import FEW, binomial, few_leavers, leavers, stream, uniform
from wayhome.engine.step import Step

SMALL = 0.02  # below this the series of φ, Σ (−L)^k / (k + 1)!, is exact to rounding with seven terms, and free of differences
ONE_BY_ONE = 12  # leavers up to whom it is quicker to ask each for the way than to draw a number for every way


class Table(NamedTuple):
    """Moves of flows that compete, grouped by the cell they leave: those of `cells[i]` are rows `start[i] … start[i+1]`."""

    cells: Ints
    start: Ints
    move: Ints
    rate: Ints


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def phi_stay(x: float) -> tuple[float, float]:
    """φ and e^(−x)."""
    phi = 1 + x * (-1 / 2 + x * (1 / 6 + x * (-1 / 24 + x * (1 / 120 + x * (-1 / 720 + x / 5040)))))
    stay = 1.0 - x * phi
    if x > SMALL:
        stay = math.exp(-x)
        phi = (1.0 - stay) / x
    return phi, stay


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def phi_slope(x: float) -> tuple[float, float, float]:
    """φ, its derivative, and e^(−x)."""
    phi, stay = phi_stay(x)
    slope = -1 / 2 + x * (1 / 3 + x * (-1 / 8 + x * (1 / 30 + x * (-1 / 144 + x / 840))))
    if x > SMALL:
        slope = (stay - phi) / x
    return phi, slope, stay


@njit(cache=True, nogil=True, error_model="numpy")
def expected(now: Step, table: Table) -> None:
    """Write the expected moves of one step and take them from `left`."""
    left, rate, moved = now.left, now.rate, now.moved
    cells, start, move, of = table.cells, table.start, table.move, table.rate
    for i in range(cells.size):
        cell = cells[i]
        if left[cell] <= 0.0:
            for j in range(start[i], start[i + 1]):
                moved[move[j]] = 0.0
            continue
        total = 0.0
        for j in range(start[i], start[i + 1]):
            total += rate[of[j]]
        phi, stay = phi_stay(total)
        leaving = left[cell] * phi
        for j in range(start[i], start[i + 1]):
            moved[move[j]] = leaving * rate[of[j]]
        left[cell] *= stay


@njit(cache=True, nogil=True, error_model="numpy")
def adjoint(now: Step, table: Table, bar: Step) -> None:
    """Pull the cotangents of `moved` and `left` back to `left` as it was before, and to `rate`."""
    left, rate = now.left, now.rate
    left_bar, rate_bar, moved_bar = bar.left, bar.rate, bar.moved
    cells, start, move, of = table.cells, table.start, table.move, table.rate
    for i in range(cells.size):
        cell = cells[i]
        total = 0.0
        weighted = 0.0
        for j in range(start[i], start[i + 1]):
            k = rate[of[j]]
            total += k
            weighted += k * moved_bar[move[j]]
        phi, slope, stay = phi_slope(total)
        people = left[cell]
        common = people * (slope * weighted - stay * left_bar[cell])
        for j in range(start[i], start[i + 1]):
            rate_bar[of[j]] += people * phi * moved_bar[move[j]] + common
        left_bar[cell] = phi * weighted + stay * left_bar[cell]


@njit(cache=True, nogil=True, error_model="numpy")
def chance(now: Step, table: Table, key: np.uint64) -> None:
    """Draw the moves of one step: how many leave, then by which flow (a multinomial).

    In passes, so that the processor can work on many cells at once while nothing depends on chance.
    """
    left, rate, moved = now.left, now.rate, now.moved
    cells, start, move, of = table.cells, table.start, table.move, table.rate
    people, totals = np.empty(cells.size), np.empty(cells.size)
    leave, states = np.empty(cells.size, np.int64), np.empty(cells.size, np.uint64)
    for i in range(cells.size):
        people[i] = left[cells[i]]
        total = 0.0
        for j in range(start[i], start[i + 1]):
            total += rate[of[j]]
        totals[i] = total
    for i in range(cells.size):
        leave[i], states[i] = few_leavers(stream(key, cells[i]), people[i], totals[i])
    for i in range(cells.size):
        leaving, state, total = leave[i], states[i], totals[i]
        if leaving == 0:
            continue
        cell = cells[i]
        if leaving > FEW:
            leaving, state = leavers(stream(key, cell), left[cell], total)
        left[cell] -= leaving
        first, last = start[i], start[i + 1]
        while rate[of[last - 1]] <= 0.0:
            last -= 1  # so that nobody takes a way that is closed
        if leaving <= ONE_BY_ONE:
            for _ in range(leaving):
                u, state = uniform(state)
                u *= total
                taken = first
                so_far = 0.0
                for j in range(first, last - 1):
                    so_far += rate[of[j]]
                    taken += u > so_far
                moved[move[taken]] += 1
            continue
        for j in range(first, last):
            k = rate[of[j]]
            by_this = leaving
            if j < last - 1 and k < total:
                by_this, state = binomial(state, leaving, k / total)
            moved[move[j]] = by_this
            leaving -= by_this
            total -= k
            if leaving == 0:
                break
