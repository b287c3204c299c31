"""A claim: its row in `claims.csv` (checked by pydantic at this edge) and what the rest of the program reads.

`python -m wayhome.claims.claim` prints the JSON Schema of the rows.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from wayhome.claims.words import Words
from wayhome.dates import Period

KINDS = ("amount", "comparison", "effect", "outlook", "silence", "context")
QUANTITIES = ("stock", "arrivals", "arrivals_in", "arrivals_per_month", "share")
MEASURES = QUANTITIES[:-1]
STATUSES = ("draft", "confirmed", "set_aside")
DIRECTIONS = ("more", "less", "raises", "lowers", "up", "down")

_DAY = r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?"
_NUMBER = r"^(([0-9]{1,3}([, ][0-9]{3})+|[0-9]{1,15})(\.[0-9]{1,15})?[%x]?)?$"
_SLUG = r"[a-z][a-z0-9_]{0,63}"
_NAMES = rf"^({_SLUG}( *\| *{_SLUG})*)?$"
_WAY = rf"{_SLUG}(@{_SLUG})?"
_WAYS = rf"^({_WAY}( *\| *{_WAY})*)?$"
_ID = r"[A-Za-z][A-Za-z0-9_.-]{0,63}"

Text = Annotated[str, Field(max_length=4000)]
Phrase = Annotated[str, Field(max_length=300)]
Selection = Annotated[str, Field(max_length=2000)]
Number = Annotated[str, Field(pattern=_NUMBER)]
Id = Annotated[str, Field(pattern=rf"^{_ID}$")]
IdOrNone = Annotated[str, Field(pattern=rf"^({_ID})?$")]


class ClaimRow(BaseModel):
    """One row of claims.csv; an empty cell means not stated."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    id: Id = Field(description="stable name, never reused")
    statement: Annotated[str, Field(min_length=1, max_length=4000)] = Field(description="the claim in one's own words")
    kind: Literal["amount", "comparison", "effect", "outlook", "silence", "context"]
    quantity: Literal["", "stock", "arrivals", "arrivals_in", "arrivals_per_month", "share"]
    who: Selection = Field(description="whom it counts: nationality=KGZ|UZB; role=woman")
    where: Annotated[str, Field(pattern=_NAMES, max_length=2000)] = Field(description="places or areas: is|nusra")
    via: Annotated[str, Field(pattern=_WAYS, max_length=2000)] = Field(
        description="flows: go_home; leave@russia for one place that they leave"
    )
    of: Selection = Field(description="what a share is a share of: arrivals; where=theatre; role=any")
    than: Selection = Field(description="the other side of a comparison, as far as it differs: nationality=UZB")
    driver: Annotated[str, Field(pattern=rf"^({_SLUG})?$")] = Field(description="what an effect comes from")
    direction: Literal["", "more", "less", "raises", "lowers", "up", "down"]
    as_of: Annotated[str, Field(pattern=rf"^({_DAY}(/{_DAY})?)?$")] = Field(description="the time that it speaks of")
    low: Number
    best: Number
    high: Number
    wording: Phrase = Field(description="the few words that carry the number or how sure it is")
    speaker: Phrase = Field(description="role or public office of whoever said it; its figures share one bias")
    speaker_role: Phrase
    source: Id = Field(description="id of a row of sources.csv")
    grade: Annotated[str, Field(pattern=r"^([A-F][1-6])?$")] = Field(description="Admiralty code, for example B2")
    repeats: IdOrNone = Field(description="id of the claim that this one only passes on")
    place_in_text: Annotated[str, Field(pattern=r"^([0-9]{1,9}-[0-9]{1,9}#[0-9A-Za-z:_-]{4,100})?$")] = Field(
        description="start-end#hash: characters in the document and a hash of them"
    )
    status: Literal["draft", "confirmed", "set_aside"]
    note: Text


