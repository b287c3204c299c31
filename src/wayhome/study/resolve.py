"""Authored and checked -> resolved: everything explicit, nothing left to look up; and back to a document."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from wayhome.dates import Calendar
from wayhome.ranges import Range
from wayhome.study.authored import AuthoredDriver, AuthoredProgramme, AuthoredStudy
from wayhome.study.authored_flows import (
    AuthoredBirths,
    AuthoredChoice,
    AuthoredCounts,
    AuthoredFlow,
    AuthoredHazard,
    AuthoredOperations,
    AuthoredQueue,
)
from wayhome.study.history import patterns_for, sort_rows
from wayhome.study.resolved import Anchor, Driver, Flow, Place, Post, Programme, Route, Selection, Stock, Study

SELDOM = 40.0  # "0 to 2" operations are "0.05 to 2": a log-normal range cannot begin at 0


def resolve(authored: AuthoredStudy, calendar: Calendar) -> Study:
    """Make the study of a document that `check` found nothing wrong with."""
    populations = dict(authored.populations)
    return Study(
        name=authored.study,
        title=_title(authored.title, authored.study),
        calendar=calendar,
        populations=populations,
        regions={name: expand(who, authored) for name, who in authored.regions.items()},
        places={
            name: Place(
                name,
                _title(place.title, name),
                place.final,
                place.kind or "",
                place.country or "",
                place.capacity,
                place.at,
            )
            for name, place in authored.places.items()
        },
        areas={name: _in_order(places, authored) for name, places in authored.areas.items()},
        drivers={name: _driver(name, driver, authored) for name, driver in authored.drivers.items()},
        flows={name: _flow(name, flow, authored) for name, flow in authored.flows.items()},
        stocks=tuple(
            Stock(
                row.place,
                tuple(row.__pydantic_extra__[population] for population in populations),
                row.best if row.low is None else row.low,
                row.best,
                row.best if row.high is None else row.high,
                row.source,
            )
            for row in authored.stocks
        ),
        routes=tuple(Route(row.origin, row.to, row.km, row.opens, row.closes, row.one_way) for row in authored.routes),
        programmes={name: _programme(name, given, authored) for name, given in authored.programmes.items()},
        headline=authored.headline or "",
    )


def expand(who: Mapping[str, tuple[str, ...]], authored: AuthoredStudy) -> Selection:
    """The selection with its regions replaced by their levels; populations and levels in study order."""
    named: dict[str, set[str]] = {name: set(levels) for name, levels in who.items() if name != "region"}
    for region in who.get("region", ()):
        for population, levels in authored.regions[region].items():
            named.setdefault(population, set()).update(levels)
    return {
        name: tuple(level for level in levels if level in named[name])
        for name, levels in authored.populations.items()
        if name in named
    }


def places_in(names: Iterable[str], authored: AuthoredStudy) -> tuple[str, ...]:
    """The places that names of places and areas mean, each once, in study order."""
    return _in_order(itertools.chain.from_iterable(authored.areas.get(name, (name,)) for name in names), authored)


def populations_of(levels: Iterable[str], authored: AuthoredStudy) -> list[str]:
    """The populations that have all of the levels."""
    return [name for name, known in authored.populations.items() if set(levels) <= set(known)]


def _in_order(places: Iterable[str], authored: AuthoredStudy) -> tuple[str, ...]:
    wanted = set(places)
    return tuple(name for name in authored.places if name in wanted)


def _title(title: str | None, name: str) -> str:
    if title and title.strip():
        return " ".join(title.split())
    words = " ".join(name.replace("_", " ").replace("-", " ").split())
    return words[:1].upper() + words[1:]


def _driver(name: str, driver: AuthoredDriver, authored: AuthoredStudy) -> Driver:
    rows = sort_rows(driver)
    history: dict[tuple[str, ...], tuple[Anchor, ...]] = {}
    for combination in itertools.product(*(authored.populations[population] for population in driver.by)):
        pattern = patterns_for(combination, rows)[0]
        history[combination] = tuple(
            Anchor(
                row.date,
                row.best if row.low is None else row.low,
                row.best,
                row.best if row.high is None else row.high,
                row.source,
            )
            for row in (driver.history[i] for i in rows[pattern])
        )
    return Driver(
        name, _title(driver.title, name), driver.unit, driver.by, history, dict(driver.after), driver.monotone or ""
    )


def _flow(name: str, flow: AuthoredFlow, authored: AuthoredStudy) -> Flow:
    made = _moves(name, flow, authored)
    if isinstance(flow, AuthoredHazard | AuthoredChoice):
        made = replace(made, drawn_by=dict(flow.drawn_by), alike=flow.alike)
    if isinstance(flow, AuthoredHazard | AuthoredChoice | AuthoredBirths):
        made = replace(made, rate=flow.rate)
    if isinstance(flow, AuthoredCounts | AuthoredQueue):
        return made
    differs_by = {population: factor.low for population, factor in flow.differs_by.items()}
    return replace(made, differs_by=differs_by, driven_by=dict(flow.driven_by))


def _moves(name: str, flow: AuthoredFlow, authored: AuthoredStudy) -> Flow:
    """What only flows of one law have."""
    to = flow.to if isinstance(flow.to, str) else ""
    made = Flow(
        name, _title(flow.title, name), flow.law, places_in(flow.origin, authored), to, expand(flow.who, authored)
    )
    if isinstance(flow, AuthoredChoice):
        speed, per = flow.speed or (None, "")
        return replace(
            made,
            among=places_in(flow.to, authored),
            speed=speed,
            speed_per=per,
            within=flow.within,
            under_way=flow.under_way or "",
        )
    if isinstance(flow, AuthoredCounts):
        return replace(made, driver=flow.driver)
    if isinstance(flow, AuthoredOperations):
        often = flow.operations
        often = replace(often, low=often.low or often.high / SELDOM)
        return replace(made, by=flow.by, rate=often, size=flow.size)
    if isinstance(flow, AuthoredQueue):
        return replace(made, programme=flow.programme)
    if isinstance(flow, AuthoredBirths):
        return replace(
            made,
            newborn={population: flow.to[population] for population in authored.populations if population in flow.to},
        )
    return made


def _programme(name: str, given: AuthoredProgramme, authored: AuthoredStudy) -> Programme:
    levels = [level for level in given.needs if level]
    return Programme(
        name,
        _title(given.title, name),
        populations_of(levels, authored)[0] if levels else "",
        {level: dict(hours) for level, hours in given.needs.items()},
        given.over or 0.0,
        {name: Post(post.posts, post.hours.low, post.hours.per) for name, post in given.staff.items()},
        given.seats,
        given.finishes,
        given.opens,
    )


# ---- back to a document -------------------------------------------------------------------------------------


def resolved_document(study: Study) -> dict[str, Any]:
    """The study as plain data with every key present, which is itself a valid study.yaml without tables.

    `words` are not part of it: they change how claims are read, and belong to the ledger.
    """
    calendar = study.calendar
    started = {stock.place for stock in study.stocks}
    return {
        "wayhome": 1,
        "study": study.name,
        "title": study.title,
        "calendar": {
            "start": str(calendar.start),
            "as_of": str(calendar.as_of),
            "end": str(calendar.end),
            "step": calendar.step,
        },
        "populations": {name: list(levels) for name, levels in study.populations.items()},
        "regions": {name: _selection(who) for name, who in study.regions.items()},
        "places": {name: _place_document(place, name in started) for name, place in study.places.items()},
        "areas": {name: list(places) for name, places in study.areas.items()},
        "headline": study.headline or None,
        "drivers": {name: _driver_document(driver) for name, driver in study.drivers.items()},
        "flows": {name: _flow_document(flow) for name, flow in study.flows.items()},
        "programmes": {name: _programme_document(programme) for name, programme in study.programmes.items()},
        "routes": [_route_document(route) for route in study.routes],
        "stocks": [_stock_document(stock, study) for stock in study.stocks],
    }


def _selection(who: Selection) -> dict[str, list[str]]:
    return {population: list(levels) for population, levels in who.items()}


def _range_document(values: Range | None) -> dict[str, Any] | None:
    if values is None:
        return None
    document: dict[str, Any] = {"low": values.low, "high": values.high}
    if values.per:
        document["per"] = values.per
    if values.factor:
        document["unit"] = "x"
    return document


def _place_document(place: Place, started: bool) -> dict[str, Any]:
    return {
        "title": place.title,
        "final": place.final,
        "start": "from stocks" if started else 0,
        "kind": place.kind or None,
        "country": place.country or None,
        "capacity": place.capacity,
        "at": list(place.at) if place.at else None,
    }


def _driver_document(driver: Driver) -> dict[str, Any]:
    return {
        "title": driver.title,
        "unit": driver.unit,
        "by": list(driver.by),
        "after": {str(date): _range_document(values) for date, values in driver.after.items()} or "hold",
        "monotone": driver.monotone or None,
        "history": [
            {
                **dict(zip(driver.by, combination)),
                "date": str(anchor.date),
                "low": anchor.low,
                "best": anchor.best,
                "high": anchor.high,
                "source": anchor.source,
            }
            for combination, series in driver.history.items()
            for anchor in series
        ],
    }


def _flow_document(flow: Flow) -> dict[str, Any]:
    births, choice = flow.law == "births", flow.law == "choice"
    document: dict[str, Any] = {
        "title": flow.title,
        "law": flow.law,
        "in" if births else "from": list(flow.origin),
        "to": dict(flow.newborn) if births else list(flow.among) if choice else flow.to,
        "per" if births else "for": _selection(flow.who),
    }
    if flow.law == "counts":
        return {**document, "driver": flow.driver}
    if flow.law == "queue":
        return {**document, "programme": flow.programme}
    if flow.law == "operations":
        document |= {"by": list(flow.by), "operations": _range_document(flow.rate), "size": _range_document(flow.size)}
    else:
        document["rate"] = _range_document(flow.rate)
    document["differs_by"] = {
        population: {"low": factor, "high": factor, "unit": "x"} for population, factor in flow.differs_by.items()
    }
    document["driven_by"] = {driver: _range_document(values) for driver, values in flow.driven_by.items()}
    if choice or flow.law == "hazard":
        document["drawn_by"] = {pull: _range_document(values) for pull, values in flow.drawn_by.items()}
        document["alike"] = list(flow.alike)
    if choice:
        document["speed"] = f"{flow.speed} km per {flow.speed_per}" if flow.speed else None
        document["within"] = f"{flow.within} km" if flow.within else None
        document["under_way"] = flow.under_way or None
    return document


def _route_document(route: Route) -> dict[str, Any]:
    return {
        "from": route.origin,
        "to": route.to,
        "km": route.km,
        "opens": str(route.opens) if route.opens else None,
        "closes": str(route.closes) if route.closes else None,
        "one_way": route.one_way,
    }


def _stock_document(stock: Stock, study: Study) -> dict[str, Any]:
    figures = {"low": stock.low, "best": stock.best, "high": stock.high, "source": stock.source}
    return {"place": stock.place, **dict(zip(study.populations, stock.group)), **figures}


def _programme_document(programme: Programme) -> dict[str, Any]:
    needs = {
        level: {profession: f"{hours} h" for profession, hours in of_level.items()}
        for level, of_level in programme.needs.items()
    }
    return {
        "title": programme.title,
        "needs": needs.get("", needs),
        "over": f"{programme.months} months" if programme.months else None,
        "staff": {
            profession: {"posts": post.posts, "hours": f"{post.hours} per {post.per}"}
            for profession, post in programme.staff.items()
        },
        "seats": programme.seats,
        "finishes": _range_document(programme.finishes),
        "opens": str(programme.opens) if programme.opens else None,
    }
