"""Draws from the posterior by the No-U-Turn sampler (nutpie)."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import minimize

from wayhome.engine.arrays import Floats
from wayhome.fit.likelihood import Posterior

Progress = Callable[[int, int], None]
STEP = 1e-4  # of the differences that give the curvature at the mode
ACCEPT = 0.7  # of proposals; on the flagship 0.7 mixes the slowest parameter better per second than 0.8 or 0.65
FLATTEST = 0.5  # no direction is taken to be wider than this curvature allows; the prior's own is 1


@dataclass(frozen=True, slots=True)
class Draws:
    """z: (chain, draw, parameter) in units of the priors' sd · diverging: (chain, draw) · leapfrogs a draw, wall time."""

    z: Floats
    diverging: Floats
    leapfrogs: float
    seconds: float


def sample(
    posterior: Posterior,
    *,
    seed: int,
    draws: int,
    tune: int,
    chains: int,
    cores: int = 2,
    progress: Progress | None = None,
) -> Draws:
    """Sample around the posterior's mode, in coordinates that its curvature there makes round.

    `progress(done, of)` is called from the sampler's threads.
    """
    import nutpie
    from nutpie.compiled_pyfunc import from_pyfunc

    begin = time.perf_counter()
    size = len(posterior.names)
    mode, round_off = rounded(posterior, size)
    done, of = itertools.count(1), chains * (draws + tune)

    def density(u: Floats) -> tuple[float, Floats]:
        value, gradient = posterior(mode + round_off @ u)
        return value, round_off @ gradient

    def keep(_seed: int, _seed2: int, _chain: int) -> Callable[[Floats], dict[str, Floats]]:
        def expand(u: Floats) -> dict[str, Floats]:
            if progress is not None:
                progress(min(next(done), of), of)
            return {"z": mode + round_off @ u}

        return expand

    def start(point_seed: int) -> Floats:
        return np.random.default_rng(point_seed).uniform(-0.5, 0.5, size)

    model = from_pyfunc(
        size, lambda: density, keep, [np.dtype("float64")], [(size,)], ["z"], make_initial_point_fn=start
    )
    run: Any = nutpie.sample  # its stub does not know the sampler's own settings
    trace = run(
        model,
        draws=draws,
        tune=tune,
        chains=chains,
        cores=cores,
        seed=seed,
        target_accept=ACCEPT,
        progress_bar=False,
        save_warmup=False,
    )
    return Draws(
        np.asarray(trace.posterior["z"], np.float64),
        np.asarray(trace.sample_stats["diverging"], bool),
        float(trace.sample_stats["n_steps"].mean()),
        time.perf_counter() - begin,
    )


def rounded(posterior: Posterior, size: int) -> tuple[Floats, Floats]:
    """The mode, and the symmetric matrix that takes round coordinates to parameters: the inverse root of the curvature.

    Claims pin sums of parameters far tighter than the parameters themselves; without this the sampler would take steps as
    small as the tightest sum allows.
    """
    found = minimize(
        lambda z: tuple(-x for x in posterior(z)), np.zeros(size), jac=True, method="L-BFGS-B", options={"maxcor": 50}
    )
    mode = np.asarray(found.x, np.float64)
    slopes = [posterior(mode - STEP * unit)[1] - posterior(mode + STEP * unit)[1] for unit in np.eye(size)]
    curvature = np.array(slopes) / (2 * STEP)
    values, axes = np.linalg.eigh((curvature + curvature.T) / 2)
    return mode, axes / np.sqrt(np.maximum(values, FLATTEST)) @ axes.T
