"""What a report shows, taken from a forecast and its fit: no drawing, no HTML. The command line prints the same."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np

from wayhome.errors import InvalidInput, Problem, did_you_mean
from wayhome.report import words
from wayhome.report.words import Spread
from wayhome.study.resolved import Study

if TYPE_CHECKING:
    import pandas as pd

    from wayhome.claims.claim import Claim, Ledger
    from wayhome.fit.summary import CoverageLine, DisagreementLine

Cell: TypeAlias = tuple[str, ...]
"""One entry for each population, in study order: a level, a region's name or "all"."""
Key: TypeAlias = tuple[str, str, Cell]
"""(place or area, quantity, cell): one series of the forecast table."""

STOCK = "stock "
SHOWN = 12  # small charts in one group; more is a wall


@dataclass(frozen=True, slots=True)
class Fan:
    """One series of the forecast table over time."""

    dates: tuple[str, ...]
    low: tuple[float, ...]
    lower: tuple[float, ...]
    mid: tuple[float, ...]
    upper: tuple[float, ...]
    high: tuple[float, ...]

    def at(self, label: str) -> Spread:
        i = self.dates.index(label)
        return Spread(self.low[i], self.mid[i], self.high[i])


class Series(NamedTuple):
    """One series of the forecast table, and how it is called."""

    title: str
    key: Key
    fan: Fan


@dataclass(frozen=True, slots=True)
class Headline:
    """The one number that the report opens with, and how it is said. quantity: "arrivals", everybody who ever came to the place,
    or "stock", those who are there."""

    place: str
    quantity: str
    title: str
    cell: Cell
    people: str  # "people from Central Asia", "people"
    as_of: str
    ends: tuple[str, ...]  # labels of the year ends ahead
    big: tuple[str, ...]  # up to three of them

    @property
    def full_title(self) -> str:
        """What the number is of: "Returned, in all", "Camps, people there"."""
        return f"{self.title}, {'people there' if self.quantity == 'stock' else 'in all'}"

    @property
    def wanted(self) -> str:
        """What `pick_headline` is to be asked for to have this one again."""
        return f"{STOCK}{self.place}" if self.quantity == "stock" else self.place

    def when(self, label: str) -> str:
        """ "by the end of 2016", or of people there, "at the end of 2016", "on 4 July 2016"."""
        at = (
            "by"
            if self.quantity != "stock"
            else "on"
            if label.count("-") == 2 and not label.endswith("-12-31")
            else "at"
        )
        return f"{at} {words.moment(label)}"


@dataclass(frozen=True, slots=True)
class Row:
    """A group with its ranges at several dates."""

    title: str
    total: bool
    cells: tuple[Spread, ...]


def read_fans(table: pd.DataFrame, populations: Iterable[str]) -> dict[Key, Fan]:
    """Index the forecast table by series, of those that name at most one population's level or region."""
    populations = tuple(populations)
    named = sum(
        ((table[name] != "all").to_numpy().astype(int) for name in populations), start=np.zeros(len(table), int)
    )
    table = table.loc[named <= 1]
    keys = ["place", "quantity", *populations]
    dates = table["date"].astype(str).to_numpy()
    values = table[["q05", "q25", "q50", "q75", "q95"]].to_numpy(float)
    fans: dict[Key, Fan] = {}
    found: dict[Any, Any] = table.groupby(keys, sort=False, observed=True).indices
    for key, rows in found.items():
        rows = rows[np.argsort(dates[rows], kind="stable")]
        place, quantity, *cell = (str(part) for part in key)
        series = (tuple(column) for column in values[rows].T.tolist())
        fans[place, quantity, tuple(cell)] = Fan(tuple(dates[rows].tolist()), *series)
    return fans


