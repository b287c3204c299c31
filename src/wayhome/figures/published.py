"""Figures as a publisher prints them, before they are told in a study's names; and reading the tables that hold them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from wayhome.claims.table import CONTROL
from wayhome.errors import InvalidInput, Problem
from wayhome.records import split_records

MAX_BYTES = 50_000_000
PREAMBLE = 40  # lines of notes above the header that are passed over
ZERO = "0, which the table does not tell from 'not reported'"
_NUMBER = re.compile(r"\d{1,3}([, \u00a0]\d{3})+|\d{1,12}(\.0+)?")


@dataclass(frozen=True, slots=True)
class Published:
    """One figure of a row. what: the publisher's own kind of people, in words; quantity: "stock" at `as_of` or "arrivals_in" the
    period `as_of`; origins, places: codes and names of where people come from and are counted, finest first, empty where the table
    does not say; series: what keeps figures of one place and time apart (an operation, a round); count: None, with the reason in
    `why`, where the table gives none."""

    line: int
    what: str
    quantity: str
    as_of: str
    origins: tuple[str, ...]
    places: tuple[str, ...]
    series: str
    count: int | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Left:
    """A figure that was not used, and why."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Publisher:
    """A row of sources.csv, but for its date; `slug` begins the ids of claims."""

    slug: str
    outlet: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table by meaning: its columns' roles, HXL tags where it has them, and its rows (line, role -> cell, "" where the row ends
    before)."""

    roles: frozenset[str]
    rows: tuple[tuple[int, dict[str, str]], ...]


def read_sheet(
    path: Path,
    known: Mapping[str, Collection[str]],
    *,
    tagged: Mapping[str, Sequence[str]],
    needed: Collection[str],
    unused: Collection[str],
) -> Sheet:
    """Read a CSV file. `known`: role -> names of columns, `tagged`: role -> HXL tags with their attributes; `unused`: names that
    may be there. Lines above the header and a row of HXL tags below it are passed over.

    InvalidInput for a file that cannot be read (W831), no header with the `needed` roles (W832), names unknown (W833).
    """
    records = split_records(_text(path))
    if records.broken:
        line, error = records.broken
        raise InvalidInput([Problem(path.name, line, "", f"this row of the CSV cannot be read: {error}", "W831")])
    names = {_plain(name): role for role, aliases in known.items() for name in aliases}
    first, header = _header(path.name, records.rows[:PREAMBLE], names, tagged, needed)
    roles, tags = _roles(records.rows, first, header, names, tagged)
    if not tags:
        _refuse_unknown(path.name, records.rows[first][0], header, names, {_plain(name) for name in unused})
    rows = [
        (
            line,
            {role: cell.strip() for role, cell in reversed([*zip_longest(roles, cells, fillvalue="")]) if role},
        )  # of a role given twice, the first
        for line, cells in records.rows[first + 1 + tags :]
    ]
    return Sheet(frozenset(filter(None, roles)), tuple((line, row) for line, row in rows if any(row.values())))


def _text(path: Path) -> str:
    try:
        if not path.is_file():
            raise _unreadable(path, "there is no such file")
        if path.stat().st_size > MAX_BYTES:
            raise _unreadable(path, f"it is larger than {MAX_BYTES // 1_000_000} MB; download fewer years or countries")
        return CONTROL.sub(" ", path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise _unreadable(
            path, "it is not UTF-8 text; unpack a zip file first, save a spreadsheet as 'CSV UTF-8'"
        ) from None
    except OSError as error:
        raise _unreadable(path, error.strerror or str(error)) from None


def _unreadable(path: Path, why: str) -> InvalidInput:
    return InvalidInput([Problem(path.name, 0, "", f"the file cannot be read: {why}", "W831")])


def _header(
    file: str,
    rows: Sequence[tuple[int, list[str]]],
    names: Mapping[str, str],
    tagged: Mapping[str, Sequence[str]],
    needed: Collection[str],
) -> tuple[int, list[str]]:
    """The row that names every role needed, itself or by the tags below it."""
    for i, (_, cells) in enumerate(rows):
        roles, _ = _roles(rows, i, cells, names, tagged)
        if set(needed) <= set(roles):
            return i, cells
    wanted = ", ".join(needed)
    message = f"no row among the first {PREAMBLE} names the columns needed ({wanted}); docs/guides/formats.md lists the layouts"
    raise InvalidInput([Problem(file, 1, "", message, "W832")])


def _roles(
    rows: Sequence[tuple[int, list[str]]],
    first: int,
    header: Sequence[str],
    names: Mapping[str, str],
    tagged: Mapping[str, Sequence[str]],
) -> tuple[list[str], bool]:
    """Each column's role ("" for none), and whether the next row is one of tags, which then say more than the names do."""
    below = rows[first + 1][1] if first + 1 < len(rows) else []
    cells = [cell.strip() for cell in below if cell.strip()]
    if not cells or 2 * sum(cell.startswith("#") for cell in cells) < len(cells):
        return [names.get(_plain(cell), "") for cell in header], False
    return [_of_tag(tag, tagged) for tag in below], True


def _of_tag(tag: str, tagged: Mapping[str, Sequence[str]]) -> str:
    """The first role one of whose tags has the same hashtag and no attribute that the column lacks."""
    hashtag, *attributes = tag.replace(" ", "").lower().split("+")
    for role, forms in tagged.items():
        for form in forms:
            wanted, *these = form.split("+")
            if wanted == hashtag and set(these) <= set(attributes):
                return role
    return ""


def _refuse_unknown(
    file: str, line: int, header: Iterable[str], names: Mapping[str, str], unused: Collection[str]
) -> None:
    problems = [
        Problem(
            file,
            line,
            cell.strip()[:60],
            "this column is in none of the layouts that are understood; docs/guides/formats.md lists them. If it does not change "
            "what the figures mean, delete it",
            "W833",
        )
        for cell in header
        if cell.strip() and _plain(cell) not in names and _plain(cell) not in unused
    ]
    if problems:
        raise InvalidInput(problems)


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def count(cell: str) -> tuple[int | None, str]:
    """Persons in a cell, or None and why there is no figure. A 0 of such tables is not told from "not reported"."""
    if cell in ("", "-", "–", "NA", "null", "None", "Not available"):
        return None, "no figure"
    if cell == "*":
        return None, "the publisher withholds the figure (*)"
    if not _NUMBER.fullmatch(cell):
        return None, f"'{cell[:40]}' is not a number of people"
    persons = int(float(re.sub(r"[, \u00a0]", "", cell)))
    return (persons, "") if persons else (None, ZERO)
