"""What is wrong with single cells, in words: every column's form and remedy."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from wayhome.claims.claim import (
    DIRECTIONS,
    KINDS,
    QUANTITIES,
    STATUSES,
    ClaimRow,
    Fault,
    SourceRow,
    claim_rows,
    source_rows,
)
from wayhome.claims.table import Table, field
from wayhome.errors import Problem, did_you_mean

_LISTS = {"kind": KINDS, "quantity": QUANTITIES, "status": STATUSES, "direction": DIRECTIONS}
_ID = "begins with a letter and has letters, digits, '_', '-' and '.' only, at most 64 of them"
_NAMES = "is not a list of names; names are lower case with '_', several parted by '|': is|other_group"
_FORMS = {
    "id": ("W309", f"is not an id; an id {_ID}"),
    "source": ("W310", f"is not an id; an id {_ID}"),
    "repeats": ("W310", f"is not an id; an id {_ID}"),
    "where": ("W310", _NAMES),
    "via": ("W310", _NAMES),
    "driver": ("W310", "is not a driver's name; names are lower case with '_', like unpaid_wages"),
    "grade": ("W310", "is not a grade; write a letter A to F and a digit 1 to 6, like B2"),
    "place_in_text": ("W310", "is not a place in a text; it is start-end#hash, as `wayhome read` writes it"),
    "url": ("W310", "is not a web address; write http:// or https:// and the rest, without spaces"),
    "document": ("W310", "is not a file in the study's folder; write for example sources/article.html"),
    "as_of": ("W311", "is not a date; write 2016, 2016-07, 2016-07-04 or 2014-06/2015-09"),
    "date": ("W311", "is not a date of publication; write 2016, 2016-07 or 2016-07-04"),
}
_NUMBER = ("W312", "is not a number; write 1300, 1,300, 0.17 or, for a share, 17%")
_SHEET_DATE = re.compile(r"[A-Za-z]{3,9}[-. ]\d{2,4}|\d{1,2}[-./ ](\d{1,2}|[A-Za-z]{3,9})[-./ ]\d{2,4}|\d{5}")
_SHEET = "; a spreadsheet seems to have turned it into its own kind of date: set the column to text and write 2016-07"


def check_claims(table: Table) -> tuple[list[ClaimRow | None], list[Problem]]:
    """The rows of claims.csv checked cell by cell, and what is wrong with them."""
    rows, faults = claim_rows(table.rows)
    return rows, _problems("claims.csv", table, faults)


def check_sources(table: Table) -> tuple[list[SourceRow | None], list[Problem]]:
    """The rows of sources.csv checked cell by cell, and what is wrong with them."""
    rows, faults = source_rows(table.rows)
    return rows, _problems("sources.csv", table, faults)


def _problems(file: str, table: Table, faults: Sequence[Fault]) -> list[Problem]:
    said = {(problem.line, problem.field) for problem in table.problems}  # a formula is not also a bad number
    found: list[Problem] = []
    for fault in faults:
        line, row = table.lines[fault.row], table.rows[fault.row]
        if (line, field(row, fault.column)) not in said:
            found.append(Problem(file, line, field(row, fault.column), *_said(row, fault)))
    return found


def _said(row: Mapping[str, str], fault: Fault) -> tuple[str, str]:
    """Message and code."""
    cell, column = row.get(fault.column, ""), fault.column
    if fault.reason == "empty":
        hint = f"; write one of {', '.join(_LISTS[column])}" if column in _LISTS else ""
        return f"the cell is empty; every row needs its {column}{hint}", "W307"
    if fault.reason == "long":
        return f"the cell holds {len(cell)} characters, too many for {column}; shorten it", "W310"
    shown = cell if len(cell) <= 60 else cell[:57] + "…"
    if column in _LISTS:
        return f"'{shown}' is not a {column}.{did_you_mean(cell[:60], _LISTS[column])}", "W308"
    code, message = _FORMS.get(column, _NUMBER)
    sheet = _SHEET if code == "W311" and _SHEET_DATE.fullmatch(cell) else ""
    return f"'{shown}' {message}{sheet}", code
