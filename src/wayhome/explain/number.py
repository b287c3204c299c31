"""What somebody asks about, in words: `returned KGZ 2018`, `stock theatre "Central Asia" women 2016-07`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from wayhome.dates import Period, parse_period
from wayhome.engine.model import Model
from wayhome.engine.quantities import Quantity, arrivals_during, arrivals_of, stock_of
from wayhome.errors import InvalidInput, Problem, did_you_mean
from wayhome.study.resolved import Study

STOCK, ARRIVALS, DURING = "stock", "arrivals", "arrivals_in"
EVERYONE = ("all", "everyone", "everybody")
_DATE = re.compile(r"\d{4}(-\d{2}){0,2}(/\d{4}(-\d{2}){0,2})?$")


@dataclass(frozen=True, slots=True)
class Number:
    """One number of a study. measure: stock (at a moment), arrivals (since the calendar's start) or arrivals_in (a period).
    who: populations -> names as given, levels or regions; states: the last state, or those of the period."""

    measure: str
    where: tuple[str, ...]
    who: Mapping[str, tuple[str, ...]]
    period: Period
    states: range
    groups: tuple[int, ...]
    quantity: Quantity

    @property
    def state(self) -> int:
        return self.states.stop - 1


def read_number(model: Model, words: Sequence[str], *, also: Mapping[str, str] | None = None) -> Number:
    """The number that the words name, in any order: places or areas, levels or regions, a date (else as_of), `stock` or
    `arrivals`. `also` gives other spellings of levels. InvalidInput for words that fit nothing."""
    study = model.study
    known = _vocabulary(study, also or {})
    measure, where, chosen, dates = "", [], {}, []
    problems: list[Problem] = []
    for phrase, found in _phrases(_tokens(words), known):
        if found is None and _DATE.match(phrase):
            dates += _date(phrase, problems)
        elif found is None:
            for name, meant in _pairs(phrase, study, problems):
                chosen.setdefault(name, []).append(meant)
            if "=" not in phrase:
                fits = sorted({name for _, name in known.values()})
                near = did_you_mean(phrase, fits) or did_you_mean(phrase.lower(), known)
                problems.append(
                    _wrong(f"'{phrase}' is no place, area, level, region or date of this study.{near}", "W605")
                )
        elif found[0] == "measure":
            measure = found[1]
        elif found[0] == "place":
            where.append(found[1])
        elif found[0]:
            chosen.setdefault(found[0], []).append(found[1])
    if not where and not problems:
        places = did_you_mean("", [*study.areas, *study.places])
        problems.append(_wrong(f"no place or area is named.{places}", "W606"))
    if len(dates) > 1:
        problems.append(_wrong(f"two dates are given; a period is written {dates[0]}/{dates[1]}", "W606"))
    if problems:
        raise InvalidInput(problems)
    period = dates[0] if dates else study.calendar.as_of
    return _number(
        model, measure, tuple(dict.fromkeys(where)), {k: tuple(dict.fromkeys(v)) for k, v in chosen.items()}, period
    )


def number_of(
    model: Model, measure: str, where: Sequence[str], who: Mapping[str, tuple[str, ...]], states: range
) -> Quantity:
    """The model's quantity of a measure, places or areas, and names of levels or regions."""
    study = model.study
    places = tuple(dict.fromkeys(place for name in where for place in study.places_in(name)))
    build = {STOCK: stock_of, ARRIVALS: arrivals_of, DURING: arrivals_during}[measure]
    return build(model, places, groups_of(study, who), states)


def groups_of(study: Study, who: Mapping[str, tuple[str, ...]]) -> tuple[int, ...]:
    """Those who are meant: of each population any of the levels and regions named, of "region" any of the regions."""
    chosen = set(range(len(study.groups)))
    for population, names in who.items():
        meant = [study.regions.get(name, {population: (name,)}) for name in names]
        chosen &= {g for selection in meant for g in study.groups_in(selection)}
    return tuple(sorted(chosen))


def _number(
    model: Model, measure: str, where: tuple[str, ...], who: Mapping[str, tuple[str, ...]], period: Period
) -> Number:
    calendar = model.study.calendar
    states = calendar.states_in(period)
    if not states:
        message = f"{period} lies outside the study's calendar ({calendar.start} to {calendar.end})"
        raise InvalidInput([_wrong(message, "W606")])
    during = "/" in str(period) and measure != STOCK
    states = states if during else range(states.stop - 1, states.stop)
    if not groups_of(model.study, who):
        raise InvalidInput([_wrong("nobody is of all these groups at once; name fewer", "W606")])
    kinds = (STOCK,) if measure == STOCK else (DURING,) if during else (ARRIVALS,) if measure else (ARRIVALS, STOCK)
    for kind in kinds:
        quantity = number_of(model, kind, where, who, states if kind == DURING else states[-1:])
        if quantity.index:
            return Number(kind, where, who, period, states, groups_of(model.study, who), quantity)
    message = f"no flow of the study brings these people into {', '.join(where)}; ask for its stock"
    raise InvalidInput([_wrong(message, "W606")])


def _vocabulary(study: Study, also: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Phrase in lower case -> (what it is, its name): "measure", "place", "" (everyone) or a population's name."""
    known: dict[str, tuple[str, str]] = dict.fromkeys(EVERYONE, ("", ""))
    for region, selection in study.regions.items():
        known[_plain(region)] = (next(iter(selection)) if len(selection) == 1 else "region", region)
    for population, levels in study.populations.items():
        for level in levels:
            known[_plain(level)] = (population, level)
    for spelling, level in also.items():
        if _plain(level) in known:
            known.setdefault(_plain(spelling), known[_plain(level)])
    for name in (*study.places, *study.areas):
        known[_plain(name)] = ("place", name)
    for place in study.places.values():
        known.setdefault(_plain(place.title), ("place", place.name))
    return known | {"stock": ("measure", STOCK), "arrivals": ("measure", ARRIVALS)}


def _plain(text: str) -> str:
    return " ".join(text.replace("_", " ").lower().split())


def _tokens(words: Sequence[str]) -> list[str]:
    return [token for word in words for token in word.replace(",", " ").split()]


def _phrases(
    tokens: Sequence[str], known: Mapping[str, tuple[str, str]]
) -> Iterator[tuple[str, tuple[str, str] | None]]:
    """The tokens, those joined that make the longest known phrase."""
    at, longest = 0, max((phrase.count(" ") + 1 for phrase in known), default=1)
    while at < len(tokens):
        for size in range(min(longest, len(tokens) - at), 0, -1):
            phrase = " ".join(tokens[at : at + size])
            if _plain(phrase) in known:
                yield phrase, known[_plain(phrase)]
                break
        else:
            size = 1
            yield tokens[at], None
        at += size


def _date(text: str, problems: list[Problem]) -> list[Period]:
    try:
        return [parse_period(text)]
    except ValueError as error:
        problems.append(_wrong(str(error), "W606"))
        return []


def _pairs(phrase: str, study: Study, problems: list[Problem]) -> Iterator[tuple[str, str]]:
    """`role=woman|child` as (population, level)."""
    population, equals, names = phrase.partition("=")
    if not equals:
        return
    levels = study.regions if population == "region" else study.populations.get(population)
    if levels is None:
        near = did_you_mean(population, ["region", *study.populations])
        problems.append(_wrong(f"no population is called '{population}'.{near}", "W605"))
        return
    for name in names.split("|"):
        if name in levels:
            yield population, name
        else:
            problems.append(_wrong(f"{population} has no '{name}'.{did_you_mean(name, levels)}", "W605"))


def _wrong(message: str, code: str) -> Problem:
    return Problem("explain", 0, "", message, code)
