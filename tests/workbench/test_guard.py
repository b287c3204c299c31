"""Nobody else gets in: each rule of the guard has a request that passes without it."""

from __future__ import annotations

import re
import socket

import pytest
from starlette.testclient import TestClient

from tests.workbench.conftest import HOST, ORIGIN, PORT
from wayhome.errors import InvalidInput
from wayhome.workbench.guard import COOKIE, HEADERS, MOST_SENT, MOST_UPLOADED, Session
from wayhome.workbench.serve import LOOPBACK, listening

FORM = "application/x-www-form-urlencoded"


def test_the_token_is_changed_for_a_strict_cookie_once(stranger: TestClient, session: Session) -> None:
    token = session.opening
    opened = stranger.get(f"/open?token={token}")
    assert opened.status_code == 200
    cookie = opened.headers["set-cookie"]
    assert f"{COOKIE}={session.cookie};" in cookie and "HttpOnly" in cookie and "SameSite=strict" in cookie
    assert token not in opened.text and token not in cookie
    stranger.cookies.clear()
    again = stranger.get(f"/open?token={token}")
    assert again.status_code == 403 and "set-cookie" not in again.headers


@pytest.mark.parametrize("query", ["", "?token=", "?token=wrong", "?token=%FF"])
def test_a_wrong_token_opens_nothing(stranger: TestClient, session: Session, query: str) -> None:
    answer = stranger.get(f"/open{query}")
    assert answer.status_code == 403 and "set-cookie" not in answer.headers
    assert session.opening


def test_tokens_are_long_and_never_twice_the_same() -> None:
    one, other = Session(PORT), Session(PORT)
    tokens = {one.opening, one.cookie, one.csrf, other.opening, other.cookie, other.csrf}
    assert len(tokens) == 6 and min(map(len, tokens)) >= 40


@pytest.mark.parametrize("path", ["/", "/forecast", "/ledger", "/claims.csv", "/openapi.json", "/status", "/static/x"])
def test_without_the_cookie_nothing_is_shown(stranger: TestClient, session: Session, path: str) -> None:
    for cookie in ("", "wrong", session.csrf):
        answer = stranger.get(path, headers={"cookie": f"{COOKIE}={cookie}"} if cookie else {})
        assert answer.status_code == 403
        assert "Statement" not in answer.text


def test_other_programs_cookies_of_this_machine_do_not_matter(stranger: TestClient, session: Session) -> None:
    given = f"odd/name=1; =; {COOKIE}={session.cookie}; other"
    assert stranger.get("/status", headers={"cookie": given}).status_code == 200
    assert stranger.get("/status", headers={"cookie": "odd/name=1; other"}).status_code == 403


@pytest.mark.parametrize(
    "host", ["evil.example", f"evil.example:{PORT}", "127.0.0.1", "127.0.0.1:1", f"{HOST}.evil", ""]
)
def test_other_hosts_are_refused_even_with_the_cookie(client: TestClient, host: str) -> None:
    assert client.get("/status", headers={"host": host}).status_code == 421
    assert client.get("/status", headers={"host": f"localhost:{PORT}"}).status_code == 200


@pytest.mark.parametrize("origin", [None, "null", "http://evil.example", "http://127.0.0.1", f"https://{HOST}"])
def test_a_write_from_another_origin_is_refused(client: TestClient, session: Session, origin: str | None) -> None:
    del client.headers["origin"]
    headers = {"origin": origin} if origin is not None else {}
    answer = client.post("/fit/stop", data={"csrf": session.csrf}, headers=headers)
    assert answer.status_code == 403
    assert client.post("/fit/stop", data={"csrf": session.csrf}, headers={"origin": ORIGIN}).status_code == 303


