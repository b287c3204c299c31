"""Quantities with their units, as people write them."""

from __future__ import annotations

import pytest

from wayhome.study import values
from wayhome.study.values import Fault


@pytest.mark.parametrize(
    ("text", "speed"),
    [
        ("200 km per day", (200, "day")),
        ("1,400 km per week", (1400, "week")),
        (" 12.5km  per  month ", (12.5, "month")),
        ("1e3 km per year", (1000, "year")),
        ("200.0 km per day", (200, "day")),
    ],
)
def test_speed(text: str, speed: tuple[float, str]) -> None:
    assert values.read_speed(text) == speed


@pytest.mark.parametrize(
    ("text", "months"),
    [("6 months", 6), ("1 month", 1), ("2 years", 24), ("365.25 days", 12), ("1461 weeks", 336), ("0.1 months", 0.1)],
)
def test_time_in_months(text: str, months: float) -> None:
    assert values.read_time(text) == pytest.approx(months, rel=1e-15)


def test_months_are_read_back_to_the_last_digit() -> None:
    for days in range(1, 400):
        months = values.read_time(f"{days} days")
        assert values.read_time(f"{months} months") == months


def test_distance_and_hours() -> None:
    assert values.read_distance("500 km") == 500
    assert [values.read_hours(text) for text in ("12 h", "12h", "1 hour", "2.5 hours")] == [12, 12, 1, 2.5]
    assert values.read_pace("100 per month").low == 100
    assert values.read_pace({"low": 100, "high": 100, "per": "week"}).per == "week"


@pytest.mark.parametrize(
    ("read", "value", "message"),
    [
        (values.read_speed, "200 km", r"expected a speed with the unit, for example '200 km per day', found '200 km'"),
        (values.read_speed, "200 per day", "expected a speed"),
        (values.read_speed, "200 km per hour", "expected a speed"),
        (values.read_speed, "fast km per day", "expected a speed.*found 'fast km per day'"),
        (values.read_speed, None, "expected a speed"),
        (values.read_speed, ["1 km per day"], "expected a speed"),
        (values.read_distance, 500, "expected a distance with the unit.*found '500'"),
        (values.read_distance, "5 to 6 km", "'5 to 6' is not a number"),
        (values.read_distance, "50% km", "expected a distance"),
        (values.read_distance, "-5 km", "-5 is not possible here"),
        (values.read_distance, "9" * 400 + " km", "expected a distance"),
        (values.read_time, "half a year", "expected a time.*found 'half a year'"),
        (values.read_time, "1,5 years", "'1,5' is not a number; write decimals with a point"),
        (values.read_time, "0 days", "0 is not possible here"),
        (values.read_hours, True, "expected hours"),
        (values.read_pace, "100", "expected hours above 0 in a unit of time"),
        (values.read_pace, "50 to 100 per month", "found '50 to 100 per month'"),
        (values.read_pace, "0 per month", "expected hours above 0"),
        (values.read_pace, "2x per month", "expected hours above 0"),
        (values.read_amount, -1, "-1 is less than 0"),
        (values.read_seats, 12.5, "12.5 is not a whole number"),
        (values.read_positive, "0", "0 is not possible here"),
        (values.read_yes, "maybe", "expected yes or nothing, found 'maybe'"),
        (values.read_yes, 1, "expected yes or nothing"),
        (values.read_date, ["2015"], "expected a date: 2016, 2016-07, 2016-07-04 or 2014-06/2015-09"),
        (values.read_date, True, "expected a date"),
        (values.read_number, None, "expected a number"),
        (values.read_range, {"low": "1%"}, "a range needs both 'low' and 'high'"),
        (values.read_range, {"low": 2, "high": 1}, "the range runs from 2 down to 1; turn it round"),
        (values.read_range, {"low": 1, "high": 2, "per": "decade"}, "'per' is day, week, month or year"),
        (values.read_range, {"low": 1, "high": 2, "unit": "%"}, "the only 'unit' of a range is x"),
    ],
)
def test_what_is_no_quantity(read, value: object, message: str) -> None:
    with pytest.raises(Fault, match=message):
        read(value)


def test_yes() -> None:
    assert [values.read_yes(value) for value in (True, "yes", False, "no")] == [True, True, False, False]
