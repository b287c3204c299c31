"""What the shape of study.yaml cannot say: that names exist, ranges fit their use, and the parts go together."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping

from wayhome.dates import Calendar, calendar
from wayhome.errors import did_you_mean
from wayhome.ranges import Range
from wayhome.study import history
from wayhome.study.authored import AuthoredBirths, AuthoredCounts, AuthoredFlow, AuthoredHazard, AuthoredStudy
from wayhome.study.positions import Findings, Path
from wayhome.study.resolve import places_in

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
        _flow(flow, ("flows", name), study, findings)
    _stocks(study, findings)
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
        _once(levels, ("populations", name), findings)


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
            _place(place, (*path, i), study, findings)
        _once(places, path, findings)


def _once(names: Iterable[str], path: Path, findings: Findings) -> None:
    seen: set[str] = set()
    for i, name in enumerate(names):
        if name in seen:
            findings.add((*path, i), f"'{name}' is named twice; remove one of them", "W210")
        seen.add(name)


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


# ---- names --------------------------------------------------------------------------------------------------


def _place(name: str, path: Path, study: AuthoredStudy, findings: Findings, *, areas: bool = False) -> tuple[str, ...]:
    """The places that a name means; none where that is not known."""
    if name in study.places:
        return (name,)
    if findings.is_broken("places", name) or findings.is_broken("areas", name):
        return ()
    if name in study.areas:
        if areas:
            return tuple(place for place in study.areas[name] if place in study.places)
        findings.add(path, f"'{name}' is an area; a single place is needed here", "W203")
        return ()
    known = [*study.places, *(study.areas if areas else ())]
    what = "place or area" if areas else "place"
    findings.add(path, f"no {what} is called '{name}'.{did_you_mean(name, known)}", "W203")
    return ()


def check_selection(who: Mapping[str, tuple[str, ...]], path: Path, study: AuthoredStudy, findings: Findings) -> None:
    """Populations, regions and levels exist, and no population is given twice."""
    for key, names in who.items():
        at = (*path, key)
        if key == "region":
            _regions_of(names, who, at, study, findings)
        elif key in study.populations:
            for i, level in enumerate(names):
                _level(level, key, (*at, i), study, findings)
        elif not findings.is_broken("populations", key):
            known = [*study.populations, "region"]
            findings.add(at, f"no population is called '{key}'.{did_you_mean(key, known)}", "W209")
        _once(names, at, findings)


def _level(level: str, population: str, path: Path, study: AuthoredStudy, findings: Findings) -> None:
    levels = study.populations[population]
    if level in levels:
        return
    if level in study.regions:
        message = f"'{level}' is a region; write 'region: {level}'"
    elif level in ("all", "any"):
        message = f"leave {population} out to mean everyone"
    else:
        message = f"'{level}' is no level of {population}.{did_you_mean(level, levels)}"
    findings.add(path, message, "W209")


def _regions_of(
    names: tuple[str, ...], who: Mapping[str, tuple[str, ...]], path: Path, study: AuthoredStudy, findings: Findings
) -> None:
    named: list[tuple[str, ...]] = []
    for i, name in enumerate(names):
        if name in study.regions:
            named.append(tuple(study.regions[name]))
        elif not findings.is_broken("regions", name):
            findings.add((*path, i), f"no region is called '{name}'.{did_you_mean(name, study.regions)}", "W209")
    if len(named) > 1 and any(len(populations) != 1 or populations != named[0] for populations in named):
        findings.add(
            path, "regions can stand side by side only where each names levels of the same one population", "W209"
        )
    for population in sorted({population for populations in named for population in populations} & set(who)):
        message = f"the region already says which {population}; give the levels or the region, not both"
        findings.add((*path[:-1], population), message, "W209")


# ---- flows --------------------------------------------------------------------------------------------------


def _flow(flow: AuthoredFlow, path: Path, study: AuthoredStudy, findings: Findings) -> None:
    births = isinstance(flow, AuthoredBirths)
    key = "in" if births else "from"
    origin: list[str] = []
    for i, name in enumerate(flow.origin):
        places = _place(name, (*path, key, i), study, findings, areas=True)
        origin += places
        for place in places if not births else ():
            if study.places[place].final:
                findings.add((*path, key, i), f"nobody leaves '{place}': it is final", "W214")
    before = len(findings.problems)
    check_selection(flow.who, (*path, "per" if births else "for"), study, findings)
    clear = len(findings.problems) == before
    if isinstance(flow, AuthoredBirths):
        for population, level in flow.to.items():
            check_selection({population: (level,)}, (*path, "to"), study, findings)
    elif _place(flow.to, (*path, "to"), study, findings) and flow.to in origin:
        findings.add((*path, "to"), f"'{flow.to}' is among the places that people leave; a flow goes elsewhere", "W214")
    if isinstance(flow, AuthoredCounts):
        _driver_of(flow, path, study, findings)
    else:
        _rate(flow.rate, (*path, "rate"), findings)
        _differs_by(flow, path, study, findings, clear=clear)
        _driven_by(flow, path, study, findings)


def _rate(rate: Range, path: Path, findings: Findings) -> None:
    if rate.factor:
        findings.add(path, "a rate is not a factor; write for example '0.1% to 2% per month'", "W208")
    elif not rate.per:
        findings.add(path, f"per what time? write for example '{rate} per month'", "W208")
    elif rate.low <= 0:
        findings.add(path, "a rate is more than 0 at both ends; leave out a flow that nobody takes", "W208")


def _differs_by(
    flow: AuthoredHazard | AuthoredBirths, path: Path, study: AuthoredStudy, findings: Findings, *, clear: bool
) -> None:
    for name, factor in flow.differs_by.items():
        at = (*path, "differs_by", name)
        if findings.is_broken("populations", name):
            continue
        if name != "place" and name not in study.populations:
            known = did_you_mean(name, ["place", *study.populations])
            findings.add(at, f"no population is called '{name}'.{known}", "W209")
        elif not factor.factor or factor.per or factor.low != factor.high or factor.low <= 1:
            findings.add(at, f"expected one factor above 1, for example '3x', found '{factor}'", "W208")
        elif clear and len(places_in(flow.origin, study) if name == "place" else _selected(name, flow, study)) < 2:
            message = f"the flow knows only one {name}, so that nothing differs; remove this line"
            findings.add(at, message, "W215")


def _selected(population: str, flow: AuthoredFlow, study: AuthoredStudy) -> set[str]:
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


def _driven_by(flow: AuthoredHazard | AuthoredBirths, path: Path, study: AuthoredStudy, findings: Findings) -> None:
    for name, factor in flow.driven_by.items():
        at = (*path, "driven_by", name)
        if not factor.factor or factor.per or factor.low <= 0:
            message = f"expected a range of factors above 0, for example '1x to 5x' or '0.1x to 1x', found '{factor}'"
            findings.add(at, message, "W208")
        if _driver(name, at, study, findings) and study.drivers[name].unit not in history.RATE_UNITS:
            unit = study.drivers[name].unit
            message = f"'{name}' is in '{unit}'; only a driver whose unit is share or index (0 to 1) can drive a rate"
            findings.add(at, message, "W212")


def _driver_of(flow: AuthoredCounts, path: Path, study: AuthoredStudy, findings: Findings) -> None:
    at = (*path, "driver")
    if _driver(flow.driver, at, study, findings) and not history.counts_people(study.drivers[flow.driver].unit):
        unit = study.drivers[flow.driver].unit
        message = (
            f"'{flow.driver}' is in '{unit}'; a driver that says how many leave is in persons per month (or day, …)"
        )
        findings.add(at, message, "W212")


def _driver(name: str, path: Path, study: AuthoredStudy, findings: Findings) -> bool:
    if name in study.drivers:
        return True
    if not findings.is_broken("drivers", name):
        findings.add(path, f"no driver is called '{name}'.{did_you_mean(name, study.drivers)}", "W211")
    return False


# ---- stocks -------------------------------------------------------------------------------------------------


def _stocks(study: AuthoredStudy, findings: Findings) -> None:
    first: dict[tuple[str, ...], int] = {}
    for i, row in enumerate(study.stocks):
        path = ("stocks", i)
        _place(row.place, (*path, "place"), study, findings)
        history.check_figures(row, path, findings, least=0.0, most=math.inf)
        if row.low is not None and row.high is not None and row.low <= 0 < row.high:
            findings.add(
                (*path, "low"), "the lower end of a range of people is more than 0; write best alone for nobody", "W411"
            )
        cells = row.__pydantic_extra__
        for column in cells:
            if column not in study.populations and not findings.is_broken("populations", column):
                known = (*study.populations, "place", "low", "best", "high", "source")
                findings.add((*path, column), f"unknown key '{column}'.{did_you_mean(column, known)}", "W201")
        for population in study.populations:
            if population in cells:
                _level(cells[population], population, (*path, population), study, findings)
            else:
                findings.add(
                    (*path, population), f"the level of {population} is missing; stocks are counted by group", "W409"
                )
        key = (row.place, *(cells.get(population, "") for population in study.populations))
        if key in first and all(key):
            findings.add(path, f"{', '.join(key)} has two rows; keep one of them", "W410")
        first.setdefault(key, i)
    if not findings.is_broken("stocks"):
        _starts(study, findings)


def _starts(study: AuthoredStudy, findings: Findings) -> None:
    rows = Counter(row.place for row in study.stocks)
    for name, place in study.places.items():
        at = ("places", name, "start")
        if place.start == "from stocks" and not rows[name]:
            findings.add(at, f"there are no rows for '{name}' in stocks.csv; add them, or remove 'start'", "W412")
        elif place.start == "0" and rows[name]:
            findings.add(
                at, f"'{name}' has people in stocks.csv; write 'start: from stocks.csv', or remove 'start'", "W412"
            )
