"""wayhome import"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wayhome.cli.options import Folder

if TYPE_CHECKING:
    from wayhome.figures.published import Published, Publisher

app = typer.Typer(help="Bring in figures that others publish.", no_args_is_help=True)

File = Annotated[Path, typer.Argument(metavar="FILE.csv", help="The table, as it was downloaded.")]
To = Annotated[
    Path, typer.Option(help="claims.csv, outcomes.csv or stocks.csv; a bare name lies in the study's folder.")
]
Published_ = Annotated[str, typer.Option("--published", help="When the figures were published: 2016-06-20 or 2016-06.")]
Places = Annotated[
    list[str] | None,
    typer.Option("--place", help="CODE=place, for a code or name of the table; '*=place' for all others."),
]
Who = Annotated[str, typer.Option(help="What is true of all figures: role=man.")]
Grade = Annotated[
    str, typer.Option(help="Admiralty code of the claims, such as B2; stocks need none.", show_default="none")
]


@app.command()
def unhcr(
    file: File,
    folder: Folder = Path(),
    to: To = Path("claims.csv"),
    published: Published_ = "",
    figure: Annotated[
        list[str] | None,
        typer.Option(
            help="refugees, asylum_seekers, oip, idps, returned_refugees or returned_idps.", show_default="refugees"
        ),
    ] = None,
    origin: Annotated[
        str, typer.Option(help="Only people from here, who then are everybody, in a study that tells no origins apart.")
    ] = "",
    place: Places = None,
    who: Who = "",
    grade: Grade = "",
) -> None:
    """UNHCR's Refugee Data Finder: people in a country at each year's end, or returned during a year."""
    from wayhome.figures.unhcr import PUBLISHER, read

    _keep(read(file, figure or ("refugees",)), PUBLISHER, folder, to, published, place or (), who, origin, grade)


@app.command()
def dtm(
    file: File,
    folder: Folder = Path(),
    to: To = Path("claims.csv"),
    published: Published_ = "",
    place: Places = None,
    who: Who = "",
    grade: Grade = "",
) -> None:
    """IOM's Displacement Tracking Matrix: internally displaced people in an area at each round."""
    from wayhome.figures.dtm import PUBLISHER, read

    _keep(read(file), PUBLISHER, folder, to, published, place or (), who, "", grade)


@app.command()
def flee(
    source: Annotated[
        Path, typer.Argument(metavar="DIR", help="The folder that holds input_csv and source_data, or their files.")
    ],
    to: Annotated[Path, typer.Option(help="The study's folder to make.")],
    as_of: Annotated[
        str, typer.Option(help="The day up to which counts are used: 2015-08-31.", show_default="the last")
    ] = "",
    capacities: Annotated[
        bool, typer.Option("--capacities/--no-capacities", help="Whether camps have the room that the folder says.")
    ] = True,
    ahead: Annotated[
        int,
        typer.Option(
            min=0,
            max=3650,
            metavar="DAYS",
            help="Make a study of so many days from the last counts on, for a forecast.",
            show_default="of the whole situation",
        ),
    ] = 0,
) -> None:
    """A situation of Flee or FabFlee: a whole study, with its counts as claims."""
    from wayhome.cli import show_flee
    from wayhome.flee.carry import import_folder

    show_flee.imported(import_folder(source, to, as_of=as_of, capacities=capacities, ahead=ahead))


def _keep(
    figures: Sequence[Published],
    publisher: Publisher,
    folder: Path,
    to: Path,
    published: str,
    places: Sequence[str],
    who: str,
    origin: str,
    grade: str,
) -> None:
    """Tell the figures in the study's names, keep what it can hold, and say of the others why not."""
    from wayhome.cli import show
    from wayhome.figures.keep import edition, keep
    from wayhome.figures.told import naming, tell
    from wayhome.study.load import load_study

    of = edition(publisher, published, grade)
    study = load_study(folder)
    told, left = tell(figures, study, naming(study, places, who, origin))
    made = keep(told, left, study, folder / to if to.parent == Path() else to, of)
    typer.echo(f"Figures kept: {made.added}; not used: {len(made.left)}.")
    show.written(*made.files)
    show.left_out([(one.line, one.reason) for one in made.left])
