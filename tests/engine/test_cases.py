"""On every valid case of the specification the engine equals the reference: expected to 1e-9, chance by distribution.

False alarms: each mean is compared at 5 standard errors, so about one in two million comparisons fails by chance.
"""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from tests.engine import runs
from tests.engine.studies import values_at
from wayhome import reference
from wayhome.engine.chance import chance_path
from wayhome.engine.compile import compile_study
from wayhome.engine.expected import expected_path
from wayhome.engine.rates import inputs
from wayhome.study.load import load_study

CASES = sorted((Path(__file__).parents[2] / "spec/cases/valid").iterdir())
FEW, RUNS, SLOW_RUNS, SURE = (
    2500,
    runs(2000, 40),
    runs(60, 20),
    5.0,
)  # people and steps up to which one person at a time is quick


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_expected(case: Path) -> None:
    study = load_study(case)
    model = compile_study(study)
    z = np.random.default_rng(1).normal(size=len(model.parameters))
    path = expected_path(model, inputs(model, z, study.calendar.steps))
    for (state, place, group), people in reference.expected(study, values_at(model, z)).stocks.items():
        cell = model.cell(place, study.groups.index(group))
        assert path.stock[state, cell] == pytest.approx(people, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_chance(case: Path) -> None:
    study = load_study(case)
    if study.calendar.steps > 24 or sum(stock.best for stock in study.stocks) > FEW:
        pytest.skip("too many people or steps to follow one at a time")
    model = compile_study(study)
    given = inputs(model, np.zeros(len(model.parameters)), study.calendar.steps)
    fast = np.stack([chance_path(model, given, seed=1, draw=d)[0][-1] for d in range(RUNS)]).astype(float)
    rng, slow = random.Random(1), np.zeros((SLOW_RUNS, model.cells))
    for run in slow:
        for (state, place, group), people in reference.chance(study, {}, rng).stocks.items():
            if state == study.calendar.steps:
                run[model.cell(place, study.groups.index(group))] = people
    error = np.sqrt(fast.var(axis=0) * (1 / RUNS + 1 / SLOW_RUNS))
    assert (np.abs(fast.mean(axis=0) - slow.mean(axis=0)) <= SURE * error + 0.05).all()
