"""Random small studies for the engine's tests, and the reference's names for the engine's parameters."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from wayhome.dates import calendar, parse_period
from wayhome.engine.compile import contrasts, selected_levels
from wayhome.engine.model import Model
from wayhome.ranges import Z90, Range
from wayhome.study.resolved import Anchor, Driver, Flow, Place, Post, Programme, ProgrammeChange, Route, Stock, Study

PLACES = ("a", "b", "c", "d")
POPULATIONS = {"nation": ("K", "U"), "role": ("woman", "child")}
NETWORK = {
    "a": Place("a", "a", country="X"),
    "b": Place("b", "b", kind="town", country="X"),
    "c": Place("c", "c", kind="camp", country="Y", capacity=30.0),
    "d": Place("d", "d", kind="camp"),
    "road": Place("road", "road"),
}
ROUTES = (
    Route("a", "b", 80.0),
    Route("b", "c", 150.0, closes=parse_period("2012-04")),
    Route("a", "c", 400.0),
    Route("c", "d", 60.0, opens=parse_period("2012-03"), one_way=True),
    Route("b", "d", 0.5, opens=parse_period("2012-02"), closes=parse_period("2012-06")),
)
PROGRAMMES = {
    "seats": Programme("seats", "Seats", "", {}, 1.0, {}, seats=9.0),
    "staff": Programme(
        "staff", "Staff", "role", {"woman": {"mentor": 12.0, "teacher": 3.0}, "child": {"teacher": 20.0}}, 3.0,
        {"mentor": Post(2.0, 30.0, "month"), "teacher": Post(0.5, 600.0, "year")}, seats=40.0,
        changes=(ProgrammeChange(parse_period("2012-04"), {"mentor": Post(5.0, 30.0, "month")}, None),),
    ),
}  # fmt: skip
FACTORS = {"distance": (0.3, 0.8), "doubling": (0.5, 0.9), "ways": (1.1, 3.0), "border": (0.2, 1.0), "camp": (1.0, 4.0)}
PULLED = {"room": (1.0, 6.0), "compatriots": (0.9, 1.6)}
Z = st.floats(-2, 2).map(lambda x: round(x, 3)).filter(lambda x: abs(x) > 0.01)


def values_at(model: Model, z: np.ndarray) -> dict[str, float]:
    """The reference's values (in the study's units) of the engine's parameters z."""
    study = model.study
    at = dict(zip(model.parameters, z, strict=True))
    values = {name: float(x) for name, x in at.items() if name.startswith("driver.")}
    for flow in study.flows.values():
        if f"rate.{flow.name}" in at and flow.rate is not None:
            values[f"rate.{flow.name}"] = _log_normal(flow.rate, at[f"rate.{flow.name}"])
        for population, factor in flow.differs_by.items():
            levels = selected_levels(study, flow, population)
            weights = [at[f"differs.{flow.name}.{population}.{k + 1}"] for k in range(len(levels) - 1)]
            for level, log in zip(levels, contrasts(len(levels)) @ weights, strict=True):
                values[f"differs.{flow.name}.{population}.{level}"] = math.exp(log * math.log(factor) / Z90)
        for driver, span in flow.driven_by.items():
            if f"effect.{flow.name}.{driver}" in at:
                values[f"effect.{flow.name}.{driver}"] = _log_normal(span, at[f"effect.{flow.name}.{driver}"])
        for what, span in flow.drawn_by.items():
            if f"pull.{flow.name}.{what}" in at:
                values[f"pull.{flow.name}.{what}"] = _log_normal(span, at[f"pull.{flow.name}.{what}"])
    for stock in study.stocks:
        name = ".".join(("start", stock.place, *stock.group))
        if name in at:
            far = math.log(stock.high / stock.best), math.log(stock.best / stock.low)
            values[name] = stock.best * math.exp(_reach(at[name], *far))
    return values


