"""The scenarios room: levers that answer while they move, beside a scenario of the study; and all of the study's scenarios."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from wayhome.compare import Comparison, chosen_scenarios, compare_study
from wayhome.errors import InvalidInput, Problem
from wayhome.report import beside, live, panels, tables, words
from wayhome.report import scenarios as told
from wayhome.report.panels import Panel
from wayhome.report.tables import Fan, Headline, Key
from wayhome.study.resolved import Study
from wayhome.study.scenarios import load_scenarios
from wayhome.workbench import whatif
from wayhome.workbench.desk import Desk
from wayhome.workbench.kept import Kept
from wayhome.workbench.levers import keep_scenario, levers, read_levers, starts
from wayhome.workbench.pages import Form, back, desk_of, page, posting
from wayhome.workbench.whatif import Asked, Turns

TURNS = Turns()


def scenarios(request: Request) -> Response:
    """The room: one place, the levers, and a scenario of the study beside them."""
    desk = desk_of(request)
    kept, fans = desk.kept(), desk.fans()
    if kept is None or fans is None:
        return page(request, "forecast_none.html.j2", room="scenarios")
    study = kept.fit.study
    head = _head(study, fans, request.query_params.get("of", ""))
    known = load_scenarios(desk.folder, study)
    name = request.query_params.get("beside", next(iter(known), ""))
    return page(
        request, "scenarios.html.j2", room="scenarios", head=head, levers=_grouped(study), starts=starts(study),
        known=known, beside=name if name in known else "", draws=desk.draws, few=whatif.FEW,
        places=tables.reached(study, fans, head.cell), by=words.moment(study.calendar.label(study.calendar.steps)),
        **_shown(desk, kept, head, known.get(name)), **_all(desk, kept, head, known, request),
    )  # fmt: skip


def prepare(desk: Desk) -> None:
    """Bring the draws to as_of before anybody moves a lever."""
    kept, fans = desk.kept(), desk.fans()
    if kept is not None and fans is not None and _ahead(kept):
        asked = _asked(kept, _head(kept.fit.study, fans, ""))
        whatif.usual(desk, kept, asked)
        moved = next(iter(levers(kept.fit.study)), "")
        if moved:
            whatif.moving(desk, kept, asked, {moved: 1.01}, starts(kept.fit.study)[0])


def _head(study: Study, fans: Mapping[Key, Fan], of: str) -> Headline:
    """What the room is about: everybody who ever comes to a place, whatever reports open with."""
    return tables.pick_headline(study, fans, tables.pick_headline(study, fans, of).place)


def _ahead(kept: Kept) -> bool:
    calendar = kept.fit.study.calendar
    return calendar.as_of_state < calendar.steps


def _asked(kept: Kept, head: Headline) -> Asked:
    study = kept.fit.study
    who = dict(zip(study.populations, head.cell, strict=True))
    region = next((study.regions[name] for name in who.values() if name in study.regions), {})
    return Asked(head.place, study.groups_in(region))


def _shown(desk: Desk, kept: Kept, head: Headline, scenario: Any) -> dict[str, Any]:
    """The chart as it is before anything moves, and the scenario beside it."""
    if not _ahead(kept):
        raise InvalidInput(
            [Problem("study.yaml", 0, "calendar", "there is no time after as_of; set a later 'end'", "W802")]
        )
    study, asked = kept.fit.study, _asked(kept, head)
    base = whatif.usual(desk, kept, asked)
    at = _at_as_of(desk, head)
    rows = whatif.rows(study, base, at)
    series: dict[str, Any] = {"usual": rows, "one": rows}
    other = whatif.under(desk, kept, asked, scenario) if scenario is not None else None
    if other is not None:
        series["other"] = whatif.rows(study, other, at)
    spec = live.vega(beside.beside(series, rows[0]["d"]))
    usual = whatif.said(base, base)
    says = f"{head.title}, as usual: {usual['figure']} ({usual['range']}) at the end."
    return {
        "panel": Panel("beside", head.title, "", "", says, spec, ""),
        "usual": usual,
        "other": whatif.said(other, base) if other is not None else None,
        "other_title": scenario.title if scenario is not None else "",
    }


def _at_as_of(desk: Desk, head: Headline) -> tuple[float, float, float]:
    fans = desk.fans()
    assert fans is not None
    there = fans[head.place, "arrivals", head.cell].at(head.as_of)
    return there.low, there.mid, there.high


def _all(desk: Desk, kept: Kept, head: Headline, known: dict[str, Any], request: Request) -> dict[str, Any]:
    """All scenarios of the study side by side, once they were asked for."""
    mark = desk.mark(), tuple(known.values())
    held = desk.held.get("compared")
    if not known or (request.query_params.get("compare") is None and (held is None or held[0] != mark)):
        return {"compared": None, "changes": [], "asked_for": False}

    def make(tell: Callable[[int, int], None]) -> Comparison:
        return compare_study(desk.folder, draws=desk.draws, fit=kept.fit, progress=lambda _, done, of: tell(done, of))

    made = desk.later("compared", mark, "Comparing scenarios", make)
    changes = list(told.changes(made, head)) if made is not None else []
    panel = panels.changes(head, changes, embed=live.vega)
    listed = [(one, told.signed(one.difference), told.direction(one)) for one in changes]
    return {"compared": panel, "changes": listed, "asked_for": True}


def _grouped(study: Any) -> list[tuple[str, list[Any]]]:
    found = list(levers(study).values())
    titles = {"driver": "What pushes and pulls", "programme": "Programmes", "flow": "How fast people move"}
    return [(title, [one for one in found if one.kind == kind]) for kind, title in titles.items()]


def attempt(request: Request, form: Form) -> Response:
    """The number under the levers as they stand, as JSON: from few draws while they move, from all once they rest."""
    desk = desk_of(request)
    number = form.get("number", "")
    passed = TURNS.take(form.get("page", "")[:40], int(number) if number.isdecimal() and len(number) < 16 else 0)
    kept, fans = desk.kept(), desk.fans()
    if kept is None or fans is None:
        raise InvalidInput([Problem("results", 0, "", "there is no forecast yet; fit first", "W863")])
    study = kept.fit.study
    moved = read_levers(form.get("levers", ""), study)
    start = form.get("start", "") or starts(study)[0]
    head = _head(study, fans, form.get("of", ""))
    asked = _asked(kept, head)
    wholly = form.get("whole") == "yes" or not moved
    values = (
        whatif.whole(desk, kept, asked, moved, start, passed=passed)
        if wholly
        else whatif.moving(desk, kept, asked, moved, start)
    )
    if values is None:
        return JSONResponse({"moved_on": True})
    base = whatif.usual(desk, kept, asked)
    rows = whatif.rows(study, values, _at_as_of(desk, head))
    count = desk.draws if wholly else whatif.FEW
    return JSONResponse({"rows": {"one": rows}, "how": whatif.how(count, desk.draws), **whatif.said(values, base)})


def keep(request: Request, form: Form) -> Response:
    """Write the levers as a scenario of the study."""
    desk = desk_of(request)
    study = desk.study()
    moved = read_levers(form.get("levers", ""), study)
    path = keep_scenario(desk.folder, moved, form.get("start", ""), study, title=form.get("title", ""))
    chosen = chosen_scenarios(desk.folder, study, [path.stem])[0]
    return back(request, f"/scenarios?beside={chosen.name}&of={_plain(form.get('of', ''))}")


def _plain(name: str) -> str:
    return name if name.replace("_", "").isalnum() else ""


ROUTES = [
    Route("/scenarios", scenarios),
    Route("/scenarios/try", posting(attempt), methods=["POST"]),
    Route("/scenarios/keep", posting(keep), methods=["POST"]),
]
