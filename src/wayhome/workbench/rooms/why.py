"""What a number rests on: the claims that speak of it at once, and how much each moves it as soon as that is worked out."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from wayhome.errors import InvalidInput, Problem
from wayhome.explain.explanation import Explanation, explain
from wayhome.explain.number import Number, read_number
from wayhome.report import explanation, ledger, words
from wayhome.report.countries import CODES
from wayhome.workbench.desk import Desk
from wayhome.workbench.kept import Kept
from wayhome.workbench.pages import desk_of, page

TOP = 12  # claims and assumptions shown


def why(request: Request) -> Response:
    """The page of one number, asked for in words: arrivals returned KGZ 2018-12."""
    desk = desk_of(request)
    kept = desk.kept()
    if kept is None:
        return page(request, "forecast_none.html.j2", room="forecast")
    asked = request.query_params.get("q", "")[:300]
    number = read_number(kept.fit.model, _split(asked), also=CODES)
    found = desk.later(f"why {asked}", desk.mark(), "Weighing the claims", _weigh(kept, number))
    about = explanation.people(number.who, kept.fit.study)
    counted = explanation.counted(number.measure, number.where, str(number.period), kept.fit.study)
    return page(
        request, "why.html.j2", room="forecast", asked=asked, about=f"{about} {counted}",
        speak=_speak(desk, kept, number), found=_told(found, kept) if found is not None else None,
    )  # fmt: skip


def _split(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:
        raise InvalidInput([Problem("NUMBER", 0, "", "a quotation mark is left open", "W605")]) from None


def _weigh(kept: Kept, number: Number) -> Callable[[Callable[[int, int], None]], Explanation]:
    def make(tell: Callable[[int, int], None]) -> Explanation:
        return explain(kept.fit, number, top=TOP, refits=0, progress=lambda what: tell)

    return make


def _speak(desk: Desk, kept: Kept, number: Number) -> list[ledger.Entry]:
    """The claims in the fit about just that place."""
    lines = {line.id: line for line in kept.fit.summary.claims}
    found: list[ledger.Entry] = []
    for entry in ledger.entries(kept.fit.ledger, kept.fit.summary):
        line = lines.get(entry.claim.id)
        if line is None or line.role != "fitted" or line.chart is None or line.chart[0] not in number.where:
            continue
        levels = line.chart[2]
        if all(levels.get(name, meant[0]) in (*meant, *_inside(kept, meant)) for name, meant in number.who.items()):
            found.append(entry)
    return found


def _inside(kept: Kept, names: tuple[str, ...]) -> tuple[str, ...]:
    """The levels of the regions among some names."""
    regions = [kept.fit.study.regions[name] for name in names if name in kept.fit.study.regions]
    return tuple(level for region in regions for levels in region.values() for level in levels)


def _told(found: Explanation, kept: Kept) -> dict[str, Any]:
    """The explanation as the page shows it."""
    said = explanation.data(found, kept.fit)
    band = explanation.spread(found.band)
    claims = [
        {
            "id": line.claim,
            "change": explanation.change_words(found.band, line.without),
            "without": str(explanation.spread(line.without)),
            "statement": one["statement"],
            "origin": " · ".join(part for part in (one["origin"], one["grade"]) if part),
            "way": one["way_in_words"],
            "rough": line.how == "rough",
        }
        for line, one in zip(found.claims, said["claims"], strict=True)
    ]
    return {
        "figure": band.rounded[0],
        "range": band.rounded[1],
        "prior": str(explanation.spread(found.prior)),
        "claims": claims,
        "left_out": found.left_out,
        "assumptions": [(one["title"], words.percent(min(one["weight"], 1.0))) for one in said["assumptions"]],
        "findings": [(one["figure"], words.percent(max(0.0, 1 - one["width"]))) for one in said["findings"]],
    }


ROUTES = [Route("/forecast/why", why)]
