"""What the shape of study.yaml cannot say: that names exist, ranges fit their use, and the parts go together."""

from __future__ import annotations

import math

from wayhome.dates import Calendar, calendar
from wayhome.study import history
from wayhome.study.authored import AuthoredStudy
from wayhome.study.check_flows import check_flow
from wayhome.study.check_programmes import check_programmes
from wayhome.study.check_routes import check_routes, check_under_way
from wayhome.study.check_stocks import check_stocks
from wayhome.study.names import check_once, check_selection, find_place
from wayhome.study.positions import Findings

MAX_CELLS = 50_000_000
MAX_POPULATIONS = 8


def check(study: AuthoredStudy, findings: Findings) -> Calendar | None:
    """Add every problem to the findings; return the calendar where it can be made."""
    made = _calendar(study, findings)
    _populations(study, findings)
    _regions(study, findings)
    _places(study, findings)
    sized = _size(study, made, findings)
    for name in study.drivers:
        history.check_driver(name, study, made, findings, sized=sized)
    for name, flow in study.flows.items():
        check_flow(flow, ("flows", name), study, findings)
    check_routes(study, made, findings)
    check_under_way(study, findings)
    check_programmes(study, findings)
    check_stocks(study, findings)
    return made


def _calendar(study: AuthoredStudy, findings: Findings) -> Calendar | None:
    if findings.is_broken("calendar"):
        return None
    given = study.calendar
    try:
        return calendar(start=given.start, as_of=given.as_of, end=given.end, step=given.step)
    except ValueError as error:
        text = str(error)
        key = (
            "as_of"
            if text.startswith("as_of")
            else "start"
            if "starts with" in text
            else "step"
            if "longer step" in text
            else "end"
        )
        findings.add(("calendar", key), text, "W206")
        return None


def _populations(study: AuthoredStudy, findings: Findings) -> None:
    for name, levels in study.populations.items():
        check_once(levels, ("populations", name), findings)


def _regions(study: AuthoredStudy, findings: Findings) -> None:
    for name, who in study.regions.items():
        path = ("regions", name)
        if not who and not any(broken[:2] == path for broken in findings.broken):
            findings.add(path, "a region needs the levels it means, for example {nationality: [KAZ, KGZ]}", "W219")
        if "region" in who:
            findings.add((*path, "region"), "a region is made of levels, not of other regions; list the levels", "W209")
            continue
        check_selection(who, path, study, findings)
        for population in who:
            if name in study.populations.get(population, ()):
                findings.add(
                    path, f"'{name}' is also a level of {population}; choose another name for the region", "W210"
                )


def _places(study: AuthoredStudy, findings: Findings) -> None:
    for name, places in study.areas.items():
        path = ("areas", name)
        if name in study.places or ("places", name) in findings.broken:
            findings.add(path, f"'{name}' is also a place; choose another name for the area", "W210")
        for i, place in enumerate(places):
            find_place(place, (*path, i), study, findings)
        check_once(places, path, findings)
    if study.headline is not None:
        find_place(study.headline.removeprefix("stock "), ("headline",), study, findings, areas=True)


def _size(study: AuthoredStudy, made: Calendar | None, findings: Findings) -> bool:
    """Whether the model is of a size that can be run."""
    if len(study.populations) > MAX_POPULATIONS:
        findings.add(
            ("populations",), f"more than {MAX_POPULATIONS} populations; tell people apart by fewer things", "W216"
        )
        return False
    groups = math.prod(len(levels) for levels in study.populations.values())
    steps = made.steps if made else 1
    cells = groups * len(study.places) * steps
    if cells > MAX_CELLS:
        message = (
            f"{groups:,} groups x {len(study.places):,} places x {steps:,} steps are more than {MAX_CELLS:,} numbers"
        )
        findings.add(("populations",), f"{message}; use fewer levels or places, or a longer step", "W216")
    return cells <= MAX_CELLS
