"""The slow, obvious simulator: what a study means, in plain loops over dictionaries. For tests only.

Shares no code with the engine, so that the two agreeing says something. All flows of a step act on the people who were
there when it began: counts flows take theirs first, then operations, then programmes those who wait; hazards and choices
compete for those left, births go by the parents at the beginning; whoever moves or is born arrives at the end of the step,
but for those who have a way to go.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import TypeAlias

from wayhome.dates import YEARS_PER
from wayhome.ranges import Z90, Range
from wayhome.study.resolved import Driver, Flow, Study

Group: TypeAlias = tuple[str, ...]  # one level of each population
Cell: TypeAlias = tuple[str, Group]  # a place and a group
Move: TypeAlias = tuple[str, str, str, Group]  # flow, origin, destination, group


@dataclass(frozen=True, slots=True)
class Path:
    """stocks: (state, place, group) -> persons · moved: (step, flow, origin, to, group) -> persons.

    Steps count from 1: step i leads from state i - 1 to state i. For births, group is the parents', and to is origin.
    """

    stocks: Mapping[tuple[int, str, Group], float]
    moved: Mapping[tuple[int, str, str, str, Group], float]


def parameters(study: Study) -> dict[str, float]:
    """Every uncertain number's name and central value; what `expected` and `chance` are not given, they take from here.

    rate.<flow>: per time unit of its range · differs.<flow>.<population>.<level>, effect.<flow>.<driver>,
    pull.<flow>.<what>: factors
    driver.<driver>[.<level>…]: where in its range the path lies, in sds · start.<place>.<level>…: persons
    """
    central: dict[str, float] = {}
    for driver in study.drivers.values():
        for key, anchors in driver.history.items():
            if any(anchor.low < anchor.high for anchor in anchors):
                central[".".join(("driver", driver.name, *key))] = 0.0
    for stock in study.stocks:
        if stock.low < stock.high and stock.best > 0:
            central[".".join(("start", stock.place, *stock.group))] = stock.best
    for flow in study.flows.values():
        if flow.rate is not None and flow.rate.low < flow.rate.high:
            central[f"rate.{flow.name}"] = _middle(flow.rate)
        for population in flow.differs_by:
            levels = flow.origin if population == "place" else flow.who.get(population, study.populations[population])
            for level in levels:
                central[f"differs.{flow.name}.{population}.{level}"] = 1.0
        for driver, factor in flow.driven_by.items():
            if factor.low < factor.high:
                central[f"effect.{flow.name}.{driver}"] = _middle(factor)
        for what, factor in flow.drawn_by.items():
            if factor.low < factor.high:
                central[f"pull.{flow.name}.{what}"] = _middle(factor)
    return central


def expected(study: Study, values: Mapping[str, float]) -> Path:
    """The mean path at these values of the study's uncertain numbers (those not named are at their centre)."""
    now = _start(study, values)
    stocks = {(0, *cell): people for cell, people in now.items()}
    moved: dict[tuple[int, str, str, str, Group], float] = {}
    coming: list[tuple[int, Move, float]] = []  # step of arrival, who, how many
    for step in range(1, study.calendar.steps + 1):
        left = dict(now)
        moves = dict(_counted(study, values, step, now))
        for (_, origin, _, group), people in moves.items():
            left[origin, group] -= people
        for move, people in _operated(study, values, step, left).items():
            moves[move] = people
            left[move[1], move[3]] -= people
        for waiting, share in _admitted(study, step, now):
            for move in waiting:
                moves[move] = left[move[1], move[3]] * share(left)
            for move in waiting:
                left[move[1], move[3]] -= moves[move]
        for (place, group), people in left.items():
            risks = _risks(study, values, step, (place, group), now)
            total = sum(rate for _, _, rate in risks)
            for flow, to, rate in risks:
                taken = people * rate / total * -math.expm1(-total) if total > 0 else 0.0
                moves[flow.name, place, to, group] = taken
                left[place, group] -= taken
        coming += [trip for move, people in moves.items() for trip in _trips(study, step, move, people)]
        after = left
        for (place, group), people in now.items():
            for flow, rate in _open(study, values, step, (place, group), law="births"):
                after[place, _newborn(study, flow, group)] += people * rate
                moved[step, flow.name, place, place, group] = people * rate
        coming = _arrive(study, step, coming, after, moved)
        now = after
        stocks |= {(step, *cell): people for cell, people in now.items()}
    return Path(stocks, moved)


