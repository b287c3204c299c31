"""How long people wait, first come, first served, from who asks and who is taken in every step of every draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from wayhome.engine.arrays import Floats


@dataclass(frozen=True, slots=True)
class Waits:
    """Who asks in one step is taken in the next at the earliest, after waiting one step; those who wait at as_of begin there.

    by_length: (draw, step) people taken after waiting 1, 2, … steps. within, passed: (draw, length) people who asked early enough
    to be followed for so many steps, taken by then and still waiting after them; who left in between is in neither.
    """

    by_length: Floats
    within: Floats
    passed: Floats

    @property
    def share_within(self) -> Floats:
        """(draw, length): of those who did not leave before, how many waited no longer; 1 where nobody asked."""
        followed = self.within + self.passed
        return np.divide(self.within, followed, out=np.ones_like(followed), where=followed > 0)


def first_come(
    begin: Floats, asking: Floats, before: Floats, taken: Floats, lost: Floats, *, lengths: Sequence[int]
) -> Waits:
    """begin: (draw,) people waiting at as_of. asking, before, taken, lost: (draw, step) people who come; go before anybody is
    taken; are taken; and go after. Those who go are anybody alike, those who are taken the first to have come."""
    draws, steps = asking.shape
    there = np.zeros((draws, steps + 1))  # by the step in which they asked; 0: before as_of
    there[:, 0] = begin
    by_length = np.zeros((draws, steps))
    within, passed = np.zeros((draws, len(lengths))), np.zeros((draws, len(lengths)))
    for t in range(1, steps + 1):
        queue = there[:, :t]
        _thin(queue, before[:, t - 1])
        cut = np.maximum(np.cumsum(queue, axis=1) - taken[:, t - 1, None], 0.0)
        after = np.minimum(queue, cut)
        served = queue - after
        by_length[:, :t] += served[:, ::-1]
        for k, length in enumerate(lengths):
            oldest, last = max(0, t - length), min(t, steps - length + 1)
            within[:, k] += served[:, oldest : max(oldest, last)].sum(axis=1)
            if length <= t and t - length <= steps - length:
                passed[:, k] += after[:, t - length]
        queue[:] = after
        _thin(queue, lost[:, t - 1])
        there[:, t] = asking[:, t - 1]
    return Waits(by_length, within, passed)


def _thin(queue: Floats, gone: Floats) -> None:
    """Take some people (draw,) from the queue (draw, cohort), in proportion."""
    total = queue.sum(axis=1)
    stay = 1 - np.divide(gone, total, out=np.zeros_like(total), where=total > 0)
    queue *= np.clip(stay, 0.0, 1.0)[:, None]
