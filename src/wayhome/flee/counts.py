"""Registered people by camp: the files that data_layout.csv names, added up, in order and corrected."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from wayhome.flee.rows import Found, Row, day, number, read_table
from wayhome.flee.situation import Correction, Note, Series

LAYOUT = "data_layout.csv"
TOTAL = "total"
NAME_MAX = 256  # bytes of a file name, which no system exceeds


@dataclass(frozen=True, slots=True)
class Part:
    """One file: people by date, in the order of dates."""

    file: str
    people: Mapping[date, float]


def read_counts(
    folder: Path, prefix: str, names: Collection[str], *, corrections: Sequence[Correction], found: Found
) -> tuple[dict[str, Series], dict[str, Series], Series | None]:
    """The series of `names`, of other names, and of everybody. `prefix` is how files of the folder are called in problems.

    A file that is named and not there is a problem (W851) for a location, and a note for any other name.
    """
    layout = folder / LAYOUT
    if not layout.is_file():
        found.notes.append(Note(prefix + LAYOUT, 0, "there is no such file, so nobody is counted anywhere"))
        return {}, {}, None
    placed: dict[str, Series] = {}
    unplaced: dict[str, Series] = {}
    total: Series | None = None
    for row in read_table(layout, prefix + LAYOUT, found).rows:
        name, files = row.cells[0], tuple(filter(None, row.cells[1:]))
        known = name in names or name.casefold() == TOTAL
        if name in placed or name in unplaced or (name.casefold() == TOTAL and total):
            found.wrong(row, name, "this name is in the layout twice; give it one row with all its files", "W854")
            continue
        if not known:
            found.note(row, f"'{name}' is not in locations.csv: its people are counted, but have no place to be in")
        parts = _parts(folder, prefix, row, files, known, found)
        days = tuple(one.day for one in corrections if one.camp == name)
        made = _series(name, parts, days) if parts else None
        if name.casefold() == TOTAL:
            total = made
        elif made:
            (placed if known else unplaced)[name] = made
    _note_shared(placed, prefix, found)
    _note_corrections(corrections, placed, unplaced, found, prefix)
    return placed, unplaced, total


def _parts(folder: Path, prefix: str, row: Row, files: Iterable[str], known: bool, found: Found) -> list[Part]:
    parts: list[Part] = []
    for name in files:
        inside = len(name.encode()) < NAME_MAX and (folder / name).resolve().is_relative_to(folder.resolve())
        if not inside or not (folder / name).is_file():
            message = (
                f"the layout names '{name[:80]}', which is not in the folder; add the file or take it out of the row"
            )
            if known:
                found.wrong(row, row.cells[0], message, "W851")
            else:
                found.note(row, message)
        elif part := _part(folder / name, prefix + name, found):
            parts.append(part)
    if known and not row.cells[1:]:
        found.wrong(row, row.cells[0], "no file follows the name; write name,file.csv", "W853")
    return parts


def _part(path: Path, file: str, found: Found) -> Part | None:
    rows: list[tuple[date, float, Row]] = []
    more: Row | None = None
    for row in read_table(path, file, found).rows:
        when, people = day(row, 0, "date", found), number(row, 1, "people", found)
        more = more or (row if len(row.cells) > 2 else None)
        if when is not None and people is not None:
            rows.append((when, people, row))
    if more:
        found.note(more, f"columns after the second are not used ({', '.join(more.cells[2:])[:40]})")
    if not rows:
        if not any(one.file == file for one in found.problems):
            found.notes.append(Note(file, 0, "the file holds no counts"))
        return None
    return Part(file, _in_order(rows, found))


def _in_order(rows: Sequence[tuple[date, float, Row]], found: Found) -> dict[date, float]:
    """Counts by date. Of repeated dates the last row counts, but one that stands out of order (a date mistyped, likely) never
    against one in order."""
    people: dict[date, float] = {}
    lines: dict[date, Row] = {}
    kept = _longest_rise([when for when, _, _ in rows])
    for at in sorted(range(len(rows)), key=lambda i: (i in kept, i)):
        when, count, row = rows[at]
        if at not in kept:
            found.note(
                row, f"{when} stands out of order; the date may be mistyped. It is used where no other row has it"
            )
        if when in people and people[when] != count:
            other = lines[when]
            found.note(other, f"{when} is there twice: {people[when]:g} gives way to {count:g} in line {row.line}")
        people[when], lines[when] = count, row
    return dict(sorted(people.items()))


def _longest_rise(dates: Sequence[date]) -> set[int]:
    """Positions of a longest part of `dates` that rises; a date that is the one before it again goes with that."""
    ends: list[date] = []  # the earliest date on which a rise of each length can end
    at: list[int] = []
    before: list[int] = []
    for i, when in enumerate(dates):
        length = bisect_left(ends, when)
        before.append(at[length - 1] if length else -1)
        ends[length : length + 1], at[length : length + 1] = [when], [i]
    kept: set[int] = set()
    i = at[-1] if at else -1
    while i >= 0:
        kept.add(i)
        i = before[i]
    for i in range(1, len(dates)):
        if dates[i] == dates[i - 1] and (i in kept or i - 1 in kept):
            kept |= {i - 1, i}
    return kept


def _series(name: str, parts: Sequence[Part], corrections: tuple[date, ...]) -> Series:
    """The sum of the parts at every date that any of them has, after level-1 corrections."""
    dates = tuple(sorted({when for part in parts for when in part.people}))
    ordinals = [when.toordinal() for when in dates]
    raw = sum(
        np.interp(ordinals, [when.toordinal() for when in part.people], list(part.people.values())) for part in parts
    )
    people = tuple(float(one) for one in np.atleast_1d(raw))
    whole = tuple(all(when in part.people for part in parts) for when in dates)
    return Series(name, tuple(part.file for part in parts), dates, people, corrected(dates, people, corrections), whole)


def corrected(dates: tuple[date, ...], people: tuple[float, ...], days: tuple[date, ...]) -> tuple[float, ...]:
    """Level-1 corrections: for each of `days`, all counts before it are scaled by count(day) / the count before it. A day without
    a count stands for the next that has one; nothing changes where there is no count before, or it is 0, or none after."""
    scaled = list(people)
    for when in days:
        i = bisect_left(dates, when)
        if 0 < i < len(dates) and scaled[i - 1] > 0:
            factor = scaled[i] / scaled[i - 1]
            scaled[:i] = [one * factor for one in scaled[:i]]
    return tuple(scaled)


def _note_shared(series: Mapping[str, Series], prefix: str, found: Found) -> None:
    seen: dict[tuple[object, object], str] = {}
    for name, one in series.items():
        other = seen.setdefault((one.dates, one.raw), name)
        if other != name and len(one.dates) > 2:
            message = f"{other} and {name} have one and the same series: each gets all of it, as the files say"
            found.notes.append(Note(prefix + LAYOUT, 0, message))


def _note_corrections(
    corrections: Sequence[Correction],
    placed: Mapping[str, Series],
    unplaced: Mapping[str, Series],
    found: Found,
    prefix: str,
) -> None:
    for one in corrections:
        series = placed.get(one.camp) or unplaced.get(one.camp)
        if series is None:
            message = f"a registration of {one.camp} on {one.day} is to be corrected, but there are no counts of it"
        elif one.day not in series.dates:
            later = [when for when in series.dates if when > one.day and when > series.dates[0]]
            message = (
                f"{one.camp} has no count on {one.day}, the day of its correction; that of {later[0]} is taken"
                if later
                else f"{one.camp} has no count on {one.day} or later, so that its correction changes nothing"
            )
        else:
            continue
        found.notes.append(Note("registration_corrections.csv", 0, message))
