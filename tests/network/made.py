"""Small situations made for tests: two zones, three camps, known roads."""

from __future__ import annotations

from datetime import date

import numpy as np

from wayhome.flee.situation import Closure, Correction, Location, Route, Series, Situation

START = date(2020, 1, 1)


def place(name: str, kind: str, *, country: str = "Ava", capacity: int | None = None) -> Location:
    return Location(name, "", country, None, None, kind, 0, 1000 if kind == "conflict_zone" else None, capacity)


def situation(
    *,
    days: int = 60,
    capacities: tuple[int | None, ...] = (4000, 1000, 3000),
    closures: tuple[Closure, ...] = (),
    hub: bool = False,
    counts: dict[str, list[tuple[date, float]]] | None = None,
    corrections: tuple[Correction, ...] = (),
    name: str = "made",
) -> Situation:
    """Zones North and South, camps A (two roads), B and C; with `hub`, one more way to C."""
    camps = [place(c, "camp", country="Eza", capacity=room) for c, room in zip("ABC", capacities, strict=True)]
    places = [place("North", "conflict_zone"), place("South", "conflict_zone"), *camps]
    routes = [
        Route("North", "A", 100.0), Route("South", "A", 150.0), Route("North", "B", 50.0), Route("South", "C", 300.0),
        Route("North", "South", 400.0),
    ]  # fmt: skip
    if hub:
        places.append(place("Hub", "forwarding_hub", country="Eza"))
        routes += [Route("South", "Hub", 200.0), Route("Hub", "C", 20.0)]
    intensity = np.zeros((days, len(places)))
    intensity[:, 0] = 1.0
    intensity[days // 2 :, 1] = 1.0
    given = counts if counts is not None else {c: [(START, 0.0)] for c in "ABC"}
    series = {c: _series(c, rows) for c, rows in given.items()}
    return Situation(
        name, START, days, "Ava", tuple(places), tuple(routes), closures, intensity, corrections, series, {}, None, {}, ()
    )  # fmt: skip


def _series(name: str, rows: list[tuple[date, float]]) -> Series:
    dates, people = zip(*rows, strict=True)
    return Series(name, (f"{name}.csv",), dates, people, people, (True,) * len(rows))
