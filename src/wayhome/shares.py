"""Whose people came back most: the share that returned of those who travelled, group beside group, draw by draw.

A share is arrivals in one place over arrivals in another (people who entered it from outside), both since the calendar's start, as
the ledger counts them. What little is known of one group is filled in from the others by the fit: flows that differ by
nationality share one middle and spread (partial pooling), so that a group of which nobody says anything is as the others, and wide.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from wayhome.engine.arrays import Floats
from wayhome.forecast import Forecast
from wayhome.ranges import BAND
from wayhome.study.resolved import Study

HALF = 0.5  # persons: with fewer travelled, a share is one of this
LEAST = 10.0  # travelled, in the middle of the draws: shares of fewer say nothing and are left out

Range3 = tuple[float, float, float]
"""5 %, median, 95 %."""


@dataclass(frozen=True, slots=True)
class Share:
    """One group: its share and its rank (1: the highest) among those beside it, and how often it is the highest of them."""

    name: str
    travelled: Range3
    share: Range3
    rank: Range3
    highest: float


@dataclass(frozen=True, slots=True)
class Against:
    """A group against everybody else taken together: their share, by how much the group's exceeds it, how often it does."""

    name: str
    others: Range3
    times: Range3
    more: float


@dataclass(frozen=True, slots=True)
class Shares:
    """regions: those of the study that have nobody in common, and the levels of its first population that are in none of them;
    levels: all of that population. Both the highest middle first. against: of every region among them."""

    place: str
    base: str
    date: str
    regions: tuple[Share, ...]
    levels: tuple[Share, ...]
    against: tuple[Against, ...]


def shares(made: Forecast, study: Study, *, place: str, base: str, date: str) -> Shares:
    """The shares at a date of `made.kept`; `place` and `base` are places or areas."""
    moment = made.kept.index(date)
    came, went = (made.arrivals[:, moment, made.names.index(name)].astype(np.float64) for name in (place, base))
    population, levels = next(iter(study.populations.items()))
    regions = apart(study)
    inside = {level for chosen in regions.values() for level in chosen}
    sides = regions | {level: (level,) for level in levels if level not in inside}
    groups = {name: study.groups_in({population: chosen}) for name, chosen in sides.items()}
    each = {level: study.groups_in({population: (level,)}) for level in levels}
    return Shares(
        place,
        base,
        date,
        _beside(came, went, groups),
        _beside(came, went, each),
        tuple(_against(name, came, went, groups[name]) for name in regions),
    )


def apart(study: Study) -> dict[str, tuple[str, ...]]:
    """The study's regions of its first population, in its order, leaving out any that has people of one before it, or everybody."""
    population, levels = next(iter(study.populations.items()))
    found: dict[str, tuple[str, ...]] = {}
    taken: set[str] = set()
    for name, who in study.regions.items():
        chosen = who.get(population, ())
        if set(who) == {population} and not taken & set(chosen) and len(chosen) < len(levels):
            found[name] = chosen
            taken |= set(chosen)
    return found


def _beside(came: Floats, went: Floats, groups: dict[str, tuple[int, ...]]) -> tuple[Share, ...]:
    shown = {name: some for name, some in groups.items() if np.median(_sum(went, some)) >= LEAST}
    if not shown:
        return ()
    found = np.stack([_share(came, went, some) for some in shown.values()], axis=1)
    rank = (found[:, None, :] > found[:, :, None]).sum(axis=2) + 1
    rows = [
        Share(name, _range(_sum(went, some)), _range(found[:, i]), _range(rank[:, i]), float((rank[:, i] == 1).mean()))
        for i, (name, some) in enumerate(shown.items())
    ]
    return tuple(sorted(rows, key=lambda row: (-row.share[1], row.name)))


def _against(name: str, came: Floats, went: Floats, groups: Sequence[int]) -> Against:
    rest = [g for g in range(came.shape[1]) if g not in groups]
    own, others = _share(came, went, groups), _share(came, went, rest)
    return Against(name, _range(others), _range(own / np.maximum(others, 1e-9)), float((own > others).mean()))


def _sum(people: Floats, groups: Sequence[int]) -> Floats:
    return people[:, list(groups)].sum(axis=1)


def _share(came: Floats, went: Floats, groups: Sequence[int]) -> Floats:
    return np.minimum(_sum(came, groups) / np.maximum(_sum(went, groups), HALF), 1.0)


def _range(values: Floats) -> Range3:
    low, middle, high = np.quantile(values, BAND).tolist()
    return low, middle, high
