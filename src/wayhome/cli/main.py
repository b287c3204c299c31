"""The command line: `wayhome COMMAND`. Heavy modules are imported inside the commands, so that help comes at once."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from wayhome.cli.backtest import backtest
from wayhome.cli.check import check
from wayhome.cli.compare import compare
from wayhome.cli.doctor import doctor
from wayhome.cli.explain import explain
from wayhome.cli.export import export
from wayhome.cli.fit import fit
from wayhome.cli.forecast import forecast
from wayhome.cli.import_ import app as imports
from wayhome.cli.new import new
from wayhome.cli.open import open_
from wayhome.cli.plan import plan
from wayhome.cli.read import read
from wayhome.cli.report import report
from wayhome.cli.review import review
from wayhome.cli.score import score
from wayhome.errors import InvalidInput, WayhomeError


class Explained(TyperGroup):
    """Says what went wrong in one line a problem instead of a traceback; exit code 2 for input that cannot be used, else 1."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except InvalidInput as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(2) from None
        except WayhomeError as error:
            typer.secho(str(error), err=True, fg=typer.colors.RED)
            raise typer.Exit(1) from None


app = typer.Typer(
    cls=Explained,
    help="From scattered reports about people leaving a conflict to a forecast of who goes where and when, with ranges.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (
    new,
    read,
    check,
    fit,
    forecast,
    report,
    compare,
    plan,
    review,
    explain,
    export,
    score,
    backtest,
    doctor,
):
    app.command()(command)
app.command("open")(open_)
app.add_typer(imports, name="import")


def _version(wanted: bool) -> None:
    if wanted:
        from wayhome import __version__

        typer.echo(f"wayhome {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
