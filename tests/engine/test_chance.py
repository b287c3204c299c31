"""The chance path: equal in distribution to the reference, whole people, repeatable, its mean the expected path.

False alarms: each comparison is of a mean at 4.5 standard errors, so about one in 150,000 of them fails by chance.
"""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import ks_2samp, norm

from tests.engine import runs
from tests.engine.studies import stock, studies, study_of, values_at
from wayhome import reference
from wayhome.dates import parse_period
from wayhome.engine.chance import chance_path
from wayhome.engine.compile import compile_study
from wayhome.engine.rates import inputs
from wayhome.ranges import Range
from wayhome.study.resolved import Anchor, Driver, Flow, Study

SURE = 4.5


def competing() -> Study:
    """Every law, few people, all in competition."""
    counted = Driver(
        "expelled",
        "Expelled",
        "persons per month",
        ("nation",),
        {(n,): (Anchor(parse_period("2012-01"), v, v, v, "test"),) for n, v in (("K", 2.5), ("U", 40.0))},
        {},
    )
    flows = {
        "go": Flow("go", "Go", "hazard", ("a", "b"), "c", {}, Range(0.2, 0.2, "month")),
        "die": Flow("die", "Die", "hazard", ("a",), "d", {"nation": ("U",)}, Range(0.1, 0.1, "month")),
        "back": Flow("back", "Back", "hazard", ("c",), "a", {}, Range(0.05, 0.05, "month")),
        "out": Flow("out", "Out", "counts", ("a", "c"), "b", {}, driver="expelled"),
        "born": Flow(
            "born",
            "Born",
            "births",
            ("a", "c"),
            "",
            {"role": ("woman",)},
            Range(0.3, 0.3, "month"),
            newborn={"role": "child"},
        ),
    }
    return study_of(flows, drivers={"expelled": counted}, stocks=stock("a", 30.0) + stock("b", 4.5), end="2012-04")


def test_equal_to_one_person_at_a_time_in_mean_and_variance() -> None:
    study, many = competing(), runs(3000, 100)
    model = compile_study(study)
    fast = np.stack(
        [chance_path(model, inputs(model, np.zeros(0), 4), seed=1, draw=d)[0][-1] for d in range(many)]
    ).astype(float)
    rng = random.Random(1)
    slow = np.zeros((many, model.cells))
    for d in range(many):
        for (state, place, group), people in reference.chance(study, {}, rng).stocks.items():
            if state == 4:
                slow[d, model.cell(place, study.groups.index(group))] = people
    error = np.sqrt((fast.var(axis=0) + slow.var(axis=0)) / many)
    assert (np.abs(fast.mean(axis=0) - slow.mean(axis=0)) <= SURE * error + 1e-12).all()
    squares = (fast - fast.mean(axis=0)) ** 2, (slow - slow.mean(axis=0)) ** 2
    error = np.sqrt((squares[0].var(axis=0) + squares[1].var(axis=0)) / many)
    assert (np.abs(fast.var(axis=0) - slow.var(axis=0)) <= SURE * error + 1e-12).all()


@settings(max_examples=25, deadline=None)
@given(study=studies(), seed=st.integers(0, 1000))
def test_equal_in_distribution_on_random_studies(study: Study, seed: int) -> None:
    """Numbers in every cell at the end, by Kolmogorov and Smirnov's test (with ties it errs on the safe side) and by means.

    False alarms: about 25 studies of 20 cells, two tests each at one in ten million: once in 10,000 runs of this test.
    """
    rare, many, slow_many = 1e-7, runs(1200, 40), runs(120, 20)
    steps = min(study.calendar.steps, 9)
    model = compile_study(study)
    z = np.random.default_rng(seed).normal(size=len(model.parameters))
    given_inputs, values, rng = inputs(model, z, study.calendar.steps), values_at(model, z), random.Random(seed)
    fast = np.array([chance_path(model, given_inputs, seed=seed, draw=d)[0][steps] for d in range(many)], float)
    slow = np.zeros((slow_many, model.cells))
    short = replace(study, calendar=replace(study.calendar, ends=study.calendar.ends[:steps]))
    for run in slow:
        for (state, place, group), people in reference.chance(short, values, rng).stocks.items():
            if state == steps:
                run[model.cell(place, study.groups.index(group))] = people
    for cell in range(model.cells):
        both = np.concatenate([fast[:, cell], slow[:, cell]])
        error = both.std() * np.sqrt(1 / many + 1 / slow_many)
        assert abs(fast[:, cell].mean() - slow[:, cell].mean()) <= -norm.ppf(rare / 2) * error + 1e-12
        _, chance = ks_2samp(fast[:, cell], slow[:, cell], method="asymp")
        assert chance > rare  # pyright: ignore[reportOperatorIssue]


