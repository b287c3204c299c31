"""Scenarios on common random numbers: what they share is the same, differences have the right sign and little noise."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from tests.fit.ledgers import write_study
from wayhome.cli.main import app
from wayhome.compare import Comparison, compare_study, under
from wayhome.fit.store import Fit, fit_study
from wayhome.forecast import forecast
from wayhome.study.scenarios import load_scenarios

SCENARIOS = {
    "open": "{flow: go_home, times: 1.5x to 3x}",
    "stay": "{flow: go_home, for: {nation: KGZ}, times: 0}",
    "paid": "{driver: wages_lost, to: 5% to 10%}",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_study(tmp_path_factory.mktemp("small"))
    (folder / "scenarios").mkdir()
    for name, change in SCENARIOS.items():
        text = f"scenario: {name}\ntitle: Scenario {name}\nfrom: 2016-07\nchanges:\n  - {change}\n"
        (folder / "scenarios" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def fit(folder: Path) -> Fit:
    return fit_study(folder, draws=300, tune=300)


@pytest.fixture(scope="module")
def made(folder: Path, fit: Fit) -> Comparison:
    return compare_study(folder, seed=1, draws=400, fit=fit)


def row(made: Comparison, scenario: str, **wanted: str) -> Any:
    table: Any = made.table
    for column, value in {"scenario": scenario, "quantity": "arrivals", "role": "all", **wanted}.items():
        table = table[table[column] == value]
    assert len(table) == 1
    return table.iloc[0]


def test_every_scenario_is_compared_and_kept(made: Comparison, folder: Path) -> None:
    assert set(made.table["scenario"]) == set(SCENARIOS)
    assert (folder / "results/compare.parquet").is_file()
    assert (made.table["difference_low"].to_numpy() <= made.table["difference_high"].to_numpy()).all()


def test_differences_have_the_sign_of_what_was_changed(made: Comparison) -> None:
    returned = {"date": "2017-12", "place": "returned", "nation": "all"}
    assert row(made, "open", **returned)["difference_low"] > 0
    assert row(made, "open", **returned)["more"] == 1
    paid = row(made, "paid", **returned)  # the ledger leaves it open whether lost wages send anybody home, if hardly so
    assert paid["difference"] < 0
    assert paid["less"] > 0.8
    assert row(made, "stay", **returned)["difference_high"] < 0


def test_what_a_scenario_does_not_touch_is_the_same_to_the_last_person(made: Comparison) -> None:
    untouched = row(made, "stay", date="2017-12", place="returned", nation="UZB")
    assert untouched["difference_low"] == untouched["difference_high"] == 0
    assert untouched["more"] == untouched["less"] == 0
    before = row(made, "open", date="2015-12", place="returned", nation="all")
    assert before["difference_low"] == before["difference_high"] == 0


def test_common_random_numbers_leave_little_noise(folder: Path, fit: Fit) -> None:
    """The variance of the difference of two runs by chance alone, with the same seed and with others: ten times less at least."""
    sure = fit.z[:1].repeat(len(fit.z), axis=0)  # one posterior draw, so that only chance is left
    from dataclasses import replace

    one = replace(fit, z=sure)
    other = under(one, load_scenarios(folder, fit.study)["stay"])
    last = {}
    for name, some, seed in (("usual", one, 1), ("same seed", other, 1), ("other seed", other, 2)):
        run = forecast(some, seed=seed, draws=400)
        last[name] = run.arrivals[:, -1, run.names.index("away")].sum(axis=-1).astype(float)
    common = np.var(last["same seed"] - last["usual"])
    independent = np.var(last["other seed"] - last["usual"])
    assert independent > 10 * common


def test_a_scenario_that_does_not_exist_is_said_so(folder: Path, fit: Fit) -> None:
    with pytest.raises(Exception, match=r"no scenario is called 'opne'.*Did you mean 'open'"):
        compare_study(folder, ["opne"], draws=20, fit=fit)


def test_the_command_puts_group_beside_group(folder: Path, fit: Fit) -> None:
    made = CliRunner().invoke(app, ["compare", str(folder), "--shares", "--draws", "100"], env={"COLUMNS": "120"})
    assert made.exit_code == (0 if fit.summary.diagnosis.settled else 1), made.output
    assert made.output.startswith("Returned: share of all who came to away, by the end of 2015")
    assert {line.split()[0] for line in made.output.splitlines() if "%–" in line} == {"Uzbekistan", "Kyrgyzstan"}


def test_a_place_of_which_nobody_has_a_share_is_said(folder: Path, fit: Fit) -> None:
    asked = ["compare", str(folder), "--shares", "--draws", "50", "--headline", "camp"]
    made = CliRunner().invoke(app, asked, env={"COLUMNS": "120"})
    assert made.output.startswith("Camp: the study counts nobody of whom these would be a share.\n")
