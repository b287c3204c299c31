"""Resolved study -> compiled study."""

from __future__ import annotations

import itertools
import math

import numpy as np

from wayhome.dates import YEARS_PER
from wayhome.engine.arrays import Floats
from wayhome.engine.attraction import attractions
from wayhome.engine.index import PLACE, add, index, level_of, series_of
from wayhome.engine.model import Model, Rates, Series, Start, Sums
from wayhome.engine.moves import lay_out
from wayhome.ranges import Z90
from wayhome.study.resolved import Anchor, Flow, Study

BOUNDS = {"share": (0.0, 1.0), "index": (0.0, 1.0)}


def compile_study(study: Study) -> Model:
    """Lay the study out as arrays; moves are sorted by law and, for hazards, by the cell they leave."""
    names: list[str] = []
    series = _series(study, names)
    start = _start(study, names)
    attraction, options = attractions(study, names)
    rates = _rates(study, series, names)
    moves, wanted, laws = lay_out(study, series, rates, options)
    return Model(
        study, tuple(study.places), study.groups, tuple(names), moves, series, rates, start, wanted, attraction, laws
    )


def _series(study: Study, names: list[str]) -> Series:
    keys: list[tuple[str, ...]] = []
    parameter: list[int] = []
    paths: list[Floats] = []
    bounds: list[tuple[float, float]] = []
    for driver in study.drivers.values():
        for key, anchors in driver.history.items():
            keys.append((driver.name, *key))
            uncertain = any(a.low < a.high for a in anchors)
            parameter.append(add(names, ".".join(("driver", driver.name, *key))) if uncertain else -1)
            paths.append(_path(study, anchors))
            bounds.append(BOUNDS.get(driver.unit, (0.0, math.inf)))
    steps = study.calendar.steps
    best, up, down = np.array(paths).reshape(len(keys), 3, steps).transpose(1, 0, 2)
    lowest, highest = np.array(bounds).reshape(len(keys), 2).T
    uses = np.array(parameter, np.int64)
    best = np.clip(best, lowest[:, None], highest[:, None])
    return Series(tuple(keys), uses, np.flatnonzero(uses >= 0), best, up.copy(), down.copy(), lowest, highest)


def _path(study: Study, anchors: tuple[Anchor, ...]) -> Floats:
    """(3, step): best, and the change per unit of z upwards and downwards, linear between the anchors' last days."""
    days = [a.date.last.toordinal() for a in anchors]
    ends = [end.toordinal() for end in study.calendar.ends]
    columns = (
        [a.best for a in anchors],
        [(a.high - a.best) / Z90 for a in anchors],
        [(a.best - a.low) / Z90 for a in anchors],
    )
    return np.array([np.interp(ends, days, column) for column in columns])


def _start(study: Study, names: list[str]) -> Start:
    groups = {cell: g for g, cell in enumerate(study.groups)}
    places = list(study.places)
    rows: list[tuple[int, int, float, float, float]] = []
    for stock in study.stocks:
        if stock.best <= 0:
            continue
        uncertain = stock.low < stock.high
        parameter = add(names, ".".join(("start", stock.place, *stock.group))) if uncertain else -1
        up = math.log(stock.high / stock.best) / Z90 if uncertain else 0.0
        down = math.log(stock.best / stock.low) / Z90 if uncertain else 0.0
        cell = places.index(stock.place) * len(groups) + groups[stock.group]
        rows.append((cell, parameter, math.log(stock.best), up, down))
    cell, parameter, best, up, down = (list(column) for column in zip(*rows)) if rows else ([],) * 5
    return Start(
        index(cell), np.array(parameter, np.int64), np.array(best, float), np.array(up, float), np.array(down, float)
    )


def contrasts(levels: int) -> Floats:
    """(levels, levels − 1): columns that sum to zero, scaled so that standard normal weights give each level variance one."""
    basis = np.zeros((levels, levels - 1))
    for j in range(levels - 1):
        basis[: j + 1, j] = 1 / (j + 1)
        basis[j + 1, j] = -1
        basis[:, j] /= math.sqrt(1 / (j + 1) + 1)
    return basis * math.sqrt(levels / (levels - 1))


