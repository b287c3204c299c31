"""A study and a scenario -> the study as it would be: resolved like any other, so that everything downstream stays the same.

What is new is appended, so that the random numbers and parameters of everything else stay what they were.
"""

from __future__ import annotations

import itertools
import zlib
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import reduce

import numpy as np

from wayhome.dates import Period
from wayhome.engine.arrays import Floats
from wayhome.engine.compile import compile_study
from wayhome.fit.store import Fit
from wayhome.ranges import Range
from wayhome.study.check_scenarios import between, told_apart
from wayhome.study.resolved import (
    Anchor,
    Driver,
    DriverChange,
    Flow,
    Post,
    Programme,
    ProgrammeChange,
    Route,
    Selection,
    Study,
)
from wayhome.study.scenarios import (
    Change,
    ChangedDriver,
    ChangedFlow,
    ChangedProgramme,
    ChangedRoute,
    Event,
    Scenario,
)

CLOSED = 1e-12
"""The factor that stands for 0, whose logarithm the model cannot hold: in a year, one of a million million people leaves at what
was a rate of one a year. Flow and people stay where they are in every table."""


def apply(study: Study, scenario: Scenario) -> Study:
    """The study as it would be under a scenario that was read for it; the study itself stays as it is.

    Changes are made in the order of their dates, those of one date in the order of the file.
    """
    return reduce(_changed, sorted(scenario.changes, key=_first_day), study)


def under(fit: Fit, scenario: Scenario) -> Fit:
    """The fit of the study as it would be under a scenario: what the claims taught, and for what the scenario adds, its prior."""
    study = apply(fit.study, scenario)
    model = compile_study(study)
    column = {name: i for i, name in enumerate(fit.posterior.names)}
    biases = fit.posterior.names[len(fit.model.parameters) :]
    z = np.column_stack(
        [
            fit.z[:, column[name]] if name in column else _prior(fit, scenario, name)
            for name in (*model.parameters, *biases)
        ]
    )
    return replace(fit, study=study, model=model, z=z)


def _prior(fit: Fit, scenario: Scenario, name: str) -> Floats:
    """(draw,) of a parameter that the fit knows nothing of: the same whatever other scenarios there are."""
    key = [fit.seed, zlib.crc32(f"{scenario.name}/{name}".encode())]
    return np.random.default_rng(key).standard_normal(len(fit.z))


def _first_day(change: Change) -> date:
    if isinstance(change, ChangedDriver):
        return change.change.start.first
    if isinstance(change, ChangedRoute):
        return change.opens.first if change.opens else change.closes.last if change.closes else date.max
    return change.at.first if isinstance(change, Event) else change.start.first


def _changed(study: Study, change: Change) -> Study:
    if isinstance(change, ChangedDriver):
        driver = study.drivers[change.driver]
        driver = replace(driver, changes=(*driver.changes, change.change))
        return replace(study, drivers={**study.drivers, driver.name: driver})
    if isinstance(change, ChangedFlow):
        return _with_other_rate(study, change)
    if isinstance(change, ChangedProgramme):
        programme = _with_other_means(study.programmes[change.programme], change)
        return replace(study, programmes={**study.programmes, programme.name: programme})
    if isinstance(change, Event):
        return _with_event(study, change)
    return _with_other_routes(study, change)


# ---- flows --------------------------------------------------------------------------------------------------


def _with_other_rate(study: Study, change: ChangedFlow) -> Study:
    """A driver that goes from 0 to 1 for those concerned, and drives the flow's rate."""
    flow = study.flows[change.flow]
    name = _free("scenario", study.drivers)
    by = told_apart(flow, change.who, study)
    step = study.calendar.state_at(change.start.first)
    history = {
        key: _steps(study, step, 1.0 if all(level in change.who[p] for p, level in zip(by, key)) else 0.0)
        for key in itertools.product(*(study.populations[population] for population in by))
    }
    factor = change.times if change.times.high > 0 else Range(CLOSED, CLOSED, factor=True)
    driver = _driver(name, f"Scenario: {flow.title}, {change.times}", "share", by, history)
    flow = replace(flow, driven_by={**flow.driven_by, name: factor})
    return replace(study, drivers={**study.drivers, name: driver}, flows={**study.flows, flow.name: flow})


