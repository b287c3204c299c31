"""wayhome forecast"""

from __future__ import annotations

from pathlib import Path

from wayhome.cli.options import Folder, Headline, Members, Seed


def forecast(folder: Folder = Path(), seed: Seed = 1, draws: Members = 1000, headline: Headline = "") -> None:
    """Forecast who goes where and when, with ranges (fits first where that is due)."""
    from wayhome.cli import show
    from wayhome.cli.run import forecasted

    fit, made = forecasted(folder, seed=seed, draws=draws)
    show.headline(made, fit, wanted=headline)
    show.diagnosis(fit.summary.diagnosis)
    show.written(folder / "results/forecast.parquet", folder / "results/draws.nc")
