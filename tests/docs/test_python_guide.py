"""The Python blocks of docs/guides/python.md and README.md run as written, in order."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from wayhome.cli.main import app
from wayhome.fit.store import fit_study

DOCS = Path(__file__).parents[2] / "docs"
PYTHON = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ROW = re.compile(r"^\| `(\w+)\(", re.MULTILINE)


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("guide") / "my-study"
    assert CliRunner().invoke(app, ["new", str(folder)]).exit_code == 0
    fit_study(folder, draws=150, tune=200, chains=2)
    return folder


@pytest.mark.filterwarnings("ignore:The fit did not settle")
def test_the_guide_works_as_written(ready: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    shutil.copytree(ready, tmp_path / "my-study")
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    for block in PYTHON.findall((DOCS / "guides/python.md").read_text("utf-8")):
        exec(compile(block, "python.md", "exec"), names)
    said = capsys.readouterr().out
    assert "'arrivals' (quantile: 3)" in said
    assert "no scenario is called 'amnesti'. Did you mean 'amnesty'? [W621]" in said
    assert (tmp_path / "amnesty.svg").is_file()
    assert float(names["more"].median()) > 0


def test_the_guide_has_every_public_function() -> None:
    import wayhome

    functions = {name for name in wayhome.__all__ if name.islower() and not name.startswith("_")}
    assert set(ROW.findall((DOCS / "guides/python.md").read_text("utf-8"))) == functions
