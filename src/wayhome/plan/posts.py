"""The posts that keep waits short: the fewest with which so many people wait no longer than wanted, in so many futures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from wayhome.dates import YEARS_PER, Period
from wayhome.engine.arrays import Floats
from wayhome.engine.compile import compile_study
from wayhome.fit.store import Fit
from wayhome.plan.door import SEATS, Door, Traffic
from wayhome.plan.refill import Leaving, refill
from wayhome.plan.waits import Waits, first_come
from wayhome.study.resolved import Post, Programme, ProgrammeChange

MOST = 10**7  # people at once: who cannot be served by a programme for so many is not kept waiting by its posts
ALMOST = 1e-9

Units = tuple[int, ...]
"""Posts of each profession, and seats, in the order of `Door.resources`."""


@dataclass(frozen=True, slots=True)
class Target:
    """A share of `people` waits `steps` at most, in a share of `futures`."""

    steps: int
    people: float
    futures: float

    def reached(self, waits: Waits, at: int) -> float:
        """The share of draws in which enough people wait no longer; `at`: the position of `steps` in the waits' lengths."""
        return float(np.mean(waits.share_within[:, at] >= self.people - ALMOST))


def means(programme: Programme) -> tuple[Mapping[str, Post], float | None]:
    """Staff and seats at the end of the calendar, whatever a scenario made of them."""
    last = programme.changes[-1] if programme.changes else programme
    return last.staff, last.seats


def of_one(door: Door, years_per_step: float) -> Floats:
    """(resource,): hours that one post gives in a step; 1 for a seat."""
    staff, _ = means(door.programme)
    return np.array([
        1.0 if name == SEATS else staff[name].hours * years_per_step / YEARS_PER[staff[name].per] for name in door.resources
    ])  # fmt: skip


def fewest(door: Door, seen: Traffic, leave: Leaving, target: Target, *, years_per_step: float) -> Units | None:
    """The fewest whole posts, all professions serving equally many people of the mix that asks, then each as few as the others
    allow. None where not even posts for everybody would do: the programme opens too late."""
    hours = of_one(door, years_per_step)
    came = seen.came.sum(axis=(0, 1)) + seen.waiting[:, 0].sum(axis=0)
    mix = came / came.sum() if came.sum() > 0 else np.full(came.size, 1 / came.size)
    one = door.load[:, door.waiter_groups] @ mix / hours  # posts for one person in the programme

    def of_people(people: int) -> Units:
        return tuple(np.ceil(people * one - ALMOST).astype(int).tolist())

    def enough(units: Units) -> bool:
        return target.reached(waits_with(door, seen, leave, units, target, hours=hours), 0) >= target.futures - ALMOST

    people = 1
    while not enough(of_people(people)):
        if people > MOST:
            return None
        people *= 2
    units = of_people(_least(lambda people: enough(of_people(people)), people // 2, people))
    for r in range(len(units)):

        def with_fewer(count: int, r: int = r, given: Units = units) -> Units:
            return (*given[:r], count, *given[r + 1 :])

        units = with_fewer(_least(lambda count, make=with_fewer: enough(make(count)), -1, units[r]))
    return units


def waits_with(door: Door, seen: Traffic, leave: Leaving, units: Units, target: Target, *, hours: Floats) -> Waits:
    """How long people would wait with so many posts from as_of on."""
    capacity = door.open[:, None] * (np.array(units) * hours)
    made = refill(door, seen, leave, capacity)
    asking = (seen.came - seen.within).sum(axis=2)
    lost = np.maximum(made.lost - seen.within, 0.0)
    return first_come(
        made.waiting[:, 0].sum(axis=1),
        asking,
        made.before.sum(axis=2),
        made.taken.sum(axis=2),
        lost.sum(axis=2),
        lengths=(target.steps,),
    )


def _least(enough: Callable[[int], bool], low: int, high: int) -> int:
    """The least whole number above `low` that is enough, where `high` is."""
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def with_posts(fit: Fit, needed: Mapping[str, tuple[Door, Units]]) -> Fit:
    """The fit of the study in which programmes have so many posts and seats from the first step after as_of on."""
    study = fit.study
    first = study.calendar.ends[study.calendar.as_of_state - 1].toordinal() + 1
    day = type(study.calendar.ends[0]).fromordinal(first)
    programmes = dict(study.programmes)
    for name, (door, units) in needed.items():
        staff, seats = means(door.programme)
        counts = dict(zip(door.resources, units, strict=True))
        staff = {one: replace(post, posts=float(counts[one])) for one, post in staff.items()}
        seats = float(counts[SEATS]) if SEATS in counts else seats
        change = ProgrammeChange(Period(day, day), staff, seats)
        programmes[name] = replace(programmes[name], changes=(change,))
    study = replace(study, programmes=programmes)
    return replace(fit, study=study, model=compile_study(study))
