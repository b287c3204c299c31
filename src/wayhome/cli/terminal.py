"""The console and the tables of all commands, so that they look alike."""

from __future__ import annotations

from rich import box
from rich.console import Console
from rich.table import Table


def console() -> Console:
    """Numbers in sentences are not coloured."""
    return Console(highlight=False)


def table(title: str, *, lines: bool = False) -> Table:
    """A table with no columns yet. lines: rules between its rows, for cells of several lines."""
    return Table(
        title=title,
        title_justify="left",
        title_style="bold",
        box=box.HORIZONTALS if lines else box.SIMPLE_HEAD,
        show_lines=lines,
        pad_edge=False,
        padding=(0, 2, 0, 0),
    )
