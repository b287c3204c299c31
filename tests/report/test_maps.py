"""The map: which dates, where its middle is, whose outlines, and what it shows of counts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.fit.ledgers import row, write_study
from wayhome.fit.store import fit_study
from wayhome.forecast import forecast
from wayhome.report import maps, tables
from wayhome.report.marks import claim_marks
from wayhome.report.outlines import Box, outlines
from wayhome.report.page import render

STUDY = """\
wayhome: 1
study: border
title: A border
calendar: {start: 2015-01, as_of: 2015-12, end: 2016-06, step: month}
places:
  gitega: {kind: town, country: BDI, start: from stocks.csv, at: [-3.43, 29.93]}
  mahama: {kind: camp, country: RWA, at: [-2.34, 30.84]}
  nowhere: {}
areas: {havens: [mahama, nowhere]}
routes: [{from: gitega, to: mahama, km: 160}]
flows:
  flee: {law: choice, from: gitega, to: [mahama, nowhere], rate: 2% to 20% per month}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    claim = row("C1", quantity="stock", where="mahama", as_of="2015-05", best="900", speaker="registration")
    written = write_study(tmp_path_factory.mktemp("map"), claim, study=STUDY)
    (written / "drivers.csv").unlink()
    (written / "stocks.csv").write_text("place,low,best,high,source\ngitega,,10000,,assumption\n", encoding="utf-8")
    return written


def test_places_routes_outlines_and_counts_are_drawn(folder: Path) -> None:
    fit = fit_study(folder, quick=True)
    made = forecast(fit, draws=50)
    fans = tables.read_fans(made.table, fit.study.populations)
    assert tables.pick_headline(fit.study, fans).place == "havens"  # where people come to stay
    head = tables.pick_headline(fit.study, fans, "mahama")
    drawn = maps.chart(fit.study, fans, claim_marks(fit), head)
    assert drawn is not None
    spec, says = drawn
    land, roads, circles, *_ = (spec["datasets"][layer["data"]["name"]] for layer in spec["layer"])
    assert {"Burundi", "Rwanda"} <= {feature["name"] for feature in land}
    assert roads == [{"y": -3.43, "x": 29.93, "v": -2.34, "u": 30.84}]
    assert {one["n"] for one in circles} == {"gitega", "mahama"}
    counted = [one for one in circles if "c" in one]
    assert {one["n"] for one in counted} == {"mahama"}
    assert {one["c"] for one in counted} == {900}
    months = len({one["i"] for one in circles})
    assert len({one["i"] for one in counted}) == 2 < months  # the count's own month, and the next, within 45 days
    assert spec["params"][0]["bind"]["max"] == months - 1
    assert "Mahama" in says and "Gitega" in says
    page = render(made, fit, headline="mahama")
    assert 'id="map"' in page


def test_a_study_that_says_no_positions_has_no_map(folder: Path, tmp_path: Path) -> None:
    text = STUDY.replace(", at: [-3.43, 29.93]", "")
    for file in folder.glob("*.csv"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "study.yaml").write_text(text, encoding="utf-8")
    fit = fit_study(tmp_path, quick=True)
    made = forecast(fit, draws=50)
    assert maps.mapped(fit.study) == []
    assert 'id="map"' not in render(made, fit)


def test_names_do_not_cover_each_other() -> None:
    rows = [
        {"n": "large", "m": 900.0, "x": 30.0, "y": 1.0},
        {"n": "beside", "m": 500.0, "x": 30.1, "y": 1.01},
        {"n": "apart", "m": 100.0, "x": 30.0, "y": 4.0},
        {"n": "tiny", "m": 1.0, "x": 30.0, "y": 8.0},
    ]
    assert maps._named(rows, 900.0, 29.0, 5000.0) == ["apart", "large"]


def test_outlines_far_from_the_box_are_left_out() -> None:
    names = {feature["name"] for feature in outlines(Box(-3.5, 29.8, -3.3, 30.0))}
    assert "Burundi" in names  # by the box around each outline, so that large neighbours are there as well
    assert not names & {"Kenya", "Uganda", "Norway"}
    assert json.dumps(outlines(Box(-3.5, 29.8, -3.3, 30.0)), allow_nan=False)
