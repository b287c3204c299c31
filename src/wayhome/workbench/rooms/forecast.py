"""The forecast room: fans with the claims' ranges, by population or place, who goes where, and what a number rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from wayhome.fit.store import content_key
from wayhome.report import charts, ledger, live, maps, moves, page, tables, theme, words
from wayhome.report.page import Panel
from wayhome.report.tables import Fan, Headline, Key
from wayhome.study.resolved import Study
from wayhome.workbench.desk import Desk
from wayhome.workbench.kept import Kept
from wayhome.workbench.pages import desk_of
from wayhome.workbench.pages import page as room

if TYPE_CHECKING:
    import pandas as pd

PLACE = "place"  # as what the small charts tell apart
RESTS = 5  # claims shown beside the large chart


@dataclass(frozen=True, slots=True)
class View:
    """What the room has read of the desk. by: a population, or "place"; small: the series of the small charts."""

    kept: Kept
    fans: Mapping[Key, Fan]
    head: Headline
    by: str
    small: tuple[tuple[str, Key, Fan], ...]
    marks: Mapping[Key, Sequence[charts.Mark]]


def forecast(request: Request) -> Response:
    """The room: one place, all who ever came there, told apart by one population or by place."""
    desk = desk_of(request)
    found = view(desk, request.query_params.get("of", ""), request.query_params.get("by", ""))
    if found is None:
        return room(request, "forecast_none.html.j2", room="forecast")
    return room(request, "forecast.html.j2", room="forecast", **laid_out(desk, found))


def view(desk: Desk, of: str = "", by: str = "") -> View | None:
    """None while there is no forecast; InvalidInput for a place that is none."""
    kept, fans, table = desk.kept(), desk.fans(), desk.table()
    if kept is None or fans is None or table is None:
        return None
    study = kept.fit.study
    head = tables.pick_headline(study, fans, of)
    by = by if by in (*study.populations, PLACE) else next(iter(study.populations), PLACE)
    marks = desk.once("marks", (content_key(desk.folder), desk.fit_mark()), lambda: page.claim_marks(kept.fit))
    small = desk.once(
        f"small {head.place} {by}", desk.table_mark(), lambda: tuple(_small(desk, study, fans, table, head, by))
    )
    return View(kept, fans, head, by, small, marks)


def prepare(desk: Desk) -> None:
    """Lay out and compile the charts that are shown first."""
    found = view(desk)
    if found is not None:
        laid_out(desk, found)


def laid_out(desk: Desk, found: View) -> dict[str, Any]:
    """`shown`, kept for as long as the forecast and the ledger are the same."""
    mark = content_key(desk.folder), desk.table_mark()
    return desk.once(f"shown {found.head.place} {found.by}", mark, lambda: shown(desk, found))


def shown(desk: Desk, found: View) -> dict[str, Any]:
    """Everything that the template shows."""
    study, head, summary = found.kept.fit.study, found.head, found.kept.fit.summary
    fan = found.fans[head.place, "arrivals", head.cell]
    made = desk.forecast()
    outlooks = {line.id: line.words for line in made.outlooks} if made is not None else {}
    entries = ledger.entries(found.kept.fit.ledger, summary, outlooks)
    answer, before = tables.headline_sentence(found.fans, head)
    return {
        "head": head,
        "answer": answer,
        "before": before,
        "big": [(words.moment(label), *fan.at(label).rounded) for label in head.big],
        "diagnosis": summary.diagnosis,
        "fan": _panel("fan", head.title, fan, found, (head.place, "arrivals", head.cell), large=True),
        "rests": ledger.rests_on(entries, summary, study, head)[:RESTS],
        "panels": _panels(found),
        "map": _map(found),
        "map_note": maps.NOTE,
        "moves": _moves(desk, found),
        "by": found.by,
        "ways": [*((name, words.name(name)) for name in study.populations), (PLACE, "Place")],
        "places": _reached(found),
        "dates": [words.date(label, short=True) for label in (head.as_of, *head.ends)],
        "rows": [
            (title, [f.at(label).rounded for label in (head.as_of, *head.ends)])
            for title, f in [*([("All", fan)] if found.by != PLACE else []), *((t, f) for t, _, f in found.small)]
        ],
        "as_of": words.date(head.as_of),
        "start": words.date(str(study.calendar.start)),
        "end": words.moment(fan.dates[-1]),
    }


def _small(
    desk: Desk, study: Study, fans: Mapping[Key, Fan], table: pd.DataFrame, head: Headline, by: str
) -> list[tuple[str, Key, Fan]]:
    """Title, key and series of every small chart."""
    if by == PLACE:
        made = desk.forecast()
        conflict = moves.conflict(made.flows, study, head) if made is not None else ("", ())
        chosen = tables.places_shown(study, fans, head, conflict)
        return [
            (
                tables.place_title(study, name) + (", in all" if name in study.areas else ""),
                (name, "stock", head.cell),
                fan,
            )
            for name, fan in chosen
        ]
    first = next(iter(study.populations), "")
    if by == first:
        chosen = tables.levels_shown(study, fans, head)
        found = [(level, tables.cell_for(study, **{first: level}), fan) for level, fan in chosen]
    else:
        found = [(level, cell, fan) for level, cell, fan in _levels(study, table, head, by)]
    return [(words.name(level), (head.place, "arrivals", cell), fan) for level, cell, fan in found[: tables.SHOWN]]


def _levels(study: Study, table: pd.DataFrame, head: Headline, by: str) -> list[tuple[str, tuple[str, ...], Fan]]:
    """The levels of another population than the first, within the headline's cell, most people first."""
    names = list(study.populations)
    rows: Any = table[(table["place"] == head.place) & (table["quantity"] == "arrivals")]
    for name, level in zip(names, head.cell, strict=True):
        if name != by:
            rows = rows[rows[name] == level].assign(**{name: "all"})
    fans = tables.read_fans(rows, names)
    found: list[tuple[str, tuple[str, ...], Fan]] = []
    for level in study.populations[by]:
        fan = fans.get((head.place, "arrivals", tables.cell_for(study, **{by: level})))
        if fan is not None and max(fan.high) >= 1:
            cell = tuple(level if name == by else held for name, held in zip(names, head.cell, strict=True))
            found.append((level, cell, fan))
    return sorted(found, key=lambda one: -one[2].mid[-1])


