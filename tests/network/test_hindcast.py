"""Situations that are given each day's total: totals come out exactly, and the factors that made a path are found again."""

from __future__ import annotations

import math

import numpy as np
import pytest

from benchmarks.network.accuracy import Learned
from benchmarks.network.hindcast import Hindcast, hindcast
from benchmarks.network.learn import Case, learn
from benchmarks.network.truth import Truth
from tests.network.made import START, situation
from wayhome.flee.situation import Closure, Situation, rooms_of
from wayhome.ranges import Range

RISE = np.concatenate([np.linspace(300, 6000, 40), np.linspace(5900, 5000, 20)])


def exactly(**factors: float) -> dict[str, Range]:
    return {name: Range(factor, factor, "", True) for name, factor in factors.items()}


def path(made: Situation, total: np.ndarray = RISE, *, capacities: bool = True, **factors: float) -> np.ndarray:
    return hindcast(made, total, pulls=exactly(**factors), capacities=capacities).camps_on_days(np.zeros(0))


def test_the_total_of_every_day_is_the_one_given() -> None:
    people = path(situation(), room=100.0, ways=1.5, compatriots=1.4)
    assert people.sum(axis=1) == pytest.approx(RISE, rel=1e-9)
    assert (people >= 0).all()


def test_without_reasons_to_choose_camps_share_alike_and_leave_alike() -> None:
    people = path(situation(), ways=1.0)
    assert people == pytest.approx(np.repeat(RISE[:, None] / 3, 3, axis=1), rel=1e-9)


def test_more_roads_and_shorter_ways_draw_more() -> None:
    by_ways = path(situation(), ways=2.0)
    assert by_ways[-1, 0] == pytest.approx(2 * by_ways[-1, 1])  # two roads to A, one to B
    by_way = path(situation(capacities=(None, None, None)), capacities=False, doubling=0.5)
    north = by_way[20] / by_way[20].sum()  # only North is in conflict: 100 km to A, 50 to B, 550 to C
    assert north == pytest.approx(np.array([1 / 100, 1 / 50, 1 / 550]) / (1 / 100 + 1 / 50 + 1 / 550))


def test_full_camps_take_nobody_while_others_have_room() -> None:
    people = path(situation(), np.linspace(10, 7000, 60), room=1e6, ways=1.0)
    assert people[-1] / (4000, 1000, 3000) == pytest.approx(np.full(3, 7 / 8), abs=0.1)


def test_nobody_goes_to_a_camp_that_is_closed() -> None:
    closed = Closure("location", "B", "", 0, 30)
    people = path(situation(closures=(closed,)), ways=1.0)
    assert people[29, 1] == 0
    assert people[39, 1] > 0


def test_hubs_count_for_the_nearest_camp_where_capacities_are_not_known() -> None:
    made = situation(hub=True, capacities=(None, None, None))
    assert path(made, capacities=False, doubling=1.0)[20] == pytest.approx(RISE[20] * np.array([1, 1, 2]) / 4)
    assert path(made, ways=1.0)[20] == pytest.approx(np.full(3, RISE[20] / 3))


def test_a_capacity_out_of_all_proportion_is_cut() -> None:
    assert rooms_of(situation(capacities=(1_000_000, 2000, None))) == {"A": 4000, "B": 2000}
    assert rooms_of(situation(capacities=(3000, 2000, 1000))) == {"A": 3000, "B": 2000, "C": 1000}
    assert rooms_of(situation(capacities=(3000, None, None))) == {"A": 3000}


def _case(made: Situation, people: np.ndarray, pulls: dict[str, Range]) -> Case:
    truth = Truth(tuple("ABC"), START, people, (), np.array([4000.0, 1000.0, 3000.0]))
    study: Hindcast = hindcast(made, people.sum(axis=1), pulls=pulls)
    return Case(made, truth, study, study.room_to_run())


def test_factors_that_made_the_paths_are_learned_and_score_well_on_one_left_out() -> None:
    pulls = {"room": Range(3, 3000, "", True), "compatriots": Range(1.1, 2.0, "", True)}
    made = [
        situation(name=str(i), capacities=rooms, days=days)
        for i, (rooms, days) in enumerate((((4000, 1000, 3000), 60), ((2000, 2500, 3500), 60), ((3000, 4000, 900), 60)))
    ]
    pooled = [_case(one, path(one, room=60.0, compatriots=1.5), pulls) for one in made]
    z = learn(pooled)
    each = Learned(tuple(pooled), z, tuple(learn([c for c in pooled if c is not case], z) for case in pooled))
    factors = each.factors()
    assert factors["room"][1] == pytest.approx(60, rel=0.25)
    assert factors["compatriots"][1] == pytest.approx(1.5, rel=0.1)
    assert factors["room"][0] <= factors["room"][1] <= factors["room"][2]
    assert max(each.scores()) < 0.03
    assert math.isfinite(sum(each.scores()))
