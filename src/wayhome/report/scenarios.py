"""What scenarios change, in rows as a person reads them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wayhome.report import tables, words
from wayhome.report.tables import Headline
from wayhome.report.words import Spread

if TYPE_CHECKING:
    from wayhome.compare import Comparison


@dataclass(frozen=True, slots=True)
class Change:
    """One scenario's effect on one number; more, less: how often it is so in the draws."""

    title: str
    date: str
    usual: Spread
    other: Spread
    difference: Spread
    more: float
    less: float


def headline_changes(made: Comparison, wanted: str = "") -> tuple[Headline, list[Change]]:
    """The headline of the forecast as usual, and every scenario's effect on it; InvalidInput where the wanted place is unknown."""
    fans = tables.read_fans(made.forecasts[0].table, made.study.populations)
    head = tables.pick_headline(made.study, fans, wanted)
    return head, list(changes(made, head))


def question(head: Headline, found: Sequence[Change]) -> str:
    """What the changes are changes of: "Returned, people, by the end of 2019"."""
    return f"{head.title}, {head.people}, {head.when(found[0].date)}" if found else head.title


def changes(made: Comparison, head: Headline) -> Iterator[Change]:
    """Every scenario's effect on the headline at the last date."""
    if made.table.empty:
        return
    table: Any = made.table[(made.table["place"] == head.place) & (made.table["quantity"] == head.quantity)]
    for population, level in zip(made.study.populations, head.cell, strict=True):
        table = table[table[population] == level]
    for scenario in made.scenarios:
        row = table[table["scenario"] == scenario.name].sort_values("date").iloc[-1]
        usual, other, difference = (
            Spread(row[f"{k}_low"], row[k], row[f"{k}_high"]) for k in ("usual", "with", "difference")
        )
        more, less = float(row["more"]), float(row["less"])
        yield Change(scenario.title, str(row["date"]), usual, other, difference, more, less)


def signed(change: Spread) -> tuple[str, str]:
    """A difference and its range, both with their signs: "+120", "-20 to +300"."""
    finest = 10.0 ** max(0, len(f"{abs(change.high - change.low):.0f}") - 2)
    low, mid, high = (_signed(value, finest) for value in (change.low, change.mid, change.high))
    return mid, low if low == high else f"{low} to {high}"


def _signed(value: float, finest: float) -> str:
    shown = round(value / finest) * finest
    return f"{'+' if shown > 0 else '−' if shown < 0 else ''}{abs(shown):,.0f}"


def direction(change: Change) -> str:
    """How sure it is that the number goes up, or down: "up in 98%"."""
    if change.more >= change.less:
        return f"up in {words.percent(change.more)}" if change.more > 0 else "no change"
    return f"down in {words.percent(change.less)}"
