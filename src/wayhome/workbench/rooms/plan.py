"""The plan room: what the arrivals ask of the programmes, as usual or under a scenario."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from wayhome.plan.programmes import Plan, ProgrammePlan
from wayhome.report import live, panels, words
from wayhome.report import plan as told
from wayhome.study.scenarios import load_scenarios
from wayhome.workbench.pages import desk_of, page


def plan(request: Request) -> Response:
    """The room: every programme's people, hours, waiting and the posts that it would take."""
    desk = desk_of(request)
    kept = desk.kept()
    if kept is None:
        return page(request, "forecast_none.html.j2", room="plan")
    study = kept.fit.study
    known = load_scenarios(desk.folder, study)
    name = request.query_params.get("scenario", "")
    name = name if name in known else ""
    queued = any(flow.law == "queue" for flow in study.flows.values())
    made = desk.plan(name) if queued else None
    return page(
        request, "plan.html.j2", room="plan", known=known, scenario=name, queued=queued, made=made,
        sections=[told.section(one, made) for one in made.programmes] if made is not None else [],
        panels=panels.of_programmes(made, embed=live.vega) if made is not None else [],
        facts=[facts(one, made) for one in made.programmes] if made is not None else [],
        diagnosis=kept.fit.summary.diagnosis,
    )  # fmt: skip


def facts(one: ProgrammePlan, made: Plan) -> list[tuple[str, str, str]]:
    """The large numbers: what, figure and range."""
    everybody = one.people[0]
    end = words.moment(one.steps.dates[-1])
    wanted = f"wait {made.wanted.months:g} months at most"
    reached = words.percent(one.waiting.reached)
    return [
        ("Ask for a place", *told.people(everybody.asked)),
        ("Are taken", *told.people(everybody.taken)),
        ("Leave unserved", *told.people(everybody.left)),
        (f"Wait at {end}", *told.people(everybody.waiting_last)),
        (f"Futures in which {words.percent(made.wanted.people)} {wanted}", reached, reached),
    ]


ROUTES = [Route("/plan", plan)]
