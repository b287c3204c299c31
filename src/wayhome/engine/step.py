"""What every law sees of one step, and what it writes."""

from __future__ import annotations

# An array indexed by an element of an array is a number, which the type checker cannot know.
# pyright: reportArgumentType=false, reportCallIssue=false, reportIndexIssue=false
from typing import NamedTuple

from numba import njit

from wayhome.engine.arrays import Floats, Ints


class Step(NamedTuple):
    """stock: (cell,) people when the step begins · left: (cell,) those whom no law has taken yet
    rate: (rate,) per person per step · wanted: (pool,) persons · strength: (pull term,) log factors
    weight: (pair,) of the ways to choose from · pull: (pull,) factors · moved: (move,) persons, written by the laws.

    The same shape holds the cotangents of all these in the adjoints. In chance steps stock, left and moved are whole.
    Kernels take the arrays out of tuples before their loops: inside one, Numba counts references at every access.
    """

    stock: Floats | Ints
    left: Floats | Ints
    rate: Floats
    wanted: Floats
    strength: Floats
    weight: Floats
    pull: Floats
    moved: Floats | Ints


@njit(cache=True, nogil=True, error_model="numpy")
def arrive(moved: Floats | Ints, cell_to: Ints, there: Floats | Ints) -> None:
    """Add everybody who moved to the people where they went."""
    for m in range(moved.size):
        there[cell_to[m]] += moved[m]
