"""Are ranks uniform? Simultaneous bands for their distribution function (Säilynoja, Bürkner & Vehtari 2022, Stat. Comput. 32).

Under uniformity the number of ranks at or below a point is binomial. A set of ranks is as odd as its oddest point; how odd sets
are by chance is found by simulating many of them, and the band is where 95% of them stay, at all points at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

SETS = 20_000
ALPHA = 0.05


@dataclass(frozen=True, slots=True)
class Band:
    """For `number` ranks 0 … `most`: the ends of the band (point,), as counts at or below each point, and how odd
    simulated sets are, the oddest first (set,)."""

    number: int
    most: int
    low: np.ndarray
    high: np.ndarray
    odd: np.ndarray

    def p(self, ranks: np.ndarray) -> float:
        """The share of uniform sets that are at least as odd as this one."""
        found = _oddness(_counts(ranks[None], self.most), self.number, self.most)[0]
        return float(np.searchsorted(self.odd, found, side="right") + 1) / (self.odd.size + 1)

    def holds(self, ranks: np.ndarray) -> bool:
        counts = _counts(ranks[None], self.most)[0]
        return bool((counts >= self.low).all() and (counts <= self.high).all())


def band(number: int, most: int, *, alpha: float = ALPHA, seed: int = 1) -> Band:
    rng = np.random.default_rng(seed)
    sets = np.cumsum(rng.multinomial(number, np.full(most + 1, 1 / (most + 1)), size=SETS), axis=1)[:, :-1]
    odd = np.sort(_oddness(sets, number, most))
    gamma = odd[max(round(alpha * SETS) - 1, 0)]
    law = stats.binom(number, _points(most))
    counts = np.arange(number + 1)[:, None]
    inside = _tails(law.cdf(counts), law.sf(counts - 1)) > gamma
    return Band(number, most, inside.argmax(axis=0), number - inside[::-1].argmax(axis=0), odd)


def _points(most: int) -> np.ndarray:
    return np.arange(1, most + 1) / (most + 1)


def _counts(ranks: np.ndarray, most: int) -> np.ndarray:
    """(set, point): how many of each set's ranks lie at or below each point but the last."""
    return (ranks[:, :, None] <= np.arange(most)).sum(axis=1)


def _oddness(counts: np.ndarray, number: int, most: int) -> np.ndarray:
    """(set,): the least two-sided tail probability over the points; small is odd."""
    law = stats.binom(number, _points(most))
    every = np.arange(number + 1)[:, None]
    tails = _tails(law.cdf(every), law.sf(every - 1))  # (count, point)
    return tails[counts, np.arange(most)].min(axis=1)


def _tails(below: np.ndarray, above: np.ndarray) -> np.ndarray:
    return np.minimum(2 * np.minimum(below, above), 1.0)
