"""The authored form of a study: what study.yaml may hold, as strict models; also the source of study.schema.json.

`python -m wayhome.study.authored` prints the JSON Schema.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeAlias, cast

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    GetJsonSchemaHandler,
    PlainValidator,
    Tag,
    ValidationError,
    WithJsonSchema,
)
from pydantic_core import CoreSchema

from wayhome.dates import Period
from wayhome.ranges import Range
from wayhome.study import values
from wayhome.study.values import Fault

LAWS = ("hazard", "counts", "births")


class _MayBeNothing:
    """Marks a part that may be left without a value, for its JSON Schema."""

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"anyOf": [handler(core), {"type": "null"}]}


Text: TypeAlias = Annotated[str, BeforeValidator(values.as_text), WithJsonSchema(values.TEXT_SCHEMA)]
Name: TypeAlias = Annotated[str, AfterValidator(values.check_name), WithJsonSchema(values.NAME_SCHEMA)]
Population: TypeAlias = Annotated[Name, AfterValidator(values.check_population), WithJsonSchema(values.NAME_SCHEMA)]
Region: TypeAlias = Annotated[
    str, AfterValidator(values.check_region), WithJsonSchema({"type": "string", "pattern": "^[^;=|]+$"})
]
Level: TypeAlias = Annotated[
    str, BeforeValidator(values.as_text), AfterValidator(values.check_level), WithJsonSchema(values.LEVEL_SCHEMA)
]
Date: TypeAlias = Annotated[Period, PlainValidator(values.read_date), WithJsonSchema(values.DATE_SCHEMA)]
Number: TypeAlias = Annotated[float, PlainValidator(values.read_number), WithJsonSchema({"type": ["number", "string"]})]
RangeText: TypeAlias = Annotated[Range, PlainValidator(values.read_range), WithJsonSchema(values.RANGE_SCHEMA)]
Factors: TypeAlias = Annotated[dict[str, RangeText], BeforeValidator(values.or_empty), _MayBeNothing()]
Start: TypeAlias = Annotated[
    str, PlainValidator(values.read_start), WithJsonSchema({"enum": [0, "from stocks.csv", "from stocks"]})
]
LEVELS_SCHEMA = {"type": "array", "items": values.LEVEL_SCHEMA, "minItems": 1, "uniqueItems": True}
Levels: TypeAlias = Annotated[
    tuple[Level, ...], BeforeValidator(values.as_tuple), Field(min_length=1), WithJsonSchema(LEVELS_SCHEMA)
]
NAMES_SCHEMA = {"type": "array", "items": {"type": "string"}, "minItems": 1, "uniqueItems": True}
Names: TypeAlias = Annotated[
    tuple[str, ...], BeforeValidator(values.as_tuple), Field(min_length=1), WithJsonSchema(NAMES_SCHEMA)
]
ONE_OR_MORE_SCHEMA = {"anyOf": [{"type": "string"}, NAMES_SCHEMA]}
OneOrMore: TypeAlias = Annotated[
    tuple[Text, ...], BeforeValidator(values.one_or_more), Field(min_length=1), WithJsonSchema(ONE_OR_MORE_SCHEMA)
]
BY_SCHEMA = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "uniqueItems": True}]}
By: TypeAlias = Annotated[tuple[str, ...], BeforeValidator(values.one_or_more), WithJsonSchema(BY_SCHEMA)]
SELECTION_SCHEMA = {
    "type": "object",
    "additionalProperties": {
        "anyOf": [values.LEVEL_SCHEMA, {"type": "string"}, {"type": "array", "items": {"type": ["string", "integer"]}}]
    },
}
SelectionText: TypeAlias = Annotated[
    dict[str, OneOrMore], BeforeValidator(values.or_empty), WithJsonSchema(SELECTION_SCHEMA), _MayBeNothing()
]


# ---- models -----------------------------------------------------------------------------------------------


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class AuthoredCalendar(_Model):
    """The study's time, cut into steps; an interval is (start, end]."""

    start: Date = Field(description="The calendar runs from the beginning of this date.", examples=["2012-01"])
    as_of: Date = Field(
        description="Nothing after the end of this date is fitted; the forecast starts here.", examples=["2016-07"]
    )
    end: Date = Field(description="The calendar runs to the end of this date.", examples=["2021-12"])
    step: Literal["day", "week", "month", "year"] = Field(description="The length of one step.", examples=["month"])


