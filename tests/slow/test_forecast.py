"""The forecast, many times over."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from tests.fit.ledgers import write_study
from wayhome.fit.store import fit_study
from wayhome.forecast import forecast_study

pytestmark = pytest.mark.slow


def test_twenty_runs_write_the_same_bytes(tmp_path: Path) -> None:
    folder = write_study(tmp_path / "small")
    fit = fit_study(folder, draws=300, tune=300)
    files: set[tuple[str, str]] = set()
    for run in range(20):
        forecast_study(folder, draws=2700, keep=1500, fit=fit, workers=1 + run % 4)
        contents = [(folder / "results" / name).read_bytes() for name in ("forecast.parquet", "draws.nc")]
        files.add((hashlib.sha256(contents[0]).hexdigest(), hashlib.sha256(contents[1]).hexdigest()))
    assert len(files) == 1
