"""The workbench as an application: every address and what answers it."""

from __future__ import annotations

import threading
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from wayhome.claims.review import Conflict
from wayhome.errors import CannotWrite, InvalidInput, Problem, WayhomeError
from wayhome.report.page import environment
from wayhome.workbench import exports, openapi, pages
from wayhome.workbench.desk import DRAWS, Desk, open_desk
from wayhome.workbench.guard import Guard, Session
from wayhome.workbench.rooms import fits, forecast, ledger, plan, scenarios, sources, why

ROUTES = [
    Route("/static/{name}", pages.asset),
    Route("/favicon.ico", pages.icon),
    Route("/openapi.json", openapi.document),
    *fits.ROUTES,
    *sources.ROUTES,
    *ledger.ROUTES,
    *forecast.ROUTES,
    *why.ROUTES,
    *scenarios.ROUTES,
    *plan.ROUTES,
    *exports.ROUTES,
]


def build(folder: Path, session: Session, *, draws: int = DRAWS) -> Starlette:
    """The workbench of the study in a folder; InvalidInput where it cannot be read."""
    app = Starlette(
        routes=[Route("/", home), *ROUTES],
        middleware=[Middleware(Guard, session=session), Middleware(GZipMiddleware, minimum_size=2000, compresslevel=1)],
        exception_handlers={WayhomeError: told, HTTPException: missing},
    )
    app.state.desk = open_desk(folder, draws=draws)
    app.state.session = session
    return app


def warm(desk: Desk) -> None:
    """Read the fit and begin its forecast before anybody asks, in a thread."""

    def read() -> None:
        try:
            pages.assets()
            forecast.prepare(desk)
            scenarios.prepare(desk)
        except WayhomeError:
            return  # said on the page that needs it

    threading.Thread(target=read, daemon=True).start()


def home(request: Request) -> Response:
    """The forecast, where there is one, else the sources."""
    return RedirectResponse("/forecast" if pages.desk_of(request).kept() is not None else "/sources", 303)


def told(request: Request, error: Exception) -> Response:
    """What went wrong, as a page, or as JSON for scripts: 409 for what others changed, 422 for what cannot be used."""
    problems = list(error.problems) if isinstance(error, InvalidInput) else [Problem("", 0, "", str(error), "")]
    status = 409 if isinstance(error, Conflict | CannotWrite) else 422
    if "application/json" in request.headers.get("accept", ""):
        return JSONResponse({"problems": [str(problem) for problem in problems]}, status)
    text = environment(pages.TEMPLATES).get_template("problems.html.j2")
    shown = text.render(problems=problems, conflict=status == 409, assets=pages.asset_names(), path=request.url.path)
    return Response(shown, status, media_type="text/html")


def missing(request: Request, error: Exception) -> Response:
    """Nothing at this address, or not by this method."""
    assert isinstance(error, HTTPException)
    text = environment(pages.TEMPLATES).get_template("problems.html.j2")
    problem = Problem("", 0, "", "There is nothing at this address." if error.status_code == 404 else error.detail, "")
    shown = text.render(problems=[problem], conflict=False, assets=pages.asset_names(), path=request.url.path)
    return Response(shown, error.status_code, media_type="text/html", headers=error.headers)
