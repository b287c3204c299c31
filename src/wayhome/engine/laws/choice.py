"""Choice: each person leaves at a rate, then chooses a destination by what draws them there.

    rate_j = k · w_j p_j / Σ w p,   w_j = Π factor^attribute (distance, border, kind),   p_j the destination's pull
so that every destination is one more of the risks that compete in `hazard`, which moves the people. Where no destination
can be reached (all weights 0) nobody leaves. Source: multinomial logit (McFadden 1974, in Zarembka, Frontiers in Econometrics).
"""

from __future__ import annotations

# An array indexed by an element of an array is a number, which the type checker cannot know.
# pyright: reportArgumentType=false, reportCallIssue=false, reportIndexIssue=false, reportReturnType=false
from typing import NamedTuple

from numba import njit

from wayhome.engine.arrays import Ints
from wayhome.engine.step import Step


class Table(NamedTuple):
    """Choosers i (a flow's people in one cell) leave at rate `row[i]`; their options are `start[i] … start[i+1]`:
    `slot` is the rate that an option writes, `pair` its weight, `pull` its pull (−1: none)."""

    row: Ints
    start: Ints
    slot: Ints
    pair: Ints
    pull: Ints


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def _weight(now: Step, table: Table, j: int) -> float:
    weight = now.weight[table.pair[j]]
    return weight * now.pull[table.pull[j]] if table.pull[j] >= 0 else weight


@njit(cache=True, nogil=True, error_model="numpy")
def share(now: Step, table: Table) -> None:
    """Write the rate of every option."""
    for i in range(table.row.size):
        total = 0.0
        for j in range(table.start[i], table.start[i + 1]):
            weight = _weight(now, table, j)
            now.rate[table.slot[j]] = weight
            total += weight
        each = now.rate[table.row[i]] / total if total > 0.0 else 0.0
        for j in range(table.start[i], table.start[i + 1]):
            now.rate[table.slot[j]] *= each


@njit(cache=True, nogil=True, error_model="numpy")
def adjoint(now: Step, table: Table, bar: Step) -> None:
    """Pull the cotangents of the options' rates back to the rates of leaving, to weights and pulls."""
    for i in range(table.row.size):
        total = mean = 0.0
        for j in range(table.start[i], table.start[i + 1]):
            weight = _weight(now, table, j)
            total += weight
            mean += weight * bar.rate[table.slot[j]]
        if total <= 0.0:
            continue
        mean /= total
        bar.rate[table.row[i]] += mean
        for j in range(table.start[i], table.start[i + 1]):
            on_weight = now.rate[table.row[i]] * (bar.rate[table.slot[j]] - mean) / total
            if table.pull[j] >= 0:
                bar.pull[table.pull[j]] += on_weight * now.weight[table.pair[j]]
                on_weight *= now.pull[table.pull[j]]
            bar.weight[table.pair[j]] += on_weight
