"""What `compare --shares` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.markup import escape
from rich.table import Table

from wayhome.cli import terminal
from wayhome.report import tables
from wayhome.report.shares import Line, section

if TYPE_CHECKING:
    from wayhome.fit.store import Fit
    from wayhome.forecast import Forecast


def shares(forecast: Forecast, fit: Fit, *, wanted: str = "") -> None:
    """Whose people came back most: the answer, region beside region, level beside level."""
    console = terminal.console()
    fans = tables.read_fans(forecast.table, fit.study.populations)
    head = tables.pick_headline(fit.study, fans, wanted)
    found = section(forecast, fit.study, head)
    if found is None:
        console.print(f"{escape(head.title)}: the study counts nobody of whom these would be a share.")
        return
    for answer in found.answers:
        console.print(escape(answer), width=min(console.width, 100))
        console.print()
    if found.regions:
        console.print(_table(found.title, found.regions))
    console.print(_table("The same, one by one" if found.regions else found.title, found.levels))


def _table(title: str, lines: tuple[Line, ...]) -> Table:
    table = terminal.table(escape(title))
    table.add_column("Group", min_width=28)
    for column in ("Share", "90% range", "Rank", "Highest"):
        table.add_column(column, justify="right")
    for line in lines:
        table.add_row(escape(line.title), line.share, line.span, line.rank, line.highest)
    return table
