"""Routes of a study as routes, closures and forced redirections of Flee."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from wayhome.flee.situation import Closure, Note, Route, Situation
from wayhome.flee.ways import Days, Way, ways
from wayhome.study.resolved import Route as StudyRoute


def with_routes(
    situation: Situation, routes: Sequence[StudyRoute], titles: Mapping[str, str], notes: list[Note]
) -> Situation:
    """The situation with routes and closures that open and close as the study's do; what Flee cannot say is noted."""
    wanted = _one_length(_as_ways(situation, routes, titles), situation, notes)
    sent: dict[str, dict[str, int]] = {}
    full = _told(situation, wanted, sent)
    wrong = sum(_differences(wanted, ways(full)).values())
    for name in titles.values():
        found = _sent(wanted, name, situation.days)
        if found:  # being sent on explains one-way routes only where it puts no other route wrong
            other = _told(situation, wanted, {**sent, name: found})
            less = sum(_differences(wanted, ways(other)).values())
            if less < wrong:
                sent[name], full, wrong = found, other, less
    for (start, end), days in _differences(wanted, ways(full)).items():
        message = f"the route between {start} and {end} is one-way on {days} days, which Flee cannot say"
        notes.append(Note("routes.csv", 0, message))
    return full


def _told(situation: Situation, wanted: Sequence[Way], sent: Mapping[str, Mapping[str, int]]) -> Situation:
    made = [Route(way.start, way.end, way.km, _forced(way, sent)) for way in wanted]
    closures = [*_removals(sent, situation.days), *(one for way in wanted for one in _closures(way))]
    return replace(situation, routes=tuple(made), closures=tuple(closures))


def _as_ways(situation: Situation, routes: Sequence[StudyRoute], titles: Mapping[str, str]) -> list[Way]:
    """One way for each pair of places and length."""
    made: dict[tuple[str, str, float], Way] = {}
    for route in routes:
        start, end = titles[route.origin], titles[route.to]
        key = (end, start, route.km) if (end, start, route.km) in made else (start, end, route.km)
        none = np.zeros(situation.days, np.bool_)
        way = made.setdefault(key, Way(key[0], key[1], route.km, none, none.copy()))
        first = max((route.opens.first - situation.start).days, 0) if route.opens else 0
        after = max((route.closes.last - situation.start).days + 1, 0) if route.closes else situation.days
        way.out_of(start)[first:after] = True
        if not route.one_way:
            way.into(start)[first:after] = True
    return list(made.values())


def _one_length(made: Sequence[Way], situation: Situation, notes: list[Note]) -> list[Way]:
    """Of ways between the same places, the one that is open longest."""
    best: dict[frozenset[str], Way] = {}
    for way in made:
        pair = frozenset((way.start, way.end))
        other = best.get(pair)
        if other is None or _open(way) > _open(other):
            best[pair] = way
        if other is not None:
            kept = best[pair]
            message = f"the route between {way.start} and {way.end} has several lengths; {kept.km:g} km is kept"
            notes.append(Note("routes.csv", 0, message))
    return list(best.values())


def _open(way: Way) -> int:
    return int(way.there.sum() + way.back.sum())


def _sent(made: Sequence[Way], name: str, days: int) -> dict[str, int]:
    """Where people in a place are sent on to, and until which day; empty where they are not.

    They are, from the first day on, for as long as some route leads in and not out, and another leads out.
    """
    touching = [way for way in made if name in (way.start, way.end)]
    shut = np.zeros(days, np.bool_)
    for way in touching:
        shut |= way.into(name) & ~way.out_of(name)
    free = np.flatnonzero(~shut)
    until = int(free[0]) if len(free) else days
    targets = {way.other(name): _first_shut(way.out_of(name), way.into(name), until) for way in touching}
    return {other: day for other, day in targets.items() if day > 0}


def _first_shut(out: Days, into: Days, until: int) -> int:
    """The day from which nobody is sent along a way; 0 where nobody ever is."""
    shut = np.flatnonzero(into[:until] & ~out[:until])
    return until if not len(shut) else int(shut[0])


def _forced(way: Way, sent: Mapping[str, Mapping[str, int]]) -> int:
    if way.end in sent.get(way.start, {}):
        return 2
    return 1 if way.start in sent.get(way.end, {}) else 0


def _removals(sent: Mapping[str, Mapping[str, int]], days: int) -> Iterator[Closure]:
    for name, targets in sent.items():
        for other, until in targets.items():
            if until < days:
                yield Closure("remove_forced_redirection", name, other, until, None)


def _closures(way: Way) -> Iterator[Closure]:
    """The days on which a way is open in neither direction."""
    shut = ~(way.there | way.back)
    edges = np.flatnonzero(np.diff(shut.astype(np.int8), prepend=0, append=0))
    for first, after in zip(edges[::2], edges[1::2]):
        yield Closure("link", way.start, way.end, int(first), int(after) if after < len(shut) else None)


def _differences(wanted: Sequence[Way], made: Sequence[Way]) -> dict[tuple[str, str], int]:
    """Days on which routes are open otherwise than wanted, in either direction; routes that are not are left out."""
    known = {frozenset((way.start, way.end)): way for way in made}
    found: dict[tuple[str, str], int] = {}
    for way in wanted:
        twin = known.get(frozenset((way.start, way.end)))
        wrong = np.zeros(len(way.there), np.bool_)
        for name in (way.start, way.end):
            wrong |= way.out_of(name) != (twin.out_of(name) if twin else np.False_)
        if wrong.any():
            found[way.start, way.end] = int(wrong.sum())
    return found
