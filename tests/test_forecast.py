"""The forecast: whole, consistent, repeatable; drivers' futures as declared; outlooks judged."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.fit.ledgers import write_study
from wayhome.fit.store import Fit, fit_study
from wayhome.forecast import COLUMNS, Forecast, driver_futures, forecast, forecast_study


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_study(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="module")
def fit(folder: Path) -> Fit:
    return fit_study(folder, draws=300, tune=300)


@pytest.fixture(scope="module")
def made(fit: Fit, folder: Path) -> Forecast:
    return forecast_study(folder, draws=400, fit=fit)


def rows(made: Forecast, **wanted: str) -> pd.DataFrame:
    table: Any = made.table
    for column, value in wanted.items():
        table = table[table[column] == value]
    return table


def test_every_place_date_and_selection_has_its_row(made: Forecast) -> None:
    selections = 4 * 3  # KGZ, UZB, Both, all · man, woman, all
    assert len(made.table) == 49 * 2 * 5 * selections
    assert list(made.table.columns) == ["date", "place", "quantity", "nation", "role", *COLUMNS]
    assert not made.table.duplicated(["date", "place", "quantity", "nation", "role"]).any()


def test_quantiles_are_in_order_and_never_negative(made: Forecast) -> None:
    values = made.table[list(COLUMNS)].to_numpy()
    assert (np.diff(values, axis=1) >= 0).all()
    assert values.min() >= 0


def test_arrivals_never_fall(made: Forecast) -> None:
    returned = rows(made, place="returned", quantity="arrivals", nation="all", role="all")
    assert (np.diff(returned["q50"].to_numpy()) >= 0).all()
    assert returned["q50"].iloc[0] == 0


def test_people_are_conserved_in_every_draw(made: Forecast) -> None:
    places = [made.names.index(name) for name in ("home", "camp", "returned", "dead")]
    total = made.stock[:, :, places].sum(axis=(2, 3))
    assert (np.abs(total[:, 1:] - total[:, :1]) <= 8).all()  # where the past is rounded to whole people
    assert (total[:, 2] == total[:, 1]).all()  # by chance: exactly


def test_an_areas_arrivals_come_from_outside_it(made: Forecast) -> None:
    away = rows(made, place="away", quantity="arrivals")[list(COLUMNS)].to_numpy()
    camp = rows(made, place="camp", quantity="arrivals")[list(COLUMNS)].to_numpy()
    assert np.array_equal(away, camp)


def test_the_table_and_the_kept_draws_agree(made: Forecast, fit: Fit) -> None:
    last = rows(made, date="2017-12", place="returned", quantity="arrivals", nation="all", role="all")
    people = made.arrivals[:, made.kept.index("2017-12"), made.names.index("returned")].sum(axis=1)
    assert last["q50"].item() == pytest.approx(np.median(people), abs=4)  # kept draws are rounded
    assert made.kept == ("2015-12", "2016-12", "2017-12")


@pytest.mark.parametrize("workers", [1, 3])
def test_the_number_of_workers_changes_nothing(fit: Fit, workers: int) -> None:
    first, second = forecast(fit, draws=60, workers=2), forecast(fit, draws=60, workers=workers)
    assert first.table.equals(second.table)
    assert np.array_equal(first.stock, second.stock)
    assert first.outlooks == second.outlooks


def test_another_seed_gives_another_forecast(fit: Fit) -> None:
    assert not forecast(fit, draws=60, seed=1).table.equals(forecast(fit, draws=60, seed=2).table)


def test_futures_start_where_the_past_ended_and_stay_in_range(fit: Fit) -> None:
    paths = driver_futures(fit.model, fit.z[:500, : len(fit.model.parameters)], seed=1)[:, 0]
    assert (np.diff(paths[:, 23:], axis=1) >= 0).all()  # monotone: rising
    assert paths.min() >= 0 and paths.max() <= 1
    rising = np.quantile(paths[:, -1], [0.05, 0.95])
    assert rising[0] >= 0.38 and rising[1] <= 0.95  # 40% to 90%, and never below where it was


def test_an_outlook_has_a_probability(made: Forecast) -> None:
    (line,) = made.outlooks
    assert line.id == "C12"
    assert line.probability is not None and line.probability > 0.99


def test_files_are_written_and_readable(folder: Path, made: Forecast) -> None:
    import xarray

    table = pd.read_parquet(folder / "results/forecast.parquet")
    assert len(table) == len(made.table)
    with xarray.open_dataset(folder / "results/draws.nc") as draws:
        assert draws["stock"].dims == ("draw", "date", "place", "nation", "role")
        assert (
            int(draws["arrivals"].sel(place="returned", date="2017-12").sum())
            == made.arrivals[:, -1, made.names.index("returned")].sum()
        )


def test_flows_add_up_to_arrivals(made: Forecast) -> None:
    moved = made.flows[(made.flows.flow == "go_home") & (made.flows.nation == "all") & (made.flows.role == "all")][
        "q50"
    ].item()
    at = [made.kept.index(date) for date in ("2015-12", "2017-12")]
    came = made.arrivals[:, at, made.names.index("returned")].sum(axis=2)
    assert moved == pytest.approx(np.median(came[:, 1] - came[:, 0]), abs=2)


def test_a_forecast_does_not_change_the_fit(fit: Fit) -> None:
    before = fit.z.copy()
    forecast(replace(fit, seed=9), draws=20)
    assert np.array_equal(fit.z, before)
