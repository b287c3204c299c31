"""The scenarios room: levers that answer while they move, beside a scenario of the study; and all of the study's scenarios."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from wayhome.compare import Comparison, chosen_scenarios, compare_study
from wayhome.engine.arrays import Floats
from wayhome.errors import InvalidInput, Problem
from wayhome.report import beside, live, panels, tables, words
from wayhome.report import scenarios as told
from wayhome.report.panels import Panel
from wayhome.report.tables import Fan, Headline, Key
from wayhome.study.resolved import Selection, Study
from wayhome.study.scenarios import Scenario, load_scenarios
from wayhome.workbench import whatif
from wayhome.workbench.desk import Desk
from wayhome.workbench.kept import Kept
from wayhome.workbench.levers import (
    Lever,
    groups,
    keep_scenario,
    levers,
    read_group,
    read_levers,
    read_scenario,
    starts,
)
from wayhome.workbench.pages import Form, back, desk_of, page, posting
from wayhome.workbench.whatif import Asked, Turns

TURNS = Turns()


def scenarios(request: Request) -> Response:
    """The room: one place, those who come there, the levers, and a scenario of the study beside them."""
    desk = desk_of(request)
    kept, fans = desk.kept(), desk.fans()
    if kept is None or fans is None:
        return page(request, "forecast_none.html.j2", room="scenarios")
    study = kept.fit.study
    who = request.query_params.get("who", "")
    chosen = read_group(who, study)
    head = _head(study, fans, request.query_params.get("of", ""), chosen)
    known = load_scenarios(desk.folder, study)
    name = request.query_params.get("beside", next(iter(known), ""))
    return page(
        request, "scenarios.html.j2", room="scenarios", head=head, levers=_grouped(study, chosen), starts=starts(study),
        who=who, whom=_whom(study, fans, head.place, chosen), known=known, beside=name if name in known else "",
        draws=desk.draws, places=tables.reached(study, fans, head.cell),
        by=words.moment(study.calendar.label(study.calendar.steps)),
        **_shown(desk, kept, head, chosen, known.get(name)), **_all(desk, kept, head, known, request),
    )  # fmt: skip


def prepare(desk: Desk) -> None:
    """Bring the draws to as_of before anybody moves a lever."""
    kept, fans = desk.kept(), desk.fans()
    if kept is not None and fans is not None and _ahead(kept):
        study = kept.fit.study
        asked = _asked(kept, _head(study, fans, "", {}), {})
        whatif.usual(desk, kept, asked)
        moved = next(iter(levers(study, {})), "")
        if moved:
            whatif.moving(desk, kept, asked, read_scenario({moved: 1.01}, starts(study)[0], study, {}))


def _head(study: Study, fans: Mapping[Key, Fan], of: str, who: Selection) -> Headline:
    """What the room is about: everybody who ever comes to a place, whatever reports open with; or those of them who are chosen."""
    head = tables.pick_headline(study, fans, tables.pick_headline(study, fans, of).place)
    for population, (level,) in who.items():
        head = replace(head, cell=tables.cell_for(study, **{population: level}), people=words.name(level))
    if (head.place, head.quantity, head.cell) not in fans:
        raise InvalidInput([Problem("who", 0, "", f"{head.people}: the forecast has no numbers of them", "W863")])
    return head


def _whom(study: Study, fans: Mapping[Key, Fan], place: str, chosen: Selection) -> dict[str, list[tuple[str, str]]]:
    """Population -> those of it who ever come to the place, and whoever is chosen: as an address and a person call them."""
    found: dict[str, list[tuple[str, str]]] = {}
    for address, who in groups(study).items():
        for population, (level,) in who.items():
            fan = fans.get((place, "arrivals", tables.cell_for(study, **{population: level})))
            if who == chosen or (fan is not None and max(fan.high) >= 1):
                found.setdefault(words.name(population), []).append((address, words.name(level)))
    return found


def _ahead(kept: Kept) -> bool:
    calendar = kept.fit.study.calendar
    return calendar.as_of_state < calendar.steps


def _asked(kept: Kept, head: Headline, who: Selection) -> Asked:
    study = kept.fit.study
    region = next((study.regions[name] for name in head.cell if name in study.regions), who)
    return Asked(head.place, study.groups_in(region))


def _shown(desk: Desk, kept: Kept, head: Headline, who: Selection, scenario: Scenario | None) -> dict[str, Any]:
    """The chart as it is before anything moves, and the scenario beside it."""
    if not _ahead(kept):
        raise InvalidInput(
            [Problem("study.yaml", 0, "calendar", "there is no time after as_of; set a later 'end'", "W802")]
        )
    study, asked = kept.fit.study, _asked(kept, head, who)
    base = whatif.usual(desk, kept, asked)
    at = _at_as_of(desk, head)
    rows = whatif.rows(study, base, at)
    series: dict[str, Any] = {"usual": rows, "one": rows}
    other = whatif.under(desk, kept, asked, scenario) if scenario is not None else None
    if other is not None:
        series["other"] = whatif.rows(study, other, at)
    spec = live.vega(beside.beside(series, rows[0]["d"]))
    usual = whatif.said(base, base)
    says = f"{head.title}, {head.people}, as usual: {usual['figure']} ({usual['range']}) at the end."
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


def _grouped(study: Study, who: Selection) -> list[tuple[str, list[Lever]]]:
    """By kind; first those that act on them alone."""
    found = sorted(levers(study, who).values(), key=lambda lever: who != lever.who)
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
    who = read_group(form.get("who", ""), study)
    moved = read_levers(form.get("levers", ""), study, who)
    head = _head(study, fans, form.get("of", ""), who)
    asked = _asked(kept, head, who)
    base = whatif.usual(desk, kept, asked)
    wholly = form.get("whole") == "yes" or not moved
    values: Floats | None = base
    if moved:
        scenario = read_scenario(moved, form.get("start", "") or starts(study)[0], study, who)
        values = (
            whatif.whole(desk, kept, asked, scenario, passed=passed)
            if wholly
            else whatif.moving(desk, kept, asked, scenario)
        )
    if values is None:
        return JSONResponse({"moved_on": True})
    rows = whatif.rows(study, values, _at_as_of(desk, head))
    count = desk.draws if wholly else whatif.FEW
    return JSONResponse({"rows": {"one": rows}, "how": whatif.how(count, desk.draws), **whatif.said(values, base)})


def keep(request: Request, form: Form) -> Response:
    """Write the levers as a scenario of the study."""
    desk = desk_of(request)
    study = desk.study()
    who = form.get("who", "")
    chosen = read_group(who, study)
    moved = read_levers(form.get("levers", ""), study, chosen)
    path = keep_scenario(desk.folder, moved, form.get("start", ""), study, chosen, title=form.get("title", ""))
    name = chosen_scenarios(desk.folder, study, [path.stem])[0].name
    asked = {"beside": name, "of": form.get("of", ""), "who": who}
    return back(request, f"/scenarios?{urlencode({key: text for key, text in asked.items() if text})}")


ROUTES = [
    Route("/scenarios", scenarios),
    Route("/scenarios/try", posting(attempt), methods=["POST"]),
    Route("/scenarios/keep", posting(keep), methods=["POST"]),
]