@pytest.mark.parametrize("csrf", [None, "", "wrong"])
def test_a_write_without_its_own_token_is_refused(client: TestClient, session: Session, csrf: str | None) -> None:
    answer = client.post("/fit/stop", data={"csrf": csrf} if csrf is not None else {})
    assert answer.status_code == 403
    assert client.post("/fit/stop", data={"csrf": session.cookie}).status_code == 403  # the cookie is no form's token
    assert client.post("/fit/stop", headers={"x-csrf": session.csrf}).status_code == 303


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"])
def test_other_methods_are_refused(client: TestClient, session: Session, method: str) -> None:
    answer = client.request(method, "/ledger", headers={"x-csrf": session.csrf})
    assert answer.status_code == 405 and "knows no such method" in answer.text  # before any room hears of it


def test_every_answer_carries_the_policy(client: TestClient, stranger: TestClient) -> None:
    answers = [
        client.get("/forecast"),
        client.get("/nowhere"),
        stranger.get("/"),
        client.get("/status"),
        client.put("/"),
    ]
    answers += [client.get("/ledger.csv"), client.get("/claim/nobody"), client.get("/", headers={"host": "evil"})]
    for answer in answers:
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
        assert answer.headers["cache-control"]
    assert "'unsafe" not in HEADERS["Content-Security-Policy"]
    assert HEADERS["Content-Security-Policy"].startswith("default-src 'self';")


@pytest.mark.parametrize("path", ["/forecast", "/ledger", "/sources", "/scenarios", "/claim/C1", "/ledger/coverage"])
def test_pages_have_no_inline_script_or_style_and_load_nothing_from_elsewhere(client: TestClient, path: str) -> None:
    text = client.get(path).text
    scripts = re.findall(r"<script([^>]*)>", text)
    assert scripts and all("src=" in one or "application/json" in one for one in scripts)
    assert "<style" not in text and not re.search(r"<[^>]*\s(style|on\w+)=", text)
    loaded = re.findall(r'<(?:script|img|iframe|link)[^>]*(?:src|href)="([^"]*)"', text)
    assert loaded and all(one.startswith("/static/") for one in loaded)


def test_bodies_are_limited_whatever_their_header_says(client: TestClient, session: Session) -> None:
    big = b"csrf=" + session.csrf.encode() + b"&path=" + b"x" * MOST_SENT
    assert client.post("/fit/stop", content=big, headers={"content-type": FORM}).status_code == 413

    def parts():
        for _ in range(MOST_SENT // 1000 + 2):
            yield b"x" * 1000

    headers = {"content-type": FORM, "x-csrf": session.csrf}
    assert client.post("/fit/stop", content=parts(), headers=headers).status_code == 413
    file = {"file": ("big.txt", b"x" * (MOST_UPLOADED + 1))}
    assert client.post("/sources/upload", files=file, headers={"x-csrf": session.csrf}).status_code == 413


@pytest.mark.parametrize("path", ["//evil.example", "/\\evil.example", "https://evil.example", ""])
def test_a_form_leads_back_to_the_workbench_only(client: TestClient, session: Session, path: str) -> None:
    answer = client.post("/fit/stop", data={"csrf": session.csrf, "path": path})
    assert answer.headers["location"] == "/forecast"


def test_it_listens_on_this_machine_only() -> None:
    with listening(0) as there:
        assert there.getsockname()[0] == LOOPBACK == "127.0.0.1"
    with socket.socket() as other:
        other.bind((LOOPBACK, 0))
        other.listen()
        taken = other.getsockname()[1]
        with pytest.raises(InvalidInput, match=rf"port {taken} cannot be used .*W861"):
            listening(taken)


def test_a_cookie_that_cannot_be_read_opens_nothing(stranger: TestClient, session: Session) -> None:
    assert stranger.get("/", headers={"cookie": "a/b=1"}).status_code == 403
    assert stranger.get("/", headers={"cookie": f"{COOKIE}={session.cookie}"}).status_code != 403


@pytest.mark.parametrize("form", ["multipart/form-data", "multipart/form-data; boundary=x", "text/plain"])
def test_a_form_that_cannot_be_read_writes_nothing(client: TestClient, session: Session, form: str) -> None:
    body = b"--x\r\nContent-Disposition: form-data\r\n\r\n" + session.csrf.encode()
    answer = client.post("/undo", content=body, headers={"content-type": form, "origin": ORIGIN})
    assert answer.status_code == 403 and "not of this sitting" in answer.text
