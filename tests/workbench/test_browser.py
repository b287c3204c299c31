"""The workbench in a real browser: from a click to the file on disk; nothing that a screen reader stumbles over."""

from __future__ import annotations

import contextlib
import re
import shutil
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.workbench import served
from tests.workbench.conftest import ARTICLE, DRAWS, until
from wayhome.claims.ledger import read_rows
from wayhome.workbench.guard import COOKIE, Session

pytestmark = pytest.mark.skipif(
    served.CHROMIUM is None,
    reason="no Chromium is installed (Debian: apt-get install chromium); nothing is shown in a browser",
)
ROOMS = (
    "/sources", "/ledger", "/ledger/coverage", "/ledger/disagreements", "/ledger/history", "/claim/C1", "/forecast",
    "/forecast?of=returned&by=place", "/scenarios?of=returned", "/plan", "/forecast/why?q=returned", "/nowhere",
)  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with served.browser() as opened:
        yield opened


@contextlib.contextmanager
def opened(folder: Path) -> Generator[Session]:
    with served.served(folder, draws=DRAWS) as (session, desk):
        until(lambda: desk.forecast() is not None)
        yield session


@pytest.fixture
def address(folder: Path) -> Iterator[str]:
    """The address that `wayhome open` would print; the study is open at it."""
    with opened(folder) as made:
        yield made.address


@pytest.fixture(scope="module")
def looking(fitted: Path, tmp_path_factory: pytest.TempPathFactory, browser: Any) -> Iterator[dict[str, str]]:
    """A study that nobody changes, open for all who only look: its home, and the cookie."""
    folder = Path(shutil.copytree(fitted, tmp_path_factory.mktemp("looking") / "study"))
    with opened(folder) as session:
        yield {"home": f"http://{session.hosts[0]}", "cookie": session.cookie}


class Visit:
    """A person's tab: what it shows, and what the browser complained of."""

    def __init__(self, browser: Any, address: str, *, cookie: str = "", **looks: Any) -> None:
        self.tab = browser.new_context(viewport={"width": 1280, "height": 900}, **looks).new_page()
        self.complaints: list[str] = []
        self.tab.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        self.tab.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.home = address.partition("/open")[0]
        if cookie:
            self.tab.context.add_cookies([{"name": COOKIE, "value": cookie, "url": self.home}])
        self.tab.goto(self.home if cookie else address)
        self.tab.wait_for_url(f"{self.home}/forecast")

    def go(self, path: str) -> None:
        self.tab.goto(self.home + path)
        if self.tab.locator("body[data-busy]").count():
            self.tab.wait_for_selector("body[data-busy=no]", state="attached")
        if self.tab.query_selector("[data-spec]"):
            self.tab.wait_for_selector("body[data-drawn]", state="attached")


@pytest.fixture
def visit(browser: Any, address: str) -> Iterator[Visit]:
    made = Visit(browser, address)
    yield made
    made.tab.context.close()


@pytest.fixture
def look(browser: Any, looking: dict[str, str]) -> Iterator[Callable[..., Visit]]:
    """Opens a tab on the study that nobody changes."""
    made: list[Visit] = []

    def open_tab(**looks: Any) -> Visit:
        made.append(Visit(browser, looking["home"], cookie=looking["cookie"], **looks))
        return made[-1]

    yield open_tab
    for visit in made:
        visit.tab.context.close()


def test_the_address_opens_the_workbench_and_charts_are_drawn_without_complaint(visit: Visit) -> None:
    visit.go("/forecast?of=returned&by=role")
    assert visit.tab.locator(".draw svg").count() == visit.tab.locator("[data-spec]").count() >= 3
    assert [cookie["sameSite"] for cookie in visit.tab.context.cookies() if cookie["httpOnly"]] == ["Strict"]
    assert visit.tab.evaluate("document.cookie") == ""
    assert visit.complaints == []