class AuthoredPlace(_Model):
    """Somewhere people can be: a country, a group, a camp, a programme, death."""

    title: Text | None = Field(None, description="What readers see; the name where it is left out.")
    final: bool = Field(False, description="Nobody leaves a final place.")
    start: Start | None = Field(
        None, description="0, or 'from stocks.csv' where people are there at the calendar's start."
    )


class AuthoredAnchor(_Model):
    """A driver's value at one date, for one combination of levels; further keys are populations."""

    model_config = ConfigDict(extra="allow", strict=True, frozen=True)
    __pydantic_extra__: dict[str, Level] = Field(init=False)  # pyright: ignore[reportIncompatibleVariableOverride]

    date: Date = Field(description="When; the value stands at the end of this date.", examples=["2014-06"])
    low: Number | None = Field(None, description="Lower end of the 90% range; with high.")
    best: Number = Field(description="The value.", examples=["0.25"])
    high: Number | None = Field(None, description="Upper end of the 90% range; with low.")
    source: Text = Field("", description="Where the value comes from: an id in sources.csv or a few words.")


class AuthoredStock(_Model):
    """People in a place at the calendar's start, for one group; further keys are populations."""

    model_config = ConfigDict(extra="allow", strict=True, frozen=True)
    __pydantic_extra__: dict[str, Level] = Field(init=False)  # pyright: ignore[reportIncompatibleVariableOverride]

    place: Text = Field(description="The place they are in.", examples=["home"])
    low: Number | None = Field(None, description="Lower end of the 90% range; with high.")
    best: Number = Field(description="How many people.", examples=["1200"])
    high: Number | None = Field(None, description="Upper end of the 90% range; with low.")
    source: Text = Field("", description="Where the number comes from: an id in sources.csv or a few words.")


Anchor: TypeAlias = Annotated[AuthoredAnchor, BeforeValidator(values.stated)]
Stock: TypeAlias = Annotated[AuthoredStock, BeforeValidator(values.stated)]


def _rows(value: Any) -> Any:
    return () if value is None else values.as_tuple(value)


def _after(value: Any) -> Any:
    if isinstance(value, str) and value != "hold":
        raise Fault(
            "W204", "'after' is hold (the last value stays) or dates with ranges, for example {2017-12: 40% to 100%}"
        )
    return {} if value == "hold" or value is None else value


AFTER_SCHEMA = {
    "anyOf": [{"const": "hold"}, {"type": "null"}, {"type": "object", "additionalProperties": values.RANGE_SCHEMA}],
}


class AuthoredDriver(_Model):
    """A pressure or programme that raises or lowers flows, or says how many people move."""

    title: Text | None = Field(None, description="What readers see; the name where it is left out.")
    unit: Text = Field(
        description="share or index (0 to 1, may drive rates); persons per day, week, month or year (for counts); "
        "anything else is context only.",
        examples=["share"],
    )
    by: By = Field((), description="The population or populations whose levels have values of their own.")
    after: Annotated[dict[Date, RangeText], BeforeValidator(_after), WithJsonSchema(AFTER_SCHEMA)] = Field(
        default_factory=dict[Period, Range],
        description="hold (the last value stays), or ranges at later dates; a factor multiplies the last value.",
    )
    monotone: Literal["rising", "falling"] | None = Field(
        None, description="The driver only ever rises, or only ever falls."
    )
    history: Annotated[tuple[Anchor, ...], BeforeValidator(_rows), _MayBeNothing()] = Field(
        (), description="Known values, instead of drivers.csv."
    )


