"""Forecasts in the formats of the field, read back by the field's own readers where they can be had."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.fit.ledgers import STUDY, write_study
from wayhome.errors import InvalidInput
from wayhome.export import FORMS, Options, csv_text, tags, write
from wayhome.fit.store import Fit, fit_study
from wayhome.forecast import Forecast, forecast
from wayhome.hub import LEVELS, model, rows
from wayhome.labelled import check_names, selections
from wayhome.study.load import load_study

HASHTAG = re.compile(r"#[a-z][a-z0-9_]*(\+[a-z][a-z0-9_]*)*")
CORE = {"date", "loc", "indicator", "group", "affected"}  # of HXL 1.1's dictionary, those used here


@pytest.fixture(scope="module")
def fit(tmp_path_factory: pytest.TempPathFactory) -> Fit:
    return fit_study(write_study(tmp_path_factory.mktemp("export")), draws=100, tune=150, chains=2)


@pytest.fixture(scope="module")
def made(fit: Fit) -> Forecast:
    return forecast(fit, draws=200)


@pytest.fixture(scope="module")
def hub(fit: Fit, made: Forecast, tmp_path_factory: pytest.TempPathFactory) -> Path:
    to = tmp_path_factory.mktemp("hub")
    write(made, fit, "hub", to, Options(team="team", samples=20))
    return to


# ---- hub ----------------------------------------------------------------------------------------------------


def output(hub: Path) -> Any:
    return pd.read_csv(hub / "model-output/team-small/2015-12-31-team-small.csv")


def test_the_hub_is_read_by_the_hubs_own_library(hub: Path) -> None:
    hubdata = pytest.importorskip("hubdata")
    table = hubdata.connect_hub(hub).get_dataset().to_table()
    assert table.num_rows == len(output(hub))
    assert set(table["model_id"].to_pylist()) == {"team-small"}
    assert {str(table.schema.field(name).type) for name in ("origin_date", "target_end_date")} == {"date32[day]"}
    assert {str(table.schema.field(name).type) for name in ("output_type_id", "value")} == {"double"}


def test_quantiles_are_those_of_the_draws_and_rise(hub: Path, made: Forecast, fit: Fit) -> None:
    table = output(hub)
    one = table.query(
        "output_type == 'quantile' and target == 'stock' and location == 'away' and nation == 'Both' and role == 'all' "
        "and horizon == 24"
    )
    assert one["output_type_id"].tolist() == list(LEVELS)
    assert set(one["target_end_date"]) == {"2017-12-31"}
    people = made.stock[:, made.kept.index("2017-12"), made.names.index("away")].sum(axis=-1)
    assert one["value"].to_numpy() == pytest.approx(np.round(np.quantile(people, LEVELS), 1))
    middle: Any = made.table.query(
        "date == '2017-12' and place == 'away' and quantity == 'stock' and nation == 'Both' and role == 'all'"
    )
    assert one["value"].iloc[LEVELS.index(0.5)] == pytest.approx(middle["q50"].iloc[0], abs=0.06)
    tasks = ["target", "horizon", "location", "nation", "role"]
    quantiles: Any = table[table["output_type"] == "quantile"]
    rising: Any = quantiles.groupby(tasks)["value"].apply(lambda values: bool((np.diff(values) >= 0).all()))
    assert rising.all()
    assert len(rising) == 2 * 3 * len(made.names) * len(selections(fit.study))


def test_a_sample_s_groups_add_up_to_its_draw(hub: Path, made: Forecast) -> None:
    table = output(hub)
    samples = table[(table["output_type"] == "sample") & (table["target"] == "arrivals")]
    assert samples["output_type_id"].max() == 20
    one = samples.query("output_type_id == 7 and location == 'returned' and horizon == 12")
    assert len(one) == 4
    kept = made.arrivals[6, made.kept.index("2016-12"), made.names.index("returned")]
    assert one["value"].sum() == kept.sum()


def test_the_configuration_admits_what_is_there(hub: Path) -> None:
    table = output(hub)
    tasks = json.loads((hub / "hub-config/tasks.json").read_text("utf-8"))
    (task,) = tasks["rounds"][0]["model_tasks"]
    assert list(table.columns) == [*task["task_ids"], "output_type", "output_type_id", "value"]
    for name, values in task["task_ids"].items():
        assert set(table[name].unique()) <= {*(values["required"] or ()), *(values["optional"] or ())}, name
    assert set(table["output_type"]) == set(task["output_type"])
    assert task["output_type"]["sample"]["output_type_id_params"]["max_samples_per_task"] == 20
    assert [one["target_keys"]["target"] for one in task["target_metadata"]] == ["stock", "arrivals"]
    assert all(len(one["target_id"]) <= 30 and len(one["target_name"]) <= 100 for one in task["target_metadata"])
    admin = json.loads((hub / "hub-config/admin.json").read_text("utf-8"))
    assert {"schema_version", "name", "maintainer", "contact", "repository", "file_format", "timezone"} <= set(admin)
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads((hub / "hub-config/model-metadata-schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads((hub / "model-metadata/team-small.yml").read_text("utf-8")), schema)


def test_parquet_holds_the_same_as_csv(fit: Fit, made: Forecast, hub: Path, tmp_path: Path) -> None:
    first, *_ = write(made, fit, "hub", tmp_path, Options(team="team", samples=20, parquet=True))
    assert first.name == "2015-12-31-team-small.parquet"
    pd.testing.assert_frame_equal(pd.read_parquet(first), output(hub), check_dtype=False)


def test_without_samples_there_are_none(fit: Fit, made: Forecast, tmp_path: Path) -> None:
    write(made, fit, "hub", tmp_path, Options(samples=0))
    tasks = json.loads((tmp_path / "hub-config/tasks.json").read_text("utf-8"))
    assert list(tasks["rounds"][0]["model_tasks"][0]["output_type"]) == ["quantile"]
    assert set(rows(made, fit.study, samples=0)["output_type"]) == {"quantile"}


def test_names_that_a_hub_does_not_take_are_refused(fit: Fit, made: Forecast, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"--team: 'my team' cannot stand in a hub's file names.*\[W843\]"):
        write(made, fit, "hub", tmp_path, Options(team="my team"))
    assert list(tmp_path.iterdir()) == []
    assert model("wayhome", "my-study").id == "wayhome-my_study"


def test_a_population_called_like_a_column_is_refused(tmp_path: Path) -> None:
    text = STUDY.replace("nation: [", "target: [").replace("{nation:", "{target:").replace("role:", "draw:")
    folder = write_study(tmp_path, "", study=text)
    (folder / "stocks.csv").write_text(
        "place,target,draw,low,best,high,source\nhome,KGZ,man,,5,,assumption\n", encoding="utf-8"
    )
    study = load_study(folder)
    with pytest.raises(
        InvalidInput, match=r"populations.target: 'target' is also the name of an axis or column.*\[W842\]"
    ):
        check_names(study, ("target", "horizon"))


# ---- CSV, Parquet, NetCDF -----------------------------------------------------------------------------------


def test_tables_in_csv_are_the_forecast_s_own(fit: Fit, made: Forecast, tmp_path: Path) -> None:
    files = write(made, fit, "csv", tmp_path)
    assert [file.name for file in files] == ["forecast.csv", "flows.csv"]
    assert b"\r\n" in files[0].read_bytes()
    table = pd.read_csv(files[0])
    assert list(table.columns) == [
        "date",
        "place",
        "place_title",
        "quantity",
        "nation",
        "role",
        "q05",
        "q25",
        "q50",
        "q75",
        "q95",
    ]
    assert table["q50"].to_numpy() == pytest.approx(made.table["q50"].to_numpy(), abs=0.051)
    assert len(pd.read_csv(files[1])) == len(made.flows)


def test_tags_follow_the_header_and_every_column_has_one(fit: Fit, made: Forecast, tmp_path: Path) -> None:
    for file in write(made, fit, "csv", tmp_path, Options(hxl=True)):
        with file.open(encoding="utf-8", newline="") as text:
            header, tagged, first, *_ = csv.reader(text)
        assert len(header) == len(tagged) == len(first)
        assert all(HASHTAG.fullmatch(tag) for tag in tagged)
        assert {tag.split("+")[0].removeprefix("#") for tag in tagged} <= CORE
        assert len(set(tagged)) == len(tagged)
    assert tags(["nation", "q50", "place"], fit.study) == ["#group+nation", "#affected+q50", "#loc+code"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx"])
def test_text_that_reads_as_a_formula_is_guarded(text: str) -> None:
    table = pd.DataFrame({"region": [text, "plain"], "q50": [1.25, -2.0]})
    found = list(csv.reader(io.StringIO(csv_text(table), newline="")))
    assert found == [["region", "q50"], [f"'{text}", "1.2"], ["plain", "-2.0"]]


def test_parquet_and_netcdf_hold_what_the_forecast_holds(fit: Fit, made: Forecast, tmp_path: Path) -> None:
    import xarray

    table, flows = write(made, fit, "parquet", tmp_path)
    assert pd.read_parquet(table)["q95"].tolist() == made.table["q95"].tolist()
    assert len(pd.read_parquet(flows)) == len(made.flows)
    quantiles, draws = write(made, fit, "netcdf", tmp_path)
    with xarray.open_dataset(quantiles) as data:
        assert data["stock"].dims == ("date", "place", "nation", "role", "quantile")
        assert (data["stock"].attrs["units"], data.attrs["as_of"], data.attrs["settled"]) == (
            "persons",
            "2015-12",
            "no",
        )
        assert str(data["day"].values[-1])[:10] == "2017-12-31"
    with xarray.open_dataset(draws) as data:
        assert np.array_equal(data["arrivals"].values.reshape(made.arrivals.shape), made.arrivals)


def test_an_unknown_format_is_said(fit: Fit, made: Forecast, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"no format is called 'cvs'. Did you mean 'csv'\? \[W844\]"):
        write(made, fit, "cvs", tmp_path)
    assert set(FORMS) == {"hub", "csv", "parquet", "netcdf"}
