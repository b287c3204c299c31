"""From the people of many draws at one moment to ranges of every selection's total: exactly, or counted into bins.

Totals are 32-bit floats and never negative, so that their bits, read as integers, sort as they do: NumPy sorts integers
twice as fast. Bins count in whole numbers, so that counts of draws can be added in any order.
"""

from __future__ import annotations

# An array indexed by an element of an array is a number, which the type checker cannot know.
# pyright: reportArgumentType=false, reportCallIssue=false, reportIndexIssue=false
import itertools
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numba import njit

from wayhome.engine.arrays import Floats, Ints, Singles

EDGES = 63  # of 64 bins, found in six comparisons
BLOCK = 16  # draws whose 32-bit numbers make a line of memory


class Layout(NamedTuple):
    """Subjects k (a place's people, arrivals in an area, moves along a way) are the sums of sections `section[start[k]]` …
    `section[start[k+1] − 1]`; a section has one column for every group."""

    start: Ints
    section: Ints


class Plan(NamedTuple):
    """How selections of groups add up: group g alone is selection `alone[g]`; then, step by step, selection `order[i]` is the sum
    of the selections `part[start[i]]` … `part[start[i+1] − 1]`, all known by then."""

    alone: Ints
    order: Ints
    start: Ints
    part: Ints

    @property
    def selections(self) -> int:
        return self.alone.size + self.order.size


def plan(choices: Sequence[tuple[frozenset[int], ...]], sizes: Sequence[int]) -> Plan:
    """Selections, each a set of levels of every population; `sizes` are the populations' numbers of levels.

    Every combination of single levels must be there; a selection of several levels of a population is the sum of those of
    its single levels.
    """
    at = {choice: s for s, choice in enumerate(choices)}
    alone = [at[tuple(frozenset([level]) for level in levels)] for levels in itertools.product(*map(range, sizes))]
    steps: list[tuple[int, list[int]]] = []
    for choice, s in sorted(at.items(), key=lambda item: sum(len(levels) > 1 for levels in item[0])):
        many = [p for p, levels in enumerate(choice) if len(levels) > 1]
        if many:
            p = many[0]
            steps.append((s, [at[(*choice[:p], frozenset([k]), *choice[p + 1 :])] for k in sorted(choice[p])]))
    return Plan(
        np.array(alone, np.int64),
        np.array([s for s, _ in steps], np.int64),
        np.cumsum([0, *(len(parts) for _, parts in steps)]),
        np.array([part for _, parts in steps for part in parts], np.int64),
    )


