"""The posterior of every kind of claim at once, by another sampler: BlackJAX's NUTS on the same density."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.fit.ledgers import write_study
from wayhome.fit.likelihood import Posterior
from wayhome.fit.sample import sample
from wayhome.fit.store import load

APART = 0.05  # posterior sds between the two samplers' means
CHAINS, DRAWS, TUNE = 4, 4000, 1000


@pytest.mark.slow
def test_blackjax_finds_the_same_posterior(tmp_path: Path) -> None:
    """About 10,000 effective draws each leave an error of 0.014 sd: a mean farther apart than 0.05 is none of chance's doing."""
    pytest.importorskip("blackjax")
    *_, posterior = load(write_study(tmp_path))
    ours = sample(posterior, seed=1, draws=DRAWS, tune=TUNE, chains=CHAINS).z.reshape(-1, len(posterior.names))
    theirs = by_blackjax(posterior)
    sd = theirs.std(axis=0)
    apart = (ours.mean(axis=0) - theirs.mean(axis=0)) / sd
    assert np.abs(apart).max() < APART, dict(zip(posterior.names, apart.round(3), strict=True))
    assert np.abs(ours.std(axis=0) / sd - 1).max() < APART
    for q in (5, 95):
        ends = (np.percentile(ours, q, axis=0) - np.percentile(theirs, q, axis=0)) / sd
        assert np.abs(ends).max() < 2 * APART, q


def by_blackjax(posterior: Posterior) -> np.ndarray:
    """(draw, parameter): window adaptation of a diagonal mass matrix from the prior's middle, in the parameters' own coordinates;
    nothing of `wayhome.fit.sample` is used."""
    import blackjax
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)
    size = len(posterior.names)
    shape = (jax.ShapeDtypeStruct((), jnp.float64), jax.ShapeDtypeStruct((size,), jnp.float64))

    def called(z: Any) -> Any:
        return jax.pure_callback(lambda x: _density(posterior, x), shape, z)

    def plain(z: Any) -> Any:
        return called(z)[0]

    density: Any = jax.custom_vjp(plain)
    density.defvjp(called, lambda gradient, bar: (bar * gradient,))
    draws: list[np.ndarray] = []
    for chain in range(CHAINS):
        keys = jax.random.split(jax.random.key(chain), 3)
        start = 0.5 * jax.random.normal(keys[0], (size,))
        adapted: Any = blackjax.window_adaptation(blackjax.nuts, density, target_acceptance_rate=0.8)
        (state, parameters), _ = adapted.run(keys[1], start, num_steps=TUNE)
        step = blackjax.nuts(density, **parameters).step

        def once(state: Any, key: Any, step: Any = step) -> tuple[Any, Any]:
            state, _ = step(key, state)
            return state, state.position

        _, positions = jax.lax.scan(once, state, jax.random.split(keys[2], DRAWS))
        draws.append(np.asarray(positions))
    return np.concatenate(draws)


def _density(posterior: Posterior, z: Any) -> tuple[np.ndarray, np.ndarray]:
    value, gradient = posterior(np.asarray(z, np.float64))
    return np.asarray(value), np.asarray(gradient)