def _reach(z: float, up: float, down: float) -> float:
    """The curve that spec/study-1.md describes, written out once more."""
    side, slope, share = up if z > 0 else down, 2 * up * down / (up + down), abs(z) / Z90
    far = side + (2 * side - slope) * (share - 1) if share > 1 else slope * share + (side - slope) * share**2
    return far if z > 0 else -far


def _log_normal(span: Range, z: float) -> float:
    mean, sd = span.log_normal()
    return math.exp(mean + sd * z)


BY, MOST = 1e6, 1e12  # a crowd is so many times as large; people whom chance counts quickly and floats exactly


def crowded(study: Study) -> Study:
    """The same study with many more people, and as many more seats, hours and beds for them and who are sent away."""

    def posts(staff: Mapping[str, Post]) -> dict[str, Post]:
        return {name: replace(post, posts=post.posts * BY) for name, post in staff.items()}

    def more(seats: float | None) -> float | None:
        return None if seats is None else seats * BY

    programmes = {
        name: replace(
            one, seats=more(one.seats), staff=posts(one.staff),
            changes=tuple(replace(c, seats=more(c.seats), staff=posts(c.staff)) for c in one.changes),
        )
        for name, one in study.programmes.items()
    }  # fmt: skip
    drivers = {
        name: replace(one, history={
            key: tuple(replace(a, low=a.low * BY, best=a.best * BY, high=a.high * BY) for a in anchors)
            for key, anchors in one.history.items()
        }) if one.unit.startswith("persons") else one
        for name, one in study.drivers.items()
    }  # fmt: skip
    places = {name: replace(place, capacity=more(place.capacity)) for name, place in study.places.items()}
    many = tuple(replace(s, low=s.low * BY, best=s.best * BY, high=s.high * BY) for s in study.stocks)
    return replace(study, stocks=many, places=places, drivers=drivers, programmes=programmes)


def study_of(
    flows: Mapping[str, Flow],
    *,
    drivers: Mapping[str, Driver] | None = None,
    stocks: tuple[Stock, ...],
    end: str = "2012-12",
    step: str = "month",
) -> Study:
    """A study over the places and populations of this file, starting in 2012."""
    time = calendar(start=parse_period("2012-01"), as_of=parse_period(end), end=parse_period(end), step=step)
    return Study(
        "small", "Small", time, POPULATIONS, {}, NETWORK, {"ab": ("a", "b")}, drivers or {}, flows, stocks,
        ROUTES, {f"{kind}_{flow}": programme for kind, programme in PROGRAMMES.items() for flow in flows},
    )  # fmt: skip


def stock(place: str, people: float, *, spread: float = 1.0) -> tuple[Stock, ...]:
    """As many people of every group."""
    groups = [(n, r) for n in POPULATIONS["nation"] for r in POPULATIONS["role"]]
    return tuple(Stock(place, group, people / spread, people, people * spread**1.5, "test") for group in groups)


@st.composite
def _driver(draw: st.DrawFn, name: str, unit: str) -> Driver:
    by = draw(st.sampled_from([(), ("nation",), ("role", "nation")]))
    keys = (
        [()]
        if not by
        else [(x,) for x in POPULATIONS["nation"]]
        if by == ("nation",)
        else [(r, n) for r in POPULATIONS["role"] for n in POPULATIONS["nation"]]
    )
    top = 1.0 if unit == "share" else 30.0
    history: dict[tuple[str, ...], tuple[Anchor, ...]] = {}
    for key in keys:
        low, best, high = sorted(draw(st.floats(0, top)) for _ in range(3))
        dates = draw(st.sampled_from([("2012-02",), ("2012-03", "2012-09")]))
        history[key] = tuple(Anchor(parse_period(d), low, best, high, "test") for d in dates)
    return Driver(name, name, unit, by, history, {})


