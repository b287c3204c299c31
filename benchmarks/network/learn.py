"""Common parameters, learned by pooling situations: one set that fits all of them, or all but one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from benchmarks.network.hindcast import Hindcast, hindcast
from benchmarks.network.truth import Floats, Truth, difference, read_truth
from wayhome.engine.expected import Path as Run
from wayhome.flee.folder import read_folder
from wayhome.flee.situation import Situation
from wayhome.ranges import Range

LEAST = 1e-3  # a difference that is as good as none
STEP = 0.5  # of the search's first steps, in sds of the priors
PULL = 0.01  # of the priors on the search: in a situation's mean log difference, for one sd of one parameter


@dataclass(frozen=True, slots=True)
class Case:
    """A situation, what was counted, and its compiled study."""

    situation: Situation
    truth: Truth
    study: Hindcast
    run: Run

    def difference(self, z: Floats) -> float:
        """Averaged relative difference at parameters z."""
        return difference(self.study.camps_on_days(z, self.run), self.truth)


def cases(folders: Sequence[Path], *, pulls: Mapping[str, Range], capacities: bool) -> list[Case]:
    """The situations of the folders, each as a study that is given the day's true total."""
    made: list[Case] = []
    for folder in folders:
        situation = read_folder(folder)
        truth = read_truth(folder, situation)
        study = hindcast(situation, truth.total, pulls=pulls, capacities=capacities)
        made.append(Case(situation, truth, study, study.room_to_run()))
    return made


def learn(pooled: Sequence[Case], start: Floats | None = None) -> Floats:
    """The z (parameter,) at which the pooled situations' differences are least, in the mean of their logarithms: a situation that
    is hard for every model then weighs no more than one that is easy. Priors pull weakly.
    """
    size = len(pooled[0].study.model.parameters)
    first = np.zeros(size) if start is None else start

    def loss(z: Floats) -> float:
        return float(np.mean([np.log(case.difference(z) + LEAST) for case in pooled]) + PULL * z @ z)

    simplex = np.vstack([first, first + STEP * np.eye(size)])
    found = minimize(
        loss,
        first,
        method="Nelder-Mead",
        options={"initial_simplex": simplex, "xatol": 0.01, "fatol": 1e-4, "maxfev": 400},
    )
    return np.asarray(found.x, np.float64)


def without_each(all_: Sequence[Case], start: Floats) -> list[Floats]:
    """For each situation the z learned on all others."""
    return [learn([other for other in all_ if other is not case], start) for case in all_]
