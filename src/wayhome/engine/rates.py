"""Parameters -> the numbers that change from step to step: drivers, rates, people wanted, people at the start; and back."""

from __future__ import annotations

# An array indexed by an element of an array is a number, which the type checker cannot know.
# pyright: reportArgumentType=false, reportCallIssue=false, reportIndexIssue=false
import math
from typing import NamedTuple

import numpy as np
from numba import njit

from wayhome.engine.arrays import Floats, Ints
from wayhome.engine.model import Attraction, Model, Rates, Series, Start, Sums
from wayhome.ranges import Z90


class Inputs(NamedTuple):
    """What the kernels read. drivers: (series, step) · base: (rate row,) per person per step without drivers
    factor: (factor row, step) · stock: (cell,) persons at the start · wanted: (step, pool) persons
    strength: (term,) log factors of what draws people · weight: (epoch, pair) of the ways to choose from."""

    drivers: Floats
    base: Floats
    factor: Floats
    stock: Floats
    wanted: Floats
    strength: Floats
    weight: Floats


def inputs(model: Model, z: Floats, steps: int) -> Inputs:
    """The inputs of the first `steps` steps at parameters `z` (parameter,), in units of their priors' sd."""
    drivers = driver_paths(model.series, z, steps)
    base = base_rates(model.rates, z[None])[0]
    strength = strengths(model.attraction, z)
    return Inputs(
        drivers,
        base,
        _factors(drivers, model.rates.start, effects(model.rates, z), model.rates.effect_series),
        stocks(model, z),
        wanted(model, drivers),
        strength,
        weights(model.attraction, strength),
    )


def base_rates(rates: Rates, z: Floats) -> Floats:
    """(draw, rate row) per person per step without drivers, at parameters z (draw, parameter)."""
    log = np.empty((len(z), rates.constant.size))
    _log_rates(rates.constant, rates.sums, z, log)
    return np.exp(log, out=log)


@njit(cache=True, nogil=True, error_model="numpy")
def _log_rates(constant: Floats, sums: Sums, z: Floats, log: Floats) -> None:
    start, parameter, weight = sums.start, sums.parameter, sums.weight
    for d in range(z.shape[0]):
        for r in range(constant.size):
            total = constant[r]
            for k in range(start[r], start[r + 1]):
                total += weight[k] * z[d, parameter[k]]
            log[d, r] = total


@njit(cache=True, nogil=True, error_model="numpy")
def _log_rates_adjoint(sums: Sums, log_bar: Floats, gradient: Floats) -> None:
    start, parameter, weight = sums.start, sums.parameter, sums.weight
    for r in range(log_bar.size):
        for k in range(start[r], start[r + 1]):
            gradient[parameter[k]] += weight[k] * log_bar[r]


def strengths(attraction: Attraction, z: Floats) -> Floats:
    """(term,): log factor of each thing that draws people."""
    return attraction.mean + attraction.sd * _picked(z, attraction.parameter)


def weights(attraction: Attraction, strength: Floats) -> Floats:
    """(epoch, pair): the ways' weights, the largest of each set of options 1, and 0 where a way is closed."""
    if not attraction.set_start.size:
        return np.zeros(attraction.reachable.shape)
    known = np.where(attraction.term >= 0, strength[attraction.term], 0.0)
    log = np.where(attraction.reachable, np.einsum("epk,pk->ep", attraction.attribute, known), -np.inf)
    top = np.maximum.reduceat(log, attraction.set_start, axis=1)
    largest = np.repeat(
        np.where(np.isfinite(top), top, 0.0), np.diff(attraction.set_start, append=log.shape[1]), axis=1
    )
    return np.exp(log - largest)


def effects(rates: Rates, z: Floats) -> Floats:
    """(term,): log factor on a rate when the driver goes from 0 to 1."""
    return rates.effect_mean + rates.effect_sd * _picked(z, rates.effect_parameter)


def reach(level: Floats, up: Floats, down: Floats) -> tuple[Floats, Floats]:
    """How far from its best a ranged number lies at `level` (standard normal), and the slope of that in `level`.

    `up` and `down` are the distances to the ends of the 90% range over 1.645. The curve goes through both ends and the best,
    a parabola on either side and straight beyond, without a corner anywhere, so that derivatives are smooth.
    """
    side = np.where(level > 0, up, down)
    total = up + down
    middle = np.divide(2 * up * down, total, out=np.zeros_like(total), where=total > 0)
    far = np.abs(level)
    within = np.minimum(far, Z90)
    away = middle * within + (side - middle) * within**2 / Z90 + (2 * side - middle) * (far - within)
    return np.sign(level) * away, middle + 2 * (side - middle) * within / Z90


def driver_paths(series: Series, z: Floats, steps: int) -> Floats:
    """(series, step) in the drivers' units."""
    path, rows = series.best[:, :steps].copy(), series.ranged
    ranged = path[rows] + _series_reach(series, z, steps)[0]
    path[rows] = np.clip(ranged, series.lowest[rows, None], series.highest[rows, None])
    return path


def _series_reach(series: Series, z: Floats, steps: int) -> tuple[Floats, Floats]:
    """Of the ranged series: (ranged, step)."""
    rows = series.ranged
    return reach(z[series.parameter[rows], None], series.up[rows, :steps], series.down[rows, :steps])


