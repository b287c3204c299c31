"""The words table: its shape, its checks, and how a study overrides it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar, cast

from wayhome.errors import did_you_mean
from wayhome.ranges import Range, parse_number, parse_range

SENSES = ("about", "at_least", "at_most")
_ENTRY_KEYS = {
    "counts": ("range", "best", "also", "why"),
    "shares": ("range", "best", "also", "why"),
    "hedges": ("sense", "range", "best", "after", "also", "why"),
    "likelihoods": ("range", "possibility", "also", "why"),
    "letters": ("sd", "why"),
    "digits": ("sd", "why"),
}
_SINGLE_KEYS = {"precision": ("factor", "why"), "margin": ("factor", "why"), "default_likelihood": ("range", "why")}
_SECTIONS = ("counts", "shares", "hedges", "likelihoods", "grades", *_SINGLE_KEYS)
_GRADES = {"letters": "ABCDEF", "digits": "123456"}
_CHOSEN = "Chosen by this study."

Path = tuple[str, ...]
Trouble = tuple[Path, str]  # where in the table, what is wrong
Entry = dict[str, object]
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Span:
    """What a phrase means as a number of people, or as a share (0 … 1)."""

    low: float
    best: float
    high: float
    why: str


@dataclass(frozen=True, slots=True)
class Hedge:
    """What a hedge does to its number: factors for sense `about`, a bound for the two others."""

    sense: str
    low: float
    best: float
    high: float
    after: bool
    why: str


@dataclass(frozen=True, slots=True)
class Band:
    """A word of likelihood; `low` and `high` are nan where it claims possibility only."""

    low: float
    high: float
    why: str

    @property
    def middle(self) -> float | None:
        return None if math.isnan(self.low) else (self.low + self.high) / 2


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Words:
    """The table as loaded; every phrase is lower case and has the spellings under `also` beside it."""

    counts: Mapping[str, Span]
    shares: Mapping[str, Span]
    hedges: Mapping[str, tuple[Hedge, ...]]  # one phrase may stand before its number or behind it
    likelihoods: Mapping[str, Band]
    precision: float
    letters: Mapping[str, float]  # grade letter -> sd of its source's bias, log scale
    digits: Mapping[str, float]  # grade digit -> sd of the claim's own extra error, log scale
    margin: float
    default_likelihood: float
    whys: Mapping[str, str]  # "counts.several hundred" -> the reason


def build_words(
    table: Mapping[str, object], override: Mapping[str, object] | None = None
) -> tuple[Words, list[Trouble]]:
    """The table with a study's changes, and all that is wrong with it (then what is wrong has been left out)."""
    troubles: list[Trouble] = []
    sections = _sections(table, troubles)
    for section, entries in _sections(override or {}, troubles).items():
        for name, entry in entries.items():
            entry.setdefault("why", _CHOSEN)
            sections.setdefault(section, {}).setdefault(name, {}).update(entry)
    reader = _Reader(troubles)
    counts, shares, hedges, likelihoods = (
        sections.get(name, {}) for name in ("counts", "shares", "hedges", "likelihoods")
    )
    words = Words(
        counts=_spellings(counts, {name: reader.span("counts", name, entry) for name, entry in counts.items()}),
        shares=_spellings(shares, {name: reader.span("shares", name, entry) for name, entry in shares.items()}),
        hedges=_both_sides(hedges, {name: reader.hedge(name, entry) for name, entry in hedges.items()}),
        likelihoods=_spellings(likelihoods, {name: reader.band(name, entry) for name, entry in likelihoods.items()}),
        precision=reader.factor("precision", sections),
        letters=reader.sds("letters", sections),
        digits=reader.sds("digits", sections),
        margin=reader.factor("margin", sections),
        default_likelihood=reader.default_likelihood(sections),
        whys={
            _dotted(section, name): str(entry.get("why", ""))
            for section, es in sections.items()
            for name, entry in es.items()
        },
    )
    return words, troubles


def _dotted(section: str, name: str) -> str:
    return ".".join(part for part in (*_path(section), name) if part)


def _path(section: str) -> Path:
    return ("grades", section) if section in _GRADES else (section,)


