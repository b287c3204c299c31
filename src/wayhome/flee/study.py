"""A situation as an ordinary study: its files as text, and what they leave out."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from wayhome.claims.claim import CLAIM_COLUMNS, SOURCE_COLUMNS
from wayhome.flee.laid import Laid, as_known, lay_out, until
from wayhome.flee.model import (
    AHEAD,
    GRADE,
    HOME,
    RECENT,
    ROAD,
    SCALED_GRADE,
    Yaml,
    arising,
    flows,
)
from wayhome.flee.naming import level
from wayhome.flee.situation import Note, Situation, rooms_of

OUTLET = "Registration, as compiled for Flee"
PLACES = ("place", "region", "population")
_DAY = timedelta(days=1)
_PLAIN = re.compile(
    r"[A-Za-z][A-Za-z0-9_]*( [A-Za-z0-9_.]+)*|\d{4}-\d\d-\d\d|[0-9.]+(%|x)? to [0-9.]+(%|x)?( per day)?|\d+ km per day"
)
_WIDTH = 140


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
    claims = sorted(_claims(laid), key=lambda row: row["id"])
    files = {
        "study.yaml": _yaml(laid, name, drivers, displaced),
        "routes.csv": _table(("from", "to", "km", "opens", "closes", "one_way"), _routes(laid)),
        "drivers.csv": _table(("driver", "date", "low", "best", "high", "source"), _histories(laid, displaced)),
        "stocks.csv": _table(("place", "low", "best", "high", "source"), _stocks(laid, displaced)),
        "claims.csv": _table(CLAIM_COLUMNS, claims),
        "sources.csv": _table(SOURCE_COLUMNS, _sources(laid)),
        "places.csv": _table(PLACES, _geography(laid)),
    }
    notes = tuple(sorted({*situation.notes, *laid.notes, *_cut(situation)}))
    return Written(files, len(claims), len(situation.locations), len(laid.zones), len(laid.ways), notes)


# ---- study.yaml ---------------------------------------------------------------------------------------------


def _yaml(laid: Laid, name: str, drivers: Mapping[str, str], displaced: NDArray[np.float64]) -> str:
    situation, names = laid.situation, laid.names
    rooms = rooms_of(situation)
    places: dict[str, Mapping[str, Yaml]] = {HOME: {"title": "Not displaced", "start": "from stocks.csv"}}
    for one in situation.locations:
        place: dict[str, Yaml] = {"title": one.name, "kind": one.kind}
        place |= {"country": level(one.country)} if level(one.country) else {}
        room = rooms.get(one.name, one.capacity)
        place |= {"capacity": room} if room else {}
        place |= {"start": "from stocks.csv"} if laid.counts.get(one.name, {}).get(situation.start) else {}
        if one.latitude is not None and one.longitude is not None:
            place["at"] = [one.latitude, one.longitude]
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
    lines = [
        "# Made by `wayhome import flee`. Ranges are beliefs before any count is seen: change whatever you know better.",
        "wayhome: 1",
        f"study: {name}",
        f"title: {_value(f'Displacement in {situation.home}' if situation.home else 'Displacement')}",
        f"calendar: {_value(calendar)}",
        *_section("places", places),
        *_section("areas", areas),
        *_section("drivers", _drivers(laid, drivers, displaced)),
        *_section("flows", made),
    ]
    return "\n".join(lines) + "\n"


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


def _section(name: str, entries: Mapping[str, Yaml]) -> list[str]:
    """An entry a line, or where it is long, one of its keys a line."""
    lines = ["", f"{name}:"]
    for key, value in entries.items():
        line = f"  {key}: {_value(value)}"
        if len(line) > _WIDTH and isinstance(value, Mapping):
            lines += [f"  {key}:", *(f"    {_value(inner)}: {_value(one)}" for inner, one in value.items())]
        else:
            lines.append(line)
    return lines


def _value(value: Yaml) -> str:
    """A value in YAML's flow style."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        text = value.replace("\\", "\\\\").replace('"', '\\"')
        plain = _PLAIN.fullmatch(value) and value.lower() not in ("true", "false", "null")
        return value if plain else f'"{text}"'
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_value(key)}: {_value(one)}" for key, one in value.items()) + "}"
    if isinstance(value, Sequence):
        return "[" + ", ".join(map(_value, value)) + "]"
    return f"{value:.10g}" if isinstance(value, float) else str(value)


# ---- tables -------------------------------------------------------------------------------------------------


def _table(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


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


def _claims(laid: Laid) -> Iterator[dict[str, str]]:
    for name, series in laid.counts.items():
        scaled = {
            day
            for day, raw, people in zip(
                laid.situation.counts[name].dates, laid.situation.counts[name].raw, laid.situation.counts[name].people
            )
            if raw != people
        }
        country = laid.situation.locations[laid.situation.index(name)].country
        for day, people in series.items():
            if day == laid.situation.start:
                continue
            how = ", scaled to fit a later registration" if day in scaled else ""
            yield {
                "id": f"{laid.names[name]}-{day}",
                "statement": f"{people:,} people registered in {name} on {day}{how}",
                "kind": "amount",
                "quantity": "stock",
                "where": laid.names[name],
                "as_of": day.isoformat(),
                "best": str(people),
                "speaker": f"registration in {country}" if country else "registration",
                "speaker_role": "registration",
                "source": f"counts-{day}",
                "grade": SCALED_GRADE if day in scaled else GRADE,
                "status": "confirmed",
            }


def _sources(laid: Laid) -> Iterator[dict[str, str]]:
    days = {day for series in laid.counts.values() for day in series if day != laid.situation.start}
    for day in sorted(days):
        yield {"id": f"counts-{day}", "outlet": OUTLET, "title": f"Counts of {day}", "date": day.isoformat()}


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
