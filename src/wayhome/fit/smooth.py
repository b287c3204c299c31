"""A quick look at the posterior by an ensemble smoother: no gradients, some thousands of runs of the model, seconds.

Members drawn from the prior are moved several times towards the claims, each time with the claims' log density divided by the
number of times, so that a curved model is followed in short steps: the ensemble smoother with multiple data assimilation
(Emerick & Reynolds 2013, Computers & Geosciences 55). It is exact where the model is linear, all errors are normal and members
are many; elsewhere an approximation, and labelled as one.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from threadpoolctl import threadpool_limits

from wayhome.engine.arrays import Floats, Ints
from wayhome.fit.likelihood import HALF, NU, Posterior, belief, student
from wayhome.fit.observe import Comparison, Effect, Observations
from wayhome.fit.sample import Draws

ROUNDS = 8  # on the flagship as good as 12, better than 4
FEWEST = 200  # members; with 60, the flagship's step was so far from the line that members were thrown out of all sense
ROBUST = 0.5  # from this share of the rounds on, members are near enough to the claims to tell which claims are wild
WIDEN = (NU + 3) / (NU + 1)  # variance of the normal that tells as much of its middle as this Student-t
LEAST = 0.05  # of what the members already know, a claim that moves them tells at least so much, though it may not narrow them
MOVED = 1e-3  # a claim that would move them by less than this many of their sds tells nothing
TINY = 1e-12

Progress = Callable[[int, int], None]


def smooth(
    posterior: Posterior, *, seed: int, members: int, rounds: int = ROUNDS, progress: Progress | None = None
) -> Draws:
    """As many approximate draws as members (FEWEST, if fewer are asked for), as one chain; the same for any number of cores."""
    members = max(members, FEWEST)
    begin = time.perf_counter()
    rng = np.random.default_rng(seed)
    z = rng.normal(size=(members, len(posterior.names)))
    threads = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    with threadpool_limits(1), ThreadPoolExecutor(threads) as pool:
        for done in range(rounds if posterior.observed.quantities or posterior.observed.effects else 0):
            seen = _seen(posterior, z, pool)
            normal = _normals(posterior.observed, seen, rounds, robust=done >= ROBUST * rounds)
            z = z + _moves(z, seen, normal, rng)
            if progress is not None:
                progress(done + 1, rounds)
    return Draws(z[None], np.zeros((1, members), bool), 0.0, time.perf_counter() - begin)


@dataclass(frozen=True, slots=True)
class _Normals:
    """The claims that tell something, as normal observations: which, their values and variances (claim,)."""

    tells: Ints
    value: Floats
    variance: Floats


def _seen(posterior: Posterior, z: Floats, pool: ThreadPoolExecutor) -> Floats:
    """(member, claim): what each member would have each claim be: figures, bias included; log ratios; log factors."""
    observed = posterior.observed

    def of(row: Floats) -> Floats:
        values = posterior.quantities(row)
        shift = np.append(posterior.biases(row), 0.0)
        biases = shift[[a.bias for a in observed.amounts]] if observed.amounts else np.zeros(0)
        ratios = [_ratio(values, said) for said in observed.comparisons]
        factors = [_direction(e) * (e.mean + e.scale * row[e.parameter]) for e in observed.effects]
        return np.concatenate([posterior.predicted(values) + biases, ratios, factors])

    return np.stack(list(pool.map(of, z)))


def _ratio(values: Floats, said: Comparison) -> float:
    sides = ((said.quantity, 1), (said.whole, -1), (said.other, -1), (said.other_whole, 1))
    return float(sum(sign * np.log(values[row] + HALF) for row, sign in sides if row >= 0))


def _direction(effect: Effect) -> int:
    return effect.sign if effect.value is None else 1


def _normals(observed: Observations, seen: Floats, rounds: int, *, robust: bool) -> _Normals:
    """What each claim tells in one of the rounds, as a normal observation.

    A figure: its value, with the variance of the normal nearest to its Student-t; wider where it lies so far from the members
    that a Student-t would let go of it. A bound, a comparison, a sign: whatever normal observation changes the members' mean
    (and variance, where that becomes smaller) as weighting them by the claim's density does.
    """
    value, sd = _figures(observed)
    figure = ~np.isnan(value)
    t = (value - seen) / sd
    variance = np.full(value.size, WIDEN)
    if robust:
        variance = np.maximum(variance, 1 / ((NU + 1) / (NU + t**2)).mean(axis=0))
    log = _densities(observed, seen) / rounds
    weight = np.exp(log - log.max(axis=0))
    weight /= weight.sum(axis=0)
    mean, spread = seen.mean(axis=0), seen.var(axis=0)
    there = (weight * seen).sum(axis=0)
    narrowed = (weight * (seen - there) ** 2).sum(axis=0)
    gain = np.maximum(1 / np.maximum(narrowed, TINY) - 1 / np.maximum(spread, TINY), LEAST / np.maximum(spread, TINY))
    tells = figure | (np.abs(there - mean) > MOVED * np.sqrt(spread))
    return _Normals(
        np.flatnonzero(tells),
        np.where(figure, value, mean + (there - mean) * (1 + 1 / (gain * np.maximum(spread, TINY))))[tells],
        np.where(figure, rounds * variance * sd**2, 1 / gain)[tells],
    )


def _figures(observed: Observations) -> tuple[Floats, Floats]:
    """Value and sd (claim,) of amounts and of effects of a stated size; nan of bounds, comparisons and signs."""
    amounts = [(a.value, a.sd) if a.sense == 0 else (np.nan, np.nan) for a in observed.amounts]
    effects = [(np.nan, np.nan) if e.value is None else (e.value, e.sd) for e in observed.effects]
    pairs = np.array([*amounts, *((np.nan, np.nan) for _ in observed.comparisons), *effects]).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]


def _densities(observed: Observations, seen: Floats) -> Floats:
    """(member, claim): log density of bounds, comparisons and signs; 0 of figures."""
    log = np.zeros_like(seen)
    for i, amount in enumerate(observed.amounts):
        if amount.sense:
            log[:, i], _ = student((amount.value - seen[:, i]) / amount.sd, np.full(len(seen), amount.sense))
    said = (*observed.comparisons, *observed.effects)
    for i, claim in enumerate(said, start=len(observed.amounts)):
        if isinstance(claim, Comparison) or claim.value is None:
            log[:, i], _ = belief(seen[:, i] / observed.margin, np.full(len(seen), claim.likelihood))
    return log


def _moves(z: Floats, seen: Floats, normal: _Normals, rng: np.random.Generator) -> Floats:
    """(member, parameter): the Kalman step of each member towards its own perturbed copy of the claims.

    Correlations no larger than chance makes among so many members are taken as none, larger ones a little smaller.
    """
    seen = seen[:, normal.tells]
    far, off = seen - seen.mean(axis=0), z - z.mean(axis=0)
    both = off.T @ far / (len(z) - 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        correlation = both / np.outer(off.std(axis=0), far.std(axis=0))
        both = both * np.nan_to_num(np.maximum(0.0, 1 - 1 / (len(z) * correlation**2)))
    among = far.T @ far / (len(z) - 1) + np.diag(normal.variance)
    perturbed = normal.value + np.sqrt(normal.variance) * rng.normal(size=seen.shape)
    return (perturbed - seen) @ np.linalg.solve(among, both.T)
