"""A situation as the files of a Flee folder."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from wayhome.flee.naming import study_names
from wayhome.flee.situation import Series, Situation

_LOCATION = ("#name", "region", "country", "latitude", "longitude", "location_type", "conflict_date", "population")


def folder_files(situation: Situation) -> dict[str, str]:
    """File name (with its folder) -> text, such that `read_folder` gives the situation back.

    Counts are written as they are after corrections, so that there is no registration_corrections.csv. A series of several files
    becomes one file; without a total, the sum of all series stands for it.
    """
    files = {
        "input_csv/locations.csv": _table(_LOCATION, _locations(situation)),
        "input_csv/routes.csv": _table(("#name1", "name2", "distance", "forced_redirection"), _routes(situation)),
        "input_csv/closures.csv": _table(
            ("#closure_type", "name1", "name2", "closure_start", "closure_end"), _closures(situation)
        ),
        "input_csv/conflicts.csv": _table(("#Day", *(one.name for one in situation.locations)), _conflicts(situation)),
        "input_csv/sim_period.csv": f"StartDate,{situation.start}\nLength,{situation.days}\n",
    }
    series = {**situation.counts, **situation.unplaced}
    names = study_names(series, taken=("refugees", "data_layout"))
    if series:
        layout = [("total", "refugees.csv"), *((name, f"{names[name]}.csv") for name in series)]
        files["source_data/data_layout.csv"] = _table((), layout)
        files["source_data/refugees.csv"] = _counts(situation.total or _sum(situation))
    return files | {f"source_data/{names[name]}.csv": _counts(one) for name, one in series.items()}


def _table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    if header:
        writer.writerow(header)
    writer.writerows(["" if cell is None else cell for cell in row] for row in rows)
    return text.getvalue()


def _locations(situation: Situation) -> Iterator[Sequence[object]]:
    for i, one in enumerate(situation.locations):
        fought = np.flatnonzero(situation.intensity[:, i])
        begins = int(fought[0]) if len(fought) else one.conflict_day
        yield (
            one.name,
            one.region,
            one.country,
            _number(one.latitude),
            _number(one.longitude),
            one.kind,
            begins if one.kind == "conflict_zone" else None,
            one.capacity if one.camp else one.population,
        )


def _routes(situation: Situation) -> Iterator[Sequence[object]]:
    for one in situation.routes:
        yield one.start, one.end, _number(one.km), one.forced


def _closures(situation: Situation) -> Iterator[Sequence[object]]:
    for one in situation.closures:
        yield one.kind, one.first, one.second, one.closes, -1 if one.opens is None else one.opens


def _conflicts(situation: Situation) -> Iterator[Sequence[object]]:
    for day, row in enumerate(situation.intensity):
        yield day, *(_number(float(value)) for value in row)


def _counts(series: Series) -> str:
    return _table((), ((day.isoformat(), _number(people)) for day, people in zip(series.dates, series.people)))


def _sum(situation: Situation) -> Series:
    """All series added up, at every date that any of them has."""
    series = list(situation.counts.values())
    dates = tuple(sorted({day for one in series for day in one.dates}))
    people = tuple(sum(float(one.daily(day, 1)[0]) for one in series) for day in dates)
    return Series("total", (), dates, people, people, (True,) * len(dates))


def _number(value: float | None) -> str:
    """The shortest text that reads back as the number; whole numbers without a point."""
    if value is None:
        return ""
    return str(int(value)) if value == int(value) else repr(float(value))
