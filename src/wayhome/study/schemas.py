"""JSON Schemas of single values, as people write them."""

from __future__ import annotations

from typing import Any

from wayhome.study.values import RESERVED

NAME_SCHEMA = {"type": "string", "pattern": "^[a-z][a-z0-9_]*$", "not": {"enum": list(RESERVED)}}
SLUG_SCHEMA = {"type": "string", "pattern": "^[a-z][a-z0-9_-]*$"}
REGION_SCHEMA = {"type": "string", "pattern": "^[^;=|]+$"}
TEXT_SCHEMA = {"type": ["string", "number"]}
NUMBER_SCHEMA = {"type": ["number", "string"]}
LEVEL_SCHEMA = {"type": ["string", "integer"], "pattern": "^[A-Za-z0-9_-]+$"}
LEVELS_SCHEMA = {"type": "array", "items": LEVEL_SCHEMA, "minItems": 1, "uniqueItems": True}
NAMES_SCHEMA = {"type": "array", "items": {"type": "string"}, "minItems": 1, "uniqueItems": True}
ONE_OR_MORE_SCHEMA = {"anyOf": [{"type": "string"}, NAMES_SCHEMA]}
BY_SCHEMA = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "uniqueItems": True}]}
SELECTION_SCHEMA = {
    "type": "object",
    "additionalProperties": {
        "anyOf": [LEVEL_SCHEMA, {"type": "string"}, {"type": "array", "items": {"type": ["string", "integer"]}}]
    },
}
RANGE_SCHEMA = {
    "description": "A 90% range, 'a to b': one chance in twenty below a, one in twenty above b. One value: exact.",
    "anyOf": [
        {"type": "string", "examples": ["0.1% to 2% per month", "1x to 5x", "40% to 100%", "2 in 1000 per year"]},
        {"type": "number"},
        {
            "type": "object",
            "properties": {
                "low": {"type": ["number", "string"]},
                "high": {"type": ["number", "string"]},
                "per": {"enum": ["day", "week", "month", "year", None]},
                "unit": {"enum": ["x", None], "description": "x marks a factor"},
            },
            "required": ["low", "high"],
            "additionalProperties": False,
        },
    ],
}
DATE_SCHEMA = {
    "anyOf": [
        {"type": "string", "pattern": r"^\s*\d{4}(-\d{2}(-\d{2})?)?(/\d{4}(-\d{2}(-\d{2})?)?)?\s*$"},
        {"type": "integer"},
    ],
    "description": "A year, a month, a day, or two of them with a / between.",
}
AFTER_SCHEMA = {
    "anyOf": [{"const": "hold"}, {"type": "null"}, {"type": "object", "additionalProperties": RANGE_SCHEMA}],
}
START_SCHEMA = {"enum": [0, "from stocks.csv", "from stocks"]}
YES_SCHEMA = {"enum": [True, False, "yes", "no"]}
AMOUNT_SCHEMA = {"type": ["number", "string"], "minimum": 0}
POSITIVE_SCHEMA = {"type": ["number", "string"], "exclusiveMinimum": 0}
POSITION_SCHEMA = {"type": "array", "items": NUMBER_SCHEMA, "minItems": 2, "maxItems": 2}
PACE_SCHEMA: dict[str, Any] = {**RANGE_SCHEMA, "description": "One number in a unit of time."}


def measure_schema(*examples: str) -> dict[str, Any]:
    """Of a number with its unit."""
    return {"type": "string", "pattern": "^.*[0-9].*[a-z]\\s*$", "examples": list(examples)}


HOURS_SCHEMA = measure_schema("12 h")
NEEDS_SCHEMA = {
    "type": "object",
    "additionalProperties": {
        "anyOf": [HOURS_SCHEMA, {"type": "object", "additionalProperties": HOURS_SCHEMA}, {"type": "null"}]
    },
}
