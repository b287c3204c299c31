"""Authored and checked -> resolved: everything explicit, nothing left to look up; and back to a document."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from typing import Any

from wayhome.dates import Calendar
from wayhome.ranges import Range
from wayhome.study.authored import AuthoredCounts, AuthoredDriver, AuthoredFlow, AuthoredHazard, AuthoredStudy
from wayhome.study.history import patterns_for, sort_rows
from wayhome.study.resolved import Anchor, Driver, Flow, Place, Selection, Stock, Study


def resolve(authored: AuthoredStudy, calendar: Calendar) -> Study:
    """Make the study of a document that `check` found nothing wrong with."""
    populations = dict(authored.populations)
    return Study(
        name=authored.study,
        title=_title(authored.title, authored.study),
        calendar=calendar,
        populations=populations,
        regions={name: expand(who, authored) for name, who in authored.regions.items()},
        places={name: Place(name, _title(place.title, name), place.final) for name, place in authored.places.items()},
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


def _in_order(places: Iterable[str], authored: AuthoredStudy) -> tuple[str, ...]:
    wanted = set(places)
    return tuple(name for name in authored.places if name in wanted)


def _title(title: str | None, name: str) -> str:
    if title and title.strip():
        return " ".join(title.split())
    words = name.replace("_", " ").replace("-", " ")
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
    title = _title(flow.title, name)
    origin = places_in(flow.origin, authored)
    who = expand(flow.who, authored)
    if isinstance(flow, AuthoredCounts):
        return Flow(name, title, "counts", origin, flow.to, who, driver=flow.driver)
    differs_by = {population: factor.low for population, factor in flow.differs_by.items()}
    driven_by = dict(flow.driven_by)
    if isinstance(flow, AuthoredHazard):
        return Flow(name, title, "hazard", origin, flow.to, who, flow.rate, differs_by, driven_by)
    newborn = {population: flow.to[population] for population in authored.populations if population in flow.to}
    return Flow(name, title, "births", origin, "", who, flow.rate, differs_by, driven_by, newborn=newborn)


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
        "places": {
            name: {"title": place.title, "final": place.final, "start": "from stocks" if name in started else 0}
            for name, place in study.places.items()
        },
        "areas": {name: list(places) for name, places in study.areas.items()},
        "drivers": {name: _driver_document(driver) for name, driver in study.drivers.items()},
        "flows": {name: _flow_document(flow) for name, flow in study.flows.items()},
        "stocks": [
            {
                "place": stock.place,
                **dict(zip(study.populations, stock.group)),
                "low": stock.low,
                "best": stock.best,
                "high": stock.high,
                "source": stock.source,
            }
            for stock in study.stocks
        ],
    }


def _selection(who: Selection) -> dict[str, list[str]]:
    return {population: list(levels) for population, levels in who.items()}


def _range_document(values: Range) -> dict[str, Any]:
    document: dict[str, Any] = {"low": values.low, "high": values.high}
    if values.per:
        document["per"] = values.per
    if values.factor:
        document["unit"] = "x"
    return document


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
    births = flow.law == "births"
    document: dict[str, Any] = {
        "title": flow.title,
        "law": flow.law,
        "in" if births else "from": list(flow.origin),
        "to": dict(flow.newborn) if births else flow.to,
        "per" if births else "for": _selection(flow.who),
    }
    if flow.rate is None:
        return {**document, "driver": flow.driver}
    return {
        **document,
        "rate": _range_document(flow.rate),
        "differs_by": {
            population: {"low": factor, "high": factor, "unit": "x"} for population, factor in flow.differs_by.items()
        },
        "driven_by": {driver: _range_document(values) for driver, values in flow.driven_by.items()},
    }
