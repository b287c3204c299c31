"""The names of a study, and which of them some words may mean: never guessed silently, always with what else it may be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

from wayhome.claims.claim import ClaimRow
from wayhome.claims.likeness import content, found_in, overlap, plain
from wayhome.claims.selection import read_names, read_of, read_than, read_who
from wayhome.errors import Problem, did_you_mean

Read = TypeVar("Read")
OPTIONS = 6  # suggestions shown for a cell
_WORTH = 0.25  # least likeness of a place, flow or driver worth suggesting


class Named(Protocol):
    @property
    def title(self) -> str: ...


class StudyNames(Protocol):
    """What of a study a claim may name; `wayhome.study.resolved.Study` has it."""

    @property
    def populations(self) -> Mapping[str, tuple[str, ...]]: ...
    @property
    def regions(self) -> Mapping[str, Mapping[str, tuple[str, ...]]]: ...
    @property
    def places(self) -> Mapping[str, Named]: ...
    @property
    def areas(self) -> Mapping[str, tuple[str, ...]]: ...
    @property
    def flows(self) -> Mapping[str, Named]: ...
    @property
    def drivers(self) -> Mapping[str, Named]: ...


@dataclass(frozen=True, slots=True)
class Name:
    """A name of the study: the key it stands under ("nationality", "region", or "" in lists of names) and what it is called."""

    key: str
    name: str
    title: str
    also: str = ""  # of an area: what its places are called

    @property
    def called(self) -> tuple[str, ...]:
        called = (self.name.replace("_", " "), self.title)
        return (*called, self.also) if self.also else called


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Everything that a claim of this study may name."""

    populations: Mapping[str, tuple[str, ...]]
    who: tuple[Name, ...]
    where: tuple[Name, ...]
    via: tuple[Name, ...]
    driver: tuple[Name, ...]

    @property
    def regions(self) -> tuple[str, ...]:
        return tuple(name.name for name in self.who if name.key == "region")


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    why: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the row to be: its value, the document's words for it, why it is so, and what else it may be."""

    value: str
    said: str = ""
    sure: bool = True  # the draft's own, an exact match, or a person's word
    why: str = ""
    options: tuple[Option, ...] = ()


def vocabulary(study: StudyNames, titles: Mapping[str, str]) -> Vocabulary:
    """The names of a study; `titles` says what levels are called ("UZB": "Uzbekistan"), where they have another name."""
    levels = [
        Name(key, level, titles.get(level, level)) for key, levels in study.populations.items() for level in levels
    ]
    regions = [Name("region", region, region) for region in study.regions]
    places = [Name("", name, place.title) for name, place in study.places.items()]
    areas = [
        Name("", name, ", ".join(members), " or ".join(study.places[place].title for place in members[:4]))
        for name, members in study.areas.items()
    ]
    return Vocabulary(
        study.populations,
        (*regions, *levels),
        (*places, *areas),
        tuple(Name("", name, flow.title) for name, flow in study.flows.items()),
        tuple(Name("", name, driver.title) for name, driver in study.drivers.items()),
    )


def match_who(words: str, names: Vocabulary) -> Cell:
    """Levels and regions spoken of: "Kazakh and Uzbek women" -> nationality=KAZ|UZB; role=woman."""
    exact = [name for name in names.who if plain(words) and plain(words) in map(plain, name.called)]
    if len(exact) == 1:
        return Cell(_pair([exact[0]]), words)
    tokens = content(words)
    hits: list[tuple[float, int, int, Name]] = []
    for name in names.who:
        spans = [(hit, len(called)) for called in map(content, name.called) if (hit := found_in(called, tokens))]
        if spans:
            (score, start), length = max(spans, key=lambda span: (span[1], span[0][0]))
            hits.append((score, start, length, name))
    chosen, taken = list[Name](), set[int]()
    for score, start, length, name in sorted(hits, key=lambda hit: (-hit[2], -hit[0])):
        span = set(range(start, start + length))
        tie = any(other[0] == score and other[1] == start and other[3] is not name for other in hits)
        if not span & taken and not (tie and score < 1):
            chosen.append(name)
            taken |= span
    chosen.sort(key=names.who.index)
    left = [token for i, token in enumerate(tokens) if i not in taken]
    value = _pair(chosen)
    options = [Option(_pair([name]), name.title) for *_, name in sorted(hits, key=lambda hit: -hit[0])]
    options = [option for option in options if option.value != value]
    if value:
        why = "by likeness" + (f"; not mapped: {', '.join(left)}" if left else "")
        return Cell(value, words, False, why, (Option(value, "all of these"), *options)[:OPTIONS] if options else ())
    why = f"nothing in the study is like '{words}'; empty means everybody" if words else "empty means everybody"
    return Cell("", words, False, why, tuple(options[:OPTIONS]))


