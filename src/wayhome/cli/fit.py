"""wayhome fit"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from wayhome.cli.options import Chains, Draws, FitSeed, Folder, Force, Quick, Tune


def fit(
    folder: Folder = Path(),
    seed: FitSeed = None,
    draws: Draws = None,
    tune: Tune = None,
    chains: Chains = None,
    force: Force = False,
    quick: Quick = False,
    prior_only: Annotated[
        bool,
        typer.Option(
            "--prior-only", help="The study's own ranges, as if no claim had been made, and what they forecast."
        ),
    ] = False,
) -> None:
    """Reconcile the claims: what is known, how well, which claims disagree.

    A fit that is kept in results/ is used again while the study and its ledger stay as they are.
    """
    from wayhome.cli import show
    from wayhome.fit.store import fit_study
    from wayhome.report import sentences

    if prior_only:
        _prior(folder, seed, draws, force=force)
        return
    with show.progress("Fitting") as progress:
        made = fit_study(
            folder, seed=seed, draws=draws, tune=tune, chains=chains, force=force, quick=quick, progress=progress
        )
    show.approximate(made.summary.diagnosis)
    show.disagreements(made)
    show.sources(made)
    show.coverage(made)
    for said in sentences.of_fit(made):
        typer.echo(said)
    show.diagnosis(made.summary.diagnosis)


def _prior(folder: Path, seed: int | None, draws: int | None, *, force: bool) -> None:
    """The ranges that the study alone gives to its headline."""
    from wayhome.cli import show
    from wayhome.fit.store import PRIOR, prior_study
    from wayhome.forecast import forecast
    from wayhome.report import sentences

    made = prior_study(folder, seed=seed, draws=draws, force=force)
    with show.progress("Forecasting") as progress:
        ahead = forecast(made, seed=made.seed, keep=1, progress=progress)
    typer.echo(made.summary.diagnosis.remedy)
    show.headline(ahead, made)
    for said in sentences.of_prior(made):
        typer.echo(said)
    show.written(folder / PRIOR)
