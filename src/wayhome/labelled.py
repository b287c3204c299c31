"""A forecast's numbers as xarray: every axis has a name, every number a unit."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from wayhome.engine.arrays import Ints
from wayhome.errors import InvalidInput, Problem
from wayhome.study.resolved import Study

if TYPE_CHECKING:
    import pandas as pd
    import xarray

LEVELS = {"q05": 0.05, "q25": 0.25, "q50": 0.5, "q75": 0.75, "q95": 0.95}
TITLES = {
    "stock": "People in a place at the end of the date's period",
    "arrivals": "People who entered a place from the calendar's start to the end of the date's period",
}


def quantiles(study: Study, table: pd.DataFrame, quantity: str) -> xarray.DataArray:
    """Persons, (date, place, one axis a population, quantile), of "stock" or "arrivals"; from a forecast's whole table, with its
    areas among the places and its regions and "all" among the levels. InvalidInput where a population is called like an axis."""
    import xarray

    check_names(study, ("day", "quantile"))
    rows: Any = table[table["quantity"] == quantity]
    axes = {name: list(dict.fromkeys(rows[name].astype(str))) for name in ("date", "place", *study.populations)}
    values = np.stack([rows[column].to_numpy() for column in LEVELS], axis=-1)
    shape = [len(names) for names in axes.values()]
    return xarray.DataArray(
        values.reshape(*shape, len(LEVELS)),
        coords={**axes, "quantile": list(LEVELS.values()), "day": ("date", _days(study, axes["date"]))},
        dims=(*axes, "quantile"),
        name=quantity,
        attrs=_attributes(quantity),
    )


def draws(
    study: Study,
    dates: Sequence[str],
    places: Sequence[str],
    *,
    stock: Ints,
    arrivals: Ints,
    marks: Mapping[str, str | int],
) -> xarray.Dataset:
    """Whole persons in single draws: stock and arrivals (draw, date, place, one axis a population), given with all groups on one
    last axis. InvalidInput where a population is called like an axis."""
    import xarray

    check_names(study, ("day", "draw", "scenario"))
    populations = study.populations
    shape = (*stock.shape[:3], *(len(levels) for levels in populations.values()))
    axes = ("draw", "date", "place", *populations)
    named = {"date": list(dates), "place": list(places), **{name: list(levels) for name, levels in populations.items()}}
    coords: dict[str, Any] = {**named, "day": ("date", _days(study, dates))}
    arrays = {
        name: (axes, values.reshape(shape), _attributes(name))
        for name, values in (("stock", stock), ("arrivals", arrivals))
    }
    return xarray.Dataset(arrays, coords, marks)


def selections(study: Study) -> list[tuple[tuple[str, ...], tuple[int, ...]]]:
    """Everybody, then every level and region of one population at a time, with the groups that are meant."""
    populations = list(study.populations)
    found = [(("all",) * len(populations), tuple(range(len(study.groups))))]
    for i, (population, levels) in enumerate(study.populations.items()):
        regions = [(name, who[population]) for name, who in study.regions.items() if set(who) == {population}]
        for name, means in itertools.chain(regions, ((level, (level,)) for level in levels)):
            label = tuple(name if k == i else "all" for k in range(len(populations)))
            found.append((label, study.groups_in({population: means})))
    return found


def check_names(study: Study, taken: Sequence[str]) -> None:
    """InvalidInput names every population that is called like an axis or column of a result."""
    problems = [
        Problem(
            "study.yaml",
            0,
            f"populations.{name}",
            f"'{name}' is also the name of an axis or column of the results asked for; call the population otherwise",
            "W842",
        )
        for name in study.populations
        if name in taken
    ]
    if problems:
        raise InvalidInput(problems)


def _days(study: Study, labels: Sequence[str]) -> np.ndarray[Any, Any]:
    """The last day of each date's period; of the first state, the day before the calendar begins."""
    calendar = study.calendar
    ends = (calendar.start.first - timedelta(days=1), *calendar.ends)
    day = {calendar.label(state): end for state, end in enumerate(ends)}
    return np.array([day[label] for label in labels], "datetime64[ns]")


def _attributes(quantity: str) -> dict[str, str]:
    return {"units": "persons", "long_name": TITLES[quantity]}