def pick_headline(study: Study, fans: Mapping[Key, Fan], wanted: str = "") -> Headline:
    """Choose what the report opens with: a place or area, or "stock" and its name; InvalidInput where there is none such."""
    cell, who = _main_cell(study, fans)
    asked = wanted or study.headline
    quantity = "stock" if asked.startswith(STOCK) else "arrivals"
    place = asked.removeprefix(STOCK) or (
        "returned" if ("returned", "arrivals", cell) in fans else _busiest(study, fans, cell)
    )
    if (place, quantity, cell) not in fans:
        known = sorted({key[0] for key in fans})
        message = f"no place or area is called '{place}'.{did_you_mean(place, known)}"
        raise InvalidInput([Problem("--headline", 0, "", message, "W601")])
    dates = fans[place, quantity, cell].dates
    as_of = study.calendar.label(study.calendar.as_of_state)
    ends = year_ends(dates, as_of)
    big = tuple(dict.fromkeys(ends[i] for i in (0, (len(ends) - 1) // 2, len(ends) - 1))) if ends else (as_of,)
    title = place_title(study, place)
    return Headline(place, quantity, title, cell, f"people from {who}" if who else "people", as_of, ends, big)


def _main_cell(study: Study, fans: Mapping[Key, Fan]) -> tuple[Cell, str]:
    """The cell of the first region that the table knows, else everyone."""
    present = {key[2] for key in fans}
    for region, chosen in study.regions.items():
        cell = tuple(region if population in chosen else "all" for population in study.populations)
        if cell in present:
            return cell, region
    return ("all",) * len(study.populations), ""


def _busiest(study: Study, fans: Mapping[Key, Fan], cell: Cell) -> str:
    """Where people come to stay: the area of all such places, else the one with most arrivals after as_of. Where nobody stays for
    good, the same of the places that they come to, leaving out where they start and, if possible, where they end."""
    starting = {stock.place for stock in study.stocks}
    left = {place for flow in study.flows.values() for place in flow.origin}
    reached = {place for flow in study.flows.values() for place in flow.destinations}

    def gained(place: str) -> float:
        fan = fans.get((place, "arrivals", cell))
        return fan.mid[-1] - fan.mid[study.calendar.as_of_state] if fan else 0.0

    staying = [place for place in study.places if place in reached - left and not study.places[place].final]
    candidates = [place for place in study.places if place in reached - starting]
    open_ones = [place for place in candidates if not study.places[place].final]
    pool = staying or open_ones or candidates or list(study.places)
    areas = [name for name, inside in study.areas.items() if len(pool) > 1 and set(inside) == set(pool)]
    return areas[0] if areas else max(pool, key=gained)


def place_title(study: Study, place: str) -> str:
    return study.places[place].title if place in study.places else words.name(place)


def reached(study: Study, fans: Mapping[Key, Fan], cell: Cell) -> list[tuple[str, str]]:
    """Names and titles of the areas and places that people come to."""
    return [
        (name, place_title(study, name))
        for name in (*study.areas, *study.places)
        if (name, "arrivals", cell) in fans and max(fans[name, "arrivals", cell].high) >= 1
    ]


def year_ends(dates: Sequence[str], as_of: str) -> tuple[str, ...]:
    """The last label of every year after `as_of`; of every month, or each label, where that gives fewer than two."""
    ahead = [label for label in dates if label > as_of]
    for length in (4, 7, 10):
        ends = tuple({label[:length]: label for label in ahead}.values())
        if len(ends) > 1:
            break
    else:
        return tuple(ahead)
    if len(ends) <= 8:
        return ends
    step = (len(ends) - 1) / 7
    return tuple(dict.fromkeys(ends[round(i * step)] for i in range(8)))


def cell_for(study: Study, **levels: str) -> Cell:
    """A cell with the levels given, everybody else."""
    return tuple(levels.get(population, "all") for population in study.populations)


def parts_shown(study: Study, fans: Mapping[Key, Fan], head: Headline) -> list[Series]:
    """What the headline is made of, as far as there is anything to show, most people first: the first population's levels, or where
    nobody is told apart, the places of the headline's area."""
    first = next(iter(study.populations), "")
    region = study.regions.get(head.cell[0]) if head.cell else None
    levels = region.get(first, ()) if region is not None else study.populations.get(first, ())
    named = [(words.name(one), (head.place, head.quantity, cell_for(study, **{first: one}))) for one in levels]
    if not first:
        inside = study.areas.get(head.place, ())
        named = [(place_title(study, place), (place, head.quantity, head.cell)) for place in inside]
    found = [Series(title, key, fans[key]) for title, key in named if key in fans]
    return sorted((part for part in found if max(part.fan.high) >= 1), key=lambda part: -part.fan.mid[-1])


def places_shown(
    study: Study, fans: Mapping[Key, Fan], head: Headline, conflict: tuple[str, Sequence[str]]
) -> list[tuple[str, Fan]]:
    """The area of the conflict ("" for none) and its places, where people end, then all other places; at most `SHOWN`.

    Where people start is left out, and what the headline is made of; so are the least where there are too many. Far larger places
    come last.
    """
    area, inside = conflict
    starting = {stock.place for stock in study.stocks} - set(inside)
    told = {head.place, *(part.key[0] for part in parts_shown(study, fans, head))}
    final = [place for place in study.places if study.places[place].final]
    whole = [area] if area and len(inside) > 1 else []
    names = list(dict.fromkeys([*whole, *inside, *final, *study.places]))
    found = [(name, fans.get((name, "stock", head.cell))) for name in names if name not in told | starting]
    shown = [(name, fan) for name, fan in found if fan is not None and max(fan.high) >= 1]
    kept = {*whole, *inside, *final}
    shown.sort(key=lambda pair: (pair[0] in kept, max(pair[1].mid)), reverse=True)
    usual = max((max(fan.mid) for name, fan in shown if name in kept), default=math.inf)
    return sorted(shown[:SHOWN], key=lambda pair: (max(pair[1].mid) > 10 * usual, names.index(pair[0])))


def headline_rows(study: Study, fans: Mapping[Key, Fan], head: Headline) -> list[Row]:
    """The headline and what it is made of, at `as_of` and every year end; the total comes first."""
    labels = (head.as_of, *head.ends)
    total = fans[head.place, head.quantity, head.cell]
    title = f"All from {head.cell[0]}" if head.cell and head.cell[0] != "all" else "All"
    rows = [Row(title, True, tuple(total.at(label) for label in labels))]
    for title, _, fan in parts_shown(study, fans, head):
        rows.append(Row(title, False, tuple(fan.at(label) for label in labels)))
    return rows


def headline_sentence(fans: Mapping[Key, Fan], head: Headline) -> tuple[str, str]:
    """The answer in one sentence, and where things stood at `as_of` in another."""
    fan = fans[head.place, head.quantity, head.cell]
    last = head.big[-1]
    mid, width = fan.at(last).rounded
    answer = (
        f"{head.title}: {_about(mid)} {head.people} {head.when(last)}, "
        f"and nine chances in ten that it is {_between(width)}."
    )
    now = _about(str(fan.at(head.as_of)))
    return answer, f"{words.sentence(head.when(head.as_of))} it was {now}, as far as the reports allow one to say."


def opening(study: Study, fans: Mapping[Key, Fan], head: Headline) -> dict[str, Any]:
    """What the report and the forecast room begin with, as their templates name it."""
    fan = fans[head.place, head.quantity, head.cell]
    answer, before = headline_sentence(fans, head)
    return {
        "head": head,
        "answer": answer,
        "before": before,
        "big": [(head.when(label), *fan.at(label).rounded) for label in head.big],
        "as_of": words.date(head.as_of),
        "start": words.date(str(study.calendar.start)),
        "end": words.moment(fan.dates[-1]),
        "dates": [words.date(label, short=True) for label in (head.as_of, *head.ends)],
    }


def _about(number: str) -> str:
    return number if number.startswith(("under", "0")) else f"about {number}"


def _between(width: str) -> str:
    low, dash, high = width.partition("–")
    return f"between {low} and {high}" if dash else width


@dataclass(frozen=True, slots=True)
class Doubt:
    """Two statements that cannot both be true as they stand. apart: "5 times apart", "the same figure again"; kind: what sort."""

    factor: str
    apart: str
    kind: str
    why: str
    statements: tuple[Claim, ...]


def disagreements(lines: Sequence[DisagreementLine], ledger: Ledger) -> list[Doubt]:
    """The disagreements with the claims they are about, largest first."""
    claims = {claim.id: claim for claim in ledger.claims}
    ordered = sorted(lines, key=lambda line: -abs(line.z))
    found: list[Doubt] = []
    for line in ordered:
        again = line.kind == "reprinted"
        factor = "same" if again else words.times(line.factor)
        said = tuple(claims[id] for id in (line.first, line.second) if id in claims)
        found.append(
            Doubt(factor, "the same figure again" if again else f"{factor} apart", _KINDS[line.kind], line.why, said)
        )
    return found


_KINDS = {
    "apart": "two figures",
    "rivals": "offices of one state",
    "falls": "a total that falls",
    "reprinted": "printed again",
}


@dataclass(frozen=True, slots=True)
class Coverage:
    """Who is spoken of. columns: (place, "now there" or "in all"); rows: (group, claims for each column, silences)."""

    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, tuple[int, ...], int], ...]


def coverage(lines: Sequence[CoverageLine], study: Study, most: int = 10) -> Coverage:
    """Lay out the coverage lines by topic ("stock theatre"), most claimed first; what exceeds `most` columns together."""
    totals: Counter[str] = Counter()
    for line in lines:
        totals.update({topic: count for topic, count in line.counts.items() if count})
    ordered = [topic for topic, _ in totals.most_common()]
    shown, rest = (ordered, []) if len(ordered) <= most else (ordered[: most - 1], ordered[most - 1 :])
    rows = tuple(
        (
            words.name(line.group),
            (*(line.counts.get(t, 0) for t in shown), *([sum(line.counts.get(t, 0) for t in rest)] if rest else [])),
            line.silent,
        )
        for line in lines
    )
    columns = tuple(_topic(study, topic) for topic in shown)
    return Coverage((*columns, ("Other", f"{len(rest)} topics")) if rest else columns, rows)


def _topic(study: Study, topic: str) -> tuple[str, str]:
    measure, _, places = topic.partition(" ")
    title = ", ".join(place_title(study, place) for place in places.split("|"))
    return title, "now there" if measure == "stock" else "in all"
