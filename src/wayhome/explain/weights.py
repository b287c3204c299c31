"""Draws weighed anew: what a number would be without a claim, under a weaker or firmer assumption, or knowing one figure more."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from wayhome.engine.arrays import Floats, Ints
from wayhome.ranges import BAND, Z90

HALF = 0.5  # a person's half keeps the logarithm finite where nobody is
KNOWN = math.log(1.2) / Z90  # sd of the logarithm of a figure known within ±20 %, a 90% range
ASKED = 200  # figures that might be found, per candidate
ROUGH = 60  # candidates that are looked at closely


@dataclass(frozen=True, slots=True)
class Band:
    """A middle with its 90% range, in persons."""

    low: float
    mid: float
    high: float


@dataclass(frozen=True, slots=True)
class Values:
    """A number's draws in order: `sorted` (draw,), and `order` to bring weights into that order."""

    sorted: Floats
    order: Ints

    @classmethod
    def of(cls, values: Floats) -> Values:
        order = np.argsort(values, kind="stable")
        return cls(values[order], order)

    def band(self, weights: Floats | None = None) -> Band:
        """Quantiles of the draws, weighed or all alike."""
        low, mid, high = self.quantiles(weights, BAND)
        return Band(low, mid, high)

    def quantiles(self, weights: Floats | None, levels: Sequence[float] | Floats) -> list[float]:
        if weights is None:
            return list(np.quantile(self.sorted, levels).tolist())
        given = weights[self.order]
        at = np.cumsum(given) - given / 2  # the middle of each draw's share: unweighed draws give their usual quantiles
        return list(np.interp(np.asarray(levels), at / given.sum(), self.sorted).tolist())


def moved(values: Floats, weights: Floats, other: Floats | None = None) -> float:
    """How far the number moves from these draws (draw,) to `other` ones, or to the same with weights: the mean distance
    between their quantiles (Wasserstein), as a share of the 90% range; on the log scale, so that small numbers count too."""
    grid = np.linspace(0.01, 0.99, 99)
    logs = np.log(np.maximum(values, 0.0) + HALF)
    base = Values.of(logs)
    after = (
        Values.of(np.log(np.maximum(other, 0.0) + HALF)).quantiles(None, grid)
        if other is not None
        else base.quantiles(weights, grid)
    )
    low, high = base.quantiles(None, (BAND[0], BAND[-1]))
    return float(np.abs(np.array(after) - base.quantiles(None, grid)).mean()) / max(high - low, 1e-9)


def signal(values: Floats, by: Floats) -> float:
    """How surely weights that go by `by` (draw,) move the number at all: 0 where chance alone could bring about how its middle
    and its spread go with their ranks, near 1 where that is out of the question."""
    logs = np.log(np.maximum(values, 0.0) + HALF)
    away, ranks = logs - logs.mean(), _ranks(by)
    return max(_sure(away, ranks), _sure(away**2, ranks))


def _sure(one: Floats, other: Floats) -> float:
    """The share of a squared correlation that is beyond two standard errors, every second draw counted."""
    one, other = one - one.mean(), other - other.mean()
    square = float(one @ other) ** 2 / max(float((one @ one) * (other @ other)), 1e-300)
    return max(0.0, 1 - 4 * (1 - square) / (len(one) / 2) / max(square, 1e-300))


def _ranks(values: Floats) -> Floats:
    return np.argsort(np.argsort(values, kind="stable"), kind="stable").astype(np.float64)


def nudged(values: Floats, seen: Floats, weights: Floats) -> Floats:
    """The number's draws moved to where weights would have them that are too uneven to be used as they are.

    A claim acts on a number only by what it looks at (`seen`): the number given that is the same with and without the claim. So
    what it looks at is moved, rank by rank, to its distribution under the weights, and the number's logarithm goes along by the
    slope of its line on it, which is drawn towards none as far as it could be chance.
    """
    logs = np.log(np.maximum(values, 0.0) + HALF)
    x, y = seen - seen.mean(), logs - logs.mean()
    if not x.any():
        return values
    there = Values.of(seen)
    after = there.quantiles(weights, (_ranks(seen) + 0.5) / seen.size)
    slope = _sure(x, y) * float(x @ y / (x @ x))
    return np.maximum(np.exp(logs + slope * (np.array(after) - seen)) - HALF, 0.0)


