"""The forecast: whole, consistent, repeatable; drivers' futures as declared; outlooks judged."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import numpy as np
import pandas as pd
import pytest

from tests.fit.ledgers import write_study
from wayhome.claims.claim import Ledger
from wayhome.draws import Tally, Work, tally
from wayhome.engine.compile import compile_study
from wayhome.engine.expected import expected_path
from wayhome.engine.futures import future_paths, futures, past_paths
from wayhome.engine.quantities import stock_of
from wayhome.engine.rates import inputs
from wayhome.fit.store import Fit, fit_study
from wayhome.forecast import COLUMNS, KEEP, Forecast, forecast, forecast_study
from wayhome.ranges import Z90
from wayhome.study.load import load_study


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


def test_a_watched_quantity_is_what_the_whole_draws_say(fit: Fit, made: Forecast) -> None:
    place, size = fit.model.places.index("returned"), len(fit.model.groups)
    end = fit.study.calendar.steps
    again = forecast(fit, draws=400, watch=[stock_of(fit.model, ["returned"], range(size), range(end, end + 1))])
    assert again.watched.shape == (400, 1)
    assert np.array_equal(again.watched[:, 0], made.stock[:, -1, place].sum(axis=-1))
    assert made.watched.shape == (400, 0)


def test_an_areas_arrivals_come_from_outside_it(made: Forecast) -> None:
    away = rows(made, place="away", quantity="arrivals")[list(COLUMNS)].to_numpy()
    camp = rows(made, place="camp", quantity="arrivals")[list(COLUMNS)].to_numpy()
    assert np.array_equal(away, camp)


def test_the_table_and_the_kept_draws_agree(made: Forecast, fit: Fit) -> None:
    last = rows(made, date="2017-12", place="returned", quantity="arrivals", nation="all", role="all")
    people = made.arrivals[:, made.kept.index("2017-12"), made.names.index("returned")].sum(axis=1)
    assert last["q50"].item() == pytest.approx(np.median(people), abs=4)  # kept draws are rounded
    assert made.kept == ("2015-12", "2016-12", "2017-12")


def marks(made: Forecast) -> str:
    """A hash of every number of a forecast."""
    parts = [frame.to_parquet(index=False) for frame in (made.table, made.flows)]
    parts += [made.stock.tobytes(), made.arrivals.tobytes(), repr(made.outlooks).encode()]
    return hashlib.sha256(b"".join(parts)).hexdigest()


class Shuffled:
    """Runs batches in an order that chance decides, and hands them on in another."""

    workers = 5

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def __call__(self, work: Work, edges: Any, batches: Any) -> Iterator[Tally]:
        made = [tally(work, edges, batch) for batch in self.random.sample(batches, len(batches))]
        yield from self.random.sample(made, len(made))


@pytest.mark.parametrize("draws", [60, 2700])
def test_the_number_of_workers_and_their_order_change_nothing(fit: Fit, draws: int) -> None:
    numbers = {marks(forecast(fit, draws=draws, workers=workers, keep=1500)) for workers in (1, 2, 3)}
    numbers |= {marks(forecast(fit, draws=draws, run=Shuffled(seed), keep=1500)) for seed in (1, 2)}
    assert len(numbers) == 1


def test_chunks_change_nothing(fit: Fit, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = marks(forecast(fit, draws=1200))
    monkeypatch.setattr("wayhome.draws.CHUNK", 97)
    monkeypatch.setattr("wayhome.draws.SLICE", 16)
    monkeypatch.setattr("wayhome.draws.MOMENTS", 1)
    assert marks(forecast(fit, draws=1200)) == usual


def test_a_draw_is_the_same_however_many_follow(fit: Fit) -> None:
    few, many = forecast(fit, draws=50), forecast(fit, draws=1300, keep=1200)
    assert many.stock.shape[0] == 1200
    assert np.array_equal(few.stock, many.stock[:50])
    assert np.array_equal(few.arrivals, many.arrivals[:50])


def test_forecasts_are_written_alike(fit: Fit, tmp_path: Path) -> None:
    results = tmp_path / "results"
    files: set[tuple[bytes, bytes]] = set()
    for _ in range(3):
        forecast_study(tmp_path, draws=1100, fit=fit)
        files.add(((results / "forecast.parquet").read_bytes(), (results / "draws.nc").read_bytes()))
    assert len(files) == 1


def test_counted_quantiles_are_almost_the_exact_ones(fit: Fit, monkeypatch: pytest.MonkeyPatch) -> None:
    draws = 4000
    counted = forecast(fit, draws=draws)
    monkeypatch.setattr("wayhome.draws.EXACT", draws)
    exact = forecast(fit, draws=draws)
    assert np.array_equal(counted.stock, exact.stock[:KEEP])
    assert counted.outlooks == exact.outlooks
    for name in ("table", "flows"):
        near, right = getattr(counted, name), getattr(exact, name)
        sd = np.maximum((right.q95 - right.q05) / (2 * Z90), 1.0)
        for column in set(COLUMNS) & set(right.columns):
            apart = (near[column] - right[column]).abs() / sd
            assert apart.mean() < 0.01
            assert apart.max() < 0.15  # of a standard deviation, or of one person; chance alone gives 0.03 at the ends


CASES = sorted((Path(__file__).parents[1] / "spec/cases/valid").iterdir())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_case_follows_its_expected_path_up_to_as_of(case: Path) -> None:
    study = load_study(case)
    model = compile_study(study)
    z = np.random.default_rng(1).normal(size=(1, len(model.parameters)))
    unused = cast(Any, None)
    ledger = Ledger((), {}, unused)
    made = forecast(Fit(study, ledger, model, unused, z, unused, "", 1), draws=20)
    path = expected_path(model, inputs(model, z[0], study.calendar.steps))
    everybody = dict.fromkeys(study.populations, "all")
    for p, place in enumerate(study.places):
        right = path.stock.reshape(study.calendar.steps + 1, len(study.places), -1)[:, p].sum(axis=1)
        found = rows(made, place=place, quantity="stock", **everybody)
        assert len(found) == study.calendar.steps + 1
        until = slice(None, study.calendar.as_of_state + 1)
        for column in ("q05", "q95"):
            assert found[column].to_numpy()[until] == pytest.approx(right[until], rel=1e-5, abs=1e-5)
    if not any(flow.law == "births" for flow in study.flows.values()) and len(made.kept) > 2:
        people = made.stock[:, 1:, : len(study.places)].sum(axis=(2, 3))
        assert (people == people[:, :1]).all()  # those on the way included


def test_another_seed_gives_another_forecast(fit: Fit) -> None:
    assert not forecast(fit, draws=60, seed=1).table.equals(forecast(fit, draws=60, seed=2).table)


def test_futures_start_where_the_past_ended_and_stay_in_range(fit: Fit) -> None:
    past = past_paths(fit.model, fit.z[:500, : len(fit.model.parameters)])
    paths = future_paths(futures(fit.model), past[:, :, -1], seed=1, draws=np.arange(500))[:, 0]
    assert (np.diff(paths, axis=1, prepend=past[:, 0, -1:]) >= 0).all()  # monotone: rising
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
