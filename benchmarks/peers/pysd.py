"""PySD: a Vensim model with a stock for each compartment, translated before the clock starts; expected path.

One subscripted stock would be quicker, but PySD 3.14 takes neither subscript mappings nor VECTOR REORDER as Vensim does.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pysd

from benchmarks.problem import Problem

TIME = "INITIAL TIME = 0 ~ ~ |\nFINAL TIME = {} ~ ~ |\nTIME STEP = 1 ~ ~ |\nSAVEPER = TIME STEP ~ ~ |\n"


def prepare(problem: Problem, variant: str) -> Callable[[int], Callable[[], np.ndarray]]:
    """Euler's method at a step of one, so it is given each step's chance as its rate."""
    chances = [float(p) for p in problem.chances()]
    lines = [f"f{i} = s{i} * {p!r} ~ ~ |" for i, p in enumerate(chances)]
    for i, people in enumerate(problem.start):
        change = (f"f{i - 1}" if i else "") + (f" - f{i}" if i < len(chances) else "")
        lines.append(f"s{i} = INTEG({change}, {int(people)}) ~ ~ |")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "chain.mdl"
        path.write_text("{UTF-8}\n" + "\n".join(lines) + "\n" + TIME.format(problem.steps))
        model = pysd.read_vensim(str(path))
    names = [f"s{i}" for i in range(problem.cells)]
    return lambda seed: lambda: model.run(return_columns=names, reload=False).iloc[-1][names].to_numpy(float)
