"""Published figures in a study's names: which place, which people, what adds up to one figure; and why others cannot be used."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from wayhome.claims.selection import read_who
from wayhome.errors import InvalidInput, Problem, did_you_mean
from wayhome.figures.published import ZERO, Left, Published
from wayhome.study.resolved import Study


@dataclass(frozen=True, slots=True)
class Naming:
    """How a publisher's names become the study's. places: code or name -> place or area; who: what is true of all figures
    (`role=man`); origin: the only origin that is meant, where the study does not tell origins apart ("" for any)."""

    places: Mapping[str, str] = field(default_factory=dict)
    who: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    origin: str = ""


TOO_SMALL = "other rows of the same place and time have no figure, so that the sum would be too small"


class _Key(NamedTuple):
    """What rows have in common whose figures add up."""

    what: str
    quantity: str
    as_of: str
    where: str
    who: tuple[tuple[str, tuple[str, ...]], ...]
    series: str


@dataclass(frozen=True, slots=True)
class Told:
    """One figure of the study's people: rows (lines) of one time, place and selection added up."""

    what: str
    quantity: str
    as_of: str
    where: str
    who: Mapping[str, tuple[str, ...]]
    series: str
    persons: int
    lines: tuple[int, ...]


def naming(study: Study, places: Sequence[str], who: str, origin: str) -> Naming:
    """Read `CODE=place` pairs and a selection; InvalidInput names what the study does not have."""
    problems: list[Problem] = []
    known = {*study.places, *study.areas}
    pairs: dict[str, str] = {}
    for text in places:
        code, equals, place = (part.strip() for part in text.partition("="))
        if not equals or not code or place not in known:
            message = (
                f"'{text}' is not of the form CODE=place with a place or area of the study.{did_you_mean(place, known)}"
            )
            problems.append(Problem("--place", 0, "", message, "W835"))
        pairs[_plain(code)] = place
    try:
        selection = read_who(who)
    except ValueError as error:
        problems.append(Problem("--who", 0, "", str(error), "W835"))
        selection = {}
    for name, levels in selection.items():
        wrong = [level for level in levels if level not in study.populations.get(name, ())]
        if name not in study.populations or wrong:
            message = f"the study has no {name}={'|'.join(wrong or levels)}.{did_you_mean(name, study.populations)}"
            problems.append(Problem("--who", 0, "", message, "W835"))
    if problems:
        raise InvalidInput(problems)
    return Naming(pairs, selection, origin)


def tell(figures: Iterable[Published], study: Study, names: Naming) -> tuple[list[Told], list[Left]]:
    """The figures that the study can hold, in the order of their first lines, and the others each with its reason."""
    left: list[Left] = []
    groups: defaultdict[_Key, list[Published]] = defaultdict(list)
    for figure in figures:
        where, who = _where(figure, study, names), _who(figure, study, names)
        if isinstance(who, Left):
            left.append(who)
        elif isinstance(where, Left):
            left.append(where)
        else:
            key = _Key(figure.what, figure.quantity, figure.as_of, where, tuple(who.items()), figure.series)
            groups[key].append(figure)
    told: list[Told] = []
    for key, rows in groups.items():
        known = [row for row in rows if row.count is not None]
        missing = [row for row in rows if row.count is None]
        left += [Left(row.line, row.why) for row in missing]
        if any(row.why != ZERO for row in missing):
            left += [Left(row.line, TOO_SMALL) for row in known]
        elif known:
            persons, lines = sum(row.count or 0 for row in known), tuple(row.line for row in known)
            told.append(Told(key.what, key.quantity, key.as_of, key.where, dict(key.who), key.series, persons, lines))
    return told, sorted(left, key=lambda one: one.line)


def _where(figure: Published, study: Study, names: Naming) -> str | Left:
    """The place that the first of a figure's names means, finest first."""
    for name in figure.places:
        found = names.places.get(_plain(name)) or _place(name, study)
        if found:
            return found
    if "*" in names.places:
        return names.places["*"]
    said = " / ".join(figure.places[:2]) or "no place"
    code = figure.places[0] if figure.places else "CODE"
    return Left(figure.line, f"the study has no place for {said}; --place '{code}=…' names one")


def _place(name: str, study: Study) -> str:
    """The place or area of this name, title or, where it is the only one there, country."""
    plain = _plain(name)
    named = [place for place in (*study.places, *study.areas) if _plain(place) == plain]
    named += [place.name for place in study.places.values() if _plain(place.title) == plain]
    there = [place.name for place in study.places.values() if place.country and _plain(place.country) == plain]
    return named[0] if named else there[0] if len(there) == 1 else ""


def _who(figure: Published, study: Study, names: Naming) -> dict[str, tuple[str, ...]] | Left:
    """The people meant: those of the origin, where a population has it for a level, and what is true of all figures."""
    who = dict(names.who)
    origins = figure.origins
    if names.origin and _plain(names.origin) not in map(_plain, origins):
        return Left(figure.line, f"of another origin than {names.origin}")
    if not origins:
        return who
    for population, levels in study.populations.items():
        for level in levels:
            if any(_plain(level) == _plain(origin) for origin in origins):
                return {population: (level,), **{name: chosen for name, chosen in who.items() if name != population}}
    if names.origin or figure.quantity == "arrivals_in":
        return who
    return Left(
        figure.line,
        f"the study does not count people from {origins[0]}; --origin {origins[0]} takes it for everybody's",
    )


def _plain(name: str) -> str:
    return "*" if name == "*" else re.sub(r"[\W_]+", "", name.casefold())
