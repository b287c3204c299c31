"""wayhome check"""

from __future__ import annotations

from pathlib import Path

import typer

from wayhome.cli.options import Folder


def check(folder: Folder = Path()) -> None:
    """Say everything that is wrong with a study and its scenarios, each with file, line and remedy."""
    from wayhome.errors import InvalidInput
    from wayhome.fit.store import load
    from wayhome.study.scenarios import load_scenarios, scenario_problems

    try:
        study, ledger, *_ = load(folder)
    except InvalidInput as error:
        raise InvalidInput(dict.fromkeys([*error.problems, *scenario_problems(folder)])) from None
    scenarios = load_scenarios(folder, study)
    used = sum(claim.status == "confirmed" for claim in ledger.claims)
    steps = f"{study.calendar.steps} {study.calendar.step}s"
    size = f"{len(study.places)} places, {len(study.flows)} flows, {len(study.groups)} groups, {steps}"
    found = f"{len(ledger.claims)} claims ({used} confirmed) from {len(ledger.sources)} sources"
    more = f"; scenarios: {', '.join(scenarios)}" if scenarios else ""
    typer.echo(f"{study.name}: nothing wrong. {size}; {found}{more}.")
