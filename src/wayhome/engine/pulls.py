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


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def _room(stock: Floats | Ints, table: Table, q: int) -> float:
    if table.capacity[q] <= 0.0:
        return 1.0
    people = 0.0
    for cell in range(table.first[q], table.first[q] + table.groups):
        people += stock[cell]
    return max(0.0, 1.0 - people / table.capacity[q])


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def _crowd(stock: Floats | Ints, table: Table, q: int) -> float:
    people = 0.0
    for i in range(table.start[q], table.start[q + 1]):
        people += stock[table.cell[i]]
    return people


@njit(cache=True, nogil=True, error_model="numpy")
def apply(now: Step, table: Table) -> None:
    """Write the pulls, and multiply the rates that they draw up."""
    for q in range(table.room.size):
        log = 0.0
        if table.room[q] >= 0:
            log += now.strength[table.room[q]] * _room(now.stock, table, q)
        if table.crowd[q] >= 0:
            log += now.strength[table.crowd[q]] * math.log1p(_crowd(now.stock, table, q)) / LN_2
        now.pull[q] = math.exp(log)
    for j in range(table.row.size):
        now.rate[table.row[j]] *= now.pull[table.of[j]]


@njit(cache=True, nogil=True, error_model="numpy")
def adjoint(now: Step, table: Table, bar: Step) -> None:
    """Pull the cotangents of rates and pulls back to the rates without pull, to `strength` and `stock`."""
    for j in range(table.row.size):
        row, q = table.row[j], table.of[j]
        bar.pull[q] += bar.rate[row] * now.rate[row] / now.pull[q]
        bar.rate[row] *= now.pull[q]
    for q in range(table.room.size):
        log_bar = bar.pull[q] * now.pull[q]
        if log_bar == 0.0:
            continue
        if table.room[q] >= 0:
            room = _room(now.stock, table, q)
            bar.strength[table.room[q]] += log_bar * room
            if table.capacity[q] > 0.0 and room > 0.0:
                each = log_bar * now.strength[table.room[q]] / table.capacity[q]
                for cell in range(table.first[q], table.first[q] + table.groups):
                    bar.stock[cell] -= each
        if table.crowd[q] >= 0:
            people = _crowd(now.stock, table, q)
            bar.strength[table.crowd[q]] += log_bar * math.log1p(people) / LN_2
            each = log_bar * now.strength[table.crowd[q]] / (LN_2 * (1.0 + people))
            for i in range(table.start[q], table.start[q + 1]):
                bar.stock[table.cell[i]] += each
