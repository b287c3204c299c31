"""The CSV files of Flee as rows of cells, whatever liberties they take."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from wayhome.errors import InvalidInput, Problem
from wayhome.flee.situation import Note

MAX_LINE = 100_000  # characters
MAX_BYTES = 50_000_000
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
_HEADERS = {"name", "place", "name1", "closure_type", "day", "date", "region"}


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one line, without blanks around them; a cell that is not there is empty."""

    file: str
    line: int
    cells: tuple[str, ...]

    def cell(self, i: int) -> str:
        return self.cells[i] if i < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Table:
    """The rows below a header (empty where the file has none) and its names, without the #."""

    file: str
    line: int
    header: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """Problems and notes, gathered while files are read."""

    problems: list[Problem] = field(default_factory=list[Problem])
    notes: list[Note] = field(default_factory=list[Note])

    def wrong(self, row: Row, name: str, message: str, code: str = "W853") -> None:
        self.problems.append(Problem(row.file, row.line, name, message, code))

    def note(self, row: Row, message: str) -> None:
        self.notes.append(Note(row.file, row.line, message))

    def stop(self) -> None:
        """InvalidInput where there are problems."""
        if self.problems:
            raise InvalidInput(self.problems)


def read_table(path: Path, file: str, found: Found) -> Table:
    """Split a file into its header and rows. Blank lines and comments, wherever they are, are passed over; so are blanks around
    cells and commas at the end of a line. A file that cannot be read is a problem (W852)."""
    rows = [Row(file, line, cells) for line, text in enumerate(_lines(path, file, found), 1) if (cells := _cells(text))]
    header: tuple[str, ...] = ()
    at = 0
    body: list[Row] = []
    for row in rows:
        if not header and not body and _is_header(row.cells):
            header, at = (row.cells[0].lstrip("#").strip(), *row.cells[1:]), row.line
        elif not row.cells[0].startswith("#"):
            body.append(row)
    return Table(file, at, header, tuple(body))


def _is_header(cells: tuple[str, ...]) -> bool:
    names = [cell.lstrip("#").strip().casefold() for cell in cells]
    return names[0] in _HEADERS or "location_type" in names


def _cells(text: str) -> tuple[str, ...]:
    """One line split; () where it holds nothing. Each line stands alone: quotes in comments do no harm."""
    cells = [cell.strip() for cell in next(csv.reader([_CONTROL.sub(" ", text)], skipinitialspace=True), [])]
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells)


def _lines(path: Path, file: str, found: Found) -> Sequence[str]:
    def wrong(why: str) -> Sequence[str]:
        found.problems.append(Problem(file, 0, "", f"the file cannot be read: {why}", "W852"))
        return ()

    try:
        if path.stat().st_size > MAX_BYTES:
            return wrong(f"it is larger than {MAX_BYTES // 1_000_000} MB; a file of Flee has one row a day or a place")
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        return wrong("it is not UTF-8 text; save it as 'CSV UTF-8'")
    except OSError as error:
        return wrong(error.strerror or str(error))
    if max(map(len, text.splitlines()), default=0) > MAX_LINE:
        return wrong(f"it has a line of more than {MAX_LINE:,} characters, which no table of Flee has")
    if "\0" in text:
        return wrong("it holds bytes that are no text; save it as 'CSV UTF-8'")
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def number(row: Row, i: int, name: str, found: Found, *, low: float = 0.0, high: float = math.inf) -> float | None:
    """The number in a cell; None, with a problem, where there is none or it lies outside `low` … `high`."""
    text = row.cell(i)
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if math.isfinite(value) and low <= value <= high and abs(value) < 1e12:
        return value
    bounds = f"a number from {low:g}" + (f" to {high:g}" if math.isfinite(high) else " on")
    found.wrong(row, name, f"'{text[:40]}' is not {bounds}; write one, with a point for decimals")
    return None


def whole(row: Row, i: int, name: str, found: Found) -> int | None:
    """The whole number in a cell, at least 0; None, with a problem, where there is none."""
    value = number(row, i, name, found)
    if value is not None and value != int(value):
        found.wrong(row, name, f"'{row.cell(i)[:40]}' is not a whole number")
        return None
    return None if value is None else int(value)


def day(row: Row, i: int, name: str, found: Found) -> date | None:
    """The date in a cell; None, with a problem, where there is none."""
    match = _DATE.fullmatch(row.cell(i))
    if match:
        try:
            value = date(int(match[1]), int(match[2]), int(match[3]))
            if 1000 <= value.year <= 2999:
                return value
        except ValueError:
            pass
    found.wrong(row, name, f"'{row.cell(i)[:40]}' is not a date; write 2015-05-01")
    return None
