"""Every situation scored three ways, beside Flee and splits that simulate nothing; nothing is tuned to the one scored."""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from benchmarks.network import ahead
from benchmarks.network.hindcast import hindcast
from benchmarks.network.learn import Case, cases, learn, without_each
from benchmarks.network.truth import (
    Floats,
    Truth,
    capacity_split,
    difference,
    equal_split,
    read_truth,
    shares_stay,
)
from wayhome.errors import InvalidInput
from wayhome.flee.folder import read_folder
from wayhome.flee.known import Known
from wayhome.flee.learned import Usual
from wayhome.hub import LEVELS
from wayhome.ranges import Range
from wayhome.score.rules import skill, weighted_interval

DRAWS, SEED = 1000, 1
SPANS = (0.5, 0.9)
WITH = {"room": Range(30, 30_000, "", True), "ways": Range(1, 2, "", True), "compatriots": Range(1.2, 2, "", True)}
WITHOUT = {"doubling": Range(0.3, 1, "", True), "compatriots": Range(1, 1.7, "", True)}
"""What is believed of the factors before any situation is seen: wide, and only a weak pull on what is learned."""
FLEE_WITHOUT = {"mali2012": 0.832, "burundi2015": 0.815, "car2013": 0.755, "nigeria2016": 0.329}
"""Flee with capacities withheld, where that was measured."""
NAIVE = ("equal_split", "capacity_split", "share_30_days_ago", "share_90_days_ago")


