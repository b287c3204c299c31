"""Routes, and who can travel on them."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from wayhome.errors import InvalidInput
from wayhome.study.load import load_study
from wayhome.study.resolved import Route, Study

TEXT = """\
wayhome: 1
study: ways
calendar: {start: 2015-01, as_of: 2015-03, end: 2015-06, step: month}
places: {a: , b: , c: , d: {final: true}, road: }
flows:
  flee: {law: choice, from: [a, b], to: [b, c], rate: 1% per month, drawn_by: {distance: 0.5x}}
"""
HEADER = "from,to,km,opens,closes,one_way\n"

Load = Callable[..., Study]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """The study with this table of routes, and one piece of its text replaced."""

    def loaded(routes: str, old: str = "", new: str = "") -> Study:
        assert TEXT.count(old) == 1 or not old
        (tmp_path / "study.yaml").write_text(TEXT.replace(old, new) if old else TEXT, "utf-8")
        (tmp_path / "routes.csv").write_text(HEADER + routes, "utf-8")
        return load_study(tmp_path)

    return loaded


def codes(load: Load, *given: str) -> list[str]:
    with pytest.raises(InvalidInput, match=r"W\d{3}") as caught:
        load(*given)
    return [problem.code for problem in caught.value.problems]


def test_rows_of_the_table(load: Load) -> None:
    study = load('a,b,"1,300",2015-02,2015,no\n,,,,,\nb,c,12.5,,,yes\n')
    first, second = study.routes
    assert (first.km, str(first.opens), str(first.closes), first.one_way) == (1300, "2015-02", "2015", False)
    assert second == Route("b", "c", 12.5, None, None, one_way=True)


@pytest.mark.parametrize(
    "routes",
    [
        "a,b,5,,,\nb,c,5,,,",
        "c,a,5,,,\nb,c,5,,,",
        "a,d,5,,,\nd,c,5,,,yes\nc,b,5,,,",  # by way of a final place
        "a,b,5,2015-06-30,,\nb,c,5,,2015-01,",  # each on its day
    ],
)
def test_a_way_on_some_day_is_enough(load: Load, routes: str) -> None:
    load(routes)


@pytest.mark.parametrize(
    "routes",
    [
        "a,b,5,,,\nb,c,5,2015-07,,",  # opens after the end
        "a,b,5,,,\nb,c,5,,2015-01-30,",  # closed on the last day of its only month
        "a,b,5,,,\nb,c,5,2015-02-03,2015-02-27,",  # never open on the last day of a month
        "a,b,5,,,\nc,b,5,,,yes",
        "a,c,5,,,",
    ],
)
def test_no_way_on_any_day(load: Load, routes: str) -> None:
    with pytest.raises(InvalidInput, match=r"no route ever leads from 'b' to a place of 'to'; add one.*\[W224\]"):
        load(routes)


def test_parts_of_a_way_that_are_never_open_together(load: Load) -> None:
    assert codes(load, "a,d,5,,2015-02,\nd,c,5,2015-03,,\nb,c,5,,,") == ["W224"]
    load("a,d,5,,2015-02,\nd,c,5,2015-02,,\nb,c,5,,,")


def test_farther_than_within(load: Load) -> None:
    near = "drawn_by: {distance: 0.5x}", "within: 10 km"
    load("a,b,5,,,\nb,c,5,,,", *near)
    load("a,c,10,,,\nb,c,10,,,", *near)
    with pytest.raises(InvalidInput, match=r"no route ever leads from 'a' to a place of 'to' within 10 km"):
        load("a,c,10.5,,,\nb,c,5,,,", *near)


def test_routes_matter_only_to_those_who_go_by_them(load: Load) -> None:
    load("a,d,5,,,", ", drawn_by: {distance: 0.5x}", "")
    load("a,d,5,,,", "drawn_by: {distance: 0.5x}", "drawn_by: {compatriots: 2x}")


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        ("a,b,5,,,\na,b,6,,,", 3),
        ("a,b,5,,,\nb,a,6,,,", 3),
        ("a,b,5,,,\nb,a,6,2015-02,2015-03,yes", 3),
        ("a,b,5,2015-02,,\na,b,6,,2015-02,", 3),
        ("a,b,6,2015-05,,\na,b,5,2015-01,2015-12,\na,b,7,,2014,", 3),
        ("a,b,5,,2015-05,\na,b,6,2015-02,2015-03,\nb,a,7,2015-05,,", 3),
    ],
)
def test_two_routes_at_once(load: Load, rows: str, line: int) -> None:
    with pytest.raises(InvalidInput, match=rf"routes\.csv:{line}: another route from .* \(line 2\) is open.*\[W416\]"):
        load(rows)


@pytest.mark.parametrize(
    "rows", ["a,b,5,,,yes\nb,a,6,,,yes\nb,c,1,,,", "a,b,5,,2015-02,\na,b,6,2015-03,,\nb,c,1,,,", "a,b,5,,,\nb,c,5,,,"]
)
def test_routes_that_do_not_meet(load: Load, rows: str) -> None:
    load(rows)


def test_nothing_is_said_of_ways_where_routes_are_broken(load: Load) -> None:
    assert codes(load, "a,b,5,,,\nb,x,5,,,") == ["W203"]
    assert codes(load, "a,b,5,,,\nb,c,far,,,") == ["W207"]
    assert codes(load, "a,b,5,,,", "to: [b, c]", "to: [b, x]") == ["W203"]
    assert codes(load, "a,b,5,,,", "start: 2015-01", "start: 2016-01") == ["W206"]


def test_under_way_is_only_that(load: Load) -> None:
    rows = "a,b,5,,,\nb,c,5,,,"
    travel = "drawn_by: {distance: 0.5x}", "speed: 5 km per day, under_way: road"
    assert load(rows, *travel).flows["flee"].under_way == "road"
    twice = "speed: 5 km per day, under_way: road}\n  flee_again: {law: choice, from: a, to: c, rate: 1% per day"
    load(rows, "drawn_by: {distance: 0.5x}", twice + ", speed: 9 km per day, under_way: road")
    other = travel[1] + "}\n  born: {law: births, in: [a, road], rate: 1% per month"
    assert codes(load, rows, travel[0], other) == ["W225"]
    assert codes(load, rows + "\na,road,3,,,", *travel) == ["W225"]


def test_a_large_network_is_checked_quickly(tmp_path: Path) -> None:
    count = 3000
    places = ", ".join(f"p{i}: " for i in range(count))
    names = ", ".join(f"p{i}" for i in range(count))
    flow = f"flee: {{law: choice, from: [{names}], to: [{names}], rate: 1% per month, drawn_by: {{distance: 0.5x}}}}"
    calendar = "{start: 2015-01, as_of: 2015-01, end: 2015-02, step: month}"
    (tmp_path / "study.yaml").write_text(
        f"wayhome: 1\nstudy: large\ncalendar: {calendar}\nplaces: {{{places}}}\nflows:\n  {flow}\n", "utf-8"
    )
    rows = "".join(f"p{i},p{i + 1},5,,,\np{i},p{(i * 7 + 3) % count},30,,,yes\n" for i in range(0, count - 1, 2))
    (tmp_path / "routes.csv").write_text(HEADER + rows, "utf-8")
    before = time.process_time()
    load_study(tmp_path)
    assert time.process_time() - before < 10
