"""`wayhome forecast --scenario`: other numbers, in files of their own."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from tests.fit.ledgers import write_study
from wayhome.cli.main import app

SCENARIO = """\
scenario: stay
title: Nobody goes home
from: 2016-01
changes:
  - {flow: go_home, times: 0.01}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    written = write_study(tmp_path_factory.mktemp("scenario"))
    (written / "scenarios").mkdir()
    (written / "scenarios/stay.yaml").write_text(SCENARIO, encoding="utf-8")
    return written


def returned(path: Path) -> float:
    table = pd.read_parquet(path)
    one = (table["place"] == "returned") & (table["quantity"] == "arrivals") & (table["date"] == "2017-12")
    return table.loc[one & (table["nation"] == "all") & (table["role"] == "all"), "q50"].item()


def test_a_scenario_has_files_of_its_own(folder: Path) -> None:
    for more in ([], ["--scenario", "stay"]):
        run = CliRunner().invoke(app, ["forecast", str(folder), "--quick", "--draws", "100", *more])
        assert run.exit_code == 0, run.output
    assert "quick-stay-forecast.parquet" in run.output.replace("\n", "")
    usual, changed = (returned(folder / f"results/quick-{name}forecast.parquet") for name in ("", "stay-"))
    assert changed < 0.8 * usual


def test_an_unknown_scenario_is_told(folder: Path) -> None:
    run = CliRunner().invoke(app, ["forecast", str(folder), "--quick", "--scenario", "sty"])
    assert run.exit_code != 0
    assert "W621" in run.output + str(run.exception)
