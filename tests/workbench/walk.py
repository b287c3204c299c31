"""The walk that docs/guides/workbench.md tells, done in a browser: `python -m tests.workbench.walk [STUDY]`.

From an article to a confirmed claim, a new fit, a changed forecast, a scenario and a plan, on a copy of a study (the flagship, if
none is named); a picture of each step goes to docs/guides/workbench/. The fit takes its minutes.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.workbench import served
from wayhome.workbench.guard import Session

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs/guides/workbench"
MOST = 150_000  # bytes of a picture
ARTICLE = """\
Dushanbe counts those who came home

20 July 2016

About 150 Tajiks have returned home from Syria and Iraq of their own accord, an official of the Tajik interior ministry \
said on Wednesday. Between 20 and 30 women were among them, the official added.

Those who turn themselves in are not prosecuted, the ministry says, and more families are expected to follow if the \
fighters are no longer paid.

"Some 200 Tajiks have been killed in Syria," the official said. The ministry does not say how many are still there.
"""


def main() -> int:
    study = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "studies/central-asia"
    if served.CHROMIUM is None:
        print("no Chromium is installed; nothing was done", file=sys.stderr)
        return 1
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="wayhome-") as place:
        folder = Path(shutil.copytree(study, Path(place) / study.name))
        with served.served(folder) as (session, _), served.browser() as browser:
            page = browser.new_context(viewport={"width": 1120, "height": 720}).new_page()
            page.set_default_timeout(900_000)
            walk(page, session)
    return 0


def walk(page: Any, session: Session) -> None:
    home = f"http://{session.hosts[0]}"
    page.goto(session.address)
    page.wait_for_selector("h1")
    settled(page, home, "/forecast?of=returned&by=nationality")
    before = page.inner_text(".answer")
    picture(page, "1-forecast")
    page.click("nav >> text=Sources")
    page.set_input_files("#file", {"name": "dushanbe.txt", "mimeType": "text/plain", "buffer": ARTICLE.encode()})
    page.fill("#about-outlet", "Valley Courier")
    page.click("text=Read it")
    page.wait_for_selector("mark.now")
    picture(page, "2-article")
    confirm(page)
    picture(page, "3-confirmed")
    page.goto(home + "/claim/A900")
    page.wait_for_selector("text=Change it")
    picture(page, "4-claim")
    page.goto(home + "/forecast?of=returned&by=nationality")
    page.wait_for_selector("body[data-drawn]", state="attached")
    picture(page, "5-out-of-date")
    page.click("text=Fit again")
    page.wait_for_selector("#fit-what")
    print("fitting …", time.strftime("%H:%M:%S"), flush=True)
    page.wait_for_selector("text=Fit up to date")
    print("fitted", time.strftime("%H:%M:%S"), flush=True)
    settled(page, home, "/forecast?of=returned&by=nationality")
    print("before:", before)
    print("after: ", page.inner_text(".answer"))
    picture(page, "6-changed")
    scenario(page, home)
    page.goto(home + "/plan")
    page.wait_for_selector("text=Leave unserved")
    page.wait_for_selector("body[data-drawn]", state="attached")
    print("plan:  ", page.inner_text(".answer"))
    picture(page, "8-plan")


def confirm(page: Any) -> None:
    """The first draft, as an analyst would put it."""
    page.fill("#f-id", "A900")
    page.fill("#f-statement", "About 150 Tajiks came back from Syria and Iraq of their own accord")
    page.select_option("#f-quantity", "arrivals")
    page.fill("#f-who", "nationality=TJK")
    page.fill("#f-where", "returned")
    page.fill("#f-as_of", "2016-07")
    page.fill("#f-speaker", "Tajik interior ministry")
    page.select_option("#f-grade", "B2")
    for box in page.locator("input[type=checkbox]").all():
        box.check()
    page.click("button:text-is('Confirm')")
    page.wait_for_selector("mark.confirmed a")


def scenario(page: Any, home: str) -> None:
    settled(page, home, "/scenarios?of=returned&beside=uzbekistan-eases")
    page.wait_for_selector("text=against as usual >> nth=0")
    settled(page, home, "/scenarios?of=returned&beside=uzbekistan-eases")
    page.focus("#l-driver-border_control")
    for _ in range(10):
        page.keyboard.press("ArrowLeft")
    page.wait_for_selector("text=From all 1,000 draws")
    page.wait_for_timeout(500)
    print("what if:", page.inner_text("#change-one"))
    page.evaluate("window.scrollTo(0, 0)")
    picture(page, "7-scenario")
    page.fill("#title", "Half the control at the border")
    page.click("text=Write to scenarios/")
    page.wait_for_url("**/scenarios?beside=half-the-control-at-the-border**")


def settled(page: Any, home: str, path: str) -> None:
    """The page, once nothing is being worked out and everything is drawn."""
    page.goto(home + path)
    while page.context.request.get(f"{home}/status").json()["waiting"]:
        time.sleep(0.5)
    page.goto(home + path)
    page.wait_for_selector("body[data-drawn]", state="attached")


def picture(page: Any, name: str) -> None:
    page.wait_for_timeout(300)
    path = PICTURES / f"{name}.png"
    page.screenshot(path=str(path))
    assert path.stat().st_size <= MOST, f"{path.name} is larger than {MOST:,} bytes"


if __name__ == "__main__":
    sys.exit(main())
