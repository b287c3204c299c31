"""wayhome compare"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from wayhome.cli.options import Folder, Headline, Members, Seed, scenarios

Names = Annotated[
    list[str] | None,
    typer.Option("--scenario", help="Scenario to compare; all of them if none is named.", autocompletion=scenarios),
]
Chart = Annotated[
    Path | None, typer.Option(help="Draw the differences into this file: .svg, .png or .html.", show_default="no chart")
]
OfGroups = Annotated[
    bool, typer.Option("--shares", help="Instead: whose people came back most, of those who travelled.")
]


def compare(
    folder: Folder = Path(),
    scenario: Names = None,
    seed: Seed = 1,
    draws: Members = 1000,
    headline: Headline = "",
    chart: Chart = None,
    shares: OfGroups = False,
) -> None:
    """What each scenario changes, against as usual, on the same draws; or, with --shares, group beside group."""
    from wayhome.cli import show
    from wayhome.compare import compare_study
    from wayhome.fit.store import fit_study

    if chart is not None:
        from wayhome.report.still import check_ending

        check_ending(chart)
    with show.progress("Fitting") as progress:
        fit = fit_study(folder, progress=progress)
    if shares:
        from wayhome.cli import show_shares
        from wayhome.forecast import forecast

        with show.progress("Forecasting") as progress:
            show_shares.shares(
                forecast(fit, seed=seed, draws=draws, keep=draws, progress=progress), fit, wanted=headline
            )
        show.diagnosis(fit.summary.diagnosis)
        return
    with show.progress("Forecasting") as progress:
        made = compare_study(
            folder, scenario or (), seed=seed, draws=draws, fit=fit, progress=lambda _, done, of: progress(done, of)
        )
    show.differences(made, wanted=headline)
    show.written(folder / "results/compare.parquet")
    if chart is not None and made.scenarios:
        from wayhome.report.differences import drawn

        show.written(drawn(made, fit.summary.diagnosis, chart, headline=headline))
    show.diagnosis(fit.summary.diagnosis)
