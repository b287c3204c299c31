"""The forecast room: fans with the claims' ranges, by population or place, who goes where, and what a number rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from wayhome.fit.store import content_key
from wayhome.report import ledger, live, maps, moves, panels, tables, words
from wayhome.report.charts import Mark
from wayhome.report.marks import claim_marks
from wayhome.report.panels import Panel
from wayhome.report.tables import Fan, Headline, Key, Series
from wayhome.study.resolved import Study
from wayhome.workbench.desk import Desk
from wayhome.workbench.kept import Kept
from wayhome.workbench.pages import desk_of, page

if TYPE_CHECKING:
    import pandas as pd

PLACE = "place"  # as what the small charts tell apart


@dataclass(frozen=True, slots=True)
class View:
    """What the room has read of the desk. by: a population, or "place"; small: the series of the small charts."""

    kept: Kept
    fans: Mapping[Key, Fan]
    head: Headline
    by: str
    small: tuple[Series, ...]
    marks: Mapping[Key, Sequence[Mark]]


def forecast(request: Request) -> Response:
    """The room: one place, all who ever came there, told apart by one population or by place."""
    desk = desk_of(request)
    found = view(desk, request.query_params.get("of", ""), request.query_params.get("by", ""))
    if found is None:
        return page(request, "forecast_none.html.j2", room="forecast")
    return page(request, "forecast.html.j2", room="forecast", **laid_out(desk, found))


def view(desk: Desk, of: str = "", by: str = "") -> View | None:
    """None while there is no forecast; InvalidInput for a place that is none."""
    kept, fans, table = desk.kept(), desk.fans(), desk.table()
    if kept is None or fans is None or table is None:
        return None
    study = kept.fit.study
    head = tables.pick_headline(study, fans, of)
    by = by if by in (*study.populations, PLACE) else next(iter(study.populations), PLACE)
    marks = desk.once("marks", (content_key(desk.folder), desk.fit_mark()), lambda: claim_marks(kept.fit))
    small = desk.once(
        f"small {head.wanted} {by}", desk.table_mark(), lambda: tuple(_small(desk, study, fans, table, head, by))
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
    return desk.once(f"shown {found.head.wanted} {found.by}", mark, lambda: shown(desk, found))


def shown(desk: Desk, found: View) -> dict[str, Any]:
    """Everything that the template shows."""
    study, head, summary = found.kept.fit.study, found.head, found.kept.fit.summary
    key = (head.place, head.quantity, head.cell)
    fan = found.fans[key]
    main = Series(head.title, key, fan)
    made = desk.forecast()
    entries = ledger.entries(found.kept.fit.ledger, summary, made.outlooks if made is not None else ())
    return {
        **tables.opening(study, found.fans, head),
        "diagnosis": summary.diagnosis,
        "fan": _asked_why(panels.fan("fan", main, study, found.marks, embed=live.vega, large=True), main),
        "rests": ledger.rests_on(entries, summary, study, head)[: ledger.RESTS],
        "panels": _small_panels(found),
        "map": panels.places_map(study, found.fans, found.marks, head, embed=live.vega),
        "map_note": maps.NOTE,
        "moves": _moves(desk, found),
        "by": found.by,
        "ways": [*((name, words.name(name)) for name in study.populations), (PLACE, "Place")],
        "places": _reached(found),
        "rows": [
            (title, [f.at(label).rounded for label in (head.as_of, *head.ends)])
            for title, f in [*([("All", fan)] if found.by != PLACE else []), *((t, f) for t, _, f in found.small)]
        ],
    }


def _small(
    desk: Desk, study: Study, fans: Mapping[Key, Fan], table: pd.DataFrame, head: Headline, by: str
) -> list[Series]:
    """What the small charts show."""
    if by == PLACE:
        made = desk.forecast()
        conflict = moves.conflict(made.flows, study, head) if made is not None else ("", ())
        return panels.of_places(study, fans, head, conflict)
    if by == next(iter(study.populations), ""):
        return tables.parts_shown(study, fans, head)[: tables.SHOWN]
    return _of_levels(study, table, head, by)[: tables.SHOWN]


def _of_levels(study: Study, table: pd.DataFrame, head: Headline, by: str) -> list[Series]:
    """The levels of another population than the first, within the headline's cell, most people first."""
    names = list(study.populations)
    rows: Any = table[(table["place"] == head.place) & (table["quantity"] == head.quantity)]
    for name, level in zip(names, head.cell, strict=True):
        if name != by:
            rows = rows[rows[name] == level].assign(**{name: "all"})
    fans = tables.read_fans(rows, names)
    found: list[Series] = []
    for level in study.populations[by]:
        fan = fans.get((head.place, head.quantity, tables.cell_for(study, **{by: level})))
        if fan is not None and max(fan.high) >= 1:
            cell = tuple(level if name == by else held for name, held in zip(names, head.cell, strict=True))
            found.append(Series(words.name(level), (head.place, head.quantity, cell), fan))
    return sorted(found, key=lambda series: -series.fan.mid[-1])


def _small_panels(found: View) -> list[Panel]:
    laid = panels.by_place if found.by == PLACE else panels.by_level
    drawn = laid("small", found.small, found.kept.fit.study, found.marks, embed=live.vega)
    return [_asked_why(panel, series) for panel, series in zip(drawn, found.small, strict=True)]


def _asked_why(panel: Panel, series: Series) -> Panel:
    """With the page that says what its last number rests on."""
    return replace(panel, why=why_address(series.key, series.fan.dates[-1]))


def why_address(key: Key, date: str) -> str:
    """The page that says what a number rests on."""
    place, quantity, cell = key
    return "/forecast/why?" + urlencode(
        {"q": " ".join([quantity, place, *(f'"{one}"' for one in cell if one != "all"), date])}
    )


def _moves(desk: Desk, found: View) -> Panel | None:
    """Who goes where; None while the forecast that tells it is being made."""
    made = desk.forecast()
    if made is None:
        return None
    study, head = found.kept.fit.study, found.head
    _, inside = moves.conflict(made.flows, study, head)
    return panels.who_goes_where(made.flows, study, head, inside, embed=live.vega)


def _reached(found: View) -> list[tuple[str, str]]:
    """Places and areas that people come to, for the choice of what the room is about; the people there, if the study asks so."""
    study = found.kept.fit.study
    own = tables.pick_headline(study, found.fans)
    asked = [(own.wanted, own.full_title)] if own.quantity == "stock" else []
    return [*asked, *tables.reached(study, found.fans, found.head.cell)]


ROUTES = [Route("/forecast", forecast)]