class _Flow(_Model):
    title: Text | None = Field(None, description="What readers see; the name where it is left out.")


class AuthoredHazard(_Flow):
    """Each person leaves at a rate."""

    law: Literal["hazard"] = Field("hazard", description="Each person leaves at a rate.")
    origin: OneOrMore = Field(
        alias="from", description="Place, area, or a list of them that people leave.", examples=["camp"]
    )
    to: Text = Field(description="The place they go to.", examples=["returned"])
    who: SelectionText = Field(
        default_factory=dict[str, OneOrMore], alias="for", description="Who takes this flow; everyone where left out."
    )
    rate: RangeText = Field(description="How often one person takes the flow.", examples=["0.1% to 2% per month"])
    differs_by: Factors = Field(
        default_factory=dict[str, Range],
        description="Population (or place, for the places left): factor within which 90% of its levels lie of the typical one.",
    )
    driven_by: Factors = Field(
        default_factory=dict[str, Range], description="Driver: factor on the rate when the driver goes from 0 to 1."
    )


class AuthoredCounts(_Flow):
    """As many people leave as a driver says, never more than are there."""

    law: Literal["counts"] = Field(description="As many people leave as a driver says.")
    origin: OneOrMore = Field(
        alias="from", description="Place, area, or a list of them that people leave.", examples=["camp"]
    )
    to: Text = Field(description="The place they go to.", examples=["returned"])
    who: SelectionText = Field(
        default_factory=dict[str, OneOrMore], alias="for", description="Who takes this flow; everyone where left out."
    )
    driver: Text = Field(
        description="The driver that says how many, in persons per unit of time.", examples=["expelled"]
    )


class AuthoredBirths(_Flow):
    """Parents bear children at a rate; nobody leaves."""

    law: Literal["births"] = Field(description="Parents bear children at a rate.")
    origin: OneOrMore = Field(
        alias="in", description="Place, area, or a list of them where children are born.", examples=["camp"]
    )
    who: SelectionText = Field(
        default_factory=dict[str, OneOrMore], alias="per", description="The parents; everyone where left out."
    )
    to: Annotated[dict[str, Level], BeforeValidator(values.or_empty), _MayBeNothing()] = Field(
        default_factory=dict[str, str], description="Levels of the newborn; the others are the parent's."
    )
    rate: RangeText = Field(description="How often one parent has a child.", examples=["0.3% to 1.5% per month"])
    differs_by: Factors = Field(
        default_factory=dict[str, Range],
        description="Population (or place, for the places left): factor within which 90% of its levels lie of the typical one.",
    )
    driven_by: Factors = Field(
        default_factory=dict[str, Range], description="Driver: factor on the rate when the driver goes from 0 to 1."
    )


_FLOWS: dict[str, type[AuthoredHazard] | type[AuthoredCounts] | type[AuthoredBirths]] = {
    "hazard": AuthoredHazard,
    "counts": AuthoredCounts,
    "births": AuthoredBirths,
}


def _law(value: Any) -> str | None:
    law: Any = cast("dict[str, Any]", value).get("law", "hazard") if isinstance(value, dict) else "hazard"
    return law if law in LAWS else None


AuthoredFlow: TypeAlias = Annotated[
    Annotated[AuthoredHazard, Tag("hazard")]
    | Annotated[AuthoredCounts, Tag("counts")]
    | Annotated[AuthoredBirths, Tag("births")],
    Discriminator(_law),
]


def _version(value: Any) -> int:
    if isinstance(value, bool) or value != 1:
        raise Fault("W217", "this wayhome reads version 1 of the format; write 'wayhome: 1'")
    return 1


