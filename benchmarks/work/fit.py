"""The flagship's fit beside NumPyro's sampler on the same density, and its forecast."""

from __future__ import annotations

import multiprocessing
import shutil
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import numpy as np

from benchmarks.contest import OURS, alone
from benchmarks.environments import ROOT
from benchmarks.result import QUICK, Outcome, Plan, Row, Target, ours, times
from wayhome.fit.store import Fit, fit_study, load
from wayhome.forecast import forecast

TITLE = "The flagship's fit, beside NumPyro on the same density, and its forecast"
FIT, SAME, FORECAST = "fit, four chains", "fit, 100 effective draws", "forecast of 1,000 draws"
NUMPYRO = "NumPyro"
FLAGSHIP = ROOT / "studies" / "central-asia"
CHAINS, CORES = 4, 2


def run(plan: Plan) -> Outcome:
    """Effective draws are those of the parameter that has fewest, of all chains, in bulk (Vehtari et al. 2021)."""
    draws, tune, members = (20, 20, 20) if plan.miniature else (1000, 300, 1000)
    with TemporaryDirectory() as aside:
        folder = ROOT / "src/wayhome/cli/template" if plan.miniature else FLAGSHIP
        copy = shutil.copytree(folder, Path(aside) / "study", ignore=shutil.ignore_patterns("results"))
        began = perf_counter()
        fit = fit_study(copy, seed=1, draws=draws, tune=tune)
        seconds = perf_counter() - began
    rows = [*_rows(OURS, seconds, fit.z.reshape(CHAINS, draws, -1))]
    rows += [] if plan.miniature else _rows(NUMPYRO, *numpyro(draws // 5 if plan.repeats > QUICK.repeats else 50))
    rows.append(alone(plan, FORECAST, lambda: lambda seed: _members(fit, members, seed), lambda total, n: ""))
    diagnosis = fit.summary.diagnosis
    line = (
        f"wayhome's fit {'settled' if diagnosis.settled else 'did **not** settle'}: r-hat {diagnosis.rhat:.3f}, at least "
        f"{diagnosis.ess_bulk:.0f} effective draws in bulk and {diagnosis.ess_tail:.0f} in the tails, "
        f"{diagnosis.divergences} divergences."
    )
    targets = (
        Target(FIT, 60, seconds, " s", at_most=True),
        Target("NumPyro's time for an effective draw over wayhome's", 5, times(rows, SAME, NUMPYRO), " ×"),
        Target(FORECAST, 2, ours(rows, FORECAST), " s", at_most=True),
    )
    return Outcome(tuple(rows), targets, (line,))


def _rows(who: str, seconds: float, z: np.ndarray) -> Iterator[Row]:
    """Of draws z (chain, draw, parameter) made in so many seconds, warming up and all."""
    import arviz

    data = arviz.convert_to_dataset(z)
    least = float(arviz.ess(data, method="bulk")["x"].min())
    rhat = float(arviz.rhat(data)["x"].max())
    yield Row(FIT, who, (seconds,), same=f"{least:.0f} effective draws, r-hat {rhat:.3f}")
    yield Row(SAME, who, (seconds / least * 100,))


def _members(fit: Fit, draws: int, seed: int) -> np.ndarray:
    return forecast(fit, draws=draws, seed=seed).stock[:, -1].sum(axis=(0, 1)).astype(float)


def numpyro(draws: int) -> tuple[float, np.ndarray]:
    """Seconds and draws (chain, draw, parameter) of NumPyro's NUTS, as it comes, in the parameters' own coordinates: two chains
    in each of two processes, as many as wayhome's threads."""
    began = perf_counter()
    with ProcessPoolExecutor(CORES, multiprocessing.get_context("spawn")) as pool:
        parts = list(pool.map(chains_of_numpyro, range(CORES), [draws] * CORES))
    return perf_counter() - began, np.concatenate(parts)


def chains_of_numpyro(seed: int, draws: int) -> np.ndarray:
    """Chains one after another, each with as many steps of warming up as draws; (chain, draw, parameter)."""
    import jax
    import jax.numpy as jnp
    from numpyro.infer import MCMC, NUTS

    jax.config.update("jax_enable_x64", True)
    *_, posterior = load(FLAGSHIP)
    size = len(posterior.names)
    shape = (jax.ShapeDtypeStruct((), jnp.float64), jax.ShapeDtypeStruct((size,), jnp.float64))

    def evaluated(z: Any) -> tuple[np.ndarray, np.ndarray]:
        value, gradient = posterior(np.asarray(z, np.float64))
        return np.asarray(-value), -gradient

    def called(z: Any) -> Any:
        return jax.pure_callback(evaluated, shape, z)

    def plain(z: Any) -> Any:
        return called(z)[0]

    potential: Any = jax.custom_vjp(plain)
    potential.defvjp(called, lambda gradient, bar: (bar * gradient,))
    sampler = MCMC(NUTS(potential_fn=potential), num_warmup=draws, num_samples=draws, num_chains=CHAINS // CORES,
                   chain_method="sequential", progress_bar=False)  # fmt: skip
    start = 0.5 * np.random.default_rng(seed).standard_normal((CHAINS // CORES, size))
    sampler.run(jax.random.key(seed), init_params=jnp.asarray(start))
    return np.asarray(sampler.get_samples(group_by_chain=True))
