"""Journeys: people who chose a destination are on the way for a while, and counted in a place of their own.

Those who leave in step t with a lag of L steps arrive at the end of step t + ⌊L⌋, a share L − ⌊L⌋ of them one step later.
`moved` holds departures when the laws have acted, arrivals afterwards.
"""

from __future__ import annotations

# An array indexed by an element of an array is a number, which the type checker cannot know.
# pyright: reportArgumentType=false, reportCallIssue=false, reportIndexIssue=false
import math
from typing import NamedTuple

import numpy as np
from numba import njit

from wayhome.engine.arrays import Floats, Ints
from wayhome.engine.random import binomial, stream, uniform

OWN_STREAM = 1 << 44


class Table(NamedTuple):
    """Journey j is of move `move[j]`; its people are in cell `road[j]`, for `lag[epoch, pair[j]]` steps.
    `epoch`: (step,) which routes are open."""

    move: Ints
    road: Ints
    pair: Ints
    lag: Floats
    epoch: Ints
    slots: int  # steps that those on the way must be kept for


@njit(cache=True, nogil=True, error_model="numpy")
def expected(t: int, table: Table, moved: Floats, after: Floats, due: Floats) -> None:
    """Send those who left in step t on their way, and let arrive who is due; due: (slot, journey) persons."""
    move, road, pair, lags, slots = table.move, table.road, table.pair, table.lag[table.epoch[t]], table.slots
    for j in range(move.size):
        m, leaving = move[j], moved[move[j]]
        if leaving > 0.0:
            lag = lags[pair[j]]
            whole = int(lag)
            due[(t + whole) % slots, j] += leaving * (1.0 - (lag - whole))
            due[(t + whole + 1) % slots, j] += leaving * (lag - whole)
        moved[m] = due[t % slots, j]
        due[t % slots, j] = 0.0
        after[road[j]] += leaving - moved[m]


@njit(cache=True, nogil=True, error_model="numpy")
def adjoint(t: int, table: Table, after_bar: Floats, moved_bar: Floats, due_bar: Floats) -> None:
    """Replace the cotangents of arrivals in step t by those of departures in `moved_bar`.

    due_bar: (slot, journey) cotangents of arriving in later steps, less that of being on the way; step t's is added.
    """
    move, road, pair, lags, slots = table.move, table.road, table.pair, table.lag[table.epoch[t]], table.slots
    for j in range(move.size):
        m, on_road = move[j], after_bar[road[j]]
        due_bar[t % slots, j] = moved_bar[m] - on_road
        lag = lags[pair[j]]
        whole = int(lag)
        late = lag - whole
        moved_bar[m] = on_road + (1.0 - late) * due_bar[(t + whole) % slots, j]
        if late > 0.0:
            moved_bar[m] += late * due_bar[(t + whole + 1) % slots, j]


@njit(cache=True, nogil=True, error_model="numpy")
def chance(t: int, table: Table, moved: Ints, after: Ints, due: Ints, key: np.uint64) -> None:
    """As `expected`, with whole people."""
    move, road, pair, lags, slots = table.move, table.road, table.pair, table.lag[table.epoch[t]], table.slots
    for j in range(move.size):
        m, leaving = move[j], moved[move[j]]
        if leaving > 0:
            lag = lags[pair[j]]
            whole = int(lag)
            late, _ = binomial(stream(key, OWN_STREAM + j), leaving, lag - whole)
            due[(t + whole) % slots, j] += leaving - late
            due[(t + whole + 1) % slots, j] += late
        moved[m] = due[t % slots, j]
        due[t % slots, j] = 0
        after[road[j]] += leaving - moved[m]


@njit(cache=True, nogil=True, error_model="numpy")
def whole(due: Floats, table: Table, key: np.uint64, due_people: Ints, people: Ints) -> None:
    """Round those on the way up or down by chance, slot by slot, and count them in their place."""
    for j in range(table.move.size):
        people[table.road[j]] = 0
    for s in range(due.shape[0]):
        for j in range(due.shape[1]):
            u, _ = uniform(stream(key, OWN_STREAM + s * due.shape[1] + j))
            due_people[s, j] = math.floor(due[s, j] + u)
            people[table.road[j]] += due_people[s, j]
