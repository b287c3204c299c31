"""wayhome import flee, wayhome export flee."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.flee.folders import SOUND, UNTIDY, write
from wayhome.cli.main import app


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def test_two_commands_take_a_folder_there_and_back(tmp_path: Path) -> None:
    there = run("import", "flee", write(tmp_path / "ava2020", SOUND), "--to", tmp_path / "study")
    assert there.exit_code == 0, there.output
    assert (
        "Read ava2020: 10 days from 2020-02-25; locations 6, routes 6, closures 1, counts 5 of 2 places."
        in there.output
    )
    assert "Made a study of 6 places, 2 of them conflict zones that people flee from, and 3 claims." in there.output
    assert "the total is not used" in there.output
    checked = run("check", tmp_path / "study")
    assert (checked.exit_code, "nothing wrong" in checked.output) == (0, True)
    back = run("export", "flee", tmp_path / "study", "--to", tmp_path / "flee")
    assert back.exit_code == 0, back.output
    assert (
        "Wrote study: 10 days from 2020-02-25; locations 6, routes 6, closures 1, counts 5 of 2 places." in back.output
    )
    assert "flows left out" in back.output
    assert (tmp_path / "flee/source_data/refugees.csv").read_text().splitlines()[-1] == "2020-03-05,160"


def test_without_a_folder_the_export_lies_with_the_results(tmp_path: Path) -> None:
    run("import", "flee", write(tmp_path / "ava2020", UNTIDY), "--to", tmp_path / "study")
    assert run("export", "flee", tmp_path / "study").exit_code == 0
    assert (tmp_path / "study/results/flee/input_csv/locations.csv").is_file()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("import", "flee", "nowhere", "--to", "study"), 2, "W851"),
        (("import", "flee", "ava2020", "--to", "study", "--as-of", "1999"), 2, "W856"),
        (("import", "flee", "ava2020", "--to", "ava2020"), 1, "already there and not empty"),
        (("export", "flee", "ava2020"), 2, "W101"),
    ],
)
def test_what_goes_wrong_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], code: int, said: str
) -> None:
    write(tmp_path / "ava2020", SOUND)
    monkeypatch.chdir(tmp_path)
    result = run(*words)
    assert (result.exit_code, said in result.output) == (code, True)
    assert not (tmp_path / "study").exists()
