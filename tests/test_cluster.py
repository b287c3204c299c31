"""On a cluster: the same numbers bit for bit, whatever happens to the workers; clear words where there is none."""

from __future__ import annotations

import importlib.util
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from tests.fit.ledgers import STUDY, write_study
from wayhome import cluster
from wayhome.cluster import Cluster
from wayhome.draws import Work
from wayhome.errors import InvalidInput, WayhomeError
from wayhome.fit.store import Fit, fit_study
from wayhome.forecast import Forecast, forecast

pytest.importorskip("distributed")
DRAWS = 4_000
LONG = STUDY.replace("end: 2017-12", "end: 2025-12")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_study(tmp_path_factory.mktemp("small"), study=LONG)


@pytest.fixture(scope="module")
def fit(folder: Path) -> Fit:
    return fit_study(folder, draws=100, tune=200)


@pytest.fixture(scope="module")
def run() -> Iterator[Cluster]:
    with cluster.local(2) as made:
        yield made


@pytest.fixture(scope="module")
def by_threads(fit: Fit) -> Forecast:
    return forecast(fit, draws=DRAWS, workers=2)


def same(one: Forecast, other: Forecast) -> bool:
    return (
        one.table.equals(other.table)
        and one.flows.equals(other.flows)
        and np.array_equal(one.stock, other.stock)
        and np.array_equal(one.arrivals, other.arrivals)
        and one.outlooks == other.outlooks
    )


def test_a_cluster_gives_the_same_numbers(fit: Fit, run: Cluster, by_threads: Forecast) -> None:
    done: list[int] = []
    assert same(forecast(fit, draws=DRAWS, run=run, progress=lambda now, total: done.append(now)), by_threads)
    assert done == sorted(done)
    assert done[-1] == DRAWS


@pytest.mark.parametrize("number", [1, 2])
def test_workers_that_are_killed_change_nothing(fit: Fit, run: Cluster, by_threads: Forecast, number: int) -> None:
    run.client.wait_for_workers(2, timeout=60)
    killed: list[int] = []

    def kill(done: int, total: int) -> None:
        if done > 1000 and not killed:
            killed.extend(list(run.client.run(os.getpid).values())[:number])
            for worker in killed:
                os.kill(worker, signal.SIGKILL)

    assert same(forecast(fit, draws=DRAWS, run=run, progress=kill), by_threads)
    run.client.wait_for_workers(2, timeout=60)
    assert len(killed) == number
    assert not set(killed) & set(run.client.run(os.getpid).values())


def test_a_running_scheduler_is_used(fit: Fit, run: Cluster) -> None:
    with cluster.connected(run.client.scheduler.address) as other:
        assert other.workers == 2
        assert same(forecast(fit, draws=1300, run=other), forecast(fit, draws=1300))


def test_what_is_wrong_with_the_work_is_told_at_once(fit: Fit, run: Cluster) -> None:
    broken = cast(Work, None)
    with pytest.raises(AttributeError, match="rows"):
        list(run(broken, np.zeros((1, 63), np.float32), [[np.arange(3)]]))


def test_a_cluster_that_keeps_losing_its_workers_is_given_up(fit: Fit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "ROUNDS", 3)
    asked: list[int] = []

    class Nobody:
        def wait_for_workers(self, number: int, *, timeout: float) -> None:
            asked.append(number)
            raise TimeoutError

    with pytest.raises(
        WayhomeError, match=r"lost its workers 3 times, and \d+ of \d+ batches are missing\. Nothing was"
    ):
        forecast(fit, draws=DRAWS, run=Cluster(Nobody(), 2))
    assert asked == [1, 1, 1]


def test_a_scheduler_without_workers_is_told() -> None:
    from distributed import LocalCluster

    empty: Any = LocalCluster(n_workers=0, processes=False, dashboard_address="127.0.0.1:0", silence_logs=50)
    with empty:
        address = empty.scheduler_address
        with pytest.raises(InvalidInput, match=r"has no workers; start some with.*W604"), cluster.connected(address):
            pass


def test_a_scheduler_that_does_not_answer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", "1s")
    with (
        pytest.raises(InvalidInput, match=r"nothing answers at 'tcp://127.0.0.1:9'.*\[W604\]"),
        cluster.connected("tcp://127.0.0.1:9"),
    ):
        pass


def test_a_missing_library_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(InvalidInput, match=r"pip install 'wayhome\[cluster\]' \[W603\]"), cluster.local(2):
        pass


def test_the_command_runs_on_a_cluster(fit: Fit, run: Cluster, folder: Path) -> None:
    from typer.testing import CliRunner

    from wayhome.cli.main import app

    files: list[bytes] = []
    for options in (["--workers", "1"], ["--scheduler", run.client.scheduler.address]):
        result = CliRunner().invoke(app, ["forecast", str(folder), "--draws", "1500", *options])
        assert result.exit_code in (0, 1), result.output  # 1: so short a fit may not settle
        files.append((folder / "results/forecast.parquet").read_bytes())
    assert files[0] == files[1]
