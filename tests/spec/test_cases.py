"""Every case of spec/cases: valid studies with their resolved form, invalid ones with the lines and codes of their problems."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from ruamel.yaml import YAML

from wayhome.errors import InvalidInput
from wayhome.study.authored import schema
from wayhome.study.load import load_study, read_words, read_yaml
from wayhome.study.resolve import resolved_document

SPEC = Path(__file__).parents[2] / "spec"
VALID = sorted(path.parent for path in SPEC.glob("cases/valid/*/study.yaml"))
INVALID = sorted(path.parent for path in SPEC.glob("cases/invalid/*/expected.txt"))


def name(folder: Path) -> str:
    return folder.name


def load(folder: Path) -> object:
    if folder.name.startswith("ledger-"):
        from wayhome.claims.ledger import load_ledger

        return load_ledger(folder, read_words(folder))
    return load_study(folder)


@pytest.mark.parametrize("folder", VALID, ids=name)
def test_valid_case_resolves_as_written(folder: Path) -> None:
    assert resolved_document(load_study(folder)) == json.loads((folder / "resolved.json").read_text("utf-8"))


@pytest.mark.parametrize("folder", VALID, ids=name)
def test_resolving_a_resolved_study_changes_nothing(folder: Path, tmp_path: Path) -> None:
    text = (folder / "resolved.json").read_text("utf-8")
    (tmp_path / "study.yaml").write_text(text, "utf-8")  # JSON is YAML
    assert load_study(tmp_path) == load_study(folder)
    assert resolved_document(load_study(tmp_path)) == json.loads(text)


@pytest.mark.parametrize("folder", VALID, ids=name)
def test_resolved_study_survives_being_written_as_yaml(folder: Path, tmp_path: Path) -> None:
    with (tmp_path / "study.yaml").open("w", encoding="utf-8") as file:
        YAML().dump(json.loads((folder / "resolved.json").read_text("utf-8")), file)
    assert load_study(tmp_path) == load_study(folder)


@pytest.mark.parametrize("folder", VALID, ids=name)
def test_valid_case_fits_the_json_schema(folder: Path) -> None:
    validator = jsonschema.Draft202012Validator(json.loads(schema()))
    validator.validate(read_yaml(folder / "study.yaml")[0].data)
    validator.validate(json.loads((folder / "resolved.json").read_text("utf-8")))


@pytest.mark.parametrize("folder", INVALID, ids=name)
def test_invalid_case_has_exactly_the_expected_problems(folder: Path) -> None:
    expected = set((folder / "expected.txt").read_text("utf-8").split("\n")) - {""}
    with pytest.raises(InvalidInput, match=r"W\d{3}") as caught:
        load(folder)
    assert {f"{problem.file}:{problem.line} {problem.code}" for problem in caught.value.problems} == expected


def test_there_are_enough_cases() -> None:
    assert len(VALID) >= 25
    assert len(INVALID) >= 60
