"""Who leaves the place of the conflict for where: the ribbons of the report's flow chart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from wayhome.report import words
from wayhome.report.charts import Ribbon
from wayhome.report.tables import Cell, Headline, place_title
from wayhome.report.words import Spread
from wayhome.study.resolved import Study

if TYPE_CHECKING:
    import pandas as pd

GROUPS = 8
DESTINATIONS = 9
OTHERS = "Others"
ELSEWHERE = "Other places"


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
