"""What `plan` prints."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape

from wayhome.cli import terminal
from wayhome.plan.programmes import Plan, ProgrammePlan
from wayhome.report import plan as told
from wayhome.report import words


def shown(made: Plan) -> None:
    """Every programme: what is asked of it, who waits, and the posts it would take."""
    console = terminal.console()
    width = min(console.width, 110)
    for one in made.programmes:
        title = one.title if not made.scenario else f"{one.title} · {made.scenario}"
        console.print(f"\n[bold]{escape(title)}[/bold]\n")
        console.print(escape(told.opening(one, made)), width=width)
        _people(console, one, made)
        _hours(console, one, made)
        _waiting(console, one)
        console.print(escape(told.verdict(one, made)), width=width, style="bold")
        console.print()
        for note in told.notes(one, made):
            console.print(escape(note), width=width, style="dim")


def _people(console: Console, one: ProgrammePlan, made: Plan) -> None:
    calendar = made.study.calendar
    first, last = (words.date(calendar.label(state), short=True) for state in (calendar.as_of_state, calendar.steps))
    title = f"People, {first} to {last}: middle and 90% range"
    _table(console, title, "Group", told.people_columns(made), list(told.people_rows(one)))


def _hours(console: Console, one: ProgrammePlan, made: Plan) -> None:
    if not one.hours:
        return
    steps = told.hours_dates(one, made.study, most=max(1, (console.width - 60) // 13))
    title = f"Hours a {made.study.calendar.step}: middle and 90% range"
    _table(console, title, "Profession", told.hours_columns(one, steps), list(told.hours_rows(one, steps)))


def _waiting(console: Console, one: ProgrammePlan) -> None:
    _table(
        console, "Share of people who wait at most …", "Means", told.waiting_columns(one), list(told.waiting_rows(one))
    )


def _table(console: Console, title: str, first: str, headings: Sequence[str], rows: Sequence[told.Row]) -> None:
    table = terminal.table(title)
    table.add_column(first)
    for at, heading in enumerate(headings):
        widest = max((len(part) for row in rows for part in row.cells[at]), default=1)
        narrow = textwrap.wrap(heading, max(widest, 9), break_long_words=False)  # so that numbers need not be cut short
        table.add_column(escape("\n".join(narrow)), justify="right")
    for row in rows:
        cells = (mid if mid == span else f"{mid}\n[dim]{span}[/dim]" for mid, span in row.cells)
        table.add_row(escape(row.title), *cells, style="bold" if row.total else None)
    console.print()
    console.print(table)
