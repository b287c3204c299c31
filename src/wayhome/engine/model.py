"""The compiled study: the arrays that the kernels run on.

A *cell* is one group in one place: `place * groups + group`. A *move* is one way for one group to go: a flow, an origin,
a destination. Every uncertain number of the study is a parameter with a standard normal prior: `z` is the vector of them,
and what is here takes `z` to the logarithm of what the study writes as a range.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from wayhome.engine import journeys, pulls
from wayhome.engine.arrays import Floats, Ints
from wayhome.engine.laws import births, choice, counts, hazard, operations, queue
from wayhome.study.resolved import Study


@dataclass(frozen=True, slots=True)
class Moves:
    """Every move, one row each; `cell_to` equals `cell_from`'s place for births (the newborn's cell)."""

    flow: Ints
    cell_from: Ints
    cell_to: Ints


@dataclass(frozen=True, slots=True)
class Series:
    """Drivers' values at the end of each step; `up` and `down` are the distances to the ends of their
    ranges over 1.645 (see `rates.reach`).

    best, up, down: (series, step), in the driver's unit, clipped to `lowest … highest` (series,).
    """

    keys: tuple[tuple[str, ...], ...]  # driver, then the levels of the populations it differs by
    parameter: Ints  # -1 where the history is exact
    ranged: Ints  # the rows where it is not
    best: Floats
    up: Floats
    down: Floats
    lowest: Floats
    highest: Floats


class Sums(NamedTuple):
    """A sparse matrix, row after row: row r is Σ weight[k] · z[parameter[k]] over k from start[r] to start[r + 1] − 1."""

    start: Ints
    parameter: Ints
    weight: Floats


@dataclass(frozen=True, slots=True)
class Rates:
    """log rate per step of row r = constant[r] + sums[r] + Σ_j effect_j · driver_j over r's factor row.

    Rows are (flow, group) of all flows with a rate, by origin ("" for all) where the flow differs by place.
    Factor row 0 is "no driver"; row k's terms are
    `start[k] … start[k + 1]`: an effect (`mean + sd z[parameter]`) times a driver series.
    """

    flow: Ints
    origin: tuple[str, ...]
    group: Ints
    constant: Floats
    sums: Sums
    factor_row: Ints
    start: Ints
    effect_mean: Floats
    effect_sd: Floats
    effect_parameter: Ints
    effect_series: Ints


@dataclass(frozen=True, slots=True)
class Start:
    """log people at the start, of the cells that are not empty: `best`, and `up`, `down` as in Series."""

    cell: Ints
    parameter: Ints
    best: Floats
    up: Floats
    down: Floats


@dataclass(frozen=True, slots=True)
class Wanted:
    """People per step that each counts pool asks for: `per_step · driver series`."""

    series: Ints
    per_step: Floats


@dataclass(frozen=True, slots=True)
class Attraction:
    """What draws people: log factor of term k = mean[k] + sd[k] z[parameter[k]], and what the ways to choose from offer.

    log weight of pair p while the routes of an epoch are open = Σ_k term_k · attribute_k over `attribute[epoch, pair, k]`
    and `term[pair, k]` (−1: none); −inf where `reachable[epoch, pair]` is false. `set_start` cuts the pairs into sets of
    options, one a flow and origin.
    """

    mean: Floats
    sd: Floats
    parameter: Ints
    term: Ints
    attribute: Floats
    reachable: Ints
    set_start: Ints


class Laws(NamedTuple):
    """The tables of all laws, and `cell_to` of every move. `varying`: the rate rows that change from step to step;
    `slots` rates are written by laws, after those of the rows. `drawn`: people choose, or are drawn by what changes with the
    people there; `rare`: there are operations or queues. Asking once a step is quicker than handing laws their empty tables."""

    factor_row: Ints
    varying: Ints
    cell_to: Ints
    slots: int
    drawn: bool
    rare: bool
    pulls: pulls.Table
    choice: choice.Table
    counts: counts.Table
    operations: operations.Table
    queue: queue.Table
    hazard: hazard.Table
    births: births.Table
    journeys: journeys.Table


@dataclass(frozen=True, slots=True)
class Model:
    study: Study
    places: tuple[str, ...]
    groups: tuple[tuple[str, ...], ...]
    parameters: tuple[str, ...]
    moves: Moves
    series: Series
    rates: Rates
    start: Start
    wanted: Wanted
    attraction: Attraction
    laws: Laws

    @property
    def cells(self) -> int:
        return len(self.places) * len(self.groups)

    def cell(self, place: str, group: int) -> int:
        return self.places.index(place) * len(self.groups) + group
