"""A situation as an ordinary study: its files as text, and what they leave out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from wayhome.claims.claim import CLAIM_COLUMNS, SOURCE_COLUMNS
from wayhome.flee import ledger
from wayhome.flee.laid import Laid, as_known, lay_out, until
from wayhome.flee.ledger import table
from wayhome.flee.model import (
    AHEAD,
    HOME,
    RECENT,
    ROAD,
    Yaml,
    arising,
    described,
    flows,
    short,
)
from wayhome.flee.situation import Note, Situation, rooms_of
from wayhome.study.write import yaml_text

PLACES = ("place", "region", "population")
MADE = (
    "# Made by `wayhome import flee`. Ranges are beliefs before any count is seen: change whatever you know better.\n"
)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Written:
    """files: name -> text; claims: how many counts became claims; places, zones, ways: of the study; notes: what was left out."""

    files: Mapping[str, str]
    claims: int
    places: int
    zones: int
    ways: int
    notes: tuple[Note, ...]


def write_study(situation: Situation, name: str, *, as_of: date | None = None) -> Written:
    """The study called `name`, with the model of `wayhome.flee.model`. as_of: the day up to which counts are known (default: the
    last); later ones are in the ledger, and not used, nor are corrections that came later."""
    situation = situation if as_of is None else as_known(situation, as_of)
    laid = lay_out(situation, as_of or situation.end)
    displaced = arising(situation, laid.zones, until(laid.counts, laid.as_of))
    drivers = {f"displaced_{laid.names[zone]}": zone for zone in laid.zones}
    claims = ledger.claims(laid, after=situation.start, last=situation.end)
    files = {
        "study.yaml": MADE + yaml_text(_document(laid, name, drivers, displaced)),
        "routes.csv": table(("from", "to", "km", "opens", "closes", "one_way"), _routes(laid)),
        "drivers.csv": table(("driver", "date", "low", "best", "high", "source"), _histories(laid, displaced)),
        "stocks.csv": table(("place", "low", "best", "high", "source"), _stocks(laid, displaced)),
        "claims.csv": table(CLAIM_COLUMNS, claims),
        "sources.csv": table(SOURCE_COLUMNS, ledger.sources(laid, after=situation.start, last=situation.end)),
        "places.csv": table(PLACES, _geography(laid)),
    }
    notes = tuple(sorted({*situation.notes, *laid.notes, *_cut(situation)}))
    return Written(files, len(claims), len(situation.locations), len(laid.zones), len(laid.ways), notes)


# ---- study.yaml ---------------------------------------------------------------------------------------------


def _document(laid: Laid, name: str, drivers: Mapping[str, str], displaced: NDArray[np.float64]) -> dict[str, Yaml]:
    situation, names = laid.situation, laid.names
    rooms = rooms_of(situation)
    places: dict[str, Mapping[str, Yaml]] = {HOME: {"title": "Not displaced", "start": "from stocks.csv"}}
    for one in situation.locations:
        room = rooms.get(one.name, one.capacity)
        started = bool(laid.counts.get(one.name, {}).get(situation.start))
        place = described(one, kind=one.kind, started=started)
        place |= {"capacity": short(room)} if room else {}
        places[names[one.name]] = place
    places[ROAD] = {"title": "On the road"}
    kinds = {one.kind for one in situation.locations if one.name in laid.havens}
    towns = sorted(kinds - {"camp", "idpcamp"})
    made = flows(
        {driver: (names[zone], zone) for driver, zone in drivers.items()},
        room=any(one.capacity for one in situation.locations if one.name in laid.havens),
        towns=towns[0] if towns and len(kinds) > 1 else "",
    )
    areas = {"zones": [names[one] for one in laid.zones], "havens": [names[one] for one in laid.havens]}
    calendar: dict[str, Yaml] = {
        "start": situation.start.isoformat(),
        "as_of": laid.as_of.isoformat(),
        "end": situation.end.isoformat(),
        "step": "day",
    }
    return {
        "wayhome": 1,
        "study": name,
        "title": f"Displacement in {situation.home}" if situation.home else "Displacement",
        "calendar": calendar,
        "places": places,
        "areas": areas,
        "headline": "stock havens",
        "drivers": _drivers(laid, drivers, displaced),
        "flows": made,
    }


def _drivers(laid: Laid, drivers: Mapping[str, str], displaced: NDArray[np.float64]) -> dict[str, Mapping[str, Yaml]]:
    made: dict[str, Mapping[str, Yaml]] = {}
    known = (laid.as_of - laid.situation.start).days + 1
    for i, (driver, zone) in enumerate(drivers.items()):
        made[driver] = {"title": f"Displaced in {zone}", "unit": "persons per day"}
        usual = float(displaced[max(known - RECENT, 0) : known, i].mean())
        if known < laid.situation.days and usual > 0:
            low, high = (f"{usual * factor:.6g}" for factor in AHEAD)
            ahead = (laid.as_of + _DAY).isoformat()
            made[driver] = {**made[driver], "after": {ahead: f"{low} to {high}"}}
    for zone in drivers.values():
        made[f"conflict_{laid.names[zone]}"] = {"title": f"Conflict in {zone}", "unit": "index"}
    return made


# ---- tables -------------------------------------------------------------------------------------------------


def _routes(laid: Laid) -> Iterator[dict[str, str]]:
    end = laid.situation.days - 1
    for way in laid.ways:
        for span in way.spans():
            yield {
                "from": laid.names[span.start],
                "to": laid.names[span.end],
                "km": f"{way.km:.10g}",
                "opens": laid.situation.date_of(span.first).isoformat() if span.first else "",
                "closes": laid.situation.date_of(span.last).isoformat() if span.last < end else "",
                "one_way": "yes" if span.one_way else "",
            }


def _histories(laid: Laid, displaced: NDArray[np.float64]) -> Iterator[dict[str, str]]:
    known = (laid.as_of - laid.situation.start).days + 1
    for i, zone in enumerate(laid.zones):
        name = laid.names[zone]
        yield from _history(laid, f"displaced_{name}", displaced[:known, i], "counts of all places")
    for zone in laid.zones:
        conflict = laid.situation.intensity[:, laid.situation.index(zone)]
        yield from _history(laid, f"conflict_{laid.names[zone]}", conflict[:known], "conflicts.csv")


def _history(laid: Laid, driver: str, values: NDArray[np.float64], source: str) -> Iterator[dict[str, str]]:
    """A row for each day on which a run of equal values begins or ends."""
    texts = [f"{value:.7g}" for value in values]  # what straight lines leave behind the last digit is no change
    last = len(texts) - 1
    for day, text in enumerate(texts):
        if day in (0, last) or text != texts[day - 1] or text != texts[day + 1]:
            yield {
                "driver": driver,
                "date": laid.situation.date_of(day).isoformat(),
                "best": text,
                "source": source,
            }


def _stocks(laid: Laid, displaced: NDArray[np.float64]) -> Iterator[dict[str, str]]:
    living = sum(one.population or 0 for one in laid.situation.locations if one.name in laid.zones)
    fleeing = displaced.sum() * AHEAD[1]
    yield {"place": HOME, "best": str(round(max(living, fleeing, 1))), "source": "people living in conflict zones"}
    for name, series in laid.counts.items():
        if series[laid.situation.start]:
            people = str(series[laid.situation.start])
            yield {"place": laid.names[name], "best": people, "source": f"count of {laid.situation.start}"}


def _cut(situation: Situation) -> Iterator[Note]:
    rooms = rooms_of(situation)
    for one in situation.locations:
        if one.capacity and (room := rooms.get(one.name, one.capacity)) < one.capacity:
            message = f"the capacity of {one.name}, {one.capacity:,}, is out of all proportion to the others: taken as {room:,.0f}"
            yield Note("input_csv/locations.csv", 0, message)


def _geography(laid: Laid) -> Iterator[dict[str, str]]:
    """What Flee says of places and the study format has no word for."""
    for one in laid.situation.locations:
        yield {
            "place": laid.names[one.name],
            "region": one.region,
            "population": "" if one.population is None else str(one.population),
        }
