"""wayhome report"""

from __future__ import annotations

from pathlib import Path

from wayhome.cli.options import Folder, Headline, Members, Seed


def report(folder: Folder = Path(), seed: Seed = 1, draws: Members = 1000, headline: Headline = "") -> None:
    """Check, fit, forecast, and write all of it as one HTML file: results/report.html."""
    from wayhome.cli import show
    from wayhome.cli.loading import checked
    from wayhome.fit.store import fit_study
    from wayhome.forecast import forecast_study
    from wayhome.report.page import write_report

    checked(folder)
    with show.progress("Fitting") as progress:
        fit = fit_study(folder, progress=progress)
    with show.progress("Forecasting") as progress:
        made = forecast_study(folder, seed=seed, draws=draws, fit=fit, progress=progress)
    page = write_report(folder / "results/report.html", made, fit, headline=headline)
    show.headline(made, fit, wanted=headline)
    show.disagreements(fit)
    show.coverage(fit)
    show.diagnosis(fit.summary.diagnosis)
    show.written(page)