def test_an_article_becomes_a_confirmed_claim(visit: Visit, folder: Path) -> None:
    tab = visit.tab
    tab.click("nav >> text=Sources")
    tab.set_input_files("#file", {"name": "valley.txt", "mimeType": "text/plain", "buffer": ARTICLE.encode()})
    tab.fill("#about-outlet", "Valley Courier")
    tab.click("text=Read it")
    tab.wait_for_url("**/sources/valley")
    assert "About 300 Kyrgyz men" in tab.inner_text("mark.now")
    tab.fill("#f-id", "V1")
    tab.fill("#f-who", "nation=KGZ; role=man")
    tab.fill("#f-where", "returned")
    tab.fill("#f-as_of", "2015-12")
    tab.select_option("#f-quantity", "arrivals")
    tab.select_option("#f-grade", "C3")
    for box in tab.locator("input[type=checkbox]").all():
        box.check()
    tab.click("button:text-is('Confirm')")
    tab.wait_for_selector("mark.confirmed a")
    rows = {row["id"]: row for row in read_rows(folder / "claims.csv")}
    assert rows["V1"]["best"] == "300" and rows["V1"]["grade"] == "C3" and rows["V1"]["status"] == "confirmed"
    tab.click("text=Fit is out of date", trial=True)
    tab.click("mark.confirmed a")
    tab.wait_for_url("**/claim/V1")
    assert visit.complaints == []


def test_a_grade_is_changed_and_taken_back(visit: Visit, folder: Path) -> None:
    tab = visit.tab
    visit.go("/ledger?q=c1")
    tab.click("text=Statement C1 >> nth=0")
    tab.wait_for_url("**/claim/C1")
    tab.select_option("#f-grade", "A1")
    tab.click("text=Write to the ledger")
    tab.wait_for_load_state()
    assert {row["id"]: row["grade"] for row in read_rows(folder / "claims.csv")}["C1"] == "A1"
    tab.click("text=All claims")
    tab.click("text=Undo the last change")
    tab.wait_for_url("**/ledger/history")
    assert {row["id"]: row["grade"] for row in read_rows(folder / "claims.csv")}["C1"] == "B2"
    assert visit.complaints == []


def test_a_point_of_a_chart_leads_to_its_claim(look: Callable[..., Visit]) -> None:
    visit = look()
    visit.go("/forecast?of=returned&by=nation")
    points = visit.tab.locator(".small path[aria-roledescription=point][aria-label*=Claim]")
    points.first.click()
    visit.tab.wait_for_url(re.compile(r"/claim/C\d+$"))
    assert visit.complaints == []


def test_a_lever_moved_by_keyboard_answers_and_is_kept(visit: Visit, folder: Path) -> None:
    tab = visit.tab
    visit.go("/scenarios?of=returned&beside=more")
    tab.click("summary >> text=How fast people move")
    before = tab.inner_text("#figure-one")
    tab.focus("#l-flow-go_home")
    for _ in range(8):
        tab.keyboard.press("ArrowRight")
    assert tab.inner_text("#out-l-flow-go_home") == "× 1.8"
    tab.wait_for_selector("text=From all 60 draws")
    assert "+" in tab.inner_text("#change-one") and tab.inner_text("#figure-one") != before
    tab.fill("#title", "More go home")
    tab.click("text=Write to scenarios/")
    tab.wait_for_url("**/scenarios?beside=more-go-home**")
    assert "- {flow: go_home, times: 1.8}" in (folder / "scenarios/more-go-home.yaml").read_text("utf-8")
    assert visit.complaints == []


def test_levers_act_on_those_who_are_chosen(visit: Visit, folder: Path) -> None:
    tab = visit.tab
    visit.go("/scenarios?of=returned&beside=-")
    before = tab.inner_text("#figure-one")
    tab.select_option("#who", "nation=UZB")
    tab.wait_for_url("**who=nation%3DUZB**")
    assert tab.inner_text("#figure-one") != before and "Uzbekistan" in tab.inner_text("#beside-title")
    tab.click("summary >> text=How fast people move")
    tab.focus("#l-flow-go_home")
    tab.keyboard.press("ArrowRight")
    tab.wait_for_selector("text=From all 60 draws")
    tab.fill("#title", "Uzbeks alone")
    tab.click("text=Write to scenarios/")
    tab.wait_for_url("**/scenarios?beside=uzbeks-alone**")
    assert "- {flow: go_home, for: {nation: UZB}, times: 1.1}" in (folder / "scenarios/uzbeks-alone.yaml").read_text(
        "utf-8"
    )
    assert visit.complaints == []


def test_a_workbench_that_was_closed_is_said_beside_the_number(look: Callable[..., Visit]) -> None:
    visit = look()
    visit.go("/scenarios?of=returned")
    visit.tab.route("**/scenarios/try", lambda route: route.abort())
    visit.tab.click("summary >> text=How fast people move")
    visit.tab.focus("#l-flow-go_home")
    visit.tab.keyboard.press("ArrowRight")
    visit.tab.wait_for_selector("text=No answer: does `wayhome open` still run?")


