"""The workbench over a study, served to a browser as `wayhome open` does, for as long as a test or a walk needs it."""

from __future__ import annotations

import contextlib
import shutil
import threading
from collections.abc import Generator
from pathlib import Path
from typing import Any

import uvicorn

from wayhome.workbench.app import build, warm
from wayhome.workbench.desk import DRAWS, Desk
from wayhome.workbench.guard import Session
from wayhome.workbench.serve import listening

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@contextlib.contextmanager
def served(folder: Path, *, draws: int = DRAWS) -> Generator[tuple[Session, Desk]]:
    """A browser that comes early waits."""
    with listening(0) as there:
        session = Session(there.getsockname()[1])
        app = build(folder, session, draws=draws)
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off", ws="none"))
        serving = threading.Thread(target=server.run, kwargs={"sockets": [there]}, daemon=True)
        serving.start()
        warm(app.state.desk)
        yield session, app.state.desk
        app.state.desk.running.stop()
        server.should_exit = True
        serving.join(10)


@contextlib.contextmanager
def browser() -> Generator[Any]:
    """A Chromium that nobody sees."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as running:
        opened = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()
