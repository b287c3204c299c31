"""One chance path through a random network."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from benchmarks import exact
from benchmarks.contest import Peer, contest
from benchmarks.problem import Problem, Result, network
from benchmarks.result import Outcome, Plan, Target, ours, times
from benchmarks.studies import of_problem
from wayhome.engine.chance import chance_path, empty_path
from wayhome.engine.compile import compile_study
from wayhome.engine.rates import inputs

TITLE = "Network: one chance path, 1,000 compartments × 6,000 flows × 300 steps, 40,000 people"
CHANCE = "chance path"
CPP_STANDARD, CPP_DUST = "C++, its library's binomial", "C++, dust's methods"
PEERS = (
    Peer("NumPy", "numpy"),
    Peer(CPP_STANDARD, "cpp", "standard library"),
    Peer(CPP_DUST, "cpp", "dust's methods"),
    Peer("JAX, exact", "jax", "exact"),
    Peer("JAX, Poisson", "jax", "Poisson"),
    Peer("JAX, normal", "jax", "normal"),
)


def run(plan: Plan) -> Outcome:
    size = (20, 30, 2_000) if plan.miniature else (1_000, 300, 40_000)
    problem = network(cells=size[0], out=6, steps=size[1], people=size[2], seed=1)
    solution = exact.solve(problem)
    rows = contest(
        plan,
        CHANCE,
        problem,
        own=lambda: paths_of(problem),
        peers=PEERS,
        same=lambda _, total, n: exact.agreement(solution, total, n),
    )
    targets = (
        Target("one chance path on one core", 10, ours(rows, CHANCE) * 1e3, " ms", at_most=True),
        Target("NumPy's time over wayhome's", 12, times(rows, CHANCE, "NumPy"), " ×"),
        Target("the time of C++ with dust's methods over wayhome's", 4, times(rows, CHANCE, CPP_DUST), " ×"),
    )
    return Outcome(rows, targets)


def paths_of(problem: Problem) -> Callable[[int], Result]:
    """A function that returns the end of one draw's path, and its moves; it keeps its arrays, as one does for many draws."""
    model = compile_study(of_problem(problem))
    given = inputs(model, np.zeros(len(model.parameters)), problem.steps)
    path = empty_path(model, problem.steps)

    def run(draw: int) -> Result:
        stock, moved = chance_path(model, given, seed=1, draw=draw, into=path)
        return stock[-1], moved

    return run