def _sections(table: Mapping[str, object], troubles: list[Trouble]) -> dict[str, dict[str, Entry]]:
    """Section -> name -> entry, unknown keys reported; the single entries have the name ''."""
    found: dict[str, dict[str, Entry]] = {}
    for key, value in _mapping(table, (), troubles).items():
        if key in _SINGLE_KEYS:
            found[key] = {"": _entry(value, (key,), _SINGLE_KEYS[key], troubles)}
        elif key == "grades":
            for part, entries in _mapping(value, ("grades",), troubles).items():
                if part not in _GRADES:
                    troubles.append((("grades", part), f"grades have letters and digits, not '{part}'"))
                    continue
                found[part] = _entries(part, entries, ("grades", part), troubles)
        elif key in _ENTRY_KEYS and key not in _GRADES:
            found[key] = _entries(key, value, (key,), troubles)
        else:
            troubles.append(((key,), f"the words table has no part '{key}'.{did_you_mean(key, _SECTIONS)}"))
    return found


def _entries(section: str, value: object, path: Path, troubles: list[Trouble]) -> dict[str, Entry]:
    entries: dict[str, Entry] = {}
    for name, entry in _mapping(value, path, troubles).items():
        if section in _GRADES and name not in _GRADES[section]:
            troubles.append(
                ((*path, name), f"'{name}' is not a grade's {section[:-1]}; these are {', '.join(_GRADES[section])}")
            )
        else:
            spelling = name if section in _GRADES else " ".join(name.lower().split())
            entries[spelling] = _entry(entry, (*path, name), _ENTRY_KEYS[section], troubles)
    return entries


def _entry(value: object, path: Path, keys: tuple[str, ...], troubles: list[Trouble]) -> Entry:
    entry: Entry = {}
    for key, part in _mapping(value, path, troubles).items():
        if key in keys:
            entry[key] = part
        else:
            troubles.append(((*path, key), f"no such key '{key}' here.{did_you_mean(key, keys)}"))
    return entry


def _mapping(value: object, path: Path, troubles: list[Trouble]) -> dict[str, object]:
    if isinstance(value, Mapping):
        return {str(key): part for key, part in cast("Mapping[object, object]", value).items()}
    example = "{range: 300 to 800}" if path else "{counts: {several hundred: {range: 300 to 800}}}"
    troubles.append((path, f"write a mapping, for example {example}"))
    return {}


def _also(entry: Entry) -> list[str]:
    also = entry.get("also", [])
    return (
        [" ".join(str(word).lower().split()) for word in cast("list[object]", also)] if isinstance(also, list) else []
    )


def _spellings(entries: Mapping[str, Entry], read: Mapping[str, _T | None]) -> dict[str, _T]:
    """Every spelling of every entry that could be read; an entry's own name wins over another's `also`."""
    found: dict[str, _T] = {}
    for name, value in read.items():
        if value is not None:
            found.update(dict.fromkeys(_also(entries[name]), value))
    found.update({name: value for name, value in read.items() if value is not None})
    return found


def _both_sides(entries: Mapping[str, Entry], read: Mapping[str, Hedge | None]) -> dict[str, tuple[Hedge, ...]]:
    before = {name: hedge for name, hedge in read.items() if hedge is not None and not hedge.after}
    behind = {name: hedge for name, hedge in read.items() if hedge is not None and hedge.after}
    sides = _spellings(entries, before), _spellings(entries, behind)
    return {phrase: tuple(side[phrase] for side in sides if phrase in side) for phrase in {**sides[0], **sides[1]}}


