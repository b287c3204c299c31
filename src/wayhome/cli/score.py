"""wayhome score"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from wayhome.cli.options import Folder, Members, Seed


def score(
    outcomes: Annotated[
        Path, typer.Argument(metavar="OUTCOMES.csv", help="What came out later, in the form of claims.csv.")
    ],
    folder: Folder = Path(),
    seed: Seed = 1,
    draws: Members = 1000,
    quick: Annotated[
        bool, typer.Option("--quick", help="Score the quick look of `fit --quick`, which is approximate.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Hold the forecast against what came out later, beside naive forecasts, and the outlooks of the ledger too."""
    import json

    from wayhome.cli import show, show_scores
    from wayhome.fit.store import fit_study
    from wayhome.score.results import data
    from wayhome.score.scores import FILE, read_outcomes, score_study

    read_outcomes(outcomes, folder)  # what is wrong with them is said before the fit takes its time
    with show.progress("Fitting") as progress:
        fit = fit_study(folder, quick=quick, progress=progress)
    with show.progress("Forecasting") as progress:
        made = score_study(outcomes, folder, seed=seed, draws=draws, fit=fit, progress=progress)
    if as_json:
        typer.echo(json.dumps(data(made), ensure_ascii=False, indent=1))
    else:
        show_scores.scores(made)
        show_scores.verdicts(made)
        show.written(folder / FILE)
    if not fit.summary.diagnosis.settled or not as_json:
        show.diagnosis(fit.summary.diagnosis)
