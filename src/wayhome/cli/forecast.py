"""wayhome forecast"""

from __future__ import annotations

from pathlib import Path

from wayhome.cli.options import Folder, Headline, Members, Seed


def forecast(folder: Folder = Path(), seed: Seed = 1, draws: Members = 1000, headline: Headline = "") -> None:
    """Forecast who goes where and when, with ranges (fits first where that is due)."""
    from wayhome.cli import show
    from wayhome.cli.loading import checked
    from wayhome.fit.store import fit_study
    from wayhome.forecast import forecast_study

    checked(folder)
    with show.progress("Fitting") as progress:
        fit = fit_study(folder, progress=progress)
    with show.progress("Forecasting") as progress:
        made = forecast_study(folder, seed=seed, draws=draws, fit=fit, progress=progress)
    show.headline(made, fit, wanted=headline)
    show.diagnosis(fit.summary.diagnosis)
    show.written(folder / "results/forecast.parquet", folder / "results/draws.nc")
