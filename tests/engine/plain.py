"""What the kernels compute on the specification's valid cases: `python -m tests.engine.plain FILE` writes it as arrays.

With NUMBA_DISABLE_JIT=1 the kernels run as the Python that they are written in, where tools can see what they do.
"""

from __future__ import annotations

import sys
import warnings
from functools import reduce
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from wayhome.claims.claim import Ledger
from wayhome.claims.ledger import load_words
from wayhome.engine import random, summary
from wayhome.engine.chance import chance_path
from wayhome.engine.compile import compile_study
from wayhome.engine.expected import empty_path, expected_adjoint, expected_path, expected_values
from wayhome.engine.quantities import OF_MOVED, OF_STOCK, Quantity, measure, table
from wayhome.engine.rates import inputs, pull_back
from wayhome.forecast import forecast
from wayhome.scenario import apply
from wayhome.study.load import load_study
from wayhome.study.resolved import Study
from wayhome.study.scenarios import load_scenarios

SPEC = Path(__file__).parents[2] / "spec/cases"
CASES = [*sorted((SPEC / "valid").iterdir()), *sorted((SPEC / "scenarios/valid").iterdir())]
MOST_STEPS = 60
DRAWS = 20
SAMPLERS = {
    "binomial": [(0, 0.5), (5, 1.0), (40, 0.05), (500, 0.3), (500, 0.8), (10**8, 0.4)],
    "leavers": [(7, 0.0), (40, 0.07), (300, 0.3), (10**8, 1e-9)],
    "few_leavers": [(40.0, 0.01), (400.0, 0.09), (7.0, 3.0)],
    "poisson": [(0.0,), (0.01,), (29.0,), (31.0,), (5000.0,)],
    "hypergeometric": [(0, 5, 3), (5, 0, 3), (40, 60, 30), (4, 900, 100), (500, 400, 700)],
    "normal": [()],
}


def numbers() -> dict[str, np.ndarray]:
    """Every array by its name."""
    found = dict[str, np.ndarray]()
    for case in CASES:
        study = load_study(case)
        study = reduce(apply, load_scenarios(case, study).values(), study)
        if study.calendar.steps <= MOST_STEPS:
            found |= {f"{case.name} {name}": values for name, values in _of_study(study).items()}
    return found | _samples() | _bins()


def _of_study(study: Study) -> dict[str, np.ndarray]:
    model, steps = compile_study(study), study.calendar.steps
    rng = np.random.default_rng(1)
    z = rng.normal(size=(3, len(model.parameters)))
    given = inputs(model, z[0], steps)
    path = expected_path(model, given)
    on_stock, on_moved = rng.normal(size=path.stock.shape), rng.normal(size=path.moved.shape)
    kinds = ((OF_STOCK, on_stock), (OF_MOVED, on_moved))
    asked = table([Quantity(kind, (i,), 0, tuple(row)) for kind, on in kinds for i, row in enumerate(on.T)])
    bar = expected_adjoint(model, given, path, asked, rng.normal(size=asked.size))
    stocks, moved = chance_path(model, given, seed=1, draw=2)
    fit: Any = SimpleNamespace(study=study, model=model, z=z, ledger=Ledger((), {}, load_words()))
    made = forecast(fit, draws=DRAWS, keep=DRAWS, workers=1)
    return {
        "expected stock": path.stock,
        "expected moved": path.moved,
        "slopes": pull_back(model, z[0], given, bar),
        "values of the path": measure(asked, path),
        "values on the way": expected_values(model, given, asked, empty_path(model, steps, keep_moves=False)),
        "stock by chance": stocks,
        "moved by chance": moved,
        "forecast": made.table.select_dtypes("number").to_numpy(float),
        "flows of the forecast": made.flows.select_dtypes("number").to_numpy(float),
        "people": made.stock,
        "arrivals": made.arrivals,
    }


def _samples() -> dict[str, np.ndarray]:
    """Enough of each sampler to take every way through it."""
    states = [np.uint64(random.stream(np.uint64(7), i)) for i in range(300)]
    return {
        f"{name}{arguments}": np.array([getattr(random, name)(state, *arguments)[0] for state in states], float)
        for name, of in SAMPLERS.items()
        for arguments in of
    }


def _bins() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(2)
    totals = np.stack([rng.gamma(2.0, 50.0, 400), rng.integers(0, 90, 400), np.full(400, 3.0)]).astype(np.float32)
    edges = np.quantile(totals, np.linspace(0.02, 0.98, summary.EDGES), axis=1).T.astype(np.float32)
    edges[1] = np.round(edges[1])
    counts = np.zeros((3, summary.EDGES + 1), np.int64)
    levels = np.array([0.001, 0.05, 0.5, 0.95, 0.9999])
    out = np.zeros((levels.size, 3), np.float32)
    summary.count(totals, rng.integers(1, 4, 400), edges, counts)
    summary.quantiles_of_counts(edges, counts, int(counts[0].sum()), levels, out)
    summary.sort(totals)
    picked = np.zeros((3, 2), np.float32)
    summary.pick(totals, np.array([0, 399]), picked)
    return {"counts": counts, "quantiles of counts": out, "picked": picked}


if __name__ == "__main__":
    warnings.simplefilter("ignore", RuntimeWarning)  # states of random numbers wrap round, 0/0 is no error in a kernel
    np.savez(sys.argv[1], allow_pickle=False, **numbers())
