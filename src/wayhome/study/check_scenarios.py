"""What the shape of a scenario cannot say: that its study has what it changes, after as_of, and that somebody is concerned."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import cast

from wayhome.dates import Period
from wayhome.errors import did_you_mean
from wayhome.study.authored import AuthoredStudy
from wayhome.study.authored_scenarios import (
    AuthoredDriverChange,
    AuthoredEvent,
    AuthoredFlowChange,
    AuthoredProgrammeChange,
    AuthoredRouteChange,
    AuthoredScenario,
)
from wayhome.study.history import bounds
from wayhome.study.names import check_selection
from wayhome.study.positions import Findings, Path
from wayhome.study.resolve import expand
from wayhome.study.resolved import Driver, Flow, Route, Selection, Study

_INSTEAD = {  # of another rate
    "counts": "as many people take it as the driver '{}' says; change that driver instead",
    "queue": "the programme '{}' decides how many people it takes; change that programme instead",
}
_ONE_WAY = ("hazard", "counts", "operations")  # laws under which a number of people go from some places to one


def check_scenario(scenario: AuthoredScenario, kept: list[int], study: Study | None, findings: Findings) -> None:
    """Add every problem to the findings; without a study, those that the scenario has by itself.

    kept: the positions in the file of the scenario's changes.
    """
    if scenario.start is not None and study is not None:
        _follows(scenario.start, scenario.start.first, ("from",), study, findings)
    for at, change in zip(kept, scenario.changes, strict=True):
        path: Path = ("changes", at)
        if isinstance(change, AuthoredEvent):
            if study is not None:
                _event(change, path, study, findings)
            continue
        if isinstance(change, AuthoredRouteChange):
            _route(change, path, study, findings)
            continue
        if change.start is None and scenario.start is None and not findings.is_broken("from"):
            message = "when? write 'from: 2016-10', here or once for the whole scenario"
            findings.add((*path, "from"), message, "W202")
        if change.start is not None and study is not None:
            _follows(change.start, change.start.first, (*path, "from"), study, findings)
        if isinstance(change, AuthoredDriverChange):
            _driver(change, path, study, findings)
        elif isinstance(change, AuthoredProgrammeChange):
            _programme(change, path, study, findings)
        elif study is not None:
            _flow(change, path, study, findings)


def _broken(path: Path, keys: tuple[str, ...], findings: Findings) -> bool:
    """Whether one of the keys is there, but misspelt."""
    return any(findings.is_broken(*path, key) for key in keys)


def _follows(date: Period, day: dt.date, path: Path, study: Study, findings: Findings) -> None:
    """The step that contains the day, the date's first or last, lies after as_of, within the calendar."""
    calendar = study.calendar
    if calendar.state_at(day) <= calendar.as_of_state:
        message = f"{date} does not come after as_of ({calendar.as_of}); a scenario changes nothing that is known"
        findings.add(path, message, "W242")
    elif day > calendar.ends[-1]:
        findings.add(path, f"{date} comes after the calendar's end ({calendar.end})", "W242")


# ---- drivers ------------------------------------------------------------------------------------------------


def _driver(change: AuthoredDriverChange, path: Path, study: Study | None, findings: Findings) -> None:
    if (change.times is None) == (change.to is None) and not _broken(path, ("times", "to"), findings):
        message = "say either 'times' (its course is multiplied) or 'to' (its value from then on)"
        findings.add(path, message if change.times is None else f"{message}, not both", "W246")
    if study is None:
        return
    driver = study.drivers.get(change.driver)
    who = _who(change.who, path, study, findings)
    if driver is None:
        at = (*path, "driver")
        findings.add(at, f"no driver is called '{change.driver}'.{did_you_mean(change.driver, study.drivers)}", "W211")
        return
    for population in who or ():
        if population not in driver.by:
            differs = f"it differs by {' and '.join(driver.by)}" if driver.by else "it is the same for everybody"
            message = f"'{driver.name}' has no values of its own for each {population}: {differs}"
            findings.add((*path, "for"), f"{message}; leave {population} out", "W244")
    if change.to is not None:
        _value(change, driver, (*path, "to"), findings)


