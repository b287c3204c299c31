"""Registered people: files added up, put in order, and corrected."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.flee.folders import SOUND, UNTIDY, write
from wayhome.flee.counts import corrected
from wayhome.flee.folder import read_folder
from wayhome.flee.situation import Series

D = [date(2020, 1, day) for day in range(1, 6)]


def test_files_of_one_camp_are_added_up_on_straight_lines(tmp_path: Path) -> None:
    series = read_folder(write(tmp_path / "ava", UNTIDY)).counts["Dor-Camp"]
    days = [f"{day:%m-%d}" for day in series.dates]
    assert days == ["02-20", "02-25", "02-26", "02-28", "03-05", "01-01"]
    assert series.raw == pytest.approx((0, 10, 12 + 20 / 3, 40, 100, 105))
    assert series.whole == (False, True, False, True, True, False)
    assert series.people == pytest.approx((0, 25, (12 + 20 / 3) * 2.5, 100, 100, 105))


def test_all_counts_before_a_correction_are_scaled_by_it() -> None:
    assert corrected(tuple(D), (10, 20, 40, 30, 33), (D[3],)) == pytest.approx((7.5, 15, 30, 30, 33))


def test_a_correction_on_a_day_without_count_takes_the_next() -> None:
    days = (D[0], D[1], D[4])
    assert corrected(days, (10, 20, 10), (D[3],)) == pytest.approx((5, 10, 10))


@pytest.mark.parametrize("day", [D[0], date(2019, 1, 1), date(2021, 1, 1)])
def test_a_correction_with_nothing_before_or_after_it_changes_nothing(day: date) -> None:
    assert corrected(tuple(D), (10, 20, 40, 30, 33), (day,)) == (10, 20, 40, 30, 33)


def test_a_correction_after_nobody_changes_nothing() -> None:
    assert corrected(tuple(D[:3]), (5, 0, 40), (D[2],)) == (5, 0, 40)


@given(
    people=st.lists(st.integers(1, 1000), min_size=2, max_size=12),
    at=st.lists(st.integers(0, 11), max_size=4),
)
def test_corrections_in_any_order_join_up_the_counts(people: list[int], at: list[int]) -> None:
    days = tuple(D[0] + timedelta(days=i) for i in range(len(people)))
    chosen = tuple(days[i % len(days)] for i in at)
    made = corrected(days, tuple(people), chosen)
    assert made == pytest.approx(corrected(days, tuple(people), chosen[::-1]))
    assert made[-1] == people[-1]
    for i, day in enumerate(days):
        if i and day in chosen:
            assert made[i - 1] == pytest.approx(made[i])
        elif i:
            assert made[i] / made[i - 1] == pytest.approx(people[i] / people[i - 1])


def test_a_series_lies_on_straight_lines_and_level_outside_them() -> None:
    series = Series("Ela", ("ela.csv",), (D[1], D[3]), (10, 30), (20, 30), (True, True))
    assert series.daily(D[0], 5).tolist() == [20, 20, 25, 30, 30]
    assert series.daily(D[0], 5, corrected=False).tolist() == [10, 10, 20, 30, 30]


def test_a_date_out_of_order_is_used_where_no_other_row_has_it(tmp_path: Path) -> None:
    text = "2020-02-25,0\n2020-03-05,60\n2020-03-06,61\n2020-02-27,20\n"
    one = read_folder(write(tmp_path / "ava", SOUND, ela=text))
    assert one.counts["Ela"].raw == (0, 20, 60, 61)
    assert [(note.file, note.line) for note in one.notes] == [("source_data/ela.csv", 4)]
