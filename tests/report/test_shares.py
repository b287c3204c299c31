"""Whose people came back most: shares, ranks and chances worked out by hand from invented draws."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from wayhome.report import tables
from wayhome.report.page import render
from wayhome.report.shares import section
from wayhome.shares import apart, shares


@pytest.fixture(scope="module")
def found(forecast, fit):
    return shares(forecast, fit.study, place="returned", base="theatre", date="2016-07")


def test_shares_ranks_and_chances_are_those_of_the_draws(found) -> None:
    rows = {row.name: row for row in found.levels}
    # of each of three roles 100 went; 60 came back to Russia, 50 to Turkmenistan … 10 or, in half of the draws, 90 to Kazakhstan
    assert rows["RUS"].share == (0.6, 0.6, 0.6)
    assert rows["RUS"].travelled == (300, 300, 300)
    assert rows["TKM"].share == (0.5, 0.5, 0.5)
    assert rows["KAZ"].share == pytest.approx((0.1, 0.5, 0.9))
    # first in half of the draws and last of six in the others
    assert rows["KAZ"].highest == 0.5
    assert rows["KAZ"].rank == (1, 3.5, 6)
    assert rows["RUS"].highest == 0.5
    assert rows["RUS"].rank == (1, 1.5, 2)
    assert rows["UZB"].highest == 0


def test_a_region_stands_beside_those_who_are_in_none(found) -> None:
    rows = {row.name: row for row in found.regions}
    assert set(rows) == {"Central Asia", "RUS"}
    # (10 + 20 + 30 + 40 + 50) / 500 or (90 + 20 + 30 + 40 + 50) / 500, against Russia's 60 / 100
    assert rows["Central Asia"].share == pytest.approx((0.3, 0.38, 0.46))
    assert rows["Central Asia"].highest == 0
    (against,) = found.against
    assert against.others == (0.6, 0.6, 0.6)
    assert against.times == pytest.approx((0.5, 0.38 / 0.6, 0.46 / 0.6))
    assert against.more == 0


def test_overlapping_regions_and_everybody_are_left_out(fit) -> None:
    more = {"West": ("UZB", "TKM"), "World": fit.study.populations["nationality"], "Russia alone": ("RUS",)}
    study = replace(
        fit.study, regions=dict(fit.study.regions) | {name: {"nationality": who} for name, who in more.items()}
    )
    assert list(apart(study)) == ["Central Asia", "Russia alone"]


def test_groups_of_whom_almost_nobody_went_are_left_out(forecast, fit) -> None:
    few = forecast.arrivals.copy()
    few[:, :, forecast.names.index("theatre"), :3] = 3  # nine Kazakhs in all
    made: Any = SimpleNamespace(kept=forecast.kept, names=forecast.names, arrivals=few)
    rows = shares(made, fit.study, place="returned", base="theatre", date="2016-07").levels
    assert "KAZ" not in {row.name for row in rows}
    assert np.isclose(rows[0].share[1], 0.6)


def test_the_page_answers(forecast, fit) -> None:
    fans = tables.read_fans(forecast.table, fit.study.populations)
    said = section(forecast, fit.study, tables.pick_headline(fit.study, fans))
    assert said is not None
    (answer,) = said.answers
    assert "38% (30%–46%) were returned by the end of July 2016; of all others 60%" in answer
    assert "Among 2 groups its share is the highest with a chance of under 1%; its rank is 2." in answer
    assert answer in render(forecast, fit)
