"""Where things are in the compiled study's arrays."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from wayhome.engine.arrays import Ints
from wayhome.engine.model import Series
from wayhome.study.resolved import Driver, Study

PLACE = "place"  # in `differs_by`: the places that a flow leaves


def index(values: Sequence[int]) -> Ints:
    """Positions as kernels want them: unsigned, so that they need not look for negative ones."""
    return np.array(values, np.uint32)


def starts(sizes: Sequence[int]) -> Ints:
    """Where each of some runs of these sizes begins, and where the last one ends."""
    return index([0, *np.cumsum(sizes).tolist()])


def add(names: list[str], name: str) -> int:
    """The position of a new name."""
    names.append(name)
    return len(names) - 1


def level_of(study: Study, group: int, population: str) -> str:
    return study.groups[group][list(study.populations).index(population)]


def series_of(study: Study, series: Series, driver: Driver, group: int) -> int:
    """The row of the driver's series that the group feels."""
    return series.keys.index((driver.name, *(level_of(study, group, population) for population in driver.by)))
