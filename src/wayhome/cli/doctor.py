"""wayhome doctor"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

_SIGNS = {"ok": "ok   ", "note": "note ", "wrong": "WRONG"}


def doctor(
    folder: Annotated[
        Path | None, typer.Argument(help="A study's folder to look at too.", show_default="only the machine")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs: a list of findings.")] = False,
) -> None:
    """Say what is here and what is lacking: versions, kernels, machine, a study's state; exit code 1 where something is wrong."""
    from wayhome.doctor import examine, is_well

    found = examine(folder)
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in found], indent=2, ensure_ascii=False))
    else:
        for one in found:
            typer.echo(f"{_SIGNS[one.state]} {one.what}: {one.said}" + (f". Do: {one.do}" if one.do else ""))
    if not is_well(found):
        raise typer.Exit(1)
