"""Every move of a study, and the tables of the laws that make it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

import numpy as np

from wayhome.dates import YEARS_PER
from wayhome.engine import journeys, pulls
from wayhome.engine.arrays import Ints
from wayhome.engine.attraction import Options
from wayhome.engine.index import PLACE, index, level_of, series_of, starts
from wayhome.engine.laws import births, choice, counts, hazard, operations, queue
from wayhome.engine.model import Laws, Moves, Rates, Series, Wanted
from wayhome.study.resolved import Flow, Post, Programme, Study

NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(60)  # of the standard normal


class Move(NamedTuple):
    """One way for one group to go; `rate` is its rate's row or slot, `pair` its way's (−1: none)."""

    cell_from: int
    cell_to: int
    flow: int
    rate: int
    pair: int = -1


class _Builder:
    """Collects moves law by law; pulls and slots are numbered as they are first needed."""

    def __init__(self, study: Study, series: Series, rates: Rates, options: Options) -> None:
        self.study, self.series, self.options = study, series, options
        self.size = len(study.groups)
        self.place = {name: i for i, name in enumerate(study.places)}
        rows = zip(rates.flow.tolist(), rates.origin, rates.group.tolist(), strict=True)
        self.row_of = {key: row for row, key in enumerate(rows)}
        self.rows = rates.constant.size
        self.slots = 0
        self.pulls: dict[
            tuple[int, int, int, tuple[int, ...]], int
        ] = {}  # terms of room and crowd, place, crowd's cells

    def cell(self, place: str, group: int) -> int:
        return self.place[place] * self.size + group

    def takers(self, law: str) -> Iterator[tuple[int, Flow, str, int]]:
        """Position and flow, origin and group of everyone who takes flows of one law."""
        for f, flow in enumerate(self.study.flows.values()):
            if flow.law == law:
                groups = self.study.groups_in(flow.who)
                yield from ((f, flow, origin, g) for origin in flow.origin for g in groups)

    def row(self, f: int, flow: Flow, origin: str, group: int) -> int:
        return self.row_of[f, origin if PLACE in flow.differs_by else "", group]

    def slot(self) -> int:
        self.slots += 1
        return self.rows + self.slots - 1

    def pull(self, flow: Flow, to: str, group: int) -> int:
        """The pull of a destination on a group; −1 where nothing draws that changes with the people there."""
        room, crowd = (self.options.terms.get((flow.name, what), -1) for what in ("room", "compatriots"))
        if room < 0 and crowd < 0:
            return -1
        alike = [
            self.cell(to, g)
            for g in range(self.size)
            if all(level_of(self.study, g, p) == level_of(self.study, group, p) for p in flow.alike)
        ]
        key = (room, crowd, self.place[to], tuple(alike) if crowd >= 0 else ())
        return self.pulls.setdefault(key, len(self.pulls))


def lay_out(study: Study, series: Series, rates: Rates, options: Options) -> tuple[Moves, Wanted, Laws]:
    """Moves sorted by law (hazard and choice together, by the cell they leave), and every law's table."""
    build = _Builder(study, series, rates, options)
    drawn = [(row, pull) for row, pull in _drawn_rows(build) if pull >= 0]
    chosen, choosers = _choices(build)
    risks = sorted([*_hazards(build), *chosen])
    counted = _counted(build)
    operated = _operations(build)
    queued = _queued(build)
    born = [
        Move(build.cell(origin, g), build.cell(origin, _newborn(study, flow, g)), f, build.row(f, flow, origin, g))
        for f, flow, origin, g in build.takers("births")
    ]
    parts = [risks, [m for pool in counted.values() for m in pool], [m for pool in operated.values() for m in pool]]
    parts += [[m for waiting in queued.values() for m in waiting], born]
    rows = [move for part in parts for move in part]
    first = np.cumsum([0, *(len(part) for part in parts)]).tolist()
    laws = Laws(
        rates.factor_row,
        index(sorted({*np.flatnonzero(rates.factor_row).tolist(), *(row for row, _ in drawn)})),
        index([move.cell_to for move in rows]),
        build.slots,
        bool(chosen or drawn),
        bool(operated or queued),
        _pull_table(build, drawn),
        choosers,
        counts.Table(starts([len(p) for p in counted.values()]), *_cells(parts[1], first[1])),
        _operation_table(build, operated, first[2]),
        _queue_table(build, queued, first[3]),
        _risk_table(risks),
        births.Table(*_cells(born, first[4]), index([move.rate for move in born])),
        _journey_table(build, risks, list(study.flows.values())),
    )
    moves = Moves(index([m.flow for m in rows]), index([m.cell_from for m in rows]), laws.cell_to)
    units = [study.drivers[series.keys[s][0]].unit.rpartition(" per ")[2] for _, s in counted]
    per_step = np.array([study.calendar.years_per_step / YEARS_PER[unit] for unit in units], float)
    return moves, Wanted(index([s for _, s in counted]), per_step), laws


