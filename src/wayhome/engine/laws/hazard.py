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
from wayhome.engine.random import FEW, binomial, few_leavers, leavers, stream, uniform
from wayhome.engine.step import Step

SMALL = 0.4  # below this the series of φ, Σ (−L)^k / (k + 1)!, is exact to rounding with thirteen terms, and free of differences
ONE_BY_ONE = 12  # leavers up to whom it is quicker to ask each for the way than to draw a number for every way


class Table(NamedTuple):
    """Moves of flows that compete, grouped by the cell they leave: those of `cells[i]` are rows `start[i] … start[i+1] − 1`,
    whose `owner` is i."""

    cells: Ints
    start: Ints
    owner: Ints
    move: Ints
    rate: Ints


@njit(cache=True, nogil=True, error_model="numpy")
def _risks(rate: Floats, table: Table, total: Floats) -> None:
    """Write the sum of the rates out of every cell."""
    start, of = table.start, table.rate
    for i in range(total.size):
        together = 0.0
        for j in range(start[i], start[i + 1]):
            together += rate[of[j]]
        total[i] = together


@njit(cache=True, nogil=True, error_model="numpy")
def phi_stay(total: Floats, phi: Floats, stay: Floats) -> None:
    """Write φ and e^(−x) of every x; the series has no branch, so that the processor takes several at a time."""
    for i in range(total.size):
        x = total[i]
        high = -1 / 3628800 + x * (1 / 39916800 + x * (-1 / 479001600 + x * (1 / 6227020800)))
        middle = -1 / 720 + x * (1 / 5040 + x * (-1 / 40320 + x * (1 / 362880 + x * high)))
        phi[i] = 1 + x * (-1 / 2 + x * (1 / 6 + x * (-1 / 24 + x * (1 / 120 + x * middle))))
        stay[i] = 1.0 - x * phi[i]
    for i in range(total.size):
        x = total[i]
        if x > SMALL:
            stay[i] = math.exp(-x)
            phi[i] = (1.0 - stay[i]) / x


@njit(cache=True, nogil=True, error_model="numpy")
def phi_slope(total: Floats, phi: Floats, stay: Floats, slope: Floats) -> None:
    """Write the derivative of φ at every x, given φ and e^(−x)."""
    for i in range(total.size):
        x = total[i]
        high = 1 / 3991680 + x * (-1 / 43545600 + x * (1 / 518918400 + x * (-1 / 6706022400)))
        middle = 1 / 840 + x * (-1 / 5760 + x * (1 / 45360 + x * (-1 / 403200 + x * high)))
        slope[i] = -1 / 2 + x * (1 / 3 + x * (-1 / 8 + x * (1 / 30 + x * (-1 / 144 + x * middle))))
    for i in range(total.size):
        if total[i] > SMALL:
            slope[i] = (stay[i] - phi[i]) / total[i]


@njit(cache=True, nogil=True, error_model="numpy")
def expected(now: Step, table: Table) -> None:
    """Write the expected moves of one step and take them from `left`."""
    left, rate, moved = now.left, now.rate, now.moved
    cells, owner, move, of = table.cells, table.owner, table.move, table.rate
    total, phi, stay = np.empty(cells.size), np.empty(cells.size), np.empty(cells.size)
    _risks(rate, table, total)
    phi_stay(total, phi, stay)
    for i in range(cells.size):
        cell = cells[i]
        phi[i] *= left[cell]
        left[cell] *= stay[i]
    for j in range(move.size):
        moved[move[j]] = phi[owner[j]] * rate[of[j]]


@njit(cache=True, nogil=True, error_model="numpy")
def adjoint(now: Step, table: Table, bar: Step) -> None:
    """Pull the cotangents of `moved` and `left` back to `left` as it was before, and to `rate`."""
    left, rate = now.left, now.rate
    left_bar, rate_bar, moved_bar = bar.left, bar.rate, bar.moved
    cells, start, owner, move, of = table.cells, table.start, table.owner, table.move, table.rate
    total, weighted = np.empty(cells.size), np.empty(cells.size)
    phi, stay, slope = np.empty(cells.size), np.empty(cells.size), np.empty(cells.size)
    for i in range(cells.size):
        together, so_far = 0.0, 0.0
        for j in range(start[i], start[i + 1]):
            k = rate[of[j]]
            together += k
            so_far += k * moved_bar[move[j]]
        total[i], weighted[i] = together, so_far
    phi_stay(total, phi, stay)
    phi_slope(total, phi, stay, slope)
    for i in range(cells.size):
        cell = cells[i]
        people, on_left = left[cell], stay[i] * left_bar[cell]
        left_bar[cell] = phi[i] * weighted[i] + on_left
        weighted[i] = people * (slope[i] * weighted[i] - on_left)
        phi[i] *= people
    for j in range(move.size):
        rate_bar[of[j]] += phi[owner[j]] * moved_bar[move[j]] + weighted[owner[j]]


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
