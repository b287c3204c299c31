"""epymorph: one place whose disease model is the chain; its one solver draws Poisson numbers of events."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cache

import numpy as np
from epymorph.compartment_model import CompartmentModel, EdgeDef, ModelSymbols, compartment, edge
from epymorph.data.mm.no import No
from epymorph.geography.custom import CustomScope
from epymorph.initializer import Explicit
from epymorph.rume import SingleStrataRUME
from epymorph.simulator.basic import ipm_exec
from epymorph.simulator.basic.basic_simulator import BasicSimulator
from epymorph.time import TimeFrame

from benchmarks.problem import Problem

logging.disable(logging.WARNING)
ipm_exec._compile_transitions = cache(
    ipm_exec._compile_transitions
)  # it would compile the model anew in every run, for 30 s


def prepare(problem: Problem, variant: str) -> Callable[[int], Callable[[], np.ndarray]]:
    """Its rates are linear in the step, so it is given each step's chance as its rate."""
    chances = problem.chances().tolist()

    class Chain(CompartmentModel):
        compartments = tuple(compartment(f"s{i}") for i in range(problem.cells))
        requirements = ()

        def edges(self, symbols: ModelSymbols) -> list[EdgeDef]:
            stock = symbols.all_compartments
            return [edge(stock[i], stock[i + 1], rate=p * stock[i]) for i, p in enumerate(chances)]

    whole = SingleStrataRUME.build(
        ipm=Chain(), mm=No(), init=Explicit(initials=problem.start[None]), scope=CustomScope(["here"]),
        time_frame=TimeFrame.of("2015-01-01", problem.steps), params={},
    )  # fmt: skip
    simulator = BasicSimulator(whole)

    def run(seed: int) -> np.ndarray:
        return simulator.run(rng_factory=lambda: np.random.default_rng(seed)).compartments[-1].ravel()

    return lambda seed: lambda: run(seed)
