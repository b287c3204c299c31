"""The ready study's expected path, and its posterior density with its gradient."""

from __future__ import annotations

import numpy as np

from benchmarks import exact
from benchmarks.contest import alone
from benchmarks.environments import ROOT
from benchmarks.result import Outcome, Plan, Target, ours
from wayhome.engine.expected import empty_path, expected_path
from wayhome.engine.rates import inputs
from wayhome.fit.store import load

TITLE = "Flagship: the study studies/central-asia"
PATH, SLOPE = "expected path up to as_of", "posterior density and its gradient"
STEP = 1e-5  # of the finite difference


def run(plan: Plan) -> Outcome:
    study, ledger, model, posterior = load(ROOT / "studies" / "central-asia")
    z = np.random.default_rng(1).normal(size=len(posterior.names)) / 4
    own = z[: len(model.parameters)]
    steps = posterior.steps
    path = empty_path(model, steps)
    direction = np.random.default_rng(2).normal(size=z.size)
    ends = [posterior(z + h * direction)[0] for h in (STEP, -STEP)]
    change = np.array([(ends[0] - ends[1]) / (2 * STEP)])

    def density(_: int) -> np.ndarray:
        value, slope = posterior(z)
        return np.append(slope, value)

    rows = (
        alone(
            plan,
            PATH,
            lambda: lambda _: expected_path(model, inputs(model, own, steps), path).stock[-1],
            lambda total, n: "",
        ),
        alone(
            plan,
            SLOPE,
            lambda: density,
            lambda total, n: exact.equality(change, total[:-1] @ direction[None].T / n),
        ),
    )
    used = sum(claim.status == "confirmed" for claim in ledger.claims)
    line = (
        f"{model.cells:,} cells, {model.moves.flow.size:,} moves, {steps} steps up to as_of of {study.calendar.steps}, "
        f"{len(posterior.names)} parameters, {used} confirmed claims."
    )
    return Outcome(rows, (Target(SLOPE, 1.5, ours(rows, SLOPE) * 1e3, " ms", at_most=True),), (line,))
