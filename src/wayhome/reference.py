"""The slow, obvious simulator: what a study means, in plain loops over dictionaries. For tests only.

Shares no code with the engine, so that the two agreeing says something. All flows of a step act on the people who were
there when it began: counts flows take theirs first, hazards compete for those left, births go by the parents at the
beginning; whoever moves or is born arrives at the end of the step.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import TypeAlias

from wayhome.dates import YEARS_PER
from wayhome.ranges import Z90, Range
from wayhome.study.resolved import Driver, Flow, Study

Group: TypeAlias = tuple[str, ...]  # one level of each population
Cell: TypeAlias = tuple[str, Group]  # a place and a group


@dataclass(frozen=True, slots=True)
class Path:
    """stocks: (state, place, group) -> persons · moved: (step, flow, origin, to, group) -> persons.

    Steps count from 1: step i leads from state i - 1 to state i. For births, group is the parents', and to is origin.
    """

    stocks: Mapping[tuple[int, str, Group], float]
    moved: Mapping[tuple[int, str, str, str, Group], float]


def parameters(study: Study) -> dict[str, float]:
    """Every uncertain number's name and central value; what `expected` and `chance` are not given, they take from here.

    rate.<flow>: per time unit of its range · differs.<flow>.<population>.<level>, effect.<flow>.<driver>: factors
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
    return central


def expected(study: Study, values: Mapping[str, float]) -> Path:
    """The mean path at these values of the study's uncertain numbers (those not named are at their centre)."""
    now = _start(study, values)
    stocks = {(0, *cell): people for cell, people in now.items()}
    moved: dict[tuple[int, str, str, str, Group], float] = {}
    for step in range(1, study.calendar.steps + 1):
        left, arrived = dict(now), dict.fromkeys(now, 0.0)
        for (name, origin, group), people in _counted(study, values, step, now).items():
            to = study.flows[name].to
            left[origin, group] -= people
            arrived[to, group] += people
            moved[step, name, origin, to, group] = people
        leaving = dict.fromkeys(now, 0.0)
        for (place, group), people in left.items():
            rates = _open(study, values, step, (place, group), law="hazard")
            total = sum(rate for _, rate in rates)
            for flow, rate in rates:
                taken = people * rate / total * -math.expm1(-total) if total > 0 else 0.0
                leaving[place, group] += taken
                arrived[flow.to, group] += taken
                moved[step, flow.name, place, flow.to, group] = taken
        for (place, group), people in now.items():
            for flow, rate in _open(study, values, step, (place, group), law="births"):
                arrived[place, _newborn(study, flow, group)] += people * rate
                moved[step, flow.name, place, place, group] = people * rate
        now = {cell: left[cell] - leaving[cell] + arrived[cell] for cell in now}
        stocks |= {(step, *cell): people for cell, people in now.items()}
    return Path(stocks, moved)


def chance(study: Study, values: Mapping[str, float], random: Random) -> Path:
    """One possible path, one person at a time; numbers that are not whole are rounded up or down by chance."""
    now = {cell: _rounded(people, random) for cell, people in _start(study, values).items()}
    stocks = {(0, *cell): float(people) for cell, people in now.items()}
    moved: dict[tuple[int, str, str, str, Group], float] = {}
    for step in range(1, study.calendar.steps + 1):
        left, arrived = dict(now), dict.fromkeys(now, 0)
        asked = _counted(study, values, step, now)
        for flow, groups in _pools(study):
            sharing = [(origin, group) for origin in flow.origin for group in groups]
            there = [cell for cell in sharing for _ in range(left[cell])]
            number = _rounded(sum(asked[flow.name, *cell] for cell in sharing), random)
            chosen = random.sample(there, min(number, len(there)))
            for origin, group in sharing:
                people = chosen.count((origin, group))
                left[origin, group] -= people
                arrived[flow.to, group] += people
                moved[step, flow.name, origin, flow.to, group] = people
        for (place, group), people in dict(left).items():
            rates = _open(study, values, step, (place, group), law="hazard")
            moved |= {(step, flow.name, place, flow.to, group): 0 for flow, _ in rates}
            for _ in range(people if rates else 0):
                first, flow = min(((_clock(rate, random), flow) for flow, rate in rates), key=lambda pair: pair[0])
                if first < 1:
                    left[place, group] -= 1
                    arrived[flow.to, group] += 1
                    moved[step, flow.name, place, flow.to, group] += 1
        for (place, group), people in now.items():
            for flow, rate in _open(study, values, step, (place, group), law="births"):
                born = sum(_rings(rate, random) for _ in range(people))
                arrived[place, _newborn(study, flow, group)] += born
                moved[step, flow.name, place, place, group] = born
        now = {cell: left[cell] + arrived[cell] for cell in now}
        stocks |= {(step, *cell): float(people) for cell, people in now.items()}
    return Path(stocks, moved)


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


def _counted(
    study: Study, values: Mapping[str, float], step: int, now: Mapping[Cell, float]
) -> dict[tuple[str, str, Group], float]:
    """Whom counts flows take, by flow, origin, group: the number wanted, split as people are spread, never too many."""
    asked: dict[tuple[str, str, Group], float] = {}
    for flow, groups in _pools(study):
        driver = study.drivers[flow.driver]
        unit = driver.unit.removeprefix("persons per ")
        wanted = _driver_value(study, values, step, groups[0], driver=driver)
        wanted *= study.calendar.years_per_step / YEARS_PER[unit]
        there = sum(now[origin, group] for origin in flow.origin for group in groups)
        for origin in flow.origin:
            for group in groups:
                part = now[origin, group] / there if there > 0 else 0.0
                asked[flow.name, origin, group] = min(wanted, there) * part
    together = dict.fromkeys(now, 0.0)
    for (_, origin, group), people in asked.items():
        together[origin, group] += people
    for (name, origin, group), people in asked.items():
        if people > 0:
            asked[name, origin, group] = people * min(1.0, now[origin, group] / together[origin, group])
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
