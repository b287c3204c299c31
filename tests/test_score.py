"""Scores worked out by hand, and a file of outcomes held against a small study's forecast."""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from tests.fit.ledgers import CLAIMS, COLUMNS, row, write_study
from wayhome.cli.main import app
from wayhome.errors import InvalidInput
from wayhome.fit.store import Fit, fit_study
from wayhome.forecast import forecast
from wayhome.score import rules
from wayhome.score.naive import NAMES
from wayhome.score.outcomes import as_claimed
from wayhome.score.outlooks import records
from wayhome.score.results import OWN, Scored, Scores, data
from wayhome.score.scores import FILE, score_study

LEDGER = (
    *CLAIMS,
    row("H1", quantity="arrivals", who="nation=KGZ", where="returned", as_of="2014-12", best="100", speaker="ministry"),
    row("H2", quantity="arrivals", who="nation=UZB", where="returned", as_of="2015-11", best="200", speaker="institute"),
    row("H3", quantity="arrivals", who="nation=KGZ", where="returned", as_of="2015-11", best="280", speaker="ministry"),
    row("P1", "outlook", quantity="stock", who="nation=UZB", where="camp", as_of="2016-12", direction="down", wording="likely",
        speaker="institute"),
    row("P2", "outlook", quantity="stock", who="nation=KGZ", where="camp", as_of="2016-12", direction="down",
        wording="almost certainly", speaker="ministry"),
    row("P3", "outlook", quantity="arrivals", who="nation=KGZ", than="nation=UZB", where="returned", as_of="2016-12",
        direction="more", speaker="ministry"),
    row("P4", "outlook", quantity="stock", who="role=man", where="camp", as_of="2017-12", direction="down", wording="could",
        speaker="ministry"),
    row("P6", "outlook", quantity="arrivals", where="returned", as_of="2015-06", direction="up", speaker="UN"),
    row("P5", "outlook", quantity="arrivals_in", where="returned", as_of="2016", direction="up", speaker="UN"),
)  # fmt: skip


WIDE = {"COLUMNS": "160"}


def later(name: str, **cells: str) -> str:
    return row(name, **({"source": "late", "grade": "A1"} | cells))


OUTCOMES = (
    later("O1", quantity="arrivals", who="nation=KGZ", where="returned", as_of="2016-12", best="600"),
    later("O2", quantity="arrivals", who="nation=UZB", where="returned", as_of="2016-12", low="200", high="450"),
    later("O3", quantity="arrivals", where="returned", as_of="2016-12", best="4000"),
    later("O4", quantity="stock", who="nation=UZB", where="camp", as_of="2016-12", best="20"),
    later("O5", quantity="stock", who="nation=KGZ", where="camp", as_of="2016-12", best="9000"),
    later("O6", quantity="share", who="nation=UZB", where="dead", of="arrivals; where=away", as_of="2017-06", best="0.15"),
    later("O7", quantity="arrivals_in", where="away", as_of="2016", best="1200"),
    later("O8", quantity="arrivals_per_month", where="away", as_of="2017-01/2017-06", best="90"),
    later("O9", quantity="stock", where="away", as_of="2016-06", wording="several hundred"),
    later("Q1", quantity="arrivals", where="returned", as_of="2016-12", low="500", wording="more than 500"),
    later("Q2", quantity="arrivals", where="returned", as_of="2015-06", best="100"),
    later("Q3", quantity="arrivals", where="returned", as_of="2015-06", best="100", source="paper"),
    later("Q4", quantity="arrivals", where="returned", as_of="2019-06", best="100", source="later19"),
    later("Q5", quantity="stock", who="nation=XXX", where="camp", as_of="2016-12", best="500"),
    later("Q6", kind="context"),
    later("Q7", quantity="arrivals", who="nation=KGZ", where="returned", as_of="2016-12", best="600", repeats="O1"),
    later("Q8", quantity="arrivals", where="returned", as_of="2016-12", best="9", status="draft"),
)  # fmt: skip
LATE = "id,outlet,title,date,url,document\nlate,A paper,,2018-01,,\nlater19,A paper,,2019-07,,\n"