def _cells(moves: list[Move], first: int) -> tuple[Ints, Ints]:
    """The cells that moves leave, and the moves' positions, the first being `first`."""
    return index([move.cell_from for move in moves]), index(range(first, first + len(moves)))


def _risk_table(moves: list[Move], order: list[int] | None = None) -> hazard.Table:
    """Moves sorted by the cell they leave; `order` gives their positions where they are not in a row."""
    cells = sorted({move.cell_from for move in moves})
    begin = np.searchsorted([move.cell_from for move in moves], [*cells, np.inf]).tolist()
    at = order if order is not None else range(len(moves))
    owner = np.repeat(np.arange(len(cells)), np.diff(begin))
    return hazard.Table(index(cells), index(begin), owner, index(at), index([move.rate for move in moves]))


def _hazards(build: _Builder) -> Iterator[Move]:
    for f, flow, origin, g in build.takers("hazard"):
        yield Move(build.cell(origin, g), build.cell(flow.to, g), f, build.row(f, flow, origin, g))


def _drawn_rows(build: _Builder) -> list[tuple[int, int]]:
    """Rate rows of hazards whose destination draws, each with its pull."""
    rows = {build.row(f, flow, o, g): build.pull(flow, flow.to, g) for f, flow, o, g in build.takers("hazard")}
    return list(rows.items())


def _choices(build: _Builder) -> tuple[list[Move], choice.Table]:
    """One move for every option, and the choosers' table."""
    moves: list[Move] = []
    row: list[int] = []
    sizes: list[int] = []
    pull: list[int] = []
    for f, flow, origin, g in build.takers("choice"):
        options = build.options.pairs[flow.name, origin]
        row.append(build.row(f, flow, origin, g))
        sizes.append(len(options))
        for to, pair in options:
            pull.append(build.pull(flow, to, g))
            moves.append(Move(build.cell(origin, g), build.cell(to, g), f, build.slot(), pair))
    slot, pair = index([m.rate for m in moves]), index([m.pair for m in moves])
    return moves, choice.Table(index(row), starts(sizes), slot, pair, np.array(pull, np.int64))


def _counted(build: _Builder) -> dict[tuple[int, int], list[Move]]:
    """Moves by flow and series: those who share one number of people wanted."""
    pools: dict[tuple[int, int], list[Move]] = {}
    for f, flow, origin, g in build.takers("counts"):
        key = (f, series_of(build.study, build.series, build.study.drivers[flow.driver], g))
        pools.setdefault(key, []).append(Move(build.cell(origin, g), build.cell(flow.to, g), f, -1))
    return pools


def _operations(build: _Builder) -> dict[tuple[int, tuple[str, ...]], list[Move]]:
    """Moves by flow and combination of the levels that operations keep apart; their rate is the pool's slot."""
    pools: dict[tuple[int, tuple[str, ...]], list[Move]] = {}
    slots: dict[tuple[int, tuple[str, ...]], int] = {}
    for f, flow, origin, g in build.takers("operations"):
        key = (f, tuple(level_of(build.study, g, population) for population in flow.by))
        if key not in slots:
            slots[key] = build.slot()
        pools.setdefault(key, []).append(Move(build.cell(origin, g), build.cell(flow.to, g), f, slots[key]))
    return pools


def _operation_table(
    build: _Builder, pools: dict[tuple[int, tuple[str, ...]], list[Move]], first: int
) -> operations.Table:
    flows = list(build.study.flows.values())
    moves = [move for pool in pools.values() for move in pool]
    by_cell = sorted(range(len(moves)), key=lambda i: moves[i].cell_from)
    rate, middle, sd = [], [], []
    for f, _ in pools:
        group = next(move.cell_from % build.size for move in pools[f, _])
        rate.append(build.row(f, flows[f], "", group))
        size = flows[f].size
        assert size is not None
        mean, spread = size.logit_normal()
        middle.append(mean)
        sd.append(spread)
    size = [
        float(WEIGHTS @ (1 / (1 + np.exp(-m - s * NODES))) / WEIGHTS.sum()) for m, s in zip(middle, sd, strict=True)
    ]
    return operations.Table(
        index(rate),
        index([pool[0].rate for pool in pools.values()]),
        np.array(size, float),
        np.array(middle, float),
        np.array(sd, float),
        starts([len(pool) for pool in pools.values()]),
        *_cells(moves, first),
        _risk_table([moves[i] for i in by_cell], [first + i for i in by_cell]),
    )


