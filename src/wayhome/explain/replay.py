"""Every draw of a fit once more, for numbers that nobody kept: its expected path up to as_of and, where a number lies
after it, one path by chance from there, as in the forecast."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from wayhome.engine import ensemble
from wayhome.engine.arrays import Floats, Ints
from wayhome.engine.futures import OWN_STREAM, Inputs, future_paths, futures, inputs, past_paths
from wayhome.engine.model import Model
from wayhome.engine.quantities import Quantity, Table, table
from wayhome.engine.random import normal, stream
from wayhome.forecast import cores

CHUNK = 125  # draws that one thread takes at once
SPAN = 8  # steps whose people are held at once


@dataclass(frozen=True, slots=True)
class Replay:
    """watched: (draw, quantity) persons · people: (draw, moment, stock or arrivals, place or area, selection) persons."""

    watched: Floats
    people: Floats
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Moments:
    """States up to as_of at which people are wanted, and of whom: (selection, group), 1 for those meant."""

    states: tuple[int, ...]
    members: Floats


def replay(
    model: Model,
    z: Floats,
    quantities: Sequence[Quantity],
    *,
    until: int,
    seed: int,
    moments: Moments | None = None,
) -> Replay:
    """Run draws z (draw, parameter) to the state `until` (as_of at least), watching quantities; draw d has the key d."""
    wanted = moments or Moments((), np.zeros((0, len(model.groups))))
    counted, watch = ensemble.targets(model), table(quantities)
    z = np.ascontiguousarray(z[:, : len(model.parameters)])
    chunks = [np.arange(first, min(first + CHUNK, len(z))) for first in range(0, len(z), CHUNK)]

    def run(draws: Ints) -> tuple[Floats, Floats]:
        return _run(model, z[draws], draws, counted, watch, wanted, until, seed)

    with ThreadPoolExecutor(cores()) as pool:
        parts = list(pool.map(run, chunks))
    watched, people = (np.concatenate(each) for each in zip(*parts, strict=True))
    return Replay(watched, people, counted.names)


def _run(
    model: Model,
    z: Floats,
    draws: Ints,
    counted: ensemble.Targets,
    watch: Table,
    wanted: Moments,
    until: int,
    seed: int,
) -> tuple[Floats, Floats]:
    as_of = model.study.calendar.as_of_state
    paths = past_paths(model, z)
    given: Inputs = inputs(model, z, paths)
    now = ensemble.begin(model, z, counted, watch)
    shape = (len(z), len(wanted.states), 2, len(counted.names), len(wanted.members))
    people = np.zeros(shape)
    rows = np.empty((len(z), SPAN, model.cells + counted.slots(len(model.groups))), np.float32)
    for steps in _spans(0, as_of, wanted.states):
        ensemble.expect(model, given, steps, now, counted, watch, rows[:, : len(steps)])
        if steps.stop in wanted.states:
            people[:, wanted.states.index(steps.stop)] = _sums(
                model, counted, wanted.members, rows[:, len(steps) - 1].astype(np.float64)
            )
    if until > as_of:
        ensemble.settle(model, now, draws, seed=seed)
        ahead = future_paths(futures(model), paths[:, :, -1], seed=seed, draws=draws)
        given = inputs(model, z, ahead)
        for steps in _spans(as_of, until, ()):
            ensemble.happen(model, given, steps, now, draws, counted, watch, rows[:, : len(steps)], seed=seed)
    return now.watched, people


def _spans(first: int, end: int, cuts: Sequence[int]) -> list[range]:
    """Steps from the state `first` to the state `end`, cut at some states and into short runs."""
    at = sorted({first, end, *(cut for cut in cuts if first < cut < end), *range(first, end, SPAN)})
    return [range(a, b) for a, b in itertools.pairwise(at)]


def _sums(model: Model, counted: ensemble.Targets, members: Floats, row: Floats) -> Floats:
    """(draw, stock or arrivals, place or area, selection) from the cells and arrival slots (draw, column) of one moment."""
    size = len(model.groups)
    there = row[:, : model.cells].reshape(len(row), -1, size)
    stock = np.einsum("kp,dpg->dkg", counted.inside.astype(np.float64), there)
    arrived = row[:, model.cells :].reshape(len(row), -1, size)
    return np.stack([stock, arrived], axis=1) @ members.T


def future_quantiles(model: Model, draws: int, *, seed: int) -> dict[tuple[str, ...], Floats]:
    """The standard normal by which each draw (draw,) goes through the future ranges of a driver, by the series' key."""
    found: dict[tuple[str, ...], Floats] = {}
    keys = [np.uint64(stream(np.uint64(stream(np.uint64(seed), draw)), OWN_STREAM)) for draw in range(draws)]
    for s, key in enumerate(model.series.keys):
        if model.study.drivers[key[0]].after:
            found[key] = np.array([normal(np.uint64(stream(start, s)))[0] for start in keys])
    return found
