"""wayhome backtest"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from wayhome.cli.options import Folder, Members, Seed


def backtest(
    folder: Folder = Path(),
    as_of: Annotated[
        str, typer.Option("--as-of", help="Earlier dates to go back to, parted by commas: 2014-12,2015-06.")
    ] = "",
    quick: Annotated[
        bool, typer.Option("--quick", help="Fits in seconds by the ensemble smoother: approximate.")
    ] = False,
    seed: Seed = 1,
    draws: Members = 1000,
    fit_draws: Annotated[
        int | None, typer.Option(min=10, max=100_000, help="Draws kept from each chain of every fit.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Fit the study as of earlier dates, with what was published by then, and score it by what was published later."""
    import json

    from wayhome.backtest import FILE, backtest_study, data
    from wayhome.cli import show, show_scores

    dates = [text.strip() for text in as_of.split(",") if text.strip()]
    with ExitStack() as stack:

        def tell(what: str) -> Callable[[int, int], None]:
            return stack.enter_context(show.progress(what))

        made = backtest_study(folder, dates, quick=quick, seed=seed, draws=draws, fit_draws=fit_draws, tell=tell)
    if as_json:
        typer.echo(json.dumps(data(made), ensure_ascii=False, indent=1))
        return
    show_scores.backtest(made)
    show.written(folder / FILE)
