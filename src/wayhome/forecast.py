"""Posterior draws -> people in every place and arrivals there, month by month, with ranges."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from wayhome.claims.claim import Claim
from wayhome.dates import Period
from wayhome.engine import ensemble
from wayhome.engine.arrays import Floats, Ints
from wayhome.engine.model import Model
from wayhome.engine.quantities import Quantity, table
from wayhome.engine.rates import driver_paths, effects, stocks, strengths, weights
from wayhome.errors import InvalidInput
from wayhome.files import write_whole
from wayhome.fit.observe import Reader
from wayhome.fit.store import Fit, fit_study
from wayhome.ranges import Range

if TYPE_CHECKING:
    import pandas as pd

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
COLUMNS = ("q05", "q25", "q50", "q75", "q95")
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class OutlookLine:
    """How likely the forecast makes an outlook that somebody stated."""

    id: str
    probability: float | None
    words: str


@dataclass(frozen=True, slots=True)
class Forecast:
    """table: one row a date, place or area, quantity (stock; arrivals since the start) and selection, with quantiles.
    flows: people moved between as_of and the end, by flow, origin, destination and selection. draws: whole draws at
    the dates of `kept`: stock and arrivals (draw, date, place or area, group)."""

    table: pd.DataFrame
    flows: pd.DataFrame
    outlooks: tuple[OutlookLine, ...]
    kept: tuple[str, ...]
    stock: Ints
    arrivals: Ints
    names: tuple[str, ...]
    seed: int
    seconds: float


def forecast_study(
    folder: Path, *, seed: int = 1, draws: int = 1000, fit: Fit | None = None, progress: Progress | None = None
) -> Forecast:
    """Forecast the study in a folder (fitting it first where that is due), and keep results/forecast.parquet and draws.nc."""
    fit = fit or fit_study(folder)
    result = forecast(fit, seed=seed, draws=draws, progress=progress)
    write_whole(folder / "results/forecast.parquet", lambda path: result.table.to_parquet(path, index=False))
    write_whole(folder / "results/draws.nc", lambda path: _write_draws(path, fit, result))
    return result


def forecast(
    fit: Fit, *, seed: int = 1, draws: int = 1000, workers: int | None = None, progress: Progress | None = None
) -> Forecast:
    """Up to as_of each draw's expected path; from there by chance, each draw with its own driver paths."""
    begin = time.perf_counter()
    model, calendar = fit.model, fit.study.calendar
    z = fit.z[np.linspace(0, len(fit.z) - 1, draws).round().astype(int), : len(model.parameters)]
    watch, outlooks = _outlook_quantities(fit)
    workers = workers or os.cpu_count() or 1
    collected = _Collector(fit, draws, workers, progress)
    ensemble.run(
        model,
        _inputs(model, z, seed),
        np.stack([stocks(model, row) for row in z]),
        collected.targets,
        table(watch),
        seed=seed,
        workers=workers,
        each_state=collected.see,
    )
    assert collected.last is not None
    return Forecast(
        collected.frame(),
        _flow_frame(fit, collected.last.left),
        tuple(_outlook(claim, rows, collected.last.watched) for claim, rows in outlooks),
        tuple(calendar.label(state) for state in collected.kept),
        np.stack(collected.kept_stock, axis=1),
        np.stack(collected.kept_arrivals, axis=1),
        collected.targets.names,
        seed,
        time.perf_counter() - begin,
    )


def _inputs(model: Model, z: Floats, seed: int) -> ensemble.Inputs:
    steps = model.study.calendar.steps
    paths = driver_futures(model, z, seed=seed)
    base = np.exp(model.rates.constant + (model.rates.matrix @ z.T).T)
    strength = np.stack([effects(model.rates, row) for row in z])
    factor = np.ones((len(z), model.rates.start.size - 1, steps))
    for row in range(1, model.rates.start.size - 1):
        terms = slice(model.rates.start[row], model.rates.start[row + 1])
        factor[:, row] = np.exp(np.einsum("dj,djt->dt", strength[:, terms], paths[:, model.rates.effect_series[terms]]))
    asked = paths[:, model.wanted.series] * model.wanted.per_step[:, None]
    strength_of_draw = np.stack([strengths(model.draw, row) for row in z])
    weight = np.stack([weights(model.draw, row) for row in strength_of_draw])
    return ensemble.Inputs(base, factor, np.ascontiguousarray(asked.transpose(0, 2, 1)), strength_of_draw, weight)


