"""A crowd by chance: where there are very many people, what happens to them is almost what is expected.

One run of millions says as much of a law's mean as millions of runs of one. Operations move whole shares of a crowd at
once, so that they are asked about many times instead. Of two counts flows that share some of their people, the second takes
at random from those whom the first left, which is not quite what is expected: such studies are left to the reference.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.engine import runs
from tests.engine.studies import MOST, crowded, stock, studies, study_of
from wayhome.dates import Calendar, parse_period
from wayhome.engine import futures
from wayhome.engine.chance import chance_path, empty_path
from wayhome.engine.compile import compile_study
from wayhome.engine.ensemble import Ensemble, Targets, begin, expect, happen, keep, settle, show, targets
from wayhome.engine.expected import Path, expected_path
from wayhome.engine.model import Model
from wayhome.engine.quantities import OF_MOVED, OF_STOCK, Quantity, Table, measure, table
from wayhome.engine.rates import Inputs, driver_paths, inputs, stocks
from wayhome.ranges import Range
from wayhome.study.resolved import Flow, Study

CLOSE = 2e-3  # of all people; their chance is a tenth of that


@settings(max_examples=100, deadline=None)
@given(study=studies(rare=False), seed=st.integers(0, 1000))
def test_a_crowd_does_what_is_expected(study: Study, seed: int) -> None:
    assume(sum(flow.law == "counts" for flow in study.flows.values()) < 2)
    model = compile_study(crowded(study))
    z = np.random.default_rng(seed).normal(size=len(model.parameters))
    given_inputs = inputs(model, z, study.calendar.steps)
    slow = expected_path(model, given_inputs)
    assume(slow.stock.max() < MOST)
    fast = chance_path(model, given_inputs, seed=seed, draw=1)
    everybody = slow.stock.sum(axis=1).max()
    assert fast.stock == pytest.approx(slow.stock, abs=CLOSE * everybody + 1, rel=0)
    assert fast.moved == pytest.approx(slow.moved, abs=CLOSE * everybody + 1, rel=0)
    assert (np.diff(fast.stock.sum(axis=1)) == fast.moved[:, bearing(model)].sum(axis=1)).all()  # not one is lost


def test_operations_of_random_size_compete_and_move_as_many_as_expected() -> None:
    """By means over many runs, each within 5 standard errors."""
    flows = {
        "fly": Flow("fly", "Fly", "operations", ("a", "b"), "c", {}, Range(0.9, 0.9, "month"), by=("nation",),
                    size=Range(0.1, 0.8)),
        "sail": Flow("sail", "Sail", "operations", ("a",), "d", {"role": ("woman",)}, Range(0.4, 0.4, "month"),
                     by=("role",), size=Range(0.5, 0.5)),
        "walk": Flow("walk", "Walk", "hazard", ("a",), "b", {}, Range(0.3, 0.3, "month")),
    }  # fmt: skip
    model = compile_study(study_of(flows, stocks=stock("a", 50.0) + stock("b", 20.0), end="2012-02"))
    given_inputs = inputs(model, np.zeros(0), 2)
    many = runs(20_000, 400)
    moved = np.array([chance_path(model, given_inputs, seed=5, draw=d).moved for d in range(many)], float)
    slow = expected_path(model, given_inputs).moved
    assert (np.abs(moved.mean(axis=0) - slow) <= 5 * moved.std(axis=0) / np.sqrt(many) + 1e-9).all()
    some = moved.std(axis=0)[:, np.isin(model.moves.flow, [0, 1])]
    assert (some > 5).all()  # lumps: people who left one by one would vary by less than 4


def test_arrays_of_a_path_are_used_again() -> None:
    model = compile_study(study_of({"go": Flow("go", "Go", "hazard", ("a",), "b", {}, Range(1, 1, "month"))},
                                   stocks=stock("a", 9.5), end="2012-03"))  # fmt: skip
    given_inputs = inputs(model, np.zeros(0), 3)
    whole, last = chance_path(model, given_inputs, seed=1, draw=2), empty_path(model, 3, keep_moves=False)
    last.stock[:] = last.moved[:] = 77
    again = chance_path(model, given_inputs, seed=1, draw=2, into=last)
    assert again is last and np.array_equal(again.stock, whole.stock)
    assert np.array_equal(again.moved, whole.moved[-1:])


def bearing(model: Model) -> np.ndarray:
    """(move,) which are births."""
    return np.isin(model.moves.flow, [i for i, f in enumerate(model.study.flows.values()) if f.law == "births"])


@st.composite
def waiting(draw: st.DrawFn) -> Study:
    """A study whose as_of date lies within its calendar."""
    study = draw(studies(rare=False))
    old = study.calendar
    as_of = draw(st.integers(1, max(1, old.steps - 1)))
    day = parse_period(old.ends[as_of - 1].isoformat())
    return replace(study, calendar=Calendar(old.start, day, old.end, old.step, old.ends))


def inputs_of_draws(model: Model, z: np.ndarray, first: int, end: int) -> futures.Inputs:
    """The draws' inputs where drivers follow their written paths to the end."""
    paths = np.stack([driver_paths(model.series, one, end) for one in z])
    return futures.inputs(model, z, paths[:, :, first:])


