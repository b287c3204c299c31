"""Mesa: one agent a person, each asked once a step."""

from __future__ import annotations

from collections.abc import Callable

import mesa
import numpy as np

from benchmarks.problem import Problem


class Person(mesa.Agent):
    def __init__(self, model: Chain, place: int) -> None:
        super().__init__(model)
        self.place = place

    def step(self) -> None:
        if self.model.random.random() < self.model.leave[self.place]:
            self.place += 1


class Chain(mesa.Model):
    def __init__(self, problem: Problem, leave: list[float], seed: int) -> None:
        super().__init__(seed=seed)
        self.leave, self.cells = leave, problem.cells
        Person.create_agents(self, problem.people, np.repeat(np.arange(problem.cells), problem.start).tolist())

    def counts(self) -> np.ndarray:
        return np.bincount(self.agents.get("place"), minlength=self.cells)

    def step(self) -> None:
        self.agents.do("step")


def prepare(problem: Problem, variant: str) -> Callable[[int], Callable[[], np.ndarray]]:
    """Agents are made before the clock starts; their order does not matter, so they are not shuffled."""
    leave = (-np.expm1(-problem.total)).tolist()

    def make(seed: int) -> Callable[[], np.ndarray]:
        model = Chain(problem, leave, seed)

        def run() -> np.ndarray:
            stock = [model.counts()]
            for _ in range(problem.steps):
                model.step()
                stock.append(model.counts())
            return stock[-1]

        return run

    return make