def driver_futures(model: Model, z: Floats, *, seed: int) -> Floats:
    """The drivers' paths of every draw (draw, series, step): the fit's up to as_of, then one quantile of every range."""
    paths = np.stack([driver_paths(model.series, row, model.study.calendar.steps) for row in z])
    study, as_of = model.study, model.study.calendar.as_of_state
    days = np.array([end.toordinal() for end in study.calendar.ends])
    quantile = np.random.default_rng([seed, 1]).standard_normal(paths.shape[:2])
    for s, key in enumerate(model.series.keys):
        driver = study.drivers[key[0]]
        paths[:, s, as_of:] = paths[:, s, as_of - 1, None]
        values, anchors = [paths[:, s, as_of - 1]], [days[as_of - 1]]
        for period, span in driver.after.items():
            values.append(_at(span, quantile[:, s], values[0]))
            anchors.append(period.last.toordinal())
        if len(anchors) > 1:
            weights = np.stack([np.interp(days[as_of:], anchors, np.eye(len(anchors))[k]) for k in range(len(anchors))])
            paths[:, s, as_of:] = np.stack(values, axis=1) @ weights
        np.clip(paths[:, s], model.series.lowest[s], model.series.highest[s], out=paths[:, s])
        if driver.monotone:
            order = np.maximum if driver.monotone == "rising" else np.minimum
            paths[:, s, as_of - 1 :] = order.accumulate(paths[:, s, as_of - 1 :], axis=1)
    return paths


def _at(span: Range, quantile: Floats, last: Floats) -> Floats:
    if span.factor:
        mean, sd = span.log_normal()
        return last * np.exp(mean + sd * quantile)
    mean, sd = span.normal()
    return mean + sd * quantile


class _Collector:
    """Takes quantiles of every selection as the draws go by, and keeps whole draws at as_of and the ends of years."""

    def __init__(self, fit: Fit, draws: int, workers: int, progress: Progress | None) -> None:
        self.fit, self.progress = fit, progress
        self.pool = ThreadPoolExecutor(workers)
        calendar = fit.study.calendar
        self.targets = ensemble.targets(fit.model)
        self.selections = _selections(fit)
        self.start = np.cumsum([0, *(len(groups) for _, groups in self.selections)])
        self.group = np.array([g for _, groups in self.selections for g in groups], np.int64)
        size = len(self.targets.names), len(self.selections), draws
        self.sums = np.empty(size)
        self.present = np.zeros((size[0], len(fit.model.groups), draws))
        self.quantiles = np.empty((calendar.steps + 1, 2, *size[:2], len(LEVELS)), np.float32)
        ends = {calendar.state_at(end) for end in calendar.ends if (end.month, end.day) == (12, 31)}
        self.kept = sorted(s for s in {*ends, calendar.as_of_state, calendar.steps} if s >= calendar.as_of_state)
        self.kept_stock: list[Ints] = []
        self.kept_arrivals: list[Ints] = []
        self.last: ensemble.Ensemble | None = None

    def see(self, state: int, now: ensemble.Ensemble) -> None:
        list(self.pool.map(lambda k: self.take(state, k, now), range(len(self.targets.names))))
        if state in self.kept:
            for kept, values in ((self.kept_stock, self.present), (self.kept_arrivals, now.arrivals)):
                kept.append(np.rint(values).astype(np.int64).transpose(2, 0, 1))
        self.last = now
        if self.progress is not None:
            self.progress(state, self.fit.study.calendar.steps)

    def take(self, state: int, k: int, now: ensemble.Ensemble) -> None:
        """The quantiles of one target at one state."""
        ensemble.people_in(now.stock, self.targets.inside, k, self.present)
        for i, values in enumerate((self.present, now.arrivals)):
            ensemble.sums(values, self.start, self.group, k, self.sums)
            self.quantiles[state, i, k] = _quantiles(self.sums[k])

    def frame(self) -> pd.DataFrame:
        import pandas as pd

        calendar, names = self.fit.study.calendar, self.targets.names
        states, columns = calendar.steps + 1, len(names) * len(self.selections)
        shape = (states, 2, len(names), len(self.selections))

        def repeated(values: list[str], axis: int) -> pd.Categorical:
            codes = np.arange(shape[axis]).reshape([-1 if k == axis else 1 for k in range(4)])
            return pd.Categorical.from_codes(np.broadcast_to(codes, shape).ravel(), values)

        data: dict[str, object] = {
            "date": repeated([calendar.label(s) for s in range(states)], 0),
            "place": repeated(list(names), 2),
            "quantity": repeated(["stock", "arrivals"], 1),
        }
        for p, population in enumerate(self.fit.study.populations):
            levels = [levels[p] for levels, _ in self.selections]
            data[population] = pd.Categorical(np.array(levels, object)[np.arange(states * 2 * columns) % len(levels)])
        flat = self.quantiles.reshape(-1, len(LEVELS))
        return pd.DataFrame(data | {name: flat[:, k] for k, name in enumerate(COLUMNS)})


def _selections(fit: Fit) -> list[tuple[tuple[str, ...], tuple[int, ...]]]:
    """Every combination of level, region or "all" of each population, with the groups that it means."""
    import itertools

    study = fit.study
    options: list[list[tuple[str, frozenset[str]]]] = []
    for population, levels in study.populations.items():
        regions = [
            (name, frozenset(who[population])) for name, who in study.regions.items() if set(who) == {population}
        ]
        options.append([(level, frozenset([level])) for level in levels] + regions + [("all", frozenset(levels))])
    groups = study.groups
    return [
        (
            tuple(name for name, _ in choice),
            tuple(
                g
                for g, cell in enumerate(groups)
                if all(level in means for level, (_, means) in zip(cell, choice, strict=True))
            ),
        )
        for choice in itertools.product(*options)
    ]


