"""Stocks: every row has a place, a group and figures in order, once."""

from __future__ import annotations

import math
from collections import Counter

from wayhome.errors import did_you_mean
from wayhome.study import history
from wayhome.study.authored import AuthoredStudy
from wayhome.study.names import check_level, find_place
from wayhome.study.positions import Findings


def check_stocks(study: AuthoredStudy, findings: Findings) -> None:
    """Add everything that is wrong with the people at the calendar's start."""
    first: dict[tuple[str, ...], int] = {}
    sure = not any(broken[0] == "populations" for broken in findings.broken)
    for i, row in enumerate(study.stocks):
        path = ("stocks", i)
        find_place(row.place, (*path, "place"), study, findings)
        history.check_figures(row, path, findings, least=0.0, most=math.inf)
        if row.low is not None and row.high is not None and row.low <= 0 < row.high:
            findings.add(
                (*path, "low"), "the lower end of a range of people is more than 0; write best alone for nobody", "W411"
            )
        cells = row.__pydantic_extra__
        for column in cells:
            if column not in study.populations and not findings.is_broken("populations", column):
                known = (*study.populations, "place", "low", "best", "high", "source")
                findings.add((*path, column), f"unknown key '{column}'.{did_you_mean(column, known)}", "W201")
        for population in study.populations:
            if population in cells:
                check_level(cells[population], population, (*path, population), study, findings)
            else:
                findings.add(
                    (*path, population), f"the level of {population} is missing; stocks are counted by group", "W409"
                )
        key = (row.place, *(cells.get(population, "") for population in study.populations))
        if key in first and all(key) and sure:
            findings.add(path, f"{', '.join(key)} has two rows; keep one of them", "W410")
        first.setdefault(key, i)
    if not findings.is_broken("stocks"):
        _starts(study, findings)


def _starts(study: AuthoredStudy, findings: Findings) -> None:
    rows = Counter(row.place for row in study.stocks)
    for name, place in study.places.items():
        at = ("places", name, "start")
        if place.start == "from stocks" and not rows[name]:
            findings.add(at, f"there are no rows for '{name}' in stocks.csv; add them, or remove 'start'", "W412")
        elif place.start == "0" and rows[name]:
            findings.add(
                at, f"'{name}' has people in stocks.csv; write 'start: from stocks.csv', or remove 'start'", "W412"
            )
