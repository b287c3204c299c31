from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from wayhome.claims.claim import (
    CLAIM_COLUMNS,
    DIRECTIONS,
    KINDS,
    QUANTITIES,
    SOURCE_COLUMNS,
    STATUSES,
    schema,
    schema_text,
)

SPEC = Path(__file__).parents[2] / "spec"


def test_schema_file_is_the_models() -> None:
    text = (SPEC / "claims.schema.json").read_text("utf-8")
    assert text == schema_text(), "run: python -m wayhome.claims.claim > spec/claims.schema.json"


def test_columns() -> None:
    assert ",".join(CLAIM_COLUMNS) == (
        "id,statement,kind,quantity,who,where,via,of,than,driver,direction,as_of,low,best,high,wording,"
        "speaker,speaker_role,source,grade,repeats,place_in_text,status,note"
    )
    assert ",".join(SOURCE_COLUMNS) == "id,outlet,title,date,url,document"


def test_lists_are_those_of_the_schema() -> None:
    properties = json.loads(schema_text())["$defs"]["claim"]["properties"]
    for column, words in {"kind": KINDS, "quantity": QUANTITIES, "status": STATUSES, "direction": DIRECTIONS}.items():
        assert set(properties[column]["enum"]) - {""} == set(words)


def test_rows_fit_the_schema(row: Callable[..., dict[str, str]]) -> None:
    validator = jsonschema.Draft202012Validator(schema())
    full = {column: row().get(column, "") for column in CLAIM_COLUMNS}
    validator.validate(full)
    validator.validate({"id": "s", "outlet": "o", "title": "", "date": "2016", "url": "", "document": "sources/a.html"})
    for wrong in ({"grade": "G9"}, {"best": "nan"}, {"best": "1,5"}, {"name": "x"}, {"id": ""}):
        with pytest.raises(jsonschema.ValidationError, match="is not valid"):
            validator.validate({**full, **wrong})