def chance(study: Study, values: Mapping[str, float], random: Random) -> Path:
    """One possible path, one person at a time; numbers that are not whole are rounded up or down by chance."""
    now: dict[Cell, float] = {cell: _rounded(people, random) for cell, people in _start(study, values).items()}
    stocks = {(0, *cell): float(people) for cell, people in now.items()}
    moved: dict[tuple[int, str, str, str, Group], float] = {}
    coming: list[tuple[int, Move, float]] = []
    for step in range(1, study.calendar.steps + 1):
        left, gone = dict(now), []
        asked = _counted(study, values, step, now)
        for flow, groups in _pools(study):
            sharing: list[Move] = [(flow.name, origin, flow.to, group) for origin in flow.origin for group in groups]
            gone += _sampled(sharing, left, sum(asked[move] for move in sharing), random)
        events = [pool for pool, rate in _operations(study, values, step) for _ in range(_rings(rate, random))]
        random.shuffle(events)
        for pool in events:
            size = _size(study.flows[pool[0][0]], random)
            for move in pool:
                taken = sum(random.random() < size for _ in range(int(left[move[1], move[3]])))
                left[move[1], move[3]] -= taken
                gone += [move] * taken
        for waiting, share in _admitted(study, step, now):
            there = sum(left[move[1], move[3]] for move in waiting)
            gone += _sampled(waiting, left, share(left) * there, random)
        for (place, group), people in dict(left).items():
            risks = _risks(study, values, step, (place, group), now)
            for _ in range(int(people) if risks else 0):
                clocks = [(_clock(rate, random), (flow.name, place, to, group)) for flow, to, rate in risks]
                first, move = min(clocks, key=lambda pair: pair[0])
                if first < 1:
                    left[place, group] -= 1
                    gone.append(move)
        coming += [_trip(study, step, move, random) for move in gone]
        after = left
        for (place, group), people in now.items():
            for flow, rate in _open(study, values, step, (place, group), law="births"):
                born = sum(_rings(rate, random) for _ in range(int(people)))
                after[place, _newborn(study, flow, group)] += born
                moved[step, flow.name, place, place, group] = born
        coming = _arrive(study, step, coming, after, moved)
        now = after
        stocks |= {(step, *cell): float(people) for cell, people in now.items()}
    return Path(stocks, moved)


def _sampled(moves: list[Move], left: dict[Cell, float], number: float, random: Random) -> list[Move]:
    """Take a number of people (rounded by chance) at random from those who can make the moves."""
    there = [move for move in moves for _ in range(int(left[move[1], move[3]]))]
    chosen = random.sample(there, min(_rounded(number, random), len(there)))
    for _, origin, _, group in chosen:
        left[origin, group] -= 1
    return chosen


# ---- ways ---------------------------------------------------------------------------------------------------


def _trips(study: Study, step: int, move: Move, people: float) -> list[tuple[int, Move, float]]:
    """When those who leave now arrive: in two parts where the way takes a broken number of steps."""
    lag = _lag(study, step, move)
    whole = math.floor(lag)
    if lag == whole:
        return [(step + whole, move, people)]
    return [(step + whole, move, people * (1 - lag + whole)), (step + whole + 1, move, people * (lag - whole))]


def _trip(study: Study, step: int, move: Move, random: Random) -> tuple[int, Move, float]:
    return step + _rounded(_lag(study, step, move), random), move, 1


