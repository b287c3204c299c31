"""Births: the parents stay, the newborn appear in the parents' place.

moved_m = stock[parents] · rate,   by chance Poisson with that mean
"""

from __future__ import annotations

# An array indexed by an element of an array is a number, which the type checker cannot know.
# pyright: reportArgumentType=false, reportCallIssue=false, reportIndexIssue=false
from typing import NamedTuple

import numpy as np
from numba import njit

from wayhome.engine.arrays import Ints
from wayhome.engine.random import poisson, stream
from wayhome.engine.step import Step

OWN_STREAM = 1 << 41


class Table(NamedTuple):
    """One row a move: the parents' cell, the rate's row."""

    cell: Ints
    move: Ints
    rate: Ints


@njit(cache=True, nogil=True, error_model="numpy")
def expected(now: Step, table: Table) -> None:
    """Write the expected births of one step."""
    stock, rate, moved = now.stock, now.rate, now.moved
    cell, move, of = table.cell, table.move, table.rate
    for j in range(cell.size):
        moved[move[j]] = stock[cell[j]] * rate[of[j]]


@njit(cache=True, nogil=True, error_model="numpy")
def adjoint(now: Step, table: Table, bar: Step) -> None:
    """Pull the cotangent of `moved` back to `stock` and `rate`."""
    stock, rate = now.stock, now.rate
    stock_bar, rate_bar, moved_bar = bar.stock, bar.rate, bar.moved
    cell, move, of = table.cell, table.move, table.rate
    for j in range(cell.size):
        stock_bar[cell[j]] += moved_bar[move[j]] * rate[of[j]]
        rate_bar[of[j]] += moved_bar[move[j]] * stock[cell[j]]


@njit(cache=True, nogil=True, error_model="numpy")
def chance(now: Step, table: Table, key: np.uint64) -> None:
    """Draw the births of one step."""
    stock, rate, moved = now.stock, now.rate, now.moved
    cell, move, of = table.cell, table.move, table.rate
    for j in range(cell.size):
        mean = stock[cell[j]] * rate[of[j]]
        if mean > 0.0:
            moved[move[j]], _ = poisson(stream(key, OWN_STREAM + j), mean)
