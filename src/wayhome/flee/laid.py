"""A situation laid out for a study: names, ways, who can flee to where, and the counts that a study can hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from wayhome.flee.counts import corrected
from wayhome.flee.model import DOOR, ELSEWHERE, GONE, HOME, ROAD, Counts
from wayhome.flee.naming import study_names
from wayhome.flee.situation import Note, Series, Situation
from wayhome.flee.ways import Way, ways
from wayhome.study.resolved import PULLS

TAKEN = (HOME, ROAD, ELSEWHERE, DOOR, GONE, "zones", "havens", "camps", *PULLS)  # no location is called so


@dataclass(frozen=True, slots=True)
class Laid:
    """A situation laid out for a study: names by location, ways, zones and havens (locations), counts used."""

    situation: Situation
    as_of: date
    names: Mapping[str, str]
    ways: Sequence[Way]
    zones: Sequence[str]
    havens: Sequence[str]
    counts: Counts
    notes: list[Note]


def as_known(situation: Situation, as_of: date) -> Situation:
    """Counts after those corrections only that were made by `as_of`."""
    counts = {
        name: replace(
            series,
            people=corrected(
                series.dates,
                series.raw,
                tuple(one.day for one in situation.corrections if one.camp == name and one.day <= as_of),
            ),
        )
        for name, series in situation.counts.items()
    }
    return replace(situation, counts=counts)


def lay_out(situation: Situation, as_of: date) -> Laid:
    names = study_names([one.name for one in situation.locations], taken=TAKEN)
    notes: list[Note] = []
    made = ways(situation)
    havens = [one.name for one in situation.locations if one.camp or one.name in situation.counts]
    fought = [
        one.name
        for i, one in enumerate(situation.locations)
        if one.name not in havens and (situation.intensity[:, i].any() or one.kind == "conflict_zone")
    ]
    reach = _reach(made, havens, situation.days)
    zones = [zone for zone in fought if zone in reach]
    notes += [
        Note("routes.csv", 0, f"no route ever leads from {zone} to a place that is counted: nobody flees from there")
        for zone in fought
        if zone not in reach
    ]
    notes += [*_loose_ends(situation), *_foretold(situation, as_of)]
    counts = {
        one.name: _used(situation, situation.counts[one.name], notes)
        for one in situation.locations
        if one.name in situation.counts
    }
    return Laid(situation, as_of, names, made, zones, havens, counts, notes)


def _reach(made: Sequence[Way], havens: Iterable[str], days: int) -> set[str]:
    """The places from which a haven can be reached on at least one day."""
    changes = {0}
    for way in made:
        for open_ in (way.there, way.back):
            changes |= {int(day) + 1 for day in np.flatnonzero(open_[1:] != open_[:-1])}
    reached: set[str] = set()
    for day in changes:
        known = set(havens)
        near = list(known)
        while near:
            place = near.pop()
            for way in made:
                if place in (way.start, way.end) and way.into(place)[day] and way.other(place) not in known:
                    known.add(way.other(place))
                    near.append(way.other(place))
        reached |= known
    return reached


def _loose_ends(situation: Situation) -> Iterator[Note]:
    """What a study has no word for."""
    if situation.total:
        message = "the total is not used: people arise as the counts of the places add up"
        yield Note(situation.total.files[0], 0, message)
    for name in situation.demographics:
        yield Note(f"demographics_{name}.csv", 0, "not used: the study does not tell people apart")
    for one in situation.closures:
        if one.kind == "location" and one.second in {place.name for place in situation.locations}:
            message = (
                f"the closure of {one.first} with {one.second} closes the route between the two, not all of {one.first}"
            )
            yield Note("closures.csv", 0, message)
        if one.kind in ("camp", "idpcamp"):
            message = f"the camp {one.first} cannot be reached while it is closed; those who are in it stay"
            yield Note("closures.csv", 0, message)
    for route in situation.routes:
        start, end = (route.start, route.end) if route.forced == 2 else (route.end, route.start)
        if route.forced and situation.locations[situation.index(start)].camp:
            message = f"people who pass {start} go on to {end} only; those who choose to stay in {start} stay"
            yield Note("routes.csv", 0, message)


def _foretold(situation: Situation, as_of: date) -> Iterator[Note]:
    """Capacities that give away a later count."""
    for one in situation.locations:
        series = situation.counts.get(one.name)
        later = [day for day, n in zip(series.dates, series.raw) if day > as_of and n == one.capacity] if series else []
        if later and as_of < situation.end:
            message = f"the capacity of {one.name} is its own count of {later[0]}, after {as_of}; --no-capacities leaves all out"
            yield Note("locations.csv", 0, message)


def _used(situation: Situation, series: Series, notes: list[Note]) -> dict[date, int]:
    """The counts that a study can hold, rounded: the first day's (people there when it begins), and those after it."""
    counts = {situation.start: round(float(series.daily(situation.start, 1)[0]))}
    partial = early = late = 0
    for day, people, whole in zip(series.dates, series.people, series.whole):
        if day < situation.start:
            early += 1
        elif day > situation.end:
            late += 1
        elif not whole:
            partial += 1
        elif day > situation.start:
            counts[day] = round(people)
    file = series.files[0]
    if early or late:
        said = " and ".join(f"{n} {when}" for n, when in ((early, "before the start"), (late, "after the end")) if n)
        notes.append(Note(file, 0, f"counts not used: {said} of the situation"))
    if partial:
        message = f"counts not used: {partial} of days on which only some of {series.name}'s files have one"
        notes.append(Note(file, 0, message))
    return counts


def until(counts: Counts, last: date) -> dict[str, dict[date, int]]:
    return {name: {day: n for day, n in series.items() if day <= last} for name, series in counts.items()}