def arrived(model: Model, moved: np.ndarray) -> np.ndarray:
    """(place or area, group) who came into it from outside, of everybody who moved (move,)."""
    study, size = model.study, len(model.groups)
    came = np.zeros((len(study.places) + len(study.areas), size))
    for k, name in enumerate((*study.places, *study.areas)):
        inside = {model.cell(place, g) for place in study.places_in(name) for g in range(size)}
        for move, (origin, to) in enumerate(zip(model.moves.cell_from.tolist(), model.moves.cell_to.tolist())):
            if to in inside and origin not in inside:
                came[k, to % size] += moved[move]
    return came.ravel()


def asked_about(model: Model, seed: int) -> Table:
    """One quantity over stocks and one over moves, of all cells and moves, with weights by chance in every step."""
    rng, steps = np.random.default_rng(seed), model.study.calendar.steps
    everywhere, everything = tuple(range(model.cells)), tuple(range(model.moves.flow.size))
    return table([
        Quantity(OF_STOCK, everywhere[::2], 0, tuple(rng.uniform(size=steps + 1))),
        Quantity(OF_MOVED, everything[::2], 0, tuple(rng.uniform(size=steps))),
    ])  # fmt: skip


def begun(model: Model, z: np.ndarray, asked: Table) -> tuple[Ensemble, Targets, np.ndarray]:
    """The ensemble at as_of, and what it showed of every state on the way there, (draw, state, column)."""
    as_of, counted = model.study.calendar.as_of_state, targets(model)
    now = begin(model, z, counted, asked)
    columns = model.cells + counted.slots(len(model.groups))
    values = np.full((len(z), as_of + 1, columns), np.nan, np.float32)
    show(now, values[:, :1])
    past, half = inputs_of_draws(model, z, 0, as_of), as_of // 2
    for steps in (range(half), range(half, as_of)):
        expect(model, past, steps, now, counted, asked, values[:, steps.start + 1 : steps.stop + 1])
    return now, counted, values


def shown(model: Model, path: Path, state: int) -> np.ndarray:
    return np.concatenate([path.stock[state], arrived(model, path.moved[:state].sum(axis=0))])


