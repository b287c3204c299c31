"""The workbench's own description of its addresses, and what comes of asking them anything."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import APIOperation
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from tests.workbench.conftest import HOST, ORIGIN
from wayhome.workbench.app import ROUTES
from wayhome.workbench.guard import COOKIE, Session
from wayhome.workbench.openapi import FORMS, QUERIES, described

HEALTH = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
PATHS = sorted({route.path for route in ROUTES})


def test_every_address_is_described(client: TestClient) -> None:
    told = client.get("/openapi.json").json()
    assert told["openapi"] == "3.1.0" and set(told["paths"]) == {*PATHS, "/"}
    for path, operations in told["paths"].items():
        for operation in operations.values():
            assert operation["summary"], path
            assert {one["name"] for one in operation["parameters"] if one["in"] == "path"} == set(
                re.findall(r"{(\w+)}", path)
            )


def test_nothing_is_described_that_is_not_there() -> None:
    assert set(QUERIES) | set(FORMS) <= set(PATHS)
    assert described([Route("/one", lambda request: None)], [])["paths"]["/one"]["get"]["parameters"] == []


def test_whatever_is_asked_nothing_breaks(app: Starlette, session: Session) -> None:
    """No answer of 500 or more, whatever the query, form or path; fits are left out, as they would begin."""
    headers = {"cookie": f"{COOKIE}={session.cookie}", "host": HOST, "origin": ORIGIN, "x-csrf": session.csrf}
    schema = schemathesis.openapi.from_asgi("/openapi.json", app, headers=headers)
    answers: Counter[tuple[str, int]] = Counter()

    @settings(max_examples=5, deadline=None, derandomize=True, database=None, suppress_health_check=HEALTH)
    @given(data=st.data())
    def ask(operation: APIOperation, data: st.DataObject) -> None:
        answer = data.draw(operation.as_strategy()).call(headers=headers)
        answers[operation.path, answer.status_code] += 1
        assert answer.status_code < 500, (operation.path, answer.text[:500])

    found: list[Any] = list(schema.get_all_operations())
    for operation in (one.ok() for one in found):
        if operation.path != "/fit/begin":
            ask(operation)
    assert {path for path, _ in answers} == {*PATHS, "/"} - {"/fit/begin", "/openapi.json"}
    assert {code for _, code in answers} >= {200, 303, 422} and 403 not in {code for _, code in answers}
