"""The scenario that a person moves: first an answer from few draws, while they move, then from all of them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from wayhome.engine.arrays import Floats, Ints
from wayhome.ranges import BAND
from wayhome.report import beside
from wayhome.report.scenarios import signed
from wayhome.report.words import Spread
from wayhome.study.resolved import Study
from wayhome.study.scenarios import Scenario
from wayhome.workbench.desk import Desk
from wayhome.workbench.kept import Kept
from wayhome.workbench.standing import Standing, ahead, stand

FEW = 8  # draws run while a lever moves: spread evenly over the number as usual
PART = 96  # draws between two looks at whether somebody has moved on
PAGES = 50  # open pages whose questions are told apart


@dataclass(frozen=True, slots=True)
class Asked:
    """The number that is looked at: those of `groups` who ever came to a place or area."""

    place: str
    groups: tuple[int, ...]


@dataclass(slots=True)
class Turns:
    """The latest question of each open page, as the page numbers them: an older one stops working."""

    latest: dict[str, int] = field(default_factory=dict[str, int])
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, page: str, number: int) -> Callable[[], bool]:
        """A question is asked; called, what is returned says whether its page has asked another since."""
        with self.lock:
            self.latest[page] = max(number, self.latest.pop(page, 0))
            if len(self.latest) > PAGES:
                del self.latest[next(iter(self.latest))]
        return lambda: self.latest.get(page, 0) > number


def standing(desk: Desk, kept: Kept) -> Standing:
    """The fit's draws as they stand at as_of, made once."""
    return desk.once("standing", desk.mark(), lambda: stand(kept.fit, desk.draws))


def usual(desk: Desk, kept: Kept, asked: Asked) -> Floats:
    """(draw, step) as usual, made once."""
    there = standing(desk, kept)
    name = f"usual {asked.place} {asked.groups}"
    return desk.once(name, desk.mark(), lambda: ahead(there, None, asked.place, asked.groups, desk.draws))


def under(desk: Desk, kept: Kept, asked: Asked, scenario: Scenario) -> Floats | None:
    """(draw, step) under a scenario of the study; None while it is being made."""
    there = standing(desk, kept)
    name = f"scenario {scenario.name} {asked.place}"
    mark = desk.mark(), scenario, asked
    return desk.later(
        name, mark, scenario.title, lambda tell: ahead(there, scenario, asked.place, asked.groups, desk.draws)
    )


def moving(desk: Desk, kept: Kept, asked: Asked, scenario: Scenario) -> Floats:
    """(draw, step) from few draws: how much these change is put on all draws that are there as usual."""
    base = usual(desk, kept, asked)
    some = desk.once(f"few {asked.place} {asked.groups}", desk.mark(), lambda: spread_out(base))
    few = ahead(part_of(standing(desk, kept), some), scenario, asked.place, asked.groups, len(some))
    return carried_over(base, base[some], few)


def spread_out(base: Floats) -> Ints:
    """Some draws whose numbers at the end lie evenly over all."""
    order = np.argsort(base[:, -1], kind="stable")
    return order[((np.arange(FEW) + 0.5) * len(order) / FEW).astype(np.int64)]


def carried_over(base: Floats, few: Floats, changed: Floats) -> Floats:
    """The change of a few draws put on all: at each step the logarithm of the factor, as a line over the number as usual."""
    at, all_at = np.log(few + 1), np.log(base + 1)
    factor = np.log(changed + 1) - at
    spread = at - at.mean(axis=0)
    weight = (spread**2).sum(axis=0) + 1e-9
    slope = np.clip((spread * factor).sum(axis=0) / (weight + 0.5), -0.8, 2.0)  # a little towards none: few draws
    return np.maximum(np.exp(all_at + factor.mean(axis=0) + slope * (all_at - at.mean(axis=0))) - 1, 0.0)


def whole(desk: Desk, kept: Kept, asked: Asked, scenario: Scenario, *, passed: Callable[[], bool]) -> Floats | None:
    """(draw, step) from all draws; None where `passed` says that nobody waits for it any more."""
    there = standing(desk, kept)
    parts: list[Floats] = []
    for first in range(0, desk.draws, PART):
        if passed():
            return None
        part = part_of(there, slice(first, min(first + PART, desk.draws)))
        parts.append(ahead(part, scenario, asked.place, asked.groups, len(part.numbers)))
    return np.concatenate(parts)


def part_of(there: Standing, draws: slice | Ints) -> Standing:
    """Some of the draws."""
    return replace(there, numbers=there.numbers[draws], z=there.z[draws], now=there.now.part(draws))


# ---- as rows and words --------------------------------------------------------------------------------------


def days(study: Study) -> list[str]:
    """The days of the steps after as_of, with as_of's own before them."""
    calendar = study.calendar
    return [end.isoformat() for end in calendar.ends[calendar.as_of_state - 1 :]]


def bands(values: Floats) -> list[tuple[float, float, float]]:
    return [(float(a), float(b), float(c)) for a, b, c in np.quantile(values, BAND, axis=0).T]


def rows(study: Study, values: Floats, at_as_of: tuple[float, float, float]) -> list[dict[str, Any]]:
    return beside.rows(days(study), [at_as_of, *bands(values)])


def spread(values: Sequence[float] | Floats) -> Spread:
    return Spread(*(float(value) for value in np.quantile(values, BAND)))


def said(values: Floats, base: Floats) -> dict[str, str]:
    """The number at the end, its range, and by how much it is another than as usual, draw by draw."""
    figure, width = spread(values[:, -1]).rounded
    change = spread(values[:, -1] - base[:, -1])
    mid, span = signed(change)
    none = not np.any(np.abs(values[:, -1] - base[:, -1]) > 0.5)
    told = "as usual" if none else f"{mid} ({span}) against as usual"
    return {"figure": figure, "range": width if width != figure else "", "change": told}


def how(values_from: int, draws: int) -> str:
    """From how many draws an answer comes, as it is said beside it."""
    if values_from == draws:
        return f"From all {draws:,} draws."
    return f"While you move: the change in {values_from} draws, put on all {draws:,}. Let go for all of them."
