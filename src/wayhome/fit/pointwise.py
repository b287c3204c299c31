"""What each claim adds to the density at every draw, and the draws weighed as if it had not been made.

Leaving a claim out divides the density by its likelihood, so that the same draws, weighed by one over it, stand for the fit
without it; Pareto smoothing (Vehtari et al. 2024) steadies the largest weights and says by k̂ how far they can be trusted.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np

from wayhome.engine.arrays import Floats
from wayhome.fit.likelihood import HALF, Posterior, belief, student
from wayhome.fit.observe import Amount, Comparison, Effect
from wayhome.fit.quiet import arviz

TRUSTED = 0.7  # k̂ up to which reweighted draws can be relied on


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of the draws (draw,), summing to one, and how heavy their tail is."""

    each: Floats
    k: float

    @property
    def trusted(self) -> bool:
        return self.k <= TRUSTED


@dataclass(frozen=True, slots=True)
class Said:
    """A claim at every draw (draw,): its log likelihood, and what it looks at, on the scale on which it is read; where it looks at
    several things, the first."""

    log: Floats
    seen: Floats


def pointwise(posterior: Posterior, z: Floats, quantities: Floats) -> Mapping[str, Said]:
    """Every fitted claim at draws z (draw, parameter) with persons `quantities` (draw, quantity)."""
    observed = posterior.observed
    logs = np.log(quantities + HALF)
    biases = posterior.biases(z)
    parts: list[tuple[str, Said]] = []
    parts += [(a.claim.id, _amount(a, quantities, logs, biases)) for a in observed.amounts]
    parts += [(c.claim.id, _comparison(c, logs, observed.margin)) for c in observed.comparisons]
    parts += [(e.claim.id, _effect(e, z[:, e.parameter], observed.margin)) for e in observed.effects]
    found: dict[str, Said] = {}
    for name, said in parts:
        found[name] = Said(found[name].log + said.log, found[name].seen) if name in found else said
    return found


def _amount(amount: Amount, quantities: Floats, logs: Floats, biases: Floats) -> Said:
    seen = logs[:, amount.quantity]
    if amount.whole >= 0:
        rest = np.maximum(quantities[:, amount.whole] - quantities[:, amount.quantity], 0.0)
        seen = seen - np.log(rest + HALF)
    if amount.bias >= 0:
        seen = seen + biases[:, amount.bias]
    density, _ = student((amount.value - seen) / amount.sd, np.array(amount.sense))
    return Said(density - (math.log(amount.sd) if amount.sense == 0 else 0.0), seen)


def _comparison(comparison: Comparison, logs: Floats, margin: float) -> Said:
    rows = (comparison.quantity, comparison.whole, comparison.other, comparison.other_whole)
    signs = (1, -1, -1, 1)
    ratio = sum((sign * logs[:, row] for sign, row in zip(signs, rows, strict=True) if row >= 0), np.zeros(len(logs)))
    return Said(belief(ratio / margin, np.array(comparison.likelihood))[0], ratio)


def _effect(effect: Effect, z: Floats, margin: float) -> Said:
    log_factor = effect.mean + effect.scale * z
    if effect.value is None:
        return Said(belief(effect.sign * log_factor / margin, np.array(effect.likelihood))[0], log_factor)
    return Said(student((effect.value - log_factor) / effect.sd, np.zeros(1))[0], log_factor)


def smoothed(log_ratios: Floats) -> Weights:
    """Importance weights from their logarithms (draw,), Pareto-smoothed; even ones, not to be trusted, where a ratio has no end."""
    if not np.isfinite(log_ratios).all():
        return Weights(np.full(log_ratios.size, 1 / log_ratios.size), math.inf)
    ratios = log_ratios - log_ratios.max()
    if np.ptp(ratios) < 1e-9:  # all alike: nothing to smooth
        return Weights(np.full(ratios.size, 1 / ratios.size), 0.0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        logs, k = arviz().psislw(ratios)
    each = np.exp(np.asarray(logs, np.float64))
    shape = float(np.asarray(k))
    return Weights(each / each.sum(), shape if math.isfinite(shape) else math.inf)


def agreement(values: Floats) -> tuple[float, float]:
    """Split r-hat and bulk effective draws of one number (chain, draw)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if np.ptp(values) == 0:
            return 1.0, float(values.size)
        return float(np.asarray(arviz().rhat(values))), float(np.asarray(arviz().ess(values)))


def without(posterior: Posterior, ids: Collection[str]) -> Posterior:
    """The density as if some claims had not been made; everything else, its sources' biases too, as it was."""
    observed = posterior.observed
    left = replace(
        observed,
        amounts=tuple(a for a in observed.amounts if a.claim.id not in ids),
        comparisons=tuple(c for c in observed.comparisons if c.claim.id not in ids),
        effects=tuple(e for e in observed.effects if e.claim.id not in ids),
    )
    return Posterior(posterior.model, left)
