"""gillespy2: one reaction a flow, tau-leaping in continuous time, in C++ (compiled before the clock starts) or Python."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import gillespy2
import numpy as np

from benchmarks.problem import Problem

# It calls SCons by the interpreter that this environment was made from, which knows nothing of the environment's packages.
os.environ["PYTHONPATH"] = str(Path(gillespy2.__file__).parent.parent)


def prepare(problem: Problem, variant: str) -> Callable[[int], Callable[[], np.ndarray]]:
    model = _model(problem)
    kind = gillespy2.TauLeapingCSolver if variant == "C++" else gillespy2.TauLeapingSolver
    solver = kind(model=model)

    def run(seed: int) -> np.ndarray:
        path = model.run(solver=solver, seed=seed + 1)[0]
        return np.array([path[f"s{i}"][-1] for i in range(problem.cells)])

    return lambda seed: lambda: run(seed)


def _model(problem: Problem) -> gillespy2.Model:
    model = gillespy2.Model(name="chain")
    species = [gillespy2.Species(name=f"s{i}", initial_value=int(n)) for i, n in enumerate(problem.start)]
    rates = [gillespy2.Parameter(name=f"k{f}", expression=repr(float(k))) for f, k in enumerate(problem.rate)]
    model.add_species(species)
    model.add_parameter(rates)
    for f, (origin, to) in enumerate(zip(problem.origin, problem.to)):
        reaction = {"reactants": {species[origin]: 1}, "products": {species[to]: 1}, "rate": rates[f]}
        model.add_reaction(gillespy2.Reaction(name=f"r{f}", **reaction))
    model.timespan(gillespy2.TimeSpan.linspace(t=problem.steps, num_points=problem.steps + 1))
    return model
