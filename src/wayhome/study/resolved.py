"""The resolved study: fully explicit, immutable, checked. What the engine and the ledger read."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from wayhome.dates import Calendar, Period
from wayhome.ranges import Range

Selection: TypeAlias = Mapping[str, tuple[str, ...]]
"""Population name -> the levels meant; a population that is not named means all of its levels."""


@dataclass(frozen=True, slots=True)
class Place:
    name: str
    title: str
    final: bool = False  # nobody leaves


@dataclass(frozen=True, slots=True)
class Anchor:
    """A driver's value at one date: best, with a 90% range where low < high."""

    date: Period
    low: float
    best: float
    high: float
    source: str


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


@dataclass(frozen=True, slots=True)
class Flow:
    """People moving from each place of `origin` to `to` under one law.

    hazard: each person leaves at `rate`, times what differs between groups and what drivers do.
    counts: as many people as `driver` says leave `origin`, never more than are there.
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
    driver: str = ""
    newborn: Mapping[str, str] = field(default_factory=dict)


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

    @property
    def groups(self) -> tuple[tuple[str, ...], ...]:
        """Every cell of the populations' product, the last population running fastest."""
        return tuple(itertools.product(*self.populations.values()))

    def groups_in(self, who: Selection) -> tuple[int, ...]:
        """Positions in `groups` of the cells that a selection means."""
        wanted = [frozenset(who.get(name, levels)) for name, levels in self.populations.items()]
        return tuple(i for i, cell in enumerate(self.groups) if all(level in want for level, want in zip(cell, wanted)))

    def places_in(self, name: str) -> tuple[str, ...]:
        """The places that a place's or area's name means; KeyError where there is none."""
        return self.areas[name] if name in self.areas else (self.places[name].name,)
