"""Births: the parents stay, the newborn appear in the parents' place.

moved_m = stock[parents] · rate,   by chance Poisson with that mean
"""

from __future__ import annotations

# An array indexed by an element of an array is a number, which the type checker cannot know.
# pyright: reportArgumentType=false, reportCallIssue=false, reportIndexIssue=false
from typing import NamedTuple

import numpy as np
from numba import njit

from wayhome.engine.arrays import Floats, Ints
from wayhome.engine.random import poisson, stream

OWN_STREAM = 1 << 41


class Table(NamedTuple):
    """One row a move: the parents' cell, the rate's row."""

    cell: Ints
    move: Ints
    rate: Ints


@njit(cache=True, nogil=True, error_model="numpy")
def expected(stock: Floats, left: Floats, rate: Floats, wanted: Floats, table: Table, moved: Floats) -> None:
    """Write the expected births of one step."""
    for j in range(table.cell.size):
        moved[table.move[j]] = stock[table.cell[j]] * rate[table.rate[j]]


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
    """Pull the cotangent of `moved` back to `stock` and `rate`."""
    for j in range(table.cell.size):
        bar = moved_bar[table.move[j]]
        stock_bar[table.cell[j]] += bar * rate[table.rate[j]]
        rate_bar[table.rate[j]] += bar * stock[table.cell[j]]


@njit(cache=True, nogil=True, error_model="numpy")
def chance(stock: Ints, left: Ints, rate: Floats, wanted: Floats, table: Table, moved: Ints, key: np.uint64) -> None:
    """Draw the births of one step."""
    for j in range(table.cell.size):
        mean = stock[table.cell[j]] * rate[table.rate[j]]
        moved[table.move[j]] = 0
        if mean > 0.0:
            moved[table.move[j]], _ = poisson(stream(key, OWN_STREAM + j), mean)
