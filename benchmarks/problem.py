"""The model that wayhome and its peers both run: people leaving compartments at given rates, in plain arrays.

Imported by the peers too, in environments of their own: NumPy and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TypeAlias

import numpy as np


@dataclass(frozen=True, slots=True)
class Problem:
    """start: (compartment,) people · origin, to, rate: (flow,), rate per person and step, sorted by origin
    driver: (step,) a pressure between 0 and 1 · effect: (flow,) log factor on the rate when the driver goes from 0 to 1
    weight: (compartment,) what the scalar of the gradient counts a person in each compartment at the end."""

    start: np.ndarray
    origin: np.ndarray
    to: np.ndarray
    rate: np.ndarray
    driver: np.ndarray
    effect: np.ndarray
    weight: np.ndarray

    @property
    def steps(self) -> int:
        return self.driver.size

    @property
    def cells(self) -> int:
        return self.start.size

    @property
    def total(self) -> np.ndarray:
        """(compartment,) the sum of the rates out of it."""
        return np.bincount(self.origin, self.rate, self.cells)

    @property
    def people(self) -> int:
        return int(self.start.sum())

    def chances(self) -> np.ndarray:
        """(flow,) the chance that a person in its origin takes the flow within a step, all flows competing, at driver 0."""
        total = self.total
        leave = np.divide(-np.expm1(-total), total, out=np.zeros(self.cells), where=total > 0)
        return self.rate * leave[self.origin]

    def at(self, step: int) -> Problem:
        """The same with the rates of one step as its rates."""
        return replace(self, rate=self.rate * np.exp(self.effect * self.driver[step]))

    def changes(self) -> bool:
        return bool(self.effect.any())

    def is_chain(self) -> bool:
        """Whether each compartment but the last leads to the next and nowhere else."""
        return np.array_equal(self.origin, np.arange(self.cells - 1)) and np.array_equal(self.to, self.origin + 1)

    def save(self, path: Path) -> None:
        np.savez(path, **{field.name: getattr(self, field.name) for field in fields(self)})


Result: TypeAlias = "np.ndarray | tuple[np.ndarray, np.ndarray]"
"""What a run returns: the final stocks, or those and all moves, (step, flow) or flat, that led to them."""


def summary(result: Result) -> np.ndarray:
    """The final stocks, and at the end of them how many moves there were, where they are known."""
    if isinstance(result, tuple):
        return np.append(np.asarray(result[0], float), np.asarray(result[1], float).sum())
    return np.asarray(result, float)


def load(path: Path) -> Problem:
    with np.load(path) as file:
        return Problem(**{name: file[name] for name in file.files})


def network(*, cells: int, out: int, steps: int, people: int, seed: int) -> Problem:
    """A random directed graph with `out` flows from each compartment, rates of 0.1% to 2% a step (log-uniform)."""
    rng = np.random.default_rng(seed)
    to = np.array([rng.choice(cells - 1, out, replace=False) for _ in range(cells)])
    to += to >= np.arange(cells)[:, None]  # nobody leaves for where they are
    rate = np.exp(rng.uniform(np.log(0.001), np.log(0.02), cells * out))
    start, weight = rng.multinomial(people, np.full(cells, 1 / cells)), rng.normal(size=cells)
    return Problem(
        start, np.repeat(np.arange(cells), out), to.ravel(), rate, np.zeros(steps), np.zeros(rate.size), weight
    )


def chain(*, cells: int, steps: int, people: int, seed: int) -> Problem:
    """One compartment after another, nobody leaving the last, rates of 2% to 20% a step (log-uniform)."""
    rng = np.random.default_rng(seed)
    rate = np.exp(rng.uniform(np.log(0.02), np.log(0.2), cells - 1))
    start, weight = rng.multinomial(people, np.full(cells, 1 / cells)), rng.normal(size=cells)
    return Problem(start, np.arange(cells - 1), np.arange(1, cells), rate, np.zeros(steps), np.zeros(cells - 1), weight)


def changing(problem: Problem, *, seed: int) -> Problem:
    """The same with a driver that comes and goes over 60 steps, each flow answering it in its own way."""
    driver = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(problem.steps) / 60)
    return replace(problem, driver=driver, effect=np.random.default_rng(seed).normal(0, 0.5, problem.rate.size))
