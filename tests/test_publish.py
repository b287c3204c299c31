"""Numbers for publication: nobody is to be found by them, and ranges only widen."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from tests.fit.ledgers import write_study
from wayhome.cli.main import app
from wayhome.export import Options, write
from wayhome.fit.store import Fit, prior_study
from wayhome.forecast import Forecast, forecast
from wayhome.labelled import LEVELS
from wayhome.publish import BASE, RULE, SMALL, rounded, table

PEOPLE = st.floats(0, 1e9)


@pytest.fixture(scope="module")
def fit(tmp_path_factory: pytest.TempPathFactory) -> Fit:
    return prior_study(write_study(tmp_path_factory.mktemp("publish")), draws=50)


@pytest.fixture(scope="module")
def made(fit: Fit) -> Forecast:
    return forecast(fit, draws=60)


@given(st.lists(PEOPLE, min_size=5, max_size=5).map(sorted))
def test_ranges_only_widen_and_keep_their_order(persons: list[float]) -> None:
    low, lower, middle, higher, high = rounded(persons, list(LEVELS.values()))
    assert low <= lower <= middle <= higher <= high
    assert low <= persons[0] and lower <= persons[1]
    assert higher >= persons[3] and high >= persons[4]
    assert abs(middle - persons[2]) <= SMALL / 2
    assert all(value % BASE == 0 for value in (low, lower, middle, higher, high))


@given(PEOPLE, st.sampled_from([0.05, 0.25, 0.5, 0.75, 0.95]))
def test_a_small_count_is_not_told_from_another(persons: float, level: float) -> None:
    if persons < SMALL:
        assert rounded(persons, level) == rounded(0.0, level)
    else:
        assert rounded(persons, level) >= SMALL


def test_some_numbers() -> None:
    assert rounded([0, 9.9, 10, 12.4, 12.5, 1237], 0.5).tolist() == [5, 5, 10, 10, 15, 1235]
    assert rounded([0, 9.9, 10, 14.9, 1237], 0.05).tolist() == [0, 0, 10, 10, 1235]
    assert rounded([0, 9.9, 10, 10.1, 1237], 0.95).tolist() == [10, 10, 10, 15, 1240]


def test_rows_whose_middle_is_small_are_marked() -> None:
    given_ = pd.DataFrame({"place": ["a", "b"], "q05": [1.0, 20.0], "q50": [7.0, 22.0], "q95": [11.0, 31.0]})
    made = table(given_)
    assert made.to_dict("list") == {
        "place": ["a", "b"], "q05": [0, 20], "q50": [5, 20], "q95": [15, 35], "small": ["under 10", ""]
    }  # fmt: skip
    assert given_["q50"].tolist() == [7.0, 22.0]


def numbers(frame: pd.DataFrame) -> Any:
    return frame[[column for column in LEVELS if column in frame.columns]].to_numpy()


def test_csv_holds_no_small_number(fit: Fit, made: Forecast, tmp_path: Path) -> None:
    whole = write(made, fit, "csv", tmp_path / "whole")
    files = write(made, fit, "csv", tmp_path, Options(publish=True))
    assert [path.name for path in files] == ["forecast.csv", "flows.csv", "published.txt"]
    assert files[-1].read_text("utf-8") == f"{RULE}\n"
    for path, exact in zip(files[:2], whole, strict=True):
        told, kept = pd.read_csv(path, keep_default_na=False), pd.read_csv(exact)
        assert set(np.unique(numbers(told) % BASE)) == {0}
        assert len(told) == len(kept)
        assert set(told["small"]) <= {"under 10", ""}
        assert np.all(told["q05"].to_numpy() <= kept["q05"].to_numpy() + 0.05)
        assert np.all(told["q95"].to_numpy() >= kept["q95"].to_numpy() - 0.05)
    assert "under 10" in set(pd.read_csv(files[0], keep_default_na=False)["small"])
    assert (numbers(pd.read_csv(whole[0])) % BASE != 0).any()


def test_a_hub_has_rounded_quantiles_and_no_samples(fit: Fit, made: Forecast, tmp_path: Path) -> None:
    output, *_, rule = write(made, fit, "hub", tmp_path, Options(publish=True, samples=10))
    told = pd.read_csv(output)
    assert set(told["output_type"]) == {"quantile"}
    assert set(np.unique(told["value"] % BASE)) == {0}
    assert rule.name == "published.txt"
    tasks = json.loads((tmp_path / "hub-config/tasks.json").read_text("utf-8"))
    assert set(tasks["rounds"][0]["model_tasks"][0]["output_type"]) == {"quantile"}


def test_netcdf_has_no_single_draws_and_says_the_rule(fit: Fit, made: Forecast, tmp_path: Path) -> None:
    import xarray

    files = write(made, fit, "netcdf", tmp_path, Options(publish=True))
    assert [path.name for path in files] == ["forecast.nc", "published.txt"]
    with xarray.open_dataset(files[0], engine="h5netcdf") as data:
        assert set(np.unique(data["stock"].to_numpy() % BASE)) == {0}
        assert data.attrs["published"] == RULE


def test_the_command_rounds_and_refuses_what_cannot_be_rounded(tmp_path: Path) -> None:
    folder = write_study(tmp_path / "study")
    made = CliRunner().invoke(app, ["export", "flee", str(folder), "--publish"])
    assert made.exit_code == 2
    assert "W845" in made.output
    assert not (folder / "results").exists()
