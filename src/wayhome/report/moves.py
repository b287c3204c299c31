"""Who leaves the place of the conflict for where: people by group and destination, as ribbons, their chart, and in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import altair as alt

from wayhome.report import theme, words
from wayhome.report.charts import Spec, plain_spec
from wayhome.report.tables import Cell, Headline, place_title
from wayhome.report.words import Spread
from wayhome.study.resolved import Study

if TYPE_CHECKING:
    import pandas as pd

GROUPS = 8
DESTINATIONS = 9
OTHERS = "Others"
ELSEWHERE = "Other places"
TITLE = 17  # characters in a line of a name beside the ribbons
_colour = theme.by_variable


@dataclass(frozen=True, slots=True)
class Ribbon:
    """People of one group who reach one destination."""

    group: str
    to: str
    people: Spread


def conflict(flows: pd.DataFrame, study: Study, head: Headline) -> tuple[str, tuple[str, ...]]:
    """The area of the conflict and its places: the one that most people leave for the headline, then for anywhere.

    Areas with the headline or a final place in them are none. Without areas: ("", where people come to it from).
    """
    targets = set(study.places_in(head.place))
    ended = {name for name, place in study.places.items() if place.final}
    areas = {area: set(places) for area, places in study.areas.items() if not set(places) & (targets | ended)}
    rows = _selected(flows, study, head.cell)
    out = {
        area: (
            sum(row["q50"] for row in rows if row["origin"] in inside and row["to"] in targets),
            sum(row["q50"] for row in rows if row["origin"] in inside and row["to"] not in inside),
        )
        for area, inside in areas.items()
    }
    best = max(out, key=lambda area: out[area], default="")
    if best and out[best][1] > 0:
        return best, tuple(study.areas[best])
    origins = dict.fromkeys(
        place for flow in study.flows.values() if targets & {*flow.destinations} for place in flow.origin
    )
    starting = {stock.place for stock in study.stocks}
    return "", tuple(place for place in origins if place not in starting) or tuple(origins)


def _selected(flows: pd.DataFrame, study: Study, cell: Cell) -> list[dict[str, Any]]:
    """The rows of one selection that lead somewhere."""
    wanted = dict(zip(study.populations, cell, strict=True))
    return [row for row in flows.to_dict("records") if row["to"] and all(row[name] == wanted[name] for name in wanted)]


def ribbons(flows: pd.DataFrame, study: Study, head: Headline, inside: Collection[str]) -> list[Ribbon]:
    """People moved out of the places `inside` between as_of and the end, by group and destination.

    Where several flows lead one group to one place, their ranges are added end to end, which is the widest they can be.
    """
    first = next(iter(study.populations), "")
    region = study.regions.get(head.cell[0]) if head.cell else None
    levels = (region or {}).get(first) or study.populations.get(first, ("all",))
    sums: defaultdict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for row in flows.to_dict("records"):
        if row["origin"] not in inside or row["to"] in inside or not row["to"]:
            continue
        if row.get(first, "all") not in levels or any(
            row[name] != "all" for name in study.populations if name != first
        ):
            continue
        total = sums[str(row.get(first, "all")), str(row["to"])]
        for i, column in enumerate(("q05", "q50", "q95")):
            total[i] += float(row[column])
    return _merged({key: Spread(*total) for key, total in sums.items() if total[1] >= 0.5}, study)


def _merged(people: Mapping[tuple[str, str], Spread], study: Study) -> list[Ribbon]:
    """The largest groups and destinations by name, the rest together."""
    groups, places = _largest(people, 0, GROUPS), _largest(people, 1, DESTINATIONS)
    merged: defaultdict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for (group, to), spread in people.items():
        name = words.name(group) if group in groups else OTHERS
        place = place_title(study, to) if to in places else ELSEWHERE
        for i, value in enumerate((spread.low, spread.mid, spread.high)):
            merged[name, place][i] += value
    return [Ribbon(group, to, Spread(*values)) for (group, to), values in merged.items()]


def _largest(people: Mapping[tuple[str, str], Spread], side: int, most: int) -> set[str]:
    totals: defaultdict[str, float] = defaultdict(float)
    for key, spread in people.items():
        totals[key[side]] += spread.mid
    ordered = sorted(totals, key=lambda name: -totals[name])
    return set(ordered if len(ordered) <= most else ordered[: most - 1])


def says(found: Sequence[Ribbon], study: Study, head: Headline) -> str:
    """The people at each destination in one sentence, most first."""
    by_place: defaultdict[str, float] = defaultdict(float)
    for ribbon in found:
        by_place[ribbon.to] += ribbon.people.mid
    parts = ", ".join(f"{place} {words.number(n)}" for place, n in sorted(by_place.items(), key=lambda item: -item[1]))
    end = words.date(study.calendar.label(study.calendar.steps))
    return f"People who move on from {words.date(head.as_of)} to {end}, middle values: {parts}."


# ---- the chart ----------------------------------------------------------------------------------------------


def alluvial(ribbons: Sequence[Ribbon]) -> Spec:
    """Groups on the left, destinations on the right, ribbons as thick as people are many."""
    left = _column(ribbons, lambda ribbon: ribbon.group)
    right = _column(ribbons, lambda ribbon: ribbon.to)
    total = sum(ribbon.people.mid for ribbon in ribbons)
    longest = max(len(left), len(right))
    slot = 18 + 14 * max(
        words.lines(name, TITLE).count("\n") + 1 for name in (*left, *right)
    )  # room for name and range
    height = 190 + (slot + 14) * longest
    gap = slot / height
    scale = 1 - gap * longest
    hues = {group: theme.SERIES[i % len(theme.SERIES)] for i, group in enumerate(left)}
    starts, ends = _tops(left, total, scale, gap), _tops(right, total, scale, gap)
    starts_at, ends_at = dict(starts), dict(ends)
    bands: list[dict[str, Any]] = []
    order = {name: i for i, name in enumerate(right)}
    for ribbon in sorted(ribbons, key=lambda ribbon: (list(left).index(ribbon.group), order[ribbon.to])):
        thick = ribbon.people.mid / total * scale
        band = (f"{ribbon.group} → {ribbon.to}", str(ribbon.people), hues[ribbon.group])
        bands.extend(_band(band, starts[ribbon.group], ends[ribbon.to], thick))
        starts[ribbon.group] += thick
        ends[ribbon.to] += thick
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[1, 0], nice=False))
    x = alt.X(
        "x:Q",
        axis=None,
        scale=alt.Scale(domain=[0, 1], range=[0, alt.ExprRef("max(120, width - min(190, width * 0.42))")], nice=False),
    )
    hue = alt.Color(
        "c:N", scale=alt.Scale(domain=[*theme.SERIES], range=[_colour(role) for role in theme.SERIES]), legend=None
    )
    tooltip = [alt.Tooltip("n:N", title="Who and where to"), alt.Tooltip("r:N", title="People (range)")]
    flows = (
        alt.Chart(alt.InlineData(values=bands))
        .mark_area(opacity=0.55)
        .encode(x=x, y=y, y2="z:Q", detail="n:N", color=hue, tooltip=tooltip)
    )
    parts = [flows, *_nodes(left, starts_at, total, scale, 0.0), *_nodes(right, ends_at, total, scale, 1.0)]
    return plain_spec(alt.layer(*parts), height=height)


def _column(ribbons: Sequence[Ribbon], side: Callable[[Ribbon], str]) -> dict[str, Spread]:
    """The names on one side with their people, most first."""
    totals: defaultdict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for ribbon in ribbons:
        for i, value in enumerate((ribbon.people.low, ribbon.people.mid, ribbon.people.high)):
            totals[side(ribbon)][i] += value
    return {name: Spread(*values) for name, values in sorted(totals.items(), key=lambda item: -item[1][1])}


def _tops(column: dict[str, Spread], total: float, scale: float, gap: float) -> dict[str, float]:
    """Where each name begins, downwards from 0, the column centred."""
    top = (1 - scale - gap * (len(column) - 1)) / 2
    tops: dict[str, float] = {}
    for name, people in column.items():
        tops[name] = top
        top += people.mid / total * scale + gap
    return tops


def _band(band: tuple[str, str, str], start: float, end: float, thick: float) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for i in range(21):
        x = i / 20
        at = start + (end - start) * x * x * x * (x * (6 * x - 15) + 10)
        rows.append({"x": x, "y": round(at, 4), "z": round(at + thick, 4), "n": band[0], "r": band[1], "c": band[2]})
    return rows


def _nodes(column: dict[str, Spread], tops: dict[str, float], total: float, scale: float, at: float) -> list[Any]:
    rows: list[dict[str, Any]] = []
    for name, people in column.items():
        bottom = tops[name] + people.mid / total * scale
        rows.append(
            {
                "x": at,
                "y": tops[name],
                "z": bottom,
                "k": (tops[name] + bottom) / 2,
                "n": words.lines(name, TITLE),
                "r": str(people),
            }
        )
    base = alt.Chart(alt.InlineData(values=rows)).encode(x="x:Q")
    bar = base.mark_bar(width=7, xOffset=-3 if at else 3, color=_colour("ink"), cornerRadius=1.5).encode(
        y="y:Q", y2="z:Q"
    )
    limit = alt.ExprRef("max(110, min(180, width * 0.42 - 12))" if at else "width * 0.4")
    style: dict[str, Any] = {"align": "left", "dx": 10 if at else 13, "limit": limit}
    parts: list[Any] = [bar, base.mark_text(baseline="top", dy=2, fontSize=11.5, **style).encode(y="k:Q", text="r:N")]
    for breaks in sorted({str(row["n"]).count("\n") for row in rows}):
        named = [row for row in rows if str(row["n"]).count("\n") == breaks]
        text = alt.Chart(alt.InlineData(values=named)).mark_text(
            baseline="bottom", dy=-1 - 14 * breaks, lineBreak="\n", lineHeight=14, fontWeight=600, **style
        )
        parts.append(text.encode(x="x:Q", y="k:Q", text="n:N"))
    return parts
