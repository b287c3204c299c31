"""Random small studies for the engine's tests, and the reference's names for the engine's parameters."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from hypothesis import strategies as st

from wayhome.dates import calendar, parse_period
from wayhome.engine.compile import contrasts, selected_levels
from wayhome.engine.model import Model
from wayhome.ranges import Z90, Range
from wayhome.study.resolved import Anchor, Driver, Flow, Place, Stock, Study

PLACES = ("a", "b", "c", "d")
POPULATIONS = {"nation": ("K", "U"), "role": ("woman", "child")}
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
    places = {name: Place(name, name) for name in PLACES}
    return Study("small", "Small", time, POPULATIONS, {}, places, {"ab": ("a", "b")}, drivers or {}, flows, stocks)


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
def _flow(draw: st.DrawFn, name: str) -> Flow:
    law = draw(st.sampled_from(["hazard", "hazard", "hazard", "counts", "births"]))
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
    return Flow(name, name, law, origin, to, who, rate, differs, driven)


@st.composite
def studies(draw: st.DrawFn) -> Study:
    """A study of one to five flows, with drivers of every kind, over some months or weeks."""
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
    return study_of({n: draw(_flow(n)) for n in names}, drivers=drivers, stocks=start, end=end, step=step)