@st.composite
def _flow(draw: st.DrawFn, name: str, rare: bool) -> Flow:
    laws = ["hazard", "hazard", "counts", "births", "choice", "choice", "queue", *(["operations"] if rare else [])]
    law = draw(st.sampled_from(laws))
    origin = tuple(sorted(draw(st.sets(st.sampled_from(PLACES), min_size=1, max_size=3))))
    to = draw(st.sampled_from([p for p in PLACES if p not in origin]))
    who = draw(st.sampled_from([{}, {"nation": ("K",)}, {"role": ("woman", "child"), "nation": ("U",)}]))
    low = draw(st.sampled_from([1e-4, 0.01, 0.3, 3.0]))
    rate = Range(low, low * draw(st.sampled_from([1.0, 4.0])), draw(st.sampled_from(["month", "year"])))
    spreads = {p: 3.0 for p in POPULATIONS if len(who.get(p, POPULATIONS[p])) > 1}
    places = {"place": 4.0} if len(origin) > 1 else {}
    differs = draw(st.sampled_from([{}, spreads, {**spreads, **places}]))
    driven = draw(
        st.sampled_from(
            [
                {},
                {"push": Range(1, 5, factor=True)},
                {"push": Range(0.1, 0.9, factor=True), "pull": Range(2, 2, factor=True)},
            ]
        )
    )
    if law == "counts":
        return Flow(name, name, law, origin, to, who, driver="expelled")
    if law == "births":
        return Flow(
            name, name, law, origin, "", {**who, "role": ("woman",)}, rate, {}, driven, newborn={"role": "child"}
        )
    if law == "queue":
        return Flow(name, name, law, origin, to, who, programme=f"{draw(st.sampled_from(list(PROGRAMMES)))}_{name}")
    if law == "operations":
        by = draw(st.sampled_from([(), ("nation",), ("nation", "role")]))
        share = draw(st.sampled_from([Range(0.1, 0.8), Range(0.5, 0.5), Range(1.0, 1.0)]))
        spread = {p: f for p, f in differs.items() if p in by}
        return Flow(name, name, law, origin, to, who, rate, spread, by=by, size=share)
    pulled = draw(st.sampled_from([{}, {"room": PULLED["room"]}, PULLED]))
    alike = draw(st.sampled_from([(), ("nation",)])) if "compatriots" in pulled else ()
    if law == "hazard":
        return Flow(name, name, law, origin, to, who, rate, differs, driven, _factors(pulled), alike)
    drawn = draw(st.sampled_from([{}, {"camp": FACTORS["camp"]}, FACTORS]))
    speed = draw(st.sampled_from([None, 30.0, 1000.0]))
    return Flow(
        name, name, law, origin, "", who, rate, differs, driven, _factors({**drawn, **pulled}), alike, among=PLACES,
        speed=speed, speed_per="week", within=draw(st.sampled_from([None, 200.0])), under_way="road" if speed else "",
    )  # fmt: skip


def _factors(ends: Mapping[str, tuple[float, float]]) -> dict[str, Range]:
    return {what: Range(low, high, factor=True) for what, (low, high) in ends.items()}


@st.composite
def studies(draw: st.DrawFn, *, rare: bool = True) -> Study:
    """A study of one to five flows, with drivers of every kind, over some months or weeks; `rare`: with operations too."""
    names = [f"f{i}" for i in range(draw(st.integers(1, 5)))]
    drivers = {
        n: draw(_driver(n, u)) for n, u in (("push", "share"), ("pull", "share"), ("expelled", "persons per month"))
    }
    people = draw(st.sampled_from([0.0, 1.0, 7.5, 40.0]))
    start = stock("a", people, spread=draw(st.sampled_from([1.0, 2.0]))) + stock(
        "b", draw(st.sampled_from([0.0, 12.0]))
    )
    end, step = draw(
        st.sampled_from([("2012-01", "month"), ("2012-08", "month"), ("2012-02", "week"), ("2013", "year")])
    )
    return study_of({n: draw(_flow(n, rare)) for n in names}, drivers=drivers, stocks=start, end=end, step=step)
