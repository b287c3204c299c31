"""What the arrivals of a forecast ask of the programmes: hours, people who wait, and the posts that would be needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from wayhome.engine.arrays import Floats, Ints
from wayhome.errors import InvalidInput, Problem
from wayhome.fit.store import Fit
from wayhome.forecast import Progress, forecast
from wayhome.plan.door import SEATS, Door, Traffic, doors, traffic, watched
from wayhome.plan.posts import Target, Units, fewest, means, with_posts
from wayhome.plan.refill import leaving
from wayhome.plan.waits import Waits, first_come
from wayhome.ranges import BAND
from wayhome.study.resolved import Study

LENGTHS = (1, 3, 6, 12)  # months for which the shares served are told
SEARCHED = 400  # draws in which posts are looked for; they are tried in all of them
TRIES = 4  # posts are raised and forecast anew where the forecast falls short of what the search found

Tell = Callable[[str], Progress]


class Band(NamedTuple):
    """5 %, median and 95 % over the draws."""

    low: float
    mid: float
    high: float


@dataclass(frozen=True, slots=True)
class Wanted:
    """The target as it was asked for: months to wait at most, the share of people, the share of futures."""

    months: float = 3.0
    people: float = 0.9
    futures: float = 0.9


@dataclass(frozen=True, slots=True)
class Hours:
    """One profession. posts: at as_of and at the end; needed: None where no number of posts would do. asked, delivered: hours in
    every step, of everybody inside or waiting and of those inside; share: delivered of asked over all steps."""

    profession: str
    posts: tuple[float, float]
    per_post: str
    needed: int | None
    available: tuple[float, ...]
    asked: tuple[Band, ...]
    delivered: tuple[Band, ...]
    share: Band


@dataclass(frozen=True, slots=True)
class People:
    """Persons of one selection (population -> level, none: everybody) between as_of and the end, and those waiting at either."""

    who: Mapping[str, str]
    waiting_first: Band
    asked: Band
    taken: Band
    left: Band
    waiting_last: Band


@dataclass(frozen=True, slots=True)
class Steps:
    """Persons in every step after as_of; waiting and inside at its end."""

    dates: tuple[str, ...]
    asked: tuple[Band, ...]
    taken: tuple[Band, ...]
    waiting: tuple[Band, ...]
    inside: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class Served:
    """The share of people who waited no longer than so many months, of those who did not leave the queue before."""

    months: float
    share: Band


@dataclass(frozen=True, slots=True)
class Waiting:
    """served: by length. middle, most: months that half and nine in ten of those who are taken waited at most. reached: the share
    of futures in which as many people as wanted wait no longer than wanted."""

    served: tuple[Served, ...]
    middle: Band
    most: Band
    reached: float


@dataclass(frozen=True, slots=True)
class Needed:
    """Posts and seats from as_of on that reach the target, and what a forecast with them gives."""

    posts: Mapping[str, int]
    seats: int | None
    waiting: Waiting


@dataclass(frozen=True, slots=True)
class ProgrammePlan:
    name: str
    title: str
    place: str
    opens: str
    seats: tuple[float, float] | None  # at as_of, and at the end
    hours: tuple[Hours, ...]
    people: tuple[People, ...]  # everybody first
    steps: Steps
    waiting: Waiting
    needed: Needed | None


@dataclass(frozen=True, slots=True)
class Plan:
    study: Study
    scenario: str
    wanted: Wanted
    programmes: tuple[ProgrammePlan, ...]
    draws: int
    seed: int


def usual(study: Study) -> Wanted:
    """Nine in ten wait three months at most in nine futures of ten; a step where steps are longer, and never beyond the end."""
    months = study.calendar.years_per_step * 12
    ahead = study.calendar.steps - study.calendar.as_of_state
    return Wanted(min(max(Wanted().months, months), months * ahead))


def plan(
    fit: Fit,
    *,
    wanted: Wanted | None = None,
    scenario: str = "",
    seed: int = 1,
    draws: int = 1000,
    tell: Tell | None = None,
) -> Plan:
    """Plan the programmes of a fit (under a scenario: that of `scenario.under`, whose title is `scenario`).

    InvalidInput where nobody waits for a programme, there is no time after as_of, or the wait is no number of steps."""
    wanted = wanted or Wanted()
    target = _target(fit.study, wanted)
    found = doors(fit.model)
    seen = _forecast(fit, found, seed=seed, draws=draws, tell=tell, what="Forecasting")
    needed = _needed(fit, found, seen, target, seed=seed, draws=draws, tell=tell)
    plans = tuple(
        _plan(fit.study, door, seen[door.programme.name], needed.get(door.programme.name), target, wanted)
        for door in found
    )
    return Plan(fit.study, scenario, wanted, plans, draws, seed)


def _target(study: Study, wanted: Wanted) -> Target:
    calendar = study.calendar
    ahead = calendar.steps - calendar.as_of_state
    problems: list[Problem] = []
    if not any(flow.law == "queue" for flow in study.flows.values()):
        message = "nobody waits for a programme; a flow of law 'queue' leads into one (spec/study-1.md, Queues and programmes)"
        problems.append(Problem("study.yaml", 0, "flows", message, "W801"))
    if not ahead:
        problems.append(
            Problem("study.yaml", 0, "calendar", "there is no time after as_of to plan; set a later 'end'", "W802")
        )
    months = calendar.years_per_step * 12
    steps = int(wanted.months / months + 1e-6)
    if ahead and not 1 <= steps <= ahead:
        message = f"a wait can be from one {calendar.step} to the {ahead} {calendar.step}s from as_of to the end"
        problems.append(Problem("--wait", 0, "", message, "W803"))
    if problems:
        raise InvalidInput(problems)
    return Target(steps, wanted.people, wanted.futures)


def _forecast(
    fit: Fit, found: tuple[Door, ...], *, seed: int, draws: int, tell: Tell | None, what: str
) -> dict[str, Traffic]:
    watch = [watched(fit.model, door) for door in found]
    progress = tell(what) if tell is not None else None
    made = forecast(
        fit, seed=seed, draws=draws, keep=1, watch=[one for each in watch for one in each], progress=progress
    )
    parts = np.split(made.watched, np.cumsum([len(each) for each in watch])[:-1], axis=1)
    return {door.programme.name: traffic(fit.model, door, part) for door, part in zip(found, parts, strict=True)}


def _needed(
    fit: Fit,
    found: tuple[Door, ...],
    seen: dict[str, Traffic],
    target: Target,
    *,
    seed: int,
    draws: int,
    tell: Tell | None,
) -> dict[str, tuple[Units, Traffic]]:
    """By programme the posts that reach the target in a forecast with all of them, and what happens there then."""
    years = fit.study.calendar.years_per_step
    some = min(draws, SEARCHED)
    leave = {door.programme.name: leaving(fit, door, some, seed=seed) for door in found}
    aim = {door.programme.name: target for door in found}
    units: dict[str, tuple[Door, Units]] = {}
    again: dict[str, Traffic] = {}
    for attempt in range(TRIES):
        for door in found:
            name = door.programme.name
            if attempt == 0 or (name in again and _reached(again[name], target) < target.futures):
                posts = fewest(door, seen[name].first(some), leave[name], aim[name], years_per_step=years)
                if posts is not None:
                    units[name] = (door, posts)
        if not units:
            return {}
        again = _forecast(with_posts(fit, units), found, seed=seed, draws=draws, tell=tell, what="Trying the posts")
        short = {name: target.futures - _reached(again[name], target) for name in units}
        if max(short.values()) <= 0:
            break
        aim = {
            name: Target(target.steps, target.people, min(1.0, aim[name].futures + max(0.0, short.get(name, 0.0))))
            for name in aim
        }
    return {name: (posts, again[name]) for name, (_, posts) in units.items()}


def _reached(seen: Traffic, target: Target) -> float:
    return target.reached(_waits(seen, (target.steps,)), 0)


def _waits(seen: Traffic, lengths: tuple[int, ...]) -> Waits:
    within = seen.within.sum(axis=2)
    return first_come(
        seen.waiting[:, 0].sum(axis=1),
        seen.came.sum(axis=2) - within,
        seen.before.sum(axis=2),
        seen.taken.sum(axis=2),
        np.maximum(seen.lost.sum(axis=2) - within, 0.0),
        lengths=lengths,
    )


# ---- as ranges ----------------------------------------------------------------------------------------------


def _plan(
    study: Study, door: Door, seen: Traffic, needed: tuple[Units, Traffic] | None, target: Target, wanted: Wanted
) -> ProgrammePlan:
    programme, calendar = door.programme, study.calendar
    posts = dict(zip(door.resources, needed[0], strict=True)) if needed else {}
    found = None
    if needed is not None:
        staff = {name: count for name, count in posts.items() if name != SEATS}
        found = Needed(staff, posts.get(SEATS), _waiting(study, needed[1], target, wanted))
    dates = tuple(calendar.label(state) for state in range(calendar.as_of_state + 1, calendar.steps + 1))
    asked = (seen.came - seen.within).sum(axis=2)
    return ProgrammePlan(
        programme.name,
        programme.title,
        door.place,
        str(programme.opens) if programme.opens else "",
        _seats(door),
        tuple(_hours(door, seen, posts)),
        tuple(_people(study, door, seen)),
        Steps(
            dates,
            _each(asked),
            _each(seen.taken.sum(axis=2)),
            _each(seen.waiting[:, 1:].sum(axis=2)),
            _each(seen.inside[:, 1:].sum(axis=2)),
        ),
        _waiting(study, seen, target, wanted),
        found,
    )


def _seats(door: Door) -> tuple[float, float] | None:
    if SEATS not in door.resources:
        return None
    first, last = door.programme.seats, means(door.programme)[1]
    return (np.inf if first is None else first, np.inf if last is None else last)


def _hours(door: Door, seen: Traffic, needed: Mapping[str, int]) -> Iterator[Hours]:
    programme = door.programme
    last, _ = means(programme)
    inside = seen.inside[:, :-1] @ door.load[:, door.member_groups].T
    begun = seen.taken @ door.load[:, door.waiter_groups].T
    waiting = (seen.waiting[:, :-1] - seen.before) @ door.load[:, door.waiter_groups].T
    for r, name in enumerate(door.resources):
        if name == SEATS:
            continue
        asked = inside[:, :, r] + waiting[:, :, r]
        delivered = np.minimum(inside[:, :, r] + begun[:, :, r], np.maximum(door.capacity[:, r], 0.0))
        total = asked.sum(axis=1)
        share = np.divide(delivered.sum(axis=1), total, out=np.ones_like(total), where=total > 0)
        posts = (programme.staff[name].posts, last[name].posts)
        per_post = f"{last[name].hours:g} per {last[name].per}"
        available = tuple(door.capacity[:, r].tolist())
        yield Hours(name, posts, per_post, needed.get(name), available, _each(asked), _each(delivered), _band(share))


def _people(study: Study, door: Door, seen: Traffic) -> Iterator[People]:
    """Everybody, then every level of the populations that differ among those who ask."""
    groups = [study.groups[g] for g in door.waiter_groups]
    yield _selected(seen, np.arange(len(groups)), {})
    for p, (population, levels) in enumerate(study.populations.items()):
        there = [level for level in levels if any(group[p] == level for group in groups)]
        for level in there if len(there) > 1 else ():
            yield _selected(seen, np.flatnonzero([group[p] == level for group in groups]), {population: level})


def _selected(seen: Traffic, which: Ints, who: Mapping[str, str]) -> People:
    def total(values: Floats) -> Band:
        return _band(values[:, :, which].sum(axis=(1, 2)))

    return People(
        who,
        _band(seen.waiting[:, 0, which].sum(axis=1)),
        total(seen.came - seen.within),
        total(seen.taken),
        total(seen.before + np.maximum(seen.lost - seen.within, 0.0)),
        _band(seen.waiting[:, -1, which].sum(axis=1)),
    )


def _waiting(study: Study, seen: Traffic, target: Target, wanted: Wanted) -> Waiting:
    months = study.calendar.years_per_step * 12
    ahead = seen.taken.shape[1]
    told = {max(1, round(length / months)): float(length) for length in LENGTHS if length >= months - 1e-6}
    told[target.steps] = wanted.months
    lengths = tuple(sorted(length for length in told if length <= ahead))
    waits = _waits(seen, lengths)
    served = tuple(Served(told[length], _band(waits.share_within[:, k])) for k, length in enumerate(lengths))
    middle, most = (_band(_quantile(waits.by_length, share) * months) for share in (0.5, 0.9))
    return Waiting(served, middle, most, target.reached(waits, lengths.index(target.steps)))


def _quantile(by_length: Floats, share: float) -> Floats:
    """(draw,): steps that so many of those who are taken waited at most; not a number where nobody is taken."""
    so_far = np.cumsum(by_length, axis=1)
    steps = (so_far < share * so_far[:, -1:] - 1e-9).sum(axis=1) + 1.0
    return np.where(so_far[:, -1] > 0, steps, np.nan)


def _band(values: Floats) -> Band:
    known = values[~np.isnan(values)]
    return Band(*np.quantile(known, BAND).tolist()) if known.size else Band(np.nan, np.nan, np.nan)


def _each(values: Floats) -> tuple[Band, ...]:
    return tuple(Band(*row) for row in np.quantile(values, BAND, axis=0).T.tolist())
