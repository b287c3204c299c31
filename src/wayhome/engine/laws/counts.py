"""Counts: as many people as a driver says, never more than are there.

A pool is the cells that share one number of people wanted, w. With X the people in the pool's cells,
    share_pool = min(1, w / X),   moved_m = stock · share_pool / max(1, sum of the shares asked of the cell)
so that several flows asking more than a cell holds are scaled down in proportion.
"""

from __future__ import annotations

# An array indexed by an element of an array is a number, which the type checker cannot know.
# pyright: reportArgumentType=false, reportCallIssue=false, reportIndexIssue=false
import math
from typing import NamedTuple

import numpy as np
from numba import njit

from wayhome.engine.arrays import Floats, Ints
from wayhome.engine.random import hypergeometric, stream, uniform
from wayhome.engine.step import Step

OWN_STREAM = 1 << 40  # keeps the random numbers of this law apart from those of the cells' hazards


class Table(NamedTuple):
    """Moves of counts flows, grouped by pool: those of pool p are rows `start[p] … start[p+1]`."""

    start: Ints
    cell: Ints
    move: Ints


@njit(cache=True, nogil=True, error_model="numpy")
def _shares(stock: Floats, wanted: Floats, table: Table, asked: Floats) -> Floats:
    """Each pool's share of its people, and in `asked` the sum of the shares asked of each cell."""
    shares = np.zeros(table.start.size - 1)
    for p in range(shares.size):
        there = 0.0
        for j in range(table.start[p], table.start[p + 1]):
            there += stock[table.cell[j]]
        if there > 0.0 and wanted[p] > 0.0:
            shares[p] = min(1.0, wanted[p] / there)
        for j in range(table.start[p], table.start[p + 1]):
            asked[table.cell[j]] += shares[p]
    return shares


@njit(cache=True, nogil=True, error_model="numpy")
def expected(now: Step, table: Table) -> None:
    """Write the expected moves of one step and take them from `left`."""
    if table.cell.size == 0:
        return
    asked = np.zeros(now.stock.size)
    shares = _shares(now.stock, now.wanted, table, asked)
    for p in range(shares.size):
        for j in range(table.start[p], table.start[p + 1]):
            cell = table.cell[j]
            people = now.stock[cell] * shares[p] / max(1.0, asked[cell])
            now.moved[table.move[j]] = people
            now.left[cell] = max(0.0, now.left[cell] - people)


@njit(cache=True, nogil=True, error_model="numpy")
def adjoint(now: Step, table: Table, bar: Step) -> None:
    """Pull the cotangents of `moved` and `left` back to `stock` and `wanted`."""
    if table.cell.size == 0:
        return
    asked = np.zeros(now.stock.size)
    shares = _shares(now.stock, now.wanted, table, asked)
    shares_bar = np.zeros(shares.size)
    asked_bar = np.zeros(now.stock.size)
    for p in range(shares.size):
        for j in range(table.start[p], table.start[p + 1]):
            cell = table.cell[j]
            people_bar = bar.moved[table.move[j]] - bar.left[cell]
            divisor = max(1.0, asked[cell])
            bar.stock[cell] += people_bar * shares[p] / divisor
            shares_bar[p] += people_bar * now.stock[cell] / divisor
            if asked[cell] > 1.0:
                asked_bar[cell] -= people_bar * now.stock[cell] * shares[p] / divisor**2
    for p in range(shares.size):
        there = 0.0
        for j in range(table.start[p], table.start[p + 1]):
            there += now.stock[table.cell[j]]
            shares_bar[p] += asked_bar[table.cell[j]]
        if there > 0.0 and 0.0 < now.wanted[p] < there:
            bar.wanted[p] += shares_bar[p] / there
            for j in range(table.start[p], table.start[p + 1]):
                bar.stock[table.cell[j]] -= shares_bar[p] * now.wanted[p] / there**2


@njit(cache=True, nogil=True, error_model="numpy")
def chance(now: Step, table: Table, key: np.uint64) -> None:
    """Draw the moves of one step: each pool's expected number, rounded up or down by chance, taken from its people at random."""
    if table.cell.size == 0:
        return
    asked = np.zeros(now.stock.size)
    shares = _shares(now.stock, now.wanted, table, asked)
    for p in range(shares.size):
        expecting = 0.0
        there = 0
        for j in range(table.start[p], table.start[p + 1]):
            cell = table.cell[j]
            expecting += now.stock[cell] * shares[p] / max(1.0, asked[cell])
            there += now.left[cell]
        state = stream(key, OWN_STREAM + p)
        u, state = uniform(state)
        taking = min(there, math.floor(expecting + u))
        for j in range(table.start[p], table.start[p + 1]):
            cell = table.cell[j]
            people, state = hypergeometric(state, now.left[cell], there - now.left[cell], taking)
            there -= now.left[cell]
            taking -= people
            now.left[cell] -= people
            now.moved[table.move[j]] = people
