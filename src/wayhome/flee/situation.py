"""A displacement situation as the input files of Flee describe it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

KINDS = ("conflict_zone", "town", "camp", "idpcamp", "forwarding_hub", "marker")
CAMPS = ("camp", "idpcamp")
PLACEHOLDER = 2.0  # a capacity above so many times all others together says only "enough"
CLOSURES = ("country", "location", "link", "camp", "idpcamp", "remove_forced_redirection")


@dataclass(frozen=True, slots=True, order=True)
class Note:
    """Something in a file that could not be used or had to be interpreted, and how; line 0: the file as a whole."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}" if self.line else f"{self.file}: {self.message}"


@dataclass(frozen=True, slots=True)
class Location:
    """A place. kind: one of `KINDS`; latitude, longitude: degrees, None where not given; population: people living in a town or
    conflict zone; capacity: people a camp has room for, None = no limit; conflict_day: first day of conflict (from 0) as
    locations.csv says, which counts only where there is no conflicts.csv."""

    name: str
    region: str
    country: str
    latitude: float | None
    longitude: float | None
    kind: str
    conflict_day: int | None
    population: int | None
    capacity: int | None

    @property
    def camp(self) -> bool:
        return self.kind in CAMPS


@dataclass(frozen=True, slots=True)
class Route:
    """An undirected way of `km`. forced: 0 = none; 1 = who is in `end` must go on to `start`; 2 = who is in `start` must go on to
    `end` (the other routes of that place are not chosen)."""

    start: str
    end: str
    km: float
    forced: int = 0


@dataclass(frozen=True, slots=True)
class Closure:
    """kind: one of `CLOSURES`. first, second: two countries (the border between them), a location (all its routes; but where
    `second` is another location, only the route between the two), the two ends of a link, or a camp (a town meanwhile: people pass
    through it, and it is no place to stay). Closed on the days `closes` <= day < `opens`; None = for good. Of
    remove_forced_redirection only `closes` counts: from that day on nobody is sent from `first` to `second`."""

    kind: str
    first: str
    second: str
    closes: int
    opens: int | None


@dataclass(frozen=True, slots=True)
class Correction:
    """From `day` on, people of the camp were registered one by one ("level 2"); all counts before are scaled by count(day) /
    the count before it."""

    camp: str
    day: date


@dataclass(frozen=True, slots=True)
class Series:
    """Registered people (a stock) of a camp, or of all. dates rise; `raw` and `people` (after corrections) go with them; whole:
    whether all `files` that are added up report on that date (else what is missing lies on the straight line between its
    neighbours)."""

    name: str
    files: tuple[str, ...]
    dates: tuple[date, ...]
    raw: tuple[float, ...]
    people: tuple[float, ...]
    whole: tuple[bool, ...]

    def daily(self, start: date, days: int, *, corrected: bool = True) -> NDArray[np.float64]:
        """People on each day (days,), day 0 being `start`: on the straight line between two dates, and before the first and after
        the last date as on it, which is how Flee compares."""
        ordinals = [day.toordinal() for day in self.dates]
        wanted = np.arange(start.toordinal(), start.toordinal() + days, dtype=np.float64)
        return np.interp(wanted, ordinals, self.people if corrected else self.raw)


@dataclass(frozen=True, slots=True, eq=False)
class Situation:
    """What a Flee folder holds.

    Simulated days are 0 … days - 1, day 0 being `start`. home: the country of the first location, which people flee from.
    intensity (days, locations), 0 to 1: conflict on each day in each location, in the order of `locations`.
    counts: by name, in the order of data_layout.csv, for places of `locations` (of which some are towns: ask `camps`);
    unplaced: the same for names that locations.csv does not have; total: the series of all registered people, None where there is
    none. demographics: by attribute, (value, weight). notes: what could not be used, with file and line.
    """

    name: str
    start: date
    days: int
    home: str
    locations: tuple[Location, ...]
    routes: tuple[Route, ...]
    closures: tuple[Closure, ...]
    intensity: NDArray[np.float64]
    corrections: tuple[Correction, ...]
    counts: Mapping[str, Series]
    unplaced: Mapping[str, Series]
    total: Series | None
    demographics: Mapping[str, tuple[tuple[str, float], ...]]
    notes: tuple[Note, ...]

    @property
    def camps(self) -> tuple[str, ...]:
        """The camps that are counted: what Flee's accuracy is measured on."""
        kinds = {one.name: one.camp for one in self.locations}
        return tuple(name for name in self.counts if kinds[name])

    @property
    def end(self) -> date:
        """The last simulated day."""
        return self.start + timedelta(days=self.days - 1)

    def index(self, name: str) -> int:
        """The position of a location in `locations` and `intensity`; KeyError where there is none."""
        for i, one in enumerate(self.locations):
            if one.name == name:
                return i
        raise KeyError(name)

    def date_of(self, day: int) -> date:
        return self.start + timedelta(days=day)


def rooms_of(situation: Situation) -> dict[str, float]:
    """People that each counted camp has room for, where that is known; one that is out of all proportion to the others together is
    cut to `PLACEHOLDER` times them."""
    known = {one.name: one.capacity for one in situation.locations if one.capacity and one.name in situation.camps}
    whole = sum(known.values())
    return {
        name: min(float(room), PLACEHOLDER * (whole - room)) if whole > room else float(room)
        for name, room in known.items()
    }
