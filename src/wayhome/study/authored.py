"""The authored form of a study: what study.yaml may hold, as strict models; also the source of study.schema.json.

`python -m wayhome.study.authored` prints the JSON Schema.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    Field,
    PlainValidator,
    ValidationError,
    WithJsonSchema,
)

from wayhome.dates import Period
from wayhome.ranges import Range
from wayhome.study import schemas, values
from wayhome.study.authored_flows import FLOWS, AuthoredFlow
from wayhome.study.fields import (
    Amount,
    By,
    Country,
    Date,
    Hours,
    Kind,
    Levels,
    MayBeNothing,
    Model,
    ModelOfGroup,
    Name,
    Names,
    Number,
    Pace,
    Population,
    Position,
    Positive,
    RangeText,
    Region,
    Seats,
    SelectionText,
    Start,
    Text,
    Time,
    Yes,
    examples,
    schema_text,
)


class AuthoredCalendar(Model):
    """The study's time, cut into steps; an interval is (start, end]."""

    start: Date = Field(description="The calendar runs from the beginning of this date.", examples=["2012-01"])
    as_of: Date = Field(
        description="Nothing after the end of this date is fitted; the forecast starts here.", examples=["2016-07"]
    )
    end: Date = Field(description="The calendar runs to the end of this date.", examples=["2021-12"])
    step: Literal["day", "week", "month", "year"] = Field(description="The length of one step.", examples=["month"])


class AuthoredPlace(Model):
    """Somewhere people can be: a country, a group, a camp, a programme, death."""

    title: Text | None = Field(None, description="What readers see; the name where it is left out.")
    final: bool = Field(False, description="Nobody leaves a final place.")
    start: Start | None = Field(
        None, description="0, or 'from stocks.csv' where people are there at the calendar's start."
    )
    kind: Kind | None = Field(
        None, description="What kind of place it is: who chooses may prefer it.", examples=["camp"]
    )
    country: Country | None = Field(
        None, description="Its country: a way between two countries crosses a border.", examples=["RWA"]
    )
    capacity: Positive | None = Field(
        None, description="People for whom there is room; no limit where it is left out.", examples=["40000"]
    )
    at: Position | None = Field(
        None, description="Where it is on a map: [latitude, longitude] in degrees.", examples=[[-2.34, 30.84]]
    )


class AuthoredRoute(Model):
    """A way between two places, both ways unless it says otherwise."""

    origin: Text = Field(alias="from", description="A place.", examples=["bujumbura"])
    to: Text = Field(description="Another place.", examples=["mahama"])
    km: Positive = Field(description="Its length in km.", examples=["250"])
    opens: Date | None = Field(None, description="Open from the beginning of this date; always where it is left out.")
    closes: Date | None = Field(None, description="Open to the end of this date; for good where it is left out.")
    one_way: Yes = Field(False, description="Whether nobody takes it from 'to' to 'from'.")


class AuthoredAnchor(ModelOfGroup):
    """A driver's value at one date, for one combination of levels; further keys are populations."""

    date: Date = Field(description="When; the value stands at the end of this date.", examples=["2014-06"])
    low: Number | None = Field(None, description="Lower end of the 90% range; with high.")
    best: Number = Field(description="The value.", examples=["0.25"])
    high: Number | None = Field(None, description="Upper end of the 90% range; with low.")
    source: Text = Field("", description="Where the value comes from: an id in sources.csv or a few words.")


class AuthoredStock(ModelOfGroup):
    """People in a place at the calendar's start, for one group; further keys are populations."""

    place: Text = Field(description="The place they are in.", examples=["home"])
    low: Number | None = Field(None, description="Lower end of the 90% range; with high.")
    best: Number = Field(description="How many people.", examples=["1200"])
    high: Number | None = Field(None, description="Upper end of the 90% range; with low.")
    source: Text = Field("", description="Where the number comes from: an id in sources.csv or a few words.")


Anchor: TypeAlias = Annotated[AuthoredAnchor, BeforeValidator(values.stated)]
Stock: TypeAlias = Annotated[AuthoredStock, BeforeValidator(values.stated)]
Route: TypeAlias = Annotated[AuthoredRoute, BeforeValidator(values.stated)]


class AuthoredDriver(Model):
    """A pressure or programme that raises or lowers flows, or says how many people move."""

    title: Text | None = Field(None, description="What readers see; the name where it is left out.")
    unit: Text = Field(
        description="share or index (0 to 1, may drive rates); persons per day, week, month or year (for counts); "
        "anything else is context only.",
        examples=["share"],
    )
    by: By = Field((), description="The population or populations whose levels have values of their own.")
    after: Annotated[dict[Date, RangeText], BeforeValidator(values.as_after), WithJsonSchema(schemas.AFTER_SCHEMA)] = (
        Field(
            default_factory=dict[Period, Range],
            description="hold (the last value stays), or ranges at later dates; a factor multiplies the last value.",
        )
    )
    monotone: Literal["rising", "falling"] | None = Field(
        None, description="The driver only ever rises, or only ever falls."
    )
    history: Annotated[tuple[Anchor, ...], BeforeValidator(values.as_rows), MayBeNothing()] = Field(
        (), description="Known values, instead of drivers.csv."
    )


