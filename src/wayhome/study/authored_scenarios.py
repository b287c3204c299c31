"""The authored form of a scenario: what scenarios/*.yaml may hold, as strict models; also the source of scenario.schema.json.

`python -m wayhome.study.authored_scenarios` prints the JSON Schema.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, TypeAlias, cast

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    Discriminator,
    Field,
    PlainValidator,
    Tag,
    ValidationError,
    WithJsonSchema,
)

from wayhome.ranges import Range
from wayhome.study import schemas, values
from wayhome.study.fields import (
    Amount,
    Date,
    MayBeNothing,
    Model,
    OneOrMore,
    Pace,
    Positive,
    RangeText,
    Seats,
    SelectionText,
    Text,
    examples,
    schema_text,
)

AS_USUAL = "as-usual"  # what the study itself is called beside its scenarios


def read_times(value: Any) -> Range:
    """A factor, whether it has its x or not."""
    span = values.read_range(value)
    if span.per or span.low < 0 or span.low == 0 < span.high:
        message = "expected a factor or a range of them above 0, for example 2, '0.5x to 0.8x', or 0 alone"
        raise values.Fault("W208", f"{message}, found '{values.shown(value)}'")
    return Range(span.low, span.high, factor=True)


def read_size_factor(value: Any) -> Range:
    span = read_times(value)
    if span.low < span.high:
        message = f"a programme's means are planned, not drawn: expected one factor, for example 2, found '{span}'"
        raise values.Fault("W208", message)
    return span


def read_ends(value: Any) -> tuple[str, str]:
    ends = tuple(str(end) for end in cast("list[Any]", value)) if isinstance(value, list) else ()
    if len(ends) != 2:
        message = f"expected the two places that a route joins, for example [bujumbura, mahama], found '{values.shown(value)}'"
        raise values.Fault("W204", message)
    return ends[0], ends[1]


def check_scenario_name(value: str) -> str:
    if value == AS_USUAL:
        raise values.Fault("W205", f"'{AS_USUAL}' is the study without changes; choose another name")
    return values.check_slug(value)


TIMES_SCHEMA: dict[str, Any] = {
    **schemas.RANGE_SCHEMA,
    "description": "A factor: 2, 2x, 1.5x to 2.5x; 0 alone for none.",
}
ENDS_SCHEMA = {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 2}

Times: TypeAlias = Annotated[Range, PlainValidator(read_times), WithJsonSchema(TIMES_SCHEMA)]
From: TypeAlias = Annotated[
    Date | None,
    Field(default=None, alias="from", description="Changed from the beginning of this date; the scenario's otherwise."),
]
Who: TypeAlias = Annotated[
    SelectionText,
    Field(default_factory=dict[str, OneOrMore], alias="for", description="Whom it changes for; everyone otherwise."),
]


class AuthoredDriverChange(Model):
    """A driver takes another course."""

    driver: Text = Field(description="The driver.", examples=["expelled"])
    who: Who
    start: From
    times: Times | None = Field(None, description="Its course is multiplied.", examples=["2"])
    to: RangeText | None = Field(None, description="Its value from then on.", examples=["20% to 40%"])


class AuthoredFlowChange(Model):
    """People take a flow more or less often."""

    flow: Text = Field(description="A flow with a rate.", examples=["go_home"])
    who: Who
    start: From
    times: Times = Field(description="Its rate is multiplied; 0 closes it.", examples=["0.5x to 0.8x"])


class AuthoredPostChange(Model):
    """Staff of one profession; what is left out stays."""

    posts: Amount | None = Field(None, description="How many posts there are.", examples=["12"])
    hours: Pace | None = Field(None, description="Hours that one post gives to people.", examples=["100 per month"])


class AuthoredProgrammeChange(Model):
    """A programme has other means."""

    programme: Text = Field(description="The programme.", examples=["reintegration"])
    start: From
    staff: Annotated[dict[str, AuthoredPostChange], BeforeValidator(values.or_empty), MayBeNothing()] = Field(
        default_factory=dict[str, AuthoredPostChange], description="Professions whose posts or hours change."
    )
    seats: Seats | None = Field(None, description="People at most.", examples=["300"])
    times: Annotated[Range, PlainValidator(read_size_factor), WithJsonSchema(TIMES_SCHEMA)] | None = Field(
        None, description="All its posts and seats are multiplied.", examples=["2"]
    )


class AuthoredEvent(Model):
    """So many people are moved at once along a flow."""

    event: Text = Field(description="A flow of law hazard, operations or counts.", examples=["flights"])
    at: Date = Field(description="When: in the step that contains the end of this date.", examples=["2017-05"])
    size: Positive = Field(description="How many people; never more than are there.", examples=["150"])
    who: Who


class AuthoredRouteChange(Model):
    """A way between two places closes or opens."""

    route: Annotated[tuple[str, str], PlainValidator(read_ends), WithJsonSchema(ENDS_SCHEMA)] = Field(
        description="The two places; all routes between them, in either direction.", examples=["[bujumbura, mahama]"]
    )
    closes: Date | None = Field(None, description="Open to the end of this date.", examples=["2016-11"])
    opens: Date | None = Field(None, description="Open again from the beginning of this date.", examples=["2016-11"])


KINDS: dict[str, type[BaseModel]] = {
    "driver": AuthoredDriverChange,
    "flow": AuthoredFlowChange,
    "programme": AuthoredProgrammeChange,
    "event": AuthoredEvent,
    "route": AuthoredRouteChange,
}


def _kind(value: Any) -> str | None:
    keys = cast("dict[str, Any]", value) if isinstance(value, dict) else {}
    return next((kind for kind in KINDS if kind in keys), None)


AuthoredChange: TypeAlias = Annotated[
    Annotated[AuthoredDriverChange, Tag("driver")]
    | Annotated[AuthoredFlowChange, Tag("flow")]
    | Annotated[AuthoredProgrammeChange, Tag("programme")]
    | Annotated[AuthoredEvent, Tag("event")]
    | Annotated[AuthoredRouteChange, Tag("route")],
    Discriminator(_kind),
]


class AuthoredScenario(Model):
    """One file of scenarios/."""

    scenario: Annotated[str, AfterValidator(check_scenario_name), WithJsonSchema(schemas.SLUG_SCHEMA)] = Field(
        description="The scenario's name in commands and tables.", examples=["expulsions-double"]
    )
    title: Text | None = Field(None, description="What readers see; the name where it is left out.")
    start: Date | None = Field(
        None, alias="from", description="Changes begin with this date, after as_of, unless they say another."
    )
    changes: Annotated[tuple[AuthoredChange, ...], BeforeValidator(values.as_tuple)] = Field(
        min_length=1, description="What is different.", examples=["[{driver: expelled, times: 2}]"]
    )


# ---- use --------------------------------------------------------------------------------------------------


def attempt(data: Mapping[str, Any]) -> AuthoredScenario | list[dict[str, Any]]:
    """The scenario that plain data make, or pydantic's account of everything wrong with their shape."""
    try:
        return AuthoredScenario.model_validate(data)
    except ValidationError as error:
        return [dict(detail) for detail in error.errors(include_url=False)]


def keys_of(loc: tuple[str | int, ...]) -> dict[str, list[Any]]:
    """Keys, each with its examples, of the model around a place in pydantic's account."""
    inside = loc[:-1]
    model = AuthoredPostChange if "staff" in inside else KINDS[str(inside[2])] if len(inside) > 2 else AuthoredScenario
    return examples(model)


def schema() -> str:
    """The JSON Schema of a scenario, as spec/scenario.schema.json holds it."""
    return schema_text(AuthoredScenario, "scenarios/*.yaml, version 1")


if __name__ == "__main__":
    print(schema(), end="")
