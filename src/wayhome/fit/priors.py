"""Parameters in the study's own units: prior ranges and draws."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from wayhome.engine.arrays import Floats
from wayhome.engine.compile import contrasts, selected_levels
from wayhome.engine.rates import driver_paths, stocks
from wayhome.fit.likelihood import Posterior, heavy
from wayhome.ranges import Z90


@dataclass(frozen=True, slots=True)
class Quantified:
    """One uncertain number: its prior 90% range and its value in every draw (draw,)."""

    name: str
    unit: str
    low: float
    mid: float
    high: float
    values: Floats


def quantified(posterior: Posterior, z: Floats) -> Iterator[Quantified]:
    """Every uncertain number of the study at draws z (draw, parameter), in the study's order."""
    model, study = posterior.model, posterior.model.study
    column = {name: z[:, i] for i, name in enumerate(posterior.names)}
    for flow in study.flows.values():
        if f"rate.{flow.name}" in column and flow.rate is not None:
            mean, sd = flow.rate.log_normal()
            values = np.exp(mean + sd * column[f"rate.{flow.name}"])
            yield Quantified(
                f"rate.{flow.name}", f"per {flow.rate.per}", flow.rate.low, float(np.exp(mean)), flow.rate.high, values
            )
        for population, factor in flow.differs_by.items():
            levels = selected_levels(study, flow, population)
            weights = np.stack([column[f"differs.{flow.name}.{population}.{k + 1}"] for k in range(len(levels) - 1)])
            each = np.exp(contrasts(len(levels)) @ weights * np.log(factor) / Z90)
            for level, values in zip(levels, each, strict=True):
                yield Quantified(f"differs.{flow.name}.{population}.{level}", "times", 1 / factor, 1.0, factor, values)
        factors = {f"effect.{flow.name}.{driver}": factor for driver, factor in flow.driven_by.items()}
        factors |= {f"pull.{flow.name}.{what}": factor for what, factor in flow.drawn_by.items()}
        for name, factor in factors.items():
            if name in column:
                mean, sd = factor.log_normal()
                values = np.exp(mean + sd * column[name])
                yield Quantified(name, "times", factor.low, float(np.exp(mean)), factor.high, values)
    yield from _drivers(posterior, z)
    start = np.stack([stocks(model, row)[model.start.cell] for row in z], axis=1)
    for k, parameter in enumerate(model.start.parameter):
        if parameter >= 0:
            low, mid, high = np.exp(
                model.start.best[k] + Z90 * np.array([-model.start.down[k], 0.0, model.start.up[k]])
            )
            yield Quantified(model.parameters[parameter], "persons", float(low), float(mid), float(high), start[k])
    for origin, sd in zip(posterior.observed.origins, posterior.observed.bias_sd, strict=True):
        values = np.exp(sd * heavy(column[f"bias.{origin}"])[0])
        yield Quantified(f"bias.{origin}", "times", float(np.exp(-Z90 * sd)), 1.0, float(np.exp(Z90 * sd)), values)


def _drivers(posterior: Posterior, z: Floats) -> Iterator[Quantified]:
    """Drivers at the as_of date."""
    model = posterior.model
    at = model.study.calendar.as_of_state
    paths = np.stack([driver_paths(model.series, row, at)[:, -1] for row in z], axis=1)
    for s, (key, parameter) in enumerate(zip(model.series.keys, model.series.parameter, strict=True)):
        if parameter >= 0:
            best, up, down = (float(a[s, at - 1]) for a in (model.series.best, model.series.up, model.series.down))
            low = max(best - Z90 * down, float(model.series.lowest[s]))
            high = min(best + Z90 * up, float(model.series.highest[s]))
            unit = f"{model.study.drivers[key[0]].unit} at {model.study.calendar.label(at)}"
            yield Quantified(model.parameters[parameter], unit, low, best, high, paths[s])
