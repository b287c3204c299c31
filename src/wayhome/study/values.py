"""Single values as people write them: names, dates, numbers, ranges; and their JSON Schemas."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, cast

from wayhome.dates import Period, parse_period
from wayhome.errors import did_you_mean
from wayhome.ranges import Range, parse_number, parse_range

RESERVED = ("all", "any", "from", "region", "via", "where")
COLUMNS = (
    "best",
    "date",
    "driver",
    "high",
    "low",
    "place",
    "quantity",
    "source",
    "who",
)  # in tables beside populations

MAX_TEXT = 2_000

_NAME = re.compile(r"[a-z][a-z0-9_]{0,99}")
_LEVEL = re.compile(r"[A-Za-z0-9_-]{1,100}")


class Fault(ValueError):
    """What is wrong with one value, with its code."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def as_text(value: Any) -> Any:
    """Numbers in a place for text are text: `title: 2016`, levels `[1, 2]`."""
    if isinstance(value, str) and len(value) > MAX_TEXT:
        raise Fault("W204", f"text of more than {MAX_TEXT:,} characters ('{value[:20]}…')")
    return str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else value


def check_name(value: str) -> str:
    if not _NAME.fullmatch(value):
        raise Fault(
            "W205", f"'{value[:60]}' is not a name; names are small letters, digits and _, beginning with a letter"
        )
    if value in RESERVED:
        raise Fault(
            "W205", f"'{value[:60]}' is a word with a meaning of its own ({', '.join(RESERVED)}); choose another name"
        )
    return value


def check_population(value: str) -> str:
    if value in COLUMNS or re.fullmatch(r"q\d+", value):
        raise Fault("W205", f"'{value[:60]}' is the name of a column in tables; choose another name")
    return value


def check_slug(value: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9_-]{0,99}", value):
        raise Fault("W205", f"'{value[:60]}' is not a name for a study; use small letters, digits, - and _")
    return value


def check_level(value: str) -> str:
    if not _LEVEL.fullmatch(value):
        raise Fault("W205", f"'{value[:60]}' is not a level; levels are letters, digits, _ and -")
    if value in ("all", "any"):
        raise Fault("W205", f"'{value}' means everyone; choose another name for the level")
    return value


def check_region(value: str) -> str:
    if not value.strip() or value != value.strip() or re.search(r"[;=|\n]", value) or value in ("all", "any"):
        raise Fault(
            "W205",
            f"'{value[:60]}' cannot name a region; leave out ; = | and spaces at the ends, and do not use all or any",
        )
    return value


def read_date(value: Any) -> Period:
    if not isinstance(value, (str, int)) or isinstance(value, bool):
        raise Fault("W206", "expected a date: 2016, 2016-07, 2016-07-04 or 2014-06/2015-09")
    try:
        return parse_period(str(value)[:60])
    except ValueError as error:
        raise Fault("W206", str(error)) from None


def read_number(value: Any) -> float:
    if not isinstance(value, (str, int, float)) or isinstance(value, bool):
        raise Fault("W207", "expected a number")
    try:
        return parse_number(str(value))
    except ValueError as error:
        raise Fault("W207", str(error)) from None


def read_range(value: Any) -> Range:
    if isinstance(value, Mapping):
        return _range_of(cast("Mapping[str, Any]", value))
    if not isinstance(value, (str, int, float)) or isinstance(value, bool):
        raise Fault("W207", "expected a range, for example '0.1% to 2% per month', '1x to 5x' or '40% to 100%'")
    try:
        return parse_range(str(value))
    except ValueError as error:
        raise Fault("W207", str(error)) from None


def _range_of(value: Mapping[str, Any]) -> Range:
    keys = ("low", "high", "per", "unit")
    for key in value:
        if key not in keys:
            raise Fault("W207", f"a range has no key '{key}'.{did_you_mean(str(key), keys)}")
    if value.get("low") is None or value.get("high") is None:
        raise Fault("W207", "a range needs both 'low' and 'high'")
    low, high = read_number(value["low"]), read_number(value["high"])
    per, unit = value.get("per"), value.get("unit")
    if low > high:
        raise Fault("W207", f"the range runs from {low:g} down to {high:g}; turn it round")
    if per is not None and per not in ("day", "week", "month", "year"):
        raise Fault("W207", "'per' is day, week, month or year")
    if unit is not None and unit != "x":
        raise Fault("W207", "the only 'unit' of a range is x (a factor); write percentages as low: 1%")
    return Range(low, high, per or "", unit == "x")


def read_start(value: Any) -> str:
    if value in ("from stocks.csv", "from stocks"):
        return "from stocks"
    if not isinstance(value, bool) and value == 0:
        return "0"
    raise Fault("W204", "a place starts with 0 people or 'from stocks.csv'; put the people into stocks.csv")


def one_or_more(value: Any) -> Any:
    """A single value stands for a list of one."""
    if value is None:
        return ()
    return tuple(cast("list[Any]", value)) if isinstance(value, list) else (value,)


def as_tuple(value: Any) -> Any:
    return tuple(cast("list[Any]", value)) if isinstance(value, list) else value


def or_empty(value: Any) -> Any:
    """A key without a value stands for an empty mapping."""
    return {} if value is None else value


def stated(value: Any) -> Any:
    """A row without its empty cells."""
    if isinstance(value, dict):
        return {key: cell for key, cell in cast("dict[str, Any]", value).items() if cell is not None}
    return value


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
TEXT_SCHEMA = {"type": ["string", "number"]}
LEVEL_SCHEMA = {"type": ["string", "integer"], "pattern": "^[A-Za-z0-9_-]+$"}
SLUG_PATTERN = {"type": "string", "pattern": "^[a-z][a-z0-9_-]*$"}
NAME_SCHEMA = {"type": "string", "pattern": "^[a-z][a-z0-9_]*$", "not": {"enum": list(RESERVED)}}
