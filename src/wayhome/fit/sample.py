"""Draws from the posterior by the No-U-Turn sampler (nutpie)."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from wayhome.engine.arrays import Floats
from wayhome.fit.likelihood import Posterior
from wayhome.fit.quiet import arviz

Progress = Callable[[int, int], None]
STEP = 1e-4  # of the differences that give the curvature at the mode
ACCEPT = 0.8  # of proposals; with 0.7 the flagship mixes a little faster, but one draw in some thousand diverges
WIDER = 2.0  # variances below this are within the pilot's own noise
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
    """Sample in coordinates that are round: first as the curvature at the mode has it, then as a short pilot run has it.

    Claims pin sums of parameters far tighter than the parameters themselves; in the parameters' own coordinates the sampler
    would take steps as small as the tightest sum allows. `progress(done, of)` is called from the sampler's threads.
    """
    begin = time.perf_counter()
    pilot_draws, pilot_tune = max(draws // 10, 20), max(tune // 3, 20)
    counted = _Counted(progress, chains * (draws + tune + pilot_draws + pilot_tune))
    with threadpool_limits(1):  # sums in one order, whatever the number of cores; the chains keep the cores busy
        mode, root = rounded(posterior)
        run = _Run(posterior, seed, chains, cores, counted)
        pilot = run(mode, root, draws=pilot_draws, tune=pilot_tune)
        trace = run(*widened(pilot.posterior["z"].to_numpy().reshape(-1, mode.size), root), draws=draws, tune=tune)
    return Draws(
        np.asarray(trace.posterior["z"], np.float64),
        np.asarray(trace.sample_stats["diverging"], bool),
        float(trace.sample_stats["n_steps"].mean()),
        time.perf_counter() - begin,
    )


@dataclass(slots=True)
class _Counted:
    """Tells how much is done, whichever thread did it."""

    progress: Progress | None
    of: int
    ticks: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def tick(self) -> None:
        if self.progress is not None:
            self.progress(min(next(self.ticks), self.of), self.of)


@dataclass(frozen=True, slots=True)
class _Run:
    """NUTS on z = centre + root·u; call it with a centre, a root and how long."""

    posterior: Posterior
    seed: int
    chains: int
    cores: int
    counted: _Counted

    def __call__(self, centre: Floats, root: Floats, *, draws: int, tune: int) -> Any:
        arviz()  # nutpie imports it too, with its notice
        import nutpie
        from nutpie.compiled_pyfunc import from_pyfunc

        def density(u: Floats) -> tuple[float, Floats]:
            value, gradient = self.posterior(centre + root @ u)
            return value, root.T @ gradient

        def keep(_seed: int, _seed2: int, _chain: int) -> Callable[[Floats], dict[str, Floats]]:
            def expand(u: Floats) -> dict[str, Floats]:
                self.counted.tick()
                return {"z": centre + root @ u}

            return expand

        def start(point_seed: int) -> Floats:
            return np.random.default_rng(point_seed).uniform(-0.5, 0.5, centre.size)

        size, number = centre.size, np.dtype("float64")
        model = from_pyfunc(size, lambda: density, keep, [number], [(size,)], ["z"], make_initial_point_fn=start)
        run: Any = nutpie.sample  # its stub does not know the sampler's own settings
        running = run(
            model,
            draws=draws,
            tune=tune,
            chains=self.chains,
            cores=self.cores,
            seed=self.seed,
            target_accept=ACCEPT,
            progress_bar=False,
            save_warmup=False,
            blocking=False,
        )
        try:
            return running.wait()
        except (
            BaseException
        ):  # nutpie's own waiting would return the draws so far when interrupted, as if they were all
            running.cancel()
            raise


def rounded(posterior: Posterior) -> tuple[Floats, Floats]:
    """The mode, and the symmetric matrix that takes round coordinates to parameters: the inverse root of the curvature."""
    from scipy.optimize import minimize  # whoever reads a kept fit need not wait for it

    size = len(posterior.names)
    found = minimize(
        lambda z: tuple(-x for x in posterior(z)),
        np.zeros(size),
        jac=True,
        method="L-BFGS-B",
        options={"maxcor": 50},
    )
    mode = np.asarray(found.x, np.float64)
    slopes = [posterior(mode - STEP * unit)[1] - posterior(mode + STEP * unit)[1] for unit in np.eye(size)]
    curvature = np.array(slopes) / (2 * STEP)
    values, axes = np.linalg.eigh((curvature + curvature.T) / 2)
    return mode, axes / np.sqrt(np.maximum(values, FLATTEST)) @ axes.T


def widened(pilot: Floats, root: Floats) -> tuple[Floats, Floats]:
    """The pilot's mean, and the root stretched along the directions in which the pilot (draw, parameter) is clearly wider."""
    centre = pilot.mean(axis=0)
    u = np.linalg.solve(root, (pilot - centre).T)
    values, axes = np.linalg.eigh(np.atleast_2d(np.cov(u)))
    return centre, root @ (axes * np.sqrt(np.where(values > WIDER, values, 1.0))) @ axes.T
