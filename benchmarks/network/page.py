"""The tables of accuracy and of speed, the same for the terminal and for docs/network.md."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from benchmarks import document
from benchmarks.environments import ROOT
from benchmarks.network.accuracy import FLEE_WITHOUT, SPANS, Learned, Row
from benchmarks.network.speed import Ensemble, Large, Timed
from benchmarks.table import duration

DOCUMENT = ROOT / "docs" / "network.md"
BY = "python -m benchmarks.network"
UNITS = {
    "room": "an empty camp over a full one",
    "ways": "each doubling of the roads into a camp",
    "compatriots": "each doubling of the people there",
    "doubling": "each doubling of the way",
}


def accuracy_lines(rows: Sequence[Row], given: Learned, withheld: Learned) -> list[str]:
    """What was learned, the table, and what became of the targets."""
    head = ["", "Flee", "by capacity", "**given**", "Flee, withheld", "**withheld**", "30 days stay", "90 days stay"]
    head += ["skill at 30", "at 90", "together", "naive as published"]
    cells = [_cells(row) for row in rows]
    means = [np.array([row.flee, row.naive[1], row.given, math.nan, row.withheld, *row.naive[2:]]) for row in rows]
    mean = [_number(float(x)) for x in np.mean(means, axis=0)]
    skills = [row.skill for row in rows if not math.isnan(row.skill)]
    cells.append(["mean", *mean, "", "", _number(float(np.mean(skills)) if skills else math.nan), ""])
    return [*_learned(given, withheld), "", *_table(head, cells), "", *_verdicts(rows)]


def _cells(row: Row) -> list[str]:
    ahead = {one.days: _number(one.whole) for one in row.ahead}
    best = min(x for x in (row.flee, row.naive[1]) if not math.isnan(x))
    bound = FLEE_WITHOUT.get(row.name, math.nan)
    return [
        row.name,
        _number(row.flee),
        _number(row.naive[1]),
        f"{_number(row.given)} {'✓' if row.given < best else '✗'}",
        _number(bound),
        _number(row.withheld) + ("" if math.isnan(bound) else " ✓" if row.withheld < bound / 2 else " ✗"),
        *map(_number, row.naive[2:]),
        ahead.get(30, "–"),
        ahead.get(90, "–"),
        f"{_number(row.skill)} {'✓' if row.skill > 0 else '✗'}",
        "–" if not row.published else "✓" if row.recomputed else "✗",
    ]


def _learned(given: Learned, withheld: Learned) -> list[str]:
    head = ["what draws people to a camp", "factor for", "with capacities", "without"]
    both = [learned.factors() for learned in (given, withheld)]
    names = [name for name in UNITS if any(name in factors for factors in both)]
    return _table(head, [[name, UNITS[name], *(_factor(factors.get(name)) for factors in both)] for name in names])


def _factor(triple: tuple[float, float, float] | None) -> str:
    return "–" if triple is None else f"{triple[1]:.3g} ({triple[0]:.2g} to {triple[2]:.2g})"


def _verdicts(rows: Sequence[Row]) -> list[str]:
    below = [row for row in rows if row.given < min(x for x in (row.flee, row.naive[1]) if not math.isnan(x))]
    bare = [row for row in rows if row.name in FLEE_WITHOUT]
    half = [row for row in bare if row.withheld < FLEE_WITHOUT[row.name] / 2]
    skilled = [row for row in rows if row.skill > 0]
    held = [np.array([x for row in rows for one in row.ahead for x in one.held[k]]) for k in range(len(SPANS))]
    said = ", ".join(
        f"{span:.0%} ranges hold {x.mean() if x.size else 0:.0%}" for span, x in zip(SPANS, held, strict=True)
    )
    return [
        f"- given: below both Flee and the split by capacity in {len(below)} of {len(rows)} situations{_others(rows, below)}.",
        f"- withheld: below half of Flee's difference in {len(half)} of {len(bare)} where that is known{_others(bare, half)}.",
        f"- ahead: better than \"shares stay, last rate goes on\" in {len(skilled)} of {len(rows)}{_others(rows, skilled)}; "
        f"of {held[0].size} numbers {said}.",
    ]  # fmt: skip


def _others(rows: Sequence[Row], met: Sequence[Row]) -> str:
    names = [row.name for row in rows if row not in met]
    return f" (not {', '.join(names)})" if names else ""


def speed_lines(
    timed: Sequence[Timed],
    many: Ensemble,
    crowds: Sequence[Timed],
    large: Large,
    known: Mapping[str, Mapping[str, float]],
) -> list[str]:
    """Times of one run of each situation beside Flee's, then of many runs, of ever more people, and of a large network."""
    head = ["", "places", "days", "people", "expected path", "by chance", "Flee, CPU", "× wayhome by chance"]
    cells: list[list[str]] = []
    for one in timed:
        peer = known.get(one.name, {}).get("full_scale_cpu_s", math.nan)
        ratio = "–" if math.isnan(peer) else f"{peer / one.chance:,.0f}"
        numbers = [f"{one.places}", f"{one.days}", f"{one.people:,.0f}", duration(one.expected), duration(one.chance)]
        cells.append([one.name, *numbers, "–" if math.isnan(peer) else f"{peer:,.0f} s", ratio])
    slowest = max(one.chance for one in timed)
    first, last = crowds[0], crowds[-1]
    return [
        *_table(head, cells),
        "",
        f"- the slowest situation: {duration(slowest)} a run, at most 10 ms wanted: {'reached' if slowest <= 0.01 else 'missed'}.",
        f"- {many.runs:,} runs of {many.name} by chance, parameters drawn anew for each, with ranges: {duration(many.seconds)}.",
        f"- {crowds[0].name} with {first.people:,.0f} people: {duration(first.chance)} by chance, {duration(first.expected)} "
        f"expected; with {last.people:,.0f}: {duration(last.chance)} and {duration(last.expected)}.",
        f"- a network of {large.places:,} places × {large.days:,} days, {large.pairs:,} pairs to choose among, {large.people:,.0f} "
        f"people: {duration(large.expected)} expected, {duration(large.chance)} by chance, after {duration(large.set_up)} of "
        "laying it out.",
    ]  # fmt: skip


def write(
    rows: Sequence[Row],
    given: Learned,
    withheld: Learned,
    *,
    timed: Sequence[Timed],
    many: Ensemble,
    crowds: Sequence[Timed],
    large: Large,
    known: Mapping[str, Mapping[str, float]],
) -> None:
    """Renew the generated parts of docs/network.md."""
    parts = {
        "accuracy": accuracy_lines(rows, given, withheld),
        "speed": speed_lines(timed, many, crowds, large, known),
    }
    document.write(parts, DOCUMENT, by=BY)


def _number(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.3f}"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Markdown, columns as wide as their widest cell, all but the first to the right."""
    widths = [max(len(row[k]) for row in (head, *rows)) for k in range(len(head))]
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    lines = [[row[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(row[1:], widths[1:]))] for row in (head, *rows)]
    return ["| " + " | ".join(cells) + " |" for cells in (lines[0], rule, *lines[1:])]
