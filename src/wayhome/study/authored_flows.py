"""The authored form of flows, one model a law."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias, cast

from pydantic import BaseModel, BeforeValidator, Discriminator, Field, Tag

from wayhome.ranges import Range
from wayhome.study import values
from wayhome.study.fields import (
    By,
    Distance,
    Factors,
    Level,
    MayBeNothing,
    Model,
    OneOrMore,
    RangeText,
    SelectionText,
    Speed,
    Text,
)

LAWS = ("hazard", "choice", "counts", "operations", "queue", "births")

Origin: TypeAlias = Annotated[
    OneOrMore,
    Field(alias="from", description="Place, area, or a list of them that people leave.", examples=["camp"]),
]
To: TypeAlias = Annotated[Text, Field(description="The place they go to.", examples=["returned"])]
Who: TypeAlias = Annotated[
    SelectionText,
    Field(
        default_factory=dict[str, OneOrMore], alias="for", description="Who takes this flow; everyone where left out."
    ),
]
Rate: TypeAlias = Annotated[
    RangeText, Field(description="How often one person takes the flow.", examples=["0.1% to 2% per month"])
]
DiffersBy: TypeAlias = Annotated[
    Factors,
    Field(
        default_factory=dict[str, Range],
        description="Population (or place, for the places left): factor within which 90% of its levels lie of the typical one.",
    ),
]
DrivenBy: TypeAlias = Annotated[
    Factors,
    Field(default_factory=dict[str, Range], description="Driver: factor on the rate when the driver goes from 0 to 1."),
]
Alike: TypeAlias = Annotated[
    By, Field(default=(), description="Populations whose levels make people compatriots; everybody where left out.")
]


class _Flow(Model):
    title: Text | None = Field(None, description="What readers see; the name where it is left out.")


class AuthoredHazard(_Flow):
    """Each person leaves at a rate."""

    law: Literal["hazard"] = Field("hazard", description="Each person leaves at a rate.")
    origin: Origin
    to: To
    who: Who
    rate: Rate
    differs_by: DiffersBy
    driven_by: DrivenBy
    drawn_by: Factors = Field(
        default_factory=dict[str, Range],
        description="room or compatriots of the place they go to: factor on the rate.",
    )
    alike: Alike


class AuthoredChoice(_Flow):
    """Each person leaves at a rate, chooses where to go, and may be on the way for a while."""

    law: Literal["choice"] = Field(description="Each person leaves at a rate and chooses where to go.")
    origin: Origin
    to: OneOrMore = Field(
        description="Place, area, or a list of them to choose among; nobody chooses the place left.",
        examples=["[camps, kigali]"],
    )
    who: Who
    rate: Rate
    differs_by: DiffersBy
    driven_by: DrivenBy
    drawn_by: Factors = Field(
        default_factory=dict[str, Range],
        description="distance (each 100 km), doubling (each doubling of the way), ways (each doubling of the "
        "number of routes that lead there), border, room, compatriots, "
        "or a kind of place: factor on the chance to choose a place.",
    )
    alike: Alike
    speed: Speed | None = Field(
        None, description="How fast they travel; everybody arrives at the end of the step without it."
    )
    within: Distance | None = Field(None, description="Farther places are not considered.")
    under_way: Text | None = Field(
        None, description="The place in which people on the way are counted; with speed.", examples=["on_the_road"]
    )


class AuthoredCounts(_Flow):
    """As many people leave as a driver says, never more than are there."""

    law: Literal["counts"] = Field(description="As many people leave as a driver says.")
    origin: Origin
    to: To
    who: Who
    driver: Text = Field(
        description="The driver that says how many, in persons per unit of time.", examples=["expelled"]
    )


class AuthoredOperations(_Flow):
    """Now and then a share of the people leave together."""

    law: Literal["operations"] = Field(description="Now and then a share of the people leave together.")
    origin: Origin
    to: To
    who: Who
    by: By = Field((), description="Populations: an operation moves people of one combination of their levels.")
    operations: RangeText = Field(
        description="How many operations there are, for each combination.", examples=["0 to 2 per year"]
    )
    size: RangeText = Field(description="The share of the people that an operation moves.", examples=["10% to 80%"])
    differs_by: DiffersBy
    driven_by: DrivenBy


class AuthoredQueue(_Flow):
    """People wait until a programme can take them."""

    law: Literal["queue"] = Field(description="People wait until a programme can take them.")
    origin: Origin
    to: To
    who: Who
    programme: Text = Field(description="The programme that they wait for.", examples=["reintegration"])


class AuthoredBirths(_Flow):
    """Parents bear children at a rate; nobody leaves."""

    law: Literal["births"] = Field(description="Parents bear children at a rate.")
    origin: OneOrMore = Field(
        alias="in", description="Place, area, or a list of them where children are born.", examples=["camp"]
    )
    who: SelectionText = Field(
        default_factory=dict[str, OneOrMore], alias="per", description="The parents; everyone where left out."
    )
    to: Annotated[dict[str, Level], BeforeValidator(values.or_empty), MayBeNothing()] = Field(
        default_factory=dict[str, str], description="Levels of the newborn; the others are the parent's."
    )
    rate: RangeText = Field(description="How often one parent has a child.", examples=["0.3% to 1.5% per month"])
    differs_by: DiffersBy
    driven_by: DrivenBy


FLOWS: dict[str, type[BaseModel]] = {
    "hazard": AuthoredHazard,
    "choice": AuthoredChoice,
    "counts": AuthoredCounts,
    "operations": AuthoredOperations,
    "queue": AuthoredQueue,
    "births": AuthoredBirths,
}


def _law(value: Any) -> str | None:
    law: Any = cast("dict[str, Any]", value).get("law", "hazard") if isinstance(value, dict) else "hazard"
    return law if law in LAWS else None


AuthoredFlow: TypeAlias = Annotated[
    Annotated[AuthoredHazard, Tag("hazard")]
    | Annotated[AuthoredChoice, Tag("choice")]
    | Annotated[AuthoredCounts, Tag("counts")]
    | Annotated[AuthoredOperations, Tag("operations")]
    | Annotated[AuthoredQueue, Tag("queue")]
    | Annotated[AuthoredBirths, Tag("births")],
    Discriminator(_law),
]


def laws_with(key: str) -> list[str]:
    """The laws whose flows have a key."""
    return [
        law
        for law, model in FLOWS.items()
        if any(key in (name, field.alias) for name, field in model.model_fields.items())
    ]