def _value(change: AuthoredDriverChange, driver: Driver, path: Path, findings: Findings) -> None:
    assert change.to is not None
    least, most = bounds(driver.unit)
    if change.to.factor:
        findings.add(path, f"'to' is a value; write 'times: {change.to}' to multiply the driver", "W208")
    elif change.to.per:
        findings.add(path, f"a driver's value has no 'per'; '{driver.name}' is in {driver.unit}", "W208")
    elif not least <= change.to.low <= change.to.high <= most:
        wanted = f"between {least:g} and {most:g}" if most < float("inf") else f"at least {least:g}"
        findings.add(path, f"{change.to} is out of bounds; a value of this driver is {wanted}", "W208")


# ---- flows --------------------------------------------------------------------------------------------------


def _flow(change: AuthoredFlowChange, path: Path, study: Study, findings: Findings) -> None:
    who = _who(change.who, path, study, findings)
    flow = _named(change.flow, (*path, "flow"), study, findings)
    if flow is None:
        return
    if flow.law in _INSTEAD:
        message = _INSTEAD[flow.law].format(flow.driver or flow.programme)
        findings.add((*path, "flow"), f"'{flow.name}' has no rate: {message}", "W243")
        return
    if who is None or not _takers(flow, who, path, study, findings):
        return
    for population in moved_together(flow, who, study):
        message = f"an operation of '{flow.name}' moves people of every {population}; leave {population} out"
        findings.add((*path, "for"), message, "W228")


def _event(change: AuthoredEvent, path: Path, study: Study, findings: Findings) -> None:
    _follows(change.at, change.at.last, (*path, "at"), study, findings)
    who = _who(change.who, path, study, findings)
    flow = _named(change.event, (*path, "event"), study, findings)
    if flow is None:
        return
    if flow.law not in _ONE_WAY:
        message = (
            f"nobody is moved along '{flow.name}': its law is {flow.law}, an event takes one of {', '.join(_ONE_WAY)}"
        )
        findings.add((*path, "event"), message, "W243")
    elif who is not None:
        _takers(flow, who, path, study, findings)


def _named(name: str, path: Path, study: Study, findings: Findings) -> Flow | None:
    if name not in study.flows:
        findings.add(path, f"no flow is called '{name}'.{did_you_mean(name, study.flows)}", "W241")
    return study.flows.get(name)


def _takers(flow: Flow, who: Selection, path: Path, study: Study, findings: Findings) -> bool:
    """Whether somebody of the selection takes the flow."""
    for population in strangers(flow, who, study):
        takers = flow.who.get(population, study.populations[population])
        message = f"'{flow.name}' takes nobody of them: its {population} is {' or '.join(takers)}"
        findings.add((*path, "for"), message, "W245")
        return False
    return True


def strangers(flow: Flow, who: Selection, study: Study) -> tuple[str, ...]:
    """The populations by which nobody of a selection takes a flow."""
    return tuple(
        population
        for population, levels in who.items()
        if not set(levels) & set(flow.who.get(population, study.populations[population]))
    )


def moved_together(flow: Flow, who: Selection, study: Study) -> tuple[str, ...]:
    """The populations by which a selection tells people apart whom an operation moves together."""
    return tuple(one for one in told_apart(flow, who, study) if flow.law == "operations" and one not in flow.by)


def told_apart(flow: Flow, who: Selection, study: Study) -> tuple[str, ...]:
    """The populations by which a selection leaves some of those out who take a flow."""
    return tuple(
        population
        for population, levels in who.items()
        if not set(flow.who.get(population, study.populations[population])) <= set(levels)
    )


