"""Situations made up, plain and at random."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations

import numpy as np
from hypothesis import strategies as st

from wayhome.flee.situation import Closure, Location, Route, Series, Situation

START = date(2020, 2, 25)
PLACES = (
    Location("alta", "North", "Ava", 1.5, 30.25, "conflict_zone", 0, 1000, None),
    Location("bore", "", "Ava", None, None, "conflict_zone", 0, None, None),
    Location("cross", "", "Ava", -1.0, 30.0, "town", None, 70, None),
    Location("hub", "", "Eza", None, None, "forwarding_hub", None, None, None),
    Location("dor", "East", "Eza", None, None, "camp", None, None, 500),
    Location("ela", "", "Eza", None, None, "camp", None, None, None),
    Location("far", "", "Fos", None, None, "idpcamp", None, None, 20),
)
NAMES = [one.name for one in PLACES]


def situation(
    *,
    routes: tuple[Route, ...],
    days: int = 10,
    closures: tuple[Closure, ...] = (),
    counts: dict[str, Series] | None = None,
    intensity: np.ndarray | None = None,
) -> Situation:
    if intensity is None:
        intensity = np.zeros((days, len(PLACES)))
        intensity[:, 0] = 1.0
    return Situation(
        "made", START, days, "Ava", PLACES, routes, closures, intensity, (), counts or {}, {}, None, {}, ()
    )


@st.composite
def situations(draw: st.DrawFn, *, camps_close: bool = False) -> Situation:
    """Random routes, closures, redirections, conflict and counts among `PLACES`."""
    days = draw(st.integers(1, 8))
    pairs = draw(st.lists(st.sampled_from(list(combinations(NAMES, 2))), min_size=1, max_size=10, unique=True))
    kilometres = st.integers(1, 400).map(lambda tenths: tenths / 10)
    # redirections and closed camps at once make ways that no test can foretell
    forced = st.just(0) if camps_close else st.sampled_from([0, 0, 0, 1, 2])
    routes = tuple(Route(start, end, draw(kilometres), draw(forced)) for start, end in pairs)
    closures = tuple(draw(st.lists(_closures(routes, camps_close=camps_close), max_size=3)))
    intensity = np.zeros((days, len(PLACES)))
    for zone in (0, 1):
        intensity[:, zone] = draw(st.lists(st.sampled_from([0.0, 0.25, 1.0]), min_size=days, max_size=days))
    counts = {name: draw(_series(name, days)) for name in ("dor", "ela", "cross") if draw(st.booleans())}
    return situation(routes=routes, days=days, closures=closures, counts=counts, intensity=intensity)


@st.composite
def _closures(draw: st.DrawFn, routes: tuple[Route, ...], *, camps_close: bool) -> Closure:
    closes = draw(st.integers(0, 5))
    opens = draw(st.one_of(st.none(), st.integers(closes + 1, closes + 5)))
    route = draw(st.sampled_from(routes))
    kind = draw(
        st.sampled_from(["camp"] if camps_close else ["link", "location", "country", "remove_forced_redirection"])
    )
    ends = {
        "camp": (draw(st.sampled_from(["dor", "ela"])), ""),
        "location": (route.start, ""),
        "country": tuple(draw(st.permutations(["Ava", "Eza"]))),
    }.get(kind, (route.start, route.end))
    return Closure(kind, ends[0], ends[1], closes, opens)


@st.composite
def _series(draw: st.DrawFn, name: str, days: int) -> Series:
    at = sorted(draw(st.sets(st.integers(0, days + 2), min_size=1, max_size=5)) | {0})
    people = tuple(float(draw(st.integers(0, 5000))) for _ in at)
    dates = tuple(START + timedelta(days=day) for day in at)
    return Series(name, (f"source_data/{name}.csv",), dates, people, people, (True,) * len(dates))
