"""The fit behind the rooms: begin it, watch it, stop it."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from wayhome.workbench.pages import Form, back, desk_of, fit_state, posting


def status(request: Request) -> Response:
    """What runs, and what the fit at hand is, as JSON."""
    desk = desk_of(request)
    state = fit_state(desk)
    waiting = [{"what": task.what, "done": 100 * task.done // task.of} for task in desk.waiting()]
    return JSONResponse({"running": desk.running.as_dict(), "fit": state.kind, "made": state.made, "waiting": waiting})


def begin(request: Request, form: Form) -> Response:
    """Begin a fit in the background."""
    desk_of(request).running.begin()
    return back(request, _from(form))


def stop(request: Request, form: Form) -> Response:
    """Stop the fit that runs; the one at hand stays."""
    desk_of(request).running.stop()
    return back(request, _from(form))


def _from(form: Form) -> str:
    """The room that the form was in, never another server."""
    path = form.get("path", "/forecast")
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else "/forecast"


ROUTES = [
    Route("/status", status),
    Route("/fit/begin", posting(begin), methods=["POST"]),
    Route("/fit/stop", posting(stop), methods=["POST"]),
]
