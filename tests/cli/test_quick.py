"""The quick look as its users meet it: labelled, and beside the fit's own files."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.fit.ledgers import write_study
from wayhome.cli.main import app


@pytest.mark.parametrize(
    ("command", "written"),
    [("forecast", {"quick.nc", "quick-forecast.parquet", "quick-draws.nc"}), ("report", {"quick-report.html"})],
)
def test_a_quick_look_is_labelled_and_kept_beside(tmp_path: Path, command: str, written: set[str]) -> None:
    folder = write_study(tmp_path)
    made = CliRunner().invoke(app, [command, str(folder), "--quick", "--draws", "50"])
    assert made.exit_code == 0, made.output
    assert "A quick look by an ensemble smoother" in " ".join(made.output.split())
    names = {path.name for path in (folder / "results").iterdir()}
    assert written <= names
    assert not names & {"fit.nc", "forecast.parquet", "draws.nc", "report.html"}
    if command == "report":
        assert "pproximate" in (folder / "results/quick-report.html").read_text(encoding="utf-8")
