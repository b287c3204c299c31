"""Forecasts from a day on which counts end: who arrives, who leaves, and which camps the newcomers go to.

Only counts dated up to the cut are known. What they cannot tell, how arrivals go on after they end, how fast people leave, how
newcomers choose, how far a last count is from the day's, is learned from the other situations at many cuts, as the middle and the
90% range of what came out. The forecast is an ordinary study that begins when the last counts are of: its draws run by chance
through the engine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from benchmarks.network.truth import Floats, Truth, at
from wayhome.dates import Period, calendar
from wayhome.engine.chance import chance_path, empty_path
from wayhome.engine.compile import compile_study
from wayhome.engine.rates import inputs
from wayhome.flee.situation import Situation
from wayhome.flee.ways import ways
from wayhome.ranges import Z90, Range
from wayhome.study.resolved import Anchor, Driver, Flow, Place, Stock, Study

CUT = 0.3  # of the days: what counts up to there say is known
AHEAD = (30, 90)
CUTS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)  # of the other situations, to learn from
RECENT = 60  # days before the last counts from which rates are taken
LEAST = 2e-5  # arrivals a day per person in the camps that are too few to tell from none
LEAST_LEAVING = 5e-5  # likewise of leaving
EVEN = 0.01  # of newcomers' shares: added to each open camp, which may begin to fill
TINY = 0.005  # a camp with a smaller share of all people teaches nothing about how fast people leave
HOME, DOOR, GONE = "elsewhere", "arriving", "gone"


@dataclass(frozen=True, slots=True)
class Known:
    """What counts up to a cut say. people: (camp,) by the last counts, which are `age` days old in the mean; arriving, leaving:
    (camp,) a day, of late; rate: people a day by which the total grew in the last 30 days; open: (camp,) whether one can get
    there."""

    cut: int
    age: int
    people: Floats
    arriving: Floats
    leaving: Floats
    rate: float
    open: Floats

    @property
    def total(self) -> float:
        return float(self.people.sum())

    @property
    def choice(self) -> Floats:
        """(camp,) expected shares of newcomers: half as people are spread now, half as those of late, among camps that are open."""
        shares = self.people / self.total
        recent = self.arriving / self.arriving.sum() if self.arriving.sum() > 0 else shares
        chosen = ((shares + recent) / 2 + EVEN / 2) * np.maximum(self.open, self.arriving > 0)
        chosen = chosen if chosen.sum() > 0 else shares + EVEN
        return chosen / chosen.sum()


def known(situation: Situation, truth: Truth, cut: int) -> Known | None:
    """What is known on day `cut`; None where nobody has been counted yet."""
    day = truth.start + timedelta(days=cut)
    seen = [[row for row in table if row[0] <= day] for table in truth.counts]
    levels = np.array(
        [[at(rows, truth.start + timedelta(days=t)) if rows else 0.0 for rows in seen] for t in range(cut + 1)]
    )
    people = levels[-1]
    if people.sum() <= 0:
        return None
    ages = np.array([(day - rows[-1][0]).days if rows else 0 for rows in seen])
    age = round(float(ages @ people / people.sum()))
    first = max(cut - age - RECENT, 0)
    change = (people - levels[first]) / max(cut - age - first, 1)
    made = ways(situation)
    reach = [any(way.into(camp)[cut] for way in made if camp in (way.start, way.end)) for camp in truth.camps]
    rate = (people.sum() - levels[max(cut - 30, 0)].sum()) / min(max(cut, 1), 30)
    opened = np.array(reach, np.float64)
    return Known(cut, age, people, np.maximum(change, 0), np.maximum(-change, 0), float(rate), opened)


@dataclass(frozen=True, slots=True)
class Usual:
    """What usually comes out, as (5%, 50%, 95%) of factors. arriving: arrivals a day over those of late; leaving: the same, a
    person in one camp; choice: a camp's share of newcomers over the expected one; count: the day's people over the last count."""

    arriving: tuple[float, float, float]
    leaving: tuple[float, float, float]
    choice: tuple[float, float, float]
    count: tuple[float, float, float]


def learn(pooled: Sequence[tuple[Situation, Truth]]) -> Usual | None:
    """What came out at all cuts of these situations; None where all of them end too soon after every cut."""
    parts: list[tuple[Floats, Floats, Floats, Floats]] = []
    for situation, truth in pooled:
        days = len(truth.people)
        for cut in (int(share * days) for share in CUTS):
            given = known(situation, truth, cut) if cut + max(AHEAD) < days else None
            if given is not None:
                parts += [_came_out(given, truth, days_on) for days_on in AHEAD]
    if not parts:
        return None
    arriving, leaving, choice, count = (np.concatenate(column) for column in zip(*parts, strict=True))
    spread = (np.quantile(count, 0.75) - np.quantile(count, 0.25)) / 1.349 * Z90
    return Usual(
        _triple(arriving), _triple(leaving), _triple(choice), (float(np.exp(-spread)), 1.0, float(np.exp(spread)))
    )


def _triple(logs: Floats) -> tuple[float, float, float]:
    low, middle, high = np.exp(np.quantile(logs, (0.05, 0.5, 0.95))).tolist()
    return low, middle, high


def _came_out(given: Known, truth: Truth, days_on: int) -> tuple[Floats, Floats, Floats, Floats]:
    """Logarithms of the factors of `Usual`, of one cut: one of arriving, and one a camp of the others."""
    change = (truth.people[given.cut + days_on] - given.people) / (days_on + given.age)
    came, left = np.maximum(change, 0.0), np.maximum(-change, 0.0)
    some = given.people > TINY * given.total
    chosen = (given.choice > 0) & (came.sum() > 0)
    shares = came / max(came.sum(), 1e-9)
    usual_leaving = given.leaving.sum() / given.total + LEAST_LEAVING
    return (
        np.log([(came.sum() + LEAST * given.total) / (given.arriving.sum() + LEAST * given.total)]),
        np.log((left[some] / given.people[some] + LEAST_LEAVING) / usual_leaving),
        np.log((shares + EVEN)[chosen] / (given.choice + EVEN)[chosen]),
        np.log(np.maximum(truth.people[given.cut][some], 1.0) / given.people[some]),
    )


def ahead(truth: Truth, given: Known, usual: Usual, *, draws: int, seed: int) -> dict[int, Floats]:
    """Days ahead -> (draw, camp) people by chance."""
    study = _study(truth, given, usual)
    model = compile_study(study)
    steps = study.calendar.steps
    rng = np.random.default_rng(seed)
    z = rng.standard_normal((draws, len(model.parameters)))
    cells = [model.cell(camp, 0) for camp in truth.camps]
    path = empty_path(model, steps)
    found = {days: np.zeros((draws, len(cells))) for days in AHEAD}
    for draw in range(draws):
        stock, _ = chance_path(model, inputs(model, z[draw], steps), seed=seed, draw=draw, into=path)
        for days, people in found.items():
            people[draw] = stock[days + given.age + 1, cells]
    return found


def _study(truth: Truth, given: Known, usual: Usual) -> Study:
    """It begins on the day that the last counts are of."""
    first = truth.start + timedelta(days=given.cut - given.age)
    day = Period(first, first)
    last = first + timedelta(days=given.age + max(AHEAD))
    cut = calendar(start=day, as_of=day, end=Period(last, last), step="day")
    usually = float(given.arriving.sum() + LEAST * given.total)
    low, best, high = (usually * factor for factor in usual.arriving)
    arriving = Driver(HOME, HOME, "persons per day", (), {(): (Anchor(day, low, best, high, ""),)}, {})
    camps = [Place(camp, camp, kind=f"kind of {camp}") for camp in truth.camps]
    chosen = [i for i, share in enumerate(given.choice) if share > 0]
    pulls = _pulls(truth, given, usual, chosen)
    flows = {
        HOME: Flow(HOME, HOME, "counts", (HOME,), DOOR, {}, driver=HOME),
        DOOR: Flow(
            DOOR, DOOR, "choice", (DOOR,), "", {}, Range(1000.0, 1000.0, "day"), drawn_by=pulls,
            among=tuple(truth.camps[i] for i in chosen),
        ),
    }  # fmt: skip
    rate = float(given.leaving.sum() / given.total + LEAST_LEAVING)
    leaving = Range(rate * usual.leaving[0], rate * usual.leaving[2], "day")
    for camp in truth.camps:
        flows[f"leave {camp}"] = Flow(f"leave {camp}", camp, "hazard", (camp,), GONE, {}, leaving)
    enough = max(high * 100 * cut.steps, 1.0)
    stocks = [Stock(HOME, (), enough, enough, enough, "")]
    for camp, people in zip(truth.camps, given.people.tolist(), strict=True):
        if people > 0:
            stocks.append(Stock(camp, (), people * usual.count[0], people, people * usual.count[2], ""))
    places = {name: Place(name, name) for name in (HOME, DOOR, GONE)} | {camp.name: camp for camp in camps}
    return Study("ahead", "ahead", cut, {}, {}, places, {}, {HOME: arriving}, flows, tuple(stocks))


def _pulls(truth: Truth, given: Known, usual: Usual, chosen: Sequence[int]) -> Mapping[str, Range]:
    """Each camp draws newcomers by itself, within the range in which camps did elsewhere."""
    wide = (usual.choice[2] / usual.choice[0]) ** 0.5
    share = given.choice
    return {f"kind of {truth.camps[i]}": Range(share[i] / wide, share[i] * wide, "", True) for i in chosen}
