"""Who leaves the place of the conflict for where: the ribbons of the report's flow chart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING

from wayhome.report import words
from wayhome.report.charts import Ribbon
from wayhome.report.tables import Headline, place_title
from wayhome.report.words import Spread
from wayhome.study.resolved import Study

if TYPE_CHECKING:
    import pandas as pd

GROUPS = 8
DESTINATIONS = 9
OTHERS = "Others"
ELSEWHERE = "Elsewhere"


def conflict(study: Study, headline: str) -> tuple[str, ...]:
    """The places that people leave for the headline; the whole area where an area holds any of them.

    Places where people start are left out, unless all of them are such.
    """
    targets = study.places_in(headline)
    origins = dict.fromkeys(place for flow in study.flows.values() if flow.to in targets for place in flow.origin)
    starting = {stock.place for stock in study.stocks}
    left = [place for place in origins if place not in starting] or list(origins)
    holding = [places for places in study.areas.values() if set(places) & set(left) and not set(places) & set(targets)]
    if not holding:
        return tuple(left)
    return max(holding, key=lambda places: (len(set(places) & set(left)), -len(places)))


def ribbons(flows: pd.DataFrame, study: Study, head: Headline) -> list[Ribbon]:
    """People moved out of the place of the conflict between as_of and the end, by group and destination.

    Where several flows lead one group to one place, their ranges are added end to end, which is the widest they can be.
    """
    first = next(iter(study.populations), "")
    inside = set(conflict(study, head.place))
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