def _lag(study: Study, step: int, move: Move) -> float:
    """Steps on the way."""
    flow = study.flows[move[0]]
    if flow.speed is None:
        return 0.0
    steps_per_unit = YEARS_PER[flow.speed_per] / study.calendar.years_per_step
    return _km(study, step, move[1]).get(move[2], 0.0) / flow.speed * steps_per_unit


def _arrive(
    study: Study,
    step: int,
    coming: list[tuple[int, Move, float]],
    after: dict[Cell, float],
    moved: dict[tuple[int, str, str, str, Group], float],
) -> list[tuple[int, Move, float]]:
    """Let everybody arrive who does so at the end of this step, count the others on their way, and return them.

    Those on the way are counted anew each time, so nothing may leave the place in which they are.
    """
    for place in {flow.under_way for flow in study.flows.values() if flow.under_way}:
        for group in study.groups:
            after[place, group] = 0.0
    for when, (name, origin, to, group), people in coming:
        if when == step:
            after[to, group] += people
            moved[step, name, origin, to, group] = moved.get((step, name, origin, to, group), 0.0) + people
        else:
            after[study.flows[name].under_way, group] += people
    return [trip for trip in coming if trip[0] > step]


def _km(study: Study, step: int, origin: str) -> dict[str, float]:
    """km of the shortest way to every place that can be reached, by trying every route until nothing gets shorter."""
    day = study.calendar.ends[step - 1]
    roads: list[tuple[str, str, float]] = []
    for route in study.routes:
        if (route.opens and day < route.opens.first) or (route.closes and day > route.closes.last):
            continue
        roads.append((route.origin, route.to, route.km))
        if not route.one_way:
            roads.append((route.to, route.origin, route.km))
    km = {origin: 0.0}
    shorter = True
    while shorter:
        shorter = False
        for here, there, length in roads:
            if here in km and km[here] + length < km.get(there, math.inf):
                km[there] = km[here] + length
                shorter = True
    return km


def _doors(study: Study, step: int, to: str) -> list[str]:
    """Where the open routes into a place begin."""
    day = study.calendar.ends[step - 1]
    doors: list[str] = []
    for route in study.routes:
        if (route.opens is None or route.opens.first <= day) and (route.closes is None or day <= route.closes.last):
            if route.to == to:
                doors.append(route.origin)
            elif route.origin == to and not route.one_way:
                doors.append(route.to)
    return doors


# ---- who leaves ---------------------------------------------------------------------------------------------


def _risks(
    study: Study, values: Mapping[str, float], step: int, cell: Cell, now: Mapping[Cell, float]
) -> list[tuple[Flow, str, float]]:
    """The ways that compete for people of a cell: flow, destination, rate per step."""
    risks: list[tuple[Flow, str, float]] = []
    for flow, rate in _open(study, values, step, cell, law="hazard"):
        risks.append((flow, flow.to, rate * _pull(study, values, now, flow, flow.to, cell[1])))
    for flow, rate in _open(study, values, step, cell, law="choice"):
        weights = {to: _weight(study, values, step, flow, cell, to, now) for to in flow.among if to != cell[0]}
        total = sum(weights.values())
        risks += [(flow, to, rate * weight / total) for to, weight in weights.items() if weight > 0]
    return risks


def _drawn(values: Mapping[str, float], flow: Flow, what: str) -> float:
    """The factor by which something draws people; 1 where it does not matter."""
    factor = flow.drawn_by.get(what)
    return 1.0 if factor is None else values.get(f"pull.{flow.name}.{what}", _middle(factor))


def _pull(
    study: Study, values: Mapping[str, float], now: Mapping[Cell, float], flow: Flow, to: str, group: Group
) -> float:
    """What the people already in a place make of it: room left, and compatriots."""
    people = sum(now[to, other] for other in study.groups)
    capacity = study.places[to].capacity
    room = 1.0 if capacity is None else max(0.0, 1 - people / capacity)
    compatriots = sum(
        now[to, other]
        for other in study.groups
        if all(_level(study, other, name) == _level(study, group, name) for name in flow.alike)
    )
    return _drawn(values, flow, "room") ** room * _drawn(values, flow, "compatriots") ** math.log2(1 + compatriots)


