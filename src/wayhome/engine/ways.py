"""The shortest open ways between places, for every set of routes that are open together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from wayhome.engine.arrays import Floats, Ints
from wayhome.study.resolved import Route, Study

AT_ONCE = 256  # origins whose ways to all places are held at once


@dataclass(frozen=True, slots=True)
class Epochs:
    """The sets of routes that are open together, in the order in which they first occur, and which one each step has."""

    routes: tuple[tuple[Route, ...], ...]
    of_step: Ints  # (step,)


def epochs(study: Study) -> Epochs:
    """A route is open in a step if it is open on the step's last day."""
    known: dict[tuple[Route, ...], int] = {}
    of_step: list[int] = []
    for end in study.calendar.ends:
        is_open = tuple(
            route
            for route in study.routes
            if (route.opens is None or route.opens.first <= end) and (route.closes is None or end <= route.closes.last)
        )
        of_step.append(known.setdefault(is_open, len(known)))
    return Epochs(tuple(known), np.array(of_step, np.uint32))


def leading(routes: Sequence[Route], to: Sequence[str]) -> Floats:
    """(destination,) how many of the routes lead there."""
    count = dict.fromkeys(to, 0)
    for route in routes:
        for end in (route.to,) if route.one_way else (route.origin, route.to):
            if end in count:
                count[end] += 1
    return np.array([count[name] for name in to], float)


def shortest(study: Study, routes: Sequence[Route], origin: Sequence[str], to: Sequence[str]) -> Floats:
    """(origin, destination) km of the shortest way along the routes; inf where there is none."""
    from scipy import sparse  # only networks wait for these imports
    from scipy.sparse.csgraph import dijkstra

    place = {name: i for i, name in enumerate(study.places)}
    km: dict[tuple[int, int], float] = {}
    for route in routes:
        ends = place[route.origin], place[route.to]
        for pair in (ends,) if route.one_way else (ends, (ends[1], ends[0])):
            km[pair] = min(route.km, km.get(pair, np.inf))
    rows, columns = ([pair[k] for pair in km] for k in (0, 1))
    graph = sparse.csr_array((list(km.values()), (rows, columns)), shape=(len(place), len(place)))
    targets = [place[name] for name in to]
    starts = [place[name] for name in origin]
    parts = [dijkstra(graph, indices=starts[i : i + AT_ONCE])[:, targets] for i in range(0, len(starts), AT_ONCE)]
    return np.concatenate(parts)
