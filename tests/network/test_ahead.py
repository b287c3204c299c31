"""Forecasts from a cut: nothing later is known, and ranges are those of what usually comes out."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from benchmarks.network.ahead import AHEAD, ahead, growth, known_at, learn
from benchmarks.network.truth import Counts, Truth, at
from tests.network.made import START, situation
from wayhome.flee.learned import Usual
from wayhome.flee.situation import Closure

DAYS = 300


def _truth(tables: tuple[Counts, ...], camps: str = "ABC") -> Truth:
    days = [START + timedelta(days=t) for t in range(DAYS)]
    people = np.array([[at(table, when) for when in days] for table in tables]).T
    return Truth(tuple(camps), START, people, tables, np.zeros(len(camps)))


def steady(a: float = 20.0, b: float = 10.0) -> Truth:
    """Counts every ten days: A and B grow in proportion to a and b, C stays empty."""
    dates = [START + timedelta(days=t) for t in range(0, DAYS, 10)]
    grown = [[(when, rate * 10 * i) for i, when in enumerate(dates)] for rate in (a, b)]
    return _truth((*grown, [(dates[0], 0.0)]))


def test_what_comes_after_the_cut_is_not_known() -> None:
    truth = steady()
    later = tuple([row if row[0] <= START + timedelta(days=100) else (row[0], 9e9) for row in t] for t in truth.counts)
    here, there = (known_at(situation(days=DAYS), one, 100) for one in (truth, _truth(later)))
    assert here is not None
    assert there is not None
    assert here.people.tolist() == there.people.tolist() == [2000, 1000, 0]
    assert growth(truth, 100) == growth(_truth(later), 100) == pytest.approx(30)
    assert here.arriving == pytest.approx([20, 10, 0])
    assert here.age == 0


def test_the_age_of_the_last_counts_is_known() -> None:
    given = known_at(situation(days=DAYS), steady(), 104)
    assert given is not None
    assert given.age == 4
    assert given.people.tolist() == [2000, 1000, 0]  # level since


def test_nobody_is_expected_where_no_road_leads() -> None:
    closed = Closure("location", "C", "", 0, 200)
    given = known_at(situation(days=DAYS, closures=(closed,)), steady(), 100)
    assert given is not None
    assert given.choice[2] == 0
    assert given.choice[:2] == pytest.approx([2 / 3, 1 / 3], abs=0.01)
    assert given.choice.sum() == pytest.approx(1)


def test_before_anybody_is_counted_there_is_no_forecast() -> None:
    assert known_at(situation(days=DAYS), _truth(tuple([(START, 0.0)] for _ in range(3))), 50) is None


def test_a_steady_flow_is_usual_and_goes_on() -> None:
    made = situation(days=DAYS)
    usual = learn([(made, steady(a, b)) for a, b in ((20, 10), (5, 30), (100, 1))])
    assert usual is not None
    assert usual.arriving == pytest.approx((1, 1, 1), rel=0.05)
    given = known_at(made, steady(), 100)
    assert given is not None
    draws = ahead(situation(days=DAYS), steady(), given, usual, draws=200, seed=1)
    assert set(draws) == set(AHEAD)
    for days, people in draws.items():
        assert np.median(people.sum(axis=1)) == pytest.approx(3000 + 30 * days, rel=0.03)
        assert (people == np.floor(people)).all()


def test_the_same_seed_gives_the_same_draws_and_ranges_those_asked_for() -> None:
    given = known_at(situation(days=DAYS), steady(), 100)
    assert given is not None
    usual = Usual((0.5, 1.0, 2.0), (1e-3, 1e-3, 1e-3), (0.5, 1.0, 2.0), (1.0, 1.0, 1.0))
    one, other = (ahead(situation(days=DAYS), steady(), given, usual, draws=400, seed=3) for _ in range(2))
    assert one[90].tolist() == other[90].tolist()
    low, high = np.quantile(one[90].sum(axis=1), (0.05, 0.95))
    assert low == pytest.approx(3000 + 0.5 * 30 * 90, rel=0.06)
    assert high == pytest.approx(3000 + 2 * 30 * 90, rel=0.06)


def test_nothing_is_usual_where_situations_are_too_short() -> None:
    short = Truth(("A", "B"), START, np.ones((50, 2)), ([(START, 1.0)], [(START, 1.0)]), np.zeros(2))
    assert learn([(situation(days=50), short)]) is None