def selected_levels(study: Study, flow: Flow, population: str) -> tuple[str, ...]:
    """The levels of a population that take the flow, or the places that it leaves, in the study's order."""
    if population == PLACE:
        return flow.origin
    return tuple(flow.who.get(population, study.populations[population]))


def _rates(study: Study, series: Series, names: list[str]) -> Rates:
    flows = list(study.flows.values())
    of_flow, of_origin, of_group, constant = [], [], [], []
    entries: list[tuple[int, int, float]] = []
    terms: list[tuple[tuple[int, int], ...]] = [()]
    factor_row: list[int] = []
    effects: list[tuple[float, float, int]] = []
    for f, flow in enumerate(flows):
        if flow.rate is None:
            continue
        mean, sd = flow.rate.log_normal()
        mean += math.log(study.calendar.years_per_step / YEARS_PER[flow.rate.per])
        base = [(add(names, f"rate.{flow.name}"), sd)] if sd > 0 else []
        spreads = {population: _spread(study, flow, population, names) for population in flow.differs_by}
        driven = {driver: _effect(flow, driver, names, effects) for driver in flow.driven_by}
        origins = flow.origin if PLACE in flow.differs_by else ("",)
        for origin, g in itertools.product(origins, study.groups_in(flow.who)):
            row = len(constant)
            of_flow.append(f)
            of_origin.append(origin)
            of_group.append(g)
            constant.append(mean)
            differs = [
                w for p, levels in spreads.items() for w in levels[origin if p == PLACE else level_of(study, g, p)]
            ]
            entries += [(row, parameter, weight) for parameter, weight in base + differs]
            factor_row.append(_factor_row(study, series, driven, g, terms))
    first = np.searchsorted([row for row, _, _ in entries], np.arange(len(constant) + 1))
    sums = Sums(index(first.tolist()), index([p for _, p, _ in entries]), np.array([w for *_, w in entries], float))
    flat = [term for row in terms for term in row]
    means, sds, parameters = (list(column) for column in zip(*(effects[e] for e, _ in flat))) if flat else ([], [], [])
    return Rates(
        index(of_flow),
        tuple(of_origin),
        index(of_group),
        np.array(constant, float),
        sums,
        index(factor_row),
        index(np.cumsum([0] + [len(row) for row in terms]).tolist()),
        np.array(means, float),
        np.array(sds, float),
        np.array(parameters, np.int64),
        index([series for _, series in flat]),
    )


def _spread(study: Study, flow: Flow, population: str, names: list[str]) -> dict[str, list[tuple[int, float]]]:
    """For each level, the parameters (and their weights) that set it apart from the typical one."""
    levels = selected_levels(study, flow, population)
    weights = contrasts(len(levels)) * (math.log(flow.differs_by[population]) / Z90)
    parameters = [add(names, f"differs.{flow.name}.{population}.{k + 1}") for k in range(len(levels) - 1)]
    return {level: [(p, w) for p, w in zip(parameters, row) if w] for level, row in zip(levels, weights)}


def _effect(flow: Flow, driver: str, names: list[str], effects: list[tuple[float, float, int]]) -> tuple[str, int]:
    mean, sd = flow.driven_by[driver].log_normal()
    effects.append((mean, sd, add(names, f"effect.{flow.name}.{driver}") if sd > 0 else -1))
    return driver, len(effects) - 1


def _factor_row(
    study: Study,
    series: Series,
    driven: dict[str, tuple[str, int]],
    group: int,
    terms: list[tuple[tuple[int, int], ...]],
) -> int:
    """The factor row of this combination of effects and series, added to `terms` if it is new."""
    wanted = tuple((effect, series_of(study, series, study.drivers[d], group)) for d, effect in driven.values())
    if wanted not in terms:
        terms.append(wanted)
    return terms.index(wanted)
