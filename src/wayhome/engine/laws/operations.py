"""Operations: rare and lumpy; each moves a random share of the people of one pool at once.

In a step pool p sees Poisson(ν_p) operations at random times, each moving every person with chance S, S logit-normal.
On average over both, each person's chance to stay is e^(−Σ ν s̄), s̄ the mean of S: a hazard of rate ν_p s̄_p, in which
operations compete with each other. They act on those whom `counts` left, before queues and hazards.
"""

from __future__ import annotations

# An array indexed by an element of an array is a number, which the type checker cannot know.
# pyright: reportArgumentType=false, reportCallIssue=false, reportIndexIssue=false
import math
from typing import NamedTuple

import numpy as np
from numba import njit

from wayhome.engine.arrays import Floats, Ints
from wayhome.engine.laws import hazard
from wayhome.engine.random import binomial, normal, poisson, stream, uniform
from wayhome.engine.step import Step

OWN_STREAM = 1 << 42


class Table(NamedTuple):
    """Pool p: people `cell[start[p] … start[p+1]]` with their `move`; `rate` operations a step; sizes by the logit's
    `middle` and `sd`, of mean `size`; `slot` is the hazard that the pool amounts to, `risks` those of every cell."""

    rate: Ints
    slot: Ints
    size: Floats
    middle: Floats
    sd: Floats
    start: Ints
    cell: Ints
    move: Ints
    risks: hazard.Table


@njit(cache=True, nogil=True, error_model="numpy")
def expected(now: Step, table: Table) -> None:
    """Write the expected moves of one step and take them from `left`."""
    for p in range(table.rate.size):
        now.rate[table.slot[p]] = now.rate[table.rate[p]] * table.size[p]
    hazard.expected(now, table.risks)


@njit(cache=True, nogil=True, error_model="numpy")
def adjoint(now: Step, table: Table, bar: Step) -> None:
    """Pull the cotangents of `moved` and `left` back to `left` as it was before, and to `rate`."""
    hazard.adjoint(now, table.risks, bar)
    for p in range(table.rate.size):
        bar.rate[table.rate[p]] += bar.rate[table.slot[p]] * table.size[p]


@njit(cache=True, nogil=True, error_model="numpy")
def chance(now: Step, table: Table, key: np.uint64) -> None:
    """Draw the operations of one step, and carry them out in the order of their times."""
    pools = table.rate.size
    states = np.empty(pools, np.uint64)
    numbers = np.zeros(pools, np.int64)
    for p in range(pools):
        numbers[p], states[p] = poisson(stream(key, OWN_STREAM + p), now.rate[table.rate[p]])
    total = numbers.sum()
    if total == 0:
        return
    times = np.empty(total)
    pool = np.empty(total, np.int64)
    at = 0
    for p in range(pools):
        for _ in range(numbers[p]):
            times[at], states[p] = uniform(states[p])
            pool[at] = p
            at += 1
    for event in np.argsort(times):
        p = pool[event]
        z, states[p] = normal(states[p])
        size = 1.0 / (1.0 + math.exp(-table.middle[p] - table.sd[p] * z))
        for j in range(table.start[p], table.start[p + 1]):
            cell = table.cell[j]
            people, states[p] = binomial(states[p], now.left[cell], size)
            now.left[cell] -= people
            now.moved[table.move[j]] += people
