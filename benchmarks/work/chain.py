"""One compartment after another: a chance path, and the expected path."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from benchmarks import exact
from benchmarks.contest import Peer, contest
from benchmarks.problem import chain
from benchmarks.result import Outcome, Plan, Target, ours, times
from benchmarks.studies import of_problem
from benchmarks.work.network import CHANCE, CPP_DUST, CPP_STANDARD, paths_of
from wayhome.engine.compile import compile_study
from wayhome.engine.expected import empty_path, expected_path
from wayhome.engine.rates import inputs

TITLE = "Chain: 1,000 compartments × 100 steps, 100,000 people"
EXPECTED = "expected path"
TAU = ("gillespy2, tau-leaping in Python", "gillespy2, tau-leaping in C++")
BY_CHANCE = (
    Peer("NumPy", "numpy"),
    Peer(CPP_STANDARD, "cpp", "standard library"),
    Peer(CPP_DUST, "cpp", "dust's methods"),
    Peer("particles", "particles"),
    Peer("starsim", "starsim"),
    Peer("Mesa", "mesa"),
    Peer("epymorph", "epymorph"),
    Peer(TAU[0], "gillespy2", "Python"),
    Peer(TAU[1], "gillespy2", "C++"),
)
ON_AVERAGE = (
    Peer("summer2, Euler", "summer2"),
    Peer("BPTK-Py, Rust", "bptk", "rust"),
    Peer("BPTK-Py, Python", "bptk", "python"),
    Peer("PySD", "pysd"),
)
PEERS = (*BY_CHANCE, *ON_AVERAGE)


def run(plan: Plan) -> Outcome:
    size = (20, 30, 2_000) if plan.miniature else (1_000, 100, 100_000)
    problem = chain(cells=size[0], steps=size[1], people=size[2], seed=1)
    by_steps, in_time = exact.solve(problem), exact.solve(problem, continuous=True)
    model = compile_study(of_problem(problem))
    given = inputs(model, np.zeros(len(model.parameters)), problem.steps)
    path = empty_path(model, problem.steps)

    def sampled(who: str, total: np.ndarray, draws: int) -> str:
        return exact.agreement(in_time if who in TAU else by_steps, total, draws)

    def expected(_: str, total: np.ndarray, draws: int) -> str:
        return exact.equality(by_steps.mean, total / draws)

    def average() -> Callable[[int], np.ndarray]:
        return lambda _: expected_path(model, given, path).stock[-1]

    by_chance = contest(plan, CHANCE, problem, own=lambda: paths_of(problem), peers=BY_CHANCE, same=sampled)
    on_average = contest(plan, EXPECTED, problem, own=average, peers=ON_AVERAGE, same=expected)
    rows = (*by_chance, *on_average)
    targets = (
        Target("one chance path on one core", 10, ours(rows, CHANCE) * 1e3, " ms", at_most=True),
        Target("epymorph's time over wayhome's", 200, times(rows, CHANCE, "epymorph"), " ×"),
        Target("starsim's time over wayhome's", 40, times(rows, CHANCE, "starsim"), " ×"),
        Target("the time of C++ with dust's methods over wayhome's", 1 / 1.1, times(rows, CHANCE, CPP_DUST), " ×"),
        Target(
            "the time of summer2's expected path over wayhome's", 30, times(rows, EXPECTED, ON_AVERAGE[0].label), " ×"
        ),
    )
    return Outcome(rows, targets)
