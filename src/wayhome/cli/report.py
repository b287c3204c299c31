"""wayhome report"""

from __future__ import annotations

from pathlib import Path

from wayhome.cli.options import Folder, Headline, Members, Seed, Workers


def report(
    folder: Folder = Path(), seed: Seed = 1, draws: Members = 1000, headline: Headline = "", workers: Workers = None
) -> None:
    """Check, fit, forecast, and write all of it as one HTML file: results/report.html."""
    from wayhome.cli import show
    from wayhome.cli.run import forecasted
    from wayhome.report.page import write_report

    fit, made = forecasted(folder, seed=seed, draws=draws, workers=workers)
    page = write_report(folder / "results/report.html", made, fit, headline=headline)
    show.headline(made, fit, wanted=headline)
    show.disagreements(fit)
    show.coverage(fit)
    show.diagnosis(fit.summary.diagnosis)
    show.written(page)
