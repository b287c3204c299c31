"""Single values as people write them: names, dates, numbers, ranges, quantities."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, cast

from wayhome.dates import Period, parse_period
from wayhome.errors import did_you_mean
from wayhome.ranges import MAX_LENGTH, Range, parse_number, parse_range
from wayhome.study.resolved import PULLS

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
_MONTHS = {"day": 12 / 365.25, "week": 84 / 365.25, "month": 1.0, "year": 12.0}


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


def check_kind(value: str) -> str:
    if value in PULLS:
        raise Fault("W205", f"'{value}' is something else that draws people; choose another name for the kind of place")
    return check_name(value)


def check_country(value: str) -> str:
    if not _LEVEL.fullmatch(value):
        raise Fault("W205", f"'{value[:60]}' is not a country's code; codes are letters, digits, _ and -, such as RWA")
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


# ---- quantities ---------------------------------------------------------------------------------------------


def read_amount(value: Any) -> float:
    number = read_number(value)
    if number < 0:
        raise Fault("W222", f"{number:g} is less than 0, the least that can be here")
    return number


def read_positive(value: Any) -> float:
    number = read_number(value)
    if number <= 0:
        raise Fault("W222", f"{number:g} is not possible here; expected a number above 0")
    return number


def read_position(value: Any) -> tuple[float, float]:
    """[latitude, longitude] in degrees, north and east above 0."""
    pair = cast("list[Any]", value) if isinstance(value, list) else []
    if len(pair) != 2:
        raise Fault("W207", "expected [latitude, longitude] in degrees, for example [-3.38, 29.36]")
    latitude, longitude = map(read_number, pair)
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise Fault("W222", f"[{latitude:g}, {longitude:g}] is nowhere: latitude is -90 to 90, longitude -180 to 180")
    return latitude, longitude


def read_seats(value: Any) -> float:
    number = read_amount(value)
    if number != int(number):
        raise Fault("W222", f"{number:g} is not a whole number of people")
    return number


def read_distance(value: Any) -> float:
    """Kilometres."""
    return _measure(value, r"km", "a distance", "500 km")[0]


def read_speed(value: Any) -> tuple[float, str]:
    """Kilometres in a unit of time."""
    return _measure(value, r"km\s+per\s+(day|week|month|year)", "a speed", "200 km per day")


def read_hours(value: Any) -> float:
    return _measure(value, r"h|hours?", "hours", "12 h")[0]


def read_time(value: Any) -> float:
    """Months; a time of 365.25 days has 12."""
    number, unit = _measure(value, r"(day|week|month|year)s?", "a time", "6 months")
    return number * _MONTHS[unit]


def read_pace(value: Any) -> Range:
    """Hours in a unit of time."""
    try:
        pace = read_range(value)
    except Fault:
        pace = None
    if pace is None or not pace.per or pace.factor or pace.low != pace.high or pace.low <= 0:
        found = shown(pace or value)
        raise Fault("W222", f"expected hours above 0 in a unit of time, for example '100 per month', found '{found}'")
    return pace


def _measure(value: Any, unit: str, what: str, example: str) -> tuple[float, str]:
    """A number above 0 and the word that the unit's pattern captures."""
    short = isinstance(value, str) and len(value) <= MAX_LENGTH
    match = re.fullmatch(rf"([^%]*\d[^%]*?)\s*(?:{unit})", value.strip()) if short else None
    if match is None:
        raise Fault("W222", f"expected {what} with the unit, for example '{example}', found '{shown(value)}'")
    return read_positive(match[1]), str(match.groups()[-1])


def read_yes(value: Any) -> bool:
    if isinstance(value, bool) or value in ("yes", "no"):
        return value in (True, "yes")
    raise Fault("W204", f"expected yes or nothing, found '{shown(value)}'")


def shown(value: Any) -> str:
    """A value as messages quote it: one short line."""
    text = " ".join(str(value).split())
    return text if len(text) <= 60 else text[:57] + "…"


# ---- whole parts --------------------------------------------------------------------------------------------


def check_version(value: Any) -> int:
    if isinstance(value, bool) or value != 1:
        raise Fault("W217", "this wayhome reads version 1 of the format; write 'wayhome: 1'")
    return 1


def as_rows(value: Any) -> Any:
    return () if value is None else as_tuple(value)


def as_after(value: Any) -> Any:
    if isinstance(value, str) and value != "hold":
        raise Fault(
            "W204", "'after' is hold (the last value stays) or dates with ranges, for example {2017-12: 40% to 100%}"
        )
    return {} if value == "hold" or value is None else value


def by_level(value: Any) -> Any:
    """Needs of everybody alike are those of the level ''."""
    if not isinstance(value, dict):
        return {} if value is None else value
    needs = cast("dict[str, Any]", value)
    return needs if not needs or any(isinstance(hours, dict) for hours in needs.values()) else {"": needs}
