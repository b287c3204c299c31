"""What goes on at a programme's door after as_of, in every draw: who asks, who is taken, who waits, who is inside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from wayhome.engine.arrays import Floats, Ints
from wayhome.engine.model import Model
from wayhome.engine.quantities import OF_MOVED, OF_STOCK, Quantity
from wayhome.study.resolved import Programme

SEATS = ""  # the resource that is not a profession


@dataclass(frozen=True, slots=True)
class Door:
    """A programme as the engine's queue sees it, from as_of on. Waiters are the queue's moves: the cell in which people wait and
    its group; members the cells in the programme's place where anybody can be.

    load: (resource, group) that one person takes of each resource in a step · capacity: (step, resource) · waiters and members,
    (waiter,) and (member,): cells and groups · moves: (waiter,).
    """

    programme: Programme
    place: str
    resources: tuple[str, ...]  # professions; before them SEATS, where there are any
    capacity: Floats
    load: Floats
    waiters: Ints
    waiter_groups: Ints
    moves: Ints
    members: Ints
    member_groups: Ints
    ends: tuple[date, ...]  # last day of every step after as_of

    @property
    def open(self) -> Floats:
        """(step,) 1 once the programme takes people, 0 before."""
        opens = self.programme.opens
        return np.array([opens is None or end >= opens.first for end in self.ends], float)


@dataclass(frozen=True, slots=True)
class Traffic:
    """Persons, (draw, step, waiter or member). came: into the cell where they wait, `within` from another such cell · before: taken
    from it by counts, operations and programmes that come first · taken: by this one · later: by programmes after it · joined,
    sent: into the programme by other flows than its queue, and out by counts and operations. waiting, inside: at as_of and after
    every step."""

    came: Floats
    within: Floats
    before: Floats
    taken: Floats
    later: Floats
    waiting: Floats
    joined: Floats
    sent: Floats
    inside: Floats

    @property
    def lost(self) -> Floats:
        """Those who left the cell after the programme had taken whom it could."""
        gone = self.waiting[:, :-1] + self.came - self.before - self.taken - self.waiting[:, 1:]
        return np.maximum(gone, 0.0)

    def first(self, draws: int) -> Traffic:
        """The first draws alone."""
        return Traffic(*(getattr(self, name)[:draws] for name in self.__slots__))


def doors(model: Model) -> tuple[Door, ...]:
    """Every programme that people wait for, in the order in which the engine serves them."""
    study, table, size = model.study, model.laws.queue, len(model.groups)
    names = dict.fromkeys(flow.programme for flow in study.flows.values() if flow.law == "queue")
    as_of = study.calendar.as_of_state
    return tuple(_door(model, p, name, as_of, size) for p, name in enumerate(names) if p < table.inside.size)


def _door(model: Model, p: int, name: str, as_of: int, size: int) -> Door:
    study, table = model.study, model.laws.queue
    own = slice(table.start[p], table.start[p + 1])
    first, programme = int(table.inside[p]), study.programmes[name]
    professions = tuple(dict.fromkeys(one for needs in programme.needs.values() for one in needs))
    limited = any(made.seats is not None for made in (programme, *programme.changes))
    seats = (
        (SEATS,) if limited else ()
    )  # the engine has seats for a programme that opens, too: none before, any number after
    means = slice(table.first[p + 1] - len(professions) - len(seats), table.first[p + 1])
    cells = np.concatenate([model.moves.cell_to, model.start.cell]).astype(np.int64)
    members = np.unique(cells[(cells >= first) & (cells < first + size)])
    waiters = table.cell[own].astype(np.int64)
    return Door(
        programme,
        model.places[first // size],
        (*seats, *professions),
        table.capacity[as_of:, means],
        table.load[means],
        waiters,
        waiters % size,
        table.move[own].astype(np.int64),
        members,
        members % size,
        study.calendar.ends[as_of:],
    )


def by_step(draws: int, steps: int, items: int) -> Floats:
    """Zeros (draw, step, item) of which those of one step lie together in memory, as they are used."""
    return np.zeros((steps, draws, items)).transpose(1, 0, 2)


# ---- what to watch in a forecast, and back ------------------------------------------------------------------


def watched(model: Model, door: Door) -> list[Quantity]:
    """The quantities of which `traffic` is made."""
    return [quantity for _, _, quantity in _watched(model, door)]


def traffic(model: Model, door: Door, values: Floats) -> Traffic:
    """Read values (draw, quantity of `watched`)."""
    steps, draws = len(door.ends), len(values)
    sizes = {name: len(indices) for name, (_, indices) in _series(model, door).items()}
    made = {name: by_step(draws, steps + (name in ("waiting", "inside")), size) for name, size in sizes.items()}
    for column, (name, (step, item), _) in enumerate(_watched(model, door)):
        made[name][:, step, item] = values[:, column]
    return _whole(Traffic(**made))


def _whole(seen: Traffic) -> Traffic:
    """At as_of everybody is rounded up or down to whole people, which the stocks of that moment do not know yet."""
    gone = seen.before[:, 0] + seen.taken[:, 0] + seen.waiting[:, 1] - seen.came[:, 0]
    seen.waiting[:, 0] = np.maximum(seen.waiting[:, 0], gone)
    return seen


def _watched(model: Model, door: Door) -> Iterator[tuple[str, tuple[int, int], Quantity]]:
    """Each quantity with the series that it belongs to, and its step and item in there; what is never anybody is left out."""
    first, steps = model.study.calendar.as_of_state, len(door.ends)
    for name, (kind, indices) in _series(model, door).items():
        for step in range(steps + (kind == OF_STOCK)):
            for item, index in enumerate(indices):
                if index:
                    yield name, (step, item), Quantity(kind, index, first + step, (1.0,))


def _series(model: Model, door: Door) -> Mapping[str, tuple[int, Sequence[tuple[int, ...]]]]:
    """By the names of Traffic: of stocks or moves, and the cells or moves that each item adds up."""
    flows = list(model.study.flows.values())
    law = np.array([flows[f].law for f in model.moves.flow], str)
    to, origin = model.moves.cell_to.astype(np.int64), model.moves.cell_from.astype(np.int64)
    number = np.arange(to.size)
    moving, first = law != "births", np.isin(law, ("counts", "operations"))
    earlier = first | ((law == "queue") & (number < door.moves.min()))
    from_waiting = moving & np.isin(origin, door.waiters)

    def each(cells: Ints, ends: Ints, wanted: Ints) -> list[tuple[int, ...]]:
        return [tuple(np.flatnonzero(wanted & (ends == cell)).tolist()) for cell in cells]

    every = np.ones(to.size, bool)
    return {
        "came": (OF_MOVED, each(door.waiters, to, every)),
        "within": (OF_MOVED, each(door.waiters, to, from_waiting)),
        "before": (OF_MOVED, each(door.waiters, origin, earlier)),
        "taken": (OF_MOVED, [(int(move),) for move in door.moves]),
        "later": (OF_MOVED, each(door.waiters, origin, (law == "queue") & (number > door.moves.max()))),
        "waiting": (OF_STOCK, [(int(cell),) for cell in door.waiters]),
        "joined": (OF_MOVED, each(door.members, to, ~np.isin(number, door.moves))),
        "sent": (OF_MOVED, each(door.members, origin, first)),
        "inside": (OF_STOCK, [(int(cell),) for cell in door.members]),
    }
