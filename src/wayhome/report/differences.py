"""The chart of what scenarios change: one row a scenario, the difference with its 90% range."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import altair as alt

from wayhome.errors import InvalidInput, Problem
from wayhome.report import scenarios, sentences, theme, words
from wayhome.report.charts import Spec, plain_spec
from wayhome.report.scenarios import Change
from wayhome.report.still import check_ending, write_chart

if TYPE_CHECKING:
    from wayhome.compare import Comparison
    from wayhome.fit.summary import Diagnosis

ROW = 46
EDGE = 18  # pixels to the right, for the axis's last number
SIDE = 0.12  # of the width on either side
SUBTITLE = "Difference to as usual, people: middle and 90% range. Blue: more, red: less in 95% of draws; grey: neither."
NAME = 34  # characters in a line of a scenario's name
_colour = theme.by_variable


def differences(changes: Sequence[Change], *, title: str = "", doubt: str = "") -> Spec:
    """Dot and 90% range of each difference to as usual, in persons, beside a line at none; the first change on top.

    Blue: more in nineteen draws of twenty or more often; red: less; grey: neither is that sure. doubt: what is to be said of the
    fit, under the title.
    """
    rows = [_row(change) for change in changes]
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y("n:N", title=None, sort=None, axis=_names()),
        color=alt.Color(
            "c:N",
            legend=None,
            scale=alt.Scale(domain=["more", "less", "unsure"], range=[_colour("c1"), _colour("c2"), _colour("muted")]),
        ),
        tooltip=[alt.Tooltip(f"{key}:N", title=title) for key, title in _TOOLTIP],
    )
    low, high = min(0.0, *(row["l"] for row in rows)), max(0.0, *(row["h"] for row in rows))
    room = SIDE * (high - low) or 1.0  # for the words above a dot near an end
    x = alt.X(
        "l:Q",
        title=None,
        scale=alt.Scale(domain=[low - room, high + room], nice=False),
        axis=alt.Axis(tickCount=5, grid=True, domain=False, ticks=False, orient="top", labelExpr=_SIGNED),
    )
    none = alt.Chart(alt.InlineData(values=[{"x": 0}])).mark_rule(color=_colour("ink"), strokeWidth=1.2)
    bar = base.mark_rule(strokeWidth=6, opacity=0.4, strokeCap="round").encode(x=x, x2="h:Q")
    dot = base.mark_point(size=85, filled=True, opacity=1).encode(x="v:Q")
    words_above: dict[str, Any] = {"align": "center", "baseline": "bottom", "dy": -9, "fontSize": 11.5}
    halo = base.mark_text(stroke=_colour("card"), strokeWidth=4, **words_above)
    said = [
        text.encode(x="v:Q", text="t:N", color=alt.value(_colour(role)))
        for text, role in ((halo, "card"), (base.mark_text(**words_above), "ink"))
    ]
    spec = plain_spec(alt.layer(none.encode(x="x:Q"), bar, dot, *said), height=ROW * len(rows) + 8)
    spec["padding"] = {"left": 0, "top": 0, "bottom": 0, "right": EDGE}
    return {**spec, "title": _title(title, doubt)} if title else spec


def drawn(made: Comparison, found: Diagnosis, path: Path, *, headline: str = "") -> Path:
    """Write the chart of the headline number, with its title, into a .svg, .png or .html file; it says if the fit did not settle.

    InvalidInput for another ending or an unknown headline, or where there is nothing to draw; CannotWrite as `write_chart`.
    """
    check_ending(path)
    head, changes = scenarios.headline_changes(made, headline)
    if not changes:
        message = "the study has no scenarios, so that there is nothing to draw; spec/study-1.md says how to write one"
        raise InvalidInput([Problem("--chart", 0, "", message, "W841")])
    title = f"{scenarios.question(head, changes)}: what would change it"
    return write_chart(differences(changes, title=title, doubt=sentences.doubt(found)), path)


_TOOLTIP = (("n", "Scenario"), ("d", "Difference"), ("u", "As usual"), ("w", "With it"), ("s", "Draw by draw"))
_SIGNED = "(datum.value > 0 ? '+' : datum.value < 0 ? '−' : '') + format(abs(datum.value), ',')"


def _row(change: Change) -> dict[str, Any]:
    mid, span = scenarios.signed(change.difference)
    sure = "more" if change.more >= 0.95 else "less" if change.less >= 0.95 else "unsure"
    return {
        "n": words.lines(change.title, NAME),
        "l": _short(change.difference.low),
        "v": _short(change.difference.mid),
        "h": _short(change.difference.high),
        "c": sure,
        "t": mid if mid == span else f"{mid} ({span})",
        "d": f"{mid} ({span})",
        "u": str(change.usual),
        "w": str(change.other),
        "s": scenarios.direction(change),
    }


def _title(text: str, doubt: str) -> dict[str, Any]:
    lines = words.lines(text, 80).split("\n")
    style = {"anchor": "start", "frame": "bounds", "fontSize": 14, "offset": 14}
    return {"text": lines, "subtitle": [*([doubt] if doubt else []), SUBTITLE], "subtitleFontSize": 11.5, **style}


def _short(value: float) -> float:
    return float(f"{value:.4g}")


def _names() -> alt.Axis:
    return alt.Axis(
        labelExpr="split(datum.label, '\\n')",
        labelLimit=300,
        labelFontSize=12.5,
        labelColor=_colour("ink"),
        domain=False,
        ticks=False,
        grid=False,
    )