class AuthoredStudy(_Model):
    """study.yaml, version 1."""

    wayhome: Annotated[int, PlainValidator(_version), WithJsonSchema({"const": 1})] = Field(
        description="Version of the format.", examples=["1"]
    )
    study: Annotated[str, AfterValidator(values.check_slug), WithJsonSchema(values.SLUG_PATTERN)] = Field(
        description="The study's name in files and commands.", examples=["central-asia"]
    )
    title: Text | None = Field(None, description="What readers see; the name where it is left out.")
    calendar: AuthoredCalendar = Field(
        description="The study's time.", examples=["{start: 2012-01, as_of: 2016-07, end: 2021-12, step: month}"]
    )
    populations: Annotated[dict[Population, Levels], BeforeValidator(values.or_empty), _MayBeNothing()] = Field(
        default_factory=dict[str, tuple[str, ...]],
        description="What people are told apart by, and the levels of each. A group is one level of every population.",
    )
    regions: Annotated[dict[Region, SelectionText], BeforeValidator(values.or_empty), _MayBeNothing()] = Field(
        default_factory=dict[str, dict[str, tuple[str, ...]]],
        description="Names for several levels, used in selections and claims.",
    )
    places: dict[Name, Annotated[AuthoredPlace, BeforeValidator(values.or_empty), _MayBeNothing()]] = Field(
        min_length=1, description="Where people can be.", examples=["{home: , returned: {title: Returned}}"]
    )
    areas: Annotated[dict[Name, Names], BeforeValidator(values.or_empty), _MayBeNothing()] = Field(
        default_factory=dict[str, tuple[str, ...]], description="Names for several places, used in flows and claims."
    )
    drivers: Annotated[dict[Name, AuthoredDriver], BeforeValidator(values.or_empty), _MayBeNothing()] = Field(
        default_factory=dict[str, AuthoredDriver],
        description="What raises or lowers flows, or says how many people move.",
    )
    flows: Annotated[dict[Name, AuthoredFlow], BeforeValidator(values.or_empty), _MayBeNothing()] = Field(
        default_factory=dict[str, AuthoredFlow], description="How people move, are born or die."
    )
    stocks: Annotated[tuple[Stock, ...], BeforeValidator(_rows), _MayBeNothing()] = Field(
        (), description="People at the calendar's start, instead of stocks.csv."
    )
    words: Annotated[dict[str, Any], BeforeValidator(values.or_empty), _MayBeNothing()] = Field(
        default_factory=dict[str, Any], description="Changes to the table that turns words into numbers."
    )


# ---- use --------------------------------------------------------------------------------------------------


def attempt(data: Mapping[str, Any]) -> AuthoredStudy | list[dict[str, Any]]:
    """The study that plain data make, or pydantic's account of everything wrong with their shape."""
    try:
        return AuthoredStudy.model_validate(data)
    except ValidationError as error:
        return [dict(detail) for detail in error.errors(include_url=False)]


def keys_of(loc: tuple[str | int, ...]) -> tuple[dict[str, list[Any]], str]:
    """Keys, each with its examples, of the model around a place in pydantic's account; its law where it is a flow."""
    model: type[BaseModel] = AuthoredStudy
    law = ""
    if len(loc) > 1 and loc[0] == "flows":
        law = str(loc[2])
        model = _FLOWS[law]
    elif len(loc) > 1:
        rows = {"drivers": AuthoredAnchor if "history" in loc[2:-1] else AuthoredDriver, "stocks": AuthoredStock}
        model = {"calendar": AuthoredCalendar, "places": AuthoredPlace, **rows}.get(str(loc[0]), AuthoredStudy)
    return _keys(model), law


def _keys(model: type[BaseModel]) -> dict[str, list[Any]]:
    return {field.alias or name: field.examples or [] for name, field in model.model_fields.items()}


def laws_with(key: str) -> list[str]:
    """The laws whose flows have a key."""
    return [law for law, model in _FLOWS.items() if key in _keys(model)]


def schema() -> str:
    """The JSON Schema of study.yaml, as spec/study.schema.json holds it."""
    made = AuthoredStudy.model_json_schema(by_alias=True)
    made = {"$schema": "https://json-schema.org/draft/2020-12/schema", **made, "title": "study.yaml, version 1"}
    return json.dumps(made, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    print(schema(), end="")