def _with_event(study: Study, event: Event) -> Study:
    """A counts flow beside the one that the people take, and a driver that asks for them in one step."""
    flow = study.flows[event.flow]
    name = _free("event", {*study.drivers, *study.flows})
    title = f"{flow.title}: {event.size:g} people, {event.at}"
    step = study.calendar.state_at(event.at.last)
    history = {(): _steps(study, step, event.size, 0.0)}
    driver = _driver(name, title, f"persons per {study.calendar.step}", (), history)
    moved = Flow(name, title, "counts", flow.origin, flow.to, _both(flow.who, event.who, study), driver=name)
    return replace(study, drivers={**study.drivers, name: driver}, flows={**study.flows, name: moved})


def _both(one: Selection, other: Selection, study: Study) -> Selection:
    """Those whom both selections mean."""
    return {
        population: tuple(x for x in levels if x in one.get(population, levels) and x in other.get(population, levels))
        for population, levels in study.populations.items()
        if population in one or population in other
    }


def _driver(
    name: str, title: str, unit: str, by: tuple[str, ...], history: dict[tuple[str, ...], tuple[Anchor, ...]]
) -> Driver:
    """A driver whose history goes on after as_of; `changes` say the same once more to forecasts, which do not read it there."""
    changes = tuple(
        DriverChange(anchor.date, (key,), to=Range(anchor.best, anchor.best))
        for key, series in history.items()
        for anchor in series[1:]
        if any(other.best for other in series)
    )
    return Driver(name, title, unit, by, history, {}, changes=changes)


def _steps(study: Study, step: int, *values: float) -> tuple[Anchor, ...]:
    """0 until the step, then one value a step: exact at every step's end, on which the straight lines between them begin."""
    ends = study.calendar.ends[step - 2 : step + len(values) - 1]
    return tuple(Anchor(Period(day, day), value, value, value, "scenario") for day, value in zip(ends, (0.0, *values)))


def _free(word: str, taken: Collection[str]) -> str:
    return next(name for name in (f"{word}_{n}" for n in itertools.count(1)) if name not in taken)


# ---- programmes ---------------------------------------------------------------------------------------------


def _with_other_means(programme: Programme, change: ChangedProgramme) -> Programme:
    """The programme with the means that it has by then, changed."""
    earlier = [made for made in programme.changes if made.start.first <= change.start.first]
    later = programme.changes[len(earlier) :]
    staff = earlier[-1].staff if earlier else programme.staff
    seats = earlier[-1].seats if earlier else programme.seats
    if change.seats is not None:
        seats = change.seats
    elif seats is not None:
        seats = float(round(seats * change.times))
    made = ProgrammeChange(change.start, _staff(staff, change), seats)
    return replace(programme, changes=(*earlier, made, *later))


def _staff(staff: Mapping[str, Post], change: ChangedProgramme) -> dict[str, Post]:
    return {
        name: Post(change.posts.get(name, post.posts * change.times), *change.hours.get(name, (post.hours, post.per)))
        for name, post in staff.items()
    }


# ---- routes -------------------------------------------------------------------------------------------------


def _with_other_routes(study: Study, change: ChangedRoute) -> Study:
    concerned = between(change.ends, study)
    if change.closes is not None:
        last = change.closes
        shut = {
            route: replace(route, closes=last)
            for route in concerned
            if route.closes is None or route.closes.last > last.last
        }
        routes = [shut.get(route, route) for route in study.routes]
        return replace(
            study,
            routes=tuple(r for r in routes if r not in shut.values() or not r.opens or r.opens.first <= last.last),
        )
    assert change.opens is not None
    return replace(study, routes=(*study.routes, *_reopened(concerned, change.opens)))


def _reopened(routes: tuple[Route, ...], opens: Period) -> list[Route]:
    """The routes that were the last to be open before a date, from then on until others open."""
    others = [route.opens.first for route in routes if route.opens and route.opens.first > opens.first]
    closes = min(others) - timedelta(days=1) if others else None
    until = Period(closes, closes) if closes else None
    before = [route for route in routes if route.closes and route.closes.last < opens.first]
    if not before:  # it was never open: those that open first do so earlier
        first = [route for route in routes if route.opens and route.opens.first == min(others)]
        return [replace(route, opens=opens, closes=until) for route in first]
    latest = max(route.closes.last for route in before if route.closes)
    last = [route for route in before if route.closes and route.closes.last == latest]
    return [replace(route, opens=opens, closes=until) for route in last]
