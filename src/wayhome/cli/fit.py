"""wayhome fit"""

from __future__ import annotations

from pathlib import Path

from wayhome.cli.options import Chains, Draws, FitSeed, Folder, Force, Tune


def fit(
    folder: Folder = Path(),
    seed: FitSeed = None,
    draws: Draws = None,
    tune: Tune = None,
    chains: Chains = None,
    force: Force = False,
) -> None:
    """Reconcile the claims: what is known, how well, which claims disagree.

    A fit that is kept in results/ is used again while the study and its ledger stay as they are.
    """
    from wayhome.cli import show
    from wayhome.fit.store import fit_study

    with show.progress("Fitting") as progress:
        made = fit_study(folder, seed=seed, draws=draws, tune=tune, chains=chains, force=force, progress=progress)
    show.disagreements(made)
    show.sources(made)
    show.coverage(made)
    show.diagnosis(made.summary.diagnosis)
