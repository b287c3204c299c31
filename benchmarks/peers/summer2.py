"""summer2: a compartmental model with a transition for each flow, its compiled Euler solver; expected path."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from summer2 import CompartmentalModel
from summer2.solver import SolverType

from benchmarks.problem import Problem


def prepare(problem: Problem, variant: str) -> Callable[[int], Callable[[], np.ndarray]]:
    """Euler's method at a step of one, so it is given each step's chance as its rate."""
    names = [f"s{i}" for i in range(problem.cells)]
    model = CompartmentalModel((0, problem.steps), compartments=names, infectious_compartments=[])
    model.set_initial_population({name: float(people) for name, people in zip(names, problem.start)})
    for f, (origin, to, chance) in enumerate(zip(problem.origin, problem.to, problem.chances())):
        model.add_transition_flow(f"f{f}", float(chance), names[origin], names[to])
    runner = model.get_runner({}, solver=SolverType.EULER, include_full_outputs=True)
    return lambda seed: lambda: np.asarray(runner.function({})["outputs"])[-1]