class AuthoredPost(Model):
    """Staff of one profession."""

    posts: Amount = Field(description="How many posts there are.", examples=["4"])
    hours: Pace = Field(
        description="Hours that one post gives to people in a unit of time.", examples=["100 per month"]
    )


Needs: TypeAlias = dict[str, Annotated[dict[str, Hours], BeforeValidator(values.or_empty)]]


class AuthoredProgramme(Model):
    """What people in it need, and who is there to give it."""

    title: Text | None = Field(None, description="What readers see; the name where it is left out.")
    needs: Annotated[Needs, BeforeValidator(values.by_level), WithJsonSchema(schemas.NEEDS_SCHEMA), MayBeNothing()] = (
        Field(
            default_factory=dict[str, dict[str, float]],
            description="Profession: hours for one person; or level of one population: professions with their hours.",
            examples=["{psychologist: 12 h}"],
        )
    )
    over: Time | None = Field(
        None, description="The time over which needs are spread evenly; with needs.", examples=["6 months"]
    )
    staff: Annotated[dict[Name, AuthoredPost], BeforeValidator(values.or_empty), MayBeNothing()] = Field(
        default_factory=dict[str, AuthoredPost], description="Profession: posts, and hours that each of them gives."
    )
    seats: Seats | None = Field(
        None, description="People at most; as many as the staff can serve where it is left out.", examples=["200"]
    )
    finishes: RangeText | None = Field(
        None, description="The share of those who begin that finishes.", examples=["70% to 95%"]
    )
    opens: Date | None = Field(
        None, description="It takes nobody before this date; there from the start otherwise.", examples=["2016-01"]
    )


class AuthoredStudy(Model):
    """study.yaml, version 1."""

    wayhome: Annotated[int, PlainValidator(values.check_version), WithJsonSchema({"const": 1})] = Field(
        description="Version of the format.", examples=["1"]
    )
    study: Annotated[str, AfterValidator(values.check_slug), WithJsonSchema(schemas.SLUG_SCHEMA)] = Field(
        description="The study's name in files and commands.", examples=["central-asia"]
    )
    title: Text | None = Field(None, description="What readers see; the name where it is left out.")
    calendar: AuthoredCalendar = Field(
        description="The study's time.", examples=["{start: 2012-01, as_of: 2016-07, end: 2021-12, step: month}"]
    )
    populations: Annotated[dict[Population, Levels], BeforeValidator(values.or_empty), MayBeNothing()] = Field(
        default_factory=dict[str, tuple[str, ...]],
        description="What people are told apart by, and the levels of each. A group is one level of every population.",
    )
    regions: Annotated[dict[Region, SelectionText], BeforeValidator(values.or_empty), MayBeNothing()] = Field(
        default_factory=dict[str, dict[str, tuple[str, ...]]],
        description="Names for several levels, used in selections and claims.",
    )
    places: dict[Name, Annotated[AuthoredPlace, BeforeValidator(values.or_empty), MayBeNothing()]] = Field(
        min_length=1, description="Where people can be.", examples=["{home: , returned: {title: Returned}}"]
    )
    areas: Annotated[dict[Name, Names], BeforeValidator(values.or_empty), MayBeNothing()] = Field(
        default_factory=dict[str, tuple[str, ...]], description="Names for several places, used in flows and claims."
    )
    headline: Text | None = Field(
        None,
        description="What reports open with: everybody who ever came to a place or area, or 'stock' and its name: those there.",
        examples=["returned", "stock camps"],
    )
    drivers: Annotated[dict[Name, AuthoredDriver], BeforeValidator(values.or_empty), MayBeNothing()] = Field(
        default_factory=dict[str, AuthoredDriver],
        description="What raises or lowers flows, or says how many people move.",
    )
    flows: Annotated[dict[Name, AuthoredFlow], BeforeValidator(values.or_empty), MayBeNothing()] = Field(
        default_factory=dict[str, AuthoredFlow], description="How people move, are born or die."
    )
    programmes: Annotated[dict[Name, AuthoredProgramme], BeforeValidator(values.or_empty), MayBeNothing()] = Field(
        default_factory=dict[str, AuthoredProgramme], description="What queue flows wait for."
    )
    routes: Annotated[tuple[Route, ...], BeforeValidator(values.as_rows), MayBeNothing()] = Field(
        (), description="Ways between places, instead of routes.csv."
    )
    stocks: Annotated[tuple[Stock, ...], BeforeValidator(values.as_rows), MayBeNothing()] = Field(
        (), description="People at the calendar's start, instead of stocks.csv."
    )
    words: Annotated[dict[str, Any], BeforeValidator(values.or_empty), MayBeNothing()] = Field(
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
        model = FLOWS[law]
    elif len(loc) > 1:
        inside = {
            "calendar": AuthoredCalendar,
            "places": AuthoredPlace,
            "drivers": AuthoredAnchor if "history" in loc[2:-1] else AuthoredDriver,
            "programmes": AuthoredPost if "staff" in loc[2:-1] else AuthoredProgramme,
            "routes": AuthoredRoute,
            "stocks": AuthoredStock,
        }
        model = inside.get(str(loc[0]), AuthoredStudy)
    return examples(model), law


def schema() -> str:
    """The JSON Schema of study.yaml, as spec/study.schema.json holds it."""
    return schema_text(AuthoredStudy, "study.yaml, version 1")


if __name__ == "__main__":
    print(schema(), end="")
