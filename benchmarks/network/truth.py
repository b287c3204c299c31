"""What was counted in the camps on each day, exactly as Flee reads it, and how far a path is from that.

Flee's reading differs from `wayhome.flee.read_folder` where files are out of order, and it must be Flee's here, or scores could not
be compared: tables are walked in the order of their rows (a row out of order ends a straight line early), those with a level-1
correction are put in order first, and of two files that are added up the second is a step function.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from wayhome.flee.rows import Found, day, number, read_table
from wayhome.flee.situation import Situation

Floats = NDArray[np.float64]
Counts = list[tuple[date, float]]


@dataclass(frozen=True, slots=True)
class Truth:
    """people: (day, camp) · counts: the corrected rows of each camp · capacity: (camp,) as the folder gives it, 0 where it gives
    none."""

    camps: tuple[str, ...]
    start: date
    people: Floats
    counts: tuple[Counts, ...]
    capacity: Floats

    @property
    def total(self) -> Floats:
        """(day,) people in all camps together."""
        return self.people.sum(axis=1)

    @property
    def shares(self) -> Floats:
        """(day, camp); 0 where nobody is counted anywhere."""
        return self.people / np.maximum(self.total, 1.0)[:, None]


def read_truth(folder: Path, situation: Situation) -> Truth:
    """The camps of a situation, on each of its days."""
    found = Found()
    files = {row.cells[0]: row.cells[1:] for row in read_table(folder / "source_data/data_layout.csv", "", found).rows}
    tables: list[Counts] = []
    for camp in situation.camps:
        first, *others = (_counts(folder / "source_data" / name, found) for name in files[camp] if name)
        for other in others:
            first = added(first, other)
        corrections = [one.day for one in situation.corrections if one.camp == camp]
        if corrections:
            first = sorted(first, key=lambda row: row[0])
        for when in corrections:
            first = corrected(first, when)
        tables.append(first)
    days = [situation.start + timedelta(days=t) for t in range(situation.days)]
    people = np.array([[at(table, when) for when in days] for table in tables]).T
    rooms = {one.name: float(one.capacity or 0) for one in situation.locations}
    capacity = np.array([rooms[camp] for camp in situation.camps])
    return Truth(situation.camps, situation.start, people, tuple(tables), capacity)


def _counts(path: Path, found: Found) -> Counts:
    rows = read_table(path, path.name, found).rows
    read = [(day(row, 0, "date", found), number(row, 1, "people", found)) for row in rows]
    return [(when, people) for when, people in read if when is not None and people is not None]


def at(counts: Counts, when: date) -> float:
    """People on a day: on the straight line to the first row of a later date from the row before it; level at both ends."""
    if when <= counts[0][0]:
        return counts[0][1]
    for (before, people), (after, then) in pairwise(counts):
        if when < after:
            return people + (when - before).days / (after - before).days * (then - people)
    return counts[-1][1]


def corrected(counts: Counts, when: date) -> Counts:
    """All counts before a registration scaled by the count on that day (or the next) over the one before it."""
    later = [i for i, (date_, _) in enumerate(counts) if date_ >= when]
    if not later or later[0] == 0 or counts[later[0] - 1][1] == 0:
        return counts
    factor = counts[later[0]][1] / counts[later[0] - 1][1]
    return [(date_, people * factor if i < later[0] else people) for i, (date_, people) in enumerate(counts)]


def added(first: Counts, second: Counts) -> Counts:
    """Two series as one: at the dates of the second, and those of the first between them, with the last of the second."""
    result: Counts = []
    i, last = 0, 0.0
    for when, people in second:
        while when > first[i][0]:
            result.append((first[i][0], first[i][1] + last))
            if i == len(first) - 1:
                break
            i += 1
        if when <= first[i][0]:
            result.append((when, first[i][1] + people))
        if when == first[i][0] and i < len(first) - 1:
            i += 1
        last = people
    return result


def difference(simulated: Floats, truth: Truth) -> float:
    """Averaged relative difference: the mean over all days of Σ over camps |simulated − counted| / Σ over camps counted.

    A day on which nobody is counted divides by 1.
    """
    return float(np.mean(np.abs(simulated - truth.people).sum(axis=1) / np.maximum(truth.total, 1.0)))


def equal_split(truth: Truth) -> Floats:
    """The total, split equally."""
    return np.repeat(truth.total[:, None] / len(truth.camps), len(truth.camps), axis=1)


def capacity_split(truth: Truth) -> Floats:
    """The total, split by capacity."""
    return truth.total[:, None] * truth.capacity / max(truth.capacity.sum(), 1.0)


def shares_stay(truth: Truth, days: int) -> Floats:
    """The total, split as so many days ago (as on the first day, before)."""
    before: Sequence[int] = [max(t - days, 0) for t in range(len(truth.people))]
    return truth.total[:, None] * truth.shares[before]
