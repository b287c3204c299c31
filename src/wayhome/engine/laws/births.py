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
    for j in range(table.cell.size):
        now.moved[table.move[j]] = now.stock[table.cell[j]] * now.rate[table.rate[j]]


@njit(cache=True, nogil=True, error_model="numpy")
def adjoint(now: Step, table: Table, bar: Step) -> None:
    """Pull the cotangent of `moved` back to `stock` and `rate`."""
    for j in range(table.cell.size):
        born_bar = bar.moved[table.move[j]]
        bar.stock[table.cell[j]] += born_bar * now.rate[table.rate[j]]
        bar.rate[table.rate[j]] += born_bar * now.stock[table.cell[j]]


@njit(cache=True, nogil=True, error_model="numpy")
def chance(now: Step, table: Table, key: np.uint64) -> None:
    """Draw the births of one step."""
    for j in range(table.cell.size):
        mean = now.stock[table.cell[j]] * now.rate[table.rate[j]]
        if mean > 0.0:
            now.moved[table.move[j]], _ = poisson(stream(key, OWN_STREAM + j), mean)
