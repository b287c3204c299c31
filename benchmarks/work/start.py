"""Commands and the first engine call, each in a fresh process, with everything on disk that an earlier run left there."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from benchmarks.contest import OURS
from benchmarks.environments import ROOT
from benchmarks.result import Outcome, Plan, Row, Target, ours

TITLE = "Start: fresh processes, warm caches"
HELP, CHECK, LEDGER, ENGINE = (
    "wayhome --help",
    "wayhome check, flagship",
    "wayhome check, 10,000 claims",
    "import, compile a small study, one chance path",
)
CLAIMS, CLAIMS_A_SOURCE = 10_000, 20
MONTHS = [f"{year}-{month:02}" for year in (2013, 2014, 2015) for month in range(1, 13)]
WAYHOME = [sys.executable, "-c", "from wayhome.cli.main import main; main()"]
FIRST_CALL = """
import numpy as np
from benchmarks.studies import returns
from wayhome.engine.chance import chance_path
from wayhome.engine.compile import compile_study
from wayhome.engine.rates import inputs
model = compile_study(returns())
chance_path(model, inputs(model, np.zeros(0), 24), seed=1, draw=0)
"""


def run(plan: Plan) -> Outcome:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "many"
        many(folder, 100 if plan.miniature else CLAIMS)
        commands = {
            HELP: [*WAYHOME, "--help"],
            CHECK: [*WAYHOME, "check", str(ROOT / "studies" / "central-asia")],
            LEDGER: [*WAYHOME, "check", str(folder)],
            ENGINE: [sys.executable, "-c", FIRST_CALL],
        }
        rows = [_timed(plan, what, lambda command=command: _process(command)) for what, command in commands.items()]
    targets = (
        Target(HELP, 0.3, ours(rows, HELP), " s", at_most=True),
        Target(LEDGER, 1.5, ours(rows, LEDGER), " s", at_most=True),
    )
    return Outcome(tuple(rows), targets)


def _timed(plan: Plan, what: str, act: Callable[[], float]) -> Row:
    first = act()
    seconds = [first] if plan.miniature else []
    while not plan.miniature and len(seconds) < plan.repeats and sum(seconds) < plan.seconds:
        seconds.append(act())
    return Row(what, OURS, tuple(seconds), first)


def _process(command: list[str]) -> float:
    """Wall seconds; whatever this process was told about bytecode, a user's process writes and reads it."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPATH"] = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    began = perf_counter()
    subprocess.run(command, check=True, capture_output=True, env=environment)
    return perf_counter() - began


def many(folder: Path, claims: int) -> None:
    """The study that `wayhome new` makes, with its claims repeated under other ids, dates, numbers and sources."""
    _process([*WAYHOME, "new", str(folder)])
    columns, rows = _read(folder / "claims.csv")
    amounts = [row for row in rows if row["kind"] == "amount"]
    sources = [f"outlet-{i}" for i in range(-(-claims // CLAIMS_A_SOURCE))]
    made: list[dict[str, str]] = []
    for i in range(claims):
        change = {
            "id": f"claim-{i}", "as_of": MONTHS[i % len(MONTHS)], "source": sources[i // CLAIMS_A_SOURCE],
            "low": "", "best": str(200 + i % 900), "wording": "", "statement": f"By then {200 + i % 900} people had gone",
        }  # fmt: skip
        made.append({**amounts[i % len(amounts)], **change})
    _write(folder / "claims.csv", columns, made)
    columns, rows = _read(folder / "sources.csv")
    _write(folder / "sources.csv", columns, [{**rows[0], "id": name, "outlet": name} for name in sources])


def _read(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
        return list(reader.fieldnames or ()), rows


def _write(path: Path, columns: list[str], rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)
