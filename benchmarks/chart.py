"""The scaling chart: time against size, both logarithmic, one line for each size that grew."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import altair as alt
import pandas as pd
import vl_convert

from benchmarks.environments import ROOT
from benchmarks.result import Point
from wayhome.report import theme

LINE = 10**0.25  # the height of a line of text on the chart's logarithmic scale
FILE = ROOT / "docs" / "benchmarks" / "scaling.svg"


def draw(points: Sequence[Point], path: Path = FILE) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(vl_convert.vegalite_to_svg(_specification(points)), encoding="utf-8")


def _specification(points: Sequence[Point]) -> dict[str, Any]:
    """Sizes are drawn as multiples of the smallest one; each line is named at its end."""
    sizes = {p.varied: [q.size for q in points if q.varied == p.varied] for p in points}
    lines = pd.DataFrame(
        [{"grows": p.varied, "times": p.size / min(sizes[p.varied]), "ms": p.seconds * 1e3} for p in points]
    )
    ends = {p.varied: p.seconds * 1e3 for p in points if p.size == max(sizes[p.varied])}
    widest = max(p.size / min(sizes[p.varied]) for p in points)
    names = pd.DataFrame(
        [
            {"grows": name, "times": widest, "ms": at, "name": f"{name}, {min(sizes[name]):,} to {max(sizes[name]):,}"}
            for name, at in _apart(ends).items()
        ]
    )
    x = alt.X("times:Q", title="size, as a multiple of the smallest")
    x = x.scale(type="log", domain=[1, widest], nice=False).axis(values=[10**k for k in range(5)], format=",")
    y = alt.Y("ms:Q", title="milliseconds for one run").scale(type="log")
    y = y.axis(values=[10**k for k in range(-2, 6)], format=",~")
    colour = alt.Color("grows:N", legend=None, sort=list(sizes))
    drawn = alt.Chart(lines).encode(x=x, y=y, color=colour)
    named = alt.Chart(names).encode(x=x, y=y, color=colour, text="name:N")
    layers = alt.layer(
        drawn.mark_line(strokeWidth=2),
        drawn.mark_point(filled=True, size=36, opacity=1),
        named.mark_text(align="left", dx=9, fontSize=12),
    )
    margin = dict.fromkeys(("left", "top", "right", "bottom"), 12)
    config = theme.config() | {"background": theme.LIGHT["paper"], "padding": margin}
    return layers.properties(width=460, height=320, config=config).to_dict()


def _apart(ends: dict[str, float]) -> dict[str, float]:
    """Where names stand so that none covers another: at their lines' ends, from the lowest up, at least LINE apart."""
    placed: dict[str, float] = {}
    for name, at in sorted(ends.items(), key=lambda item: item[1]):
        placed[name] = max([at, *(other * LINE for other in placed.values())])
    return placed
