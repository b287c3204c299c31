"""wayhome plan"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from wayhome.cli.options import Folder, Members, Seed, scenarios


def plan(
    folder: Folder = Path(),
    scenario: Annotated[
        str, typer.Option(help="Plan under this scenario.", show_default="as usual", autocompletion=scenarios)
    ] = "",
    wait: Annotated[str, typer.Option(help="How long people should wait at most.")] = "3 months",
    people: Annotated[str, typer.Option(help="How many of them should wait no longer.")] = "90%",
    futures: Annotated[str, typer.Option(help="In how many of the futures that should be so.")] = "90%",
    seed: Seed = 1,
    draws: Members = 1000,
    export: Annotated[
        Path | None, typer.Option(help="Write the numbers into this table: .csv or .xlsx.", show_default="no table")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """What the arrivals ask of the programmes: staff, places, waiting time, and the posts it would take."""
    import json

    from wayhome.cli import show, show_plan
    from wayhome.compare import chosen_scenarios
    from wayhome.fit.store import fit_study
    from wayhome.plan.programmes import plan as planned
    from wayhome.plan.sheet import check_ending, write_sheet
    from wayhome.plan.wanted import read_wanted
    from wayhome.report.plan import data
    from wayhome.scenario import under

    wanted = read_wanted(wait, people, futures)
    if export is not None:
        check_ending(export)
    with show.progress("Fitting") as progress:
        fit = fit_study(folder, progress=progress)
    title, some = "", fit
    if scenario:
        chosen = chosen_scenarios(folder, fit.study, [scenario])[0]
        title, some = chosen.title, under(fit, chosen)
    with ExitStack() as stack:

        def tell(what: str) -> Callable[[int, int], None]:
            return stack.enter_context(show.progress(what))

        made = planned(some, wanted=wanted, scenario=title, seed=seed, draws=draws, tell=tell)
    if as_json:
        typer.echo(json.dumps(data(made), ensure_ascii=False, indent=1))
    else:
        show_plan.shown(made)
    if export is not None:
        path = write_sheet(export, made)
        if not as_json:
            show.written(path)
    if not fit.summary.diagnosis.settled or not as_json:
        show.diagnosis(fit.summary.diagnosis)
