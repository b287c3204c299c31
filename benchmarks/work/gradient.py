"""The expected path of the network and the gradient of a weighted sum of its end, every rate a parameter."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from benchmarks import exact
from benchmarks.contest import Peer, alone, contest
from benchmarks.problem import Problem, changing, network
from benchmarks.result import Outcome, Plan, Row, Target, ours, times
from benchmarks.studies import of_problem
from wayhome.engine.compile import compile_study
from wayhome.engine.expected import empty_path, expected_adjoint, expected_path
from wayhome.engine.quantities import OF_STOCK, Quantity, table
from wayhome.engine.rates import inputs, pull_back

TITLE = "Gradient: expected path and gradient, 1,000 compartments × 6,000 flows × 300 steps, 6,000 parameters"
CONSTANT, CHANGING = "gradient, constant rates", "gradient, rates that change each step"
ALONE = "expected path alone"
DOUBLE, SINGLE = "JAX", "JAX, single precision"
PEERS = (Peer(DOUBLE, "jax", "gradient"), Peer(SINGLE, "jax", "gradient, single precision"))
WITHIN = {SINGLE: 1e-3}  # relative; where not named, exact.ROUNDING


def run(plan: Plan) -> Outcome:
    size = (20, 30, 2_000) if plan.miniature else (1_000, 300, 40_000)
    constant = network(cells=size[0], out=6, steps=size[1], people=size[2], seed=1)
    rows: list[Row] = []
    for what, problem in ((CONSTANT, constant), (CHANGING, changing(constant, seed=3))):
        rows += contest(
            plan, what, problem, own=lambda problem=problem: slope_of(problem), peers=PEERS, same=checked(problem)
        )
    truth = exact.expected_end(constant)
    rows.append(alone(plan, ALONE, lambda: end_of(constant), lambda total, n: exact.equality(truth, total / n)))
    limit = 45
    targets = (
        Target("path and gradient, constant rates", limit, ours(rows, CONSTANT) * 1e3, " ms", at_most=True),
        Target("path and gradient, changing rates", limit, ours(rows, CHANGING) * 1e3, " ms", at_most=True),
        Target("JAX's time over wayhome's, constant rates", 1, times(rows, CONSTANT, DOUBLE), " ×"),
        Target("JAX's time over wayhome's, changing rates", 1, times(rows, CHANGING, DOUBLE), " ×"),
    )
    return Outcome(tuple(rows), targets)


def checked(problem: Problem) -> Callable[[str, np.ndarray, int], str]:
    """Whether the value, and the derivative in a random direction, are those of finite differences in plain NumPy."""
    direction = np.random.default_rng(2).normal(size=problem.rate.size)
    expected = np.array(exact.slope(problem, direction))

    def same(who: str, total: np.ndarray, draws: int) -> str:
        got = np.array([total[-1], total[:-1] @ direction]) / draws
        return exact.equality(expected, got, WITHIN.get(who, exact.ROUNDING))

    return same


def slope_of(problem: Problem) -> Callable[[int], np.ndarray]:
    """A function that returns the gradient with respect to the log rates, and the value, at the rates' best."""
    model = compile_study(of_problem(problem, uncertain=True))
    z = np.zeros(len(model.parameters))
    path = empty_path(model, problem.steps, keep_moves=False)
    cells = table([Quantity(OF_STOCK, (cell,), problem.steps, (1.0,)) for cell in range(model.cells)])
    order = [model.parameters.index(f"rate.f{i}") for i in range(problem.rate.size)] if z.size else []
    per_log = 1 / model.rates.sums.weight  # each rate has one parameter of its own

    def run(seed: int) -> np.ndarray:
        given = inputs(model, z, problem.steps)
        expected_path(model, given, path)
        slope = pull_back(model, z, given, expected_adjoint(model, given, path, cells, problem.weight))
        return np.append(slope[order] * per_log, problem.weight @ path.stock[-1])

    return run


def end_of(problem: Problem) -> Callable[[int], np.ndarray]:
    """A function that returns the end of the expected path."""
    model = compile_study(of_problem(problem, uncertain=True))
    given = inputs(model, np.zeros(len(model.parameters)), problem.steps)
    path = empty_path(model, problem.steps)
    return lambda seed: expected_path(model, given, path).stock[-1]
