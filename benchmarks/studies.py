"""The benchmarks' models as wayhome's studies."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np

from benchmarks.problem import Problem
from wayhome.dates import Calendar, calendar, parse_period
from wayhome.ranges import Range
from wayhome.study.resolved import Anchor, Driver, Flow, Place, Stock, Study

FIRST = date(2000, 1, 1)
UNCERTAIN = 2.0  # the ratio of the ends of a rate's range where every rate is a parameter


def days(steps: int) -> Calendar:
    """So many daily steps."""
    end = parse_period((FIRST + timedelta(days=steps - 1)).isoformat())
    start = parse_period(FIRST.isoformat())
    return calendar(start=start, as_of=start, end=end, step="day")


def study(
    places: Mapping[str, Place],
    flows: Mapping[str, Flow],
    stocks: tuple[Stock, ...],
    *,
    steps: int,
    populations: Mapping[str, tuple[str, ...]] | None = None,
    drivers: Mapping[str, Driver] | None = None,
) -> Study:
    return Study("bench", "Bench", days(steps), populations or {}, {}, places, {}, drivers or {}, flows, stocks)


def exactly(place: str, group: tuple[str, ...], people: float) -> Stock:
    return Stock(place, group, people, people, people, "bench")


def of_problem(problem: Problem, *, uncertain: bool = False) -> Study:
    """A place for each compartment, a hazard for each flow, a day for each step, nobody told apart.

    uncertain: every rate is a parameter, its best that of the problem.
    """
    far = UNCERTAIN**0.5 if uncertain else 1.0
    effects = np.exp(problem.effect).tolist()
    by = [{"season": Range(e, e, factor=True)} if problem.changes() else {} for e in effects]
    flows = {
        f"f{i}": Flow(
            f"f{i}", f"F{i}", "hazard", (f"p{a}",), f"p{b}", {}, Range(k / far, k * far, "day"), driven_by=by[i]
        )
        for i, (a, b, k) in enumerate(zip(problem.origin.tolist(), problem.to.tolist(), problem.rate.tolist()))
    }
    places = {f"p{i}": Place(f"p{i}", f"P{i}") for i in range(problem.cells)}
    stocks = tuple(exactly(f"p{i}", (), float(people)) for i, people in enumerate(problem.start))
    return study(places, flows, stocks, steps=problem.steps, drivers=_season(problem) if problem.changes() else None)


def _season(problem: Problem) -> Mapping[str, Driver]:
    dates = [parse_period((FIRST + timedelta(days=t)).isoformat()) for t in range(problem.steps)]
    history = tuple(Anchor(day, share, share, share, "bench") for day, share in zip(dates, problem.driver.tolist()))
    return {"season": Driver("season", "Season", "index", (), {(): history}, {})}


def sized(*, places: int, flows: int, groups: int, steps: int, people: int, seed: int = 1) -> Study:
    """`flows` hazards to random places, out of each in turn, each for all groups; people spread evenly over all cells."""
    rng = np.random.default_rng(seed)
    ends = np.column_stack([np.arange(flows) % places, rng.integers(places, size=flows)])
    ends[:, 1] = np.where(ends[:, 0] == ends[:, 1], (ends[:, 1] + 1) % places, ends[:, 1])
    rates = np.exp(rng.uniform(np.log(0.001), np.log(0.02), flows)).tolist()
    each = {
        f"f{i}": Flow(f"f{i}", f"F{i}", "hazard", (f"p{a}",), f"p{b}", {}, Range(rate, rate, "day"))
        for i, ((a, b), rate) in enumerate(zip(ends.tolist(), rates))
    }
    levels = tuple(f"g{i}" for i in range(groups))
    share = people / (places * groups)
    stocks = tuple(exactly(f"p{i}", (level,), share) for i in range(places) for level in levels)
    named = {f"p{i}": Place(f"p{i}", f"P{i}") for i in range(places)}
    return study(named, each, stocks, steps=steps, populations={"group": levels})


def returns(*, home_rate: float = 0.03, death_rate: float = 0.002) -> Study:
    """Three nationalities, five places, two years of months: what people do in and after camps, at exact rates."""
    time = calendar(
        start=parse_period("2020-01"), as_of=parse_period("2020-01"), end=parse_period("2021-12"), step="month"
    )
    names = ("camp", "prison", "home", "abroad", "dead")
    places = {name: Place(name, name.capitalize(), final=name == "dead") for name in names}

    def flow(name: str, origin: tuple[str, ...], to: str, rate: float) -> Flow:
        return Flow(name, name, "hazard", origin, to, {}, Range(rate, rate, "month"))

    flows = [
        flow("go_home", ("camp",), "home", home_rate),
        flow("go_abroad", ("camp", "home"), "abroad", 0.01),
        flow("arrest", ("camp", "home"), "prison", 0.005),
        flow("release", ("prison",), "home", 0.04),
        flow("come_back", ("abroad",), "home", 0.02),
        flow("die", ("camp", "prison"), "dead", death_rate),
    ]
    people = {"A": (1200, 150), "B": (500, 60), "C": (90, 10)}
    stocks = tuple(exactly(p, (n,), x) for n, numbers in people.items() for p, x in zip(("camp", "prison"), numbers))
    return Study(
        "returns",
        "Returns",
        time,
        {"nationality": tuple(people)},
        {},
        places,
        {},
        {},
        {f.name: f for f in flows},
        stocks,
    )
