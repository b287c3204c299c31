"""The workbench's addresses as an OpenAPI document, made from its routes."""

from __future__ import annotations

import re
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from wayhome import __version__
from wayhome.claims.amend import CHANGED
from wayhome.workbench.guard import COOKIE
from wayhome.workbench.levers import levers
from wayhome.workbench.pages import desk_of
from wayhome.workbench.rooms.ledger import SORTS
from wayhome.workbench.rooms.sources import ABOUT, ASKED

QUERIES = {
    "/forecast": ("of", "by"),
    "/forecast/why": ("q",),
    "/forecast.csv": ("of",),
    "/ledger": ("q", "kind", "status", "grade", "used", "sort", "down", "first"),
    "/ledger.csv": ("q", "kind", "status", "grade", "used", "sort", "down"),
    "/scenarios": ("of", "who", "beside"),
    "/plan": ("scenario",),
    "/plan.csv": ("scenario",),
    "/plan.xlsx": ("scenario",),
    "/sources/{id}": ("draft", "claim"),
}
FORMS = {
    "/fit/begin": ("path",),
    "/fit/stop": ("path",),
    "/sources/upload": ABOUT,
    "/sources/undo": ("line", "name"),
    "/sources/{id}": ("key", "based_on", "do", "reason", *ASKED, *(f"source-{column}" for column in ABOUT)),
    "/ledger/undo": ("line",),
    "/claim/{id}": ("based_on", *CHANGED),
    "/scenarios/try": ("levers", "start", "of", "who", "whole", "page", "number"),
    "/scenarios/keep": ("levers", "start", "of", "who", "title"),
}
ANSWERS = {
    "200": "the page, file or JSON",
    "303": "done; the page that shows it",
    "403": "not from this sitting",
    "404": "nothing there",
    "409": "somebody else changed it; nothing was written",
    "413": "too large",
    "422": "it cannot be used; the answer says why",
}


def document(request: Request) -> Response:
    """The document itself."""
    routes = [route for route in request.app.routes if isinstance(route, Route)]
    return JSONResponse(described(routes, sorted(levers(desk_of(request).study(), {}))))


def described(routes: list[Route], known: list[str]) -> dict[str, Any]:
    """Every address with its method, query or form, and answers; `known` are the levers of the study."""
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        for method in sorted((route.methods or set()) - {"HEAD"}):
            paths.setdefault(route.path, {})[method.lower()] = _operation(route, method)
    return {
        "openapi": "3.1.0",
        "info": {"title": "wayhome workbench", "version": __version__, "description": f"Levers: {', '.join(known)}"},
        "paths": paths,
        "components": {"securitySchemes": {"sitting": {"type": "apiKey", "in": "cookie", "name": COOKIE}}},
        "security": [{"sitting": []}],
    }


def _operation(route: Route, method: str) -> dict[str, Any]:
    inside = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
        for name in re.findall(r"{(\w+)}", route.path)
    ]
    asked = [{"name": name, "in": "query", "schema": _schema(name)} for name in QUERIES.get(route.path, ())]
    found: dict[str, Any] = {
        "operationId": f"{method.lower()} {route.path}",
        "summary": (route.endpoint.__doc__ or "").strip().split("\n")[0],
        "parameters": [*inside, *(asked if method == "GET" else [])],
        "responses": {code: {"description": what} for code, what in ANSWERS.items()},
    }
    if method == "POST":
        kind = "multipart/form-data" if route.path.endswith("/upload") else "application/x-www-form-urlencoded"
        fields: dict[str, Any] = {name: {"type": "string"} for name in ("csrf", *FORMS.get(route.path, ()))}
        if kind.startswith("multipart"):
            fields["file"] = {"type": "string", "format": "binary"}
        schema = {"type": "object", "properties": fields, "required": ["csrf"]}
        found["requestBody"] = {"required": True, "content": {kind: {"schema": schema}}}
    return found


def _schema(name: str) -> dict[str, Any]:
    if name == "first":
        return {"type": "integer", "minimum": 0}
    return {"type": "string", "examples": list(SORTS)} if name == "sort" else {"type": "string"}
