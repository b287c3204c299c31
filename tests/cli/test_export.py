"""wayhome export, import and compare --chart: what they print and write."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.fit.ledgers import write_study
from wayhome.cli import show
from wayhome.cli.main import app
from wayhome.fit.store import fit_study

TABLE = (
    "Year,Country of origin (ISO),Country of asylum (ISO),Refugees under UNHCR's mandate\n"
    "2014,UZB,TUR,812\n2014,UZB,LBN,5\n2015,KGZ,TUR,-\n2015,KAZ,TUR,7\n"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_study(tmp_path_factory.mktemp("cli"))
    (folder / "scenarios").mkdir()
    text = "scenario: open\nfrom: 2016-07\nchanges:\n  - {flow: go_home, times: 2x}\n"
    (folder / "scenarios/open.yaml").write_text(text, encoding="utf-8")
    fit_study(folder, draws=100, tune=150, chains=2)
    return folder


def run(*words: str | Path) -> tuple[int, str]:
    made = CliRunner().invoke(app, [str(word) for word in words])
    assert made.exception is None or isinstance(made.exception, SystemExit)
    return made.exit_code, made.output


def test_export_says_what_it_wrote_and_that_the_fit_did_not_settle(folder: Path) -> None:
    code, said = run("export", "csv", folder, "--hxl", "--draws", "50")
    assert code == 1
    assert f"Written: {folder / 'results/csv/forecast.csv'}" in said
    assert "The fit did not settle" in said
    assert (folder / "results/csv/flows.csv").read_text("utf-8").splitlines()[1].startswith("#indicator+name+flow")


def test_an_unknown_format_is_refused_with_those_there_are(folder: Path) -> None:
    code, said = run("export", "excel", folder)
    assert code == 2
    assert "hub" in said and "netcdf" in said


def test_compare_draws_its_chart(folder: Path, tmp_path: Path) -> None:
    code, said = run("compare", folder, "--draws", "50", "--chart", tmp_path / "chart.png")
    assert code == 1
    assert "chart.png" in said.replace("\n", "")
    assert (tmp_path / "chart.png").read_bytes().startswith(b"\x89PNG")


def test_a_chart_of_another_kind_is_refused_before_anything_is_computed(folder: Path, tmp_path: Path) -> None:
    code, said = run("compare", folder, "--chart", tmp_path / "chart.pdf")
    assert code == 2
    assert "[W841]" in said


def test_import_keeps_what_it_can_and_tells_the_rest(tmp_path: Path) -> None:
    folder = write_study(tmp_path / "study")
    table = tmp_path / "population.csv"
    table.write_text(TABLE, encoding="utf-8")
    code, said = run(
        "import",
        "unhcr",
        table,
        folder,
        "--to",
        "outcomes.csv",
        "--published",
        "2016-06",
        "--place",
        "TUR=away",
        "--grade",
        "B2",
    )
    assert code == 0
    lines = said.replace(f"{folder}/", "").splitlines()
    assert lines == [
        "Figures kept: 1; not used: 3.",
        "Written: outcomes.csv",
        "Written: outcomes-sources.csv",
        "Line 3: the study has no place for LBN; --place 'LBN=…' names one.",
        "Line 4: no figure.",
        "Line 5: the study does not count people from KAZ; --origin KAZ takes it for everybody's.",
    ]
    assert "unhcr-2016-06-refugees-2014-12-31-UZB-away" in (folder / "outcomes.csv").read_text("utf-8")


def test_import_asks_for_the_day_of_publication(tmp_path: Path) -> None:
    folder = write_study(tmp_path / "study")
    table = tmp_path / "population.csv"
    table.write_text(TABLE, encoding="utf-8")
    before = (folder / "claims.csv").read_bytes()
    code, said = run("import", "unhcr", table, folder)
    assert code == 2
    assert "say when the figures were published" in said
    assert (folder / "claims.csv").read_bytes() == before


def test_lines_are_said_as_runs() -> None:
    assert show._runs([9, 5, 3, 6, 7, 6]) == "3, 5–7, 9"


def test_a_chart_of_no_scenarios_is_not_drawn(folder: Path, tmp_path: Path) -> None:
    import shutil

    bare = shutil.copytree(folder, tmp_path / "bare", ignore=shutil.ignore_patterns("scenarios"))
    code, said = run("compare", bare, "--draws", "50", "--chart", tmp_path / "chart.svg")
    assert code == 1
    assert "no scenarios yet" in said.replace("\n", " ")
    assert not (tmp_path / "chart.svg").exists()
