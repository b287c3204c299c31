"""What the commands print: tables to standard output, progress and warnings to standard error."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from wayhome.cli import terminal
from wayhome.errors import NotSettled
from wayhome.report import scenarios, sentences, tables, words
from wayhome.report.tables import Headline

if TYPE_CHECKING:
    from wayhome.compare import Comparison
    from wayhome.fit.store import Fit
    from wayhome.fit.summary import Diagnosis
    from wayhome.forecast import Forecast

ROWS = 12  # of a long list; the report has all


@contextmanager
def progress(what: str) -> Generator[Callable[[int, int], None]]:
    """A progress bar on a terminal, silence elsewhere; it appears with the first step done."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def headline(forecast: Forecast, fit: Fit, *, wanted: str = "") -> None:
    """The answer in a sentence, and the headline by group at every year end."""
    fans = tables.read_fans(forecast.table, fit.study.populations)
    head = tables.pick_headline(fit.study, fans, wanted)
    console = terminal.console()
    console.print()
    console.print(escape(" ".join(tables.headline_sentence(fans, head))), width=min(console.width, 100))
    console.print()
    console.print(_headline_table(head, tables.headline_rows(fit.study, fans, head), console.width))


def _headline_table(head: Headline, rows: Sequence[tables.Row], width: int) -> Table:
    labels = (head.as_of, *head.ends)
    name, number = (max(map(len, texts)) + 2 for texts in _texts(rows))
    room = max(2, (width - max(name, 10) - 2) // max(number, 12))
    kept = (
        range(len(labels))
        if len(labels) <= room
        else sorted({round(i * (len(labels) - 1) / (room - 1)) for i in range(room)})
    )
    table = terminal.table(f"{head.title}: middle and 90% range")
    table.add_column("Group" if head.cell else "Place")
    for i in kept:
        table.add_column(words.date(labels[i], short=True), justify="right")
    for row in rows:
        cells = (row.cells[i].rounded for i in kept)
        shown = [mid if mid == span else f"{mid}\n[dim]{span}[/dim]" for mid, span in cells]
        table.add_row(escape(row.title), *shown, style="bold" if row.total else None)
    return table


def _texts(rows: Sequence[tables.Row]) -> tuple[list[str], list[str]]:
    """What stands in the first column, and in the others."""
    return [row.title for row in rows], [text for row in rows for cell in row.cells for text in cell.rounded]


def differences(made: Comparison, *, wanted: str = "") -> None:
    """What each scenario changes of the headline number at the end of the calendar."""
    head, rows = scenarios.headline_changes(made, wanted)
    console = terminal.console()
    if not rows:
        console.print("The study has no scenarios yet; spec/study-1.md says how to write one into scenarios/.")
        return
    title = f"{scenarios.question(head, rows)}: middle and 90% range"
    table = terminal.table(title, lines=True)
    table.add_column("Scenario")
    for column in ("As usual", "With it", "Difference", "Draw by draw"):
        table.add_column(column, justify="right")
    for row in rows:
        cells = (row.usual.rounded, row.other.rounded, scenarios.signed(row.difference))
        shown = [f"{mid}\n[dim]{span}[/dim]" for mid, span in cells]
        table.add_row(escape(row.title), *shown, scenarios.direction(row))
    console.print(table)


def disagreements(fit: Fit) -> None:
    """The largest contradictions between claims, with both statements."""
    doubts = tables.disagreements(fit.summary.disagreements, fit.ledger)
    if not doubts:
        return
    table = terminal.table("Who disagrees, largest first", lines=True)
    for column in ("Apart", "One says", "Another says"):
        table.add_column(column)
    for doubt in doubts[:ROWS]:
        said = [f"{escape(c.statement)}\n[dim]{escape(c.id)} · {escape(c.origin)}[/dim]" for c in doubt.statements]
        table.add_row(f"{doubt.factor}\n[dim]{doubt.kind}[/dim]", *said)
    terminal.console().print(table)
    _more(len(doubts))


def sources(fit: Fit) -> None:
    """How each source's figures compare with what the fit finds."""
    lines = sorted(fit.summary.sources, key=lambda line: (-line.claims, line.origin))
    if not lines:
        return
    table = terminal.table("Its figures, as a multiple of what the fit finds")
    for column, side in (
        ("Source", "left"),
        ("Grade", "left"),
        ("Claims", "right"),
        ("Multiple", "right"),
        ("90% range", "right"),
        ("", "left"),
    ):
        table.add_column(column, justify="right" if side == "right" else "left")
    for line in lines[:ROWS]:
        span = f"{words.plain(line.low)}–{words.plain(line.high)}"
        lean = sentences.leaning(line)
        table.add_row(escape(line.origin), line.grade, str(line.claims), words.plain(line.mid), span, lean)
    terminal.console().print(table)
    _more(len(lines))


def coverage(fit: Fit) -> None:
    """Who is spoken of; gaps and silences are shown as such, never as zero."""
    console = terminal.console()
    room = max(2, (console.width - 28) // 15)
    found = tables.coverage(fit.summary.coverage, fit.study, most=room)
    if not found.columns:
        return
    table = terminal.table("Claims about each group (– nobody says; ∅ silent)")
    table.add_column("Group", min_width=12)
    for title, kind in found.columns:
        table.add_column(f"{escape(title)}\n[dim]{kind}[/dim]", justify="right", min_width=12, max_width=13)
    table.add_column("Silent", justify="right", min_width=6)
    for group, counts, silent in found.rows:
        table.add_row(
            escape(group), *(str(count) if count else "–" for count in counts), f"∅ {silent}" if silent else ""
        )
    console.print(table)


def approximate(found: Diagnosis) -> None:
    """The label of numbers that are not those of a settled fit; nothing where they are."""
    if found.approximate:
        terminal.console().print(f"[bold]Approximate.[/bold] {found.remedy}")


def diagnosis(found: Diagnosis) -> None:
    """That the fit settled; NotSettled with the remedy where it did not."""
    if found.approximate:
        approximate(found)
        return
    if not found.settled:
        raise NotSettled(f"The fit did not settle; do not rely on these numbers. {found.remedy}")
    worst = min(found.ess_bulk, found.ess_tail)
    terminal.console().print(
        f"The fit settled: {found.chains} chains agree (r-hat {found.rhat:.3f}, effective draws {worst:,.0f})."
    )


def written(*paths: Path) -> None:
    """Where the results are."""
    for path in paths:
        terminal.console().print(f"Written: {escape(str(path))}", soft_wrap=True)


def left_out(rows: Sequence[tuple[int, str]]) -> None:
    """Lines of a table that were not used, by reason."""
    by_reason: dict[str, list[int]] = {}
    for line, reason in rows:
        by_reason.setdefault(reason, []).append(line)
    for reason, lines in by_reason.items():
        name = "Line" if len(set(lines)) == 1 else "Lines"
        terminal.console().print(f"{name} {_runs(lines)}: {escape(reason)}.", soft_wrap=True)


def _runs(lines: Sequence[int]) -> str:
    """Line numbers as runs: "3, 5–9"."""
    runs: list[list[int]] = []
    for line in sorted(set(lines)):
        if runs and line == runs[-1][-1] + 1:
            runs[-1].append(line)
        else:
            runs.append([line])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


def _more(count: int) -> None:
    if count > ROWS:
        terminal.console().print(f"and {count - ROWS} more, in the report", style="dim")