def _weight(
    study: Study, values: Mapping[str, float], step: int, flow: Flow, cell: Cell, to: str, now: Mapping[Cell, float]
) -> float:
    """How much a destination counts beside the others; 0 where it cannot be reached."""
    weight = _pull(study, values, now, flow, to, cell[1])
    if flow.speed or flow.within is not None or {"distance", "doubling", "ways"} & set(flow.drawn_by):
        km = _km(study, step, cell[0]).get(to, math.inf)
        if km > (math.inf if flow.within is None else flow.within) or km == math.inf:
            return 0.0
        weight *= _drawn(values, flow, "distance") ** (km / 100)
        weight *= _drawn(values, flow, "doubling") ** math.log2(max(km, 1.0))
        weight *= _drawn(values, flow, "ways") ** math.log2(max(len(_doors(study, step, to)), 1))
    here, there = study.places[cell[0]].country, study.places[to].country
    if here and there and here != there:
        weight *= _drawn(values, flow, "border")
    return weight * (_drawn(values, flow, study.places[to].kind) if study.places[to].kind else 1.0)


def _operations(study: Study, values: Mapping[str, float], step: int) -> list[tuple[list[Move], float]]:
    """Whom one operation moves together, and how many such operations a step has on average."""
    found: list[tuple[list[Move], float]] = []
    for flow in study.flows.values():
        pools: dict[Group, list[Move]] = {}
        for group in study.groups if flow.law == "operations" else ():
            key = tuple(_level(study, group, name) for name in flow.by)
            pools.setdefault(key, []).extend(
                (flow.name, origin, flow.to, group) for origin in flow.origin if _takes(study, flow, origin, group)
            )
        for pool in pools.values():
            if pool:
                found.append((pool, _rate(study, values, step, (pool[0][1], pool[0][3]), flow=flow)))
    return found


def _operated(study: Study, values: Mapping[str, float], step: int, left: Mapping[Cell, float]) -> dict[Move, float]:
    """Whom operations take on average: hazards of (operations a step) × (mean size), in competition."""
    risks: dict[Cell, list[tuple[Move, float]]] = {}
    for pool, rate in _operations(study, values, step):
        for move in pool:
            risks.setdefault((move[1], move[3]), []).append((move, rate * _mean_size(study.flows[move[0]])))
    taken: dict[Move, float] = {}
    for cell, ways in risks.items():
        total = sum(rate for _, rate in ways)
        for move, rate in ways:
            taken[move] = left[cell] * rate / total * -math.expm1(-total) if total > 0 else 0.0
    return taken


def _size_range(flow: Flow) -> tuple[float, float]:
    """Mean and sd of the logit of the share that an operation moves."""
    assert flow.size is not None
    low, high = (math.log(share / (1 - share)) for share in (flow.size.low, flow.size.high))
    return (low + high) / 2, (high - low) / 2 / Z90


def _size(flow: Flow, random: Random) -> float:
    assert flow.size is not None
    if flow.size.low >= 1:
        return 1.0
    middle, sd = _size_range(flow)
    return 1 / (1 + math.exp(-random.gauss(middle, sd)))


def _mean_size(flow: Flow) -> float:
    """By adding up narrow strips under the normal curve."""
    assert flow.size is not None
    if flow.size.low >= 1:
        return 1.0
    middle, sd = _size_range(flow)
    strips = [(i + 0.5) / 200 - 10 for i in range(4000)]
    weights = [math.exp(-0.5 * z * z) for z in strips]
    return sum(w / (1 + math.exp(-middle - sd * z)) for w, z in zip(weights, strips, strict=True)) / sum(weights)


