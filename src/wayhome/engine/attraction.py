"""What draws people to places, laid out: the terms of pulls and weights, and the ways that choice flows choose from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wayhome.dates import YEARS_PER
from wayhome.engine.arrays import Floats, Ints
from wayhome.engine.index import add, index
from wayhome.engine.model import Attraction
from wayhome.engine.ways import Epochs, epochs, leading, shortest
from wayhome.study.resolved import Flow, Study

OF_WAYS = ("distance", "doubling", "ways")
CHANGING = ("room", "compatriots")  # with the people there


@dataclass(frozen=True, slots=True)
class Options:
    """pairs: of (flow, origin) -> its destinations, each with its pair's row · terms: (flow, what draws) -> row of the term
    lag: (epoch, pair) steps on the way."""

    pairs: dict[tuple[str, str], tuple[tuple[str, int], ...]]
    terms: dict[tuple[str, str], int]
    epochs: Epochs
    lag: Floats


def attractions(study: Study, names: list[str]) -> tuple[Attraction, Options]:
    """The terms of every flow that is drawn by something, and the pairs of every choice flow."""
    mean, sd, parameter = [], [], []
    terms: dict[tuple[str, str], int] = {}
    for flow in study.flows.values():
        for what, factor in flow.drawn_by.items():
            middle, spread = factor.log_normal()
            terms[flow.name, what] = len(mean)
            mean.append(middle)
            sd.append(spread)
            parameter.append(add(names, f"pull.{flow.name}.{what}") if spread > 0 else -1)
    times = epochs(study)
    pairs: dict[tuple[str, str], tuple[tuple[str, int], ...]] = {}
    parts: list[tuple[Floats, Ints, Floats]] = []
    columns: list[Ints] = []
    set_start: list[int] = []
    width = max((_width(flow) for flow in study.flows.values()), default=0)
    at = 0
    for flow in study.flows.values():
        if flow.law != "choice":
            continue
        km = _km(study, flow, times)
        doors = _doors(flow, times)
        for i, origin in enumerate(flow.origin):
            near = np.isfinite(km[:, i]).any(axis=0) & (np.array(flow.among) != origin)
            options = [to for to, ok in zip(flow.among, near, strict=True) if ok]
            pairs[flow.name, origin] = tuple((to, at + j) for j, to in enumerate(options))
            if options:
                set_start.append(at)
                at += len(options)
                parts.append(_attributes(study, flow, origin, options, km[:, i, near], doors[:, near], width))
                fixed = [terms[flow.name, what] for what in flow.drawn_by if what not in CHANGING]
                columns.append(np.tile(np.array(fixed + [-1] * (width - len(fixed)), np.int64), (len(options), 1)))
    count = len(times.routes)
    attraction = Attraction(
        np.array(mean, float),
        np.array(sd, float),
        np.array(parameter, np.int64),
        np.concatenate(columns) if columns else np.zeros((0, width), np.int64),
        np.concatenate([p[0] for p in parts], axis=1) if parts else np.zeros((count, 0, width)),
        np.concatenate([p[1] for p in parts], axis=1) if parts else np.zeros((count, 0), bool),
        index(set_start),
    )
    lag = np.concatenate([p[2] for p in parts], axis=1) if parts else np.zeros((count, 0))
    return attraction, Options(pairs, terms, times, lag)


def _width(flow: Flow) -> int:
    return sum(what not in CHANGING for what in flow.drawn_by) if flow.law == "choice" else 0


def _km(study: Study, flow: Flow, times: Epochs) -> Floats:
    """(epoch, origin, destination) km, inf where a destination cannot be reached or is too far; 0 where ways do not matter."""
    if flow.speed is None and flow.within is None and not any(what in flow.drawn_by for what in OF_WAYS):
        return np.zeros((len(times.routes), len(flow.origin), len(flow.among)))
    km = np.stack([shortest(study, routes, flow.origin, flow.among) for routes in times.routes])
    return np.where(km <= (np.inf if flow.within is None else flow.within), km, np.inf)


def _doors(flow: Flow, times: Epochs) -> Floats:
    """(epoch, destination) how many routes lead there; 1 where it does not matter."""
    if "ways" not in flow.drawn_by:
        return np.ones((len(times.routes), len(flow.among)))
    return np.stack([leading(routes, flow.among) for routes in times.routes])


def _attributes(
    study: Study, flow: Flow, origin: str, options: list[str], km: Floats, doors: Floats, width: int
) -> tuple[Floats, Ints, Floats]:
    """Of one set of options: attributes (epoch, option, term), whether each can be reached, and its lag, (epoch, option)."""
    attribute = np.zeros((*km.shape, width))
    reachable = np.isfinite(km)
    way = np.where(reachable, km, 0.0)
    here = study.places[origin].country
    for k, what in enumerate(what for what in flow.drawn_by if what not in CHANGING):
        if what == "distance":
            attribute[:, :, k] = way / 100
        elif what == "doubling":
            attribute[:, :, k] = np.log2(np.maximum(way, 1.0))
        elif what == "ways":
            attribute[:, :, k] = np.log2(np.maximum(doors, 1.0))
        else:
            places = [study.places[to] for to in options]
            crossing = [bool(here) and bool(place.country) and place.country != here for place in places]
            attribute[:, :, k] = crossing if what == "border" else [place.kind == what for place in places]
    per_step = (flow.speed or np.inf) * study.calendar.years_per_step / YEARS_PER[flow.speed_per or "year"]
    return attribute, reachable, np.minimum(way / per_step, study.calendar.steps)  # later is never
