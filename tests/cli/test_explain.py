"""`wayhome explain` for numbers and for messages, and `wayhome fit --prior-only`, as a person runs them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.fit.ledgers import CLAIMS, row, write_study
from wayhome.cli.main import app
from wayhome.fit.store import FILE, PRIOR, fit_study

runner = CliRunner()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_study(tmp_path_factory.mktemp("asked"), *CLAIMS)
    fit_study(folder, draws=300, tune=150, chains=2)
    return folder


def ask(*words: str) -> str:
    return runner.invoke(app, ["explain", *words, "--no-refit"]).stdout


def test_a_number_is_explained_in_words(folder: Path) -> None:
    said = ask("returned", "KGZ", "2017", "--in", str(folder), "--top", "3")
    assert said.startswith("People from Kyrgyzstan who have ever come to “Returned” by the end of 2017.\nAbout ")
    for part in (
        "nine chances in ten: ",
        "without any claim: ",
        "THE CLAIMS IT RESTS ON",
        "THE ASSUMPTIONS IT RESTS ON",
        "WHAT TO FIND OUT NEXT",
        "Each of the other 6 claims moves the number by less than",
        "power-scaling of the prior",
        "People from Kyrgyzstan who have ever come to “Returned” by the end of 2015",
    ):
        assert part in " ".join(said.split()), part
    assert max(map(len, said.splitlines())) <= 100
    assert "nan" not in said


def test_a_countrys_name_will_do_and_words_stand_in_any_order(folder: Path) -> None:
    one = ask("2017", "Kyrgyzstan", "returned", "--in", str(folder))
    assert one == ask("returned", "KGZ", "2017", "--in", str(folder))


def test_the_same_as_json(folder: Path) -> None:
    result = runner.invoke(app, ["explain", "away", "KGZ", "2015-12", "--in", str(folder), "--no-refit", "--json"])
    data = json.loads(result.stdout[: result.stdout.rindex("}") + 1], parse_constant=lambda name: pytest.fail(name))
    assert data["number"] == "People from Kyrgyzstan who have ever come to “Away” by the end of 2015"
    assert data["band"]["low"] < data["band"]["mid"] < data["band"]["high"]
    weights = [line["weight"] for line in data["claims"]]
    assert weights == sorted(weights, reverse=True)
    said = next(line for line in data["claims"][:3] if line["claim"] == "C1")
    assert said["statement"] == "Statement C1" and said["echoes"] == ["C10"]
    assert said["way_in_words"].startswith("Counts these very people at that place.")
    assert {line["title"] for line in data["assumptions"]} and data["findings"][0]["figure"]


@pytest.mark.parametrize(
    ("words", "message"),
    [("retruned KGZ", "Did you mean 'returned'? [W605]"), ("KGZ", "[W606]"), ("W999", "'W999'"), ("w203x", "[W605]")],
)
def test_what_fits_nothing_is_told(folder: Path, words: str, message: str) -> None:
    result = runner.invoke(app, ["explain", *words.split(), "--in", str(folder)])
    assert result.exit_code == 2
    assert message in result.output


def test_a_message_is_explained_beside(folder: Path) -> None:
    assert runner.invoke(app, ["explain", "[w605]"]).output.startswith("W605")


def test_the_prior_alone(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "study"
    shutil.copytree(folder, other)
    before = (other / FILE).read_bytes()
    said = runner.invoke(app, ["fit", str(other), "--prior-only", "--draws", "200"]).output
    assert said.startswith("The study's own ranges alone: no claim is used.")
    assert "Returned: middle and 90% range" in said
    assert "figures in the ledger lie wholly outside" in said
    assert (other / FILE).read_bytes() == before
    assert (other / PRIOR).exists()


def test_a_ledger_without_a_number_gives_the_prior_and_says_so(tmp_path: Path) -> None:
    silence = row("S1", "silence", who="nation=UZB", where="returned", as_of="2015-12")
    folder = write_study(tmp_path, silence)
    said = runner.invoke(app, ["fit", str(folder), "--draws", "400", "--tune", "150"]).output
    assert "No claim in the fit gives a number: the numbers are those of the study's own ranges (the prior)." in said
    asked = ask("returned", "KGZ", "2015-12", "--in", str(folder))
    assert "No claim enters the fit: the number is what the study's own ranges make it." in " ".join(asked.split())
