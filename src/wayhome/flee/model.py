"""The model that an imported situation begins with: who arises where, by which flows they go, and what is believed beforehand.

Everything here is meant to be changed in the study that it is written into. All ranges are 90% ranges.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from wayhome.flee.learned import as_text, learned
from wayhome.flee.naming import level
from wayhome.flee.situation import Location, Situation

Yaml: TypeAlias = "str | bool | float | int | Sequence[Yaml] | Mapping[str, Yaml]"
Counts: TypeAlias = Mapping[str, Mapping[date, int]]
"""People in each place that is counted, by date."""

HOME, ROAD = "at_home", "on_the_road"
ELSEWHERE, DOOR, GONE = "elsewhere", "arriving", "gone"  # of studies that begin with the last counts
GRADE, SCALED_GRADE = "B2", "C3"  # of counts as registered, and of those that a correction scales

# What people do, in the study's own words: the same for every situation.
FLEE: Mapping[str, Yaml] = {
    "title": "Fleeing from conflict zones",
    "law": "choice",
    "from": "zones",
    "to": "havens",
    "rate": "10% to 90% per day",
    "speed": "200 km per day",
    "under_way": ROAD,
}
TOWN_PULL = "0.02x to 1x"  # of places that are counted, but are no camps any more, where there are camps too
RECENT = 60  # days before the last count: people per day until then, of which those after it are multiples
AHEAD = learned().usual.arriving[::2]  # what such multiples were elsewhere: the ends of their 90% range


def described(one: Location, *, kind: str, started: bool) -> dict[str, Yaml]:
    """A location as a place of the study. started: whether people are there at the beginning."""
    place: dict[str, Yaml] = {"title": one.name, "kind": kind}
    place |= {"country": level(one.country)} if level(one.country) else {}
    place |= {"start": "from stocks.csv"} if started else {}
    if one.latitude is not None and one.longitude is not None:
        place["at"] = [short(one.latitude), short(one.longitude)]
    return place


def short(value: float) -> float:
    """Of so many digits as a person would write."""
    return float(f"{value:.10g}")


def arising(situation: Situation, zones: Sequence[str], counts: Counts) -> NDArray[np.float64]:
    """People displaced on each day in each zone (days, zones).

    As many as the counts of all places together rise above all they were before, on straight lines between counts; in equal parts
    out of the zones in conflict, or out of all where there is no conflict yet. Falls move nobody back.
    """
    total = sum((on_days(situation, dict(series)) for series in counts.values()), np.zeros(situation.days))
    new = np.diff(np.maximum.accumulate(total), prepend=total[0])
    weights = situation.intensity[:, [situation.index(name) for name in zones]].copy()
    weights[weights.sum(axis=1) == 0] = 1.0
    return new[:, None] * weights / weights.sum(axis=1, keepdims=True)


def on_days(situation: Situation, counts: Mapping[date, float]) -> NDArray[np.float64]:
    """Counts on straight lines through all days (days,), level before the first and after the last."""
    if not counts:
        return np.zeros(situation.days)
    first = situation.start.toordinal()
    known = sorted((day.toordinal() - first, people) for day, people in counts.items())
    days, people = zip(*known)
    return np.interp(np.arange(situation.days), days, people)


def flows(displaced: Mapping[str, tuple[str, str]], *, room: bool, towns: str) -> dict[str, Mapping[str, Yaml]]:
    """The flows of a study.

    displaced: the driver of each zone -> the zone and its title. room: some place has a capacity, so that people choose by room
    and roads rather than by distance; towns: the kind of the counted places that are no camps, where there are camps too.
    """
    pulls = as_text(learned().given if room else learned().withheld)
    made: dict[str, Mapping[str, Yaml]] = {
        driver: {"title": f"Displaced in {title}", "law": "counts", "from": HOME, "to": zone, "driver": driver}
        for driver, (zone, title) in displaced.items()
    }
    return made | {"flee": {**FLEE, "drawn_by": pulls | ({towns: TOWN_PULL} if towns else {})}}
