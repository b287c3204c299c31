"""BPTK-Py: a stock for each compartment and a flow for each flow, by its Python engine or its Rust one; expected path."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from BPTK_Py import Model

from benchmarks.problem import Problem


def prepare(problem: Problem, variant: str) -> Callable[[int], Callable[[], np.ndarray]]:
    """Euler's method at a step of one, so it is given each step's chance as its rate."""
    model = Model(starttime=0.0, stoptime=float(problem.steps), dt=1.0, name="chain")
    names = [f"s{i}" for i in range(problem.cells)]
    stocks = [model.stock(name) for name in names]
    flows = [model.flow(f"f{i}") for i in range(problem.rate.size)]
    for stock, people in zip(stocks, problem.start):
        stock.initial_value = float(people)
    for i, chance in enumerate(problem.chances()):
        flows[i].equation = float(chance) * stocks[i]
    stocks[0].equation = -flows[0]
    for i in range(1, problem.cells - 1):
        stocks[i].equation = flows[i - 1] - flows[i]
    stocks[-1].equation = flows[-1]

    def run() -> np.ndarray:
        return model.simulate(names, backend=variant).iloc[-1][names].to_numpy(float)

    return lambda seed: run