@settings(max_examples=60, deadline=None)
@given(study=waiting(), seed=st.integers(0, 1000))
def test_up_to_as_of_draws_follow_their_expected_paths(study: Study, seed: int) -> None:
    model = compile_study(study)
    z = np.random.default_rng(seed).normal(size=(2, len(model.parameters)))
    as_of, asked = study.calendar.as_of_state, asked_about(model, seed)
    now, counted, values = begun(model, z, asked)
    assert counted.names == (*study.places, *study.areas)
    for d in range(2):
        path = expected_path(model, inputs(model, z[d], as_of))
        assert now.stock[d] == pytest.approx(path.stock[as_of], rel=1e-9, abs=1e-9)
        assert now.arrivals[d] == pytest.approx(arrived(model, path.moved.sum(axis=0)), rel=1e-9, abs=1e-9)
        assert now.watched[d] == pytest.approx(measure(asked, path), rel=1e-9, abs=1e-9)
        for state in range(as_of + 1):
            assert values[d, state] == pytest.approx(shown(model, path, state), rel=1e-5, abs=1e-5)
        road = np.isin(np.arange(model.cells) // len(model.groups), [model.places.index("road")])
        assert now.due[d].sum() == pytest.approx(now.stock[d][road].sum(), rel=1e-9, abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(study=waiting(), seed=st.integers(0, 1000))
def test_from_as_of_on_whole_people_go_on_as_expected(study: Study, seed: int) -> None:
    assume(sum(flow.law == "counts" for flow in study.flows.values()) < 2)
    model = compile_study(crowded(study))
    z = np.random.default_rng(seed).normal(size=(3, len(model.parameters)))
    calendar, asked = study.calendar, asked_about(model, seed)
    paths = [expected_path(model, inputs(model, one, calendar.steps)) for one in z]
    assume(max(path.stock.max() for path in paths) < MOST)
    as_of, draws = calendar.as_of_state, np.array([7, 2, 900])
    now, counted, _ = begun(model, z, asked)
    before, arrivals = now.stock.copy(), now.arrivals.copy()
    settle(model, now, draws, seed=seed)
    road = np.isin(np.arange(model.cells) // len(model.groups), [model.places.index("road")])
    assert np.issubdtype(now.stock.dtype, np.integer) and np.issubdtype(now.due.dtype, np.integer)
    assert (np.abs(now.stock - before)[:, ~road] < 1).all()
    assert (now.due.sum(axis=(1, 2)) == now.stock[:, road].sum(axis=1)).all()
    assert np.abs(now.due.sum(axis=(1, 2)) - before[:, road].sum(axis=1)).max() <= now.due[0].size + 1e-6
    settled = now.stock.sum(axis=1)
    columns = model.cells + counted.slots(len(model.groups))
    left = calendar.steps - as_of
    values = np.full((3, left, columns), np.nan, np.float32)
    future, half = inputs_of_draws(model, z, as_of, calendar.steps), as_of + left // 2
    alone = begun(model, z, asked)[0]
    settle(model, alone, draws, seed=seed)
    alone = alone.part(np.array([1]))
    for steps in (range(as_of, half), range(half, calendar.steps)):
        to = values[:, steps.start - as_of : steps.stop - as_of]
        happen(model, future, steps, now, draws, counted, asked, to, seed=seed)
    of_one = type(future)(*(part[1:2] for part in future))
    happen(model, of_one, range(as_of, calendar.steps), alone, draws[1:2], counted, asked,
           np.empty((1, left, columns), np.float32), seed=seed)  # fmt: skip
    assert np.array_equal(alone.stock[0], now.stock[1])  # the others of a batch change nothing
    assert np.array_equal(alone.due[0], now.due[1]) and np.array_equal(alone.watched[0], now.watched[1])
    for d, path in enumerate(paths):
        near = CLOSE * path.stock.sum(axis=1).max() + now.due[0].size + 2
        assert now.stock[d] == pytest.approx(path.stock[-1], rel=0, abs=near)
        assert now.stock[d].sum() == settled[d] + now.left[d][bearing(model)].sum()
        assert now.left[d] == pytest.approx(path.moved[as_of:].sum(axis=0), rel=0, abs=near)
        assert now.arrivals[d] == pytest.approx(arrivals[d] + arrived(model, now.left[d]), rel=1e-12)
        assert now.watched[d] == pytest.approx(measure(asked, path), rel=0, abs=near * len(path.stock) * model.cells)
        for state in range(as_of + 1, calendar.steps + 1):
            assert values[d, state - as_of - 1] == pytest.approx(
                shown(model, path, state), rel=1e-6, abs=near * model.cells
            )
        if left:
            assert values[d, -1, : model.cells] == pytest.approx(now.stock[d], rel=1e-6)
            assert values[d, -1, model.cells :] == pytest.approx(now.arrivals[d], rel=1e-6)


def test_whole_people_are_kept_by_place_area_and_group() -> None:
    flows = {"go": Flow("go", "Go", "hazard", ("a",), "b", {}, Range(0.4, 0.4, "month")),
             "on": Flow("on", "On", "hazard", ("b",), "c", {}, Range(0.4, 0.4, "month"))}  # fmt: skip
    model = compile_study(study_of(flows, stocks=stock("a", 30.3) + stock("b", 8.9), end="2012-04"))
    now, counted, _ = begun(model, np.zeros((4, 0)), table(()))
    people, which = np.full((2, 2, len(counted.names), 4), -1), np.array([3, 1])
    keep(now, which, counted, people)
    by_place = now.stock.reshape(4, -1, 4)
    for i, d in enumerate(which):
        for k, name in enumerate(counted.names):
            inside = [model.places.index(place) for place in model.study.places_in(name)]
            assert people[i, 0, k].tolist() == np.rint(by_place[d, inside]).sum(axis=0).tolist()
            assert people[i, 1, k].tolist() == np.rint(now.arrivals.reshape(4, -1, 4)[d, k]).tolist()
    assert people[:, 1, counted.names.index("ab")].sum() == 0  # who goes from a to b stays within the area
    assert people[:, 1, counted.names.index("c")].sum() > 0


def test_what_is_shown_is_never_below_zero_nor_a_negative_zero() -> None:
    """Bits that are sorted as whole numbers would put a negative zero before everything."""
    model = compile_study(study_of({}, stocks=stock("a", 1.0), end="2012-01"))
    counted = targets(model)
    now = begin(model, np.zeros((1, 0)), counted, table(()))
    now.stock[0, :8] = [-1e-12, -0.0, 0.0, 2.5, -3.0, 1e9, 0.0, 7.0]
    now.arrivals[0, :4] = [-0.0, -1e-9, 4.5, 0.0]
    values = np.full((1, 1, model.cells + counted.slots(4)), np.nan, np.float32)
    show(now, values)
    assert values[0, 0, :8].tolist() == [0.0, 0.0, 0.0, 2.5, 0.0, 1e9, 0.0, 7.0]
    assert values[0, 0, model.cells : model.cells + 4].tolist() == [0.0, 0.0, 4.5, 0.0]
    assert not np.signbit(values).any()


def test_rounding_keeps_the_mean_and_nobody_appears_where_nobody_was() -> None:
    model = compile_study(study_of({}, stocks=stock("a", 2.25) + stock("b", 1e-9), end="2012-01"))
    given_inputs: Inputs = inputs(model, np.zeros(0), 1)
    many = runs(4000, 400)
    start: Sequence[np.ndarray] = [chance_path(model, given_inputs, seed=2, draw=d).stock[0] for d in range(many)]
    people = np.stack(start)
    assert set(people[:, :4].ravel().tolist()) == {2, 3} and people[:, 4:].sum() == 0
    assert people[:, :4].mean() == pytest.approx(2.25, abs=5 * 0.433 / np.sqrt(4 * many))
    assert len({tuple(row) for row in people[:, :4].tolist()}) > 4  # every cell by its own chance


def test_who_is_rounded_up_says_nothing_about_who_leaves() -> None:
    go = Flow("go", "Go", "hazard", ("a",), "b", {}, Range(0.4, 0.4, "month"))
    model = compile_study(study_of({"go": go}, stocks=stock("a", 1.5), end="2012-01"))
    given_inputs, many = inputs(model, np.zeros(0), 1), runs(8000, 800)
    paths = np.array([chance_path(model, given_inputs, seed=6, draw=d).stock[:, :4] for d in range(many)])
    there, gone = paths[:, 0], paths[:, 0] - paths[:, 1]
    chance = -np.expm1(-0.4)
    for people in (1, 2):
        some = gone[there == people]
        error = np.sqrt(people * chance * (1 - chance) / some.size)
        assert abs(some.mean() - people * chance) <= 5 * error


def test_draws_start_from_the_same_stocks_as_a_single_path() -> None:
    study = study_of({}, stocks=stock("a", 20.0, spread=2.0) + stock("b", 3.0), end="2012-01")
    model = compile_study(study)
    z = np.random.default_rng(3).normal(size=(5, len(model.parameters)))
    together = futures.start_stocks(model, z)
    assert together == pytest.approx(np.stack([stocks(model, one) for one in z]), rel=1e-14)
    assert together[:, 4:8] == pytest.approx(3.0) and together[:, :4].std(axis=0).min() > 1
