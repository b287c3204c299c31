"""Flows: whom they take, from where, where to, how fast, and what that differs by."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from wayhome.errors import did_you_mean
from wayhome.ranges import Range
from wayhome.study import history
from wayhome.study.authored import AuthoredPlace, AuthoredStudy
from wayhome.study.authored_flows import (
    AuthoredBirths,
    AuthoredChoice,
    AuthoredCounts,
    AuthoredFlow,
    AuthoredHazard,
    AuthoredOperations,
    AuthoredQueue,
)
from wayhome.study.names import are_known, check_populations, check_selection, find_place, knows_driver
from wayhome.study.positions import Findings, Path
from wayhome.study.resolve import places_in
from wayhome.study.resolved import PULLS

RatedFlow: TypeAlias = AuthoredHazard | AuthoredChoice | AuthoredOperations | AuthoredBirths

_ON_A_HAZARD = ("room", "compatriots")  # what may draw people to the one place that a hazard flow leads to


def check_flow(flow: AuthoredFlow, path: Path, study: AuthoredStudy, findings: Findings) -> None:
    """Add everything that is wrong with one flow by itself."""
    births = isinstance(flow, AuthoredBirths)
    origin = _origin(flow, (*path, "in" if births else "from"), study, findings)
    before = len(findings.problems)
    check_selection(flow.who, (*path, "per" if births else "for"), study, findings)
    clear = len(findings.problems) == before
    if isinstance(flow, AuthoredBirths):
        for population, level in flow.to.items():
            check_selection({population: (level,)}, (*path, "to"), study, findings)
    elif isinstance(flow, AuthoredChoice):
        _choices(flow, origin, path, study, findings)
    elif find_place(flow.to, (*path, "to"), study, findings) and flow.to in origin:
        findings.add((*path, "to"), f"'{flow.to}' is among the places that people leave; a flow goes elsewhere", "W214")
    if isinstance(flow, AuthoredCounts):
        _driver_of(flow, path, study, findings)
    elif isinstance(flow, AuthoredOperations):
        _operations(flow, path, study, findings)
    elif not isinstance(flow, AuthoredQueue):
        _rate(flow.rate, (*path, "rate"), findings)
    if isinstance(flow, RatedFlow):
        _differs_by(flow, path, study, findings, clear=clear)
        _driven_by(flow, path, study, findings)
    if isinstance(flow, AuthoredHazard | AuthoredChoice):
        _drawn_by(flow, origin, path, study, findings)


# ---- from and to --------------------------------------------------------------------------------------------


def _origin(flow: AuthoredFlow, path: Path, study: AuthoredStudy, findings: Findings) -> list[str]:
    origin: list[str] = []
    for i, name in enumerate(flow.origin):
        places = find_place(name, (*path, i), study, findings, areas=True)
        origin += places
        for place in places if not isinstance(flow, AuthoredBirths) else ():
            if study.places[place].final:
                findings.add((*path, i), f"nobody leaves '{place}': it is final", "W214")
    return origin


def _choices(flow: AuthoredChoice, origin: list[str], path: Path, study: AuthoredStudy, findings: Findings) -> None:
    known = [find_place(name, (*path, "to", i), study, findings, areas=True) for i, name in enumerate(flow.to)]
    among = {place for places in known for place in places}
    for place in dict.fromkeys(origin) if all(known) else ():
        if among == {place}:
            message = f"those in '{place}' have nowhere to go; add other places to 'to', or take it out of 'from'"
            findings.add((*path, "to"), message, "W214")


# ---- rates --------------------------------------------------------------------------------------------------


def _rate(rate: Range, path: Path, findings: Findings) -> None:
    if rate.factor:
        findings.add(path, "a rate is not a factor; write for example '0.1% to 2% per month'", "W208")
    elif not rate.per:
        findings.add(path, f"per what time? write for example '{rate} per month'", "W208")
    elif rate.low <= 0:
        findings.add(path, "a rate is more than 0 at both ends; leave out a flow that nobody takes", "W208")


def _operations(flow: AuthoredOperations, path: Path, study: AuthoredStudy, findings: Findings) -> None:
    check_populations(flow.by, (*path, "by"), study, findings)
    often = flow.operations
    at = (*path, "operations")
    if often.factor:
        findings.add(at, "a number of operations is not a factor; write for example '0 to 2 per year'", "W208")
    elif not often.per:
        findings.add(at, f"per what time? write for example '{often} per year'", "W208")
    elif often.low < 0 or often.high == 0:
        findings.add(at, "operations are at least 0, and more than 0 at the upper end", "W208")
    check_share(flow.size, (*path, "size"), findings)


def check_share(share: Range, path: Path, findings: Findings) -> None:
    """A range of shares, on whose scale 0 and 1 have no place; or one share, which may be 1."""
    certain = share.low == share.high == 1
    if share.factor or share.per or not 0 < share.low <= share.high or (share.high >= 1 and not certain):
        message = "expected a share, or a range of them above 0 and below 100%, for example '10% to 80%'"
        findings.add(path, f"{message}, found '{share}'", "W208")


def check_factor(factor: Range, path: Path, findings: Findings) -> None:
    if not factor.factor or factor.per or factor.low <= 0:
        message = f"expected a range of factors above 0, for example '1x to 5x' or '0.1x to 1x', found '{factor}'"
        findings.add(path, message, "W208")


def _differs_by(flow: RatedFlow, path: Path, study: AuthoredStudy, findings: Findings, *, clear: bool) -> None:
    for name, factor in flow.differs_by.items():
        at = (*path, "differs_by", name)
        if findings.is_broken("populations", name):
            continue
        if name != "place" and name not in study.populations:
            known = did_you_mean(name, ["place", *study.populations])
            findings.add(at, f"no population is called '{name}'.{known}", "W209")
        elif name == "place" and isinstance(flow, AuthoredOperations):
            findings.add(at, "an operation moves people of all places of 'from'; remove this line", "W228")
        elif _is_moved_whole(name, flow, path, study, findings):
            findings.add(at, f"an operation moves people of every {name}; add {name} to 'by'", "W228")
        elif not factor.factor or factor.per or factor.low != factor.high or factor.low <= 1:
            findings.add(at, f"expected one factor above 1, for example '3x', found '{factor}'", "W208")
        elif (
            clear and len(places_in(flow.origin, study) if name == "place" else selected_levels(name, flow, study)) < 2
        ):
            message = f"the flow knows only one {name}, so that nothing differs; remove this line"
            findings.add(at, message, "W215")


def _is_moved_whole(population: str, flow: RatedFlow, path: Path, study: AuthoredStudy, findings: Findings) -> bool:
    """Whether an operation moves people of all levels of a population."""
    if not isinstance(flow, AuthoredOperations) or findings.is_broken(*path, "by"):
        return False
    return population in study.populations.keys() - set(flow.by) and set(flow.by) <= study.populations.keys()


def selected_levels(population: str, flow: AuthoredFlow, study: AuthoredStudy) -> set[str]:
    """The levels of a population that take the flow."""
    levels = set(study.populations[population])
    if population in flow.who:
        return levels & set(flow.who[population])
    named = [
        study.regions[name][population]
        for name in flow.who.get("region", ())
        if population in study.regions.get(name, {})
    ]
    return levels & {level for of_region in named for level in of_region} if named else levels


# ---- drivers ------------------------------------------------------------------------------------------------


def _driven_by(flow: RatedFlow, path: Path, study: AuthoredStudy, findings: Findings) -> None:
    for name, factor in flow.driven_by.items():
        at = (*path, "driven_by", name)
        check_factor(factor, at, findings)
        if not knows_driver(name, at, study, findings):
            continue
        driver = study.drivers[name]
        if driver.unit not in history.RATE_UNITS:
            message = "only a driver whose unit is share or index (0 to 1) can drive a rate"
            findings.add(at, f"'{name}' is in '{driver.unit}'; {message}", "W212")
        for population in driver.by:
            if _is_moved_whole(population, flow, path, study, findings):
                message = f"'{name}' differs by {population}, but an operation moves people of every {population}"
                findings.add(at, f"{message}; add {population} to 'by'", "W228")


def _driver_of(flow: AuthoredCounts, path: Path, study: AuthoredStudy, findings: Findings) -> None:
    at = (*path, "driver")
    if knows_driver(flow.driver, at, study, findings) and not history.counts_people(study.drivers[flow.driver].unit):
        unit = study.drivers[flow.driver].unit
        message = (
            f"'{flow.driver}' is in '{unit}'; a driver that says how many leave is in persons per month (or day, …)"
        )
        findings.add(at, message, "W212")


# ---- what draws people --------------------------------------------------------------------------------------


def _drawn_by(
    flow: AuthoredHazard | AuthoredChoice, origin: list[str], path: Path, study: AuthoredStudy, findings: Findings
) -> None:
    """Every pull is known, and is not the same everywhere."""
    names = flow.to if isinstance(flow, AuthoredChoice) else (flow.to,)
    among = {place: study.places[place] for place in places_in(names, study)}
    halves = any(len(broken) == 3 and broken[0] == "places" for broken in findings.broken)
    sure = are_known(names, study) and not halves
    kinds = {place.kind for place in among.values() if place.kind}
    known = _ON_A_HAZARD if isinstance(flow, AuthoredHazard) else (*PULLS, *sorted(kinds))
    for pull, factor in flow.drawn_by.items():
        at = (*path, "drawn_by", pull)
        check_factor(factor, at, findings)
        if pull in known:
            nothing = _nothing_drawn(pull, origin, among, study) if sure else ""
            if nothing:
                findings.add(at, nothing, "W215")
        elif pull in PULLS:
            message = f"'{pull}' draws people who choose among places (law: choice)"
            findings.add(at, f"{message}; a hazard flow may be drawn by room and compatriots", "W223")
        elif sure or isinstance(flow, AuthoredHazard):
            nowhere = "" if isinstance(flow, AuthoredHazard) else ", and no place of 'to' is of that kind"
            findings.add(at, f"nothing called '{pull}' draws people{nowhere}.{did_you_mean(pull, known)}", "W223")
    check_populations(flow.alike, (*path, "alike"), study, findings)
    if flow.alike and "compatriots" not in flow.drawn_by and not findings.is_broken(*path, "drawn_by"):
        message = (
            "'alike' says who are compatriots, but compatriots draw nobody; add them to 'drawn_by', or remove 'alike'"
        )
        findings.add((*path, "alike"), message, "W223")


def _nothing_drawn(pull: str, origin: Iterable[str], among: dict[str, AuthoredPlace], study: AuthoredStudy) -> str:
    """Why a pull is the same for every destination, where it is."""
    if pull == "room" and all(place.capacity is None for place in among.values()):
        return (
            "no place of 'to' has a 'capacity', so that there is always room; add it in 'places', or remove this line"
        )
    if pull == "border":
        countries = {place.country for place in among.values() if place.country}
        if not any(countries - {left} for left in (study.places[place].country for place in origin) if left):
            return (
                "no way of the flow crosses a border; give both its ends a 'country' in 'places', or remove this line"
            )
    if pull not in PULLS and all(place.kind == pull for place in among.values()):
        return f"every place of 'to' is a {pull}, so that it draws nobody more than another; remove this line"
    return ""
