"""What the fits of `calibrate` show: tables for the terminal and docs/calibration.md, and the pictures."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import vl_convert

from tests.slow import small
from tests.slow.bands import ALPHA, Band, band
from tests.slow.simulated import INSIDE, RANKED, Ranks
from wayhome.report import theme

ROOT = Path(__file__).resolve().parents[2]
PAGE, FOLDER = ROOT / "docs" / "calibration.md", ROOT / "docs" / "calibration"
PLANNED = 1000
LEAST = 20  # fits below which nothing is said of a case
Fits = Mapping[tuple[str, int], Ranks]
MEANING = {
    "as fitted": "ledgers drawn just as the likelihood has it",
    "wrong grade": "the ministry is graded B and errs like a C",
    "very wrong grade": "the same, like a D: three times as far as its grade says",
    "past by chance": "the past happened by chance; claims speak of what happened, convoys and all",
    "few people": "the same with a fiftieth of the people: counts of 2 to 100",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the ranks of one number are uniform: within its own 95% band, and within that of all numbers together."""

    name: str
    p: float
    within: bool
    within_all: bool
    covered: float


def verdicts(fits: Sequence[Ranks]) -> list[Verdict]:
    columns = ranked(fits)
    own = band(len(fits), RANKED)
    every = band(len(fits), RANKED, alpha=ALPHA / len(columns))
    return [
        Verdict(name, own.p(ranks), own.holds(ranks), every.holds(ranks), float(np.isin(ranks, INSIDE).mean()))
        for name, ranks in columns.items()
    ]


def ranked(fits: Sequence[Ranks]) -> dict[str, np.ndarray]:
    """Ranks (fit,) of every parameter and forecast number, and of the density."""
    names = [(kind, name) for kind in ("parameters", "numbers") for name in getattr(fits[0], kind)]
    return {name: np.array([getattr(fit, kind)[name] for fit in fits]) for kind, name in names}


def coverage(fits: Sequence[Ranks]) -> dict[str, tuple[float, float, int]]:
    """By what is asked for: the share of 90% ranges that hold the truth, its standard error (fits are independent, the numbers
    of one fit are not), and how many ranges."""
    held: dict[str, list[np.ndarray]] = defaultdict(list)
    for fit in fits:
        kinds: dict[str, list[bool]] = defaultdict(list)
        for claim, rank in fit.claims.items():
            kinds[small.kind(claim)].append(rank in INSIDE)
            kinds["all that claims speak of"].append(rank in INSIDE)
        kinds["parameters"] = [rank in INSIDE for rank in fit.parameters.values()]
        kinds["forecast"] = [rank in INSIDE for name, rank in fit.numbers.items() if name != "log density"]
        for kind, each in kinds.items():
            held[kind].append(np.array(each, float))
    return {
        kind: (
            float(np.mean([e.mean() for e in each])),
            float(np.std([e.mean() for e in each], ddof=1) / np.sqrt(len(each))),
            sum(e.size for e in each),
        )
        for kind, each in sorted(held.items())
    }


def show(done: Fits, seed: int, *, write: bool) -> None:
    """Print the tables; with `write` put them, and the pictures, into the docs."""
    cases: dict[str, list[Ranks]] = defaultdict(list)
    for (case, _), fit in sorted(done.items(), key=lambda item: (list(MEANING).index(item[0][0]), item[0][1])):
        cases[case].append(fit)
    cases = {case: fits for case, fits in cases.items() if len(fits) >= LEAST}
    parts = {"fits": _fits(cases, seed), "ranks": _ranks(cases), "coverage": _coverage(cases)}
    for lines in parts.values():
        print(*lines, "", sep="\n")
    if write:
        text = PAGE.read_text(encoding="utf-8")
        for name, lines in parts.items():
            text = _replaced(text, name, lines)
        PAGE.write_text(text, encoding="utf-8")
        FOLDER.mkdir(parents=True, exist_ok=True)
        draw(cases["as fitted"], FOLDER / "ranks.svg")


def _replaced(text: str, name: str, lines: Sequence[str]) -> str:
    pattern = rf"(<!-- {name}: generated[^\n]*-->\n).*?(\n<!-- end of {name} -->)"
    text, found = re.subn(pattern, lambda m: f"{m[1]}\n" + "\n".join(lines) + f"\n{m[2]}", text, flags=re.DOTALL)
    assert found == 1, name
    return text


