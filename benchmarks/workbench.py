"""How fast the workbench answers in a browser: `python -m benchmarks.workbench [STUDY] [--visits N] [--moves N]`.

Opens a copy of a fitted study in headless Chromium, as a person would: first and last chart of the forecast room after a click, and
the answer of a scenario's lever while it moves (the fan redrawn), each measured inside the page. Prints a table in Markdown.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
TARGETS = {"first chart": 1000, "all charts": 1500, "lever, while it moves": 100}  # milliseconds
LEVER = "#l-driver-border_control"


def main() -> int:
    arguments = _arguments()
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        print("no Chromium is installed (Debian: apt-get install chromium); nothing was measured", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="wayhome-") as place:
        folder = Path(shutil.copytree(arguments.study, Path(place) / "study"))
        (folder / "results/fit.nc").stat()  # without a fit there is nothing to measure
        for made in ("forecast.parquet", "draws.nc"):
            (folder / "results" / made).unlink(missing_ok=True)
        with _served(folder) as address:
            found = _measured(chromium, address, arguments.visits, arguments.moves)
    print(_table(found))
    return 0


def _arguments() -> Any:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.workbench")
    parser.add_argument("study", nargs="?", type=Path, default=ROOT / "studies/central-asia")
    parser.add_argument("--visits", type=int, default=12)
    parser.add_argument("--moves", type=int, default=30)
    return parser.parse_args()


@contextlib.contextmanager
def _served(folder: Path) -> Generator[str]:
    """The study open at an address, in a process of its own."""
    command = [sys.executable, "-m", "wayhome.cli.main", "open", str(folder), "--no-browser"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(ROOT / "src")}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    assert process.stdout is not None
    try:
        yield next(line.strip() for line in process.stdout if line.startswith("http"))
    finally:
        process.terminate()
        process.wait()


def _measured(chromium: str, address: str, visits: int, moves: int) -> dict[str, list[float]]:
    from playwright.sync_api import sync_playwright

    home = address.partition("/open")[0]
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_context(viewport={"width": 1440, "height": 1000}).new_page()
        page.goto(address)
        _ready(page, home)
        found: dict[str, list[float]] = {"first chart": [], "all charts": []}
        for by in ["nationality", "role", "place"] * (visits // 3):
            page.goto(f"{home}/forecast?of=returned&by={by}")
            page.wait_for_selector("body[data-drawn]", state="attached")
            first, last = page.evaluate(
                "[...performance.getEntriesByType('mark')].filter(m => m.name === 'drawn').map(m => m.startTime)"
                ".reduce((a, t) => [Math.min(a[0], t), Math.max(a[1], t)], [1e9, 0])"
            )
            found["first chart"].append(first)
            found["all charts"].append(last)
        found |= _levers(page, home, moves)
        browser.close()
    return found


def _ready(page: Any, home: str) -> None:
    """Wait until nothing is being worked out behind the rooms, and everything was shown once."""
    for path in ("/forecast", "/scenarios?beside=-", *(f"/forecast?of=returned&by={by}" for by in ("role", "place"))):
        page.goto(home + path)
        while page.context.request.get(f"{home}/status").json()["waiting"]:
            time.sleep(0.5)
    time.sleep(3)  # the warming thread's last step


def _levers(page: Any, home: str, moves: int) -> dict[str, list[float]]:
    page.goto(f"{home}/scenarios?of=returned&beside=-")
    page.wait_for_selector("body[data-drawn]", state="attached")
    page.focus(LEVER)
    for k in range(moves):
        page.keyboard.press("ArrowRight" if k % 3 == 2 else "ArrowLeft")
        page.wait_for_timeout(250)  # before it counts as at rest
    page.wait_for_selector("text=From all", timeout=60_000)
    page.wait_for_timeout(500)  # until the fan is redrawn

    def took(name: str) -> list[float]:
        return page.evaluate(f"performance.getEntriesByName('{name}').map(m => m.duration)")

    return {"lever, while it moves": took("moving"), "lever at rest, all draws": took("whole")}


def _table(found: dict[str, Sequence[float]]) -> str:
    lines = ["| what | median | slowest | to reach | times |", "| --- | ---: | ---: | ---: | ---: |"]
    for what, values in found.items():
        if not values:
            lines.append(f"| {what} | none | | | 0 |")
            continue
        wanted = f"{TARGETS[what]:,} ms" if what in TARGETS else "–"
        middle, most = (f"{value:,.0f} ms" for value in (statistics.median(values), max(values)))
        lines.append(f"| {what} | {middle} | {most} | {wanted} | {len(values)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
