"""Every case of spec/cases/scenarios: valid ones with what they change, invalid ones with the lines and codes of their problems."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from pydantic import BaseModel

from wayhome.cli.check import check
from wayhome.dates import Period
from wayhome.errors import InvalidInput
from wayhome.ranges import Range
from wayhome.scenario import apply
from wayhome.study.authored_scenarios import KINDS, AuthoredPostChange, AuthoredScenario, schema
from wayhome.study.load import load_study, read_yaml
from wayhome.study.resolved import Study
from wayhome.study.scenarios import load_scenarios

SPEC = Path(__file__).parents[2] / "spec"
CASES = SPEC / "cases" / "scenarios"
VALID = sorted(path for path in (CASES / "valid").iterdir())
INVALID = sorted(path.parent for path in CASES.glob("invalid/*/expected.txt"))
PARTS = ("drivers", "flows", "programmes", "routes", "places", "stocks", "areas", "regions", "populations", "calendar")


def name(folder: Path) -> str:
    return folder.name


def plain(value: Any) -> Any:
    """A resolved value as JSON has it, fields at their defaults left out."""
    if isinstance(value, Period | Range):
        return str(value)
    if is_dataclass(value):
        kept = {field.name: plain(getattr(value, field.name)) for field in fields(value)}
        return {key: part for key, part in kept.items() if part not in (None, "", [], {}) and part is not False}
    if isinstance(value, Mapping):
        return {"/".join(key) if isinstance(key, tuple) else key: plain(part) for key, part in value.items()}
    return [plain(part) for part in value] if isinstance(value, tuple) else value


def changed(before: Study, after: Study) -> dict[str, Any]:
    """The parts of a study that are other than they were; nothing may be lost or take another place."""
    found: dict[str, Any] = {}
    for part in PARTS:
        old, new = getattr(before, part), getattr(after, part)
        if new == old:
            continue
        if isinstance(new, Mapping):
            assert list(new)[: len(old)] == list(old)
            new = {key: value for key, value in new.items() if key not in old or old[key] != value}
        found[part] = plain(new)
    return found


@pytest.mark.parametrize("folder", VALID, ids=name)
def test_valid_case_changes_what_is_written(folder: Path) -> None:
    study = load_study(folder)
    made = {name: changed(study, apply(study, one)) for name, one in load_scenarios(folder, study).items()}
    assert made == json.loads((folder / "changed.json").read_text("utf-8"))


@pytest.mark.parametrize("folder", VALID, ids=name)
def test_valid_case_fits_the_json_schema(folder: Path) -> None:
    for path in folder.glob("scenarios/*.yaml"):
        jsonschema.Draft202012Validator(json.loads(schema())).validate(read_yaml(path)[0].data)


@pytest.mark.parametrize("folder", INVALID, ids=name)
def test_invalid_case_has_exactly_the_expected_problems(folder: Path) -> None:
    expected = sorted({*(folder / "expected.txt").read_text("utf-8").split("\n")} - {""})
    with pytest.raises(InvalidInput, match=r"W\d{3}") as caught:
        check(folder)
    told = [problem for problem in caught.value.problems if not problem.file.endswith(".csv")]  # there is no ledger
    assert sorted(f"{problem.file}:{problem.line} {problem.code}" for problem in told) == expected


def test_every_code_of_scenarios_has_a_case() -> None:
    text = "".join(path.read_text("utf-8") for path in (SPEC.parent / "src/wayhome/study").glob("*scenarios.py"))
    shown = {line.split()[-1] for folder in INVALID for line in (folder / "expected.txt").read_text().splitlines()}
    assert sorted({*re.findall(r"\"(W\d{3})\"", text)} - shown) == []


def test_schema_is_what_the_models_say() -> None:
    assert (SPEC / "scenario.schema.json").read_text("utf-8") == schema(), (
        "run: python -m wayhome.study.authored_scenarios > spec/scenario.schema.json"
    )


def test_schema_is_a_json_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(schema()))


@pytest.mark.parametrize("model", [AuthoredScenario, AuthoredPostChange, *KINDS.values()])
def test_every_key_is_described(model: type[BaseModel]) -> None:
    text = (SPEC / "study-1.md").read_text("utf-8").partition("\n## Scenarios\n")[2].partition("\n## ")[0]
    for key, field in model.model_fields.items():
        assert f"`{field.alias or key}`" in text
