from __future__ import annotations

import json

import altair as alt
import pytest

from wayhome.report import charts, moves, tables
from wayhome.report.words import Spread


@pytest.fixture(scope="module")
def fan(forecast, fit):
    return tables.read_fans(forecast.table, fit.study.populations)["returned", "arrivals", ("KGZ", "all")]


def _mark(best, high, sense="about"):
    return charts.Mark(
        "a1",
        "2016-03-31",
        best,
        best,
        high,
        sense,
        "A statement",
        "Somebody, a paper",
        "Somebody",
        "C3",
        "some",
        "March 2016",
    )


def _scale(spec):
    return next(
        layer["encoding"]["y"]["scale"] for layer in spec["layer"] if "scale" in layer.get("encoding", {}).get("y", {})
    )


def test_specs_are_valid(fan, fit):
    ribbons = [moves.Ribbon("A", "X", Spread(1, 20, 30)), moves.Ribbon("B", "X", Spread(5, 10, 30))]
    for spec in (
        charts.fan(
            fan,
            fit.study.calendar,
            marks=[_mark(100, 300), _mark(50, 50, "at_least"), _mark(50, 50, "at_most")],
            large=True,
        ),
        charts.sources([("A ministry", Spread(0.01, 0.5, 2.0), 3)]),
        moves.alluvial(ribbons),
    ):
        alt.Chart.from_dict({"$schema": alt.SCHEMA_URL, **spec})
        json.dumps(spec, allow_nan=False)


def test_the_scale_is_linear_unless_a_claim_lies_far_above(fan, fit):
    near = charts.fan(fan, fit.study.calendar, marks=[_mark(100, 300)], large=True)
    far = charts.fan(fan, fit.study.calendar, marks=[_mark(100, 90_000)], large=True)
    assert "type" not in _scale(near)
    assert _scale(far)["type"] == "symlog"
    assert _scale(far)["domain"][1] >= 90_000


def test_long_series_are_thinned_but_keep_their_ends_and_as_of(fit, fan):
    days = [f"2016-{i}" for i in range(1000)]
    long = tables.Fan(tuple(days), *(tuple(float(i) for i in range(1000)) for _ in range(5)))
    rows, as_of = charts._rows(fan, fit.study.calendar)
    assert len(rows) <= charts.POINTS + 2
    assert rows[-1]["d"] == fit.study.calendar.ends[-1].isoformat()
    assert as_of in {row["d"] for row in rows}
    assert charts._rows(long, fit.study.calendar)[0] == []


def test_one_sided_claims_are_arrows():
    up = charts._claim_row(_mark(100, 100, "at_least"), 1000)
    down = charts._claim_row(_mark(100, 100, "at_most"), 1000)
    assert up["l"] == 100 < up["h"]
    assert down["l"] < 100 == down["h"]


def test_few_claims_are_named_beside_their_points(fan, fit):
    def named(marks, **size):
        return json.dumps(charts.fan(fan, fit.study.calendar, marks=marks, **size)).count('"n": "Somebody"')

    assert named([_mark(100, 300)], large=True) == 1
    assert named([_mark(100, 300)]) == 0
    assert named([_mark(100, 300)] * (charts.NAMED + 1), large=True) == 0


def test_long_names_beside_ribbons_are_broken_not_cut():
    spec = moves.alluvial([moves.Ribbon("A", "Back home, of their own accord", Spread(1, 20, 30))])
    assert "Back home, of\\ntheir own accord" in json.dumps(spec)


def test_ribbons_fill_their_columns():
    ribbons = [
        moves.Ribbon("A", "X", Spread(1, 20, 30)),
        moves.Ribbon("A", "Y", Spread(5, 10, 30)),
        moves.Ribbon("B", "Y", Spread(5, 10, 30)),
    ]
    left = moves._column(ribbons, lambda ribbon: ribbon.group)
    assert list(left) == ["A", "B"]
    assert left["A"].mid == 30
    tops = moves._tops(left, 40, 0.9, 0.1)
    assert tops["B"] == pytest.approx(tops["A"] + 30 / 40 * 0.9 + 0.1)
