"""The chart: time of one run against the number of people, for Flee and for wayhome."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import altair as alt
import pandas as pd
import vl_convert

from benchmarks.environments import ROOT
from benchmarks.network.speed import Timed
from wayhome.report import theme

FILE = ROOT / "docs" / "benchmarks" / "network.svg"
SHORT = "replace(replace(format(datum.value, '~s'), 'G', ' bn'), 'M', ' m')"
FLEE, OURS, GROWN = "Flee, one agent a person", "wayhome, by chance", "wayhome, one situation with ever more people"


def draw(
    timed: Sequence[Timed], crowds: Sequence[Timed], known: Mapping[str, Mapping[str, float]], path: Path = FILE
) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(vl_convert.vegalite_to_svg(_specification(timed, crowds, known)), encoding="utf-8")


def _specification(
    timed: Sequence[Timed], crowds: Sequence[Timed], known: Mapping[str, Mapping[str, float]]
) -> dict[str, Any]:
    """A point for each situation and simulator, a line for one situation with ever more people; names beside."""
    rows = [{"by": OURS, "people": one.people, "seconds": one.chance} for one in timed]
    rows += [{"by": GROWN, "people": one.people, "seconds": one.chance} for one in crowds]
    peers = [known[one.name] for one in timed if "full_scale_cpu_s" in known.get(one.name, {})]
    rows += [{"by": FLEE, "people": one["peak_agents"], "seconds": one["full_scale_cpu_s"]} for one in peers]
    table = pd.DataFrame(rows)
    x = alt.X("people:Q", title="people").scale(type="log", domain=[1e4, 1e9], nice=False)
    x = x.axis(values=[10**k for k in range(4, 10)], labelExpr=SHORT)
    y = alt.Y("seconds:Q", title="seconds for one run").scale(type="log", domain=[1e-4, 1e6], nice=False)
    y = y.axis(values=[10.0**k for k in range(-4, 7)], format=",~")
    colour = alt.Color("by:N", legend=None, sort=[OURS, FLEE, GROWN])
    points = alt.Chart(table[table["by"] != GROWN]).mark_point(filled=True, size=44, opacity=1)
    line = alt.Chart(table[table["by"] == GROWN]).mark_line(strokeWidth=2)
    said = pd.DataFrame(
        [
            {"by": FLEE, "people": 1.2e4, "seconds": 3e4, "name": FLEE},
            {"by": OURS, "people": 1.2e4, "seconds": 4e-2, "name": f"{OURS} (points: situations)"},
            {"by": GROWN, "people": 1.2e4, "seconds": 3e-4, "name": GROWN},
        ]
    )
    named = alt.Chart(said).mark_text(align="left", fontSize=12).encode(text="name:N")
    layers = alt.layer(line, points, named).encode(x=x, y=y, color=colour)
    margin = dict.fromkeys(("left", "top", "right", "bottom"), 12)
    config = theme.config() | {"background": theme.LIGHT["paper"], "padding": margin}
    return layers.properties(width=560, height=340, config=config).to_dict()
