"""wayhome forecast"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from wayhome.cli.options import (
    Folder,
    Headline,
    Keep,
    Members,
    OnCluster,
    QuickLook,
    Scheduler,
    Seed,
    Workers,
    scenarios,
)


def forecast(
    folder: Folder = Path(),
    seed: Seed = 1,
    draws: Members = 1000,
    headline: Headline = "",
    keep: Keep = 1000,
    workers: Workers = None,
    cluster: OnCluster = False,
    scheduler: Scheduler = "",
    quick: QuickLook = False,
    scenario: Annotated[
        str, typer.Option(help="Forecast under this scenario.", show_default="as usual", autocompletion=scenarios)
    ] = "",
) -> None:
    """Forecast who goes where and when, with ranges (fits first where that is due).

    Workers and clusters change the time that it takes, never a number.
    """
    from wayhome.cli import show
    from wayhome.cli.results import forecasted
    from wayhome.forecast import files

    fit, made = forecasted(
        folder,
        seed=seed,
        draws=draws,
        keep=keep,
        quick=quick,
        scenario=scenario,
        workers=workers,
        cluster=cluster,
        scheduler=scheduler,
    )
    show.headline(made, fit, wanted=headline)
    show.diagnosis(fit.summary.diagnosis)
    show.written(*files(folder, fit, scenario))
