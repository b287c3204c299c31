"""What the authored models are made of: what all of them share, and single values, each with how it is read and its JSON Schema."""

from __future__ import annotations

import json
from typing import Annotated, Any, TypeAlias

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    PlainValidator,
    WithJsonSchema,
)
from pydantic_core import CoreSchema

from wayhome.dates import Period
from wayhome.ranges import Range
from wayhome.study import schemas, values


class Model(BaseModel):
    """Strict: no other keys, no other kinds of values."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class MayBeNothing:
    """Marks a part that may be left without a value, for its JSON Schema."""

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"anyOf": [handler(core), {"type": "null"}]}


Text: TypeAlias = Annotated[str, BeforeValidator(values.as_text), WithJsonSchema(schemas.TEXT_SCHEMA)]
Name: TypeAlias = Annotated[str, AfterValidator(values.check_name), WithJsonSchema(schemas.NAME_SCHEMA)]
Kind: TypeAlias = Annotated[str, AfterValidator(values.check_kind), WithJsonSchema(schemas.NAME_SCHEMA)]
Population: TypeAlias = Annotated[Name, AfterValidator(values.check_population), WithJsonSchema(schemas.NAME_SCHEMA)]
Region: TypeAlias = Annotated[str, AfterValidator(values.check_region), WithJsonSchema(schemas.REGION_SCHEMA)]
Level: TypeAlias = Annotated[
    str, BeforeValidator(values.as_text), AfterValidator(values.check_level), WithJsonSchema(schemas.LEVEL_SCHEMA)
]
Country: TypeAlias = Annotated[
    str, BeforeValidator(values.as_text), AfterValidator(values.check_country), WithJsonSchema(schemas.LEVEL_SCHEMA)
]
Date: TypeAlias = Annotated[Period, PlainValidator(values.read_date), WithJsonSchema(schemas.DATE_SCHEMA)]
Number: TypeAlias = Annotated[float, PlainValidator(values.read_number), WithJsonSchema(schemas.NUMBER_SCHEMA)]
Amount: TypeAlias = Annotated[float, PlainValidator(values.read_amount), WithJsonSchema(schemas.AMOUNT_SCHEMA)]
Seats: TypeAlias = Annotated[float, PlainValidator(values.read_seats), WithJsonSchema(schemas.AMOUNT_SCHEMA)]
Positive: TypeAlias = Annotated[float, PlainValidator(values.read_positive), WithJsonSchema(schemas.POSITIVE_SCHEMA)]
Position: TypeAlias = Annotated[
    tuple[float, float], PlainValidator(values.read_position), WithJsonSchema(schemas.POSITION_SCHEMA)
]
Hours: TypeAlias = Annotated[float, PlainValidator(values.read_hours), WithJsonSchema(schemas.HOURS_SCHEMA)]
Yes: TypeAlias = Annotated[bool, PlainValidator(values.read_yes), WithJsonSchema(schemas.YES_SCHEMA)]
RangeText: TypeAlias = Annotated[Range, PlainValidator(values.read_range), WithJsonSchema(schemas.RANGE_SCHEMA)]
Factors: TypeAlias = Annotated[dict[str, RangeText], BeforeValidator(values.or_empty), MayBeNothing()]
Start: TypeAlias = Annotated[str, PlainValidator(values.read_start), WithJsonSchema(schemas.START_SCHEMA)]
Levels: TypeAlias = Annotated[
    tuple[Level, ...], BeforeValidator(values.as_tuple), Field(min_length=1), WithJsonSchema(schemas.LEVELS_SCHEMA)
]
Names: TypeAlias = Annotated[
    tuple[str, ...], BeforeValidator(values.as_tuple), Field(min_length=1), WithJsonSchema(schemas.NAMES_SCHEMA)
]
OneOrMore: TypeAlias = Annotated[
    tuple[Text, ...],
    BeforeValidator(values.one_or_more),
    Field(min_length=1),
    WithJsonSchema(schemas.ONE_OR_MORE_SCHEMA),
]
By: TypeAlias = Annotated[tuple[str, ...], BeforeValidator(values.one_or_more), WithJsonSchema(schemas.BY_SCHEMA)]
SelectionText: TypeAlias = Annotated[
    dict[str, OneOrMore], BeforeValidator(values.or_empty), WithJsonSchema(schemas.SELECTION_SCHEMA), MayBeNothing()
]
Pace: TypeAlias = Annotated[Range, PlainValidator(values.read_pace), WithJsonSchema(schemas.PACE_SCHEMA)]
Speed: TypeAlias = Annotated[
    tuple[float, str], PlainValidator(values.read_speed), WithJsonSchema(schemas.measure_schema("200 km per day"))
]
Distance: TypeAlias = Annotated[
    float, PlainValidator(values.read_distance), WithJsonSchema(schemas.measure_schema("500 km"))
]
Time: TypeAlias = Annotated[float, PlainValidator(values.read_time), WithJsonSchema(schemas.measure_schema("6 months"))]


class ModelOfGroup(Model):
    """Of one combination of levels: further keys are populations."""

    model_config = ConfigDict(extra="allow", strict=True, frozen=True)
    __pydantic_extra__: dict[str, Level] = Field(init=False)  # pyright: ignore[reportIncompatibleVariableOverride]


def examples(model: type[BaseModel]) -> dict[str, list[Any]]:
    """A model's keys, each with its examples."""
    return {field.alias or name: field.examples or [] for name, field in model.model_fields.items()}


def schema_text(model: type[BaseModel], title: str) -> str:
    """A model's JSON Schema, as spec/ holds it."""
    made = model.model_json_schema(by_alias=True)
    made = {"$schema": "https://json-schema.org/draft/2020-12/schema", **made, "title": title}
    return json.dumps(made, indent=2, ensure_ascii=False) + "\n"