def _queued(build: _Builder) -> dict[tuple[str, str], list[Move]]:
    """Moves by programme and the place where its people are."""
    waiting: dict[tuple[str, str], list[Move]] = {}
    for f, flow, origin, g in build.takers("queue"):
        move = Move(build.cell(origin, g), build.cell(flow.to, g), f, -1)
        waiting.setdefault((flow.programme, flow.to), []).append(move)
    return waiting


def _queue_table(build: _Builder, waiting: dict[tuple[str, str], list[Move]], first: int) -> queue.Table:
    resources = [_resources(build.study, build.study.programmes[name]) for name, _ in waiting]
    rows = [row for programme in resources for row in programme]
    return queue.Table(
        index([build.cell(place, 0) for _, place in waiting]),
        starts([len(moves) for moves in waiting.values()]),
        *_cells([move for moves in waiting.values() for move in moves], first),
        starts([len(programme) for programme in resources]),
        np.array([capacity for capacity, _ in rows], float).reshape(len(rows), build.study.calendar.steps).T.copy(),
        np.array([load for _, load in rows], float).reshape(len(rows), build.size),
    )


def _resources(study: Study, programme: Programme) -> list[tuple[list[float], list[float]]]:
    """Each resource's capacity in every step, and what a person of each group takes of it."""
    size = len(study.groups)
    means = [_means(programme, end) for end in study.calendar.ends]
    rows: list[tuple[list[float], list[float]]] = []
    if any(seats is not None for _, seats in means):
        rows.append(([math.inf if seats is None else seats for _, seats in means], [1.0] * size))
    months = study.calendar.years_per_step * 12
    levels = [level_of(study, g, programme.needs_by) if programme.needs_by else "" for g in range(size)]
    for profession in dict.fromkeys(name for needs in programme.needs.values() for name in needs):
        need = [programme.needs.get(level, {}).get(profession, 0.0) for level in levels]
        hours = [_hours(staff.get(profession), study.calendar.years_per_step) for staff, _ in means]
        rows.append((hours, [of_one * months / programme.months for of_one in need]))
    return rows


def _means(programme: Programme, end: date) -> tuple[Mapping[str, Post], float | None]:
    """Staff and seats in the step that ends on a day; none before the programme opens."""
    if programme.opens is not None and end < programme.opens.first:
        return {}, 0.0
    staff, seats = programme.staff, programme.seats
    for change in programme.changes:
        if change.start.first <= end:
            staff, seats = change.staff, change.seats
    return staff, seats


def _hours(post: Post | None, years: float) -> float:
    return post.posts * post.hours * years / YEARS_PER[post.per] if post else 0.0


def _pull_table(build: _Builder, drawn: list[tuple[int, int]]) -> pulls.Table:
    keys = list(build.pulls)
    capacities = [place.capacity or 0.0 for place in build.study.places.values()]
    return pulls.Table(
        np.array([room for room, _, _, _ in keys], np.int64),
        np.array([crowd for _, crowd, _, _ in keys], np.int64),
        index([place * build.size for _, _, place, _ in keys]),
        np.array([capacities[place] for _, _, place, _ in keys], float),
        starts([len(cells) for _, _, _, cells in keys]),
        index([cell for _, _, _, cells in keys for cell in cells]),
        index([row for row, _ in drawn]),
        index([pull for _, pull in drawn]),
        build.size,
    )


def _journey_table(build: _Builder, risks: list[Move], flows: list[Flow]) -> journeys.Table:
    way = [(m, move) for m, move in enumerate(risks) if move.pair >= 0 and flows[move.flow].under_way]
    lag = build.options.lag
    return journeys.Table(
        index([m for m, _ in way]),
        index([build.cell(flows[move.flow].under_way, move.cell_from % build.size) for _, move in way]),
        index([move.pair for _, move in way]),
        lag,
        build.options.epochs.of_step,
        math.floor(lag.max(initial=0.0)) + 2,
    )


def _newborn(study: Study, flow: Flow, parents: int) -> int:
    cell = [flow.newborn.get(name, level) for name, level in zip(study.populations, study.groups[parents])]
    return study.groups.index(tuple(cell))
