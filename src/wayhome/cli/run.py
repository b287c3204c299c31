"""What `forecast` and `report` both do before they print."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from wayhome.cli import show
from wayhome.draws import Runner
from wayhome.fit.store import Fit, fit_study
from wayhome.forecast import KEEP, Forecast, cores, forecast_study


def forecasted(
    folder: Path,
    *,
    seed: int,
    draws: int,
    keep: int = KEEP,
    workers: int | None = None,
    cluster: bool = False,
    scheduler: str = "",
) -> tuple[Fit, Forecast]:
    """The fit (made where that is due) and the forecast, with their progress shown."""
    with show.progress("Fitting") as progress:
        fit = fit_study(folder, progress=progress)
    with _runner(workers, cluster, scheduler) as run, show.progress("Forecasting") as progress:
        return fit, forecast_study(
            folder, seed=seed, draws=draws, keep=keep, workers=workers, fit=fit, run=run, progress=progress
        )


@contextmanager
def _runner(workers: int | None, on_cluster: bool, scheduler: str) -> Generator[Runner | None]:
    """Where the draws run; None: in threads of this process."""
    from wayhome import cluster

    if scheduler:
        with cluster.connected(scheduler) as run:
            yield run
    elif on_cluster:
        with cluster.local(workers or cores()) as run:
            yield run
    else:
        yield None
