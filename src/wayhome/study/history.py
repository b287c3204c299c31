"""Drivers: their rows sorted into series, one for every combination of levels, and everything checked about them."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Mapping
from typing import TypeAlias

from wayhome.dates import Calendar
from wayhome.errors import did_you_mean
from wayhome.study.authored import AuthoredAnchor, AuthoredDriver, AuthoredStock, AuthoredStudy
from wayhome.study.names import check_populations
from wayhome.study.positions import Findings, Path

RATE_UNITS = ("share", "index")
_PERSONS = re.compile(r"persons per (day|week|month|year)")

Pattern: TypeAlias = tuple[str, ...]
"""A level of every population in `by`; "" where the row leaves it open."""


def counts_people(unit: str) -> bool:
    """Whether a driver of this unit may say how many people a counts flow moves."""
    return _PERSONS.fullmatch(unit) is not None


def bounds(unit: str) -> tuple[float, float]:
    """Lowest and highest value that a driver of this unit may have."""
    if unit in RATE_UNITS:
        return 0.0, 1.0
    return (0.0 if counts_people(unit) else -math.inf), math.inf


def sort_rows(driver: AuthoredDriver) -> dict[Pattern, list[int]]:
    """Positions of the history's rows by the levels they state."""
    sorted_rows: dict[Pattern, list[int]] = {}
    for i, row in enumerate(driver.history):
        sorted_rows.setdefault(tuple(row.__pydantic_extra__.get(name, "") for name in driver.by), []).append(i)
    return sorted_rows


def patterns_for(combination: Pattern, stated: Mapping[Pattern, list[int]]) -> list[Pattern]:
    """The most specific patterns that speak for a combination of levels: one, none, or rivals."""
    for opened in range(len(combination) + 1):
        found: list[Pattern] = []
        for places in itertools.combinations(range(len(combination)), opened):
            pattern = tuple("" if i in places else level for i, level in enumerate(combination))
            if pattern in stated:
                found.append(pattern)
        if found:
            return found
    return []


def check_figures(
    row: AuthoredAnchor | AuthoredStock, path: Path, findings: Findings, *, least: float, most: float
) -> None:
    """Both ends or none, in order, within bounds."""
    if (row.low is None) != (row.high is None):
        missing = "low" if row.low is None else "high"
        findings.add(
            path, f"'{missing}' is missing; give both low and high, or neither where best is known exactly", "W403"
        )
        return
    low, high = (row.best if end is None else end for end in (row.low, row.high))
    if not low <= row.best <= high:
        message = f"low, best and high are not in order ({low:g}, {row.best:g}, {high:g})"
        findings.add((*path, "best"), message, "W403")
        return
    for name, value in (("best", row.best), ("low", low), ("high", high)):
        if not least <= value <= most:
            message = f"{value:g} is less than {least:g}" if value < least else f"{value:g} is more than {most:g}"
            findings.add(
                (*path, name), f"{message}, the {'least' if value < least else 'most'} that can be here", "W404"
            )
            return


def check_driver(
    name: str, study: AuthoredStudy, calendar: Calendar | None, findings: Findings, *, sized: bool
) -> None:
    """Everything about one driver that its shape cannot say."""
    driver = study.drivers[name]
    path = ("drivers", name)
    sure = check_populations(driver.by, (*path, "by"), study, findings)
    whole = not findings.is_broken(*path, "history")
    before = len(findings.problems)
    _check_rows(driver, path, study, findings, known_by=sure)
    if whole:
        if len(findings.problems) > before or not (sure and sized):
            whole = False
        elif not driver.history:
            findings.add(path, f"'{name}' has no history; add rows to drivers.csv, or a 'history' here", "W407")
            whole = False
        else:
            whole = _check_series(driver, path, study, findings)
    _check_after(driver, path, calendar, findings, whole=whole)


