"""The adjoint of every law where it bends: shares that are scaled down, places that are full, programmes that overlap.

Each study is made so that a certain branch is taken, with uncertain numbers before it, so that the slope runs through it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from tests.engine.studies import POPULATIONS, stock, study_of
from wayhome.dates import parse_period
from wayhome.engine.compile import compile_study
from wayhome.engine.expected import expected_adjoint, expected_path
from wayhome.engine.quantities import OF_MOVED, OF_STOCK, Quantity, table
from wayhome.engine.rates import inputs, pull_back
from wayhome.ranges import Range
from wayhome.study.resolved import Anchor, Driver, Flow, Place, Post, Programme, Route, Stock, Study

SOME, MANY = Range(0.1, 0.3, "month"), Range(0.5, 0.9, "month")
PEOPLE = stock("a", 25.0, spread=1.5) + stock("b", 10.0, spread=1.3)


def hazard(name: str, origin: str, to: str, rate: Range = SOME, **more: object) -> Flow:
    return replace(Flow(name, name, "hazard", (origin,), to, {}, rate), **more)


def sent(name: str, *origin: str, to: str, driver: str, **who: tuple[str, ...]) -> Flow:
    return Flow(name, name, "counts", origin, to, who, driver=driver)


def asks(name: str, best: float, unit: str = "persons per month") -> Driver:
    dates = {"2012-01": 1.0, "2012-12": 1.2}
    history = tuple(
        Anchor(parse_period(d), best * k * 0.9, best * k, best * k * 1.05, "test") for d, k in dates.items()
    )
    return Driver(name, name, unit, (), {(): history}, {})


def factor(low: float, high: float) -> Range:
    return Range(low, high, factor=True)


def made(*flows: Flow, stocks: tuple[Stock, ...] = PEOPLE, **parts: object) -> Study:
    drivers = {
        d.name: d for d in (asks("ten", 10.0), asks("sixty", 60.0), asks("most", 95.0), asks("share", 0.5, "share"))
    }
    study = study_of({flow.name: flow for flow in flows}, drivers=drivers, stocks=stocks, end="2012-04")
    return replace(study, **parts)


def queues() -> Study:
    """Two programmes for those in a; the first is full with those in c; the hours of the second are short for children;
    the last has more than half a seat free."""
    programmes = {
        "seats": Programme("seats", "Seats", "", {}, 1.0, {}, seats=30.0),
        "hours": Programme("hours", "Hours", "role", {"woman": {"teacher": 2.0}, "child": {"teacher": 6.0}}, 1.0,
                           {"teacher": Post(1.0, 90.0, "month")}, seats=500.0),
        "full": Programme("full", "Full", "", {}, 1.0, {}, seats=3.0),
        "last": Programme("last", "Last", "", {}, 1.0, {}, seats=2.6),
    }  # fmt: skip
    flows = (
        Flow("join", "Join", "queue", ("a",), "c", {}, programme="seats"),
        Flow("learn", "Learn", "queue", ("a", "b"), "d", {}, programme="hours"),
        Flow("wait", "Wait", "queue", ("b",), "a", {"nation": ("U",)}, programme="full"),
        Flow("squeeze", "Squeeze", "queue", ("b",), "road", {}, programme="last"),
        hazard("out", "d", "c", MANY),
        hazard("leave", "c", "b", MANY), hazard("go", "a", "b"),
    )  # fmt: skip
    return made(*flows, stocks=PEOPLE + stock("c", 2.0, spread=1.5) + stock("road", 0.5), programmes=programmes)


def counted() -> Study:
    """Ten and ninety-five of the hundred in a are asked for at once, more than there are; all in b as well."""
    flows = (
        sent("few", "a", to="c", driver="ten"),
        sent("most", "a", to="d", driver="most"),
        sent("all", "b", to="c", driver="sixty"),
        sent("women", "c", "d", to="b", driver="ten", role=("woman",)),
        hazard("go", "d", "a", MANY),
    )
    return made(*flows)


def drawn() -> Study:
    """Nobody is where the first flow begins; c has room, d is overfull, b has no limit."""
    places = {
        "a": Place("a", "a"), "b": Place("b", "b", country="X"), "c": Place("c", "c", kind="camp", capacity=90.0),
        "d": Place("d", "d", country="Y", capacity=2.0), "e": Place("e", "e"), "road": Place("road", "road"),
    }  # fmt: skip
    pulled = {"room": factor(1.5, 6.0), "compatriots": factor(0.7, 1.6)}
    flows = (
        hazard("never", "e", "c", drawn_by={"room": factor(2.0, 5.0)}),
        hazard("room", "a", "c", drawn_by={"room": factor(2.0, 5.0)}),
        hazard("crowd", "a", "b", drawn_by={"compatriots": factor(1.1, 1.8)}, alike=("nation",)),
        Flow("choose", "Choose", "choice", ("a", "b"), "", {}, SOME, differs_by={"place": 3.0, "role": 2.0},
             drawn_by={"camp": factor(1.2, 3.0), **pulled}, among=("b", "c", "d")),
        hazard("back", "c", "a"), hazard("there", "a", "d", drawn_by={"room": factor(1.5, 4.0)}),
    )  # fmt: skip
    return made(*flows, places=places, routes=(), stocks=PEOPLE + stock("c", 5.0, spread=1.4) + stock("d", 1.5))


def travelled() -> Study:
    """Ways of 0.4, 1 and 2.5 steps; one opens late, and until then nobody can get to c."""
    routes = (Route("a", "b", 16.0), Route("a", "c", 40.0, opens=parse_period("2012-02")), Route("b", "d", 100.0))
    flows = (
        Flow("walk", "Walk", "choice", ("a",), "", {}, MANY, among=("b", "c"), speed=40.0, speed_per="month",
             under_way="road", drawn_by={"distance": factor(0.3, 0.8), "doubling": factor(0.5, 0.9), "ways": factor(1.1, 3.0)}),
        Flow("ride", "Ride", "choice", ("b",), "", {}, SOME, among=("a", "d"), speed=40.0, speed_per="month",
             under_way="road", driven_by={"share": factor(1.5, 4.0)}),
        hazard("lost", "road", "d"),
    )  # fmt: skip
    return made(*flows, routes=routes)


def lumped() -> Study:
    """Operations that compete with each other, before queues and hazards."""
    flows = (
        Flow("fly", "Fly", "operations", ("a", "b"), "c", {}, Range(0.4, 0.8, "month"), {"nation": 2.0}, by=("nation",),
             size=Range(0.1, 0.8)),
        Flow("sail", "Sail", "operations", ("a",), "d", {}, Range(0.2, 0.5, "month"), size=Range(0.5, 0.5)),
        Flow("join", "Join", "queue", ("a",), "b", {}, programme="seats"),
        hazard("go", "a", "b"), sent("few", "a", to="b", driver="ten"),
        replace(hazard("born", "c", "", SOME), law="births", newborn={"role": "child"}, who={"role": ("woman",)},
                driven_by={"share": factor(1.5, 4.0), "ten": factor(1.01, 1.02)}),
    )  # fmt: skip
    return made(*flows, programmes={"seats": Programme("seats", "Seats", "", {}, 1.0, {}, seats=20.0)})


STUDIES: Mapping[str, Study] = {
    "queues": queues(), "counts": counted(), "pulls": drawn(), "journeys": travelled(), "operations": lumped()
}  # fmt: skip


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("name", STUDIES)
def test_the_slope_of_every_number_is_exact(name: str, seed: int) -> None:
    study = STUDIES[name]
    model, steps = compile_study(study), study.calendar.steps
    rng = np.random.default_rng(seed)
    z = rng.normal(size=len(model.parameters)) * 0.5
    on_stock, on_moved = rng.normal(size=(steps + 1, model.cells)), rng.normal(size=(steps, model.moves.flow.size))
    asked = table([
        Quantity(kind, (i,), 0, tuple(row))
        for kind, weights in ((OF_STOCK, on_stock), (OF_MOVED, on_moved))
        for i, row in enumerate(weights.T)
    ])  # fmt: skip

    def value(point: np.ndarray) -> float:
        path = expected_path(model, inputs(model, point, steps))
        return float((path.stock * on_stock).sum() + (path.moved * on_moved).sum())

    given = inputs(model, z, steps)
    bar = expected_adjoint(model, given, expected_path(model, given), asked, np.ones(asked.size))
    gradient = pull_back(model, z, given, bar)
    slopes = np.array([(value(z + 1e-6 * unit) - value(z - 1e-6 * unit)) / 2e-6 for unit in np.eye(z.size)])
    assert gradient == pytest.approx(slopes, rel=1e-6, abs=1e-6 * (1 + abs(value(z))))
    assert (np.abs(slopes) > 1e-4).sum() > 0.7 * z.size  # nearly every number matters, so that errors would show


@pytest.mark.parametrize("z", [-4.0, 4.0])
def test_beyond_its_bounds_a_driver_has_no_slope(z: float) -> None:
    driver = Driver("share", "Share", "share", (), {(): (Anchor(parse_period("2012-01"), 0.1, 0.6, 0.9, "test"),)}, {})
    flow = hazard("go", "a", "b", Range(0.1, 0.1, "month"), driven_by={"share": factor(3.0, 3.0)})
    model = compile_study(replace(made(flow, stocks=stock("a", 9.0)), drivers={"share": driver}))
    given = inputs(model, np.array([z]), 4)
    path = expected_path(model, given)
    asked = table([Quantity(OF_STOCK, (model.cell("b", 0),), 4, (1.0,))])
    bar = expected_adjoint(model, given, path, asked, np.ones(1))
    assert given.drivers[0].tolist() == [0.0 if z < 0 else 1.0] * 4
    assert pull_back(model, np.array([z]), given, bar).tolist() == [0.0]


def test_the_studies_take_the_branches_that_they_are_for() -> None:
    """By what becomes of the people: scaled down, full, turned away, late."""
    taken = {}
    for name, study in STUDIES.items():
        model = compile_study(study)
        path = expected_path(model, inputs(model, np.zeros(len(model.parameters)), study.calendar.steps))
        by_flow = {flow: path.moved[:, model.moves.flow == f].sum(axis=1) for f, flow in enumerate(study.flows)}
        taken[name] = by_flow, path.stock.reshape(len(path.stock), len(model.places), -1).sum(axis=2), model.places
    size = len(POPULATIONS["nation"]) * len(POPULATIONS["role"])
    flows, people, _ = taken["counts"]
    assert flows["few"][0] + flows["most"][0] == pytest.approx(people[0, 0]) and flows["few"][0] < 10
    assert flows["all"][0] == pytest.approx(10 * size)
    flows, people, _ = taken["queues"]
    assert flows["wait"].tolist() == [0.0] * 4  # those in a take more than its three seats
    assert flows["join"][0] == pytest.approx(30 - 2 * size)
    flows, people, places = taken["journeys"]
    assert (people[1:, places.index("road")] > 1).all() and flows["walk"][0] > 0
    _, people, places = taken["pulls"]
    assert people[0, places.index("d")] > 2 and people[-1, places.index("c")] < 90
