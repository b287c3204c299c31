"""JAX on one CPU core, everything inside lax.scan, compiled before the clock starts.

exact: jax.random.binomial, once for who leaves and then flow by flow · normal, Poisson: numbers of those approximate
distributions for each flow, held between 0 and the people there · gradient: of a weighted sum of the expected path's end
with respect to every log rate, and its value, in double precision or in single.
"""

from __future__ import annotations

import os
from collections.abc import Callable

import numpy as np

from benchmarks.problem import Problem, Result

cores = os.sched_getaffinity(0)
os.sched_setaffinity(0, {min(cores)})  # XLA makes as many threads as it may use cores, once, when it is first asked
import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402

jax.config.update("jax_platforms", "cpu")
jax.devices()
os.sched_setaffinity(0, cores)


def prepare(problem: Problem, variant: str) -> Callable[[int], Callable[[], Result]]:
    jax.config.update("jax_enable_x64", variant != "gradient, single precision")
    if variant.startswith("gradient"):
        return _gradient(problem)
    run = jax.jit(_exact(problem) if variant == "exact" else _approximate(problem, variant))

    def path(seed: int) -> Result:
        end, _, moved = jax.block_until_ready(run(jax.random.key(seed)))
        return end, moved

    return lambda seed: lambda: path(seed)


def _exact(problem: Problem) -> Callable[[jax.Array], tuple[jax.Array, jax.Array, jax.Array]]:
    """Single precision: the quicker one."""
    cells, flows = problem.cells, problem.rate.size // problem.cells
    leave = jnp.asarray(-np.expm1(-problem.total), jnp.float32)
    rate = problem.rate.reshape(cells, flows)
    among = jnp.asarray(rate / np.cumsum(rate[:, ::-1], 1)[:, ::-1], jnp.float32)
    to = jnp.asarray(problem.to)

    def step(stock: jax.Array, key: jax.Array) -> tuple[jax.Array, tuple[jax.Array, jax.Array]]:
        keys = jax.random.split(key, flows)
        left = leaving = jax.random.binomial(keys[0], stock, leave, dtype=jnp.float32)
        moved = []
        for j in range(flows - 1):
            moved.append(jax.random.binomial(keys[j + 1], left, among[:, j], dtype=jnp.float32))
            left = left - moved[-1]
        moved = jnp.stack([*moved, left], 1).ravel()
        after = stock - leaving + jax.ops.segment_sum(moved, to, cells)
        return after, (after, moved)

    return _scan(problem, step)


def _approximate(problem: Problem, variant: str) -> Callable[[jax.Array], tuple[jax.Array, jax.Array, jax.Array]]:
    cells = problem.cells
    chance = jnp.asarray(problem.chances(), jnp.float32)
    origin, to = jnp.asarray(problem.origin), jnp.asarray(problem.to)

    def step(stock: jax.Array, key: jax.Array) -> tuple[jax.Array, tuple[jax.Array, jax.Array]]:
        there = stock[origin]
        if variant == "normal":
            noise = jax.random.normal(key, chance.shape, jnp.float32)
            moved = jnp.maximum(0, jnp.round(there * chance + jnp.sqrt(there * chance * (1 - chance)) * noise))
        else:
            moved = jax.random.poisson(key, there * chance).astype(jnp.float32)
        asked = jax.ops.segment_sum(moved, origin, cells, indices_are_sorted=True)
        moved = jnp.floor(moved * jnp.minimum(1, stock / jnp.maximum(asked, 1))[origin])
        leaving = jax.ops.segment_sum(moved, origin, cells, indices_are_sorted=True)
        after = stock - leaving + jax.ops.segment_sum(moved, to, cells)
        return after, (after, moved)

    return _scan(problem, step)


def _scan(problem: Problem, step: Callable) -> Callable[[jax.Array], tuple[jax.Array, jax.Array, jax.Array]]:
    start = jnp.asarray(problem.start, jnp.float32)

    def run(key: jax.Array) -> tuple[jax.Array, jax.Array, jax.Array]:
        end, (stocks, moved) = jax.lax.scan(step, start, jax.random.split(key, problem.steps))
        return end, stocks, moved

    return run


def _gradient(problem: Problem) -> Callable[[int], Callable[[], np.ndarray]]:
    """What does not change from step to step is computed once, before the scan."""
    cells = problem.cells
    origin, to = jnp.asarray(problem.origin), jnp.asarray(problem.to)
    start, weight = jnp.asarray(problem.start, float), jnp.asarray(problem.weight)
    driver = jnp.asarray(problem.driver) if problem.changes() else None
    effect = jnp.asarray(problem.effect)

    def chances(rate: jax.Array) -> tuple[jax.Array, jax.Array]:
        total = jax.ops.segment_sum(rate, origin, cells, indices_are_sorted=True)
        stay = jnp.exp(-total)
        return rate * ((1 - stay) / total)[origin], stay

    def scalar(log_rate: jax.Array) -> jax.Array:
        rate = jnp.exp(log_rate)
        fixed = chances(rate)

        def step(stock: jax.Array, driver: jax.Array | None) -> tuple[jax.Array, None]:
            chance, stay = fixed if driver is None else chances(rate * jnp.exp(effect * driver))
            return stock * stay + jax.ops.segment_sum(stock[origin] * chance, to, cells), None

        return weight @ jax.lax.scan(step, start, driver, problem.steps)[0]

    run = jax.jit(jax.value_and_grad(scalar))
    log_rate = jnp.log(jnp.asarray(problem.rate))
    return lambda seed: lambda: np.append(*reversed(jax.block_until_ready(run(log_rate))))
