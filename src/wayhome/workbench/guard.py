"""Who may ask the workbench what: this machine, the person who opened it, and pages that it made itself."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "wayhome"
OPENING = "/open"
UPLOAD = "/sources/upload"
MOST_UPLOADED = 25_000_000  # bytes of a document with its form
MOST_SENT = 1_000_000  # bytes of any other form
POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # with none at all, browsers hide a form's origin too
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
_OPENED = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=/">'
    '<title>wayhome</title><p><a href="/">Go to the workbench</a>'
)
_WHO = "Who are you? Open the address that `wayhome open` printed; it is good once. For another browser, run it again."


@dataclass(slots=True)
class Session:
    """One run of the workbench. opening: the token in its address, "" once it was used; cookie and csrf are made from it."""

    port: int
    opening: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    cookie: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    csrf: str = field(default_factory=lambda: secrets.token_urlsafe(32))

    @property
    def hosts(self) -> tuple[str, ...]:
        return (f"127.0.0.1:{self.port}", f"localhost:{self.port}")

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}{OPENING}?token={self.opening}"


class Guard:
    """Lets a request through to the app, or answers it. Every answer carries `HEADERS`."""

    def __init__(self, app: ASGIApp, session: Session) -> None:
        self.app, self.session = app, session

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return  # there are no web sockets here; the server closes what nobody accepts
        answer, receive = await self.answer(scope, receive)
        await (answer or self.app)(scope, receive, _with_headers(send))

    async def answer(self, scope: Scope, receive: Receive) -> tuple[Response | None, Receive]:
        """The refusal, if it is one, and the body to be read by the app."""
        headers = Headers(scope=scope)
        if headers.getlist("host") not in [[host] for host in self.session.hosts]:
            return _no("This address is not the workbench's.", 421), receive
        if scope["path"] == OPENING and scope["method"] == "GET":
            return self.opened(scope), receive
        if not self.known(headers):
            return _no(_WHO, 403), receive
        if scope["method"] in ("GET", "HEAD"):
            return None, receive
        if scope["method"] != "POST":
            return _no("The workbench knows no such method.", 405), receive
        if headers.get("origin") not in [f"http://{host}" for host in self.session.hosts]:
            return _no("This form does not come from the workbench; nothing was done.", 403), receive
        return await self.written(scope, headers, receive)

    def opened(self, scope: Scope) -> Response:
        """The token for a cookie, once. The page then goes on by itself: a redirect would lose a strict cookie."""
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        if not self.session.opening or not _same(given, self.session.opening):
            return HTMLResponse(_OPENED) if self.known(Headers(scope=scope)) else _no(_WHO, 403)
        self.session.opening = ""
        page = HTMLResponse(_OPENED)
        page.set_cookie(COOKIE, self.session.cookie, httponly=True, samesite="strict", path="/")
        return page

    def known(self, headers: Headers) -> bool:
        """Whether the workbench's own cookie is there, whatever others of this machine's address look like."""
        pairs = (part.strip().partition("=") for part in headers.get("cookie", "").split(";"))
        return any(name == COOKIE and _same(value, self.session.cookie) for name, _, value in pairs)

    async def written(self, scope: Scope, headers: Headers, receive: Receive) -> tuple[Response | None, Receive]:
        """A write: not too long, with the token that only the workbench's own pages know."""
        most = MOST_UPLOADED if scope["path"] == UPLOAD else MOST_SENT
        body = await _body(headers, receive, most)
        if body is None:
            return _no(f"That is more than {most // 1_000_000} MB; nothing was kept.", 413), receive
        given = headers.get("x-csrf") or await _field(scope, body)
        if not _same(given, self.session.csrf):
            return _no("This form is not of this sitting; load the page again. Nothing was done.", 403), receive
        return None, _again(body)


def _same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), wanted.encode())


def _no(text: str, status: int) -> Response:
    return PlainTextResponse(text, status)


async def _body(headers: Headers, receive: Receive, most: int) -> bytes | None:
    """The whole body, or None where it is longer than allowed, whatever its header says."""
    told = headers.get("content-length", "0")
    if not told.isdecimal() or int(told) > most:
        return None
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return b""
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > most:
            return None
        if not message.get("more_body", False):
            return b"".join(parts)


async def _field(scope: Scope, body: bytes) -> str:
    try:
        form = await Request(scope, _again(body)).form(max_files=1, max_fields=200)
    except (HTTPException, MultiPartException, ValueError):
        return ""
    found = form.get("csrf", "")
    await form.close()
    return "" if isinstance(found, UploadFile) else found


def _again(body: bytes) -> Receive:
    """The body once more, then silence until the client goes."""
    sent = False

    async def receive() -> Message:
        nonlocal sent
        if sent:
            return {"type": "http.disconnect"}
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            headers.setdefault("Cache-Control", "no-store")
        await send(message)

    return sending
