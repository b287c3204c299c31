"""particles: the chain as the state of its state-space model, drawn as its simulator draws one path.

The state's distribution given the last state is a member of its own family: independent binomials, shifted by one.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from particles import distributions, state_space_models

from benchmarks.problem import Problem


class After(distributions.ProbDist):
    """Where people are after a step from `stock`."""

    dtype = np.int64

    def __init__(self, stock: np.ndarray, leave: np.ndarray) -> None:
        self.stock, self.leave = stock, leave

    @property
    def dim(self) -> int:
        return self.stock.shape[-1]

    def rvs(self, size: int | None = None) -> np.ndarray:
        shape = self.stock.shape if size is None else (size, self.dim)
        stock = np.broadcast_to(self.stock, shape)
        leaving = distributions.Binomial(stock, self.leave).rvs(size=shape)
        after = stock - leaving
        after[..., 1:] += leaving[..., :-1]
        return after


def prepare(problem: Problem, variant: str) -> Callable[[int], Callable[[], np.ndarray]]:
    leave = -np.expm1(-problem.total)

    class Chain(state_space_models.StateSpaceModel):
        def PX0(self) -> After:  # noqa: N802
            return After(problem.start, np.zeros(problem.cells))

        def PX(self, t: int, xp: np.ndarray) -> After:  # noqa: N802
            return After(xp, leave)

        def PY(self, t: int, xp: np.ndarray, x: np.ndarray) -> distributions.ProbDist:  # noqa: N802
            return distributions.Dirac(0.0)

    def make(seed: int) -> Callable[[], np.ndarray]:
        np.random.seed(seed)  # the library draws from NumPy's global generator
        model = Chain()
        return lambda: np.asarray(model.simulate(problem.steps + 1)[0][-1]).ravel()

    return make
