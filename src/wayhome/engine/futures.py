"""The inputs of many draws: the drivers' pasts as fitted, and futures of their own, keyed by (seed, draw, series).

Arrays lead with the draw. A draw's future depends on its key and on where its past ended, on nothing else.
"""

from __future__ import annotations

# An array indexed by an element of an array is a number, which the type checker cannot know.
# pyright: reportArgumentType=false, reportCallIssue=false, reportIndexIssue=false
import math
from typing import NamedTuple

import numpy as np
from numba import njit

from wayhome.engine.arrays import Floats, Ints
from wayhome.engine.model import Model, Start
from wayhome.engine.random import normal, stream
from wayhome.engine.rates import base_rates, reach, weights

OWN_STREAM = 1 << 45  # keeps the drivers' futures apart from the steps, which share the draw's key
CHANGES = 1 << 20  # and scenarios' changes apart from the series
RISING, FALLING = 1, 2
MONOTONE = {"": 0, "rising": RISING, "falling": FALLING}


class Inputs(NamedTuple):
    """The inputs of every draw over some steps, as in `rates`: base (draw, rate row) · factor (draw, factor row, step)
    wanted (draw, step, pool) · strength (draw, term) · weight (draw, epoch, pair)."""

    base: Floats
    factor: Floats
    wanted: Floats
    strength: Floats
    weight: Floats


class Futures(NamedTuple):
    """How the drivers go on after as_of. Series s has the ranges `start[s] … start[s+1]`: value = mean + sd · quantile, or with
    `times` last · e^that. The path mixes them by `weight` (range, step), and the last value by `last` (series, step).
    Scenarios' changes c, in order: from step `change_from[c]` on series `change_of[c]` is multiplied by e^(mean + sd · quantile)
    or, where `change_to`, is mean + sd · quantile; changes of one `change_key` share their quantile."""

    start: Ints
    mean: Floats
    sd: Floats
    times: Ints
    weight: Floats
    last: Floats
    monotone: Ints
    lowest: Floats
    highest: Floats
    change_of: Ints
    change_from: Ints
    change_to: Ints
    change_key: Ints
    change_mean: Floats
    change_sd: Floats


def futures(model: Model) -> Futures:
    """Lay out the ranges that the study gives for the time after as_of."""
    calendar = model.study.calendar
    ends = np.array([end.toordinal() for end in calendar.ends])
    steps = ends[calendar.as_of_state :]
    sizes, spans, mixed, last, monotone = [0], [], [], [], []
    for key in model.series.keys:
        driver = model.study.drivers[key[0]]
        anchors = [ends[calendar.as_of_state - 1], *(period.last.toordinal() for period in driver.after)]
        share = [np.interp(steps, anchors, np.eye(len(anchors))[k]) for k in range(len(anchors))]
        last.append(share[0])
        mixed += share[1:]
        spans += driver.after.values()
        sizes.append(len(driver.after))
        monotone.append(MONOTONE[driver.monotone])
    ends_of = [span.log_normal() if span.factor else span.normal() for span in spans]
    return Futures(
        np.cumsum(sizes),
        np.array([mean for mean, _ in ends_of], float),
        np.array([sd for _, sd in ends_of], float),
        np.array([span.factor for span in spans], bool),
        np.array(mixed, float).reshape(len(spans), steps.size),
        np.array(last, float).reshape(len(model.series.keys), steps.size),
        np.array(monotone, np.int64),
        model.series.lowest,
        model.series.highest,
        *_changes(model),
    )


def _changes(model: Model) -> tuple[Ints, Ints, Ints, Ints, Floats, Floats]:
    """What scenarios make of drivers, series by series, in the order of the drivers and their changes."""
    calendar = model.study.calendar
    rows: list[tuple[int, int, bool, int, float, float]] = []
    changes = [(driver.name, change) for driver in model.study.drivers.values() for change in driver.changes]
    for number, (driver, change) in enumerate(changes):
        span = change.times or change.to
        assert span is not None
        to = change.to is not None or span.high == 0  # times nothing is nothing, which has no logarithm
        mean, sd = span.normal() if to else span.log_normal()
        first = calendar.state_at(change.start.first) - 1 - calendar.as_of_state
        series = [model.series.keys.index((driver, *key)) for key in change.keys]
        rows += [(s, max(first, 0), to, number, mean, sd) for s in series]
    of, first, to, key = (np.array([row[k] for row in rows], np.int64) for k in range(4))
    mean, sd = (np.array([row[k] for row in rows], float) for k in (4, 5))
    return of, first, to, key, mean, sd


