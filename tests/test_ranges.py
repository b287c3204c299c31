"""Ranges and numbers as people write them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayhome.ranges import Z90, Range, parse_number, parse_range

FINITE = st.floats(min_value=1e-12, max_value=1e12, allow_nan=False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.1% to 2% per month", Range(0.001, 0.02, "month")),
        ("0.1 to 2% per month", Range(0.001, 0.02, "month")),
        ("1x to 5x", Range(1, 5, factor=True)),
        ("1 to 5x", Range(1, 5, factor=True)),
        ("3x", Range(3, 3, factor=True)),
        ("40% to 100%", Range(0.4, 1)),
        ("57%", Range(0.57, 0.57)),
        ("2 in 1,000 per year", Range(0.002, 0.002, "year")),
        ("1 to 20 in 1000 per week", Range(0.001, 0.02, "week")),
        (" 1,300  to 2 500 ", Range(1300, 2500)),
        ("-5 to 1e3", Range(-5, 1000)),
        (".5 per day", Range(0.5, 0.5, "day")),
        (0.25, Range(0.25, 0.25)),
        (3, Range(3, 3)),
    ],
)
def test_reads_what_people_write(text: str | float, expected: Range) -> None:
    assert parse_range(text) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("often", "is not a range; write for example"),
        ("", "is not a range"),
        ("0,5% to 2% per month", "write decimals with a point"),
        ("1,30", "write decimals with a point"),
        ("0,500", "write decimals with a point"),
        ("5% to 1%", "turn it round"),
        ("1% to 5", "need the same unit"),
        ("1x to 5%", "need the same unit"),
        ("1 in 0 per month", "divides by 0"),
        ("1e999", "too large"),
        ("1 to 1e16", "too large"),
        ("nan", "is not a range"),
        ("inf", "is not a range"),
        ("1 per fortnight", "is not a range"),
        ("٣ to ٤", "is not a range"),
        ("9" * 100_000 + "z", "too long"),
    ],
)
def test_refuses_with_the_reason(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse_range(text)


@pytest.mark.parametrize(
    ("text", "value"), [("1,300", 1300), ("12.5%", 0.125), ("1e6", 1e6), ("-3", -3), ("1_000", 1000)]
)
def test_reads_numbers(text: str, value: float) -> None:
    assert parse_number(text) == value


@pytest.mark.parametrize("text", ["", "few", "1,5", "1 to 2", "nan", "0x10", "1%%"])
def test_refuses_what_is_no_number(text: str) -> None:
    with pytest.raises(ValueError, match="is not a number"):
        parse_number(text)


@given(FINITE, st.floats(1, 100), st.sampled_from(["", "day", "week", "month", "year"]), st.booleans())
def test_text_is_read_back(low: float, times: float, per: str, factor: bool) -> None:
    high = low * times
    x = "x" if factor else ""
    text = f"{low!r}{x} to {high!r}{x}" + (f" per {per}" if per else "")
    assert parse_range(text) == Range(low, high, per, factor)


@given(FINITE, st.floats(1, 100), st.sampled_from(["", "month"]), st.booleans())
def test_its_own_spelling_is_read_back(low: float, times: float, per: str, factor: bool) -> None:
    known = parse_range(str(Range(low, low * times, per, factor)))
    assert (known.per, known.factor) == (per, factor)
    assert known.low == pytest.approx(low, rel=1e-5)
    assert known.high == pytest.approx(low * times, rel=1e-5)


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        values = parse_range(text)
    except ValueError:
        return
    assert math.isfinite(values.low)
    assert values.low <= values.high


@given(FINITE, st.floats(1.001, 100))
def test_log_normal_has_the_range_as_its_middle_90_percent(low: float, times: float) -> None:
    mean, sd = Range(low, low * times).log_normal()
    assert math.exp(mean - Z90 * sd) == pytest.approx(low)
    assert math.exp(mean + Z90 * sd) == pytest.approx(low * times)


def test_normal_has_the_range_as_its_middle_90_percent() -> None:
    mean, sd = Range(-1, 3).normal()
    assert mean - Z90 * sd == pytest.approx(-1)
    assert mean + Z90 * sd == pytest.approx(3)
