"""The resolved study: fully explicit, immutable, checked. What the engine and the ledger read."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from wayhome.dates import Calendar, Period
from wayhome.ranges import Range

Selection: TypeAlias = Mapping[str, tuple[str, ...]]
"""Population name -> the levels meant; a population that is not named means all of its levels."""

PULLS = {
    "distance": "each 100 km of the shortest open way",
    "doubling": "each doubling of that way, beginning at 1 km",
    "ways": "each doubling of the number of open routes that lead there",
    "border": "a destination in another country",
    "room": "room for all (1) against no room left (0)",
    "compatriots": "each doubling of one and those already there",
}
"""What may draw people to a place besides its kind, and what the factor stands for."""


@dataclass(frozen=True, slots=True)
class Place:
    name: str
    title: str
    final: bool = False  # nobody leaves
    kind: str = ""  # "camp", "town", …: what choice flows may prefer
    country: str = ""  # a way between two different ones crosses a border
    capacity: float | None = None  # people for whom there is room; None: no limit
    at: tuple[float, float] | None = None  # latitude and longitude in degrees, for maps


@dataclass(frozen=True, slots=True)
class Route:
    """A way between two places, open from the beginning of `opens` to the end of `closes` (None: always)."""

    origin: str
    to: str
    km: float
    opens: Period | None = None
    closes: Period | None = None
    one_way: bool = False


@dataclass(frozen=True, slots=True)
class Post:
    """Staff of one profession: how many posts, and the hours that one post gives to people in a unit of time."""

    posts: float
    hours: float
    per: str


@dataclass(frozen=True, slots=True)
class ProgrammeChange:
    """What a scenario makes of a programme's means from the first day of `start` on."""

    start: Period
    staff: Mapping[str, Post]
    seats: float | None


@dataclass(frozen=True, slots=True)
class Programme:
    """Who may be in a programme at once: those for whom it has a seat, and for whom every profession has the hours.

    needs: level of the population `needs_by` ("" for everybody alike) -> profession -> hours for one person, spread over
    `months`. seats: people at most, None for as many as the staff can serve. finishes: share of those who begin.
    opens: it has neither staff nor seats before the first day of this (None: it was always there).
    """

    name: str
    title: str
    needs_by: str
    needs: Mapping[str, Mapping[str, float]]
    months: float
    staff: Mapping[str, Post]
    seats: float | None = None
    finishes: Range | None = None
    opens: Period | None = None
    changes: tuple[ProgrammeChange, ...] = ()  # in the order of their dates


@dataclass(frozen=True, slots=True)
class Anchor:
    """A driver's value at one date: best, with a 90% range where low < high."""

    date: Period
    low: float
    best: float
    high: float
    source: str


@dataclass(frozen=True, slots=True)
class DriverChange:
    """What a scenario makes of a driver from the first day of `start` on: its path `times` a factor, or `to` a value."""

    start: Period
    keys: tuple[tuple[str, ...], ...]  # the series changed, as in `Driver.history`
    times: Range | None = None
    to: Range | None = None


@dataclass(frozen=True, slots=True)
class Driver:
    """A pressure or programme that raises or lowers flows.

    `history` has one series per combination of levels of the populations in `by` (key `()` where there are none).
    `after` gives ranges at later dates (a factor range multiplies the last value of history); empty: the last value
    holds.
    """

    name: str
    title: str
    unit: str  # "share" and "index" lie in 0 … 1 and may drive rates; "persons per month" (or another time): counts
    by: tuple[str, ...]
    history: Mapping[tuple[str, ...], tuple[Anchor, ...]]
    after: Mapping[Period, Range]
    monotone: str = ""  # "", "rising" or "falling"
    changes: tuple[DriverChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Flow:
    """People moving from each place of `origin` to `to` (or, under choice, to one of `among`) under one law.

    hazard: each person leaves at `rate`, times what differs between groups, what drivers do and what draws them.
    choice: each leaves at `rate`, then chooses by `drawn_by`; arrives after the way at `speed`, if given.
    counts: as many people as `driver` says leave `origin`, never more than are there.
    operations: at `rate` (operations in a unit of time, for each combination of the levels of `by`) a random `size` of the
    people of one combination leave together.
    queue: those in `origin` wait until `programme` can take them.
    births: each person of `who` in `origin` bears at `rate`; the newborn has the levels of `newborn`, the others of the
    parent, and is in the parent's place (`to` is empty).
    """

    name: str
    title: str
    law: str
    origin: tuple[str, ...]
    to: str
    who: Selection
    rate: Range | None = None
    differs_by: Mapping[str, float] = field(default_factory=dict)  # population, or "place" for the origins -> factor
    driven_by: Mapping[str, Range] = field(
        default_factory=dict
    )  # driver -> factor on the rate when it goes from 0 to 1
    drawn_by: Mapping[str, Range] = field(default_factory=dict)  # pull of the destination -> factor, see PULLS
    alike: tuple[str, ...] = ()  # populations whose levels make people compatriots; empty: everybody counts
    driver: str = ""
    newborn: Mapping[str, str] = field(default_factory=dict)
    among: tuple[str, ...] = ()
    speed: float | None = None  # km per `speed_per`; None: everybody arrives at the end of the step
    speed_per: str = ""
    within: float | None = None  # km: farther places are not considered
    under_way: str = ""  # the place in which those on the way are counted
    by: tuple[str, ...] = ()
    size: Range | None = None
    programme: str = ""

    @property
    def destinations(self) -> tuple[str, ...]:
        """The places that the flow may lead to; none for births."""
        return self.among or ((self.to,) if self.to else ())


@dataclass(frozen=True, slots=True)
class Stock:
    """People in a place at the calendar's start; exact where low == high."""

    place: str
    group: tuple[str, ...]
    low: float
    best: float
    high: float
    source: str


@dataclass(frozen=True, slots=True)
class Study:
    """A study with everything explicit, in its own order. populations: name -> levels; regions: name -> population -> levels;
    areas: name -> places; stocks: persons at the calendar's start. Numbers are in the units in which the study gives them, ranges
    are 90% ranges."""

    name: str
    title: str
    calendar: Calendar
    populations: Mapping[str, tuple[str, ...]]
    regions: Mapping[str, Selection]
    places: Mapping[str, Place]
    areas: Mapping[str, tuple[str, ...]]
    drivers: Mapping[str, Driver]
    flows: Mapping[str, Flow]
    stocks: tuple[Stock, ...]
    routes: tuple[Route, ...] = ()
    programmes: Mapping[str, Programme] = field(default_factory=dict)
    headline: str = ""  # "returned": everybody who ever came there; "stock camps": those who are there

    @property
    def groups(self) -> tuple[tuple[str, ...], ...]:
        """Every cell of the populations' product, the last population running fastest."""
        return _product(tuple(self.populations.values()))

    def groups_in(self, who: Selection) -> tuple[int, ...]:
        """Positions in `groups` of the cells that a selection means."""
        wanted = [frozenset(who.get(name, levels)) for name, levels in self.populations.items()]
        return tuple(i for i, cell in enumerate(self.groups) if all(level in want for level, want in zip(cell, wanted)))

    def places_in(self, name: str) -> tuple[str, ...]:
        """The places that a place's or area's name means; KeyError where there is none."""
        return self.areas[name] if name in self.areas else (self.places[name].name,)


@functools.lru_cache
def _product(populations: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    return tuple(itertools.product(*populations))
