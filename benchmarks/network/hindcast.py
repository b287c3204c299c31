"""A situation whose daily total is given: who arrives is known, and the model says in which camp.

That is how Flee is judged. Every day as many people arrive as the camps' total rises, in equal parts out of the zones in conflict
from which a camp can be reached that day; where it falls, people leave all camps alike. What remains open is the choice of the
camp, an ordinary `choice` flow drawn by `pulls`. People who are there on day 0 are taken to have come in the `BEFORE` days until
then, so that the same choice places them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from wayhome.dates import Period, calendar
from wayhome.engine.compile import compile_study
from wayhome.engine.expected import Path, empty_path, expected_path
from wayhome.engine.model import Model
from wayhome.engine.rates import inputs
from wayhome.engine.ways import epochs, shortest
from wayhome.flee.situation import Situation, rooms_of
from wayhome.flee.ways import Way, ways
from wayhome.ranges import Range
from wayhome.study.resolved import Anchor, Driver, Flow, Place, Route, Stock, Study

Floats = NDArray[np.float64]
BEFORE = 30
HOME, GONE, LEAVING = "at home", "left the camps", "leaving"
AT_ONCE = Range(1000.0, 1000.0, "day")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Hindcast:
    """The compiled study, and where its camps are: `inside[c]` are the cells of camp c (it and its hubs), `first` the state
    that stands for day 0."""

    model: Model
    camps: tuple[str, ...]
    inside: tuple[tuple[int, ...], ...]
    first: int

    def camps_on_days(self, z: Floats, into: Path | None = None) -> Floats:
        """(day, camp) expected people at parameters z (parameter,), in units of the priors' sd."""
        steps = self.model.study.calendar.steps
        stock = expected_path(self.model, inputs(self.model, z, steps), into).stock[self.first :]
        return np.stack([stock[:, cells].sum(axis=1) for cells in self.inside], axis=1)

    def room_to_run(self) -> Path:
        """Arrays for `camps_on_days`, to be used again and again."""
        return empty_path(self.model, self.model.study.calendar.steps, keep_moves=False)


def hindcast(situation: Situation, total: Floats, *, pulls: Mapping[str, Range], capacities: bool = True) -> Hindcast:
    """The study of a situation with `total` people in all camps on each day (day,). Without `capacities` those of the folder are
    not used, and people choose among forwarding hubs as well, which then count for the nearest camp.

    ValueError where nobody can flee anywhere.
    """
    routes = list(_routes(situation, ways(situation)))
    camps = situation.camps
    rooms = rooms_of(situation) if capacities else {}
    places = {one.name: Place(one.name, one.name, capacity=rooms.get(one.name)) for one in situation.locations}
    places |= {name: Place(name, name) for name in (HOME, GONE)}
    cut = calendar(
        start=_on(situation, -BEFORE - 1),
        as_of=Period(situation.end, situation.end),
        end=Period(situation.end, situation.end),
        step="day",
    )
    study = Study(situation.name, situation.name, cut, {}, {}, places, {}, {}, {}, (), tuple(routes))
    hubs = {} if capacities else _hubs(situation, study)
    havens = (*camps, *hubs)
    zones, weights = _zones(situation, study, havens)
    arriving, leaving = _changes(total)
    displaced = arriving[:, None] * weights
    drivers = {zone: _driver(zone, displaced[:, i], situation, -BEFORE - 1) for i, zone in enumerate(zones)}
    drivers[LEAVING] = _driver(LEAVING, np.append(leaving, 0.0), situation, -BEFORE)
    flows = {zone: Flow(zone, zone, "counts", (HOME,), zone, {}, driver=zone) for zone in zones}
    flows["flee"] = Flow("flee", "flee", "choice", zones, "", {}, AT_ONCE, drawn_by=dict(pulls), among=havens)
    flows[LEAVING] = Flow(LEAVING, LEAVING, "counts", havens, GONE, {}, driver=LEAVING)
    living = float(arriving.sum()) + 1.0
    stocks = (Stock(HOME, (), living, living, living, ""),)
    model = compile_study(
        Study(situation.name, situation.name, cut, {}, {}, places, {}, drivers, flows, stocks, study.routes)
    )
    inside = tuple(
        tuple(model.cell(name, 0) for name in (camp, *(hub for hub, of in hubs.items() if of == camp)))
        for camp in camps
    )
    return Hindcast(model, camps, inside, BEFORE + 2)


def _on(situation: Situation, day: int) -> Period:
    moment: date = situation.start + day * _DAY
    return Period(moment, moment)


def _routes(situation: Situation, made: Sequence[Way]) -> Iterator[Route]:
    """Ways as routes; what is open on day 0 was open before."""
    for way in made:
        for span in way.spans():
            opens = _on(situation, span.first) if span.first else None
            closes = _on(situation, span.last) if span.last < situation.days - 1 else None
            yield Route(span.start, span.end, way.km, opens, closes, one_way=span.one_way)


def _hubs(situation: Situation, study: Study) -> dict[str, str]:
    """Forwarding hubs, each with the camp that is nearest by any route."""
    hubs = [one.name for one in situation.locations if one.kind == "forwarding_hub"]
    camps = situation.camps
    if not hubs:
        return {}
    km = shortest(study, study.routes, hubs, camps)
    return {hub: camps[int(row.argmin())] for hub, row in zip(hubs, km, strict=True) if np.isfinite(row).any()}


def _zones(situation: Situation, study: Study, havens: Sequence[str]) -> tuple[tuple[str, ...], Floats]:
    """The zones that people flee from, and the share of each (day from −BEFORE on, zone) in those who arrive that day."""
    at = [i for i, one in enumerate(situation.locations) if one.name not in havens and situation.intensity[:, i].any()]
    zones = [situation.locations[i].name for i in at]
    if not zones:
        raise ValueError("there is no conflict anywhere but in camps, so that nobody flees")
    open_ = epochs(study)
    reach = np.stack([np.isfinite(shortest(study, routes, zones, havens)).any(axis=1) for routes in open_.routes])
    ever = np.flatnonzero(reach.any(axis=0))
    if not ever.size:
        raise ValueError("no route ever leads from a zone in conflict to a camp")
    day = np.maximum(np.arange(-BEFORE, situation.days), 0)
    can = reach[open_.of_step[day + BEFORE + 1]][:, ever]
    fought = situation.intensity[day][:, np.array(at)[ever]]
    weights = fought * can
    for other in (can, fought, np.ones_like(fought)):
        empty = weights.sum(axis=1) == 0
        weights[empty] = other[empty]
    return tuple(zones[i] for i in ever), weights / weights.sum(axis=1, keepdims=True)


def _changes(total: Floats) -> tuple[Floats, Floats]:
    """(day from −BEFORE on,) people who arrive, and who leave."""
    before = np.full(BEFORE + 1, total[0] / (BEFORE + 1))
    change = np.concatenate([before, np.diff(total)])
    return np.maximum(change, 0.0), np.maximum(-change, 0.0)


def _driver(name: str, values: Floats, situation: Situation, first: int) -> Driver:
    """Persons per day, `values` beginning on day `first`; days within a run of equal values are left out."""
    edge = np.ones(len(values), np.bool_)
    edge[1:-1] = (values[1:-1] != values[:-2]) | (values[1:-1] != values[2:])
    anchors = tuple(
        Anchor(_on(situation, first + int(i)), float(values[i]), float(values[i]), float(values[i]), "")
        for i in np.flatnonzero(edge)
    )
    return Driver(name, name, "persons per day", (), {(): anchors}, {})