def _fits(cases: Mapping[str, Sequence[Ranks]], seed: int) -> list[str]:
    lines = ["| case | what is simulated | fits | effective draws, least and median | divergences |"]
    lines.append("| --- | --- | ---: | ---: | ---: |")
    for case, fits in cases.items():
        effective = [fit.effective for fit in fits]
        lines.append(
            f"| {case} | {MEANING[case]} | {len(fits):,} | {min(effective):.0f}, {np.median(effective):.0f} | "
            f"{sum(fit.divergences for fit in fits)} |"
        )
    made = len(cases["as fitted"])
    planned = "" if made >= PLANNED else f" These are {made} fits of the {PLANNED:,} that are planned."
    return [*lines, "", f"Seeds from {seed}; {RANKED} draws of each fit are ranked.{planned}"]


def _ranks(cases: Mapping[str, Sequence[Ranks]]) -> list[str]:
    found = verdicts(cases["as fitted"])
    outside = [v.name for v in found if not v.within]
    lines = ["| number | within its own 95% band | p | 90% range holds the truth |", "| --- | --- | ---: | ---: |"]
    lines += [f"| {v.name} | {'yes' if v.within else '**no**'} | {v.p:.2f} | {v.covered:.1%} |" for v in found]
    lines += [
        "",
        f"{len(found) - len(outside)} of {len(found)} lie within their own 95% bands; of so many, {len(found) * ALPHA:.1f} would "
        f"lie outside by chance. Within the 95% band of all of them together (each at {1 - ALPHA / len(found):.1%}): "
        f"{sum(v.within_all for v in found)} of {len(found)}.",
    ]
    return lines


def _coverage(cases: Mapping[str, Sequence[Ranks]]) -> list[str]:
    each = {case: coverage(fits) for case, fits in cases.items()}
    kinds = list(dict.fromkeys(kind for found in each.values() for kind in found))
    lines = [f"| 90% ranges of | {' | '.join(each)} |", "| --- |" + " ---: |" * len(each)]
    for kind in kinds:
        cells = [f"{found[kind][0]:.1%} ± {found[kind][1]:.1%}" for found in each.values()]
        lines.append(f"| {kind} | {' | '.join(cells)} |")
    seeds = {fit.seed for case, fits in cases.items() if case != "as fitted" for fit in fits}
    same = [fit for fit in cases["as fitted"] if fit.seed in seeds]
    lines += ["", "± one standard error."]
    if len(same) >= LEAST:
        share, error, _ = coverage(same)["all that claims speak of"]
        lines[-1] += (
            f" On the seeds of the other cases, “as fitted” gives {share:.1%} ± {error:.1%} of all that claims speak of."
        )
    return lines


def draw(fits: Sequence[Ranks], path: Path) -> None:
    """One panel a number: its ranks' distribution function less the uniform one, within the 95% band."""
    columns = ranked(fits)
    path.write_text(vl_convert.vegalite_to_svg(_specification(columns, band(len(fits), RANKED))), encoding="utf-8")


def _specification(columns: Mapping[str, np.ndarray], within: Band) -> dict[str, Any]:
    points = np.arange(1, RANKED + 1) / (RANKED + 1)
    rows: list[dict[str, Any]] = []
    for name, ranks in columns.items():
        below = (ranks[:, None] <= np.arange(RANKED)).mean(axis=0)
        rows += [
            {"name": name, "x": x, "y": y - x, "low": low / within.number - x, "high": high / within.number - x}
            for x, y, low, high in zip(points, below, within.low, within.high, strict=True)
        ]
    x = alt.X("x:Q", title=None).axis(values=[0, 0.5, 1], format="%")
    panel = alt.layer(
        alt.Chart().mark_area(color=theme.LIGHT["soft"]).encode(x=x, y=alt.Y("low:Q", title=None), y2="high:Q"),
        alt.Chart()
        .mark_line(color=theme.LIGHT["accent"], strokeWidth=1.5, interpolate="step-after")
        .encode(x=x, y="y:Q"),
        data=pd.DataFrame(rows),
    )
    chart = panel.properties(width=150, height=90).facet(
        alt.Facet("name:N", title=None, sort=list(columns), header=alt.Header(labelFontSize=11)), columns=4
    )
    margin = dict.fromkeys(("left", "top", "right", "bottom"), 12)
    config = theme.config() | {"background": theme.LIGHT["paper"], "padding": margin}
    return chart.properties(config=config).to_dict()
