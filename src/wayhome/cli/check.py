"""wayhome check"""

from __future__ import annotations

from pathlib import Path

import typer

from wayhome.cli.options import Folder


def check(folder: Folder = Path()) -> None:
    """Say everything that is wrong with a study, each with file, line and remedy."""
    from wayhome.fit.store import load

    study, ledger, *_ = load(folder)
    used = sum(claim.status == "confirmed" for claim in ledger.claims)
    steps = f"{study.calendar.steps} {study.calendar.step}s"
    size = f"{len(study.places)} places, {len(study.flows)} flows, {len(study.groups)} groups, {steps}"
    found = f"{len(ledger.claims)} claims ({used} confirmed) from {len(ledger.sources)} sources"
    typer.echo(f"{study.name}: nothing wrong. {size}; {found}.")