def stocks(model: Model, z: Floats) -> Floats:
    """(cell,) persons at the start."""
    stock = np.zeros(model.cells)
    stock[model.start.cell] = np.exp(model.start.best + _start_reach(model.start, z)[0])
    return stock


def _start_reach(start: Start, z: Floats) -> tuple[Floats, Floats]:
    """Of the cells that are not empty: (cell,)."""
    return reach(_picked(z, start.parameter), start.up, start.down)


def wanted(model: Model, drivers: Floats) -> Floats:
    """(step, pool) persons that counts flows ask for."""
    return np.ascontiguousarray((drivers[model.wanted.series] * model.wanted.per_step[:, None]).T)


def _picked(z: Floats, parameter: Ints) -> Floats:
    return np.where(parameter >= 0, z[parameter], 0.0) if z.size else np.zeros(parameter.size)


@njit(cache=True, nogil=True, error_model="numpy")
def _factors(drivers: Floats, start: Ints, effect: Floats, series: Ints) -> Floats:
    factor = np.ones((start.size - 1, drivers.shape[1]))
    for row in range(1, start.size - 1):
        for t in range(drivers.shape[1]):
            log = 0.0
            for j in range(start[row], start[row + 1]):
                log += effect[j] * drivers[series[j], t]
            factor[row, t] = math.exp(log)
    return factor


@njit(cache=True, nogil=True, error_model="numpy")
def step_rates(base: Floats, factor: Floats, factor_row: Ints, varying: Ints, t: int, rate: Floats) -> None:
    """Write the rates of step t, (rate row,) per person per step, where they vary; the others are `base` already."""
    for i in range(varying.size):
        r = varying[i]
        rate[r] = base[r] * factor[factor_row[r], t]


@njit(cache=True, nogil=True, error_model="numpy")
def step_rates_adjoint(
    base: Floats,
    factor: Floats,
    factor_row: Ints,
    varying: Ints,
    t: int,
    rate_bar: Floats,
    base_bar: Floats,
    factor_bar: Floats,
) -> None:
    """Move the cotangents of step t's varying rates to those of `base` and `factor`; the others are of `base` already."""
    for i in range(varying.size):
        r = varying[i]
        row = factor_row[r]
        base_bar[r] += rate_bar[r] * factor[row, t]
        factor_bar[row, t] += rate_bar[r] * base[r]
        rate_bar[r] = 0.0


class InputsBar(NamedTuple):
    """Cotangents of `Inputs`, as the adjoint kernel leaves them."""

    base: Floats
    factor: Floats
    stock: Floats
    wanted: Floats
    strength: Floats
    weight: Floats


def pull_back(model: Model, z: Floats, given: Inputs, bar: InputsBar) -> Floats:
    """The gradient with respect to `z` (parameter,) of a function whose cotangents on the inputs are `bar`."""
    gradient = np.zeros(z.size)
    _log_rates_adjoint(model.rates.sums, bar.base * given.base, gradient)
    drivers_bar = np.zeros_like(given.drivers)
    effect_bar = np.zeros(model.rates.effect_mean.size)
    _factors_adjoint(
        given.drivers, model.rates.start, effects(model.rates, z), model.rates.effect_series, given.factor, bar.factor,
        drivers_bar, effect_bar,
    )  # fmt: skip
    _scatter(gradient, model.rates.effect_parameter, effect_bar * model.rates.effect_sd)
    np.add.at(drivers_bar, model.wanted.series, bar.wanted.T * model.wanted.per_step[:, None])
    rows = model.series.ranged
    inside = given.drivers[rows] > model.series.lowest[rows, None]
    inside &= given.drivers[rows] < model.series.highest[rows, None]
    slope = _series_reach(model.series, z, given.drivers.shape[1])[1]
    _scatter(gradient, model.series.parameter[rows], (drivers_bar[rows] * inside * slope).sum(axis=1))
    if model.attraction.mean.size:
        strength_bar = bar.strength.copy()
        _weights_adjoint(model.attraction, bar.weight * given.weight, strength_bar)
        _scatter(gradient, model.attraction.parameter, strength_bar * model.attraction.sd)
    cells = model.start.cell
    on_start = bar.stock[cells] * given.stock[cells] * _start_reach(model.start, z)[1]
    _scatter(gradient, model.start.parameter, on_start)
    return gradient


def _weights_adjoint(attraction: Attraction, log_bar: Floats, strength_bar: Floats) -> None:
    """Add to the strengths' cotangents those of the log weights (epoch, pair)."""
    known = attraction.term >= 0
    np.add.at(strength_bar, attraction.term[known], np.einsum("ep,epk->pk", log_bar, attraction.attribute)[known])


def _scatter(gradient: Floats, parameter: Ints, values: Floats) -> None:
    known = parameter >= 0
    np.add.at(gradient, parameter[known], values[known])


@njit(cache=True, nogil=True, error_model="numpy")
def _factors_adjoint(
    drivers: Floats,
    start: Ints,
    effect: Floats,
    series: Ints,
    factor: Floats,
    factor_bar: Floats,
    drivers_bar: Floats,
    effect_bar: Floats,
) -> None:
    for row in range(1, start.size - 1):
        for t in range(drivers.shape[1]):
            bar = factor_bar[row, t] * factor[row, t]
            if bar != 0.0:
                for j in range(start[row], start[row + 1]):
                    effect_bar[j] += bar * drivers[series[j], t]
                    drivers_bar[series[j], t] += bar * effect[j]
