"""A study as of earlier dates: what is taken back, what stands in for it, and what later claims say of it."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from tests.fit.ledgers import DRIVERS, row, write_study
from wayhome.backtest import FILE, Earlier, backtest_study, data, earlier, fit_then, frame, later
from wayhome.claims.ledger import load_ledger
from wayhome.cli.main import app
from wayhome.dates import parse_period
from wayhome.errors import InvalidInput
from wayhome.fit.store import DEFAULTS, load
from wayhome.ranges import Z90
from wayhome.study.load import load_study
from wayhome.study.resolved import Anchor, Driver, Route, Study

SOURCES = "id,outlet,title,date,url,document\nd1,A,,2014-11,,\nd2,A,,2015-03,,\nd3,A,,2015-11,,\nd4,A,,2015,,\n"
HISTORY = """\
driver,date,low,best,high,source
wages_lost,2014-01,,0,,assumption
wages_lost,2014-07,,0.1,,B4
wages_lost,2015-12,,0.4,,B5
"""
CLAIMS = (
    row("B1", quantity="arrivals", who="nation=KGZ", where="away", as_of="2014-11", best="600", source="d1"),
    row("B2", quantity="arrivals", who="nation=UZB", where="away", as_of="2014-11", best="1500", source="d1"),
    row("B3", quantity="arrivals", who="nation=KGZ", where="returned", as_of="2014-10", best="40", source="d1"),
    row("B4", quantity="arrivals", who="nation=KGZ", where="away", as_of="2015-02", best="750", source="d2"),
    row("B5", quantity="arrivals", who="nation=KGZ", where="away", as_of="2015-11", best="1100", source="d3"),
    row("B6", quantity="arrivals", who="nation=KGZ", where="returned", as_of="2015-11", best="200", source="d3"),
    row("B7", quantity="arrivals", who="nation=UZB", where="away", as_of="2014-06", best="900", source="d3"),
    row("B8", quantity="stock", who="nation=UZB", where="camp", as_of="2015-11", low="500", wording="more than 500", source="d3"),
    row("B9", quantity="stock", who="nation=UZB", where="camp", as_of="2015", best="2500", source="d4"),
)  # fmt: skip


def write(folder: Path, *claims: str, drivers: str = HISTORY) -> Path:
    write_study(folder, *(claims or CLAIMS))
    (folder / "sources.csv").write_text(SOURCES, encoding="utf-8")
    (folder / "drivers.csv").write_text(drivers, encoding="utf-8")
    return folder


@pytest.fixture(scope="module", autouse=True)
def few_members() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(DEFAULTS, "draws", 150)
        yield


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("back"))


@pytest.fixture(scope="module")
def study(folder: Path) -> Study:
    return load_study(folder)


@pytest.fixture(scope="module")
def made(folder: Path) -> list[Earlier]:
    return backtest_study(folder, ["2015-04", "2014-12"], quick=True, draws=200)


# ---- what is taken back -------------------------------------------------------------------------------------


def test_the_calendar_and_histories_end_at_the_date(study: Study) -> None:
    then = earlier(study, parse_period("2014-12"))
    assert then.calendar.label(then.calendar.as_of_state) == "2014-12"
    assert then.calendar.end == study.calendar.end
    assert [str(anchor.date) for anchor in then.drivers["wages_lost"].history[()]] == ["2014-01", "2014-07"]


def test_a_future_widens_as_far_as_the_driver_had_moved(study: Study) -> None:
    # one change of 0.1 in the 334 days from the end of January to the end of 2014; the pace of all drivers is the same
    years = 334 / 365.25
    pace = (0.01 + 2 * 0.01 / years) / (years + 2)
    after = earlier(study, parse_period("2014-12")).drivers["wages_lost"].after
    assert [period.last for period in after] == [date(2015, 12, 31), date(2016, 12, 30), date(2017, 12, 31)]
    first, _, last = after.values()
    half = Z90 * math.sqrt(pace * 365 / 365.25)
    assert (first.low, first.high) == pytest.approx((0.1 - half, 0.1 + half), rel=1e-3)
    assert (last.high - last.low) / (first.high - first.low) == pytest.approx(math.sqrt(3), rel=1e-3)
    assert not first.factor


def test_a_driver_that_never_moved_holds_if_no_other_did(study: Study) -> None:
    assert earlier(study, parse_period("2014-06")).drivers["wages_lost"].after == {}


def test_drivers_by_group_and_counts_go_on_by_factors(study: Study) -> None:
    def anchor(when: str, best: float) -> Anchor:
        return Anchor(parse_period(when), best, best, best, "")

    history = {
        ("KGZ",): (anchor("2013-12", 100), anchor("2014-12", 200)),
        ("UZB",): (anchor("2013-12", 0), anchor("2015-06", 9)),
    }
    counts = Driver("expelled", "Expelled", "persons per month", ("nation",), history, {})
    then = earlier(replace(study, drivers=dict(study.drivers) | {"expelled": counts}), parse_period("2014-12"))
    # log 2 squared in two years of two groups; all drivers told in factors are this one, so that the pace is its own
    half = Z90 * math.sqrt(math.log(2) ** 2 / 2)
    first = next(iter(then.drivers["expelled"].after.values()))
    assert first.factor
    assert (math.log(first.low), math.log(first.high)) == pytest.approx((-half, half), rel=2e-3)


def test_routes_opened_or_closed_later_are_as_they_were(study: Study) -> None:
    ways = (
        Route("home", "camp", 10, opens=parse_period("2015-06")),
        Route("home", "camp", 20, closes=parse_period("2015-06")),
        Route("home", "camp", 30, opens=parse_period("2014-02"), closes=parse_period("2014-10")),
    )
    then = earlier(replace(study, routes=ways), parse_period("2014-12"))
    assert then.routes == (replace(ways[1], closes=None), ways[2])


def test_nothing_later_changes_the_fit(folder: Path, tmp_path: Path) -> None:
    """Later claims, later rows of drivers and the study's own futures may say whatever they like."""
    changed = [text.replace('"1100"', '"90000"').replace('"200"', '"1"') for text in CLAIMS]
    text = (folder / "study.yaml").read_text().replace("{2017-12: 40% to 90%}", "{2017-12: 90% to 95%}")
    other = write(tmp_path / "other", *changed, drivers=HISTORY.replace("2015-12,,0.4", "2015-12,,0.9"))
    (other / "study.yaml").write_text(text)
    when = parse_period("2014-12")
    made = [fit_then(earlier(load_study(one), when), load_ledger(one), quick=True, seed=1) for one in (folder, other)]
    assert np.array_equal(made[0].z, made[1].z)
    assert made[0].study == made[1].study
    assert [line.id for line in made[0].summary.claims if line.role == "fitted"] == ["B1", "B2", "B3"]


