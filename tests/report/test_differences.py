from __future__ import annotations

import json

import altair as alt
import pytest

from wayhome.report import theme
from wayhome.report.differences import differences
from wayhome.report.scenarios import Change
from wayhome.report.still import fixed, svg, write_chart
from wayhome.report.words import Spread

UP = Change(
    "The border closes", "2021-12", Spread(100, 200, 300), Spread(150, 300, 500), Spread(40, 100, 210), 0.99, 0.0
)
DOWN = Change("Wages are paid", "2021-12", Spread(100, 200, 300), Spread(90, 150, 260), Spread(-90, -40, 12), 0.02, 0.9)
NONE = Change("Nothing", "2021-12", Spread(100, 200, 300), Spread(100, 200, 300), Spread(0, 0, 0), 0.0, 0.0)


def _rows(spec):
    found = [*spec.get("datasets", {}).values(), *(layer["data"].get("values", [{}]) for layer in spec["layer"])]
    return next(values for values in found if "n" in values[0])


def test_every_scenario_has_a_row_with_its_range_in_words():
    spec = differences([UP, DOWN, NONE], title="Returned by the end of 2021")
    alt.Chart.from_dict({"$schema": alt.SCHEMA_URL, **spec})
    json.dumps(spec, allow_nan=False)
    rows = _rows(spec)
    assert [(row["c"], row["t"]) for row in rows] == [
        ("more", "+100 (+40 to +210)"),
        ("unsure", "−40 (−90 to +10)"),
        ("unsure", "0"),
    ]
    assert spec["title"]["text"] == ["Returned by the end of 2021"]
    assert "title" not in differences([UP])


def test_none_lies_within_the_axis_and_words_have_room():
    x = next(layer["encoding"]["x"] for layer in differences([UP])["layer"] if "scale" in layer["encoding"]["x"])
    low, high = x["scale"]["domain"]
    assert low < 0 < 210 < high


def test_differences_of_nothing_can_be_drawn():
    assert "Nothing" in svg(differences([NONE]))


def test_a_still_chart_has_colours_of_its_own_and_no_variables():
    text = svg(differences([UP]))
    assert text.startswith("<svg")
    assert theme.LIGHT["c1"] in text
    assert "var(--" not in text
    assert fixed(differences([UP]), 500)["width"] == 500


@pytest.mark.parametrize(("ending", "begin"), [("svg", b"<svg"), ("png", b"\x89PNG"), ("html", b"<!DOCTYPE html>")])
def test_charts_are_files_that_need_no_network(tmp_path, ending, begin):
    content = write_chart(differences([UP]), tmp_path / f"chart.{ending}").read_bytes()
    assert content.startswith(begin)
    assert b'src="http' not in content
