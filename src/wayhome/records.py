"""CSV text split into records, each with the line where it begins."""

from __future__ import annotations

import csv
import io
from typing import NamedTuple


class Records(NamedTuple):
    """Rows as (line, cells), lines counted from 1, up to the first that breaks the rules of quoting."""

    rows: list[tuple[int, list[str]]]
    broken: tuple[int, str] | None  # the line of that one, and what is wrong with it


def split_records(text: str) -> Records:
    """Empty lines are left out; a cell may hold several lines."""
    rows: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            if cells:
                rows.append((line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        return Records(rows, (line, str(error)))
    return Records(rows, None)