def test_its_mean_is_the_expected_path() -> None:
    """With hazards only (a counts flow's minimum makes the mean of the path and the path of the mean differ)."""
    flows = {
        "go": Flow("go", "Go", "hazard", ("a",), "b", {}, Range(0.2, 0.2, "month")),
        "on": Flow("on", "On", "hazard", ("b",), "c", {}, Range(0.5, 0.5, "month")),
        "born": Flow(
            "born",
            "Born",
            "births",
            ("b",),
            "",
            {"role": ("woman",)},
            Range(0.1, 0.1, "month"),
            newborn={"role": "child"},
        ),
    }
    model = compile_study(study_of(flows, stocks=stock("a", 20.5), end="2012-06"))
    given_inputs = inputs(model, np.zeros(0), 6)
    draws = np.stack([chance_path(model, given_inputs, seed=3, draw=d)[0] for d in range(runs(20_000, 300))]).astype(
        float
    )
    from wayhome.engine.expected import expected_path

    expected = expected_path(model, given_inputs).stock
    error = draws.std(axis=0) / np.sqrt(len(draws))
    assert (np.abs(draws.mean(axis=0) - expected) <= SURE * error + 1e-9).all()


@settings(max_examples=60, deadline=None)
@given(study=studies(), seed=st.integers(0, 1000))
def test_people_are_whole_conserved_and_never_negative(study: Study, seed: int) -> None:
    model = compile_study(study)
    z = np.random.default_rng(seed).normal(size=len(model.parameters))
    given_inputs = inputs(model, z, study.calendar.steps)
    stocks, moved = chance_path(model, given_inputs, seed=seed, draw=0)
    born = np.isin(model.moves.flow, [i for i, f in enumerate(study.flows.values()) if f.law == "births"])
    assert stocks.dtype == np.int64 and stocks.min() >= 0 and moved.min(initial=0) >= 0
    assert (stocks[1:].sum(axis=1) == stocks[0].sum() + moved[:, born].sum(axis=1).cumsum()).all()
    again = chance_path(model, given_inputs, seed=seed, draw=0)
    assert (again[0] == stocks).all() and (again[1] == moved).all()


def test_other_draws_and_seeds_give_other_numbers() -> None:
    model = compile_study(competing())
    given_inputs = inputs(model, np.zeros(0), 4)
    seen = {chance_path(model, given_inputs, seed=s, draw=d)[0].tobytes() for s in (1, 2) for d in range(20)}
    assert len(seen) == 40


@pytest.mark.parametrize("people", [1.0, 1e8])
def test_one_person_and_a_hundred_million(people: float) -> None:
    flow = Flow("go", "Go", "hazard", ("a",), "b", {}, Range(0.3, 0.3, "month"))
    model = compile_study(study_of({"go": flow}, stocks=stock("a", people), end="2012-02"))
    stocks, _ = chance_path(model, inputs(model, np.zeros(0), 2), seed=1, draw=1)
    mean = people * np.exp(-0.6)
    assert abs(stocks[-1, 0] - mean) <= max(1, SURE * np.sqrt(mean))
