"""The study's uncertain numbers before and after the claims, grouped and named as a person would."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wayhome.report import words
from wayhome.study.resolved import Study

if TYPE_CHECKING:
    from wayhome.fit.summary import ParameterLine

_GROUPS = {
    "rate": "How fast people move",
    "effect": "What drives it",
    "differs": "How groups differ",
    "driver": "Pressures at the as-of date",
    "start": "People at the start",
    "bias": "How high or low sources tend",
    "": "Other",
}


@dataclass(frozen=True, slots=True)
class Assumption:
    """One uncertain number; bars: (left, width) in per cent, before and after."""

    title: str
    unit: str
    before: str
    after: str
    bars: tuple[tuple[float, float], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    lines: tuple[Assumption, ...]


def groups(lines: Iterable[ParameterLine], study: Study) -> list[Group]:
    """The assumptions by what they are about."""
    found: defaultdict[str, list[Assumption]] = defaultdict(list)
    for line in lines:
        kind, _, rest = line.name.partition(".")
        kind = kind if kind in _GROUPS else ""
        found[kind].append(_assumption(line, _title(kind, rest, study) if kind else line.name))
    return [Group(title, tuple(found[kind])) for kind, title in _GROUPS.items() if kind in found]


def _title(kind: str, rest: str, study: Study) -> str:
    if kind == "bias":
        return rest
    first, _, more = rest.partition(".")
    if kind == "driver":
        title = study.drivers[first].title if first in study.drivers else words.name(first)
        return ", ".join([title, *(words.name(level) for level in more.split(".") if level)])
    if kind == "start":
        title = study.places[first].title if first in study.places else words.name(first)
        return ", ".join([title, *(words.name(level) for level in more.split(".") if level)])
    flow = study.flows[first].title if first in study.flows else words.name(first)
    if kind == "rate":
        return flow
    if kind == "effect":
        driver = study.drivers[more].title if more in study.drivers else words.name(more)
        return f"{flow}: {driver}, from none to full"
    return f"{flow}: {words.name(more.rpartition('.')[2])}, against the typical"


def _assumption(line: ParameterLine, title: str) -> Assumption:
    percent = line.unit.startswith(("per ", "share")) and max(line.prior_high, line.high) <= 1
    scale, sign = (100, "%") if percent else (1, "×" if line.unit == "times" else "")
    unit = "" if line.unit == "times" else line.unit.removeprefix("share ") if percent else line.unit

    def say(low: float, mid: float, high: float) -> str:
        if line.unit == "persons":
            return str(words.Spread(low, mid, high))
        one, first, last = (f"{words.plain(value * scale, 2)}{sign}" for value in (mid, low, high))
        return f"{one} ({first}–{last})"

    ends = (line.prior_low, line.prior_high, line.low, line.high)
    least, wide = min(ends), (max(ends) - min(ends)) or 1.0

    def bar(low: float, high: float) -> tuple[float, float]:
        return round(100 * (low - least) / wide, 1), round(max(100 * (high - low) / wide, 1.0), 1)

    return Assumption(
        title=title,
        unit=unit,
        before=say(line.prior_low, line.prior_mid, line.prior_high),
        after=say(line.low, line.mid, line.high),
        bars=(bar(line.prior_low, line.prior_high), bar(line.low, line.high)),
    )
