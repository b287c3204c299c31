"""Quantities against plain sums over a path, and what claims' words mean as quantities."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.studies import stock, studies, study_of
from wayhome.engine.compile import compile_study
from wayhome.engine.expected import Path, expected_path
from wayhome.engine.model import Model
from wayhome.engine.quantities import (
    OF_MOVED,
    OF_STOCK,
    Quantity,
    arrivals_during,
    arrivals_of,
    look_adjoint,
    measure,
    stock_of,
    table,
)
from wayhome.engine.rates import inputs
from wayhome.ranges import Range
from wayhome.study.resolved import Flow, Study

ALL = range(4)


@settings(max_examples=50, deadline=None)
@given(study=studies(), seed=st.integers(0, 1000))
def test_a_quantity_is_a_weighted_sum_of_a_path_and_its_adjoint_gives_the_weights_back(study: Study, seed: int) -> None:
    model, rng, steps = compile_study(study), np.random.default_rng(seed), study.calendar.steps
    path = Path(rng.uniform(size=(steps + 1, model.cells)), rng.uniform(size=(steps, model.moves.flow.size)))
    asked: list[Quantity] = []
    weights: list[tuple[np.ndarray, np.ndarray]] = []
    for kind in (OF_STOCK, OF_MOVED, OF_MOVED, OF_STOCK):
        times, items = (path.stock, path.moved)[kind].shape
        first = int(rng.integers(times))
        of_time = rng.normal(size=int(rng.integers(1, times - first + 1))) * rng.integers(0, 2)
        some = rng.permutation(items)[: items // 2 + 1]
        asked.append(Quantity(kind, tuple(some.tolist()), first, tuple(of_time)))
        both = np.zeros(path.stock.shape), np.zeros(path.moved.shape)
        both[kind][first : first + of_time.size, some] = of_time[:, None]
        weights.append(both)
    right = [(stock_ * path.stock).sum() + (moved * path.moved).sum() for stock_, moved in weights]
    laid = table(asked)
    assert laid.size == len(asked)
    assert measure(laid, path) == pytest.approx(right)
    bar = rng.normal(size=len(asked))
    for times, kind, number in ((laid.stock, OF_STOCK, steps + 1), (laid.moved, OF_MOVED, steps)):
        for t in range(number):
            found = np.zeros(weights[0][kind].shape[1])
            look_adjoint(laid, times, t, bar, found)
            assert found == pytest.approx(sum(b * both[kind][t] for b, both in zip(bar, weights, strict=True)))


def going() -> tuple[Model, Path]:
    """a → b → c and a → c; b → a brings them back. Nobody is in c at the start."""
    ways = {"leave": (("a",), "b"), "on": (("b",), "c"), "off": (("a",), "c"), "back": (("b",), "a")}
    flows = {n: Flow(n, n, "hazard", origin, to, {}, Range(0.2, 0.2, "month")) for n, (origin, to) in ways.items()}
    flows["both"] = Flow("both", "Both", "hazard", ("a", "b"), "d", {}, Range(0.1, 0.1, "month"))
    model = compile_study(study_of(flows, stocks=stock("a", 30.0), end="2012-06"))
    return model, expected_path(model, inputs(model, np.zeros(0), 6))


def moved(model: Model, path: Path, flow: str, group: int, *, origin: str = "") -> np.ndarray:
    """(step,) of one group by a flow."""
    which = model.moves.flow == list(model.study.flows).index(flow)
    which &= model.moves.cell_from % 4 == group
    if origin:
        which &= model.moves.cell_from // 4 == model.places.index(origin)
    return path.moved[:, which].sum(axis=1)


def test_stocks_are_averaged_over_their_states() -> None:
    model, path = going()
    (value,) = measure(table([stock_of(model, ["a", "c"], [1, 2], range(2, 5))]), path)
    cells = [model.cell(place, g) for place in ("a", "c") for g in (1, 2)]
    assert value == pytest.approx(path.stock[2:5, cells].sum(axis=1).mean())


def test_arrivals_are_those_from_outside_since_the_start() -> None:
    model, path = going()
    quantity = arrivals_of(model, ["a", "b"], [3], range(3, 5))
    assert measure(table([quantity]), path) == pytest.approx([0.0])  # between a and b nobody comes from outside
    (value,) = measure(table([arrivals_of(model, ["b", "c"], [3], range(3, 5))]), path)
    since = [sum(moved(model, path, f, 3)[:state].sum() for f in ("leave", "off")) for state in (3, 4)]
    assert value == pytest.approx(np.mean(since))
    (value,) = measure(table([arrivals_of(model, ["b"], ALL, range(6, 7))]), path)
    assert value == pytest.approx(sum(moved(model, path, "leave", g).sum() for g in ALL))


def test_arrivals_during_some_steps_by_some_flows_only() -> None:
    model, path = going()
    (value,) = measure(table([arrivals_during(model, ["c"], [0], range(2, 4), flows=("on", "off"))]), path)
    assert value == pytest.approx(sum(moved(model, path, f, 0)[1:3].sum() for f in ("on", "off")))
    (value,) = measure(table([arrivals_during(model, ["c", "d"], [0], range(2, 4), flows=("both@b", "off"))]), path)
    right = moved(model, path, "both", 0, origin="b")[1:3].sum() + moved(model, path, "off", 0)[1:3].sum()
    assert value == pytest.approx(right)
    (value,) = measure(table([arrivals_during(model, ["d"], [0], range(2, 4), flows=("both",))]), path)
    assert value == pytest.approx(moved(model, path, "both", 0)[1:3].sum())
