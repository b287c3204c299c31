"""When routes can be taken, and in which direction."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given

from tests.flee.made import situation, situations
from wayhome.flee.situation import Closure, Route, Situation
from wayhome.flee.ways import Way, ways


def days(one: Situation, start: str, end: str) -> str:
    """A letter a day: "." open from start to end, "x" not."""
    found = [way for way in ways(one) if start in (way.start, way.end) and way.other(start) == end]
    open_ = np.any([way.out_of(start) for way in found], axis=0) if found else np.zeros(one.days, np.bool_)
    return "".join("." if day else "x" for day in open_)


def closed(one: Situation, *closures: Closure) -> Situation:
    return replace(one, closures=closures)


LINE = situation(routes=(Route("alta", "cross", 10), Route("cross", "dor", 20), Route("dor", "ela", 30)), days=6)


def test_without_closures_everything_is_open() -> None:
    assert [(way.km, way.there.all(), way.back.all()) for way in ways(LINE)] == [(10, 1, 1), (20, 1, 1), (30, 1, 1)]


@pytest.mark.parametrize(
    ("closure", "alta_cross", "cross_dor", "dor_ela"),
    [
        (Closure("link", "dor", "cross", 2, 4), "......", "..xx..", "......"),
        (Closure("link", "cross", "dor", 2, None), "......", "..xxxx", "......"),
        (Closure("location", "dor", "", 0, 3), "......", "xxx...", "xxx..."),
        (Closure("location", "dor", "Eza", 0, 3), "......", "xxx...", "xxx..."),
        (Closure("location", "dor", "cross", 0, 3), "......", "xxx...", "......"),
        (Closure("country", "Eza", "Ava", 1, 99), "......", ".xxxxx", "......"),
        (Closure("country", "Ava", "Ava", 1, 99), "......", "......", "......"),
    ],
)
def test_a_closure_closes_its_routes_on_its_days(
    closure: Closure, alta_cross: str, cross_dor: str, dor_ela: str
) -> None:
    one = closed(LINE, closure)
    for start, end, expected in (("alta", "cross", alta_cross), ("cross", "dor", cross_dor), ("dor", "ela", dor_ela)):
        assert days(one, start, end) == expected
        assert days(one, end, start) == expected


def test_a_closed_camp_is_passed_through_and_not_reached() -> None:
    one = closed(LINE, Closure("camp", "dor", "", 1, 3))
    assert days(one, "cross", "dor") == days(one, "ela", "dor") == ".xx..."
    assert days(one, "cross", "ela") == days(one, "ela", "cross") == "x..xxx"
    assert {way.km for way in ways(one)} == {10, 20, 30, 50}


def test_two_closed_camps_in_a_row_are_both_passed_through() -> None:
    one = replace(LINE, routes=(*LINE.routes, Route("ela", "far", 5)))
    one = closed(one, Closure("camp", "dor", "", 0, 4), Closure("camp", "ela", "", 2, 6))
    assert days(one, "cross", "far") == "xx..xx"
    assert days(one, "cross", "ela") == "..xxxx"
    assert days(one, "dor", "far") == "xxxx.."


@pytest.mark.parametrize(("km", "kept"), [(49, 49), (51, 50)])
def test_of_two_ways_round_a_closed_camp_the_shorter_counts(km: int, kept: int) -> None:
    one = replace(LINE, routes=(*LINE.routes, Route("cross", "ela", km)))
    one = closed(one, Closure("camp", "dor", "", 0, 3))
    open_ = {way.km: way.there[0] or way.back[0] for way in ways(one) if {way.start, way.end} == {"cross", "ela"}}
    assert [length for length, is_open in open_.items() if is_open] == [kept]
    assert days(one, "cross", "ela") == "......"


def test_people_sent_on_take_no_other_route_until_that_ends() -> None:
    routes = (Route("alta", "hub", 1), Route("hub", "dor", 2, 2), Route("ela", "hub", 3, 0))
    one = situation(routes=routes, days=6)
    assert days(one, "hub", "alta") == days(one, "hub", "ela") == "xxxxxx"
    assert days(one, "alta", "hub") == days(one, "hub", "dor") == days(one, "dor", "hub") == "......"
    until = closed(one, Closure("remove_forced_redirection", "hub", "dor", 2, 0))
    assert days(until, "hub", "alta") == "xx...."


def test_redirection_1_leads_from_the_second_place_to_the_first() -> None:
    one = situation(routes=(Route("dor", "hub", 2, 1), Route("hub", "ela", 3)), days=2)
    assert days(one, "hub", "ela") == "xx"
    assert days(one, "hub", "dor") == ".."


def test_people_sent_on_to_two_places_may_choose() -> None:
    one = situation(routes=(Route("hub", "dor", 2, 2), Route("hub", "ela", 3, 2), Route("alta", "hub", 4)), days=4)
    one = closed(one, Closure("remove_forced_redirection", "hub", "dor", 1, 0))
    assert days(one, "hub", "dor") == ".xxx"
    assert days(one, "hub", "ela") == "...."
    assert days(one, "hub", "alta") == "xxxx"


@given(situations(camps_close=True))
def test_no_two_ways_lead_in_one_direction_on_one_day(one: Situation) -> None:
    for first, second in combinations(ways(one), 2):
        if {first.start, first.end} == {second.start, second.end}:
            assert not (first.there & second.out_of(first.start)).any()
            assert not (first.back & second.out_of(first.end)).any()


def test_the_shorter_of_two_ways_counts_on_the_days_on_which_both_are_open() -> None:
    """The camp's closure joins two routes to a way of 30 km beside the route of 25 or 35 km."""
    for direct, kept in ((25.0, [25.0]), (35.0, [35.0, 30.0])):
        one = situation(
            routes=(Route("cross", "dor", 10), Route("dor", "ela", 20), Route("cross", "ela", direct)), days=4
        )
        made = ways(closed(one, Closure("camp", "dor", "", 1, 3)))
        between = {way.km: way for way in made if {way.start, way.end} == {"cross", "ela"}}
        assert sorted(between) == sorted(kept)
        assert days(one, "cross", "ela") == "...."
        assert between[direct].there.tolist() == [True, direct == 25, direct == 25, True]


def _shortest(made: list[Way], day: int, start: str) -> dict[str, float]:
    best = {start: 0.0}
    for _ in made:
        for way in made:
            for name in (way.start, way.end):
                if name in best and way.out_of(name)[day]:
                    other = way.other(name)
                    best[other] = min(best.get(other, np.inf), best[name] + way.km)
    return best


@given(situations(camps_close=True))
def test_a_closed_camp_makes_no_way_between_others_longer(one: Situation) -> None:
    free = replace(one, closures=tuple(closure for closure in one.closures if closure.kind != "camp"))
    shut = {closure.first for closure in one.closures if closure.kind == "camp" and closure.closes <= 0}
    for place in (location.name for location in one.locations):
        if place not in shut:
            before, after = (_shortest(ways(each), 0, place) for each in (free, one))
            assert {k: pytest.approx(v) for k, v in before.items() if k not in shut} == after
