"""Numbers as they may be published: nobody is to be found by a small count, and nothing is hidden without being said.

Every number becomes a multiple of `BASE`; a count under `SMALL` is not told from others under it. Ranges only ever widen: their
low ends are rounded down (to 0 where they are small), their high ends up (to at least `SMALL`). Totals are rounded by themselves,
so that no small part can be had by subtraction.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from wayhome.engine.arrays import Floats
from wayhome.forecast import Forecast
from wayhome.labelled import LEVELS

if TYPE_CHECKING:
    import pandas as pd

BASE = 5
SMALL = 10
RULE = (
    f"For publication every number of people is rounded to a multiple of {BASE}. The low ends of ranges are rounded down, "
    f"those under {SMALL} to 0; the high ends up, to at least {SMALL}; so that a range is never narrower than it was. A middle "
    f"under {SMALL} is given as {SMALL // 2} and marked 'under {SMALL}'. Totals are rounded by themselves: parts need not add up "
    "to them. Single draws are left out."
)


def rounded(values: Any, levels: Any) -> Floats:
    """Persons at quantile levels as they may be published; the two are broadcast against each other. Order is kept: of
    two levels the higher never gets the smaller number."""
    persons, level = np.broadcast_arrays(np.asarray(values, np.float64), np.asarray(levels, np.float64))
    down = np.where(persons < SMALL, 0.0, np.floor(persons / BASE) * BASE)
    up = np.maximum(np.ceil(persons / BASE) * BASE, SMALL)
    middle = np.where(persons < SMALL, SMALL / 2, np.floor(persons / BASE + 0.5) * BASE)
    return np.where(level < 0.5, down, np.where(level > 0.5, up, middle))


def table(given: pd.DataFrame) -> pd.DataFrame:
    """A table with columns of quantiles, rounded, and a last column `small` that marks rows whose middle is."""
    made = given.copy(deep=False)
    made["small"] = np.where(given["q50"].to_numpy() < SMALL, f"under {SMALL}", "")
    for column, level in LEVELS.items():
        if column in given.columns:  # tables of flows have fewer
            made[column] = rounded(given[column].to_numpy(), level)
    return made


def forecast(made: Forecast) -> Forecast:
    """The forecast with its tables rounded."""
    return replace(made, table=table(made.table), flows=table(made.flows))
