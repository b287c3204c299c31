"""The process that fits behind the workbench: what it says, line by line, and how it ends."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from wayhome.workbench import fitting


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_kept_fit_is_forecast_and_every_part_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "results/forecast.parquet").unlink()
    fitting.run(folder)
    said = lines(capsys)
    assert said[0] == {"what": "Fitting", "done": 0, "of": 100}
    assert said[-2] == {"what": "Forecasting", "done": 100, "of": 100}
    assert set(said[-1]) == {"finished"}
    assert next(one["done"] for one in said if one.get("what") == "Forecasting") == 0
    assert (folder / "results/forecast.parquet").exists()


def test_per_cents_are_said_once_each(capsys: pytest.CaptureFixture[str]) -> None:
    tell = fitting.telling("Fitting")
    for done in range(1000):
        tell(done, 1000)
    assert [one["done"] for one in lines(capsys)] == list(range(100))


def test_a_study_that_cannot_be_read_fails_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["fitting", str(tmp_path)])
    monkeypatch.setattr(fitting.signal, "signal", lambda *_: None)
    monkeypatch.setattr(fitting, "_watch_input", lambda: None)
    assert fitting.main() == 1
    (said,) = lines(capsys)[-1:]
    assert "W101" in str(said["failed"])
