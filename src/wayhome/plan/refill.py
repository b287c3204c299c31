"""A programme's queue once more, with other means: the arrivals of every draw, and people who leave as often as they would.

Whoever asks, and whom counts, operations and other programmes take, is as the draw had it; those who wait or are inside leave by
hazards at the draw's own rates. What draws people to places that they leave for is taken as it is with nobody there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wayhome.draws import row_of_fit
from wayhome.engine.arrays import Floats, Ints
from wayhome.engine.futures import future_paths, futures, inputs, past_paths
from wayhome.engine.model import Model
from wayhome.fit.store import Fit
from wayhome.plan.door import Door, Traffic, by_step


@dataclass(frozen=True, slots=True)
class Leaving:
    """The chance of one person to leave by a hazard or choice within a step: (draw, step, waiter), (draw, step, member)."""

    waiters: Floats
    members: Floats


@dataclass(frozen=True, slots=True)
class Refilled:
    """Persons of each draw under other means: before, taken, lost (draw, step, waiter) · waiting, inside: at as_of and after every
    step."""

    before: Floats
    taken: Floats
    lost: Floats
    waiting: Floats
    inside: Floats


def leaving(fit: Fit, door: Door, draws: int, *, seed: int) -> Leaving:
    """At the rates that each draw of the forecast has, its drivers' futures among them."""
    model, numbers = fit.model, np.arange(draws)
    z = np.ascontiguousarray(fit.z[row_of_fit(len(fit.z), numbers), : len(model.parameters)])
    last = past_paths(model, z)[:, :, -1]
    given = inputs(model, z, future_paths(futures(model), last, seed=seed, draws=numbers))
    return chances(model, door, given.base, given.factor)


def chances(model: Model, door: Door, base: Floats, factor: Floats) -> Leaving:
    """From the rates per step (draw, rate row) and their factors (draw, factor row, step) after as_of."""

    def of(cells: Ints) -> Floats:
        made = by_step(len(base), len(door.ends), cells.size)
        for item, cell in enumerate(cells):
            for row in _rows(model, int(cell)):
                made[:, :, item] += base[:, row, None] * factor[:, model.rates.factor_row[row]]
        return -np.expm1(-made)  # as `made` lies in memory

    return Leaving(of(door.waiters), of(door.members))


def _rows(model: Model, cell: int) -> set[int]:
    """The rate rows at which people leave a cell by hazards and choices."""
    risks, choices = model.laws.hazard, model.laws.choice
    found = np.flatnonzero(risks.cells == cell)
    if not found.size:
        return set()
    rates = risks.rate[risks.start[found[0]] : risks.start[found[0] + 1]].tolist()
    chooser = np.searchsorted(choices.start, np.arange(choices.slot.size), side="right") - 1
    row_of_slot = dict(zip(choices.slot.tolist(), choices.row[chooser].tolist(), strict=True))
    return {int(row_of_slot.get(rate, rate)) for rate in rates}


def refill(door: Door, seen: Traffic, leave: Leaving, capacity: Floats) -> Refilled:
    """Run the queue again with means `capacity` (step, resource), as the law `queue` takes people on average."""
    draws, steps, waiters = seen.taken.shape
    before, taken, lost = (by_step(draws, steps, waiters) for _ in range(3))
    waiting, inside = by_step(draws, steps + 1, waiters), by_step(draws, steps + 1, door.members.size)
    waiting[:, 0], inside[:, 0] = seen.waiting[:, 0], seen.inside[:, 0]
    load, group = door.load[:, door.waiter_groups], np.zeros((waiters, door.members.size))
    opened = door.open
    group[np.arange(waiters), np.searchsorted(door.member_groups, door.waiter_groups)] = 1.0
    for t in range(steps):
        before[:, t] = np.minimum(seen.before[:, t], waiting[:, t])
        left = waiting[:, t] - before[:, t]
        free = np.maximum(capacity[t] - inside[:, t] @ door.load[:, door.member_groups].T, 0.0)
        taken[:, t] = left * (opened[t] * _share(free, left @ load.T))[:, None]
        left = left - taken[:, t]
        later = np.minimum(seen.later[:, t], left)
        lost[:, t] = later + (left - later) * leave.waiters[:, t]
        waiting[:, t + 1] = left - lost[:, t] + seen.came[:, t]
        stay = np.maximum(inside[:, t] - seen.sent[:, t], 0.0) * (1 - leave.members[:, t])
        inside[:, t + 1] = stay + taken[:, t] @ group + seen.joined[:, t]
    return Refilled(before, taken, lost, waiting, inside)


def _share(free: Floats, asked: Floats) -> Floats:
    """(draw,): the smallest of free / asked over the resources (draw, resource), 1 at most."""
    share = np.ones_like(free)
    np.divide(free, asked, out=share, where=asked > free)
    return share.min(axis=1, initial=1.0)
