"""A large forecast on a local Dask cluster of one worker and of two: how much quicker, and the same bytes."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np

from benchmarks.environments import ROOT
from benchmarks.result import QUICK, Outcome, Plan, Row, Target
from wayhome.cluster import local
from wayhome.fit.store import Fit, prior_study
from wayhome.forecast import forecast

TITLE = "Many machines: one Dask worker and two, on the study studies/central-asia"
WHAT = "forecast of {:,} draws, {} worker{}"
FIRST = 1000  # draws that run before the cluster is asked, and that set the bins


def run(plan: Plan) -> Outcome:
    """Draws of the study's own ranges: what the claims say changes what a draw costs by little, and needs no fit."""
    draws = FIRST + 20 if plan.miniature else 5_000 if plan.repeats <= QUICK.repeats else 20_000
    with TemporaryDirectory() as aside:
        folder = ROOT / ("src/wayhome/cli/template" if plan.miniature else "studies/central-asia")
        copy = shutil.copytree(folder, Path(aside) / "study", ignore=shutil.ignore_patterns("results"))
        fit = prior_study(copy)
        rows, tables = zip(*(_on(fit, draws, workers) for workers in ((1,) if plan.miniature else (1, 2))), strict=True)
    if plan.miniature:
        return Outcome(rows)
    same = np.array_equal(*tables)
    gain = rows[0].median / rows[1].median
    line = f"The two forecasts' tables are {'the same, bit for bit' if same else '**not** the same'}."
    return Outcome(rows, (Target("one worker's time over two workers'", 1.8, gain, " ×"),), (line,))


def _on(fit: Fit, draws: int, workers: int) -> tuple[Row, np.ndarray]:
    """The row, and the forecast's numbers. The first forecast, of a few draws, starts the workers up."""
    with local(workers) as cluster:
        began = perf_counter()
        forecast(fit, draws=FIRST + 250 * workers, run=cluster, workers=workers)
        first = perf_counter() - began
        began = perf_counter()
        made = forecast(fit, draws=draws, run=cluster, workers=workers)
        seconds = perf_counter() - began
    return Row(WHAT.format(draws, workers, "s"[: workers - 1]), "wayhome", (seconds,), first), made.table.filter(
        regex="^q"
    ).to_numpy()
