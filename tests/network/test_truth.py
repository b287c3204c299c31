"""Counts as Flee reads them, and the averaged relative difference; worked out by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from benchmarks.network.truth import (
    Truth,
    added,
    at,
    capacity_split,
    corrected,
    difference,
    equal_split,
    read_truth,
    shares_stay,
)
from tests.flee.folders import SOUND, write
from wayhome.flee.folder import read_folder


def day(n: int) -> date:
    return date(2020, 1, n)


def truth(people: list[list[float]], capacity: tuple[float, ...] = (3.0, 1.0)) -> Truth:
    return Truth(tuple("AB"[: len(people[0])]), day(1), np.array(people), (), np.array(capacity))


def test_difference_is_the_mean_over_days_of_what_is_in_the_wrong_camp() -> None:
    counted = truth([[0, 0], [10, 30], [50, 50]])
    simulated = np.array([[0.0, 0.0], [20.0, 20.0], [40.0, 50.0]])
    assert difference(simulated, counted) == pytest.approx((0 + 20 / 40 + 10 / 100) / 3)


def test_a_day_without_people_divides_by_one() -> None:
    assert difference(np.array([[2.0, 1.0]]), truth([[0, 0]])) == 3


def test_splits_of_the_known_total() -> None:
    counted = truth([[0, 40], [10, 30], [80, 20]])
    assert equal_split(counted)[2].tolist() == [50, 50]
    assert capacity_split(counted)[2].tolist() == [75, 25]
    assert shares_stay(counted, 1)[2].tolist() == [25, 75]
    assert shares_stay(counted, 30)[2].tolist() == [0, 100]  # as on the first day


def test_counts_lie_on_straight_lines_and_are_level_beyond() -> None:
    rows = [(day(3), 10.0), (day(5), 30.0)]
    assert [at(rows, day(n)) for n in (1, 3, 4, 5, 9)] == [10, 10, 20, 30, 30]


def test_a_row_out_of_order_ends_a_line_early() -> None:
    rows = [(day(1), 0.0), (day(20), 190.0), (day(11), 100.0)]
    assert at(rows, day(11)) == 100  # on the line to the later date
    assert at(rows, day(25)) == 100  # the last row counts, whatever its date


def test_counts_before_a_correction_are_scaled_to_it() -> None:
    rows = [(day(1), 50.0), (day(5), 200.0), (day(10), 100.0), (day(15), 120.0)]
    assert [people for _, people in corrected(rows, day(10))] == [25, 100, 100, 120]
    assert corrected(rows, day(7)) == corrected(rows, day(10))  # no count that day: the next
    assert corrected(rows, day(1)) == rows  # nothing before
    assert corrected(rows, day(16)) == rows  # nothing after
    assert corrected([(day(1), 0.0), (day(2), 5.0)], day(2)) == [(day(1), 0.0), (day(2), 5.0)]


def test_a_second_file_is_a_step_function_added_to_the_first() -> None:
    first = [(day(1), 10.0), (day(3), 30.0), (day(9), 90.0)]
    second = [(day(1), 1.0), (day(5), 5.0), (day(9), 7.0)]
    assert added(first, second) == [(day(1), 11), (day(3), 31), (day(5), 95), (day(9), 97)]


def test_a_folder_is_read_as_its_files_say(tmp_path: Path) -> None:
    folder = write(tmp_path / "ava", SOUND)
    read = read_truth(folder, read_folder(folder))
    assert read.camps == ("Dor-Camp", "Ela")
    assert read.people.shape == (10, 2)
    assert read.people[:, 0].tolist()[:4] == [10, 20, 30, 40]
    assert read.capacity.tolist() == [500, 0]
    assert read.total[-1] == 160