def moments(memory: Singles, number: int, sections: int, draws: int, groups: int) -> Singles:
    """Part of `memory` as (moment, section, block, group, draw of the block), so that everybody of a section lies together."""
    shape = (number, sections, -(-draws // BLOCK), groups, BLOCK)
    return memory[: np.prod(shape)].reshape(shape)


@njit(cache=True, nogil=True, error_model="numpy")
def turn(rows: Singles, moments: Singles, first: int) -> None:
    """Write what some draws have, `rows` (draw, moment, column), into `moments` from block `first` on."""
    groups, draws = moments.shape[3], rows.shape[0]
    for moment in range(moments.shape[0]):
        for block in range((draws + BLOCK - 1) // BLOCK):
            at = block * BLOCK
            for section in range(moments.shape[1]):
                to, column = moments[moment, section, first + block], section * groups
                if at + BLOCK <= draws:
                    for g in range(groups):
                        for d in range(BLOCK):
                            to[g, d] = rows[at + d, moment, column + g]
                else:
                    for g in range(groups):
                        for d in range(draws - at):
                            to[g, d] = rows[at + d, moment, column + g]


@njit(cache=True, nogil=True, error_model="numpy")
def totals(moments: Singles, moment: int, layout: Layout, subject: int, plan: Plan, out: Singles) -> None:
    """Write `out` (selection, draw): the totals of one subject at one moment; draws are as many as the blocks have."""
    alone, order, first, part = plan.alone, plan.order, plan.start, plan.part
    begin, end = layout.start[subject], layout.start[subject + 1]
    for i in range(begin, end):
        there = moments[moment, layout.section[i]]
        for block in range(there.shape[0]):
            at = block * BLOCK
            for g in range(there.shape[1]):
                to, here = out[alone[g], at : at + BLOCK], there[block, g]
                if i == begin:
                    for d in range(BLOCK):
                        to[d] = here[d]
                else:
                    for d in range(BLOCK):
                        to[d] += here[d]
    for i in range(order.size):
        total = out[order[i]]
        total[:] = out[part[first[i]]]
        for j in range(first[i] + 1, first[i + 1]):
            more = out[part[j]]
            for d in range(total.size):
                total[d] += more[d]


def sort(totals: Singles) -> None:
    """Sort every row of 32-bit totals, none of them negative."""
    totals.view(np.int32).sort(axis=1)


@njit(cache=True, nogil=True, error_model="numpy")
def quantiles(ordered: Singles, levels: Floats, out: Singles) -> None:
    """Write `out` (level, row): quantiles of sorted rows (row, draw), by linear interpolation."""
    last = ordered.shape[1] - 1
    for i in range(levels.size):
        at = levels[i] * last
        below = int(at)
        above, share = min(below + 1, last), at - below
        for row in range(ordered.shape[0]):
            low = float(ordered[row, below])
            out[i, row] = low + (float(ordered[row, above]) - low) * share


@njit(cache=True, nogil=True, error_model="numpy")
def pick(ordered: Singles, ranks: Ints, out: Singles) -> None:
    """Write `out` (row, rank): the values at some ranks of sorted rows (row, draw)."""
    for row in range(ordered.shape[0]):
        for i in range(ranks.size):
            out[row, i] = ordered[row, ranks[i]]


@njit(cache=True, nogil=True, error_model="numpy")
def count(totals: Singles, times: Ints, edges: Singles, counts: Ints) -> None:
    """Add to `counts` (row, bin) the draws of `totals` (row, draw), each as many `times` as given (draw,).

    Bin i holds what lies above edge i − 1 and not above edge i of `edges` (row, edge). Rows whose edges are all the same
    stay uncounted.
    """
    for row in range(totals.shape[0]):
        edge, counted = edges[row], counts[row]
        if edge[0] == edge[EDGES - 1]:
            continue
        for d in range(totals.shape[1]):
            value = totals[row, d]
            at = 32 if edge[31] < value else 0
            at += 16 if edge[at + 15] < value else 0
            at += 8 if edge[at + 7] < value else 0
            at += 4 if edge[at + 3] < value else 0
            at += 2 if edge[at + 1] < value else 0
            at += 1 if edge[at] < value else 0
            counted[at] += times[d]


@njit(cache=True, nogil=True, error_model="numpy")
def quantiles_of_counts(edges: Singles, counts: Ints, draws: int, levels: Floats, out: Singles) -> None:
    """Write `out` (level, row): quantiles of `draws` counted values, spread evenly within their bins; whole numbers where all
    edges of the row are. Where edges repeat, so many values are the same that the bin below them is given their value. Beyond
    the outermost edges nothing is known, and the nearest is given."""
    for row in range(edges.shape[0]):
        edge, counted = edges[row], counts[row]
        if edge[0] == edge[EDGES - 1]:
            for i in range(levels.size):
                out[i, row] = edge[0]
            continue
        whole = True
        for k in range(EDGES):
            whole &= edge[k] == np.floor(edge[k])
        at, below = 0, 0  # the bin, and how many lie in those before it
        for i in range(levels.size):
            rank = levels[i] * (draws - 1) + 0.5
            while at < EDGES and below + counted[at] < rank:
                below += counted[at]
                at += 1
            if at == 0 or at == EDGES or (at + 1 < EDGES and edge[at] == edge[at + 1]):
                out[i, row] = edge[min(at, EDGES - 1)]
                continue
            low, width = float(edge[at - 1]), float(edge[at]) - float(edge[at - 1])
            share = (rank - below) / counted[at] * width
            out[i, row] = low + (np.ceil(share) if whole else share)
