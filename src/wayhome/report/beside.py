"""The chart of scenarios beside each other over time: what is as usual in grey, each scenario in a colour of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from wayhome.report import theme
from wayhome.report.charts import Spec, plain_spec

HUES = {"usual": "muted", "one": "c1", "other": "c2"}
Rows = Sequence[Mapping[str, Any]]


def rows(days: Sequence[str], bands: Sequence[tuple[float, float, float]]) -> list[dict[str, Any]]:
    """One row a moment: its day, the band's ends and middle."""
    return [
        {"d": day, "a": round(low, 1), "m": round(mid, 1), "e": round(high, 1)}
        for day, (low, mid, high) in zip(days, bands, strict=True)
    ]


def beside(series: Mapping[str, Rows], as_of: str) -> Spec:
    """Middle line and 90% band of each series of `HUES`; a series' rows may be put in place of others while it is shown."""
    usual = series["usual"]
    top = 1.25 * max([1.0, *(row["e"] for row in usual)])
    room = alt.Chart(alt.InlineData(values=[{"y": top}])).mark_rule(opacity=0, aria=False, tooltip=None)
    cut = alt.Chart(alt.InlineData(values=[{"d": as_of}])).mark_rule(
        strokeDash=[3, 3], color=theme.by_variable("muted"), opacity=0.8
    )
    layers: list[Any] = [room.encode(y="y:Q"), cut.encode(x="d:T")]
    x = alt.X(
        "d:T",
        title=None,
        axis=alt.Axis(format="%Y", tickCount="year", labelOverlap=True, labelSeparation=8),
        scale=alt.Scale(type="utc", nice=False, domain=[str(usual[0]["d"]), str(usual[-1]["d"])]),
    )
    axis = alt.Axis(title=None, tickCount=5, format="~s" if top >= 20_000 else ",.0f")
    for name, hue in HUES.items():
        if name not in series:
            continue
        colour = theme.by_variable(hue)
        base = alt.Chart(alt.InlineData(values=list(series[name]), name=name)).encode(x=x)
        y = alt.Y("a:Q", axis=axis, scale=alt.Scale(nice=False, zero=True))
        layers.append(base.mark_area(color=colour, opacity=0.1 if name == "usual" else 0.17).encode(y=y, y2="e:Q"))
        dash: Any = [5, 4] if name == "usual" else [1, 0]
        layers.append(base.mark_line(color=colour, strokeWidth=2.3, strokeDash=dash).encode(y="m:Q"))
    return plain_spec(alt.layer(*layers), height=340)
