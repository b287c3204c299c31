"""How much common random numbers narrow the difference of two scenarios."""

from __future__ import annotations

import numpy as np

from benchmarks.result import Outcome, Plan, Target
from benchmarks.studies import returns
from wayhome.engine.chance import chance_path
from wayhome.engine.compile import compile_study
from wayhome.engine.rates import inputs
from wayhome.study.resolved import Study

TITLE = "Common random numbers: the variance of a difference, independent seeds over the same seed"
DRAWS = 400
MORE = 1.1  # on the rate that the second scenario changes
PAIRS = {
    "going home 10% more often": returns(home_rate=0.03 * MORE),
    "dying 10% more often": returns(death_rate=0.002 * MORE),
}


def run(plan: Plan) -> Outcome:
    """Outcomes are the people of a nationality in a place at the end, and all who went a way over the two years."""
    draws = 40 if plan.miniature else DRAWS
    before = outcomes(returns(), seed=1, draws=draws)
    lines, targets = (
        ["| second scenario | outcomes | least | median | largest |", "| --- | ---: | ---: | ---: | ---: |"],
        [],
    )
    for name, study in PAIRS.items():
        common, apart = (outcomes(study, seed=seed, draws=draws) - before for seed in (1, 2))
        varied = apart.var(axis=0) > 0
        same = common.var(axis=0)[varied]
        ratio = np.divide(apart.var(axis=0)[varied], same, out=np.full(same.size, np.inf), where=same > 0)
        least, middle, most = ratio.min(), np.median(ratio), ratio.max()
        lines.append(f"| {name} | {ratio.size} | {least:.1f} | {middle:.1f} | {most:,.0f} |")
        targets.append(Target(f"median ratio of variances, {name}", 10, float(middle), " ×"))
        targets.append(Target(f"least ratio of variances, {name}", 10, float(least), " ×"))
    lines += ["", f"Three nationalities, five places, six flows, 24 months; {draws} draws of each scenario and seed."]
    return Outcome((), tuple(targets), tuple(lines))


def outcomes(study: Study, *, seed: int, draws: int) -> np.ndarray:
    """(draw, outcome) persons."""
    model = compile_study(study)
    given = inputs(model, np.zeros(len(model.parameters)), study.calendar.steps)
    rows: list[np.ndarray] = []
    for draw in range(draws):
        stock, moved = chance_path(model, given, seed=seed, draw=draw)
        rows.append(np.concatenate([stock[-1], moved.sum(axis=0)]))
    return np.array(rows, float)
