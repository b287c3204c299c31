"""wayhome compare"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from wayhome.cli.options import Folder, Headline, Members, Seed

Names = Annotated[
    list[str] | None, typer.Option("--scenario", help="Scenario to compare; all of them if none is named.")
]


def compare(
    folder: Folder = Path(), scenario: Names = None, seed: Seed = 1, draws: Members = 1000, headline: Headline = ""
) -> None:
    """What each scenario changes, against as usual, on the same draws."""
    from wayhome.cli import show
    from wayhome.compare import compare_study
    from wayhome.fit.store import fit_study

    with show.progress("Fitting") as progress:
        fit = fit_study(folder, progress=progress)
    with show.progress("Forecasting") as progress:
        made = compare_study(
            folder, scenario or (), seed=seed, draws=draws, fit=fit, progress=lambda _, done, of: progress(done, of)
        )
    show.differences(made, fit, wanted=headline)
    show.written(folder / "results/compare.parquet")
