"""Routes, and the flows whose people travel on them."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from wayhome.dates import Calendar
from wayhome.study.authored import AuthoredRoute, AuthoredStudy
from wayhome.study.authored_flows import AuthoredBirths, AuthoredChoice
from wayhome.study.names import are_known, find_place
from wayhome.study.positions import Findings, Path
from wayhome.study.resolve import places_in


def check_routes(study: AuthoredStudy, calendar: Calendar | None, findings: Findings) -> None:
    """Add everything that is wrong with routes, and with the flows that need them."""
    before = len(findings.problems)
    for i, route in enumerate(study.routes):
        _route(route, ("routes", i), study, findings)
    _apart(study, findings)
    sound = len(findings.problems) == before and not findings.is_broken("routes")
    for name, flow in study.flows.items():
        if isinstance(flow, AuthoredChoice):
            _ways(flow, ("flows", name), study, calendar if sound else None, findings)


def _route(route: AuthoredRoute, path: Path, study: AuthoredStudy, findings: Findings) -> None:
    find_place(route.origin, (*path, "from"), study, findings)
    if find_place(route.to, (*path, "to"), study, findings) and route.to == route.origin:
        findings.add((*path, "to"), f"the route leads from '{route.to}' to itself", "W415")
    if route.opens and route.closes and route.closes.last < route.opens.first:
        message = f"the route closes ({route.closes}) before it opens ({route.opens})"
        findings.add((*path, "closes"), message, "W415")


def _open_days(route: AuthoredRoute) -> tuple[date, date]:
    return (route.opens.first if route.opens else date.min, route.closes.last if route.closes else date.max)


def _ends(route: AuthoredRoute) -> list[tuple[str, str]]:
    """From and to, in each direction that the route may be taken."""
    there, back = (route.origin, route.to), (route.to, route.origin)
    return [there] if route.one_way else [there, back]


def _apart(study: AuthoredStudy, findings: Findings) -> None:
    """No two routes lead the same way at the same time."""
    along: dict[tuple[str, str], list[int]] = defaultdict(list)
    for i, route in enumerate(study.routes):
        for ends in _ends(route) if route.origin != route.to else ():
            along[ends].append(i)
    said: set[int] = set()
    for (origin, to), routes in along.items():
        routes.sort(key=lambda i: (_open_days(study.routes[i])[0], i))
        until = routes[0]
        for i in routes[1:]:
            first, last = min(until, i), max(until, i)
            if _open_days(study.routes[i])[0] <= _open_days(study.routes[until])[1] and last not in said:
                said.add(last)
                line = findings.document.place_of(("routes", first))[1]
                message = f"another route from '{origin}' to '{to}' (line {line}) is open at the same time"
                findings.add(("routes", last), f"{message}; keep one, or let one close before the other opens", "W416")
            until = max(until, i, key=lambda route: _open_days(study.routes[route])[1])


# ---- who travels on them ------------------------------------------------------------------------------------


def _ways(
    flow: AuthoredChoice, path: Path, study: AuthoredStudy, calendar: Calendar | None, findings: Findings
) -> None:
    """Those who go by the length of ways have some, and each origin a destination that can be reached one day."""
    uses: list[Path] = [("drawn_by", pull) for pull in ("distance", "doubling", "ways") if pull in flow.drawn_by]
    uses += [(key,) for key, given in (("speed", flow.speed), ("within", flow.within)) if given]
    if not uses or findings.is_broken("routes"):
        return
    if not study.routes:
        message = "there are no routes, so that ways have no length; add routes.csv, or remove this line"
        findings.add((*path, *uses[0]), message, "W224")
        return
    if calendar is None or not are_known(flow.to, study):
        return
    among = places_in(flow.to, study)
    leaving = (place for place in places_in(flow.origin, study) if not study.places[place].final)
    stuck = [place for place in leaving if set(among) - {place}]
    for day in _openings(study, calendar):
        if stuck:
            nearest = _nearest(among, study, day)
            stuck = [place for place in stuck if not _reaches(place, nearest[place], flow.within)]
    for place in stuck:
        near = f" within {flow.within:g} km" if flow.within else ""
        message = f"no route ever leads from '{place}' to a place of 'to'{near}"
        findings.add((*path, "from"), f"{message}; add one, or take '{place}' out of 'from'", "W224")


def _openings(study: AuthoredStudy, calendar: Calendar) -> list[date]:
    """The ends of the first step, and of those in which a route opens: in between there are only fewer ways."""
    opening = {max(1, calendar.state_at(route.opens.first)) for route in study.routes if route.opens}
    return [calendar.ends[state - 1] for state in sorted({1} | opening)]


def _nearest(among: Iterable[str], study: AuthoredStudy, day: date) -> Mapping[str, Mapping[str, float]]:
    """For every place the two nearest of some others by the ways open that day, with their km.

    Two, because the nearest to a place may be the place itself. Source: Dijkstra 1959, Numerische Mathematik 1.
    """
    leads_here: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for route in study.routes:
        first, last = _open_days(route)
        for origin, to in _ends(route) if first <= day <= last else ():
            leads_here[to].append((origin, route.km))
    found: dict[str, dict[str, float]] = defaultdict(dict)
    reached = [(0.0, place, place) for place in sorted(among)]
    while reached:
        km, place, goal = heapq.heappop(reached)
        if goal not in found[place] and len(found[place]) < 2:
            found[place][goal] = km
            for origin, further in leads_here[place]:
                heapq.heappush(reached, (km + further, origin, goal))
    return found


def _reaches(place: str, nearest: Mapping[str, float], within: float | None) -> bool:
    return any(goal != place and (within is None or km <= within) for goal, km in nearest.items())


# ---- under way ----------------------------------------------------------------------------------------------


def check_under_way(study: AuthoredStudy, findings: Findings) -> None:
    """A place in which people on the way are counted goes with a speed, and is nothing else."""
    roads: set[str] = set()
    for name, flow in study.flows.items():
        path = ("flows", name)
        if not isinstance(flow, AuthoredChoice):
            continue
        if flow.under_way is None:
            if flow.speed and not findings.is_broken(*path, "under_way"):
                message = "people on the way have to be counted somewhere; add for example 'under_way: on_the_road'"
                findings.add((*path, "speed"), message, "W225")
            continue
        roads.update(find_place(flow.under_way, (*path, "under_way"), study, findings))
        if flow.speed is None and not findings.is_broken(*path, "speed"):
            message = "without a speed everybody arrives at the end of the step; add 'speed', or remove 'under_way'"
            findings.add((*path, "under_way"), message, "W225")
    if roads:
        _only_roads(roads, study, findings)


def _only_roads(roads: set[str], study: AuthoredStudy, findings: Findings) -> None:
    why = "people on the way are counted there"
    for name, flow in study.flows.items():
        to = () if isinstance(flow, AuthoredBirths) else flow.to if isinstance(flow, AuthoredChoice) else (flow.to,)
        for key, places in (("in" if isinstance(flow, AuthoredBirths) else "from", flow.origin), ("to", to)):
            for place in places_in(places, study):
                if place in roads:
                    message = f"no flow may lead to '{place}' or leave it: {why}"
                    findings.add(("flows", name, key), message, "W225")
    for i, route in enumerate(study.routes):
        for key, place in (("from", route.origin), ("to", route.to)):
            if place in roads:
                findings.add(("routes", i, key), f"no route leads to '{place}' or from it: {why}", "W225")
    for i, stock in enumerate(study.stocks):
        if stock.place in roads:
            message = f"nobody is in '{stock.place}' at the start: {why}"
            findings.add(("stocks", i, "place"), f"{message}; put them where they set out", "W225")
    for place in sorted(roads):
        if study.places[place].final:
            findings.add(("places", place, "final"), f"people leave '{place}' again: {why}", "W225")
