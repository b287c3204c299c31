"""The report's charts as Vega-Lite specifications, drawn with Altair; colours follow the page."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import altair as alt

from wayhome.dates import Calendar
from wayhome.report import theme, words
from wayhome.report.tables import Fan

Spec: TypeAlias = dict[str, Any]
POINTS = 160  # moments drawn of one series
NAMED = 5  # claims whose speakers are named in the chart; of more only the points are drawn
_colour = theme.by_variable


@dataclass(frozen=True, slots=True)
class Mark:
    """A claim drawn on a chart."""

    id: str
    day: str
    low: float
    best: float
    high: float
    sense: str  # about, at_least, at_most
    statement: str
    speaker: str
    short: str  # the speaker, to stand beside the point
    grade: str
    figure: str
    date: str


def days(calendar: Calendar) -> dict[str, str]:
    """The last day of every labelled state."""
    return {calendar.label(i): calendar.ends[i - 1].isoformat() for i in range(1, calendar.steps + 1)}


def fan(
    series: Fan,
    calendar: Calendar,
    *,
    marks: Sequence[Mark],
    ceiling: float = 0.0,
    large: bool = False,
    hue: str = "c1",
) -> Spec:
    """Middle line, 50% and 90% bands over time, with the claims that speak of them; `ceiling` 0: as high as needed."""
    rows, as_of = _rows(series, calendar)
    top = max(ceiling, max(series.high), *(mark.best for mark in marks), *(min(mark.high, 2e15) for mark in marks), 1.0)
    wide = large and top > 6 * max(series.high)
    axis = alt.Axis(title=None, tickCount=5 if large else 3, format="~s" if top >= 20_000 else ",.0f")
    scale = alt.Scale(domain=[0, top * 1.02], nice=False, clamp=True)
    if wide:
        steps = [0, *(10.0**k for k in range(1, math.ceil(math.log10(top)) + 1))]
        axis = alt.Axis(title=None, values=steps, format=",.0f")
        scale = alt.Scale(type="symlog", constant=max(3.0, max(series.high) / 50), domain=[0, top * 1.1], nice=False)
    x = alt.X("d:T", title=None, axis=_time_axis(calendar, large), scale=alt.Scale(type="utc", nice=False))
    base = alt.Chart(alt.InlineData(values=rows)).encode(x=x)
    layers: list[Any] = [
        _as_of_rule(as_of, label=large),
        base.mark_area(color=_colour(hue), opacity=0.17).encode(y=alt.Y("a:Q", axis=axis, scale=scale), y2="e:Q"),
        base.mark_area(color=_colour(hue), opacity=0.3).encode(y="b:Q", y2="c:Q"),
        base.mark_line(color=_colour(hue), strokeWidth=2.4 if large else 2).encode(y="m:Q"),
        *_hover(base, hue),
        *_claims(marks, large, top),
        *(_names(marks, series, calendar) if large and len(marks) <= NAMED else ()),
    ]
    return plain_spec(alt.layer(*layers), height=330 if large else 128)


def _rows(series: Fan, calendar: Calendar) -> tuple[list[dict[str, Any]], str]:
    day = days(calendar)
    as_of = calendar.label(calendar.as_of_state)
    stride = max(1, math.ceil(len(series.dates) / POINTS))
    last = len(series.dates) - 1
    rows: list[dict[str, Any]] = []
    for i, label in enumerate(series.dates):
        if label not in day or not (i % stride == 0 or i == last or label == as_of):
            continue
        spread = words.Spread(series.low[i], series.mid[i], series.high[i])
        values = (series.low[i], series.lower[i], series.upper[i], series.mid[i], series.high[i])
        row: dict[str, Any] = {key: float(f"{value:.3g}") for key, value in zip("abcme", values)}
        rows.append({"d": day[label], **row, "r": f"{words.date(label, short=True)}: {spread}"})
    return rows, day[as_of]


def _time_axis(calendar: Calendar, large: bool) -> alt.Axis:
    years = calendar.end.last.year - calendar.start.first.year + 1
    count: Any = ("year" if years <= 12 else 10) if large else ("year" if years <= 4 else 4)
    if years <= 2:
        count = 6 if large else 3
        return alt.Axis(format="%b %Y", tickCount=count, labelOverlap=True, labelSeparation=8)
    return alt.Axis(format="%Y", tickCount=count, labelOverlap=True, labelSeparation=8)


def _as_of_rule(day: str, *, label: bool) -> Any:
    base = alt.Chart(alt.InlineData(values=[{"d": day}])).encode(x="d:T")
    rule = base.mark_rule(strokeDash=[3, 3], color=_colour("muted"), opacity=0.8)
    if not label:
        return rule
    text: dict[str, Any] = {"baseline": "top", "fontSize": 11.5, "color": _colour("muted")}
    after = base.mark_text(text="forecast →", align="left", dx=6, **text).encode(y=alt.value(2))
    before = base.mark_text(text="reports", align="right", dx=-6, **text).encode(y=alt.value(2))
    return alt.layer(rule, after, before)


def _hover(base: alt.Chart, hue: str) -> list[Any]:
    """The nearest moment, marked on the line and read out in the corner."""
    near = alt.selection_point(name="at", nearest=True, on="pointermove", clear="pointerout", fields=["d"], empty=False)
    shown = alt.condition(near, alt.value(1), alt.value(0))
    dot = base.mark_point(size=60, filled=True, color=_colour(hue), tooltip=None, aria=False)
    read = base.mark_text(align="left", baseline="top", color=_colour("ink"), fontWeight=600, tooltip=None, aria=False)
    return [
        read.encode(x=alt.value(6), y=alt.value(2), text="r:N", opacity=shown),
        dot.encode(y="m:Q", opacity=shown).add_params(near),
    ]


def _claims(marks: Sequence[Mark], large: bool, top: float) -> list[Any]:
    if not marks:
        return []
    rows = [_claim_row(mark, top) for mark in sorted(marks, key=lambda mark: (mark.day, mark.best))]
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x="d:T", tooltip=[alt.Tooltip(f"{key}:N", title=title) for key, title in _TOOLTIP]
    )
    size, ink = (26, 1.2) if not large else (90, 2) if len(marks) <= NAMED else (58, 1.6)
    shape = alt.Shape("s:N", legend=None, scale=alt.Scale(domain=[*_SHAPES], range=[*_SHAPES.values()]))
    return [
        base.mark_rule(color=_colour("claim"), strokeWidth=ink, opacity=0.75).encode(y="l:Q", y2="h:Q"),
        base.mark_point(
            size=size, filled=True, stroke=_colour("claim"), strokeWidth=ink, fill=_colour("card"), opacity=1
        ).encode(y="v:Q", shape=shape),
    ]


def _names(marks: Sequence[Mark], series: Fan, calendar: Calendar) -> list[Any]:
    """Who said it, beside the point: to the right below the middle line, to the left above it, where there is room."""
    middle = {day: series.mid[series.dates.index(at)] for at, day in days(calendar).items() if at in series.dates}
    early = calendar.ends[calendar.steps // 4].isoformat()
    layers: list[Any] = []
    for right in (True, False):
        rows = [
            {"d": mark.day, "v": mark.best, "n": mark.short}
            for mark in marks
            if mark.short and (mark.day < early or mark.best <= middle.get(mark.day, math.inf)) == right
        ]
        if rows:
            base = alt.Chart(alt.InlineData(values=rows)).encode(x="d:T", y="v:Q", text="n:N")
            side: dict[str, Any] = {"align": "left" if right else "right", "dx": 11 if right else -11, "limit": 190}
            style: dict[str, Any] = {**side, "baseline": "middle", "fontSize": 13, "fontWeight": 600}
            halo = base.mark_text(stroke=_colour("card"), strokeWidth=4, color=_colour("card"), **style)
            layers += [halo, base.mark_text(color=_colour("ink"), **style)]
    return layers


_SHAPES = {"about": "circle", "at_least": "triangle-up", "at_most": "triangle-down"}
_TOOLTIP = (("q", "Claim"), ("w", "Said by"), ("f", "Figure"), ("t", "Speaks of"), ("g", "Grade"))


def _claim_row(mark: Mark, top: float) -> dict[str, Any]:
    low, high = mark.low, min(mark.high, top)
    if mark.sense == "at_least":
        low, high = mark.best, min(mark.best + 0.06 * top, top)
    elif mark.sense == "at_most":
        low, high = max(mark.best - 0.06 * top, 0), mark.best
    words_ = {"q": mark.statement, "w": mark.speaker, "f": mark.figure, "t": mark.date, "g": mark.grade}
    return {"i": mark.id, "d": mark.day, "l": low, "v": mark.best, "h": high, "s": mark.sense, **words_}


def sources(lines: Iterable[tuple[str, words.Spread, int]]) -> Spec:
    """Dot and range of each source's bias on a log axis; (source, bias as a factor, claims), first line on top."""
    rows: list[dict[str, Any]] = [
        {
            "o": origin,
            "l": min(max(bias.low, 1 / 16), 16),
            "v": min(max(bias.mid, 1 / 16), 16),
            "h": min(max(bias.high, 1 / 16), 16),
            "r": f"{words.plain(bias.mid)}x ({words.plain(bias.low)}x–{words.plain(bias.high)}x)",
            "n": str(count),
        }
        for origin, bias, count in lines
    ]
    x = _factors(max(2.2, *(max(row["h"], 1 / row["l"]) for row in rows)))
    limit: Any = alt.ExprRef("windowSize()[0] > 800 ? 360 : 170")
    y = alt.Y(
        "o:N",
        title=None,
        sort=None,
        axis=alt.Axis(labelLimit=limit, labelFontSize=12.5, labelColor=_colour("ink"), domain=False),
    )
    tooltip = [
        alt.Tooltip("o:N", title="Source"),
        alt.Tooltip("r:N", title="Its figures, against the model"),
        alt.Tooltip("n:N", title="Claims"),
    ]
    base = alt.Chart(alt.InlineData(values=rows)).encode(y=y, tooltip=tooltip)
    one = alt.Chart(alt.InlineData(values=[{"x": 1}])).mark_rule(color=_colour("muted")).encode(x="x:Q")
    bar = base.mark_rule(strokeWidth=5, opacity=0.35, color=_colour("c1"), strokeCap="round").encode(x=x, x2="h:Q")
    dot = base.mark_point(size=70, filled=True, color=_colour("c1"), opacity=1).encode(x="v:Q")
    return plain_spec(alt.layer(one, bar, dot), height=26 * len(rows) + 10)


def _factors(reach: float) -> alt.X:
    """A log axis from 1/reach to reach."""
    ticks = [t for t in (1 / 8, 1 / 4, 1 / 2, 1, 2, 4, 8) if 1 / reach <= t <= reach]
    named = (
        "datum.value == 1 ? 'as the model finds' : "
        "datum.value > 1 ? format(datum.value, '~r') + '× more' : '1/' + format(1 / datum.value, '~r')"
    )
    axis = alt.Axis(
        values=ticks, labelExpr=named, orient="top", grid=True, domain=False, ticks=False, labelOverlap=True
    )
    return alt.X("l:Q", title=None, scale=alt.Scale(type="log", domain=[1 / reach, reach]), axis=axis)


def plain_spec(chart: Any, *, height: int) -> Spec:
    """The specification without its schema address, as wide as its container."""
    spec: Spec = chart.properties(width="container", height=height).to_dict(validate=False)
    spec.pop("$schema", None)
    spec.pop("config", None)
    spec["autosize"] = {"type": "fit-x", "contains": "padding"}
    return spec
