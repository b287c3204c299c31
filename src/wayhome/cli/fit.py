"""wayhome fit"""

from __future__ import annotations

from pathlib import Path

from wayhome.cli.options import Chains, Draws, Folder, Force, Seed, Tune


def fit(
    folder: Folder = Path(),
    seed: Seed = 1,
    draws: Draws = 1000,
    tune: Tune = 500,
    chains: Chains = 4,
    force: Force = False,
) -> None:
    """Reconcile the claims: what is known, how well, which claims disagree."""
    from wayhome.cli import show
    from wayhome.cli.loading import checked
    from wayhome.fit.store import fit_study

    checked(folder)
    with show.progress("Fitting") as progress:
        made = fit_study(folder, seed=seed, draws=draws, tune=tune, chains=chains, force=force, progress=progress)
    show.disagreements(made)
    show.sources(made)
    show.coverage(made)
    show.diagnosis(made.summary.diagnosis)