def _panels(found: View) -> list[Panel]:
    fans = [fan for _, _, fan in found.small]
    tops = [max(fan.high) for fan in fans]
    alike = bool(tops) and max(tops) <= 8 * min(tops) and found.by != PLACE
    return [
        _panel(
            f"small-{i}", title, fan, found, key,
            ceiling=max(tops) if alike else 0.0,
            hue="c6" if found.by == PLACE else theme.SERIES[i % len(theme.SERIES)],
        )
        for i, (title, key, fan) in enumerate(found.small)
    ]  # fmt: skip


def _panel(
    id: str, title: str, fan: Fan, found: View, key: Key, *, ceiling: float = 0.0, large: bool = False, hue: str = "c1"
) -> Panel:
    calendar = found.kept.fit.study.calendar
    spec = charts.fan(fan, calendar, marks=found.marks.get(key, ()), ceiling=ceiling, large=large, hue=hue)
    end, as_of = fan.dates[-1], found.head.as_of
    figure, width = fan.at(end).rounded
    says = f"{title}: {fan.at(as_of)} at {words.moment(as_of)}, {fan.at(end)} at {words.moment(end)}."
    return Panel(id, title, figure, width, says, live.vega(spec), why_address(key, end))


def why_address(key: Key, date: str) -> str:
    """The page that says what a number rests on."""
    place, quantity, cell = key
    return "/forecast/why?" + urlencode(
        {"q": " ".join([quantity, place, *(f'"{one}"' for one in cell if one != "all"), date])}
    )


def _map(found: View) -> Panel | None:
    """Where people are, where the study's places say where they are."""
    drawn = maps.chart(found.kept.fit.study, found.fans, found.marks, found.head)
    return None if drawn is None else Panel("map", "Where they are", "", "", drawn[1], live.vega(drawn[0]))


def _moves(desk: Desk, found: View) -> Panel | None:
    """Who goes where; None while the forecast that tells it is being made."""
    made = desk.forecast()
    if made is None:
        return None
    study, head = found.kept.fit.study, found.head
    _, inside = moves.conflict(made.flows, study, head)
    ribbons = moves.ribbons(made.flows, study, head, inside)
    if not ribbons:
        return None
    by_place: dict[str, float] = {}
    for ribbon in ribbons:
        by_place[ribbon.to] = by_place.get(ribbon.to, 0.0) + ribbon.people.mid
    parts = ", ".join(f"{place} {words.number(n)}" for place, n in sorted(by_place.items(), key=lambda item: -item[1]))
    says = f"People who move on from {words.date(head.as_of)} on, middle values: {parts}."
    return Panel("moves", "Who goes where", "", "", says, live.vega(charts.alluvial(ribbons)))


def _reached(found: View) -> list[tuple[str, str]]:
    """Places and areas that people come to, for the choice of what the room is about."""
    study, cell = found.kept.fit.study, found.head.cell
    names = [*study.areas, *study.places]
    return [
        (name, tables.place_title(study, name))
        for name in names
        if (name, "arrivals", cell) in found.fans and max(found.fans[name, "arrivals", cell].high) >= 1
    ]


ROUTES = [Route("/forecast", forecast)]
