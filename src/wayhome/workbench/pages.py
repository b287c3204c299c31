"""Pages out of templates: the same frame for every room, with what every room says of the fit."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from wayhome.report import live, theme, words
from wayhome.report.page import environment
from wayhome.workbench.desk import Desk, changed_since
from wayhome.workbench.guard import Session

TEMPLATES = "wayhome.workbench"

ROOMS = ("sources", "ledger", "forecast", "scenarios", "plan")
Form = dict[str, str]


@dataclass(frozen=True, slots=True)
class FitState:
    """What the frame says of the fit. kind: "none", "fresh" or "stale"; changed: the files changed since."""

    kind: str
    made: str
    changed: tuple[str, ...]


def desk_of(request: Request) -> Desk:
    return request.app.state.desk


def session_of(request: Request) -> Session:
    return request.app.state.session


def page(request: Request, template: str, *, status: int = 200, **shown: Any) -> Response:
    """A room's page; `shown` is what its template needs beyond the frame."""
    desk = desk_of(request)
    study = desk.study()
    text = (
        environment(TEMPLATES)
        .get_template(template)
        .render(
            study=study,
            rooms=ROOMS,
            fit_state=fit_state(desk),
            running=desk.running.as_dict(),
            tasks=[(task.what, 100 * task.done // task.of) for task in desk.waiting()],
            csrf=session_of(request).csrf,
            path=request.url.path,
            assets=asset_names(),
            **shown,
        )
    )
    return HTMLResponse(text, status)


def fit_state(desk: Desk) -> FitState:
    kept = desk.kept()
    if kept is None:
        return FitState("none", "", ())
    when = f"{kept.made:%H:%M}, {kept.made.day} {words.MONTHS[kept.made.month - 1]}"
    return FitState("stale" if kept.stale else "fresh", when, tuple(changed_since(desk.folder, kept.made)))


def back(request: Request, where: str) -> Response:
    """After a write: the page that shows it, by GET."""
    return RedirectResponse(where, 303)


def posting(do: Callable[[Request, Form], Response]) -> Callable[[Request], Awaitable[Response]]:
    """A handler of a form of plain fields."""

    async def handle(request: Request) -> Response:
        async with request.form(max_fields=200) as form:
            fields = {key: value for key, value in form.items() if not isinstance(value, UploadFile)}
        return await run_in_threadpool(do, request, fields)

    handle.__name__ = do.__name__
    handle.__doc__ = do.__doc__
    return handle


# ---- what pages load besides -------------------------------------------------------------------------------


@cache
def assets() -> dict[str, tuple[str, bytes]]:
    """Name -> media type and content. A name carries a hash of its content, so that browsers may keep it."""
    report = (files("wayhome.report") / "templates" / "report.css").read_text("utf-8")
    own = files("wayhome.workbench") / "static"
    colours = (
        f":root {{ {theme.css_variables(theme.LIGHT)} color-scheme: light; }}\n"
        f"@media screen and (prefers-color-scheme: dark) {{ :root {{ {theme.css_variables(theme.DARK)} "
        "color-scheme: dark; } }\n"
    )
    look = colours + report + (own / "workbench.css").read_text("utf-8")
    found = {
        "look.css": ("text/css", look),
        "vega.js": ("text/javascript", live.script()),
        "icon.svg": ("image/svg+xml", (own / "icon.svg").read_text("utf-8")),
        "workbench.js": ("text/javascript", (own / "workbench.js").read_text("utf-8")),
    }
    return {_hashed(name, text): (kind, text.encode()) for name, (kind, text) in found.items()}


@cache
def asset_names() -> dict[str, str]:
    """look, vega, workbench -> address."""
    return {name.partition("-")[0]: f"/static/{name}" for name in assets()}


def _hashed(name: str, text: str) -> str:
    stem, _, ending = name.rpartition(".")
    return f"{stem}-{hashlib.sha256(text.encode()).hexdigest()[:12]}.{ending}"


def icon(request: Request) -> Response:
    """The icon, for pages that name none."""
    return RedirectResponse(asset_names()["icon"], 303)


def asset(request: Request) -> Response:
    """A style sheet or script of the workbench."""
    found = assets().get(request.path_params["name"])
    if found is None:
        return HTMLResponse("There is no such file.", 404)
    return Response(found[1], media_type=found[0], headers={"Cache-Control": "private, max-age=31536000, immutable"})
