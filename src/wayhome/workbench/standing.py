"""The forecast of one number under a scenario, quickly: the past is kept, and only what lies ahead is run again.

The numbers are those of `forecast` with the same seed: draw by draw, step by step.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from wayhome.draws import row_of_fit
from wayhome.engine import ensemble
from wayhome.engine.arrays import Floats, Ints
from wayhome.engine.ensemble import Ensemble, Targets
from wayhome.engine.futures import future_paths, futures, inputs, past_paths
from wayhome.engine.model import Model
from wayhome.engine.quantities import table
from wayhome.fit.store import Fit
from wayhome.forecast import cores
from wayhome.scenario import apply, under
from wayhome.study.scenarios import ChangedDriver, Scenario

SLICE = 4  # draws that one thread takes at once
SEED = 1
NOTHING = table([])


@dataclass(frozen=True, slots=True)
class Standing:
    """Some draws as they stand at as_of. numbers: (draw,) · z: (draw, parameter) of the fit's rows that they run from."""

    fit: Fit
    targets: Targets
    numbers: Ints
    z: Floats
    now: Ensemble


def stand(fit: Fit, draws: int) -> Standing:
    """Take the first draws of a forecast as far as as_of."""
    numbers = np.arange(draws)
    z = fit.z[row_of_fit(len(fit.z), numbers)]
    targets = ensemble.targets(fit.model)
    with ThreadPoolExecutor(cores()) as pool:
        parts = list(pool.map(lambda part: _past(fit.model, z[part], numbers[part], targets), _slices(draws)))
    fields = ("stock", "due", "arrivals", "left", "watched")
    now = Ensemble(*(np.concatenate([getattr(part, name) for part in parts]) for name in fields))
    return Standing(fit, targets, numbers, z, now)


def ahead(standing: Standing, scenario: Scenario | None, place: str, groups: Sequence[int], draws: int) -> Floats:
    """(draw, step after as_of) people of some groups who ever came to a place or area, in the first draws."""
    fit = standing.fit
    some = replace(fit, z=standing.z[:draws])
    some = _changed(some, scenario) if scenario is not None else some
    same = some.model.moves.flow.size == fit.model.moves.flow.size
    targets = standing.targets if same else ensemble.targets(some.model)
    size = len(some.model.groups)
    column = some.model.cells + targets.names.index(place) * size
    columns = [column + group for group in groups]
    z = np.ascontiguousarray(some.z[:, : len(some.model.parameters)])

    def run(part: slice) -> Floats:
        numbers = standing.numbers[part]
        now = _copy(standing.now, part) if same else _past(some.model, z[part], numbers, targets)
        return _future(some.model, z[part], numbers, now, targets, columns)

    with ThreadPoolExecutor(cores()) as pool:
        return np.concatenate(list(pool.map(run, _slices(draws))))


def _changed(fit: Fit, scenario: Scenario) -> Fit:
    """As `scenario.under`, without laying the model out anew where only drivers' paths change, which it does not hold."""
    if not all(isinstance(change, ChangedDriver) for change in scenario.changes):
        return under(fit, scenario)
    study = apply(fit.study, scenario)
    return replace(fit, study=study, model=replace(fit.model, study=study))


def _slices(draws: int) -> list[slice]:
    return [slice(first, min(first + SLICE, draws)) for first in range(0, draws, SLICE)]


def _past(model: Model, z: Floats, numbers: Ints, targets: Targets) -> Ensemble:
    """The expected path up to as_of, then whole people."""
    as_of = model.study.calendar.as_of_state
    z = np.ascontiguousarray(z[:, : len(model.parameters)])
    now = ensemble.begin(model, z, targets, NOTHING)
    given = inputs(model, z, past_paths(model, z))
    columns = model.cells + targets.slots(len(model.groups))
    rows = np.zeros((len(z), as_of, columns), np.float32)
    ensemble.expect(model, given, range(as_of), now, targets, NOTHING, rows)
    ensemble.settle(model, now, numbers, seed=SEED)
    return now


def _copy(now: Ensemble, part: slice) -> Ensemble:
    return Ensemble(*(array[part].copy() for array in (now.stock, now.due, now.arrivals, now.left, now.watched)))


def _future(model: Model, z: Floats, numbers: Ints, now: Ensemble, targets: Targets, columns: Sequence[int]) -> Floats:
    """What happens to some draws from as_of on; `now` is used up."""
    calendar = model.study.calendar
    last = past_paths(model, z)[:, :, -1]
    given = inputs(model, z, future_paths(futures(model), last, seed=SEED, draws=numbers))
    width = model.cells + targets.slots(len(model.groups))
    rows = np.empty((len(z), calendar.steps - calendar.as_of_state, width), np.float32)
    ensemble.happen(
        model, given, range(calendar.as_of_state, calendar.steps), now, numbers, targets, NOTHING, rows, seed=SEED
    )
    return rows[:, :, list(columns)].sum(axis=2, dtype=np.float64)
