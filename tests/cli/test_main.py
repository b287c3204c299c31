from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

import wayhome
from wayhome.cli.main import app

runner = CliRunner()
SOURCE = Path(wayhome.__file__).parents[1]


def run(*arguments, cwd=None):
    environment = {**os.environ, "PYTHONPATH": str(SOURCE), "NO_COLOR": "1"}
    command = [sys.executable, "-m", "wayhome.cli.main", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture
def folder(tmp_path):
    assert runner.invoke(app, ["new", str(tmp_path / "my-study")]).exit_code == 0
    return tmp_path / "my-study"


def test_the_version():
    assert runner.invoke(app, ["--version"]).output == f"wayhome {wayhome.__version__}\n"


def test_help_names_every_command_and_loads_nothing_heavy():
    heavy = ("numpy", "pandas", "altair", "pydantic", "numba")
    program = f"import sys, wayhome.cli.main; print([m for m in {heavy} if m in sys.modules])"
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    loaded = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    assert loaded.stdout.strip() == "[]"
    output = runner.invoke(app, ["--help"]).output
    for command in ("new", "check", "fit", "forecast", "report", "explain"):
        assert command in output


def test_new_takes_the_folders_name(tmp_path):
    result = runner.invoke(app, ["new", str(tmp_path / "Our 2nd Study")])
    assert result.exit_code == 0
    assert "\nstudy: our-2nd-study\n" in (tmp_path / "Our 2nd Study" / "study.yaml").read_text()


def test_new_never_overwrites(folder):
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    result = run("new", folder)
    assert result.returncode == 1
    assert "already there and not empty" in result.stderr
    assert "Traceback" not in result.stderr
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_new_study_has_nothing_wrong(folder):
    result = run("check", cwd=folder)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith("my-study: nothing wrong.")


def test_every_problem_of_every_file_is_told_at_once(folder):
    study, claims = folder / "study.yaml", folder / "claims.csv"
    study.write_text(study.read_text().replace("to: returned", "to: retruned", 1))
    claims.write_text(claims.read_text().replace(",amount,", ",amuont,", 1))
    result = run("check", folder)
    assert result.returncode == 2
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    assert any(
        line.startswith("study.yaml:") and "'retruned'" in line and "Did you mean 'returned'?" in line for line in lines
    )
    assert any(line.startswith("claims.csv:2") for line in lines)
    assert all(line.endswith("]") for line in lines)


def test_claims_about_unknown_places_are_told(folder):
    claims = folder / "claims.csv"
    claims.write_text(claims.read_text().replace(",returned,", ",retruned,", 1))
    result = run("check", folder)
    assert result.returncode == 2
    assert "'retruned'" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("command", ["check", "fit", "forecast", "report"])
def test_a_folder_without_a_study_is_explained_and_left_alone(tmp_path, command):
    result = run(command, tmp_path)
    assert result.returncode == 2
    assert "study.yaml" in result.stderr
    assert "Traceback" not in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_explain_prints_the_section_of_a_code():
    result = runner.invoke(app, ["explain", "w201"])
    assert result.exit_code == 0
    assert result.output.startswith("W201")


def test_explain_does_not_know_every_code():
    result = run("explain", "W999")
    assert result.returncode == 2
    assert "no message has the code 'W999'" in result.stderr


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        (("wayhome", "fo"), ["forecast"]),
        (("wayhome", "fit", "--prior"), ["--prior-only"]),
        (("wayhome", "plan", "my-study", "--scenario", "clos"), ["closing"]),
    ],
)
def test_the_shell_completes_commands_options_and_scenarios(folder, typed, completed):
    (folder / "scenarios").mkdir(exist_ok=True)
    (folder / "scenarios" / "closing.yaml").touch()
    environment = {
        **os.environ,
        "PYTHONPATH": str(SOURCE),
        "_WAYHOME_COMPLETE": "complete_bash",
        "COMP_WORDS": " ".join(typed),
        "COMP_CWORD": str(len(typed) - 1),
    }
    program = "import sys; sys.argv = ['wayhome']; from wayhome.cli.main import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=folder.parent, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == completed
