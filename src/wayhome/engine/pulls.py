"""Pulls: what a place offers those who may come, changing with the people there.

    pull_q = exp(a_q · room + b_q · log2(1 + compatriots)),   room = max(0, 1 − people / capacity)
counted when the step begins. A pull multiplies the rate of hazard rows, or the weight of a choice's destination.
"""

from __future__ import annotations

# An array indexed by an element of an array is a number, which the type checker cannot know.
# pyright: reportArgumentType=false, reportCallIssue=false, reportIndexIssue=false, reportReturnType=false
import math
from typing import NamedTuple

from numba import njit

from wayhome.engine.arrays import Floats, Ints
from wayhome.engine.step import Step

LN_2 = math.log(2.0)


class Table(NamedTuple):
    """Pull q: its terms of strength (−1: none) and, for room, the place's first cell and capacity (0: no limit);
    compatriots are those in `cell[start[q] … start[q+1]]`. Rate row `row[j]` is multiplied by pull `of[j]`."""

    room: Ints
    crowd: Ints
    first: Ints
    capacity: Floats
    start: Ints
    cell: Ints
    row: Ints
    of: Ints
    groups: int


@njit(cache=True, nogil=True, error_model="numpy")
def _room(stock: Floats | Ints, first: int, groups: int, capacity: float) -> float:
    if capacity <= 0.0:
        return 1.0
    people = 0.0
    for cell in range(first, first + groups):
        people += stock[cell]
    return max(0.0, 1.0 - people / capacity)


@njit(cache=True, nogil=True, error_model="numpy")
def _crowd(stock: Floats | Ints, cells: Ints) -> float:
    people = 0.0
    for i in range(cells.size):
        people += stock[cells[i]]
    return people


@njit(cache=True, nogil=True, error_model="numpy")
def apply(now: Step, table: Table) -> None:
    """Write the pulls, and multiply the rates that they draw up."""
    stock, strength, pull, rate = now.stock, now.strength, now.pull, now.rate
    room, crowd, first, capacity, groups = table.room, table.crowd, table.first, table.capacity, table.groups
    start, cell, row, of = table.start, table.cell, table.row, table.of
    for q in range(room.size):
        log = 0.0
        if room[q] >= 0:
            log += strength[room[q]] * _room(stock, first[q], groups, capacity[q])
        if crowd[q] >= 0:
            log += strength[crowd[q]] * math.log1p(_crowd(stock, cell[start[q] : start[q + 1]])) / LN_2
        pull[q] = math.exp(log)
    for j in range(row.size):
        rate[row[j]] *= pull[of[j]]


@njit(cache=True, nogil=True, error_model="numpy")
def adjoint(now: Step, table: Table, bar: Step) -> None:
    """Pull the cotangents of rates and pulls back to the rates without pull, to `strength` and `stock`."""
    stock, strength, pull, rate = now.stock, now.strength, now.pull, now.rate
    stock_bar, strength_bar, pull_bar, rate_bar = bar.stock, bar.strength, bar.pull, bar.rate
    room, crowd, first, capacity, groups = table.room, table.crowd, table.first, table.capacity, table.groups
    start, cell, row, of = table.start, table.cell, table.row, table.of
    for j in range(row.size):
        pull_bar[of[j]] += rate_bar[row[j]] * rate[row[j]] / pull[of[j]]
        rate_bar[row[j]] *= pull[of[j]]
    for q in range(room.size):
        log_bar = pull_bar[q] * pull[q]
        if log_bar == 0.0:
            continue
        if room[q] >= 0:
            free = _room(stock, first[q], groups, capacity[q])
            strength_bar[room[q]] += log_bar * free
            if capacity[q] > 0.0 and free > 0.0:
                for i in range(first[q], first[q] + groups):
                    stock_bar[i] -= log_bar * strength[room[q]] / capacity[q]
        if crowd[q] >= 0:
            people = _crowd(stock, cell[start[q] : start[q + 1]])
            strength_bar[crowd[q]] += log_bar * math.log1p(people) / LN_2
            for i in range(start[q], start[q + 1]):
                stock_bar[cell[i]] += log_bar * strength[crowd[q]] / (LN_2 * (1.0 + people))