def _quantiles(values: Floats) -> Floats:
    """(row, level) of values (row, draw), by linear interpolation; `values` is sorted in place."""
    values.sort(axis=1)
    at = np.array(LEVELS) * (values.shape[1] - 1)
    below = np.floor(at).astype(int)
    above = np.minimum(below + 1, values.shape[1] - 1)
    return values[:, below] + (values[:, above] - values[:, below]) * (at - below)


def _flow_frame(fit: Fit, left: Floats) -> pd.DataFrame:
    import pandas as pd

    model, study = fit.model, fit.study
    size, flows = len(model.groups), list(study.flows)
    selections = _selections(fit)
    ways: dict[tuple[str, str, str], list[int]] = {}
    for m, (flow, origin, to) in enumerate(
        zip(model.moves.flow, model.moves.cell_from // size, model.moves.cell_to // size, strict=True)
    ):
        ways.setdefault((flows[flow], model.places[origin], model.places[to]), []).append(m)
    rows: list[dict[str, object]] = []
    for (flow, origin, to), moves in ways.items():
        group_of = model.moves.cell_to[moves] % size
        for levels, groups in selections:
            chosen = np.array(moves)[np.isin(group_of, groups)]
            if chosen.size:
                q05, q50, q95 = np.quantile(left[:, chosen].sum(axis=1), (0.05, 0.5, 0.95))
                named = dict(zip(study.populations, levels, strict=True))
                rows.append({"flow": flow, "origin": origin, "to": to, **named, "q05": q05, "q50": q50, "q95": q95})
    return pd.DataFrame(rows)


def _outlook_quantities(fit: Fit) -> tuple[list[Quantity], list[tuple[Claim, tuple[int, ...]]]]:
    """For each outlook the quantities to watch: then and now (and the wholes of shares), or this side and the other."""
    reader = Reader(fit.model, fit.ledger)
    found: list[tuple[Claim, tuple[int, ...]]] = []
    calendar = fit.study.calendar
    for claim in fit.ledger.claims:
        if claim.kind != "outlook" or claim.status != "confirmed" or claim.target is None or claim.as_of is None:
            continue
        if claim.other is not None:
            sides = [
                (claim.target, claim.as_of),
                (claim.whole, claim.as_of),
                (claim.other, claim.as_of),
                (claim.other_whole, claim.as_of),
            ]
        else:
            before = _before(claim, calendar.as_of)
            sides = [
                (claim.target, claim.as_of),
                (claim.whole, claim.as_of),
                (claim.target, before),
                (claim.whole, before),
            ]
        rows: list[int] = []
        for target, period in sides:
            quantity = reader.quantity(claim, target, "who", period=period) if target is not None else None
            rows.append(reader.row(quantity) if quantity is not None else -1)
        found.append((claim, tuple(rows)))
    if reader.problems:
        raise InvalidInput(reader.problems)
    return list(reader.quantities), found


def _before(claim: Claim, as_of: Period) -> Period:
    """What an outlook is compared with: the state of things at as_of, or as long a period before it."""
    assert claim.as_of is not None
    assert claim.target is not None
    if claim.target.measure in ("stock", "arrivals"):
        return as_of
    return Period(as_of.last - (claim.as_of.last - claim.as_of.first), as_of.last)


def _outlook(claim: Claim, rows: tuple[int, ...], watched: Floats) -> OutlookLine:
    value, whole, other, other_whole = (watched[:, row] if row >= 0 else np.ones(len(watched)) for row in rows)
    this, that = value / np.maximum(whole, 0.5), other / np.maximum(other_whole, 0.5)
    less = claim.direction in ("down", "less")
    chance = float(np.mean(this < that if less else this > that))
    return OutlookLine(claim.id, chance, f"the forecast gives this {chance:.0%}")


def _write_draws(path: Path, fit: Fit, result: Forecast) -> None:
    """NetCDF: stock and arrivals (draw, date, place, one axis a population), persons."""
    import xarray

    populations = fit.study.populations
    shape = (*result.stock.shape[:3], *(len(levels) for levels in populations.values()))
    dims = ("draw", "date", "place", *populations)
    coords = {"date": list(result.kept), "place": list(result.names), **{k: list(v) for k, v in populations.items()}}
    arrays = {
        name: (dims, values.reshape(shape)) for name, values in (("stock", result.stock), ("arrivals", result.arrivals))
    }
    data = xarray.Dataset(arrays, coords, {"seed": result.seed, "fit": fit.key})
    data.to_netcdf(path, engine="h5netcdf", encoding={name: {"zlib": True, "complevel": 1} for name in arrays})
