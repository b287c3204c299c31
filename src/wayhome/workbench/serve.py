"""The workbench on a port of this machine, until it is told to stop."""

from __future__ import annotations

import socket
import threading
import webbrowser
from collections.abc import Callable
from pathlib import Path

import uvicorn

from wayhome.errors import InvalidInput, Problem
from wayhome.workbench.app import build, warm
from wayhome.workbench.guard import Session

LOOPBACK = "127.0.0.1"  # never an address that another machine can reach


def serve(folder: Path, *, port: int = 0, browser: bool = True, say: Callable[[str], object] = print) -> None:
    """Serve the study until Ctrl-C; port 0: a free one. InvalidInput where the port is taken or the study cannot be read."""
    with listening(port) as there:
        session = Session(there.getsockname()[1])
        app = build(folder, session)
        address = session.address
        say(f"{folder.resolve().name} is open at\n{address}\nThe address is good once, in one browser. Ctrl-C ends it.")
        warm(app.state.desk)
        if browser:
            threading.Timer(0.3, webbrowser.open, (address,)).start()
        config = uvicorn.Config(
            app, log_level="error", access_log=False, server_header=False, date_header=False, lifespan="off",
            ws="none", limit_concurrency=64, timeout_keep_alive=30, h11_max_incomplete_event_size=65536,
        )  # fmt: skip
        try:
            uvicorn.Server(config).run(sockets=[there])
        finally:
            app.state.desk.running.stop()


def listening(port: int) -> socket.socket:
    """A socket that listens at the loopback address."""
    there = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    there.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        there.bind((LOOPBACK, port))
        there.listen(64)  # from here on a browser that comes early waits
    except OSError as error:
        there.close()
        text = f"port {port} cannot be used ({error.strerror or error}); name another one, or none for a free one"
        raise InvalidInput([Problem("--port", 0, "", text, "W861")]) from error
    return there
