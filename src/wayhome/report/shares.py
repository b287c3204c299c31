"""Whose people came back most, in words: the answer, and rows for a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wayhome.report import moves, words
from wayhome.report.tables import Headline, place_title
from wayhome.shares import Range3, Share, Shares, shares

if TYPE_CHECKING:
    from wayhome.forecast import Forecast
    from wayhome.study.resolved import Study


@dataclass(frozen=True, slots=True)
class Line:
    """One group: share with its range, rank with its range, and how sure it is that its share is the highest."""

    title: str
    share: str
    span: str
    rank: str
    highest: str


@dataclass(frozen=True, slots=True)
class Section:
    """`answers`: a sentence a region. regions: empty where the study has none that are apart."""

    title: str
    answers: tuple[str, ...]
    regions: tuple[Line, ...]
    levels: tuple[Line, ...]


def section(made: Forecast, study: Study, head: Headline) -> Section | None:
    """Of those who came to the headline's place by as_of; None where the study has no one place that they travelled to."""
    area, inside = moves.conflict(made.flows, study, head)
    base = area or (inside[0] if len(inside) == 1 else "")
    if not study.populations or not base or base == head.place:
        return None
    some = shares(made, study, place=head.place, base=base, date=head.as_of)
    if len(some.levels) < 2:
        return None
    went = f"share of all who came to {place_title(study, base).lower()}"
    return Section(
        f"{head.title}: {went}, by {words.moment(some.date)}",
        tuple(_answers(some, study)),
        _lines(some.regions) if some.against else (),
        _lines(some.levels),
    )


def _answers(some: Shares, study: Study) -> Iterator[str]:
    """How a region's share compares with that of all others, and where it stands."""
    rows = {row.name: row for row in some.regions}
    to = place_title(study, some.place).lower()
    for one in some.against:
        if one.name not in rows:
            continue
        row = rows[one.name]
        low, middle, high = (words.plain(value, 2) for value in one.times)
        yield (
            f"Of those who went from {words.name(one.name)}, {_spread(row.share)} were {to} by {words.moment(some.date)}; of all "
            f"others {_spread(one.others)}. That is {middle} times as often ({low} to {high}), more often with a chance of "
            f"{_chance(one.more)}. Among {len(rows)} groups its share is the highest with a chance of {_chance(row.highest)}; "
            f"its rank is {_rank(row.rank)}."
        )


def _lines(rows: tuple[Share, ...]) -> tuple[Line, ...]:
    return tuple(
        Line(
            words.name(row.name),
            words.percent(row.share[1]),
            f"{words.percent(row.share[0])}–{words.percent(row.share[2])}",
            _rank(row.rank),
            _chance(row.highest),
        )
        for row in rows
    )


def _spread(share: Range3) -> str:
    return f"{words.percent(share[1])} ({words.percent(share[0])}–{words.percent(share[2])})"


def _rank(rank: Range3) -> str:
    low, middle, high = (round(value) for value in rank)
    return f"{middle}" if low == high else f"{middle} ({low}–{high})"


def _chance(value: float) -> str:
    """Never 0 or 100%: what no draw has may still be."""
    return "under 1%" if value < 0.01 else "over 99%" if value > 0.99 else words.percent(value)
