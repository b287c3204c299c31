"""Parameters -> the numbers that change from step to step: drivers, rates, people wanted, people at the start; and back."""

from __future__ import annotations

# An array indexed by an element of an array is a number, which the type checker cannot know.
# pyright: reportArgumentType=false, reportCallIssue=false, reportIndexIssue=false
import math
from typing import NamedTuple

import numpy as np
from numba import njit

from wayhome.engine.arrays import Floats, Ints
from wayhome.engine.model import Model, Rates, Series, Start


class Inputs(NamedTuple):
    """What the kernels read. drivers: (series, step) · base: (rate row,) persons per person per step without drivers
    factor: (factor row, step) · stock: (cell,) persons at the start · wanted: (step, pool) persons."""

    drivers: Floats
    base: Floats
    factor: Floats
    stock: Floats
    wanted: Floats


def inputs(model: Model, z: Floats, steps: int) -> Inputs:
    """The inputs of the first `steps` steps at parameters `z` (parameter,), in units of their priors' sd."""
    drivers = driver_paths(model.series, z, steps)
    base = np.exp(model.rates.constant + model.rates.matrix @ z)
    return Inputs(
        drivers,
        base,
        _factors(drivers, model.rates.start, effects(model.rates, z), model.rates.effect_series),
        stocks(model, z),
        wanted(model, drivers),
    )


def effects(rates: Rates, z: Floats) -> Floats:
    """(term,): log factor on a rate when the driver goes from 0 to 1."""
    return rates.effect_mean + rates.effect_sd * _picked(z, rates.effect_parameter)


def driver_paths(series: Series, z: Floats, steps: int) -> Floats:
    """(series, step) in the drivers' units."""
    level = _picked(z, series.parameter)[:, None]
    path = series.best[:, :steps] + np.where(level > 0, series.up[:, :steps], series.down[:, :steps]) * level
    return np.clip(path, series.lowest[:, None], series.highest[:, None])


def stocks(model: Model, z: Floats) -> Floats:
    """(cell,) persons at the start."""
    level = _picked(z, model.start.parameter)
    stock = np.zeros(model.cells)
    stock[model.start.cell] = np.exp(model.start.best + _slope(model.start, level) * level)
    return stock


def wanted(model: Model, drivers: Floats) -> Floats:
    """(step, pool) persons that counts flows ask for."""
    return np.ascontiguousarray((drivers[model.wanted.series] * model.wanted.per_step[:, None]).T)


def _picked(z: Floats, parameter: Ints) -> Floats:
    return np.where(parameter >= 0, z[parameter], 0.0) if z.size else np.zeros(parameter.size)


def _slope(start: Start, level: Floats) -> Floats:
    return np.where(level > 0, start.up, start.down)


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
def step_rates(base: Floats, factor: Floats, factor_row: Ints, t: int, rate: Floats) -> None:
    """Write the rates of step t: (rate row,) persons per person per step."""
    for r in range(base.size):
        rate[r] = base[r] * factor[factor_row[r], t]


class InputsBar(NamedTuple):
    """Cotangents of `Inputs`, as the adjoint kernel leaves them."""

    base: Floats
    factor: Floats
    stock: Floats
    wanted: Floats


def pull_back(model: Model, z: Floats, given: Inputs, bar: InputsBar) -> Floats:
    """The gradient with respect to `z` (parameter,) of a function whose cotangents on the inputs are `bar`."""
    gradient = model.rates.matrix.T @ (bar.base * given.base)
    drivers_bar = np.zeros_like(given.drivers)
    effect_bar = np.zeros(model.rates.effect_mean.size)
    _factors_adjoint(
        given.drivers, model.rates.start, effects(model.rates, z), model.rates.effect_series, given.factor, bar.factor,
        drivers_bar, effect_bar,
    )  # fmt: skip
    _scatter(gradient, model.rates.effect_parameter, effect_bar * model.rates.effect_sd)
    np.add.at(drivers_bar, model.wanted.series, bar.wanted.T * model.wanted.per_step[:, None])
    _scatter(gradient, model.series.parameter, _series_slopes(model.series, z, given.drivers, drivers_bar))
    level = _picked(z, model.start.parameter)
    cells = model.start.cell
    _scatter(gradient, model.start.parameter, bar.stock[cells] * given.stock[cells] * _slope(model.start, level))
    return gradient


def _scatter(gradient: Floats, parameter: Ints, values: Floats) -> None:
    known = parameter >= 0
    np.add.at(gradient, parameter[known], values[known])


def _series_slopes(series: Series, z: Floats, drivers: Floats, drivers_bar: Floats) -> Floats:
    level = _picked(z, series.parameter)[:, None]
    steps = drivers.shape[1]
    slope = np.where(level > 0, series.up[:, :steps], series.down[:, :steps])
    inside = (drivers > series.lowest[:, None]) & (drivers < series.highest[:, None])
    return (drivers_bar * slope * inside).sum(axis=1)


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