def _admitted(
    study: Study, step: int, now: Mapping[Cell, float]
) -> list[tuple[list[Move], Callable[[Mapping[Cell, float]], float]]]:
    """Those who wait for each programme, with the share of them that it can take of whoever is left."""
    waiting: dict[tuple[str, str], list[Move]] = {}
    for flow in study.flows.values():
        for origin in flow.origin if flow.law == "queue" else ():
            for group in study.groups:
                if _takes(study, flow, origin, group):
                    waiting.setdefault((flow.programme, flow.to), []).append((flow.name, origin, flow.to, group))

    def share_of(name: str, place: str, moves: list[Move]) -> Callable[[Mapping[Cell, float]], float]:
        programme = study.programmes[name]
        staff, seats = programme.staff, programme.seats
        for change in programme.changes:
            if study.calendar.ends[step - 1] >= change.start.first:
                staff, seats = change.staff, change.seats
        if programme.opens and study.calendar.ends[step - 1] < programme.opens.first:
            return lambda left: 0.0
        in_month = study.calendar.years_per_step * 12

        def need(group: Group, profession: str) -> float:
            level = _level(study, group, programme.needs_by) if programme.needs_by else ""
            return programme.needs.get(level, {}).get(profession, 0.0) / programme.months * in_month

        def share(left: Mapping[Cell, float]) -> float:
            shares = [1.0]
            if seats is not None:
                inside = sum(now[place, group] for group in study.groups)
                waiting = sum(left[origin, group] for _, origin, _, group in moves)
                shares.append(max(0.0, seats - inside) / waiting if waiting > 0 else 1.0)
            for profession in {profession for level in programme.needs.values() for profession in level}:
                post = staff.get(profession)
                hours = post.posts * post.hours / (YEARS_PER[post.per] / study.calendar.years_per_step) if post else 0.0
                taken = sum(now[place, group] * need(group, profession) for group in study.groups)
                asked = sum(left[origin, group] * need(group, profession) for _, origin, _, group in moves)
                shares.append(max(0.0, hours - taken) / asked if asked > 0 else 1.0)
            return min(shares)

        return share

    return [(moves, share_of(name, place, moves)) for (name, place), moves in waiting.items()]


def _middle(span: Range) -> float:
    """The median of the log-normal whose 90% range this is."""
    return math.sqrt(span.low * span.high)


def _start(study: Study, values: Mapping[str, float]) -> dict[Cell, float]:
    people: dict[Cell, float] = {(place, group): 0.0 for place in study.places for group in study.groups}
    for stock in study.stocks:
        people[stock.place, stock.group] = values.get(".".join(("start", stock.place, *stock.group)), stock.best)
    return people


def _takes(study: Study, flow: Flow, place: str, group: Group) -> bool:
    levels = zip(study.populations.items(), group, strict=True)
    return place in flow.origin and all(level in flow.who.get(name, every) for (name, every), level in levels)


def _open(study: Study, values: Mapping[str, float], step: int, cell: Cell, *, law: str) -> list[tuple[Flow, float]]:
    """The flows of one law that people of a cell may take, each with its rate per step."""
    flows = [flow for flow in study.flows.values() if flow.law == law and _takes(study, flow, *cell)]
    return [(flow, _rate(study, values, step, cell, flow=flow)) for flow in flows]


def _rate(study: Study, values: Mapping[str, float], step: int, cell: Cell, *, flow: Flow) -> float:
    """Persons per person per step: the base, times what sets the group's levels (or the place) apart, times what drivers do."""
    assert flow.rate is not None
    rate = values.get(f"rate.{flow.name}", _middle(flow.rate))
    rate *= study.calendar.years_per_step / YEARS_PER[flow.rate.per]
    for population in flow.differs_by:
        level = cell[0] if population == "place" else _level(study, cell[1], population)
        rate *= values.get(f"differs.{flow.name}.{population}.{level}", 1.0)
    for name, factor in flow.driven_by.items():
        effect = values.get(f"effect.{flow.name}.{name}", _middle(factor))
        rate *= effect ** _driver_value(study, values, step, cell[1], driver=study.drivers[name])
    return rate


