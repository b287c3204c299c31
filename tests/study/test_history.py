"""Rows of a driver's history sorted into series."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from wayhome.errors import InvalidInput
from wayhome.study.history import bounds, counts_people, patterns_for
from wayhome.study.resolved import Study

Load = Callable[..., Study]
OPEN = "losses: {unit: share, history: [{date: 2015-01, best: 0.2}]}"
HEADER = "driver,nationality,date,low,best,high,source\n"


@pytest.mark.parametrize(
    ("unit", "people", "within"),
    [
        ("share", False, (0, 1)),
        ("index", False, (0, 1)),
        ("persons per week", True, (0, float("inf"))),
        ("persons per fortnight", False, (-float("inf"), float("inf"))),
        ("dollars", False, (-float("inf"), float("inf"))),
    ],
)
def test_units(unit: str, people: bool, within: tuple[float, float]) -> None:
    assert counts_people(unit) is people
    assert bounds(unit) == within


@pytest.mark.parametrize(
    ("stated", "found"),
    [
        ([("", "")], [("", "")]),
        ([("", ""), ("a", "")], [("a", "")]),
        ([("", ""), ("a", ""), ("a", "x")], [("a", "x")]),
        ([("a", ""), ("", "x")], [("", "x"), ("a", "")]),
        ([("b", ""), ("a", "y")], []),
    ],
)
def test_rows_that_state_most_levels_speak_for_a_combination(
    stated: list[tuple[str, str]], found: list[tuple[str, str]]
) -> None:
    assert sorted(patterns_for(("a", "x"), {pattern: [0] for pattern in stated})) == found


def test_every_level_has_its_series(load: Load) -> None:
    rows = HEADER + "losses,KGZ,2015-01,,0.2,,\nlosses,,2015-01,0.1,0.3,0.5,\nlosses,KGZ,2015-02,,0.4,,\n"
    study = load(OPEN, "losses: {unit: share, by: nationality}", drivers=rows)
    series = study.drivers["losses"].history
    assert [anchor.best for anchor in series["KGZ",]] == [0.2, 0.4]
    assert [(anchor.low, anchor.best, anchor.high) for anchor in series["UZB",]] == [(0.1, 0.3, 0.5)]


def test_rows_of_a_broken_table_are_not_missed(load: Load) -> None:
    with pytest.raises(InvalidInput, match="W114") as caught:
        load(OPEN, "losses: {unit: share}", drivers="driver,date,low,best,high,source\nlosses,2015-01\n")
    assert [problem.code for problem in caught.value.problems] == ["W114"]


@pytest.mark.parametrize(
    ("driver", "message"),
    [
        ("after: {2015-12: 2x}, monotone: falling", r"lies wholly on the other side.*W413"),
        ("after: {2015-12: -1x to 2x}", r"at least 0.*W208"),
        ("after: {2016: 10%, 2016-01/2016-12: 20%}", r"given twice in two spellings.*W220"),
    ],
)
def test_the_future_fits_the_past(load: Load, driver: str, message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        load("losses: {unit: share,", f"losses: {{unit: share, {driver},")
