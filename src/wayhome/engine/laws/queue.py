"""Queue: people wait in their place until a programme can take them.

Each resource r of the programme (seats; every profession's hours in the step) has a capacity c_r, of which a person of group
g takes a_rg. With those in the programme when the step begins and those waiting,
    share = min(1, min_r max(0, c_r − Σ in_g a_rg) / Σ waiting_g a_rg),   moved_m = left · share
so that all who wait are alike: the order of arrival decides who waits how long, not how many wait.
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

OWN_STREAM = 1 << 43
ALMOST = 1 + 1e-12  # keeps a number of free seats from being rounded down by its last digit


class Table(NamedTuple):
    """Programme p: those waiting are `cell[start[p] … start[p+1]]` with their `move`; those in it the `groups` cells from
    `inside[p]` on; its resources are `first[p] … first[p+1]` with `capacity` (step, resource), `load` (resource, group)."""

    inside: Ints
    start: Ints
    cell: Ints
    move: Ints
    first: Ints
    capacity: Floats
    load: Floats


@njit(cache=True, nogil=True, error_model="numpy")
def _share(now: Step, table: Table, p: int, t: int) -> tuple[float, np.int64, float, float]:
    """The share of those waiting who can be taken; the resource that limits it (−1: none), what is free and asked of it."""
    groups = table.load.shape[1]
    share, limit, free_of_it, asked_of_it = 1.0, np.int64(-1), 0.0, 0.0
    for r in range(table.first[p], table.first[p + 1]):
        free = table.capacity[t, r]
        for g in range(groups):
            free -= now.stock[table.inside[p] + g] * table.load[r, g]
        free = max(0.0, free)
        asked = 0.0
        for j in range(table.start[p], table.start[p + 1]):
            asked += now.left[table.cell[j]] * table.load[r, table.cell[j] % groups]
        if asked > free and free / asked < share:
            share, limit, free_of_it, asked_of_it = free / asked, np.int64(r), free, asked
    return share, limit, free_of_it, asked_of_it


@njit(cache=True, nogil=True, error_model="numpy")
def expected(now: Step, table: Table, t: int) -> None:
    """Write the expected moves of one step and take them from `left`."""
    for p in range(table.inside.size):
        share = _share(now, table, p, t)[0]
        for j in range(table.start[p], table.start[p + 1]):
            people = now.left[table.cell[j]] * share
            now.moved[table.move[j]] = people
            now.left[table.cell[j]] -= people


@njit(cache=True, nogil=True, error_model="numpy")
def adjoint(now: Step, table: Table, bar: Step, t: int) -> None:
    """Pull the cotangents of `moved` and `left` back to `left` as it was before, and to `stock`.

    Programmes whose waiting people overlap act one after another; `now.left` is what the first one found.
    """
    groups = table.load.shape[1]
    programmes = table.inside.size
    before = np.empty((programmes, now.left.size))
    for p in range(programmes):
        before[p] = now.left
        for j in range(table.start[p], table.start[p + 1]):
            now.left[table.cell[j]] -= now.moved[table.move[j]]
    for p in range(programmes - 1, -1, -1):
        now.left[:] = before[p]
        share, limit, free, asked = _share(now, table, p, t)
        on_share = 0.0
        for j in range(table.start[p], table.start[p + 1]):
            cell = table.cell[j]
            people_bar = bar.moved[table.move[j]] - bar.left[cell]
            bar.left[cell] += people_bar * share
            on_share += people_bar * now.left[cell]
        if limit < 0:
            continue
        for j in range(table.start[p], table.start[p + 1]):
            cell = table.cell[j]
            bar.left[cell] -= on_share * free / asked**2 * table.load[limit, cell % groups]
        if free > 0.0:
            for g in range(groups):
                bar.stock[table.inside[p] + g] -= on_share / asked * table.load[limit, g]


@njit(cache=True, nogil=True, error_model="numpy")
def chance(now: Step, table: Table, t: int, key: np.uint64) -> None:
    """Take the expected number, rounded up or down by chance, from those waiting at random."""
    for p in range(table.inside.size):
        waiting = 0
        for j in range(table.start[p], table.start[p + 1]):
            waiting += now.left[table.cell[j]]
        share = _share(now, table, p, t)[0]
        u, state = uniform(stream(key, OWN_STREAM + p))
        expecting = share * waiting
        taking = min(waiting, math.floor(expecting * ALMOST))
        if u < expecting - taking:
            taking = min(waiting, taking + 1)
        for j in range(table.start[p], table.start[p + 1]):
            cell = table.cell[j]
            people, state = hypergeometric(state, now.left[cell], waiting - now.left[cell], taking)
            waiting -= now.left[cell]
            taking -= people
            now.left[cell] -= people
            now.moved[table.move[j]] = people