class _Reader:
    """Turns entries into values and collects what is wrong with them."""

    def __init__(self, troubles: list[Trouble]) -> None:
        self.troubles = troubles

    def span(self, section: str, name: str, entry: Entry) -> Span | None:
        share = section == "shares"
        found = self._range((section, name), entry, most=1.0 if share else 1e15)
        if found is None:
            return None
        best = log_middle(found.low, found.high, share=share)
        if "best" in entry:
            best = self._number((section, name, "best"), entry["best"])
        if best is None or not found.low <= best <= found.high:
            self.troubles.append(
                ((section, name, "best"), f"best must lie in the range {found.low:g} to {found.high:g}")
            )
            return None
        return Span(found.low, best, found.high, str(entry.get("why", "")))

    def hedge(self, name: str, entry: Entry) -> Hedge | None:
        path = ("hedges", name)
        sense, after, why = str(entry.get("sense", "about")), entry.get("after", False), str(entry.get("why", ""))
        if sense not in SENSES or not isinstance(after, bool):
            key, known = ("sense", ", ".join(SENSES)) if sense not in SENSES else ("after", "true or false")
            self.troubles.append(((*path, key), f"'{entry[key]}' is not one of: {known}"))
            return None
        if sense != "about":
            return Hedge(sense, 1, 1, 1, after, why)
        found = self._range(path, entry, most=1e6, factor=True)
        if found is None:
            return None
        best = min(max(1.0, found.low), found.high)
        if "best" in entry:
            best = self._number((*path, "best"), entry["best"])
        if best is None or not found.low <= best <= found.high:
            self.troubles.append(((*path, "best"), f"best must lie in the range {found}"))
            return None
        return Hedge(sense, found.low, best, found.high, after, why)

    def band(self, name: str, entry: Entry) -> Band | None:
        if entry.get("possibility") is True and "range" not in entry:
            return Band(math.nan, math.nan, str(entry.get("why", "")))
        found = self._range(("likelihoods", name), entry, most=1.0)
        return None if found is None else Band(found.low, found.high, str(entry.get("why", "")))

    def default_likelihood(self, sections: Mapping[str, Mapping[str, Entry]]) -> float:
        found = self._range(("default_likelihood",), sections.get("default_likelihood", {}).get("", {}), most=1.0)
        return 0.5 if found is None else (found.low + found.high) / 2

    def factor(self, section: str, sections: Mapping[str, Mapping[str, Entry]]) -> float:
        value = self._number((section, "factor"), sections.get(section, {}).get("", {}).get("factor", ""))
        if value is None or not 1 <= value <= 1000:
            self.troubles.append(((section, "factor"), "a factor is written like 1.1x and is at least 1x"))
            return 1.0
        return value

    def sds(self, part: str, sections: Mapping[str, Mapping[str, Entry]]) -> dict[str, float]:
        found: dict[str, float] = {}
        for name, entry in sections.get(part, {}).items():
            value = self._number(("grades", part, name, "sd"), entry.get("sd", ""))
            if value is None or value > 10:
                self.troubles.append((("grades", part, name, "sd"), "sd is a number between 0 and 10 on the log scale"))
            found[name] = 1.0 if value is None else value
        return found

    def _range(self, path: Path, entry: Entry, *, most: float, factor: bool = False) -> Range | None:
        text = entry.get("range")
        if text is None:
            self.troubles.append(
                (path, f"'{path[-1]}' needs a range, for example {{range: {'0.8x to 1.25x' if factor else '2 to 9'}}}")
            )
            return None
        try:
            found = parse_range(str(text))
        except ValueError as error:
            self.troubles.append(((*path, "range"), str(error)))
            return None
        if found.factor != factor or found.per or not (found.low > 0 and found.high <= most):
            kind = "of factors, such as 0.8x to 1.25x" if factor else f"above 0 and at most {most:g}"
            self.troubles.append(((*path, "range"), f"'{text}' must be a range {kind}"))
            return None
        return found

    def _number(self, path: Path, value: object) -> float | None:
        text = str(value).strip()
        try:
            number = parse_number(text.removesuffix("x"))
        except ValueError:
            return None
        return number if number >= 0 else None


def log_middle(low: float, high: float, *, share: bool) -> float:
    """The middle of a range on the scale that the fit uses: log for numbers, log-odds for shares."""
    if low == high:
        return low
    if share:
        if low <= 0 or high >= 1:
            return (low + high) / 2
        odds = math.sqrt(low / (1 - low) * high / (1 - high))
        middle = odds / (1 + odds)
    elif low > 0:
        middle = math.sqrt(low) * math.sqrt(high)
    else:
        middle = math.sqrt((low + 0.5) * (high + 0.5)) - 0.5  # the fit's log(number + ½)
    return min(max(middle, low), high)
