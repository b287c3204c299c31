"""The expected path: equal to the reference, conserving people, converging, with an exact adjoint."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.studies import stock, studies, study_of, values_at
from wayhome import reference
from wayhome.engine.compile import compile_study
from wayhome.engine.expected import Path, empty_path, expected_adjoint, expected_path, expected_values
from wayhome.engine.model import Model
from wayhome.engine.quantities import OF_MOVED, OF_STOCK, Quantity, Table, measure, table
from wayhome.engine.rates import inputs, pull_back
from wayhome.ranges import Range
from wayhome.study.resolved import Flow, Study


def at_some_point(study: Study, seed: int) -> tuple[Model, np.ndarray]:
    model = compile_study(study)
    z = np.random.default_rng(seed).normal(size=len(model.parameters))
    return model, np.where(np.abs(z) < 0.05, 0.1, z)  # drivers and stocks have a kink at 0


def run(model: Model, z: np.ndarray) -> Path:
    return expected_path(model, inputs(model, z, model.study.calendar.steps))


@settings(max_examples=200, deadline=None)
@given(study=studies(), seed=st.integers(0, 1000))
def test_the_expected_path_equals_the_reference(study: Study, seed: int) -> None:
    model, z = at_some_point(study, seed)
    path, slow = run(model, z), reference.expected(study, values_at(model, z))
    for (state, place, group), people in slow.stocks.items():
        assert path.stock[state, model.cell(place, study.groups.index(group))] == pytest.approx(
            people, rel=1e-9, abs=1e-9
        )


@settings(max_examples=200, deadline=None)
@given(study=studies(), seed=st.integers(0, 1000))
def test_people_are_conserved_and_never_negative(study: Study, seed: int) -> None:
    model, z = at_some_point(study, seed)
    path = run(model, z)
    born = np.isin(model.moves.flow, [i for i, f in enumerate(study.flows.values()) if f.law == "births"])
    entered = path.moved[:, born].sum(axis=1).cumsum()
    assert path.stock.min() >= -1e-12
    assert path.stock[1:].sum(axis=1) == pytest.approx(path.stock[0].sum() + entered, rel=1e-12, abs=1e-12)


def everything(on_stock: np.ndarray, on_moved: np.ndarray) -> Table:
    """Every cell and every move as a quantity of its own, with weights (time,) as given (time, cell or move)."""
    kinds = ((OF_STOCK, on_stock), (OF_MOVED, on_moved))
    return table([Quantity(kind, (i,), 0, tuple(row)) for kind, weights in kinds for i, row in enumerate(weights.T)])


@settings(max_examples=150, deadline=None)
@given(study=studies(), seed=st.integers(0, 1000))
def test_values_on_the_way_equal_those_of_the_whole_path(study: Study, seed: int) -> None:
    model, z = at_some_point(study, seed)
    path = run(model, z)
    rng = np.random.default_rng(seed)
    asked = everything(rng.normal(size=path.stock.shape), rng.normal(size=path.moved.shape))
    steps = study.calendar.steps
    again = empty_path(model, steps, keep_moves=False)
    assert expected_values(model, inputs(model, z, steps), asked, again) == pytest.approx(
        measure(asked, path), rel=1e-9, abs=1e-9
    )
    assert np.array_equal(again.stock, path.stock)


@settings(max_examples=150, deadline=None)
@given(study=studies(), seed=st.integers(0, 1000))
def test_the_adjoint_equals_finite_differences(study: Study, seed: int) -> None:
    model, z = at_some_point(study, seed)
    steps = study.calendar.steps
    given_inputs = inputs(model, z, steps)
    path = expected_path(model, given_inputs)
    rng = np.random.default_rng(seed)
    on_stock, on_moved = rng.normal(size=path.stock.shape), rng.normal(size=path.moved.shape)

    def value(point: np.ndarray) -> float:
        other = run(model, point)
        return float((other.stock * on_stock).sum() + (other.moved * on_moved).sum())

    bar = expected_adjoint(
        model, given_inputs, path, everything(on_stock, on_moved), np.ones(model.cells + model.moves.flow.size)
    )
    gradient = pull_back(model, z, given_inputs, bar)
    step = 1e-6
    for i, unit in enumerate(np.eye(len(z))):
        ahead, behind = value(z + step * unit), value(z - step * unit)
        slope = (ahead - behind) / (2 * step)
        # where fewer are there than a counts flow wants, or a driver meets its bound, the function has a corner
        corner = abs((ahead - value(z)) - (value(z) - behind)) > 1e-3 * abs(ahead - behind)
        assert corner or gradient[i] == pytest.approx(slope, rel=1e-6, abs=1e-6 * (1 + abs(value(z))))


def one_flow(rate: float, people: float, **kinds: str) -> Study:
    flow = Flow("go", "Go", "hazard", ("a",), "b", {}, Range(rate, rate, kinds.get("per", "year")))
    return study_of(
        {"go": flow}, stocks=stock("a", people), end=kinds.get("end", "2012-12"), step=kinds.get("step", "month")
    )


@pytest.mark.parametrize("rate", [1e-12, 0.5, 50.0, 1e4])
@pytest.mark.parametrize("people", [0.0, 1.0, 1e8])
def test_a_single_hazard_is_exponential_decay_at_any_size(rate: float, people: float) -> None:
    model = compile_study(one_flow(rate, people))
    stocks = run(model, np.zeros(0)).stock
    left = people * np.exp(-rate * np.arange(13) / 12)
    assert stocks[:, 0] == pytest.approx(left, rel=1e-12)
    assert stocks[:, 4] == pytest.approx(-people * np.expm1(-rate * np.arange(13) / 12), rel=1e-12)


def test_ten_thousand_steps() -> None:
    model = compile_study(one_flow(0.1, 1000.0, step="day", end="2039-05-18"))
    assert model.study.calendar.steps == 10_000
    assert run(model, np.zeros(0)).stock[-1, 0] == pytest.approx(1000 * math.exp(-0.1 * 10_000 / 365.25), rel=1e-9)


def test_halving_the_step_halves_the_error() -> None:
    """People who move on within a step wait for its end: a first-order error."""
    flows = {
        name: Flow(name, name, "hazard", (origin,), to, {}, Range(2, 2, "year"))
        for name, origin, to in (("go", "a", "b"), ("on", "b", "c"))
    }
    exact = 100 * (1 - 3 * math.exp(-2))  # the second stage of two, each of rate 2, after one year
    errors = []
    for step in ("month", "week", "day"):
        study = study_of(flows, stocks=stock("a", 100.0), end="2012-12-31", step=step)
        model = compile_study(study)
        years = study.calendar.steps * study.calendar.years_per_step
        exact = 100 * (1 - (1 + 2 * years) * math.exp(-2 * years))
        errors.append(
            abs(run(model, np.zeros(0)).stock[-1, model.cell("c", 0)] - exact) / study.calendar.years_per_step
        )
    assert max(errors) / min(errors) < 1.2
