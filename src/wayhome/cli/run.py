"""What `forecast` and `report` both do before they print."""

from __future__ import annotations

from pathlib import Path

from wayhome.cli import show
from wayhome.fit.store import Fit, fit_study
from wayhome.forecast import Forecast, forecast_study


def forecasted(folder: Path, *, seed: int, draws: int) -> tuple[Fit, Forecast]:
    """The fit (made where that is due) and the forecast, with their progress shown."""
    with show.progress("Fitting") as progress:
        fit = fit_study(folder, progress=progress)
    with show.progress("Forecasting") as progress:
        return fit, forecast_study(folder, seed=seed, draws=draws, fit=fit, progress=progress)