def _who(who: Mapping[str, tuple[str, ...]], path: Path, study: Study, findings: Findings) -> Selection | None:
    """The selection with its levels; None where it is wrong."""
    alike = cast("AuthoredStudy", study)  # of which these two read what both forms write alike
    before = len(findings.problems)
    check_selection(who, (*path, "for"), alike, findings)
    return expand(who, alike) if len(findings.problems) == before else None


# ---- programmes ---------------------------------------------------------------------------------------------


def _programme(change: AuthoredProgrammeChange, path: Path, study: Study | None, findings: Findings) -> None:
    given = [key for key, value in (("staff", change.staff), ("seats", change.seats)) if value or value == 0]
    if change.times is not None and given:
        message = f"'times' changes all of the programme; leave out {' and '.join(given)}, or 'times'"
        findings.add((*path, "times"), message, "W246")
    elif change.times is None and not given and not _broken(path, ("staff", "seats", "times"), findings):
        findings.add(path, "what becomes of the programme? give 'staff', 'seats' or 'times'", "W246")
    for profession, post in change.staff.items():
        nothing = post.posts is None and post.hours is None
        if nothing and not _broken((*path, "staff", profession), ("posts", "hours"), findings):
            findings.add((*path, "staff", profession), "give its 'posts' or the 'hours' of one post", "W246")
    if study is None:
        return
    programme = study.programmes.get(change.programme)
    if programme is None:
        known = did_you_mean(change.programme, study.programmes)
        findings.add((*path, "programme"), f"no programme is called '{change.programme}'.{known}", "W221")
        return
    for profession in change.staff:
        if profession not in programme.staff:
            known = did_you_mean(profession, programme.staff)
            message = f"'{programme.name}' has no '{profession}' on its staff.{known}"
            findings.add((*path, "staff", profession), message, "W227")


# ---- routes -------------------------------------------------------------------------------------------------


def _route(change: AuthoredRouteChange, path: Path, study: Study | None, findings: Findings) -> None:
    date = change.opens if change.closes is None else change.closes
    if date is None or None not in (change.opens, change.closes):
        if not _broken(path, ("closes", "opens"), findings):
            findings.add(path, "say either when the route 'closes' or when it 'opens'", "W246")
        return
    if study is None:
        return
    routes = between(change.route, study)
    if not routes:
        here, there = change.route
        unknown = [place for place in change.route if place not in study.places]
        known = did_you_mean(unknown[0], study.places) if unknown else ""
        findings.add((*path, "route"), f"there is no route between '{here}' and '{there}'.{known}", "W248")
        return
    key = "closes" if change.opens is None else "opens"
    before = len(findings.problems)
    if key == "closes":
        _shuts(date, (*path, key), study, findings)
    else:
        _follows(date, date.first, (*path, key), study, findings)
    if len(findings.problems) > before:
        return
    if key == "closes" and all(route.closes and route.closes.last <= date.last for route in routes):
        findings.add((*path, key), f"the route is closed by {date} already", "W248")
    elif key == "opens" and any(is_open(route, date) for route in routes):
        findings.add((*path, key), f"the route is open at {date} already", "W248")


def _shuts(date: Period, path: Path, study: Study, findings: Findings) -> None:
    """The first step at whose end the route is closed lies after as_of, within the calendar."""
    calendar = study.calendar
    if date.last < calendar.ends[calendar.as_of_state - 1]:
        findings.add(
            path, f"{date} lies before as_of ({calendar.as_of}); a scenario changes nothing that is known", "W242"
        )
    elif date.last >= calendar.ends[-1]:
        findings.add(path, f"{date} is not before the calendar's end ({calendar.end})", "W242")


def between(ends: tuple[str, str], study: Study) -> tuple[Route, ...]:
    """The routes that join two places, in either direction."""
    return tuple(route for route in study.routes if {route.origin, route.to} == set(ends))


def is_open(route: Route, date: Period) -> bool:
    """Whether people can take a route on the first day of a date."""
    opened = route.opens is None or route.opens.first <= date.first
    return opened and (route.closes is None or route.closes.last >= date.first)
