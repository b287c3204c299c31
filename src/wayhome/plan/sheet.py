"""A plan as a table for spreadsheets: one row a number, with its range; .csv, or .xlsx with one sheet a table."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TypeAlias

import numpy as np

from wayhome.errors import InvalidInput, Problem
from wayhome.files import write_whole
from wayhome.plan.programmes import Band, Plan, ProgrammePlan

Cell: TypeAlias = str | float | int | None
COLUMNS = ("table", "programme", "date", "who", "profession", "quantity", "low", "middle", "high")
ENDINGS = (".csv", ".xlsx")
RUN = ("=", "+", "-", "@", "\t", "\r")  # what spreadsheets take for a formula, or hide one behind


def check_ending(path: Path) -> None:
    """InvalidInput for a file that is no table."""
    if path.suffix.lower() not in ENDINGS:
        message = f"'{path.name}' ends neither in .csv nor in .xlsx; choose one of them"
        raise InvalidInput([Problem("--export", 0, "", message, "W805")])


def write_sheet(path: Path, made: Plan) -> Path:
    """Write the table whole or not at all."""
    check_ending(path)
    listed = [tuple(safe(cell) for cell in row) for row in rows(made)]
    write_whole(path, lambda temporary: (_xlsx if path.suffix.lower() == ".xlsx" else _csv)(temporary, listed))
    return path


def safe(cell: Cell) -> Cell:
    """Text that a spreadsheet would run gets an apostrophe before it; what is no number is left empty."""
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(RUN) else cell
    return cell if cell is not None and np.isfinite(cell) else None


def rows(made: Plan) -> Iterator[tuple[Cell, ...]]:
    """In the order of COLUMNS, table by table."""
    for table in (_people, _steps, _hours, _waiting, _posts):
        for one in made.programmes:
            for row in table(one, made):
                yield (row[0], one.title, *row[1:])


def _people(one: ProgrammePlan, made: Plan) -> Iterator[tuple[Cell, ...]]:
    calendar = made.study.calendar
    first, last = calendar.label(calendar.as_of_state), calendar.label(calendar.steps)
    for line in one.people:
        who = "; ".join(f"{population}={level}" for population, level in line.who.items()) or "all"
        yield ("people", first, who, "", "waiting", *line.waiting_first)
        for quantity, band in (("ask", line.asked), ("taken", line.taken), ("leave the queue", line.left)):
            yield ("people", f"{first}/{last}", who, "", quantity, *band)
        yield ("people", last, who, "", "waiting", *line.waiting_last)


def _steps(one: ProgrammePlan, made: Plan) -> Iterator[tuple[Cell, ...]]:
    steps = one.steps
    series = (("ask", steps.asked), ("taken", steps.taken), ("waiting", steps.waiting), ("inside", steps.inside))
    for quantity, bands in series:
        for date, band in zip(steps.dates, bands, strict=True):
            yield ("over time", date, "all", "", quantity, *band)


def _hours(one: ProgrammePlan, made: Plan) -> Iterator[tuple[Cell, ...]]:
    for line in one.hours:
        for i, date in enumerate(one.steps.dates):
            exact = Band(*(line.available[i],) * 3)
            for quantity, band in (
                ("hours asked", line.asked[i]),
                ("hours given", line.delivered[i]),
                ("hours there are", exact),
            ):
                yield ("hours", date, "all", line.profession, quantity, *band)


def _waiting(one: ProgrammePlan, made: Plan) -> Iterator[tuple[Cell, ...]]:
    found = (("as it is", one.waiting), ("with the posts needed", one.needed.waiting if one.needed else None))
    for means, waiting in found:
        if waiting is None:
            continue
        for served in waiting.served:
            yield ("waiting", "", means, "", f"share that waits {served.months:g} months at most", *served.share)
        yield ("waiting", "", means, "", "months that half of those taken wait at most", *waiting.middle)
        yield ("waiting", "", means, "", "months that nine in ten of those taken wait at most", *waiting.most)
        yield ("waiting", "", means, "", "share of futures that reach the target", None, waiting.reached, None)


def _posts(one: ProgrammePlan, made: Plan) -> Iterator[tuple[Cell, ...]]:
    for line in one.hours:
        yield ("posts", "", "", line.profession, "posts", None, line.posts[1], None)
        yield ("posts", "", "", line.profession, "posts needed", None, line.needed, None)
        yield ("posts", "", "", line.profession, "share of hours given", *line.share)
    if one.seats is not None:
        yield ("posts", "", "", "", "seats", None, one.seats[1], None)
        yield ("posts", "", "", "", "seats needed", None, one.needed.seats if one.needed else None, None)


def _csv(path: Path, listed: Sequence[tuple[Cell, ...]]) -> None:
    with path.open(
        "w", encoding="utf-8-sig", newline=""
    ) as file:  # the mark without which Excel takes UTF-8 for something older
        csv.writer(file).writerows([COLUMNS, *listed])


def _xlsx(path: Path, listed: Sequence[tuple[Cell, ...]]) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        head = book.add_format({"bold": True})
        for table, part in groupby(listed, key=lambda row: row[0]):
            sheet = book.add_worksheet(str(table))
            sheet.freeze_panes(1, 0)
            sheet.write_row(0, 0, COLUMNS[1:], head)
            for i, row in enumerate(part, start=1):
                for j, cell in enumerate(row[1:]):
                    if isinstance(cell, str):
                        sheet.write_string(i, j, cell)
                    elif cell is not None:
                        sheet.write_number(i, j, cell)
            sheet.autofit()