def _check_rows(
    driver: AuthoredDriver, path: Path, study: AuthoredStudy, findings: Findings, *, known_by: bool
) -> None:
    least, most = bounds(driver.unit)
    for i, row in enumerate(driver.history):
        at = (*path, "history", i)
        check_figures(row, at, findings, least=least, most=most)
        for column, level in row.__pydantic_extra__.items():
            if column in driver.by:
                levels = study.populations.get(column, ())
                if known_by and level not in levels:
                    findings.add(
                        (*at, column), f"'{level}' is no level of {column}.{did_you_mean(level, levels)}", "W209"
                    )
            elif column in study.populations:
                message = f"the driver is not by {column}; leave the level empty or add {column} to its 'by'"
                findings.add((*at, column), message, "W408")
            elif known_by:
                known = (*driver.by, "date", "low", "best", "high", "source")
                findings.add((*at, column), f"unknown key '{column}'.{did_you_mean(column, known)}", "W201")


def _check_series(driver: AuthoredDriver, path: Path, study: AuthoredStudy, findings: Findings) -> bool:
    """Dates in order within every series, and exactly one series for every combination of levels."""
    stated = sort_rows(driver)
    before = len(findings.problems)
    for rows in stated.values():
        for earlier, later in itertools.pairwise(rows):
            first, second = driver.history[earlier], driver.history[later]
            if second.date.last <= first.date.last:
                message = (
                    f"{second.date} does not come after {first.date}; put a series in order of time, one row a date"
                )
                findings.add((*path, "history", later, "date"), message, "W405")
            elif (
                driver.monotone
                and (second.best < first.best) == (driver.monotone == "rising")
                and second.best != first.best
            ):
                message = f"the driver is {driver.monotone}, but goes from {first.best:g} to {second.best:g} here"
                findings.add((*path, "history", later, "best"), message, "W413")
    for combination in itertools.product(*(study.populations[name] for name in driver.by)):
        found = patterns_for(combination, stated)
        words = ", ".join(combination)
        if not found:
            findings.add(
                (*path, "history"),
                f"there is no history for {words}; add rows, or rows with the level left empty",
                "W406",
            )
        elif len(found) > 1:
            latest = max(stated[pattern][0] for pattern in found)
            findings.add(
                (*path, "history", latest), f"two kinds of rows speak for {words}; add rows for {words} itself", "W406"
            )
            break
    return len(findings.problems) == before


def _check_after(
    driver: AuthoredDriver, path: Path, calendar: Calendar | None, findings: Findings, *, whole: bool
) -> None:
    written = findings.document.data["drivers"][path[1]].get("after") or {}
    if len(written) != len(driver.after) and isinstance(written, dict):
        findings.add((*path, "after"), "a date is given twice in two spellings; remove one of them", "W220")
        return
    last = calendar.as_of.last if calendar else None
    what = f"as_of ({calendar.as_of})" if calendar else ""
    latest = max((row.date for row in driver.history), key=lambda date: date.last, default=None)
    if latest is not None and last is not None and latest.last > last:
        last, what = latest.last, f"the last date of the history ({latest})"
    ends = _last_values(driver) if whole else ()
    for key, (date, values) in zip(written, driver.after.items()):
        at = (*path, "after", str(key))
        if last is not None and date.last <= last:
            findings.add(at, f"{date} does not come after {what}; dates of 'after' follow each other", "W220")
        last, what = date.last, str(date)
        least, most = (0.0, math.inf) if values.factor else bounds(driver.unit)
        if values.per:
            findings.add(at, "a driver's value has no 'per'; its unit says what it is", "W208")
        elif values.low < least or values.high > most:
            wanted = f"between {least:g} and {most:g}" if most < math.inf else f"at least {least:g}"
            findings.add(at, f"{values} is out of bounds; a value of this driver is {wanted}", "W208")
        elif driver.monotone and ends:
            low_end, high_end = (1.0, 1.0) if values.factor else (min(ends), max(ends))
            if (driver.monotone == "rising" and values.high < high_end) or (
                driver.monotone == "falling" and values.low > low_end
            ):
                findings.add(
                    at,
                    f"the driver is {driver.monotone}, but {values} lies wholly on the other side of its last value",
                    "W413",
                )


def _last_values(driver: AuthoredDriver) -> tuple[float, ...]:
    return tuple(driver.history[rows[-1]].best for rows in sort_rows(driver).values())