# ---- what comes later ---------------------------------------------------------------------------------------


def test_outcomes_are_amounts_published_later(folder: Path) -> None:
    study, ledger, _, _ = load(folder)
    found = [claim.id for claim in later(ledger, study, parse_period("2015-04"))]
    assert found == ["B5", "B6", "B7", "B8", "B9"]


def test_each_date_is_scored_by_what_came_after_it(made: list[Earlier]) -> None:
    assert [str(one.as_of) for one in made] == ["2014-12", "2015-04"]
    first, second = made
    assert [one.outcome.claim.id for one in first.scores.scored] == ["B4", "B5", "B6", "B9"]
    assert [one.outcome.claim.id for one in second.scores.scored] == ["B5", "B6", "B9"]
    reasons = {one.claim.id: one.reason for one in first.scores.unscored}
    assert reasons["B7"].startswith("speaks (mostly) of the time up to")
    assert reasons["B8"].startswith("a bound only (at least 500), to which the forecast gives a chance of")
    assert (first.used, second.used) == (3, 4)
    assert first.hindsight == 1  # the row of July 2014 rests on B4, published in March 2015
    assert second.hindsight == 0


def test_naive_forecasts_know_no_more_than_the_fit(made: list[Earlier]) -> None:
    rests = [id for one in made[0].scores.scored for rival in one.rivals for id in rival.rests_on]
    assert set(rests) == {"B1", "B3"}


def test_results_are_kept_and_called_approximate(made: list[Earlier], folder: Path) -> None:
    table = pd.read_parquet(folder / FILE)
    assert set(table["as_of"]) == {"2014-12", "2015-04"}
    assert set(table["approximate"]) == {True}
    columns = ["as_of", "id", "forecaster", "observed", "q05", "q50", "q95", "crps", "crps_log", "wis", "pit"]
    pd.testing.assert_frame_equal(table.loc[:, columns], frame(made).loc[:, columns])
    assert json.loads(json.dumps(data(made), allow_nan=False))[1]["claims_fitted"] == 4


def test_the_command_prints_a_row_a_date(folder: Path) -> None:
    asked = ["backtest", str(folder), "--as-of", "2014-12,2015-04", "--quick", "--draws", "100"]
    run = CliRunner().invoke(app, asked, env={"COLUMNS": "160"})
    assert run.exit_code == 0, run.output
    for said in ("Approximate", "2014-12", "2015-04", "All of", "1 as of 2014-12", "a bound only"):
        assert said in run.output


# ---- messages -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dates", "message"),
    [
        (["soon"], r"--as-of soon: 'soon' is not a date.*W821"),
        (["2016-12"], r"--as-of 2016-12: an earlier date lies after the study's start .*W821"),
        ([], r"no date is given.*W821"),
        (["2014-05"], r"--as-of 2014-05: no claim published by then gives an amount.*W822"),
    ],
)
def test_dates_that_cannot_be_gone_back_to(folder: Path, dates: list[str], message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        backtest_study(folder, dates, quick=True)


def test_all_dates_are_complained_of_at_once(folder: Path) -> None:
    with pytest.raises(InvalidInput, match="W821") as caught:
        backtest_study(folder, ["soon", "2016-12", "2014-12"], quick=True)
    assert [problem.field for problem in caught.value.problems] == ["2016-12", "soon"]


def test_nothing_came_later(tmp_path: Path) -> None:
    folder = write(tmp_path, *CLAIMS[:3])
    with pytest.raises(InvalidInput, match=r"no claim published later gives an amount.*W823"):
        backtest_study(folder, ["2014-12"], quick=True)


def test_only_bounds_came_later(tmp_path: Path) -> None:
    folder = write(tmp_path, *CLAIMS[:3], CLAIMS[7])
    with pytest.raises(InvalidInput, match=r"--as-of 2014-12: no claim published later gives an amount.*W823"):
        backtest_study(folder, ["2014-12"], quick=True, draws=100)
    assert not (folder / FILE).exists()


def test_a_driver_of_which_nothing_was_known(tmp_path: Path) -> None:
    folder = write(tmp_path, drivers=DRIVERS.replace("2014-01", "2015-06"))
    with pytest.raises(InvalidInput, match=r"no history by then of wages_lost; begin their rows .*W824"):
        backtest_study(folder, ["2014-12"], quick=True)
