"""How the time of a chance path grows with the model, one size at a time."""

from __future__ import annotations

from statistics import median
from time import perf_counter

import numpy as np

from benchmarks.result import Outcome, Plan, Point
from benchmarks.studies import sized
from wayhome.engine.chance import chance_path
from wayhome.engine.compile import compile_study
from wayhome.engine.rates import inputs

TITLE = "Scaling: the time of a chance path as one size grows"
BASE = {"places": 20, "flows": 100, "groups": 10, "steps": 100, "people": 100_000}
VARIED = {
    "flows": (10, 30, 100, 300, 1_000, 3_000, 10_000),
    "groups": (1, 3, 10, 30, 100, 300, 1_000),
    "steps": (10, 30, 100, 300, 1_000, 3_000, 10_000),
    "draws": (1, 3, 10, 30, 100, 300, 1_000),
    "people": (10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000, 10_000_000),
}
UPPER = 4  # the slope is fitted to the largest sizes: below, what every call costs hides it


def run(plan: Plan) -> Outcome:
    measured = points(plan)
    lines = [
        "| grows | from | to | time at the first | at the last | slope |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for varied in VARIED:
        own = [p for p in measured if p.varied == varied]
        ends = f"{own[0].seconds * 1e3:.2f} ms | {own[-1].seconds * 1e3:,.1f} ms"
        lines.append(f"| {varied} | {own[0].size:,} | {own[-1].size:,} | {ends} | {slope(own):.2f} |")
    others = ", ".join(f"{size:,} {name}" for name, size in BASE.items())
    lines += [
        "",
        f"The others stay at {others} and one draw. Slope: of log time in log size, over the largest {UPPER} sizes.",
    ]
    return Outcome((), (), tuple(lines), tuple(measured))


def points(plan: Plan) -> list[Point]:
    measured: list[Point] = []
    for varied, sizes in VARIED.items():
        for size in sizes[:3] if plan.miniature else sizes:
            measured.append(Point(varied, size, _time(plan, varied, size)))
    return measured


def slope(of: list[Point]) -> float:
    """Of log time in log size, at the largest sizes."""
    logs = np.log([(p.size, p.seconds) for p in of[-UPPER:]])
    return float(np.polyfit(logs[:, 0], logs[:, 1], 1)[0])


def _time(plan: Plan, varied: str, size: int) -> float:
    """Median seconds of all draws."""
    draws = size if varied == "draws" else 1
    study = sized(**({**BASE, varied: size} if varied != "draws" else BASE))
    model = compile_study(study)
    given = inputs(model, np.zeros(0), study.calendar.steps)
    seconds: list[float] = []
    chance_path(model, given, seed=1, draw=0)
    while len(seconds) < plan.repeats and sum(seconds) < plan.seconds / 10:
        began = perf_counter()
        for draw in range(draws):
            chance_path(model, given, seed=len(seconds), draw=draw)
        seconds.append(perf_counter() - began)
    return median(seconds)
