"""Arguments and options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

Folder: TypeAlias = Annotated[Path, typer.Argument(help="The study's folder.", show_default="this folder")]
Seed: TypeAlias = Annotated[int, typer.Option(min=0, max=2**32 - 1, help="Same seed, same numbers.")]
FitSeed: TypeAlias = Annotated[
    int | None, typer.Option("--seed", min=0, max=2**32 - 1, help="Same seed, same numbers.")
]
Draws: TypeAlias = Annotated[int | None, typer.Option(min=10, max=100_000, help="Draws kept from each chain.")]
Tune: TypeAlias = Annotated[
    int | None, typer.Option(min=10, max=100_000, help="Draws of each chain that only tune the sampler.")
]
Chains: TypeAlias = Annotated[int | None, typer.Option(min=2, max=64, help="Independent chains; they must agree.")]
Force: TypeAlias = Annotated[bool, typer.Option("--force", help="Fit again even if nothing changed.")]
Quick: TypeAlias = Annotated[
    bool, typer.Option("--quick", help="An approximation in seconds; --draws is then its number of members.")
]
QuickLook: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--quick", help="On the quick look of `fit --quick`: approximate, in seconds, beside the fit's own files."
    ),
]
Headline: TypeAlias = Annotated[
    str,
    typer.Option(
        help="Place or area to open with, or 'stock' and its name.", show_default="the study's, else 'returned'"
    ),
]
Members: TypeAlias = Annotated[int, typer.Option("--draws", min=20, max=100_000, help="Draws of the forecast.")]
Keep: TypeAlias = Annotated[int, typer.Option(min=1, max=100_000, help="Whole draws kept in draws.nc: the first ones.")]
Workers: TypeAlias = Annotated[
    int | None, typer.Option(min=1, max=1024, help="Threads, or with --cluster processes.", show_default="one a core")
]
OnCluster: TypeAlias = Annotated[bool, typer.Option("--cluster", help="Use Dask processes on this machine.")]
Scheduler: TypeAlias = Annotated[str, typer.Option(help="Use the Dask cluster at this address: tcp://host:8786.")]


def scenarios(context: typer.Context, incomplete: str) -> list[str]:
    """The names of the folder's scenarios, for the shell to complete."""
    typed = next(iter(context.args), "")  # an option without its value yet leaves the folder unread
    folder = Path(typed or context.params.get("folder") or ".")
    return sorted(path.stem for path in folder.glob("scenarios/*.yaml") if path.stem.startswith(incomplete))