def _driver_value(study: Study, values: Mapping[str, float], step: int, group: Group, *, driver: Driver) -> float:
    """The driver at the end of the step for people of the group, on a straight line in days between the dates known."""
    key = tuple(_level(study, group, population) for population in driver.by)
    day = study.calendar.ends[step - 1]
    anchors = driver.history[key]
    before = [anchor for anchor in anchors if anchor.date.last <= day]
    behind = [anchor for anchor in anchors if anchor.date.last > day]
    first, last = (before or behind)[-1 if before else 0], (behind or before)[0 if behind else -1]
    apart = (last.date.last - first.date.last).days
    share = (day - first.date.last).days / apart if apart else 0.0
    low, best, high = (
        a + share * (b - a)
        for a, b in zip((first.low, first.best, first.high), (last.low, last.best, last.high), strict=True)
    )
    z = values.get(".".join(("driver", driver.name, *key)), 0.0)
    value = best + math.copysign(
        _reach(abs(z), high - best if z > 0 else best - low, best - low if z > 0 else high - best), z
    )
    return max(0.0, min(1.0, value) if driver.unit in ("share", "index") else value)


def _reach(far: float, this_side: float, other_side: float) -> float:
    """How far from the best, `far` sds out: a parabola through both ends of the range on this side, straight beyond it."""
    middle = 2 * this_side * other_side / (this_side + other_side) if this_side + other_side else 0.0
    share = min(far / Z90, 1.0)
    return middle * share + (this_side - middle) * share**2 + (2 * this_side - middle) * (far / Z90 - share)


def _level(study: Study, group: Group, population: str) -> str:
    return group[list(study.populations).index(population)]


def _pools(study: Study) -> list[tuple[Flow, list[Group]]]:
    """Each counts flow with the groups that share one number of people wanted."""
    pools: list[tuple[Flow, list[Group]]] = []
    for flow in study.flows.values():
        if flow.law == "counts":
            sharing: dict[Group, list[Group]] = {}
            for group in study.groups:
                if _takes(study, flow, flow.origin[0], group):
                    key = tuple(_level(study, group, name) for name in study.drivers[flow.driver].by)
                    sharing.setdefault(key, []).append(group)
            pools += [(flow, groups) for groups in sharing.values()]
    return pools


def _counted(study: Study, values: Mapping[str, float], step: int, now: Mapping[Cell, float]) -> dict[Move, float]:
    """Whom counts flows take: the number wanted, split as people are spread, never too many."""
    asked: dict[Move, float] = {}
    for flow, groups in _pools(study):
        driver = study.drivers[flow.driver]
        unit = driver.unit.removeprefix("persons per ")
        wanted = _driver_value(study, values, step, groups[0], driver=driver)
        wanted *= study.calendar.years_per_step / YEARS_PER[unit]
        there = sum(now[origin, group] for origin in flow.origin for group in groups)
        for origin in flow.origin:
            for group in groups:
                part = now[origin, group] / there if there > 0 else 0.0
                asked[flow.name, origin, flow.to, group] = min(wanted, there) * part
    together = dict.fromkeys(now, 0.0)
    for (_, origin, _, group), people in asked.items():
        together[origin, group] += people
    for move, people in asked.items():
        if people > 0:
            asked[move] = people * min(1.0, now[move[1], move[3]] / together[move[1], move[3]])
    return asked


def _newborn(study: Study, flow: Flow, parents: Group) -> Group:
    return tuple(flow.newborn.get(name, level) for name, level in zip(study.populations, parents, strict=True))


def _rounded(number: float, random: Random) -> int:
    whole = math.floor(number)
    return whole + (random.random() < number - whole)


def _clock(rate: float, random: Random) -> float:
    """How many steps pass until something that happens at this rate happens."""
    return random.expovariate(rate) if rate > 0 else math.inf


def _rings(rate: float, random: Random) -> int:
    """How often within one step something that happens again and again at this rate happens."""
    number, time = 0, _clock(rate, random)
    while time < 1:
        number, time = number + 1, time + _clock(rate, random)
    return number
