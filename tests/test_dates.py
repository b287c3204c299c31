"""Dates, spans and the calendar that cuts time into steps."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayhome.dates import STEPS, Calendar, Period, calendar, parse_period

DAYS = st.dates(date(1000, 1, 1), date(2999, 12, 31))


def made(start: str, as_of: str, end: str, step: str) -> Calendar:
    return calendar(start=parse_period(start), as_of=parse_period(as_of), end=parse_period(end), step=step)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2016", date(2016, 1, 1), date(2016, 12, 31)),
        ("2016-02", date(2016, 2, 1), date(2016, 2, 29)),
        ("2016-07-04", date(2016, 7, 4), date(2016, 7, 4)),
        ("2014-06/2015-09", date(2014, 6, 1), date(2015, 9, 30)),
        (" 2014 / 2015-01-05 ", date(2014, 1, 1), date(2015, 1, 5)),
    ],
)
def test_reads_dates(text: str, first: date, last: date) -> None:
    assert parse_period(text) == Period(first, last)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is not a date"),
        ("July 2016", "is not a date"),
        ("2016-7", "is not a date"),
        ("2016-13", "does not exist"),
        ("2015-02-29", "does not exist"),
        ("0900", "between 1000 and 2999"),
        ("2016/2015", "ends before it begins"),
        ("2016/", "is not a date"),
    ],
)
def test_refuses_with_the_reason(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse_period(text)


@given(DAYS, DAYS)
def test_every_period_is_read_back_from_its_own_spelling(one: date, other: date) -> None:
    period = Period(min(one, other), max(one, other))
    assert parse_period(str(period)) == period


SPELLED = st.from_regex(r"[12][0-9]{3}(-[01][0-9](-[0-3][0-9])?)?(/[12][0-9]{3}(-[01][0-9])?)?", fullmatch=True)


@given(st.one_of(SPELLED, st.text(max_size=60)))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        period = parse_period(text)
    except ValueError:
        return
    assert period.first <= period.last


@given(DAYS, st.integers(0, 2000), st.integers(0, 100), st.sampled_from(STEPS))
def test_steps_cover_the_calendar_without_gaps(day: date, length: int, part: int, step: str) -> None:
    first = day.replace(year=min(day.year, 2900), day=1)
    last = first + timedelta(days=length)
    as_of = first + timedelta(days=length * part // 100)
    cut = calendar(start=Period(first, first), as_of=Period(as_of, as_of), end=Period(last, last), step=step)
    assert cut.ends[-1] >= last
    assert cut.steps == 1 or cut.ends[-2] < last
    assert all(earlier < later for earlier, later in zip(cut.ends, cut.ends[1:]))
    state = cut.as_of_state
    assert cut.ends[state - 1] >= as_of
    assert state == 1 or cut.ends[state - 2] < as_of


def test_states_of_a_monthly_calendar() -> None:
    cut = made("2015-01", "2015-03-10", "2015-06", "month")
    assert cut.steps == 6
    assert cut.as_of_state == 3
    assert [cut.label(state) for state in (0, 1, 6)] == ["2014-12", "2015-01", "2015-06"]
    assert cut.state_at(date(2014, 1, 1)) == 0
    assert cut.state_at(date(2020, 1, 1)) == 6
    assert list(cut.states_in(parse_period("2015-02/2015-03"))) == [2, 3]
    assert list(cut.states_in(parse_period("2016"))) == []
    assert cut.contains(parse_period("2015-06"))
    assert not cut.contains(parse_period("2015"))


def test_a_week_may_run_past_the_end() -> None:
    cut = made("2015-01-05", "2015-01-05", "2015-01-14", "week")
    assert cut.ends == (date(2015, 1, 11), date(2015, 1, 18))
    assert cut.label(1) == "2015-01-11"


@pytest.mark.parametrize(
    ("dates", "message"),
    [
        (("2015", "2015", "2014", "year"), "before it starts"),
        (("2015", "2017", "2016", "year"), "must lie between"),
        (("2015-01-15", "2015-02", "2015-03", "month"), "starts with a month"),
        (("2015-01-15", "2015-02", "2018", "year"), "starts with a year"),
        (("1500", "1500", "2900", "day"), "choose a longer step"),
        (("2015", "2015", "2016", "decade"), "a step is one of"),
    ],
)
def test_refuses_calendars_with_the_reason(dates: tuple[str, str, str, str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        made(*dates)
