"""wayhome doctor: what is lacking is said, each with what to do."""

from __future__ import annotations

import importlib.util
import json
import os
import platform
import re
import shutil
import tempfile
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.fit.ledgers import write_study
from wayhome import doctor
from wayhome.claims.journal import NAME, Step, append, locked, read_journal
from wayhome.cli.main import app
from wayhome.doctor import Finding, examine, is_well
from wayhome.files import write_whole
from wayhome.fit.store import FILE, fit_study
from wayhome.forecast import forecast_study


def of(found: list[Finding], what: str) -> Finding:
    return next(one for one in found if one.what == what)


@pytest.fixture(scope="module")
def fitted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_study(tmp_path_factory.mktemp("doctor") / "study")
    forecast_study(folder, fit=fit_study(folder, draws=50, tune=50, chains=2), draws=20)
    return folder


def test_a_machine_that_runs_these_tests_is_well() -> None:
    found = examine()
    assert is_well(found)
    assert [one.what for one in found] == [
        "versions", "libraries", "own texts", "compiled kernels", "machine", "disk", "browser", "cluster"
    ]  # fmt: skip
    assert "numba " in of(found, "libraries").said
    assert all(one.do for one in found if one.state != "ok")


def test_every_library_that_the_package_needs_is_looked_for() -> None:
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8"))["project"]
    needed = {re.split(r"[<>=\[; ]", line)[0] for line in project["dependencies"]}
    assert set(doctor.LIBRARIES) == needed


def test_what_is_missing_is_said_with_the_command_that_brings_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "LIBRARIES", ("numpy", "no-such-library"))
    found = examine()
    assert of(found, "libraries") == Finding(
        "libraries", "wrong", "missing: no-such-library", "python -m pip install no-such-library"
    )
    assert not is_well(found)


def test_kernels_that_cannot_be_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "file" / "cache"))
    assert of(examine(), "compiled kernels").state == "wrong"
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "cache"))
    assert of(examine(), "compiled kernels").state == "ok"


def test_too_little_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "DISK", 10**12)
    monkeypatch.setattr(doctor, "MEMORY", 10**12)
    found = examine()
    assert of(found, "disk").state == "wrong"
    assert of(found, "machine").state == ("note" if Path("/proc/meminfo").exists() else "ok")


def test_a_python_that_is_too_old(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "OLDEST", (99, 0))
    assert of(examine(), "versions").do == "install Python 3.11 or later, and wayhome in an environment of it"
    assert of(examine(), "versions").state == "wrong"


def test_own_texts_that_are_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(name: str) -> str:
        raise FileNotFoundError(2, "No such file or directory", f"spec/{name}")

    monkeypatch.setattr(doctor, "spec_text", gone)
    assert of(examine(), "own texts") == Finding(
        "own texts", "wrong", "spec/errors.md cannot be read", "install wayhome again"
    )


def test_what_only_some_need_is_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(platform, "system", lambda: "Linux")
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(doctor, "_memory", lambda: None)
    found = examine()
    assert of(found, "browser").do == "copy the address that it prints into a browser"
    assert of(found, "cluster").do == "python -m pip install 'wayhome[cluster]'"
    assert [of(found, what).state for what in ("browser", "cluster", "machine")] == ["note", "note", "ok"]
    assert "memory" not in of(found, "machine").said
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}" if name == doctor.BROWSERS[-1] else None)
    assert of(examine(), "browser") == Finding("browser", "ok", doctor.BROWSERS[-1])
    assert is_well(found)


def test_a_folder_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_study(tmp_path / "study")

    def refuse(**where: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    found = examine(folder)
    assert of(found, "folder").said == "cannot be written: no fit or claim can be kept"
    assert not is_well(found)


def test_a_review_that_was_interrupted(tmp_path: Path) -> None:
    folder = write_study(tmp_path / "study")
    with locked(folder / "drafts" / NAME) as file:
        append(file, read_journal(folder), Step("source", row={"id": "herald"}))
    assert of(examine(folder), "review") == Finding(
        "review", "note", "a step was interrupted", f"wayhome review {folder} completes it"
    )


def test_a_study_with_nothing_made_yet(tmp_path: Path) -> None:
    found = examine(write_study(tmp_path / "study"))
    assert is_well(found)
    assert of(found, "study").said == "small: 13 claims from 2 sources"
    assert (of(found, "fit").state, of(found, "fit").said) == ("note", "none yet")
    assert of(found, "forecast").do.startswith("wayhome forecast ")


def test_a_fit_is_fresh_until_the_study_changes(fitted: Path) -> None:
    found = examine(fitted)
    assert {of(found, what).state for what in ("study", "folder", "fit", "forecast", "review", "leftovers")} == {"ok"}
    claims = fitted / "claims.csv"
    before = claims.read_bytes()
    claims.write_bytes(before + b"\n")
    assert of(examine(fitted), "fit").said.startswith("stale")
    assert of(examine(fitted), "forecast").state == "note"
    claims.write_bytes(before)
    kept = (fitted / FILE).read_bytes()
    (fitted / FILE).write_bytes(kept[:1000])
    assert of(examine(fitted), "fit").said == f"{FILE} is damaged"
    (fitted / FILE).write_bytes(kept)
    assert of(examine(fitted), "fit").state == "ok"


def test_a_broken_study_is_wrong_and_says_how_to_go_on(tmp_path: Path) -> None:
    folder = write_study(tmp_path / "study", study="wayhome: 1\n")
    found = examine(folder)
    assert not is_well(found)
    assert of(found, "study").do == f"wayhome check {folder}"
    assert [one.what for one in examine(tmp_path / "nowhere")][-1] == "study"


def test_locks_and_leftovers(tmp_path: Path) -> None:
    folder = write_study(tmp_path / "study")
    with locked(folder / "drafts" / NAME):
        assert "writing to the ledger now" in of(examine(folder), "review").said
    assert of(examine(folder), "review").state == "ok"
    names: list[str] = []
    write_whole(folder / "a.txt", lambda path: names.append(path.name))
    left = folder / names[0].replace(f"-{os.getpid()}.", "-999999999.")
    left.write_text("half")
    assert left.name in of(examine(folder), "leftovers").said
    write_whole(folder / "a.txt", lambda path: path.write_text("whole"))
    assert of(examine(folder), "leftovers").state == "ok"
    (folder / "drafts" / NAME).write_text("{broken\n")
    assert of(examine(folder), "review").state == "wrong"


def test_the_command(tmp_path: Path) -> None:
    folder = write_study(tmp_path / "study")
    made = CliRunner().invoke(app, ["doctor", str(folder)])
    assert made.exit_code == 0
    assert "ok    study: small: 13 claims from 2 sources\n" in made.output
    assert "note  fit: none yet. Do: wayhome fit" in made.output
    (folder / "study.yaml").write_text("")
    made = CliRunner().invoke(app, ["doctor", str(folder), "--json"])
    assert made.exit_code == 1
    told = json.loads(made.output)
    assert {one["state"] for one in told} <= {"ok", "note", "wrong"}
    assert next(one for one in told if one["what"] == "study")["state"] == "wrong"