class SourceRow(BaseModel):
    """One row of sources.csv."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    id: Id
    outlet: Annotated[str, Field(min_length=1, max_length=300)] = Field(description="who published it")
    title: Text
    date: Annotated[str, Field(min_length=1, pattern=rf"^{_DAY}$")] = Field(description="when it was published")
    url: Annotated[str, Field(pattern=r"^(https?://[^ ]+)?$", max_length=2000)]
    document: Annotated[str, Field(pattern=r"^([^/\\:.][^/\\:]*(/[^/\\:.][^/\\:]*)*)?$", max_length=300)] = Field(
        description="file in the study's folder"
    )


CLAIM_COLUMNS = tuple(ClaimRow.model_fields)
SOURCE_COLUMNS = tuple(SourceRow.model_fields)
_Row = TypeVar("_Row", ClaimRow, SourceRow)
_CLAIMS, _SOURCES = TypeAdapter(list[ClaimRow]), TypeAdapter(list[SourceRow])


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that its column does not admit: `empty`, `long` or `form`."""

    row: int
    column: str
    reason: str


def claim_rows(rows: Sequence[Mapping[str, str]]) -> tuple[list[ClaimRow | None], list[Fault]]:
    """Each row checked cell by cell, None where it has faults."""
    return _checked(_CLAIMS, rows)


def source_rows(rows: Sequence[Mapping[str, str]]) -> tuple[list[SourceRow | None], list[Fault]]:
    """Each row checked cell by cell, None where it has faults."""
    return _checked(_SOURCES, rows)


def _checked(
    adapter: TypeAdapter[list[_Row]], rows: Sequence[Mapping[str, str]]
) -> tuple[list[_Row | None], list[Fault]]:
    try:
        return list[_Row | None](adapter.validate_python(rows)), []
    except ValidationError as error:
        faults = [
            _fault(rows, found["loc"], found["type"])
            for found in error.errors(include_url=False, include_context=False)
        ]
    bad = {fault.row for fault in faults}
    good = iter(adapter.validate_python([row for i, row in enumerate(rows) if i not in bad]))
    return [None if i in bad else next(good) for i in range(len(rows))], faults


def _fault(rows: Sequence[Mapping[str, str]], place: tuple[int | str, ...], kind: str) -> Fault:
    row, column = int(place[0]), str(place[1])
    if kind == "missing" or not rows[row].get(column):
        return Fault(row, column, "empty")
    return Fault(row, column, "long" if kind == "string_too_long" else "form")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as the ledger understands it.

    Sense `about`: a 90% range around `best`. `at_least` and `at_most`: a bound, low == best == high. Shares are 0 … 1.
    """

    low: float
    best: float
    high: float
    sense: str  # "about", "at_least", "at_most"
    from_words: bool  # the words table gave the number


@dataclass(frozen=True, slots=True)
class Target:
    """What a claim speaks of, in the study's names, unexpanded; an empty selection means everyone."""

    measure: str  # one of MEASURES; "" where the claim names none (effects, silences, context)
    who: Mapping[str, tuple[str, ...]]  # population names or "region" -> levels or regions
    where: tuple[str, ...]
    via: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """One row of the ledger, understood. `target` of a share is what it counts, `whole` what it is a share of."""

    id: str
    statement: str
    kind: str
    quantity: str
    target: Target | None
    whole: Target | None
    other: Target | None
    other_whole: Target | None
    driver: str
    direction: str
    as_of: Period | None
    figure: Figure | None
    likelihood: float | None  # comparison, effect, outlook; None there: claims possibility only
    wording: str
    speaker: str
    speaker_role: str
    source: str
    grade: str
    repeats: str
    place_in_text: str
    status: str
    note: str
    line: int  # in claims.csv, 1-based, the header is line 1
    origin: str  # whose bias its figures carry: the speaker, else the source's outlet


@dataclass(frozen=True, slots=True)
class Source:
    id: str
    outlet: str
    title: str
    date: Period
    url: str
    document: str
    line: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """The claims of claims.csv by id, the sources of sources.csv by theirs, and the words table that the claims were read with."""

    claims: tuple[Claim, ...]
    sources: Mapping[str, Source]
    words: Words


def schema() -> dict[str, object]:
    """The JSON Schema of one row of claims.csv (`#/$defs/claim`) and of sources.csv (`#/$defs/source`)."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "One row of claims.csv or of sources.csv, as an object of strings",
        "$defs": {"claim": ClaimRow.model_json_schema(), "source": SourceRow.model_json_schema()},
        "anyOf": [{"$ref": "#/$defs/claim"}, {"$ref": "#/$defs/source"}],
    }


def schema_text() -> str:
    return json.dumps(schema(), indent=2) + "\n"


if __name__ == "__main__":
    print(schema_text(), end="")
