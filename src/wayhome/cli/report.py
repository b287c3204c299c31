"""wayhome report"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from wayhome.cli.options import Folder, Headline, Members, QuickLook, Seed, Workers


def report(
    folder: Folder = Path(),
    seed: Seed = 1,
    draws: Members = 1000,
    headline: Headline = "",
    workers: Workers = None,
    scenarios: Annotated[bool, typer.Option(help="Show what the study's scenarios would change.")] = True,
    quick: QuickLook = False,
    programmes: Annotated[bool, typer.Option(help="Show what the arrivals ask of its programmes.")] = True,
) -> None:
    """Check, fit, forecast, and write all of it as one HTML file: results/report.html (quick-report.html, if quick)."""
    from wayhome.cli import show
    from wayhome.cli.results import compared, forecasted, planned
    from wayhome.report.page import write_report

    fit, made = forecasted(folder, seed=seed, draws=draws, workers=workers, quick=quick)
    comparison = compared(folder, fit, seed=seed, draws=draws) if scenarios else None
    plan = planned(fit, seed=seed, draws=draws) if programmes else None
    name = "quick-report.html" if quick else "report.html"
    page = write_report(folder / "results" / name, made, fit, headline=headline, comparison=comparison, plan=plan)
    show.headline(made, fit, wanted=headline)
    show.disagreements(fit)
    show.coverage(fit)
    show.diagnosis(fit.summary.diagnosis)
    show.written(page)
