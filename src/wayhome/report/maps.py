"""The map: places that say where they are, the routes between them, and the people there on one date after another."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import altair as alt

from wayhome.report import theme, words
from wayhome.report.charts import Mark, Spec, days, plain_spec
from wayhome.report.outlines import Box, outlines
from wayhome.report.tables import Fan, Headline, Key
from wayhome.study.resolved import Place, Study

MOMENTS = 48  # dates that can be stepped through
HEIGHT = 520
MARGIN = 0.12  # of the places' extent, on each side
LEAST = 0.4  # degrees from the middle to the edge, at least
NEAR = 45  # days that a count stays on the map
OTHER = "Other places"
WORDS = (140, 27)  # pixels that a name with its people is wide and high
NARROW = 700  # pixels of width that names are laid out for
WORTH_NAMING = 0.02  # of the most people ever in one place
NOTE = (
    "People in each place on the date chosen below the map; circles as large as the middle values, outlined in dark the last "
    f"count of up to {NEAR} days before. Lines are routes. Outlines: Natural Earth, 1:110 million, rough at this scale."
)


def mapped(study: Study) -> list[Place]:
    """The places that say where they are; a map takes two of them."""
    found = [place for place in study.places.values() if place.at is not None]
    return found if len(found) > 1 else []


def chart(
    study: Study, fans: Mapping[Key, Fan], marks: Mapping[Key, Sequence[Mark]], head: Headline
) -> tuple[Spec, str] | None:
    """The map as a specification, and in words; None where fewer than two places say where they are."""
    places = [place for place in mapped(study) if (place.name, "stock", head.cell) in fans]
    if len(places) < 2:
        return None
    fan = {place.name: fans[place.name, "stock", head.cell] for place in places}
    dates = fan[places[0].name].dates
    shown = _moments(dates, head.as_of)
    day = days(study.calendar)
    moments = [(dates[i], date.fromisoformat(day.get(dates[i], f"{study.calendar.start.first}"))) for i in shown]
    rows = [
        row
        for place in places
        for row in _rows(place, fan[place.name], marks.get((place.name, "stock", head.cell), ()), moments)
    ]
    top = max(row["m"] for row in rows) or 1.0
    spec = _spec(study, places, rows, [words.date(dates[i]) for i in shown], shown.index(dates.index(head.as_of)), top)
    end = dates[-1]
    most = sorted(places, key=lambda place: -fan[place.name].at(end).mid)[:6]
    says = ", ".join(f"{place.title} {fan[place.name].at(end)}" for place in most)
    return spec, f"People in each place, {words.moment(end)}: {says}."


def _moments(dates: Sequence[str], as_of: str) -> list[int]:
    """Which dates can be stepped to: some that lie evenly, as_of and the last among them."""
    stride = max(1, math.ceil(len(dates) / MOMENTS))
    return sorted({*range(0, len(dates), stride), dates.index(as_of), len(dates) - 1})


def _rows(place: Place, fan: Fan, marks: Sequence[Mark], moments: Sequence[tuple[str, date]]) -> list[dict[str, Any]]:
    assert place.at is not None
    latitude, longitude = place.at
    counted = sorted((date.fromisoformat(mark.day), mark.best) for mark in marks if mark.sense == "about")
    rows: list[dict[str, Any]] = []
    for i, (label, today) in enumerate(moments):
        people = fan.at(label)
        row: dict[str, Any] = {"i": i, "n": place.name, "t": place.title, "y": latitude, "x": longitude}
        row["k"] = words.name(place.kind) if place.kind else OTHER
        row |= {"m": round(people.mid, 1), "r": str(people)}
        recent = [best for day, best in counted if 0 <= (today - day).days <= NEAR]
        rows.append(row | {"c": recent[-1]} if recent else row)
    return rows


def _spec(
    study: Study, places: Sequence[Place], rows: list[dict[str, Any]], dates: Sequence[str], now: int, top: float
) -> Spec:
    box = _box(places)
    latitude, longitude, wide, high = _centre(box)
    pixels = min(NARROW / wide, HEIGHT / high)  # of one radian, in a window that is not wide
    moment = alt.param("moment", value=now, bind=alt.binding_range(min=0, max=len(dates) - 1, step=1, name="Date "))
    when = (
        alt.Chart(alt.InlineData(values=[{"i": i, "d": label} for i, label in enumerate(dates)]))
        .transform_filter("datum.i == moment")
        .mark_text(align="left", baseline="top", fontSize=17, fontWeight=600, x=10, y=8, aria=False)
        .encode(text="d:N")
    )
    scale = alt.ExprRef(f"min(width / {wide:.6g}, {HEIGHT} / {high:.6g})")
    layers = alt.layer(*_ground(study, places, box), *_people(rows, top, longitude, pixels), when).add_params(moment)
    layers = layers.project(type="mercator", center=[longitude, latitude], scale=scale)
    return plain_spec(layers, height=HEIGHT)


def _ground(study: Study, places: Sequence[Place], box: Box) -> tuple[Any, Any]:
    """Outlines and routes."""
    land = alt.Chart(alt.InlineData(values=outlines(box))).mark_geoshape(
        fill=theme.by_variable("paper"), stroke=theme.by_variable("line"), strokeWidth=1.5, clip=True, aria=False
    )
    spots = {place.name: place.at for place in places if place.at is not None}
    ways = {(a, b) for route in study.routes for a, b in [sorted((route.origin, route.to))] if {a, b} <= spots.keys()}
    lines = [dict(zip("yxvu", (*spots[a], *spots[b]), strict=True)) for a, b in sorted(ways)]
    roads = (
        alt.Chart(alt.InlineData(values=lines))
        .mark_rule(color=theme.by_variable("muted"), opacity=0.35, clip=True, aria=False)
        .encode(longitude="x:Q", latitude="y:Q", longitude2="u:Q", latitude2="v:Q")
    )
    return land, roads


def _people(rows: Sequence[dict[str, Any]], top: float, middle: float, pixels: float) -> Iterator[Any]:
    """Circles, the counts around them, and names beside them, towards the middle."""
    base = (
        alt.Chart(alt.InlineData(values=[row | {"e": row["x"] > middle} for row in rows]))
        .transform_filter("datum.i == moment")
        .encode(longitude="x:Q", latitude="y:Q")
    )
    kinds = list(dict.fromkeys(row["k"] for row in sorted(rows, key=lambda row: -row["m"])))
    hues = [theme.by_variable(theme.SERIES[i % len(theme.SERIES)]) for i in range(len(kinds))]
    legend = alt.Legend(title=None, orient="top") if len(kinds) > 1 else None
    hue = alt.Color("k:N", scale=alt.Scale(domain=kinds, range=hues), legend=legend)
    size = alt.Scale(domain=[0, top], range=[4, 1600])
    tooltip = [
        alt.Tooltip("t:N", title="Place"),
        alt.Tooltip("r:N", title="People (90% range)"),
        alt.Tooltip("c:Q", title="Last count", format=",.0f"),
    ]
    circles = base.mark_circle(opacity=0.6, clip=True)
    yield circles.encode(size=alt.Size("m:Q", scale=size, legend=None), color=hue, tooltip=tooltip)
    counts = base.transform_filter("isValid(datum.c)").mark_point(
        filled=False, strokeWidth=1.6, color=theme.by_variable("claim"), clip=True, aria=False
    )
    yield counts.encode(size=alt.Size("c:Q", scale=size, legend=None))
    named = alt.FieldOneOfPredicate(field="n", oneOf=_named(rows, top, middle, pixels))
    text = base.transform_filter(named).transform_calculate(
        s="width < 500 ? datum.t : datum.t + '\\n' + datum.r"  # on a phone its name alone
    )
    style: dict[str, Any] = {"lineBreak": "\n", "dy": -4, "fontSize": 11, "clip": True, "aria": False}
    yield text.transform_filter("!datum.e").mark_text(align="left", dx=9, **style).encode(text="s:N")
    yield text.transform_filter("datum.e").mark_text(align="right", dx=-9, **style).encode(text="s:N")


def _named(rows: Sequence[dict[str, Any]], top: float, middle: float, pixels: float) -> list[str]:
    """The places whose names are written: those with most people first, each where its words cover no other's."""
    most: dict[str, dict[str, Any]] = {}
    for row in rows:
        if row["m"] >= max(WORTH_NAMING * top, most.get(row["n"], row)["m"]):
            most[row["n"]] = row
    taken: list[tuple[float, float]] = []
    found: list[str] = []
    for name, row in sorted(most.items(), key=lambda item: -item[1]["m"]):
        left = math.radians(row["x"]) * pixels - (WORDS[0] if row["x"] > middle else 0)
        above = -_mercator(row["y"]) * pixels
        if all(abs(left - x) >= WORDS[0] or abs(above - y) >= WORDS[1] for x, y in taken):
            taken.append((left, above))
            found.append(name)
    return sorted(found)


def _box(places: Sequence[Place]) -> Box:
    spots = [place.at for place in places if place.at is not None]
    south, north = min(at[0] for at in spots), max(at[0] for at in spots)
    west, east = min(at[1] for at in spots), max(at[1] for at in spots)
    tall, wide = (max(LEAST, MARGIN * size) for size in (north - south, east - west))
    return Box(max(-84.0, south - tall), west - wide, min(84.0, north + tall), east + wide)


def _mercator(latitude: float) -> float:
    return math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2))


def _centre(box: Box) -> tuple[float, float, float, float]:
    """Latitude and longitude of the middle as Mercator draws it, and the box's width and height on the unit sphere."""
    low, high = _mercator(box.south), _mercator(box.north)
    middle = math.degrees(2 * math.atan(math.exp((low + high) / 2)) - math.pi / 2)
    return middle, (box.west + box.east) / 2, math.radians(box.east - box.west), high - low
