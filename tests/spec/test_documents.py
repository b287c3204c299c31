"""spec/study.schema.json and spec/errors.md say what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import jsonschema
import pytest

from wayhome.study.authored import schema

ROOT = Path(__file__).parents[2]
HEADING = re.compile(r"^## (W\d{3}) · \S.*$", re.MULTILINE)
CODE = re.compile(r"[\"'](W\d{3})[\"']")


def raised() -> set[str]:
    return {code for path in (ROOT / "src").rglob("*.py") for code in CODE.findall(path.read_text("utf-8"))}


def explained() -> list[str]:
    return HEADING.findall((ROOT / "spec" / "errors.md").read_text("utf-8"))


def test_schema_is_what_the_models_say() -> None:
    assert (ROOT / "spec" / "study.schema.json").read_text("utf-8") == schema(), (
        "run: python -m wayhome.study.authored > spec/study.schema.json"
    )


def test_schema_is_a_json_schema() -> None:
    import json

    jsonschema.Draft202012Validator.check_schema(json.loads(schema()))


def test_every_code_that_is_raised_is_explained() -> None:
    assert sorted(raised() - set(explained())) == []


def test_every_code_that_is_explained_is_raised() -> None:
    assert sorted(set(explained()) - raised()) == []


def test_codes_are_explained_once_and_in_order() -> None:
    assert explained() == sorted(set(explained()))


@pytest.mark.parametrize("part", ["Cause", "Remedy"])
def test_every_section_has_its_parts(part: str) -> None:
    text = (ROOT / "spec" / "errors.md").read_text("utf-8")
    sections = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
    assert [section.split("\n")[0] for section in sections if f"**{part}.**" not in section] == []


def test_every_code_of_this_part_has_a_case() -> None:
    shown = {
        line.split()[-1]
        for path in (ROOT / "spec" / "cases").glob("**/invalid/*/expected.txt")
        for line in path.read_text("utf-8").split("\n")
        if line
    }
    mine = {
        code for path in (ROOT / "src/wayhome/study").glob("*.py") for code in CODE.findall(path.read_text("utf-8"))
    }
    assert sorted(mine - shown) == ["W102"]  # a file that cannot be read cannot be a case