def test_a_slow_answer_while_moving_never_outlasts_the_one_from_all_draws(look: Callable[..., Visit]) -> None:
    visit = look()
    visit.go("/scenarios?of=returned")
    tab = visit.tab

    def late(route: Any) -> None:
        if "whole=no" in (route.request.post_data or ""):
            tab.wait_for_timeout(900)  # longer than a hand rests before all draws are asked for
        route.continue_()

    tab.route("**/scenarios/try", late)
    tab.click("summary >> text=How fast people move")
    tab.focus("#l-flow-go_home")
    for _ in range(3):
        tab.keyboard.press("ArrowRight")
    tab.wait_for_timeout(4000)
    assert tab.inner_text("#how-one") == "From all 60 draws."
    assert visit.complaints == []


def test_a_plan_under_a_scenario(look: Callable[..., Visit]) -> None:
    visit = look()
    visit.go("/plan")
    visit.tab.wait_for_selector("text=Leave unserved")
    visit.tab.select_option("#scenario", "more")
    visit.tab.wait_for_selector("text=Leave unserved")
    assert "scenario=more" in visit.tab.url
    with visit.tab.expect_download() as got:
        visit.tab.click("text=Table for a spreadsheet")
    assert "Reintegration" in Path(got.value.path()).read_text("utf-8-sig")
    assert visit.complaints == []


def test_a_fit_runs_behind_and_is_stopped(visit: Visit, folder: Path) -> None:
    tab = visit.tab
    path = folder / "claims.csv"
    path.write_text(path.read_text("utf-8").replace("institute", "a new voice"), encoding="utf-8")
    visit.go("/ledger")
    tab.click("text=Fit again")
    tab.wait_for_selector("#fit-what")
    tab.click("text=Stop")
    tab.wait_for_selector("text=the fit that was there is still there")
    assert visit.complaints == []


def test_two_tabs_and_a_conflict_that_is_shown(visit: Visit, folder: Path) -> None:
    other = visit.tab.context.new_page()
    for tab in (visit.tab, other):
        tab.goto(visit.home + "/claim/C1")
    visit.tab.fill("#f-note", "first")
    visit.tab.click("text=Write to the ledger")
    visit.tab.wait_for_selector("text=What was changed")
    other.fill("#f-note", "second")
    other.click("text=Write to the ledger")
    other.wait_for_selector("text=changed after this page had shown it")
    assert other.input_value("#f-note") == "second"
    assert {row["id"]: row["note"] for row in read_rows(folder / "claims.csv")}["C1"] == "first"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_serious_for_those_who_cannot_see_or_point(look: Callable[..., Visit], scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    visit = look(color_scheme=scheme, bypass_csp=True)
    found: list[str] = []
    for path in ROOMS:
        visit.go(path)
        result = Axe().run(visit.tab)
        assert result.response["testEngine"]["name"] == "axe-core"
        found += [
            f"{path}: {one['impact']} {one['id']} {one['nodes'][0]['html'][:120]}"
            for one in result.response["violations"]
        ]
    assert found == []


@pytest.mark.parametrize("width", [360, 1440, 2560])
def test_no_room_is_wider_than_its_window(look: Callable[..., Visit], width: int) -> None:
    visit = look()
    visit.tab.set_viewport_size({"width": width, "height": 900})
    wide: list[tuple[str, int]] = []
    for path in ROOMS:
        visit.go(path)
        reach = visit.tab.evaluate("document.documentElement.scrollWidth")
        wide += [(path, reach)] if reach > width else []
    assert wide == []


def test_it_can_be_worked_without_a_mouse(look: Callable[..., Visit]) -> None:
    visit = look()
    visit.go("/forecast")
    visit.tab.keyboard.press("Tab")
    assert visit.tab.evaluate("document.activeElement.textContent") == "Skip to the content"
    visit.tab.keyboard.press("Enter")
    assert visit.tab.evaluate("document.activeElement.id") == "main"
    visit.tab.focus("nav a[href='/ledger']")
    visit.tab.keyboard.press("Enter")
    visit.tab.wait_for_url("**/ledger")


def test_a_page_reloads_itself_once_what_it_waits_for_is_there(look: Callable[..., Visit]) -> None:
    visit = look()
    visit.tab.goto(visit.home + "/forecast/why?q=arrivals+returned+KGZ+2015-12")
    visit.tab.wait_for_selector("text=What it would be without each claim", timeout=60_000)
    assert visit.complaints == []
