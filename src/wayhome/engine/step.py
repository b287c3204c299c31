"""What every law sees of one step, and what it writes."""

from __future__ import annotations

from typing import NamedTuple

from wayhome.engine.arrays import Floats, Ints


class Step(NamedTuple):
    """stock: (cell,) people when the step begins · left: (cell,) those whom no law has taken yet
    rate: (rate,) per person per step · wanted: (pool,) persons · strength: (pull term,) log factors
    weight: (pair,) of the ways to choose from · pull: (pull,) factors · moved: (move,) persons, written by the laws.

    The same shape holds the cotangents of all these in the adjoints. In chance steps stock, left and moved are whole.
    """

    stock: Floats | Ints
    left: Floats | Ints
    rate: Floats
    wanted: Floats
    strength: Floats
    weight: Floats
    pull: Floats
    moved: Floats | Ints
