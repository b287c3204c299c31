"""wayhome export"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from wayhome.cli.options import Folder, Members, Seed


class Form(StrEnum):
    """The formats, as `wayhome.export.FORMS` names them, and Flee's, which takes the study and no forecast."""

    hub = "hub"
    csv = "csv"
    parquet = "parquet"
    netcdf = "netcdf"
    flee = "flee"


def export(
    form: Annotated[Form, typer.Argument(help="The format.")],
    folder: Folder = Path(),
    to: Annotated[
        Path | None, typer.Option(help="Folder for the files.", show_default="results/<format> in the study's folder")
    ] = None,
    seed: Seed = 1,
    draws: Members = 1000,
    hxl: Annotated[bool, typer.Option("--hxl", help="CSV with a second row of HXL tags.")] = False,
    team: Annotated[str, typer.Option(help="Hub: who forecasts.")] = "wayhome",
    model: Annotated[str, typer.Option(help="Hub: the model's name.", show_default="the study's name")] = "",
    samples: Annotated[int, typer.Option(min=0, max=10_000, help="Hub: whole draws that go along.")] = 100,
    parquet: Annotated[bool, typer.Option("--parquet", help="Hub: Parquet instead of CSV.")] = False,
    publish: Annotated[
        bool,
        typer.Option(
            "--publish", help="Round so that no small number of people can be told, and leave out single draws."
        ),
    ] = False,
) -> None:
    """Write the forecast in a format of the field: a forecast hub, CSV, Parquet or NetCDF; or the study as a folder of Flee."""
    if form is Form.flee and publish:
        from wayhome.errors import InvalidInput, Problem

        message = "a folder of Flee holds counts that cannot be rounded; choose csv, hub, parquet or netcdf"
        raise InvalidInput([Problem("--publish", 0, "", message, "W845")])
    if form is Form.flee:
        from wayhome.cli import show_flee
        from wayhome.flee.carry import export_study

        to = to or folder / "results" / "flee"
        show_flee.exported(export_study(folder, to), to)
        return
    from wayhome.cli import show
    from wayhome.cli.results import forecasted
    from wayhome.export import Options, write

    options = Options(hxl=hxl, team=team, model=model, samples=samples, parquet=parquet, publish=publish)
    fit, made = forecasted(folder, seed=seed, draws=draws, keep=max(draws, 1))
    show.written(*write(made, fit, form.value, to or folder / "results" / form.value, options))
    show.diagnosis(fit.summary.diagnosis)
