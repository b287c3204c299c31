"""Choice: each person leaves at a rate, then chooses a destination by what draws them there.

    rate_j = k · w_j p_j / Σ w p,   w_j = Π factor^attribute (distance, border, kind),   p_j the destination's pull
so that every destination is one more of the risks that compete in `hazard`, which moves the people. Where no destination
can be reached (all weights 0) nobody leaves. Source: multinomial logit (McFadden 1974, in Zarembka, Frontiers in Econometrics).
"""

from __future__ import annotations

# An array indexed by an element of an array is a number, which the type checker cannot know.
# pyright: reportArgumentType=false, reportCallIssue=false, reportIndexIssue=false
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


@njit(cache=True, nogil=True, error_model="numpy")
def share(now: Step, table: Table) -> None:
    """Write the rate of every option."""
    rate, weight, pull = now.rate, now.weight, now.pull
    row, start, slot, pair, of = table.row, table.start, table.slot, table.pair, table.pull
    for i in range(row.size):
        total = 0.0
        for j in range(start[i], start[i + 1]):
            drawn = weight[pair[j]]
            if of[j] >= 0:
                drawn *= pull[of[j]]
            rate[slot[j]] = drawn
            total += drawn
        each = rate[row[i]] / total if total > 0.0 else 0.0
        for j in range(start[i], start[i + 1]):
            rate[slot[j]] *= each


@njit(cache=True, nogil=True, error_model="numpy")
def adjoint(now: Step, table: Table, bar: Step) -> None:
    """Pull the cotangents of the options' rates back to the rates of leaving, to weights and pulls."""
    rate, weight, pull = now.rate, now.weight, now.pull
    rate_bar, weight_bar, pull_bar = bar.rate, bar.weight, bar.pull
    row, start, slot, pair, of = table.row, table.start, table.slot, table.pair, table.pull
    for i in range(row.size):
        total = mean = 0.0
        for j in range(start[i], start[i + 1]):
            drawn = weight[pair[j]]
            if of[j] >= 0:
                drawn *= pull[of[j]]
            total += drawn
            mean += drawn * rate_bar[slot[j]]
        if total <= 0.0:
            continue
        mean /= total
        rate_bar[row[i]] += mean
        for j in range(start[i], start[i + 1]):
            on_weight = rate[row[i]] * (rate_bar[slot[j]] - mean) / total
            if of[j] >= 0:
                pull_bar[of[j]] += on_weight * weight[pair[j]]
                on_weight *= pull[of[j]]
            weight_bar[pair[j]] += on_weight
