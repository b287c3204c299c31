"""A small study, fitted once, and the workbench over a copy of it."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from tests.fit.ledgers import STUDY, write_study
from tests.fit.programmes import PROGRAMME, SCENARIO
from wayhome.fit.store import fit_study
from wayhome.forecast import forecast_study
from wayhome.workbench.app import build
from wayhome.workbench.desk import Desk
from wayhome.workbench.guard import COOKIE, Session

PORT = 8765
DRAWS = 60
HOST = f"127.0.0.1:{PORT}"
ORIGIN = f"http://{HOST}"
ARTICLE = (
    "Returns to the valley\n\n12 December 2015\n\n"
    "About 300 Kyrgyz men have returned home from the camp, an official of the interior ministry said. "
    "<script>alert(1)</script> Some 120 Uzbeks have been killed there, the official added.\n"
)


@pytest.fixture(scope="session")
def fitted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    more = "  returned: {at: [42.9, 74.6]}\n  course: {}\n  done: {}\n  away_again: {}\n"
    text = STUDY.replace("  returned: {}\n", more).replace("  camp: {}\n", "  camp: {at: [36, 38.5]}\n") + PROGRAMME
    folder = write_study(tmp_path_factory.mktemp("workbench"), study=text)
    (folder / "scenarios").mkdir()
    (folder / "scenarios/more.yaml").write_text(SCENARIO, encoding="utf-8")
    fit = fit_study(folder, draws=150, tune=200, chains=2)
    forecast_study(folder, fit=fit, draws=DRAWS)
    return folder


@pytest.fixture
def folder(fitted: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(fitted, tmp_path / "study"))


@pytest.fixture
def session() -> Session:
    return Session(PORT)


@pytest.fixture
def app(folder: Path, session: Session) -> Iterator[Starlette]:
    made = build(folder, session, draws=DRAWS)
    yield made
    made.state.desk.running.stop()


@pytest.fixture
def desk(app: Starlette) -> Desk:
    return app.state.desk


@pytest.fixture
def client(app: Starlette, session: Session) -> TestClient:
    """Who has opened the workbench."""
    return TestClient(
        app, base_url=ORIGIN, cookies={COOKIE: session.cookie}, headers={"origin": ORIGIN}, follow_redirects=False
    )


@pytest.fixture
def stranger(app: Starlette) -> TestClient:
    return TestClient(app, base_url=ORIGIN, follow_redirects=False)


def until(done: Callable[[], object], seconds: float = 60.0) -> None:
    """Wait for something that is worked out in a thread."""
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "it was never done"
        time.sleep(0.05)
