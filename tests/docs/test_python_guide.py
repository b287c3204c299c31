"""The Python blocks of the guides and of README.md run as written, in order."""

from __future__ import annotations

import ast
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


@pytest.mark.filterwarnings("ignore:A quick look")
def test_the_readme_works_as_written(ready: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    """On a small study whose region is called like the flagship's."""
    folder = tmp_path / "studies/central-asia"
    shutil.copytree(ready, folder, ignore=shutil.ignore_patterns("results"))
    for file in (folder / "study.yaml", folder / "claims.csv"):
        file.write_text(file.read_text("utf-8").replace("Northland and Southland", "Central Asia"), encoding="utf-8")
    fit_study(folder, quick=True)
    monkeypatch.setattr("wayhome.api.fit_study", lambda folder, **_: fit_study(folder, quick=True))
    monkeypatch.chdir(tmp_path)
    (block,) = PYTHON.findall((DOCS.parent / "README.md").read_text("utf-8"))
    exec(compile(block, "README.md", "exec"), {})
    low, middle, high = map(float, re.findall(r"[\d.]+", capsys.readouterr().out))
    assert 0 < low < middle < high


@pytest.mark.filterwarnings("ignore:The fit did not settle")
def test_the_plans_guide_works_as_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a small study that has a programme."""
    folder = tmp_path / "studies/central-asia"
    shutil.copytree(DOCS.parent / "studies/silent-queue", folder, ignore=shutil.ignore_patterns("results"))
    fit_study(folder, draws=150, tune=200, chains=2)
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    (block,) = PYTHON.findall((DOCS / "guides/plan.md").read_text("utf-8"))
    exec(compile(block, "plan.md", "exec"), names)
    assert names["made"].wanted.months == 6


def test_all_python_in_the_guides_uses_names_that_there_are() -> None:
    import wayhome

    pages = [page for page in DOCS.rglob("*.md") if PYTHON.search(page.read_text("utf-8"))]
    assert {"python.md", "plan.md", "cluster.md"} <= {page.name for page in pages}
    for page in pages:
        for block in PYTHON.findall(page.read_text("utf-8")):
            for node in ast.walk(ast.parse(block, page.name)):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    exec(compile(ast.Module([node], []), page.name, "exec"), {})
                elif (
                    isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "wayhome"
                ):
                    assert node.attr in wayhome.__all__, (page.name, node.attr)


def test_the_guide_has_every_public_function() -> None:
    import wayhome

    functions = {name for name in wayhome.__all__ if name.islower() and not name.startswith("_")}
    assert set(ROW.findall((DOCS / "guides/python.md").read_text("utf-8"))) == functions
