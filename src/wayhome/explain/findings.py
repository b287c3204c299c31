"""What to find out next: the figures up to as_of that would narrow a number's range most, if somebody found them out."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from wayhome.engine.arrays import Floats
from wayhome.explain.number import ARRIVALS, STOCK, Number, groups_of
from wayhome.explain.replay import Moments, Replay
from wayhome.explain.weights import HALF, Band, Gain, gains
from wayhome.study.resolved import Study

FEWEST = 20  # people of a figure that somebody could find out within ±20 %
ALIKE = 0.9  # correlation of the logarithms of two figures that say the same
KINDS = (STOCK, ARRIVALS)


@dataclass(frozen=True, slots=True)
class Finding:
    """A figure worth finding out. width: of the number's 90% range if it were known within ±20 %, as a share of today's,
    expected; now: what the fit knows of the figure; then: the number if the figure were the middle of that."""

    measure: str
    where: str
    who: dict[str, tuple[str, ...]]
    date: str
    width: float
    now: Band
    then: Band


@dataclass(frozen=True, slots=True)
class Figures:
    """What might be found out: every place's and area's stock and arrivals at some states, of some people, (names, groups)."""

    states: tuple[int, ...]
    selections: tuple[tuple[Mapping[str, tuple[str, ...]], tuple[int, ...]], ...]
    moments: Moments


def figures(study: Study, number: Number) -> Figures:
    """The figures that are looked at for a number: at as_of and one and two years before it."""
    as_of = study.calendar.as_of_state
    states = tuple(sorted({max(1, as_of - back) for back in _years_back(study)}))
    selections = tuple(_selections(study, number))
    members = np.array([np.isin(np.arange(len(study.groups)), groups) for _, groups in selections], float)
    return Figures(states, selections, Moments(states, members))


def _years_back(study: Study) -> list[int]:
    """Steps from as_of to one and two years before it."""
    year = round(1 / study.calendar.years_per_step)
    return [0, year, 2 * year] if study.calendar.as_of_state > 2 * year else [0, study.calendar.as_of_state // 2]


def _selections(study: Study, number: Number) -> list[tuple[Mapping[str, tuple[str, ...]], tuple[int, ...]]]:
    """Whom a figure may count: everyone, the first population's levels, regions, those of the number, and parts of those."""
    first = next(iter(study.populations), "")
    offered: list[Mapping[str, tuple[str, ...]]] = [number.who, {}]
    offered += [{first: (level,)} for level in study.populations.get(first, ())]
    offered += [{next(iter(s)) if len(s) == 1 else "region": (name,)} for name, s in study.regions.items()]
    for population, levels in itertools.islice(study.populations.items(), 1, None):
        if population not in number.who:
            offered += [{**number.who, population: (level,)} for level in levels]
    found: dict[tuple[int, ...], Mapping[str, tuple[str, ...]]] = {}
    for who in offered:
        found.setdefault(groups_of(study, who), who)
    return [(who, groups) for groups, who in found.items() if groups]


def findings(asked: Figures, run: Replay, *, number: Number, values: Floats, study: Study, seed: int) -> list[Finding]:
    """The figures by how much they would narrow the number, one a kind. values: (draw,) the number; run: of the same draws."""
    middles = np.median(run.people, axis=0)
    likely = [(int(m), int(k), int(p), int(s)) for m, k, p, s in zip(*np.nonzero(middles >= FEWEST), strict=True)]
    chosen = [at for at in likely if not _is_number(asked, run, at, number=number, study=study)]
    if not chosen:
        return []
    candidates = np.stack([run.people[:, m, k, p, s] for m, k, p, s in chosen], axis=1).astype(np.float64)
    kept: list[Gain] = []
    own = KINDS.index(STOCK if number.measure == STOCK else ARRIVALS)

    def rank(gain: Gain) -> tuple[float, bool, int]:
        return round(gain.width, 2), chosen[gain.candidate][1] != own, gain.candidate

    for gain in sorted(gains(values, candidates, seed=seed), key=rank):
        kind = chosen[gain.candidate][1:]
        new = all(chosen[other.candidate][1:] != kind for other in kept)
        if new and all(not _alike(candidates, gain.candidate, other.candidate) for other in kept):
            kept.append(gain)
    found: list[Finding] = []
    for gain in kept:
        moment, kind, place, selection = chosen[gain.candidate]
        who, date = dict(asked.selections[selection][0]), study.calendar.label(asked.states[moment])
        found.append(Finding(KINDS[kind], run.targets[place], who, date, gain.width, gain.now, gain.then))
    return found


def _is_number(asked: Figures, run: Replay, at: tuple[int, int, int, int], *, number: Number, study: Study) -> bool:
    """Whether a figure is the number itself."""
    moment, kind, place, selection = at
    return (
        asked.states[moment] == number.state
        and KINDS[kind] == number.measure
        and asked.selections[selection][1] == number.groups
        and {*study.places_in(run.targets[place])} == {one for name in number.where for one in study.places_in(name)}
    )


def _alike(candidates: Floats, one: int, other: int) -> bool:
    logs = np.log(candidates[:, [one, other]] + HALF)
    return bool(np.ptp(logs, axis=0).min() == 0 or np.corrcoef(logs.T)[0, 1] > ALIKE)
