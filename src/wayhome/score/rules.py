"""Scoring rules: how far a forecast was from what came out. Less is better, except of coverage and skill.

Forecasts are given as draws or as a chance. scoringrules gives the same numbers (the tests hold these against it); it compiles for
some seconds in every process that imports it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from wayhome.engine.arrays import Floats
from wayhome.hub import LEVELS
from wayhome.ranges import BAND

SPANS = (0.5, 0.8, 0.9, 0.95)
LEAST = 1e-6  # a chance of 0 or 1 counts as this close to it: nobody is infinitely wrong


@dataclass(frozen=True, slots=True)
class Marks:
    """One forecast of one number: its middle and 90% range, its scores (see the functions here), and whether its central ranges of
    `SPANS` hold the number. log_crps: nan for shares."""

    low: float
    middle: float
    high: float
    crps: float
    log_crps: float
    wis: float
    error: float
    covered: tuple[bool, ...]


def marks(draws: Floats, observed: float, *, share: bool = False) -> Marks:
    """All scores of the draws (draw,) at the number that came out."""
    low, middle, high = np.quantile(draws, BAND).tolist()
    return Marks(
        low,
        middle,
        high,
        crps(draws, observed),
        math.nan if share else crps(np.log1p(draws), math.log1p(observed)),
        weighted_interval(np.quantile(draws, LEVELS), observed),
        abs(middle - observed),
        covered(draws, observed),
    )


def crps(draws: Floats, observed: float) -> float:
    """Continuous ranked probability score of the draws' distribution, E|X − y| − ½ E|X − X′| (Gneiting & Raftery 2007)."""
    ordered = np.sort(draws)
    rank = 2 * np.arange(1, ordered.size + 1) - ordered.size - 1
    return float(np.abs(ordered - observed).mean() - (rank * ordered).sum() / ordered.size**2)


def interval(low: float, high: float, observed: float, *, outside: float) -> float:
    """Interval score of a central range that leaves out the chance `outside` (Gneiting & Raftery 2007)."""
    return high - low + 2 / outside * (max(low - observed, 0.0) + max(observed - high, 0.0))


def weighted_interval(quantiles: Floats, observed: float, levels: tuple[float, ...] = LEVELS) -> float:
    """Weighted interval score (Bracher et al. 2021) of quantiles at levels that lie evenly about ½, which is one of them."""
    pairs = len(levels) // 2
    total = 0.5 * abs(observed - quantiles[pairs])
    for k, tail in enumerate(levels[:pairs]):
        total += tail * interval(quantiles[k], quantiles[-1 - k], observed, outside=2 * tail)
    return float(total / (pairs + 0.5))


def covered(draws: Floats, observed: float) -> tuple[bool, ...]:
    """Whether the central ranges of `SPANS` hold the number, ends included."""
    ends = np.quantile(draws, [(1 + sign * span) / 2 for span in SPANS for sign in (-1, 1)])
    return tuple(bool(low <= observed <= high) for low, high in ends.reshape(-1, 2))


def pit(draws: Floats, observed: float, rng: np.random.Generator) -> float:
    """Where the number falls among the draws, 0 to 1, by chance within ties (Czado et al. 2009): uniform if all is well."""
    below, same = np.mean(draws < observed), np.mean(draws == observed)
    return float(below + rng.uniform() * same)


def brier(chance: float, happened: bool) -> float:
    """Squared distance of a chance from what happened (Brier 1950)."""
    return (chance - happened) ** 2


def log_score(chance: float, happened: bool) -> float:
    """−log of the chance that was given to what happened (Good 1952)."""
    given = chance if happened else 1 - chance
    return -math.log(min(max(given, LEAST), 1 - LEAST))


def skill(score: float, other: float) -> float:
    """1 − score / other: 1 perfect, 0 no better than the other, less is worse; nan where the other is perfect."""
    return 1 - score / other if other > 0 else math.nan
