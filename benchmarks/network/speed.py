"""How long runs take: whole situations with nobody left out, a thousand of them with ranges, ever more people, and a large
network."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

import numpy as np
from scipy.spatial import KDTree

from benchmarks.network.accuracy import Learned
from benchmarks.network.hindcast import hindcast
from benchmarks.network.learn import Case
from benchmarks.network.truth import Floats
from wayhome.dates import Period, calendar, parse_period
from wayhome.engine.chance import chance_path, empty_path
from wayhome.engine.compile import compile_study
from wayhome.engine.expected import empty_path as empty_expected
from wayhome.engine.expected import expected_path
from wayhome.engine.rates import inputs
from wayhome.forecast import cores
from wayhome.ranges import Range
from wayhome.study.resolved import Flow, Place, Route, Stock, Study

REPEATS = 15
CROWDS = (1e4, 1e5, 1e6, 1e7, 1e8, 1e9)


@dataclass(frozen=True, slots=True)
class Timed:
    """One run of a situation: people at the peak, medians in seconds of the expected path and of one by chance, with all inputs."""

    name: str
    places: int
    days: int
    people: float
    expected: float
    chance: float


@dataclass(frozen=True, slots=True)
class Ensemble:
    """Runs by chance, each with parameters of its own, and what they took; wide: of the camps' people on the last day, the mean
    width of the 90% range over the middle."""

    name: str
    runs: int
    seconds: float
    wide: float


@dataclass(frozen=True, slots=True)
class Large:
    """A synthetic network: pairs of origin and destination that people choose among; seconds to lay it out, and of one run."""

    places: int
    days: int
    pairs: int
    people: float
    set_up: float
    expected: float
    chance: float


def _median(run: Callable[[], object], repeats: int = REPEATS) -> float:
    """Seconds of the processor, as Flee's times are, so that others who use the machine do not count."""
    run()
    seconds: list[float] = []
    for _ in range(repeats):
        begin = time.thread_time()
        run()
        seconds.append(time.thread_time() - begin)
    return median(seconds)


def situation(case: Case, z: Floats) -> Timed:
    """Time one situation; inputs (drivers, weights of ways) are worked out anew in every run."""
    model = case.study.model
    steps = model.study.calendar.steps
    by_chance = empty_path(model, steps, keep_moves=False)
    return Timed(
        case.situation.name,
        len(case.situation.locations),
        case.situation.days,
        float(case.truth.total.max()),
        _median(lambda: case.study.camps_on_days(z, case.run)),
        _median(lambda: chance_path(model, inputs(model, z, steps), seed=1, draw=0, into=by_chance)),
    )


def crowds(case: Case, z: Floats) -> list[Timed]:
    """The same situation with ever more people."""
    timed: list[Timed] = []
    for people in CROWDS:
        total = case.truth.total * people / case.truth.total.max()
        study = hindcast(case.situation, total, pulls=_pulls(case))
        timed.append(situation(Case(case.situation, case.truth, study, study.room_to_run()), z))
    return [
        Timed(one.name, one.places, one.days, people, one.expected, one.chance) for one, people in zip(timed, CROWDS)
    ]


def _pulls(case: Case) -> dict[str, Range]:
    return dict(case.study.model.study.flows["flee"].drawn_by)


def ensemble(learned: Learned, name: str, runs: int = 1000) -> Ensemble:
    """Runs by chance of one situation, parameters drawn from how far they lie apart between situations."""
    i = [case.situation.name for case in learned.pooled].index(name)
    case = learned.pooled[i]
    model, steps = case.study.model, case.study.model.study.calendar.steps
    count = len(learned.each)
    apart = np.std(learned.each, axis=0) * np.sqrt(count * (count - 1))
    z = learned.each[i] + apart * np.random.default_rng(1).standard_normal((runs, apart.size))
    cells = [list(some) for some in case.study.inside]
    found = np.zeros((runs, len(cells)))
    workers = cores()

    def share(worker: int) -> None:
        path = empty_path(model, steps, keep_moves=False)
        for draw in range(worker, runs, workers):
            stock, _ = chance_path(model, inputs(model, z[draw], steps), seed=1, draw=draw, into=path)
            found[draw] = [stock[-1, some].sum() for some in cells]

    share(runs)  # compiles
    begin = time.perf_counter()
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(share, range(workers)))
    low, middle, high = np.quantile(found, (0.05, 0.5, 0.95), axis=0)
    seconds = time.perf_counter() - begin
    return Ensemble(name, runs, seconds, float(np.mean((high - low) / np.maximum(middle, 1.0))))


def large(places: int = 10_000, days: int = 1_000, *, seed: int = 1) -> Large:
    """A random network: one place in fifty is a camp; all others are left at a steady rate for camps within reach."""
    begin = time.perf_counter()
    study = network(places, days, seed=seed)
    model = compile_study(study)
    z = np.zeros(len(model.parameters))
    set_up = time.perf_counter() - begin
    expected, by_chance = empty_expected(model, days, keep_moves=False), empty_path(model, days, keep_moves=False)
    repeats = 3
    return Large(
        places,
        days,
        model.attraction.attribute.shape[1],
        sum(stock.best for stock in study.stocks),
        set_up,
        _median(lambda: expected_path(model, inputs(model, z, days), expected), repeats),
        _median(lambda: chance_path(model, inputs(model, z, days), seed=1, draw=0, into=by_chance), repeats),
    )


def network(places: int, days: int, *, seed: int) -> Study:
    """Places spread evenly, each joined to its three nearest; people go by distance, room left and those already there."""
    rng = np.random.default_rng(seed)
    where = rng.uniform(0, 10 * np.sqrt(places), (places, 2))
    found = KDTree(where).query(where, k=4)
    km, near = np.asarray(found[0]), np.asarray(found[1])
    ends = np.stack([np.repeat(np.arange(places), 3), near[:, 1:].ravel()], axis=1)
    joined = dict(zip(map(tuple, np.sort(ends, axis=1).tolist()), km[:, 1:].ravel().tolist(), strict=True))
    names = [f"p{i}" for i in range(places)]
    camps = [name for i, name in enumerate(names) if i % 50 == 0]
    homes = [name for i, name in enumerate(names) if i % 50]
    flee = Flow(
        "flee", "flee", "choice", tuple(homes), "", {}, Range(0.002, 0.002, "day"), among=tuple(camps), within=150.0,
        drawn_by={k: Range(f, f, "", True) for k, f in (("doubling", 0.6), ("room", 900.0), ("compatriots", 1.5))},
    )  # fmt: skip
    start = parse_period("2020-01-01")
    last = start.first + timedelta(days=days - 1)
    cut = calendar(start=start, as_of=start, end=Period(last, last), step="day")
    spots = {name: Place(name, name, capacity=2e5 if name in set(camps) else None) for name in names}
    routes = tuple(Route(names[a], names[b], max(d, 0.1)) for (a, b), d in joined.items())
    stocks = tuple(Stock(name, (), 4000.0, 4000.0, 4000.0, "") for name in homes)
    return Study("large", "large", cut, {}, {}, spots, {}, {}, {"flee": flee}, stocks, routes)


def all_situations(learned: Learned) -> Sequence[Timed]:
    return [situation(case, z) for case, z in zip(learned.pooled, learned.each)]
