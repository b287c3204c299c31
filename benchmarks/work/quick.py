"""How far the quick look lies from the full fit, and how much quicker it is."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.contest import alone
from benchmarks.environments import ROOT
from benchmarks.result import Outcome, Plan, Target, ours
from wayhome.fit.smooth import smooth
from wayhome.fit.store import Fit, fit_study
from wayhome.forecast import Forecast, forecast

TITLE = "Quick look: the ensemble smoother beside the full fit, on the study studies/central-asia"
WHAT = "quick look, 1,000 members"
PLACE, REGION = "returned", "Central Asia"
MEMBERS, DRAWS = 1000, 1000
NEAR = 0.3  # posterior sds
HEAD = "| number, and sd of its logarithm | full fit: middle | quick | means apart, in sds | quick sd over full sd |"


def run(plan: Plan) -> Outcome:
    """The full fit is the kept one where it is of this study's content, else made now. Numbers are compared on the log scale."""
    folder = ROOT / "studies" / "central-asia"
    members, draws = (200, 20) if plan.miniature else (MEMBERS, DRAWS)
    with TemporaryDirectory() as aside:  # so that no quick look of few members is kept with the study
        copy = shutil.copytree(folder, Path(aside) / "study", ignore=shutil.ignore_patterns("results"))
        quick = fit_study(copy, quick=True, seed=1, draws=members)
        full = fit_study(copy, quick=True, seed=2, draws=members) if plan.miniature else fit_study(folder)
    rows = (alone(plan, WHAT, lambda: _smoothed(quick, members), lambda total, n: ""),)
    apart, ratio = compared(full.z, quick.z)
    lines = [HEAD, "| --- | ---: | ---: | ---: | ---: |"]
    for name, of_full, of_quick in headlines(full, forecast(full, draws=draws), forecast(quick, draws=draws)):
        gap, width = (float(x[0]) for x in compared(of_full[:, None], of_quick[:, None]))
        lines.append(
            f"| {name}, {of_full.std():.2f} | {_people(of_full)} | {_people(of_quick)} | {gap:+.2f} | {width:.2f} |"
        )
    far = np.percentile(np.abs(apart), (50, 90, 100))
    wide = np.percentile(ratio, (5, 50, 95))
    lines += [
        "",
        f"{apart.size} parameters: means apart by {far[0]:.2f} sd (median), {far[1]:.2f} (nine in ten below), {far[2]:.2f} "
        f"(largest); ratio of sds {wide[1]:.2f} (median), nine in ten from {wide[0]:.2f} to {wide[2]:.2f}. The full fit took "
        f"{full.summary.diagnosis.seconds:.0f} s when it was made, the quick look {ours(rows, WHAT):.1f} s now.",
    ]
    return Outcome(
        rows, (Target("median distance of a parameter's mean", NEAR, float(far[0]), " sd", at_most=True),), tuple(lines)
    )


def compared(full: np.ndarray, quick: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(number,): the means' distance in sds of the full one, and the ratio of sds; both (draw, number)."""
    sd = np.maximum(full.std(axis=0), 1e-12)
    return (quick.mean(axis=0) - full.mean(axis=0)) / sd, quick.std(axis=0) / sd


def headlines(fit: Fit, full: Forecast, quick: Forecast) -> Iterable[tuple[str, np.ndarray, np.ndarray]]:
    """Log people who have come home (draw,), by nationality and together, at as_of and at the end."""
    (population, levels), *_ = fit.study.regions[REGION].items()
    at = list(fit.study.populations).index(population)
    chosen = [*((level,) for level in levels), levels]
    for when in (0, -1):
        for names in chosen:
            inside = np.array([group[at] in names for group in fit.model.groups])
            label = f"{names[0] if len(names) == 1 else REGION}, {full.kept[when]}"
            yield label, *(_log(made, when, inside) for made in (full, quick))


def _log(made: Forecast, when: int, inside: np.ndarray) -> np.ndarray:
    return np.log(made.arrivals[:, when, made.names.index(PLACE)][:, inside].sum(axis=1) + 0.5)


def _people(logs: np.ndarray) -> str:
    low, mid, high = np.exp(np.percentile(logs, (5, 50, 95))) - 0.5
    return f"{mid:,.0f} ({low:,.0f} to {high:,.0f})"


def _smoothed(fit: Fit, members: int) -> Callable[[int], np.ndarray]:
    return lambda seed: smooth(fit.posterior, seed=seed, members=members).z[0].mean(axis=0)
