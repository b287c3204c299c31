"""Panels: charts with their headings and what they say in words, for the report's page and for the rooms of the workbench."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from wayhome.report import charts, maps, moves, scenarios, tables, theme, words
from wayhome.report import plan as programmes
from wayhome.report.charts import Mark, Spec
from wayhome.report.differences import differences
from wayhome.report.scenarios import Change
from wayhome.report.tables import Fan, Headline, Key, Series
from wayhome.study.resolved import Study

if TYPE_CHECKING:
    import pandas as pd

    from wayhome.fit.summary import SourceLine
    from wayhome.plan.programmes import Plan

Embed: TypeAlias = Callable[[Spec], str]
"""A specification as the text that stands in the page."""


@dataclass(frozen=True, slots=True)
class Panel:
    """A chart with its heading and what it says in words. why: where its claims are, on pages that have such a place."""

    id: str
    title: str
    figure: str
    range: str
    says: str
    spec: str
    why: str = ""


def of_places(
    study: Study, fans: Mapping[Key, Fan], head: Headline, conflict: tuple[str, Sequence[str]]
) -> list[Series]:
    """The people in each place that is worth showing, and in the areas of conflict."""
    chosen = tables.places_shown(study, fans, head, conflict)
    return [
        Series(
            tables.place_title(study, place) + (", in all" if place in study.areas else ""),
            (place, "stock", head.cell),
            fan,
        )
        for place, fan in chosen
    ]


def fan(
    id: str,
    series: Series,
    study: Study,
    marks: Mapping[Key, Sequence[Mark]],
    *,
    embed: Embed,
    ceiling: float = 0.0,
    large: bool = False,
    hue: str = "c1",
) -> Panel:
    """People over time, with the claims that speak of them."""
    title, key, shown = series
    spec = charts.fan(shown, study.calendar, marks=marks.get(key, ()), ceiling=ceiling, large=large, hue=hue)
    end, as_of = shown.dates[-1], study.calendar.label(study.calendar.as_of_state)
    figure, width = shown.at(end).rounded
    says = f"{title}: {shown.at(as_of)} at {words.moment(as_of)}, {shown.at(end)} at {words.moment(end)}."
    return Panel(id, title, figure, width, says, embed(spec))


def by_level(
    id: str, shown: Sequence[Series], study: Study, marks: Mapping[Key, Sequence[Mark]], *, embed: Embed
) -> list[Panel]:
    """Small charts, each in a colour of its own, on one scale unless `own_scale`."""
    ceiling = 0.0 if own_scale(shown) else max((max(series.fan.high) for series in shown), default=0.0)
    return [
        fan(f"{id}-{i}", series, study, marks, embed=embed, ceiling=ceiling, hue=theme.SERIES[i % len(theme.SERIES)])
        for i, series in enumerate(shown)
    ]


def by_place(
    id: str, shown: Sequence[Series], study: Study, marks: Mapping[Key, Sequence[Mark]], *, embed: Embed
) -> list[Panel]:
    """Small charts, each on a scale of its own."""
    return [fan(f"{id}-{i}", series, study, marks, embed=embed, hue="c6") for i, series in enumerate(shown)]


def own_scale(shown: Sequence[Series]) -> bool:
    """Whether the smallest would vanish on the scale of the largest."""
    tops = [max(series.fan.high) for series in shown]
    return bool(tops) and max(tops) > 8 * min(tops)


def places_map(
    study: Study, fans: Mapping[Key, Fan], marks: Mapping[Key, Sequence[Mark]], head: Headline, *, embed: Embed
) -> Panel | None:
    """Where people are, where the study's places say where they are."""
    drawn = maps.chart(study, fans, marks, head)
    return None if drawn is None else Panel("map", "Where they are", "", "", drawn[1], embed(drawn[0]))


def who_goes_where(
    flows: pd.DataFrame, study: Study, head: Headline, inside: Sequence[str], *, embed: Embed
) -> Panel | None:
    """None where nobody leaves the places `inside`."""
    ribbons = moves.ribbons(flows, study, head, inside)
    if not ribbons:
        return None
    return Panel("moves", "Who goes where", "", "", moves.says(ribbons, study, head), embed(moves.alluvial(ribbons)))


def changes(head: Headline, found: Sequence[Change], *, embed: Embed) -> Panel | None:
    """What scenarios would change; None where there is none."""
    if not found:
        return None
    says = "; ".join(f"{change.title}: {scenarios.signed(change.difference)[0]}" for change in found)
    return Panel("differences", scenarios.question(head, found), "", "", says, embed(differences(found)))


def of_programmes(made: Plan, *, embed: Embed) -> list[Panel]:
    """Who waits for each programme and who is in it."""
    return [
        Panel(f"programme-{k}", one.title, "", "", programmes.says(one), embed(programmes.chart(one, made)))
        for k, one in enumerate(made.programmes)
    ]


def leanings(sources: Sequence[SourceLine], *, embed: Embed) -> Panel | None:
    """How far the sources with most claims lean; None where nobody said anything."""
    lines = sorted(sources, key=lambda line: (-line.claims, line.origin))[:30]
    lines.sort(key=lambda line: line.mid)
    if not lines:
        return None
    named = [
        (
            f"{line.origin} ({line.grade})" if line.grade else line.origin,
            words.Spread(line.low, line.mid, line.high),
            line.claims,
        )
        for line in lines
    ]
    says = "; ".join(
        f"{origin}: {words.plain(bias.mid)} times what the model finds, range {words.plain(bias.low)} to {words.plain(bias.high)}"
        for origin, bias, _ in named
    )
    return Panel("bias", "Sources", "", "", says, embed(charts.sources(named)))