def write_outcomes(path: Path, *rows: str, sources: str = LATE) -> Path:
    path.write_text("\n".join((",".join(COLUMNS), *rows)) + "\n", encoding="utf-8")
    path.with_name(f"{path.stem}-sources.csv").write_text(sources, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_study(tmp_path_factory.mktemp("scored"), *LEDGER)
    write_outcomes(folder / "outcomes.csv", *OUTCOMES)
    return folder


@pytest.fixture(scope="module")
def fit(folder: Path) -> Fit:
    return fit_study(folder, quick=True, draws=300, seed=1)


@pytest.fixture(scope="module")
def made(folder: Path, fit: Fit) -> Scores:
    return score_study(folder / "outcomes.csv", folder, fit=fit, draws=300)


def of(made: Scores, name: str) -> Scored:
    return next(one for one in made.scored if one.outcome.claim.id == name)


# ---- rules, by hand -----------------------------------------------------------------------------------------


def test_crps_of_three_draws() -> None:
    # E|X − 3| = (2 + 1 + 1) / 3 = 4/3; E|X − X′| over nine pairs = 2 (1 + 3 + 2) / 9 = 4/3; 4/3 − ½ · 4/3 = 2/3
    assert rules.crps(np.array([4.0, 1.0, 2.0]), 3.0) == pytest.approx(2 / 3)


def test_crps_of_one_value_is_its_distance() -> None:
    assert rules.crps(np.array([7.0]), 10.0) == pytest.approx(3)


def test_weighted_interval_score_of_three_quantiles() -> None:
    # half of the chances between 10 and 40, 50 came out: 30 wide + 2/½ · 10 outside = 70; distance from the middle 30
    # (½ · 30 + ½/2 · 70) / (1 + ½) = (15 + 17.5) / 1.5
    found = rules.weighted_interval(np.array([10.0, 20.0, 40.0]), 50.0, (0.25, 0.5, 0.75))
    assert found == pytest.approx(32.5 / 1.5)


def test_weighted_interval_score_of_five_quantiles_inside() -> None:
    # inside both ranges only their widths count: (½ · 1 + 0.1 · 8 + 0.3 · 4) / 2.5
    found = rules.weighted_interval(np.array([1.0, 3.0, 5.0, 7.0, 9.0]), 4.0, (0.1, 0.3, 0.5, 0.7, 0.9))
    assert found == pytest.approx(2.5 / 2.5)


def test_all_marks_of_a_known_ensemble() -> None:
    draws = np.arange(101.0)  # its quantile q is 100 q
    marks = rules.marks(draws, 91.0)
    assert (marks.low, marks.middle, marks.high, marks.error) == pytest.approx((5, 50, 95, 41))
    assert marks.covered == (False, False, True, True)  # 25–75, 10–90, 5–95, 2.5–97.5
    # E|X − 91| = (Σ 1…91 + Σ 1…9) / 101 = (4186 + 45) / 101; E|X − X′| = (101² − 1) / (3 · 101)
    assert marks.crps == pytest.approx(4231 / 101 - 0.5 * (101**2 - 1) / 303)
    assert math.isnan(rules.marks(draws / 100, 0.9, share=True).log_crps)


def test_where_an_outcome_falls_is_drawn_within_ties() -> None:
    draws = np.array([1.0, 2.0, 2.0, 3.0])
    found = [rules.pit(draws, 2.0, np.random.default_rng(seed)) for seed in range(200)]
    assert min(found) > 0.25 and max(found) < 0.75  # one in four below, two in four at it
    assert max(found) - min(found) > 0.4
    assert rules.pit(draws, 9.0, np.random.default_rng(1)) == 1.0


def test_scores_of_chances() -> None:
    assert rules.brier(0.8, True) == pytest.approx(0.04)
    assert rules.brier(0.8, False) == pytest.approx(0.64)
    assert rules.log_score(0.8, True) == pytest.approx(-math.log(0.8))
    assert rules.log_score(1.0, False) == pytest.approx(-math.log(1e-6))
    assert rules.skill(2.0, 8.0) == pytest.approx(0.75)
    assert math.isnan(rules.skill(1.0, 0.0))


@pytest.fixture
def peer(monkeypatch: pytest.MonkeyPatch) -> Any:
    """scoringrules on NumPy: with Numba it compiles for seconds."""
    monkeypatch.setitem(sys.modules, "numba", None)
    return pytest.importorskip("scoringrules")


def test_rules_are_those_of_scoringrules(peer: Any) -> None:
    rng = np.random.default_rng(5)
    pairs = len(rules.LEVELS) // 2
    outside = 2 * np.array(rules.LEVELS[:pairs])
    for observed in (0.3, 2.0, 60.0):
        draws = np.exp(rng.normal(1, 1, 80))
        quantiles = np.quantile(draws, rules.LEVELS)
        assert rules.crps(draws, observed) == pytest.approx(float(peer.crps_ensemble(observed, draws, estimator="nrg")))
        low, high = quantiles[:pairs], quantiles[:pairs:-1]
        scores = peer.interval_score(np.array(observed), low, high, outside)
        assert rules.interval(low[0], high[0], observed, outside=outside[0]) == pytest.approx(float(scores[0]))
        # its own weighted score on NumPy (0.10) takes the median where its distance belongs
        wanted = (0.5 * abs(observed - quantiles[pairs]) + (outside / 2 * scores).sum()) / (pairs + 0.5)
        assert rules.weighted_interval(quantiles, observed) == pytest.approx(float(wanted))
    assert rules.brier(0.3, True) == pytest.approx(float(peer.brier_score(1, 0.3)))
    assert rules.log_score(0.3, False) == pytest.approx(float(peer.log_score(0, 0.3)))


# ---- outcomes -----------------------------------------------------------------------------------------------


def test_every_outcome_is_scored_or_has_a_reason(made: Scores) -> None:
    assert [one.outcome.claim.id for one in made.scored] == [f"O{i}" for i in range(1, 10)]
    reasons = {one.claim.id: one.reason for one in made.unscored}
    assert set(reasons) == {f"Q{i}" for i in range(1, 9)}
    assert reasons["Q1"] == "a bound only (at least 500), to which the forecast gives a chance of 100%"
    assert reasons["Q2"] == "speaks (mostly) of the time up to the study's as_of date (2015-12): 2015-06"
    assert reasons["Q3"] == "known already: published 2015-12, by the study's as_of date (2015-12)"
    assert reasons["Q4"] == "speaks of 2019-06, beyond the end of the study's calendar (2017-12)"
    assert "the study cannot express it: nation has no 'XXX'" in reasons["Q5"]
    assert reasons["Q6"] == "an outcome is a claim of kind amount, not context"
    assert reasons["Q7"] == "repeats O1"
    assert "draft" in reasons["Q8"]


def test_the_forecast_is_scored_by_its_draws(made: Scores, fit: Fit) -> None:
    one = of(made, "O1")
    draws = forecast(fit, draws=300, keep=1, watch=[one.outcome.quantity]).watched[:, 0]
    assert one.observed == 600
    assert one.marks.middle == pytest.approx(np.median(draws))
    apart = np.abs(draws[:, None] - draws[None, :]).mean()
    assert one.marks.crps == pytest.approx(np.abs(draws - 600).mean() - apart / 2)
    logs = np.log1p(draws)
    apart = np.abs(logs[:, None] - logs[None, :]).mean()
    assert one.marks.log_crps == pytest.approx(np.abs(logs - math.log(601)).mean() - apart / 2)
    assert (draws < 600).mean() <= one.pit <= (draws <= 600).mean()


def test_a_range_is_scored_at_its_middle_on_the_log_scale_and_says_so(made: Scores) -> None:
    assert of(made, "O2").observed == pytest.approx(300)  # √(200 · 450)
    assert of(made, "O2").note == "the middle of 200 to 450"
    assert of(made, "O9").note == "“several hundred” read as 200 to 900"
    assert of(made, "O1").note == ""


def test_shares_and_rates_are_scored_in_their_own_unit(made: Scores) -> None:
    share, rate = of(made, "O6"), of(made, "O8")
    assert 0 < share.marks.low < share.marks.high < 1
    assert math.isnan(share.marks.log_crps)
    assert 20 < rate.marks.middle < 400  # a month, not in half a year


def test_claims_errors_make_ranges_wider(made: Scores, fit: Fit) -> None:
    outcome = of(made, "O5").outcome
    draws = np.full(4000, 9000.0)
    said = as_claimed(outcome, draws, fit.ledger.words, np.random.default_rng(3))
    # A1: its own error (5% and 10% of the figure's precision of 1.1) and a bias of a tenth, so about 13% either way
    assert np.median(said) == pytest.approx(9000, rel=0.02)
    assert 1.15 < np.quantile(said, 0.95) / 9000 < 1.45
    plain, with_errors = made.covered
    assert all(a <= b for a, b in zip(plain, with_errors, strict=True))


# ---- naive forecasts ----------------------------------------------------------------------------------------


def middle(made: Scores, name: str, naive: int) -> float:
    marks = of(made, name).rivals[naive].marks
    assert marks is not None
    return marks.middle


def test_last_figure_stays(made: Scores) -> None:
    assert middle(made, "O1", 0) == pytest.approx(280, rel=1e-3)  # H3; C4 is a bound
    assert of(made, "O1").rivals[0].rests_on == ("H3",)
    assert middle(made, "O7", 0) == pytest.approx(12 * 120, rel=1e-3)  # C8: 120 a month
    assert middle(made, "O8", 0) == pytest.approx(120, rel=1e-3)
    assert middle(made, "O6", 0) == pytest.approx(0.1, rel=1e-3)  # C5
    assert of(made, "O9").rivals[0].reason == "no figure of this was known"  # C13 was published later, C3 is a bound


def test_last_rate_goes_on(made: Scores) -> None:
    # H1 to H3: 180 people from mid December 2014 to mid November 2015, 334.5 days; 396.5 more to mid December 2016
    assert middle(made, "O1", 1) == pytest.approx(280 + 180 / 334.5 * 396.5, rel=1e-3)
    # H2 alone: 200 people since 2014-01-01, 683.5 days to mid November 2015
    assert middle(made, "O2", 1) == pytest.approx(200 + 200 / 683.5 * 396.5, rel=1e-3)
    assert of(made, "O4").rivals[1].marks is None


def test_share_as_elsewhere(made: Scores) -> None:
    # C1: 1,200 Kyrgyz away, H3: 280 back; C2: √(1,000 · 3,000) Uzbeks away, H2: 200 back
    assert middle(made, "O1", 2) == pytest.approx(1200 * 200 / math.sqrt(3e6), rel=1e-2)
    assert middle(made, "O2", 2) == pytest.approx(math.sqrt(3e6) * 280 / 1200, rel=1e-2)
    assert set(of(made, "O2").rivals[2].rests_on) == {"C1", "C2", "H3"}
    assert of(made, "O7").rivals[2].reason == "a period has no share of a total"


def test_a_naive_forecast_has_the_spread_of_its_figure_and_of_what_moved(made: Scores) -> None:
    # H1 and H3, grade B2: known within 1.1x, their digit's tenth, and as counts; one ministry's bias cancels in the difference
    own = (2 * math.log(1.1) / (2 * 1.645)) ** 2 + 0.1**2
    first, last = own + 1 / 100.5, own + 1 / 280.5
    moved = math.log(280.5 / 100.5) ** 2 - first - last  # in 334.5 days, which are 10.99 months
    drift = (moved + (math.log(2) / 1.645) ** 2) / (10.99 + 12)
    sd = math.sqrt(last + 0.2**2 + drift * 396.5 / 30.4375)
    marks = of(made, "O1").rivals[0].marks
    assert marks is not None
    assert marks.high == pytest.approx(280.5 * math.exp(1.645 * sd), rel=0.02)
    assert marks.low == pytest.approx(280.5 * math.exp(-1.645 * sd), rel=0.02)


def test_skill_compares_the_same_outcomes(made: Scores) -> None:
    lines = {(line.kind, line.name): line for line in made.summaries}
    both = [one for one in made.scored if one.kind == "people" and one.rivals[1].marks is not None]
    line = lines["people", NAMES[1]]
    assert line.outcomes == len(both) == 2
    own = sum(one.marks.crps for one in both)
    theirs = sum(one.rivals[1].marks.crps for one in both if one.rivals[1].marks)
    point = sum(abs(one.rivals[1].marks.middle - one.observed) for one in both if one.rivals[1].marks)
    assert line.skill == pytest.approx(1 - own / theirs)
    assert line.point_skill == pytest.approx(1 - own / point)
    assert lines["people", OWN].outcomes == 8
    assert lines["shares", OWN].outcomes == 1


# ---- outlooks -----------------------------------------------------------------------------------------------


def test_outlooks_are_borne_out_or_not(made: Scores) -> None:
    found = {one.claim.id: one for one in made.verdicts}
    assert found["P1"].borne_out is True  # far fewer than the fit finds there at as_of
    assert found["P1"].brier == pytest.approx((1 - 0.675) ** 2)  # "likely": 55–80%
    assert found["P2"].borne_out is False  # 9,000 are more
    assert found["P2"].brier == pytest.approx(0.97**2)  # "almost certainly": 95–99%
    assert found["P2"].log == pytest.approx(-math.log(0.03))
    assert found["P3"].borne_out is True  # 600 Kyrgyz against some 300 Uzbeks
    assert found["P3"].rests_on == ("O1", "O2")
    assert (found["P4"].borne_out, found["P4"].why) == (None, "no outcome gives this in that time")
    assert math.isnan(found["P4"].brier)
    assert (found["P6"].borne_out, found["P6"].why) == (None, "its time was over by the study's as_of date")
    assert found["P5"].borne_out is True  # 4,000 in all at the end of the year, some 500 at its beginning
    assert found["P5"].rests_on == ("O3",)


def test_sources_are_compared(made: Scores) -> None:
    found = {line.origin: line for line in records(made.verdicts)}
    ministry = found["ministry"]
    assert (ministry.outlooks, ministry.right, ministry.wrong, ministry.untold) == (3, 1, 1, 1)
    assert ministry.brier == pytest.approx((0.97**2 + 0.2**2) / 2)  # P3 is a plain statement: 80%
    assert found["institute"].right == 1


# ---- files and messages -------------------------------------------------------------------------------------


def test_results_are_kept(made: Scores, folder: Path) -> None:
    table = pd.read_parquet(folder / FILE)
    by = {(line["id"], line["forecaster"]): line for line in table.to_dict("records")}
    assert by["O1", OWN]["crps"] == pytest.approx(of(made, "O1").marks.crps)
    assert by["O1", NAMES[0]]["rests_on"] == "H3"
    assert {name for name, forecaster in by if not forecaster} == {f"Q{i}" for i in range(1, 9)}
    assert set(table["approximate"]) == {True}


def test_json_has_everything(made: Scores) -> None:
    found = json.loads(json.dumps(data(made), allow_nan=False))
    assert found["approximate"] is True
    assert found["outcomes"] == 9
    assert {line["id"]: line["borne_out"] for line in found["outlooks"]}["P4"] == "cannot be told"


def test_same_seed_same_scores(made: Scores, folder: Path, fit: Fit) -> None:
    again = score_study(folder / "outcomes.csv", folder, fit=fit, draws=300)
    assert data(again) == data(made)


def test_a_file_that_is_not_there(folder: Path) -> None:
    with pytest.raises(InvalidInput, match=r"there is no such file.*W811"):
        score_study(folder / "other.csv", folder)


def test_problems_name_the_outcomes_file(folder: Path, tmp_path: Path) -> None:
    wrong = later("O1", quantity="arrivals", where="returned", as_of="July", best="many")
    path = write_outcomes(tmp_path / "later.csv", wrong, row("O2", kind="context", source="nobody"))
    with pytest.raises(InvalidInput, match=r"later.csv:2 O1.as_of: .*W311") as caught:
        score_study(path, folder)
    assert {problem.code for problem in caught.value.problems} >= {"W311", "W312", "W316"}
    assert {problem.file for problem in caught.value.problems} == {"later.csv"}


def test_nothing_to_score_says_why_of_each(folder: Path, fit: Fit, tmp_path: Path) -> None:
    path = write_outcomes(tmp_path / "later.csv", *OUTCOMES[9:12])
    with pytest.raises(InvalidInput, match=r"nothing in it can be scored; give amounts .*W812") as caught:
        score_study(path, folder, fit=fit, draws=100)
    assert [problem.field for problem in caught.value.problems] == ["", "Q1", "Q2", "Q3"]


def test_the_command_prints_scores_and_outlooks(folder: Path) -> None:
    run = CliRunner().invoke(
        app, ["score", str(folder / "outcomes.csv"), str(folder), "--quick", "--draws", "100"], env=WIDE
    )
    assert run.exit_code == 0, run.output
    for said in (
        "Approximate",
        "figure stays",
        "Not scored: 8",
        "Outlooks in the ledger",
        "ministry",
        "cannot be told",
    ):
        assert said in run.output