class Ahead(NamedTuple):
    """The forecast so many days ahead. camps, total: skill in the weighted interval score, of all camps' people together and of
    their sum, against "shares of the cut day stay, last rate goes on"; whole: of camps and sum. held: for each of `SPANS` and each
    number whether the range holds it."""

    days: int
    camps: float
    total: float
    whole: float
    held: tuple[tuple[bool, ...], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One situation: averaged relative differences, and forecasts. naive: the splits of `NAIVE`, recomputed here; published: the
    same and Flee's as baseline.csv has them; given: with true totals and capacities; withheld: without capacities."""

    name: str
    naive: tuple[float, ...]
    published: Mapping[str, float]
    given: float
    withheld: float
    ahead: tuple[Ahead, ...]

    @property
    def flee(self) -> float:
        return self.published.get("ard_validation", math.nan)

    @property
    def recomputed(self) -> bool:
        """Whether the naive splits come out as published, to three digits; true where nothing is published."""
        pairs = zip(self.naive, (self.published.get(f"naive_{name}", math.nan) for name in NAIVE), strict=True)
        return all(math.isnan(there) or abs(here - there) < 6e-4 for here, there in pairs)

    @property
    def skill(self) -> float:
        """Mean over the days ahead; nan where the situation ends before them."""
        return float(np.mean([one.whole for one in self.ahead])) if self.ahead else math.nan


@dataclass(frozen=True, slots=True)
class Learned:
    """z of the common parameters: learned on all situations, and on all but each."""

    pooled: tuple[Case, ...]
    z: Floats
    each: tuple[Floats, ...]

    @classmethod
    def of(cls, folders: Sequence[Path], *, pulls: Mapping[str, Range], capacities: bool) -> Learned:
        pooled = cases(folders, pulls=pulls, capacities=capacities)
        z = learn(pooled)
        return cls(tuple(pooled), z, tuple(without_each(pooled, z)))

    def scores(self) -> list[float]:
        """Each situation's difference with what was learned on the others."""
        return [case.difference(z) for case, z in zip(self.pooled, self.each, strict=True)]

    def factors(self) -> dict[str, tuple[float, float, float]]:
        """What draws people -> the factor learned on all situations, and its 90% range for one more: the jackknife's standard
        error, times the root of their number, which is how far situations lie apart."""
        model = self.pooled[0].study.model
        attraction, count = model.attraction, len(self.each)
        logs = attraction.mean + attraction.sd * self.z[attraction.parameter]
        apart = np.std(self.each, axis=0)[attraction.parameter] * attraction.sd * math.sqrt(count * (count - 1))
        names = [model.parameters[i].rpartition(".")[2] for i in attraction.parameter]
        low, high = (np.exp(logs + sign * 1.645 * apart) for sign in (-1, 1))
        return {name: (float(low[k]), float(np.exp(logs[k])), float(high[k])) for k, name in enumerate(names)}


def folders(shared: Path) -> list[Path]:
    """The situations of a folder, by name."""
    return sorted(path.parent for path in shared.glob("*/input_csv") if (path.parent / "source_data").is_dir())


def why_not(folder: Path) -> str:
    """Why a situation cannot be scored; "" where it can."""
    try:
        situation = read_folder(folder)
        camps = situation.camps
        if len(camps) < 2:
            return f"it counts {len(camps)} camps, and it takes two to judge a split"
        truth = read_truth(folder, situation)
        if truth.total.max() <= 0:
            return "nobody is counted in any camp"
        for capacities in (True, False):
            hindcast(situation, truth.total, pulls=WITH if capacities else WITHOUT, capacities=capacities)
    except InvalidInput as error:
        return "; ".join(map(str, error.problems[:3]))
    except ValueError as error:
        return str(error)
    return ""


def published(shared: Path) -> dict[str, dict[str, float]]:
    """Situation -> column -> number of baseline.csv; nothing where there is none."""
    file = shared / "baseline.csv"
    if not file.is_file():
        return {}
    with file.open(encoding="utf-8", newline="") as opened:
        rows = [row for row in csv.DictReader(opened) if row.get("conflict")]
    wanted = ("ard_", "naive_", "full_scale_cpu_s", "peak_agents")
    return {row["conflict"]: {k: float(v) for k, v in row.items() if k.startswith(wanted) and v} for row in rows}


def accuracy(given: Learned, withheld: Learned, known: Mapping[str, Mapping[str, float]]) -> list[Row]:
    """A row for every situation."""
    everyone = [(case.situation, case.truth) for case in given.pooled]
    rows: list[Row] = []
    for i, (case, one, other) in enumerate(zip(given.pooled, given.scores(), withheld.scores(), strict=True)):
        usual = ahead.learn(everyone[:i] + everyone[i + 1 :])
        splits = (
            equal_split,
            capacity_split,
            lambda truth: shares_stay(truth, 30),
            lambda truth: shares_stay(truth, 90),
        )
        naive = tuple(difference(split(case.truth), case.truth) for split in splits)
        name = case.situation.name
        best = one if case.truth.capacity.any() else other  # without any capacity, the factors for that
        rows.append(Row(name, naive, known.get(name, {}), best, other, _ahead(case, usual)))
    return rows


def _ahead(case: Case, usual: Usual | None) -> tuple[Ahead, ...]:
    """Forecasts from the cut."""
    truth = case.truth
    cut = int(ahead.CUT * len(truth.people))
    given = ahead.known_at(case.situation, truth, cut)
    if given is None or usual is None:
        return ()
    made = ahead.ahead(case.situation, truth, given, usual, draws=DRAWS, seed=SEED)
    return tuple(_marks(truth, given, days, draws) for days, draws in made.items() if cut + days < len(truth.people))


def _marks(truth: Truth, given: Known, days: int, draws: Floats) -> Ahead:
    """A point has for its weighted interval score the distance from what came out."""
    people = truth.people[given.cut + days]
    observed = np.append(people, people.sum())
    total = max(given.total + days * ahead.growth(truth, given.cut), 0.0)
    naive = np.abs(np.append(total * given.people / given.total, total) - observed)
    numbers = np.column_stack([draws, draws.sum(axis=1)])
    scores = [
        weighted_interval(np.quantile(row, LEVELS), value) for row, value in zip(numbers.T, observed, strict=True)
    ]
    ends = [
        (np.quantile(numbers, (1 - span) / 2, axis=0), np.quantile(numbers, (1 + span) / 2, axis=0)) for span in SPANS
    ]
    held = tuple(tuple(((low <= observed) & (observed <= high)).tolist()) for low, high in ends)
    parts = (slice(0, -1), slice(-1, None), slice(None))
    camps, whole, both = (skill(float(np.sum(scores[part])), float(naive[part].sum())) for part in parts)
    return Ahead(days, camps, whole, both, held)
