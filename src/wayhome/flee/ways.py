"""On which days each route of a situation can be taken, and in which direction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wayhome.flee.situation import Closure, Situation

Days = NDArray[np.bool_]


class Span(NamedTuple):
    """Days, the first and the last among them, on which people can go from `start` to `end`, and back unless it is one_way."""

    start: str
    end: str
    first: int
    last: int
    one_way: bool


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """A route of `km`; there, back (days,): whether it can be taken from `start` to `end`, and from `end` to `start`."""

    start: str
    end: str
    km: float
    there: Days
    back: Days

    def out_of(self, name: str) -> Days:
        return self.there if name == self.start else self.back

    def into(self, name: str) -> Days:
        return self.back if name == self.start else self.there

    def other(self, name: str) -> str:
        return self.end if name == self.start else self.start

    def spans(self) -> Iterator[Span]:
        """The runs of days on which it can be taken in the same directions."""
        state = self.there + 2 * self.back.astype(np.int8)
        for first, after in pairwise(
            [0, *(int(day) + 1 for day in np.flatnonzero(state[1:] != state[:-1])), len(state)]
        ):
            if state[first]:
                ends = (self.end, self.start) if state[first] == 2 else (self.start, self.end)
                yield Span(*ends, first, after - 1, bool(state[first] != 3))


def ways(situation: Situation) -> list[Way]:
    """Every route with its days, after closures and forced redirections. Two ways between the same places are never open in one
    direction on one day.

    A camp that is closed cannot be reached, but passed through: the routes on either side of it are joined meanwhile. Who must go
    on from a place takes none of its other routes.
    """
    days = situation.days
    made = [
        Way(one.start, one.end, one.km, np.ones(days, np.bool_), np.ones(days, np.bool_)) for one in situation.routes
    ]
    countries = {one.name: one.country for one in situation.locations}
    for closure in situation.closures:
        for way in made:
            if _concerns(closure, way, countries):
                _shut(way, closed_on(closure, days))
    _redirect(made, situation)
    for closure in situation.closures:
        if closure.kind in ("camp", "idpcamp"):
            _bypass(made, closure.first, closed_on(closure, days))
    return [way for way in made if way.there.any() or way.back.any()]


def closed_on(closure: Closure, days: int) -> Days:
    """The days on which a closure holds (days,)."""
    closed = np.zeros(days, np.bool_)
    closed[closure.closes : closure.opens] = True
    return closed


def _concerns(closure: Closure, way: Way, countries: dict[str, str]) -> bool:
    ends = {way.start, way.end}
    match closure.kind:
        case "country":
            between = [countries[way.start], countries[way.end]]
            return sorted(between) == sorted((closure.first, closure.second)) and closure.first != closure.second
        case "link":
            return ends == {closure.first, closure.second}
        case "location":
            return ends == {closure.first, closure.second} if closure.second in countries else closure.first in ends
        case _:
            return False


def _shut(way: Way, closed: Days) -> None:
    way.there[closed] = False
    way.back[closed] = False


def _redirect(made: Sequence[Way], situation: Situation) -> None:
    """Close, out of each place that people are sent on from, all routes but those that they are sent on by."""
    removed = {
        (one.first, one.second): one.closes for one in situation.closures if one.kind == "remove_forced_redirection"
    }
    sent: dict[str, list[tuple[str, int]]] = {}
    for one in situation.routes:
        if one.forced:
            pair = (one.start, one.end) if one.forced == 2 else (one.end, one.start)
            sent.setdefault(pair[0], []).append((pair[1], removed.get(pair, situation.days)))
    for name, targets in sent.items():
        for way in made:
            if name in (way.start, way.end):
                until = max(end for _, end in targets)
                own = [end for target, end in targets if target == way.other(name)]
                way.out_of(name)[own[0] if own else 0 : until] = False


def _bypass(made: list[Way], camp: str, closed: Days) -> None:
    """Close a camp's routes on the days `closed`, and join each two of them for those who pass through."""
    touching = [way for way in made if camp in (way.start, way.end)]
    for one, two in combinations(touching, 2):
        start, end = one.other(camp), two.other(camp)
        if start != end:
            there = closed & one.into(camp) & two.out_of(camp)
            back = closed & two.into(camp) & one.out_of(camp)
            _add(made, Way(start, end, one.km + two.km, there, back))
    for way in touching:
        _shut(way, closed)


def _add(made: list[Way], new: Way) -> None:
    """Add a way; on days on which there is another between the same places, the shorter of the two counts."""
    for old in made:
        if {old.start, old.end} == {new.start, new.end}:
            for name in (new.start, new.end):
                both = old.out_of(name) & new.out_of(name)
                (old if old.km > new.km else new).out_of(name)[both] = False
    made.append(new)
