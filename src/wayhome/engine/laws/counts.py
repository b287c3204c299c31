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
def _shares(stock: Floats | Ints, wanted: Floats, start: Ints, cells: Ints, asked: Floats) -> Floats:
    """Each pool's share of its people, and in `asked` the sum of the shares asked of each cell."""
    shares = np.zeros(start.size - 1)
    for p in range(shares.size):
        there = 0.0
        for j in range(start[p], start[p + 1]):
            there += stock[cells[j]]
        if there > 0.0 and wanted[p] > 0.0:
            shares[p] = min(1.0, wanted[p] / there)
        for j in range(start[p], start[p + 1]):
            asked[cells[j]] += shares[p]
    return shares


@njit(cache=True, nogil=True, error_model="numpy")
def expected(now: Step, table: Table) -> None:
    """Write the expected moves of one step and take them from `left`."""
    stock, left, moved = now.stock, now.left, now.moved
    start, cells, move = table.start, table.cell, table.move
    if cells.size == 0:
        return
    asked = np.zeros(stock.size)
    shares = _shares(stock, now.wanted, start, cells, asked)
    for p in range(shares.size):
        for j in range(start[p], start[p + 1]):
            cell = cells[j]
            people = stock[cell] * shares[p] / max(1.0, asked[cell])
            moved[move[j]] = people
            left[cell] = max(0.0, left[cell] - people)


@njit(cache=True, nogil=True, error_model="numpy")
def adjoint(now: Step, table: Table, bar: Step) -> None:
    """Pull the cotangents of `moved` and `left` back to `stock` and `wanted`."""
    stock, wanted = now.stock, now.wanted
    stock_bar, left_bar, wanted_bar, moved_bar = bar.stock, bar.left, bar.wanted, bar.moved
    start, cells, move = table.start, table.cell, table.move
    if cells.size == 0:
        return
    asked = np.zeros(stock.size)
    shares = _shares(stock, wanted, start, cells, asked)
    shares_bar = np.zeros(shares.size)
    asked_bar = np.zeros(stock.size)
    for p in range(shares.size):
        for j in range(start[p], start[p + 1]):
            cell = cells[j]
            people_bar = moved_bar[move[j]] - left_bar[cell]
            divisor = max(1.0, asked[cell])
            stock_bar[cell] += people_bar * shares[p] / divisor
            shares_bar[p] += people_bar * stock[cell] / divisor
            if asked[cell] > 1.0:
                asked_bar[cell] -= people_bar * stock[cell] * shares[p] / divisor**2
    for p in range(shares.size):
        there = 0.0
        for j in range(start[p], start[p + 1]):
            there += stock[cells[j]]
            shares_bar[p] += asked_bar[cells[j]]
        if there > 0.0 and 0.0 < wanted[p] < there:
            wanted_bar[p] += shares_bar[p] / there
            for j in range(start[p], start[p + 1]):
                stock_bar[cells[j]] -= shares_bar[p] * wanted[p] / there**2


@njit(cache=True, nogil=True, error_model="numpy")
def chance(now: Step, table: Table, key: np.uint64) -> None:
    """Draw the moves of one step: each pool's expected number, rounded up or down by chance, taken from its people at random."""
    stock, left, moved = now.stock, now.left, now.moved
    start, cells, move = table.start, table.cell, table.move
    if cells.size == 0:
        return
    asked = np.zeros(stock.size)
    shares = _shares(stock, now.wanted, start, cells, asked)
    for p in range(shares.size):
        expecting = 0.0
        there = 0
        for j in range(start[p], start[p + 1]):
            cell = cells[j]
            expecting += stock[cell] * shares[p] / max(1.0, asked[cell])
            there += left[cell]
        u, state = uniform(stream(key, OWN_STREAM + p))
        taking = min(there, math.floor(expecting + u))
        for j in range(start[p], start[p + 1]):
            cell = cells[j]
            people, state = hypergeometric(state, left[cell], there - left[cell], taking)
            there -= left[cell]
            taking -= people
            left[cell] -= people
            moved[move[j]] = people
