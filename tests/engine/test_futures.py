"""Drivers' futures: where ranges say, from where the past ended, one quantile a draw and series; inputs as of single paths."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import kstest

from tests.engine import runs
from tests.engine.studies import stock, studies, study_of
from wayhome.dates import Period, calendar, parse_period
from wayhome.engine import futures
from wayhome.engine.compile import compile_study
from wayhome.engine.futures import future_paths, past_paths
from wayhome.engine.rates import driver_paths, inputs
from wayhome.ranges import Range
from wayhome.study.resolved import Anchor, Driver, DriverChange, Study

JULY, OCTOBER, DECEMBER = (parse_period(f"2012-{month}") for month in ("07", "10", "12"))


@settings(max_examples=60, deadline=None)
@given(study=studies(), seed=st.integers(0, 1000))
def test_inputs_of_many_draws_are_those_of_each(study: Study, seed: int) -> None:
    model, steps = compile_study(study), study.calendar.steps
    z = np.random.default_rng(seed).normal(size=(3, len(model.parameters)))
    paths = past_paths(model, z)
    together = futures.inputs(model, z, paths)
    for d, one in enumerate(z):
        alone = inputs(model, one, steps)
        assert np.allclose(paths[d], alone.drivers, rtol=1e-12, atol=1e-12)
        for name in together._fields:
            assert getattr(together, name)[d] == pytest.approx(getattr(alone, name), rel=1e-12, abs=1e-12), name


def ahead(*, end: str = "2012-12", **drivers: Driver) -> Study:
    """Half a year of past, then the time of these drivers."""
    study = study_of({}, drivers=drivers, stocks=stock("a", 1.0))
    time = calendar(start=parse_period("2012-01"), as_of=parse_period("2012-06"), end=parse_period(end), step="month")
    return replace(study, calendar=time)


def driver(
    name: str = "d", *, unit: str = "persons per month", after: Mapping[Period, Range] | None = None, **more: object
) -> Driver:
    history = {(): (Anchor(parse_period("2012-01"), 40.0, 40.0, 40.0, "test"),)}
    return replace(Driver(name, name, unit, (), history, after or {}), **more)


def follow(study: Study, *, draws: int = 1, last: float = 40.0) -> np.ndarray:
    """(draw, series, step) from July on, where every series stood at `last` in June."""
    model = compile_study(study)
    at = np.full((draws, len(model.series.keys)), last)
    return future_paths(futures.futures(model), at, seed=4, draws=np.arange(draws) + 11)


def days(month: int) -> int:
    """Days from the end of June to the end of a month."""
    return parse_period(f"2012-{month:02}").last.toordinal() - parse_period("2012-06").last.toordinal()


def test_without_ranges_the_last_value_holds() -> None:
    assert follow(ahead(d=driver())).tolist() == [[[40.0] * 6]]


def test_between_their_dates_values_are_joined_by_straight_lines() -> None:
    after = {OCTOBER: Range(20.0, 20.0), DECEMBER: Range(3.0, 3.0, factor=True)}
    (path,) = follow(ahead(d=driver(after=after)))[0]
    to_october = [40 - 20 * days(month) / days(10) for month in (7, 8, 9, 10)]
    november = 20 + 100 * (days(11) - days(10)) / (days(12) - days(10))
    assert path == pytest.approx([*to_october, november, 120.0])  # three times what it was in June


def test_after_the_last_range_its_value_holds() -> None:
    (path,) = follow(ahead(d=driver(after={JULY: Range(7.0, 7.0)})))[0]
    assert path == pytest.approx([7.0] * 6)


def test_a_share_stays_within_its_bounds() -> None:
    up = driver("up", unit="share", after={JULY: Range(1.5, 1.5)})
    down = driver("down", unit="share", after={JULY: Range(-0.5, -0.5)})
    many = driver("many", after={JULY: Range(-3.0, -3.0)})
    paths = follow(ahead(up=up, down=down, many=many), last=0.4)[0]
    assert paths[:, -1].tolist() == [1.0, 0.0, 0.0]


@pytest.mark.parametrize(("monotone", "sign"), [("rising", 1), ("falling", -1), ("", 0)])
def test_a_monotone_driver_never_turns_back(monotone: str, sign: int) -> None:
    after = {OCTOBER: Range(10.0, 90.0), DECEMBER: Range(20.0, 60.0)}
    paths = follow(ahead(d=driver(after=after, monotone=monotone)), draws=60)[:, 0]
    changes = np.diff(paths, axis=1, prepend=40.0)
    if sign:
        assert (sign * changes >= 0).all()
        assert {-1, 0, 1} - set(np.sign(changes).ravel().astype(int)) == {-sign}
        free = follow(ahead(d=driver(after=after)), draws=60)[:, 0]
        assert paths == pytest.approx(sign * np.maximum.accumulate(np.maximum(sign * free, sign * 40.0), axis=1))
    else:
        assert (changes > 0).any() and (changes < 0).any()


def test_each_series_keeps_to_one_quantile_of_all_its_ranges() -> None:
    first, then = Range(15.0, 25.0), Range(0.5, 2.0, factor=True)
    history = {(n,): (Anchor(parse_period("2012-01"), 40.0, 40.0, 40.0, "test"),) for n in ("K", "U")}
    by_nation = driver(after={OCTOBER: first, DECEMBER: then}, by=("nation",), history=history)
    paths = follow(ahead(d=by_nation), draws=runs(4000, 500))
    mean, sd = first.normal()
    middle, spread = then.log_normal()
    quantile: Any = (paths[:, :, 3] - mean) / sd
    assert np.log(paths[:, :, 5] / 40) == pytest.approx(middle + spread * quantile)
    for s in range(2):
        assert kstest(quantile[:, s], "norm").pvalue > 1e-6
    assert abs(np.corrcoef(quantile.T)[0, 1]) < 5 / math.sqrt(len(paths))


def test_changes_act_from_their_date_on_in_their_order_within_bounds() -> None:
    half, eight = Range(0.5, 0.5, factor=True), Range(8.0, 8.0)
    changes = (DriverChange(parse_period("2012-08"), ((),), times=half), DriverChange(OCTOBER, ((),), to=eight),
               DriverChange(DECEMBER, ((),), times=Range(0.0, 0.0, factor=True)))  # fmt: skip
    other = driver("other", unit="share", changes=(DriverChange(JULY, ((),), times=Range(3.0, 3.0, factor=True)),))
    before = driver("before", changes=(DriverChange(parse_period("2012-03"), ((),), to=eight),))
    paths = follow(ahead(other=other, d=driver(changes=changes), before=before), last=0.9)[0]
    assert paths[0] == pytest.approx([1.0] * 6)
    assert paths[1] == pytest.approx([0.9, 0.45, 0.45, 8.0, 8.0, 0.0])
    assert paths[2] == pytest.approx([8.0] * 6)  # from before as_of: all of the future


def test_one_change_of_several_series_has_one_quantile_and_another_change_its_own() -> None:
    history = {(n,): (Anchor(parse_period("2012-01"), 40.0, 40.0, 40.0, "test"),) for n in ("K", "U")}
    times, to = Range(0.5, 2.0, factor=True), Range(100.0, 200.0)
    changes = (DriverChange(JULY, (("K",), ("U",)), times=times), DriverChange(DECEMBER, (("U",),), to=to))
    paths = follow(ahead(d=driver(by=("nation",), history=history, changes=changes)), draws=runs(4000, 500))
    assert paths[:, 0, 0] == pytest.approx(paths[:, 1, 0])
    assert kstest((np.log(paths[:, 0, 0] / 40) - times.log_normal()[0]) / times.log_normal()[1], "norm").pvalue > 1e-6
    changed = (paths[:, 1, 5] - to.normal()[0]) / to.normal()[1]
    assert kstest(changed, "norm").pvalue > 1e-6
    assert abs(np.corrcoef(changed, np.log(paths[:, 0, 0]))[0, 1]) < 5 / math.sqrt(len(paths))
    assert paths[:, 0, 5] == pytest.approx(paths[:, 0, 0])


def test_a_draws_future_depends_on_its_number_and_seed_alone() -> None:
    model = compile_study(ahead(d=driver(after={DECEMBER: Range(10.0, 90.0)})))
    given_futures, last = futures.futures(model), np.full((3, 1), 40.0)
    few = future_paths(given_futures, last[:1], seed=1, draws=np.array([5]))
    more = future_paths(given_futures, last, seed=1, draws=np.array([4, 5, 6]))
    assert np.array_equal(few[0], more[1]) and len({path.tobytes() for path in more}) == 3
    assert not np.array_equal(few, future_paths(given_futures, last[:1], seed=2, draws=np.array([5])))


def test_the_past_stays_within_the_drivers_bounds() -> None:
    history = {(): (Anchor(parse_period("2012-01"), 0.0, 0.1, 0.9, "test"),)}
    model = compile_study(ahead(d=driver(unit="share", history=history)))
    z = np.array([[-9.0], [0.0], [9.0]])
    paths = past_paths(model, z)
    assert paths.shape == (3, 1, 6)
    assert paths[:, 0, -1] == pytest.approx([0.0, 0.1, 1.0])
    assert paths[0] == pytest.approx(driver_paths(model.series, z[0], 6))