def past_paths(model: Model, z: Floats) -> Floats:
    """(draw, series, step) up to as_of, at parameters z (draw, parameter)."""
    series, steps = model.series, model.study.calendar.as_of_state
    paths = np.repeat(series.best[None, :, :steps], len(z), axis=0)
    rows = series.ranged
    paths[:, rows] += reach(z[:, series.parameter[rows], None], series.up[rows, :steps], series.down[rows, :steps])[0]
    return np.clip(paths, series.lowest[:, None], series.highest[:, None], out=paths)


def future_paths(given: Futures, last: Floats, *, seed: int, draws: Ints) -> Floats:
    """(draw, series, step) after as_of, where the drivers stood at `last` (draw, series) then.

    draws: (draw,) their numbers; each series of a draw keeps to one quantile of all of its ranges.
    """
    paths = np.empty((*last.shape, given.last.shape[1]))
    _future_paths(given, last, np.uint64(seed), draws, paths)
    return paths


@njit(cache=True, nogil=True, error_model="numpy")
def _future_paths(given: Futures, last: Floats, seed: np.uint64, draws: Ints, paths: Floats) -> None:
    start, mean, sd, times, weight, last_weight = (
        given.start,
        given.mean,
        given.sd,
        given.times,
        given.weight,
        given.last,
    )
    monotone, lowest, highest = given.monotone, given.lowest, given.highest
    change_of, change_from, change_to, change_key = (
        given.change_of,
        given.change_from,
        given.change_to,
        given.change_key,
    )
    change_mean, change_sd = given.change_mean, given.change_sd
    for d in range(draws.size):
        key = stream(stream(seed, draws[d]), OWN_STREAM)
        for s in range(monotone.size):
            quantile, _ = normal(stream(key, s))
            before, path = last[d, s], paths[d, s]
            for t in range(path.size):
                path[t] = last_weight[s, t] * before
            for k in range(start[s], start[s + 1]):
                value = mean[k] + sd[k] * quantile
                if times[k]:
                    value = before * math.exp(value)
                for t in range(path.size):
                    path[t] += weight[k, t] * value
            so_far = before
            for t in range(path.size):
                path[t] = min(max(path[t], lowest[s]), highest[s])
                if monotone[s] == RISING:
                    so_far = path[t] = max(so_far, path[t])
                elif monotone[s] == FALLING:
                    so_far = path[t] = min(so_far, path[t])
        for c in range(change_of.size):
            quantile, _ = normal(stream(key, CHANGES + change_key[c]))
            value = change_mean[c] + change_sd[c] * quantile
            s = change_of[c]
            path = paths[d, s]
            for t in range(change_from[c], path.size):
                changed = value if change_to[c] else path[t] * math.exp(value)
                path[t] = min(max(changed, lowest[s]), highest[s])


def inputs(model: Model, z: Floats, paths: Floats) -> Inputs:
    """The inputs at parameters z (draw, parameter) over the steps of the drivers' paths (draw, series, step)."""
    rates, attraction = model.rates, model.attraction
    factor = np.zeros((len(z), rates.start.size - 1, paths.shape[2]))
    _log_factors(paths, rates.start, rates.effect_mean + rates.effect_sd * _picked(z, rates.effect_parameter),
                 rates.effect_series, factor)  # fmt: skip
    strength = attraction.mean + attraction.sd * _picked(z, attraction.parameter)
    if attraction.set_start.size:
        weight = np.stack([weights(attraction, row) for row in strength])
    else:
        weight = np.zeros((len(z), *attraction.reachable.shape))
    return Inputs(
        base_rates(rates, z),
        np.exp(factor, out=factor),
        np.ascontiguousarray((paths[:, model.wanted.series] * model.wanted.per_step[:, None]).transpose(0, 2, 1)),
        strength,
        weight,
    )


@njit(cache=True, nogil=True, error_model="numpy")
def _log_factors(paths: Floats, start: Ints, effect: Floats, series: Ints, log: Floats) -> None:
    """Add the logarithms of the factors, (draw, factor row, step)."""
    for d in range(paths.shape[0]):
        for row in range(log.shape[1]):
            for j in range(start[row], start[row + 1]):
                path, on, to = paths[d, series[j]], effect[d, j], log[d, row]
                for t in range(to.size):
                    to[t] += on * path[t]


def start_stocks(model: Model, z: Floats) -> Floats:
    """(draw, cell) persons at the start."""
    start: Start = model.start
    stock = np.zeros((len(z), model.cells))
    stock[:, start.cell] = np.exp(start.best + reach(_picked(z, start.parameter), start.up, start.down)[0])
    return stock


def _picked(z: Floats, parameter: Ints) -> Floats:
    if not z.shape[1]:
        return np.zeros((len(z), parameter.size))
    return np.where(parameter >= 0, z[:, parameter], 0.0)
