"""Dates as studies write them, and the calendar that cuts time into steps.

A date is a year (`2016`), a month (`2016-07`), a day (`2016-07-04`) or a span of two (`2014-06/2015-09`);
each is a period of whole days. The calendar runs from the beginning of its `start` to the end of its `end`;
every other date speaks of the end of its period. State `i` of a model is the moment at the end of step `i`,
state 0 the moment before the first step: intervals are (start, end].
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, timedelta

STEPS = ("day", "week", "month", "year")
YEARS_PER = {"day": 1 / 365.25, "week": 7 / 365.25, "month": 1 / 12, "year": 1.0}
MAX_STEPS = 20_000
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Whole days from `first` to `last`, both included."""

    first: date
    last: date

    def __str__(self) -> str:
        """The shortest spelling that `parse_period` reads back."""
        if self.first == self.last:
            return self.first.isoformat()
        after = self.last + _DAY
        if self.first.day == 1 and after.day == 1:
            if self.first.month == 1 and after.month == 1 and self.first.year == self.last.year:
                return f"{self.first:%Y}"
            if (self.first.year, self.first.month) == (self.last.year, self.last.month):
                return f"{self.first:%Y-%m}"
            return f"{self.first:%Y-%m}/{self.last:%Y-%m}"
        return f"{self.first.isoformat()}/{self.last.isoformat()}"


def parse_period(text: str) -> Period:
    """Read a date or a span of two; ValueError says what is wrong."""
    first, slash, last = str(text).strip().partition("/")
    start = _one(first)
    end = _one(last) if slash else start
    if end.last < start.first:
        raise ValueError(f"'{text}' ends before it begins")
    return Period(start.first, end.last)


def _one(text: str) -> Period:
    match = _DATE.match(text.strip())
    if match is None:
        raise ValueError(f"'{text}' is not a date; write 2016, 2016-07, 2016-07-04 or 2014-06/2015-09")
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    if not 1000 <= year <= 2999:
        raise ValueError(f"the year of '{text}' must lie between 1000 and 2999")
    try:
        if day is not None and month is not None:
            return Period(date(year, month, day), date(year, month, day))
        if month is not None:
            return Period(date(year, month, 1), _month_after(date(year, month, 1)) - _DAY)
        return Period(date(year, 1, 1), date(year, 12, 31))
    except ValueError:
        raise ValueError(f"'{text}' does not exist in the calendar") from None


def _month_after(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _step_after(day: date, step: str) -> date:
    if step == "month":
        return _month_after(day)
    if step == "year":
        return date(day.year + 1, day.month, day.day)
    return day + timedelta(days=7 if step == "week" else 1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The study's time: `start`, `as_of`, `end` as written, and `ends`, the last day of every step.

    `ends[i - 1]` is the day at whose end state `i` stands.
    """

    start: Period
    as_of: Period
    end: Period
    step: str
    ends: tuple[date, ...]

    @property
    def steps(self) -> int:
        return len(self.ends)

    @property
    def as_of_state(self) -> int:
        """The state (0 … steps) up to which claims are fitted; the forecast starts from it."""
        return self.state_at(self.as_of.last)

    @property
    def years_per_step(self) -> float:
        return YEARS_PER[self.step]

    def state_at(self, day: date) -> int:
        """The state at the end of the step that contains the day; 0 before the start, the last after the end."""
        if day < self.start.first:
            return 0
        return min(bisect_left(self.ends, day) + 1, self.steps)

    def states_in(self, period: Period) -> range:
        """The states at the ends of the steps that the period touches (clipped to the calendar)."""
        if period.last < self.start.first or period.first > self.ends[-1]:
            return range(0)
        return range(max(1, self.state_at(period.first)), self.state_at(period.last) + 1)

    def contains(self, period: Period) -> bool:
        return self.start.first <= period.first and period.last <= self.ends[-1]

    def label(self, state: int) -> str:
        """The state's date as people write it: `2016-07` for the end of July 2016 in a monthly study."""
        day = self.ends[state - 1] if state else self.start.first - _DAY
        return {"year": f"{day:%Y}", "month": f"{day:%Y-%m}"}.get(self.step, day.isoformat())


def calendar(*, start: Period, as_of: Period, end: Period, step: str) -> Calendar:
    """Cut the time from the beginning of `start` to the end of `end` into steps; ValueError where it cannot be."""
    if step not in STEPS:
        raise ValueError(f"a step is one of {', '.join(STEPS)}, not '{step}'")
    if step in ("month", "year") and start.first.day != 1:
        raise ValueError(f"a calendar in {step}s starts with a {step}, not on {start.first}")
    if end.last < start.first:
        raise ValueError(f"the calendar ends ({end}) before it starts ({start})")
    if not start.first <= as_of.last <= end.last:
        raise ValueError(f"as_of ({as_of}) must lie between start ({start}) and end ({end})")
    if (end.last - start.first).days * YEARS_PER["day"] / YEARS_PER[step] > MAX_STEPS:
        raise ValueError(f"more than {MAX_STEPS} steps; choose a longer step")
    ends: list[date] = []
    day = start.first
    while day <= end.last:
        day = _step_after(day, step)
        ends.append(day - _DAY)
    return Calendar(start, as_of, end, step, tuple(ends))