def slopes(z: Floats, values: Floats) -> Floats:
    """(parameter,) by how much the number's logarithm goes up with each parameter, the others held: ridge regression, its
    penalty chosen by generalised cross-validation."""
    inputs, logs = z - z.mean(axis=0), np.log(np.maximum(values, 0.0) + HALF)
    u, s, vt = np.linalg.svd(inputs, full_matrices=False)
    along, total = u.T @ (logs - logs.mean()), float(((logs - logs.mean()) ** 2).sum())
    best, chosen = math.inf, 0.0
    for penalty in np.logspace(-3, 2, 21) * len(z) / 100:
        shrunk = s**2 / (s**2 + penalty)
        left = total - float((along**2 * (1 - (1 - shrunk) ** 2)).sum())
        score = left / (1 - (shrunk.sum() + 1) / len(z)) ** 2
        if score < best:
            best, chosen = score, penalty
    return vt.T @ (along * s / (s**2 + chosen))


@dataclass(frozen=True, slots=True)
class Gain:
    """What one figure more would do. width: of the number's 90% range, as a share of today's, on average over the figures that
    might be found; now: what is known of the figure; then: the number if the figure is found in the middle of that."""

    candidate: int
    width: float
    now: Band
    then: Band


def gains(values: Floats, candidates: Floats, *, seed: int) -> list[Gain]:
    """What each candidate (draw, candidate) would do if it were known within ±20 %, best first.

    All are looked at by linear regression (as in Strong et al. 2014); the best of them closely: figures that might be found are
    drawn from the fit, and for each of them the draws are weighed by how well they agree with it.
    """
    logs = np.log(candidates + HALF)
    noise = np.sqrt(KNOWN**2 + 1 / np.maximum(candidates, 1.0))
    explained = np.maximum(_share(values, logs, noise), _share(np.log(np.maximum(values, 0.0) + HALF), logs, noise))
    chosen = np.argsort(-explained, kind="stable")[:ROUGH]
    ordered = Values.of(values)
    found = [_gain(int(c), values, ordered, logs[:, c], noise[:, c], candidates[:, c], seed) for c in chosen]
    return sorted(found, key=lambda gain: (gain.width, gain.candidate))


def _share(target: Floats, logs: Floats, noise: Floats) -> Floats:
    """(candidate,) the share of the target's variance that a line through a noisy figure explains."""
    away = target - target.mean()
    covariance = away @ (logs - logs.mean(axis=0)) / len(target)
    variance = logs.var(axis=0) + (noise**2).mean(axis=0)
    return covariance**2 / (variance * max(float(away.var()), 1e-300))


def _gain(
    candidate: int, values: Floats, ordered: Values, logs: Floats, noise: Floats, people: Floats, seed: int
) -> Gain:
    generator = np.random.default_rng(seed)
    some = np.linspace(0, len(logs) - 1, min(ASKED, len(logs))).round().astype(int)
    figures = logs[some] + noise[some] * generator.standard_normal(some.size)
    middle = float(np.median(logs))
    weights = _agreeing(np.append(figures, middle), logs, noise)
    bands = _bands(weights[:, ordered.order], ordered.sorted)
    widths = bands[:-1, 2] - bands[:-1, 0]
    low, _, high = ordered.quantiles(None, BAND)
    now = Values.of(people).band()
    return Gain(candidate, float(widths.mean()) / max(high - low, 1e-9), now, Band(*bands[-1].tolist()))


def _agreeing(figures: Floats, logs: Floats, noise: Floats) -> Floats:
    """(figure, draw) weights of the draws if the figure were found."""
    log_weights = -0.5 * ((figures[:, None] - logs) / noise) ** 2 - np.log(noise)
    weights = np.exp(log_weights - log_weights.max(axis=1, keepdims=True))
    return weights / weights.sum(axis=1, keepdims=True)


def _bands(weights: Floats, values: Floats) -> Floats:
    """(row, level) quantiles of sorted values under each row of weights."""
    at = np.cumsum(weights, axis=1)
    return np.stack([values[np.minimum((at < level).sum(axis=1), values.size - 1)] for level in BAND], axis=1)
