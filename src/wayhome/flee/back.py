"""A study as a situation of Flee, and what Flee has no word for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from wayhome.claims.claim import Claim, Ledger
from wayhome.errors import InvalidInput, Problem
from wayhome.flee.back_ways import with_routes
from wayhome.flee.folder import MAX_DAYS
from wayhome.flee.rows import Found, read_table, whole
from wayhome.flee.situation import CAMPS, KINDS, Location, Note, Series, Situation
from wayhome.study.resolved import Driver, Place, Study

CONFLICT = "conflict_"  # drivers so called, after a place, say how much conflict there is in it


@dataclass(frozen=True, slots=True)
class Beside:
    """What places.csv says of a place, where the study has that file."""

    region: str = ""
    population: int | None = None


def situation_of(study: Study, ledger: Ledger, beside: Mapping[str, Beside]) -> Situation:
    """The situation that a study describes; its `notes` say what was left out.

    Its locations are the places on routes and those of a kind; its counts the confirmed amounts of people in one place, beginning
    with the study's stocks; its conflict the histories of the drivers `conflict_<place>`. InvalidInput where nothing would be left
    of the study (W855).
    """
    on_route = {name for route in study.routes for name in (route.origin, route.to)}
    places = [one for one in study.places.values() if one.name in on_route or one.kind]
    days = (study.calendar.end.last - study.calendar.start.first).days + 1
    if not on_route:
        message = "the study has no routes, and Flee moves people along nothing else; add routes.csv (spec/study-1.md)"
        raise InvalidInput([Problem("routes.csv", 0, "", message, "W855")])
    if days > MAX_DAYS:
        message = f"the calendar has {days:,} days, each of which Flee would simulate; shorten it to {MAX_DAYS:,}"
        raise InvalidInput([Problem("study.yaml", 0, "calendar", message, "W855")])
    notes = list(_left_out(study, places))
    titles = _titles(places)
    locations = tuple(_location(one, titles[one.name], beside.get(one.name, Beside()), notes) for one in places)
    counts = _counts(study, ledger, [one.name for one in places], notes)
    bare = Situation(
        name=study.name,
        start=study.calendar.start.first,
        days=days,
        home=locations[0].country,
        locations=locations,
        routes=(),
        closures=(),
        intensity=_intensity(study, places, days, notes),
        corrections=(),
        counts={titles[name]: _series(titles[name], series) for name, series in counts.items()},
        unplaced={},
        total=None,
        demographics={},
        notes=(),
    )
    full = with_routes(bare, study.routes, titles, notes)
    return replace(full, notes=tuple(sorted(set(notes))))


def read_places(path: Path) -> dict[str, Beside]:
    """places.csv of an imported study, by place; empty where there is no such file. InvalidInput (W852, W853) where it is wrong."""
    if not path.is_file():
        return {}
    found = Found()
    made: dict[str, Beside] = {}
    for row in read_table(path, path.name, found).rows:
        made[row.cells[0]] = Beside(row.cell(1), whole(row, 2, "population", found) if row.cell(2) else None)
    found.stop()
    return made


def _titles(places: Sequence[Place]) -> dict[str, str]:
    """What a place is called in Flee: its title where no other has it and a CSV of Flee can hold it, else its name."""
    titles = [one.title for one in places]
    names = {one.name for one in places}
    return {
        one.name: one.title
        if titles.count(one.title) == 1 and one.title not in names - {one.name} and _simple(one.title)
        else one.name
        for one in places
    }


def _simple(title: str) -> bool:
    return title == title.strip() != "" and not set(title) & set(',"\n\r\t#') and len(title) <= 100


def _location(place: Place, title: str, beside: Beside, notes: list[Note]) -> Location:
    kind = place.kind if place.kind in KINDS else "town"
    if kind != place.kind:
        said = f"of the kind {place.kind}" if place.kind else "of no kind"
        notes.append(
            Note("study.yaml", 0, f"{title} is {said}, and a town in Flee; kinds there are {', '.join(KINDS)}")
        )
    camp = kind in CAMPS
    latitude, longitude = place.at or (None, None)
    if place.capacity and not camp:
        notes.append(Note("study.yaml", 0, f"the capacity of {title} is left out: only camps have one"))
    return Location(
        name=title,
        region=beside.region,
        country=place.country,
        latitude=latitude,
        longitude=longitude,
        kind=kind,
        conflict_day=None,
        population=None if camp else beside.population,
        capacity=round(place.capacity) if camp and place.capacity else None,
    )


def _intensity(study: Study, places: Sequence[Place], days: int, notes: list[Note]) -> NDArray[np.float64]:
    intensity = np.zeros((days, len(places)))
    known = [one.name for one in places if CONFLICT + one.name in study.drivers]
    for i, place in enumerate(places):
        driver = study.drivers.get(CONFLICT + place.name)
        if driver is not None and driver.unit in ("index", "share") and not driver.by:
            intensity[:, i] = _daily(driver, study.calendar.start.first, days)
        elif not known and place.kind == "conflict_zone":
            intensity[:, i] = 1.0
    if not known:
        message = f"no driver is called {CONFLICT}<place>: every place of the kind conflict_zone is one from day 0 on"
        notes.append(Note("drivers.csv", 0, message))
    return intensity


def _daily(driver: Driver, start: date, days: int) -> NDArray[np.float64]:
    anchors = driver.history[()]
    at = [one.date.last.toordinal() - start.toordinal() for one in anchors]
    return np.interp(np.arange(days), at, [one.best for one in anchors])


# ---- counts -------------------------------------------------------------------------------------------------


def _counts(study: Study, ledger: Ledger, places: Sequence[str], notes: list[Note]) -> dict[str, dict[date, float]]:
    """Place -> day -> people, for places that are counted by a claim and camps with people in stocks.csv, which are those of the
    first day."""
    counts: dict[str, dict[date, float]] = {}
    left = 0
    for claim in sorted(ledger.claims, key=lambda one: one.grade or "Z"):
        place = _counted(claim)
        if place not in places or claim.figure is None or claim.as_of is None:
            left += 1
            continue
        series = counts.setdefault(place, {})
        day = claim.as_of.last
        if day in series and series[day] != claim.figure.best:
            message = f"{place} is counted twice on {day}; the figure of the better grade is kept"
            notes.append(Note("claims.csv", claim.line, message))
        series.setdefault(day, claim.figure.best)
    if left:
        message = (
            f"{left} claims are left out: Flee knows confirmed counts of the people in one place, and nothing else"
        )
        notes.append(Note("claims.csv", 0, message))
    there: defaultdict[str, float] = defaultdict(float)
    for stock in study.stocks:
        there[stock.place] += stock.best
    for place in places:
        if place in counts or (there[place] > 0 and study.places[place].kind in CAMPS):
            counts.setdefault(place, {}).setdefault(study.calendar.start.first, there[place])
    order = {name: i for i, name in enumerate(places)}
    return dict(sorted(counts.items(), key=lambda one: order[one[0]]))


def _counted(claim: Claim) -> str:
    """The place whose people a claim counts; "" where it says anything else."""
    target = claim.target
    sure = claim.kind == "amount" and claim.status == "confirmed" and not claim.repeats and claim.figure is not None
    if not sure or target is None or target.measure != "stock" or claim.figure is None or claim.figure.sense != "about":
        return ""
    return target.where[0] if len(target.where) == 1 and not target.who and not target.via else ""


def _series(name: str, counts: Mapping[date, float]) -> Series:
    days = tuple(sorted(counts))
    people = tuple(float(counts[day]) for day in days)
    return Series(name, (), days, people, people, (True,) * len(days))


def _left_out(study: Study, places: Sequence[Place]) -> Iterator[Note]:
    kept = {one.name for one in places}
    left = [one.title for one in study.places.values() if one.name not in kept]
    if left:
        yield Note("study.yaml", 0, f"places left out, being on no route and of no kind: {_some(left)}")
    if study.flows:
        message = f"flows left out, with their ranges: {_some(list(study.flows))}; Flee has rules of its own instead"
        yield Note("study.yaml", 0, message)
    drivers = [
        name for name in study.drivers if name.removeprefix(CONFLICT) not in kept or not name.startswith(CONFLICT)
    ]
    if drivers:
        yield Note("study.yaml", 0, f"drivers left out: {_some(drivers)}")
    if study.populations:
        yield Note("study.yaml", 0, f"left out: that people differ by {', '.join(study.populations)}")
    bare = [one.title for one in places if one.at is None]
    if bare:
        message = f"no coordinates are known of {_some(bare)}; Flee draws them, and moves nobody by them"
        yield Note("study.yaml", 0, message)


def _some(names: Sequence[str], most: int = 6) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
