"""starsim: one agent a person, whose compartment is a state; all agents drawn at once each step."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import starsim as ss

from benchmarks.problem import Problem

ss.options(verbose=0, warnings="ignore")


class Chain(ss.Module):
    def __init__(self, problem: Problem) -> None:
        super().__init__()
        self.problem, self.leave = problem, -np.expm1(-problem.total)
        self.define_states(ss.FloatArr("place", default=0))
        self.leaves = ss.bernoulli(p=lambda module, sim, uids: module.leave[module.place[uids].astype(int)])

    def init_post(self) -> None:
        super().init_post()
        self.place[:] = np.repeat(np.arange(self.problem.cells, dtype=float), self.problem.start)
        self.stocks = [self.counts()]

    def counts(self) -> np.ndarray:
        return np.bincount(self.place.values.astype(int), minlength=self.problem.cells)

    def step(self) -> None:
        self.place[self.leaves.filter()] += 1
        self.stocks.append(self.counts())


def prepare(problem: Problem, variant: str) -> Callable[[int], Callable[[], np.ndarray]]:
    """Agents are made before the clock starts."""

    def make(seed: int) -> Callable[[], np.ndarray]:
        sim = ss.Sim(
            n_agents=problem.people, modules=Chain(problem), dur=problem.steps - 1, dt=1, rand_seed=seed, verbose=0
        )
        sim.init()
        chain = next(module for module in sim.modules if isinstance(module, Chain))  # it keeps a copy

        def run() -> np.ndarray:
            sim.run()
            assert len(chain.stocks) == problem.steps + 1, len(chain.stocks)
            return chain.stocks[-1]

        return run

    return make
