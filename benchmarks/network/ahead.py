"""Forecasts from a day on which counts end, as `wayhome import flee --ahead` makes them, and what they begin with.

Only counts dated up to the cut are known. What they cannot tell is learned from the other situations at many cuts, as the middle
and the 90% range of what came out.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.network.truth import Floats, Truth, at
from wayhome.engine.chance import chance_path, empty_path
from wayhome.engine.compile import compile_study
from wayhome.engine.rates import inputs
from wayhome.flee.ahead import LEAST, LEAST_LEAVING, PLACES, ahead_files
from wayhome.flee.known import EVEN, Known, known
from wayhome.flee.laid import lay_out
from wayhome.flee.learned import Triple, Usual
from wayhome.flee.situation import Situation
from wayhome.ranges import Z90
from wayhome.study.load import load_study

CUT = 0.3  # of the days: what counts up to there say is known
AHEAD = (30, 90)
CUTS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)  # of the other situations, to learn from
TINY = 0.005  # a camp with a smaller share of all people teaches nothing about how fast people leave


def levels(truth: Truth, cut: int) -> tuple[Floats, Floats]:
    """(day, camp) people on each day up to the cut as far as counts up to it say; (camp,) days since the last count."""
    day = truth.start + timedelta(days=cut)
    seen = [[row for row in table if row[0] <= day] for table in truth.counts]
    people = [[at(rows, truth.start + timedelta(days=t)) if rows else 0.0 for rows in seen] for t in range(cut + 1)]
    return np.array(people), np.array([float((day - rows[-1][0]).days) if rows else 0.0 for rows in seen])


def known_at(situation: Situation, truth: Truth, cut: int) -> Known | None:
    """What is known on day `cut`; None where nobody has been counted yet."""
    return known(situation, truth.camps, *levels(truth, cut))


def growth(truth: Truth, cut: int) -> float:
    """People a day by which the total grew in the last 30 days before the cut."""
    total = levels(truth, cut)[0].sum(axis=1)
    return float(total[-1] - total[max(cut - 30, 0)]) / min(max(cut, 1), 30)


def learn(pooled: Sequence[tuple[Situation, Truth]]) -> Usual | None:
    """What came out at all cuts of these situations; None where all of them end too soon after every cut."""
    parts: list[tuple[Floats, Floats, Floats, Floats]] = []
    for situation, truth in pooled:
        days = len(truth.people)
        for cut in (int(share * days) for share in CUTS):
            given = known_at(situation, truth, cut) if cut + max(AHEAD) < days else None
            if given is not None:
                parts += [_came_out(given, truth, days_on) for days_on in AHEAD]
    if not parts:
        return None
    arriving, leaving, choice, count = (np.concatenate(column) for column in zip(*parts, strict=True))
    spread = (np.quantile(count, 0.75) - np.quantile(count, 0.25)) / 1.349 * Z90
    return Usual(
        _triple(arriving), _triple(leaving), _triple(choice), (float(np.exp(-spread)), 1.0, float(np.exp(spread)))
    )


def _triple(logs: Floats) -> Triple:
    low, middle, high = np.exp(np.quantile(logs, (0.05, 0.5, 0.95))).tolist()
    return low, middle, high


def _came_out(given: Known, truth: Truth, days_on: int) -> tuple[Floats, Floats, Floats, Floats]:
    """Logarithms of the factors of `Usual`, of one cut: one of arriving, and one a camp of the others."""
    change = (truth.people[given.cut + days_on] - given.people) / (days_on + given.age)
    came, left = np.maximum(change, 0.0), np.maximum(-change, 0.0)
    some = given.people > TINY * given.total
    chosen = (given.choice > 0) & (came.sum() > 0)
    shares = came / max(came.sum(), 1e-9)
    usual_leaving = given.leaving.sum() / given.total + LEAST_LEAVING
    return (
        np.log([(came.sum() + LEAST * given.total) / (given.arriving.sum() + LEAST * given.total)]),
        np.log((left[some] / given.people[some] + LEAST_LEAVING) / usual_leaving),
        np.log((shares + EVEN)[chosen] / (given.choice + EVEN)[chosen]),
        np.log(np.maximum(truth.people[given.cut][some], 1.0) / given.people[some]),
    )


def ahead(
    situation: Situation, truth: Truth, given: Known, usual: Usual, *, draws: int, seed: int
) -> dict[int, Floats]:
    """Days ahead -> (draw, camp) people by chance: of the study that `wayhome import flee --ahead` writes."""
    with TemporaryDirectory() as folder:
        laid = lay_out(situation, truth.start + timedelta(days=given.cut))
        for name, text in ahead_files(laid, truth.camps, given, usual, days=max(AHEAD), name="ahead").items():
            Path(folder, name).write_text(text, encoding="utf-8")
        study = load_study(Path(folder))
    model = compile_study(study)
    steps = study.calendar.steps
    rng = np.random.default_rng(seed)
    z = rng.standard_normal((draws, len(model.parameters)))
    cells = [model.cell(camp, 0) for camp in study.areas[PLACES]]
    path = empty_path(model, steps)
    found = {days: np.zeros((draws, len(cells))) for days in AHEAD}
    for draw in range(draws):
        stock, _ = chance_path(model, inputs(model, z[draw], steps), seed=seed, draw=draw, into=path)
        for days, people in found.items():
            people[draw] = stock[days + given.age + 1, cells]
    return found
