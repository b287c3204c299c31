"""The study's uncertain numbers before and after the claims, grouped and named as a person would."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wayhome.report import words
from wayhome.study.resolved import PULLS, Study

if TYPE_CHECKING:
    from wayhome.fit.summary import ParameterLine

_GROUPS = {
    "rate": "How fast people move",
    "effect": "What drives it",
    "pull": "What draws them",
    "differs": "How groups differ",
    "driver": "Pressures at the as-of date",
    "start": "People at the start",
    "bias": "How high or low sources tend",
    "": "Other",
}


@dataclass(frozen=True, slots=True)
class Assumption:
    """One uncertain number; bars: (left, width) in per cent, before and after; overruled: "above", "below" or ""."""

    title: str
    unit: str
    before: str
    after: str
    bars: tuple[tuple[float, float], tuple[float, float]]
    overruled: str


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    lines: tuple[Assumption, ...]


def groups(lines: Iterable[ParameterLine], study: Study) -> list[Group]:
    """The assumptions by what they are about."""
    found: defaultdict[str, list[Assumption]] = defaultdict(list)
    for line in lines:
        kind = line.name.partition(".")[0]
        found[kind if kind in _GROUPS else ""].append(assumption(line, study))
    return [Group(title, tuple(found[kind])) for kind, title in _GROUPS.items() if kind in found]


def title(name: str, study: Study) -> str:
    """An assumption's name in the study's words; `differs.go_home.role` means all that a flow's groups differ by."""
    kind, _, rest = name.partition(".")
    if kind == "bias":
        return f"How high or low {rest} tends"
    return _title(kind, rest, study) if kind in {*_GROUPS, "after"} else name


def _title(kind: str, rest: str, study: Study) -> str:
    first, _, more = rest.partition(".")
    if kind in ("driver", "after"):
        driver = study.drivers[first].title if first in study.drivers else words.name(first)
        levels = ", ".join([driver, *(words.name(level) for level in more.split(".") if level)])
        return f"{levels}, in the future" if kind == "after" else levels
    if kind == "start":
        place = study.places[first].title if first in study.places else words.name(first)
        return ", ".join([place, *(words.name(level) for level in more.split(".") if level)])
    flow = study.flows[first].title if first in study.flows else words.name(first)
    if kind == "rate":
        return flow
    if kind == "effect":
        driver = study.drivers[more].title if more in study.drivers else words.name(more)
        return f"{flow}: {driver}, from none to full"
    if kind == "pull":
        return f"{flow}: {PULLS.get(more, f'a place that is a {words.name(more).lower()}')}"
    population, _, level = more.partition(".")
    if not level:
        return f"{flow}: how much that differs by {words.name(population).lower()}"
    return f"{flow}: {words.name(level)}, against the typical"


def assumption(line: ParameterLine, study: Study) -> Assumption:
    """One parameter as a person reads it."""
    kind, _, rest = line.name.partition(".")
    named = rest if kind == "bias" else title(line.name, study)
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
        title=named,
        unit=unit,
        before=say(line.prior_low, line.prior_mid, line.prior_high),
        after=say(line.low, line.mid, line.high),
        bars=(bar(line.prior_low, line.prior_high), bar(line.low, line.high)),
        overruled=line.overruled,
    )
