"""spec/study-1.md: its examples are studies, and the step that it works out comes out so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from wayhome import reference
from wayhome.study.authored import (
    AuthoredCalendar,
    AuthoredDriver,
    AuthoredPlace,
    AuthoredPost,
    AuthoredProgramme,
    AuthoredRoute,
)
from wayhome.study.authored_flows import FLOWS
from wayhome.study.load import load_study

TEXT = (Path(__file__).parents[2] / "spec" / "study-1.md").read_text("utf-8")
STUDIES = re.findall(r"```yaml\n(wayhome: 1\n.*?)```", TEXT, re.DOTALL)


def test_the_page_has_a_whole_study() -> None:
    assert len(STUDIES) == 1


def test_the_step_worked_out_is_what_the_study_does(tmp_path: Path) -> None:
    (tmp_path / "study.yaml").write_text(STUDIES[0], "utf-8")
    stocks = reference.expected(load_study(tmp_path), {}).stocks
    for title, place in (("in the camp", "camp"), ("returned", "returned"), ("dead", "dead")):
        row = re.search(rf"^\| \*\*{title}\*\*[^|]*\|(.+)\|$", TEXT, re.MULTILINE)
        assert row is not None
        written = [float(cell) for cell in row[1].split("|")]
        assert written == pytest.approx([stocks[1, place, (role,)] for role in ("man", "woman", "child")], abs=5e-4)


MODELS = [AuthoredCalendar, AuthoredDriver, AuthoredPlace, AuthoredPost, AuthoredProgramme, AuthoredRoute]


@pytest.mark.parametrize("model", [*MODELS, *FLOWS.values()])
def test_every_key_is_described(model: type[BaseModel]) -> None:
    for name, field in model.model_fields.items():
        assert f"`{field.alias or name}`" in TEXT