def match_names(words: str, known: Iterable[Name], *, more: str = "") -> Cell:
    """A place, flow or driver for some words; `more` are other words that may help to find it."""
    known = list(known)
    exact = {name.name for name in known if plain(words) and plain(words) in map(plain, name.called)}
    if len(exact) == 1:
        return Cell(exact.pop(), words)
    tokens = content(f"{words} {more}")
    ranked = sorted(((_score(name, tokens), name) for name in known), key=lambda pair: -pair[0])
    options = tuple(Option(name.name, name.title) for score, name in ranked if score >= _WORTH)[:OPTIONS]
    if not options:
        return Cell("", words, False, f"nothing in the study is like '{words}'" if words else "", ())
    return Cell(options[0].value, words, False, "by likeness", options)


def name_problems(row: ClaimRow, names: Vocabulary) -> list[Problem]:
    """Names in a row that the study does not have, said as the fit would say it."""
    found: list[Problem] = []

    def wrong(column: str, message: str, code: str) -> None:
        found.append(Problem("claims.csv", 0, f"{row.id}.{column}", message, code))

    def people(who: Mapping[str, tuple[str, ...]], column: str) -> None:
        for key, values in who.items():
            known = names.regions if key == "region" else names.populations.get(key)
            if known is None:
                near = did_you_mean(key, ["region", *names.populations])
                wrong(column, f"no population is called '{key}'.{near}", "W501")
                continue
            for value in values:
                if value not in known:
                    wrong(column, f"{key} has no '{value}'.{did_you_mean(value, known)}", "W501")

    def listed(values: Iterable[str], column: str, known: Iterable[Name], what: str, code: str) -> None:
        have = [name.name for name in known]
        for value in values:
            if value.partition("@")[0] not in have:
                wrong(column, f"no {what} is called '{value}'.{did_you_mean(value, have)}", code)

    for column, text, read in (("of", row.of, read_of), ("than", row.than, read_than)):
        change = read_cell(read, text)
        if change is not None:
            people(change.who, column)
            listed(change.where or (), column, names.where, "place or area", "W502")
            listed(change.via or (), column, names.via, "flow", "W502")
    people(read_cell(read_who, row.who) or {}, "who")
    listed(read_cell(read_names, row.where) or (), "where", names.where, "place or area", "W502")
    listed(read_cell(read_names, row.via) or (), "via", names.via, "flow", "W502")
    listed((row.driver,) if row.driver else (), "driver", names.driver, "driver", "W505")
    return found


def described(value: str, column: str, names: Vocabulary) -> str:
    """The titles behind a cell's names: "returned" -> "Back home"; "" where the names say it all."""
    listed = {"where": names.where, "via": names.via, "driver": names.driver}.get(column, ())
    titles = [name.title for name in listed if name.name in value.split("|")]
    if column in ("who", "than", "of"):
        target = read_cell(read_who, value) if column == "who" else None
        change = None if column == "who" else read_cell(read_than if column == "than" else read_of, value)
        who = target if target is not None else (change.who if change is not None else {})
        titles = [name.title for name in names.who if name.name in who.get(name.key, ())]
    told = [title for title in titles if plain(title) not in plain(value)]
    return ", ".join(told)


def _pair(names: Iterable[Name]) -> str:
    """`nationality=KAZ|UZB; role=woman`, each key once, in the order found in the study."""
    by_key: dict[str, list[str]] = {}
    for name in names:
        by_key.setdefault(name.key, []).append(name.name)
    return "; ".join(f"{key}={'|'.join(values)}" for key, values in by_key.items())


def _score(name: Name, tokens: tuple[str, ...]) -> float:
    own = content(name.name.replace("_", " "))
    named = 0.2 if own and set(own) <= set(tokens) else 0.0
    return named + max(overlap(content(called), tokens) for called in name.called)


def read_cell(read: Callable[[str], Read], text: str) -> Read | None:
    """What a cell says, or None where it is empty or wrong (which the ledger's own rules tell)."""
    try:
        return read(text) if text else None
    except ValueError:
        return None
