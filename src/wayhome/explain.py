"""What a number rests on: the claims and assumptions that hold it, by weight, and what to find out next."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from wayhome.claims.claim import Claim, Target
from wayhome.engine.arrays import Floats
from wayhome.fit.again import refit
from wayhome.fit.pointwise import Said, Weights, agreement, pointwise, smoothed
from wayhome.fit.store import Fit
from wayhome.question import ARRIVALS, STOCK, Number, groups_of
from wayhome.replay import Moments, Replay, future_quantiles, replay
from wayhome.study.resolved import Study
from wayhome.weights import HALF, Band, Gain, Values, gains, moved, nudged, signal, slopes

DRAWS = 2000  # of the fit that are looked at
PRIOR_DRAWS = 500
MATTERS = 0.02  # share of the range by which a claim must seem to move the number to be worth a fit of its own
LEAST = 0.01  # share of the range below which a movement is not told from none
REFITS = 2
FEWEST = 20  # people of a figure that somebody could find out within ±20 %
ALIKE = 0.9  # correlation of the logarithms of two figures that say the same
SCALES = (0.5, 0.8)  # powers of an assumption's density; the second where the first asks too much of the draws
_LEVEL = re.compile(r"\.\d+$")


@dataclass(frozen=True, slots=True)
class Through:
    """An assumption by which a claim moves the number, and its share of the whole movement (below 0: against it)."""

    assumption: str
    share: float


@dataclass(frozen=True, slots=True)
class ClaimWeight:
    """A claim's part in a number. weight: how far the number moves without it, as a share of its 90% range.

    how: "reweighted" (by the same draws), "refitted" (fitted again without it) or "rough" (reweighted, though k̂ > 0.7).
    people: whom it counts, seen from the number: "same", "part", "wider", "overlapping", "other", or "" where it counts nobody.
    route: flows between what it counts and the number, or those it counts itself; way: "same", "onward" (from its people to the
    number's), "back", "aside" (it counts people by a way that leads elsewhere) or "".
    """

    claim: str
    weight: float
    without: Band
    k: float
    how: str
    rhat: float
    effective_draws: float
    echoes: tuple[str, ...]
    people: str
    way: str
    route: tuple[str, ...]
    through: tuple[Through, ...]


@dataclass(frozen=True, slots=True)
class PriorWeight:
    """An assumption's part in a number. weight: how far the number moves when the assumption is held half or twice as firmly, as
    a share of its 90% range; weaker, firmer: the number with the assumption's density to the power `scale` and 1/`scale`;
    doubt: the share of the number's variance (on the log scale) that comes from not knowing it better."""

    assumption: str
    weight: float
    doubt: float
    weaker: Band
    firmer: Band
    scale: float
    k: float


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
class Explanation:
    """All that `wayhome explain NUMBER` says. prior: the number with no claim at all.

    left_out: claims in the fit that are not among `claims`; unsure: those of them whose weight could only be guessed at (k̂ > 0.7).
    doubts: the assumptions whose not being known better makes most of the range. ahead: whether the number lies after as_of.
    """

    measure: str
    where: tuple[str, ...]
    who: dict[str, tuple[str, ...]]
    date: str
    ahead: bool
    band: Band
    prior: Band
    claims: tuple[ClaimWeight, ...]
    left_out: int
    largest_left_out: float
    unsure: int
    assumptions: tuple[PriorWeight, ...]
    doubts: tuple[PriorWeight, ...]
    findings: tuple[Finding, ...]
    draws: int

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def explain(
    fit: Fit,
    number: Number,
    *,
    folder: Path | None = None,
    top: int = 8,
    refits: int = REFITS,
    seed: int = 1,
    progress: Callable[[str], Callable[[int, int], None]] | None = None,
) -> Explanation:
    """Explain one number of a fit. `refits`: how many claims may be left out by fitting again, where k̂ > 0.7; such fits are
    kept in `folder`'s results."""
    asked = _Asked(fit, number, seed)
    weighed = asked.weigh()
    claims = sorted(weighed, key=lambda line: (-line.weight, line.claim))
    doubtful = [line for line in claims if line.how == "rough" and line.weight >= MATTERS][:refits]
    for line in doubtful:
        tell = progress(f"Fitting again without {line.claim}") if progress else None
        z = refit(fit.posterior, line.claim, key=fit.key, folder=folder, seed=seed, progress=tell)
        claims[claims.index(line)] = asked.refitted(line, z)
    assumptions = asked.assumptions()
    claims.sort(key=lambda line: (-line.weight, line.claim))
    shown = [line for line in claims[:top] if line.weight >= LEAST]
    rest = claims[len(shown) :]
    return Explanation(
        number.measure,
        number.where,
        dict(number.who),
        asked.label(),
        asked.until > asked.as_of,
        asked.ordered.band(),
        asked.prior(),
        tuple(shown),
        len(rest),
        max((line.weight for line in rest), default=0.0),
        sum(line.how == "rough" for line in rest),
        tuple(line for line in assumptions[:top] if line.weight >= LEAST),
        tuple(line for line in sorted(assumptions, key=lambda line: -line.doubt)[:4] if line.doubt >= MATTERS),
        tuple(asked.findings()[:5]),
        len(asked.values),
    )


class _Asked:
    """A number's draws, with all that the same draws say of claims, assumptions and other figures."""

    def __init__(self, fit: Fit, number: Number, seed: int) -> None:
        self.fit, self.number, self.seed = fit, number, seed
        self.study, self.model, self.posterior = fit.study, fit.model, fit.posterior
        self.as_of = self.study.calendar.as_of_state
        self.until = max(number.state, self.as_of)
        rows = np.linspace(0, len(fit.z) - 1, min(DRAWS, len(fit.z))).round().astype(int)
        self.z = fit.z[rows]
        self.selections = _selections(self.study, number)
        self.states = tuple(sorted({max(1, self.as_of - back) for back in _years_back(self.study)}))
        members = np.array([np.isin(np.arange(len(self.study.groups)), g) for _, g in self.selections], float)
        self.run = self._run(self.z, Moments(self.states, members))
        self.values = self.run.watched[:, -1]
        self.ordered = Values.of(self.values)
        self.logs = np.log(np.maximum(self.values, 0.0) + HALF)
        self.inputs = self._inputs(self.z)
        self.groups = _groups([*self.posterior.names, *self._ahead()])
        self.slopes = slopes(self.inputs, self.values)

    def _run(self, z: Floats, moments: Moments | None = None) -> Replay:
        quantities = [*self.posterior.observed.quantities, self.number.quantity]
        return replay(self.model, z, quantities, until=self.until, seed=self.seed, moments=moments)

    def _inputs(self, z: Floats) -> Floats:
        """All that is uncertain at each draw in units of its prior's sd: parameters, then the drivers' futures."""
        ahead = self._ahead()
        futures = future_quantiles(self.model, len(z), seed=self.seed) if ahead else {}
        return np.column_stack([z, *(futures[key] for key in ahead.values())])

    def _ahead(self) -> dict[str, tuple[str, ...]]:
        """The futures of drivers that those who are counted feel, where the number lies ahead."""
        if self.until <= self.as_of:
            return {}
        found: dict[str, tuple[str, ...]] = {}
        for key in self.model.series.keys:
            driver = self.study.drivers[key[0]]
            who = {population: (level,) for population, level in zip(driver.by, key[1:], strict=True)}
            if driver.after and set(groups_of(self.study, who)) & set(self.number.groups):
                found[".".join(("after", *key))] = key
        return found

    def label(self) -> str:
        return str(self.number.period) if len(self.number.states) > 1 else self.study.calendar.label(self.number.state)

    def prior(self) -> Band:
        """The number with no claim at all."""
        z = np.random.default_rng(self.seed).standard_normal((PRIOR_DRAWS, self.z.shape[1]))
        run = replay(self.model, z, [self.number.quantity], until=self.until, seed=self.seed)
        return Values.of(run.watched[:, 0]).band()

    def weigh(self) -> list[ClaimWeight]:
        """Every claim in the fit, left out by reweighting."""
        claims = {claim.id: claim for claim in self.fit.ledger.claims}
        said = pointwise(self.posterior, self.z, self.run.watched[:, :-1])
        return [self._without(claims[name], each) for name, each in said.items()]

    def _without(self, claim: Claim, said: Said) -> ClaimWeight:
        people, way, route = _relation(self.study, claim, self.number)
        weights = smoothed(-said.log)
        if weights.trusted:
            weight = moved(self.values, weights.each) * signal(self.values, said.log)
            band = self.ordered.band(weights.each)
        else:
            after = nudged(self.values, said.seen, weights.each)
            weight, band = moved(self.values, weights.each, after), Values.of(after).band()
        return ClaimWeight(
            claim.id,
            weight,
            band,
            weights.k,
            "reweighted" if weights.trusted else "rough",
            float("nan"),
            float(1 / (weights.each**2).sum()),
            self._echoes(claim.id),
            people,
            way,
            route,
            self._through(weights.each @ self.inputs),
        )

    def refitted(self, line: ClaimWeight, z: Floats) -> ClaimWeight:
        """A claim left out by a fit of its own, z (chain, draw, parameter)."""
        flat = z.reshape(-1, z.shape[2])
        values = self._run(flat).watched[:, -1]
        rhat, effective = agreement(values.reshape(z.shape[:2]))
        return ClaimWeight(
            line.claim,
            moved(self.values, np.empty(0), values),
            Values.of(values).band(),
            line.k,
            "refitted",
            rhat,
            effective,
            line.echoes,
            line.people,
            line.way,
            line.route,
            self._through(self._inputs(flat).mean(axis=0)),
        )

    def _echoes(self, claim: str) -> tuple[str, ...]:
        voice = f" {claim}, which speaks for both"
        return tuple(other.id for other, reason in self.posterior.observed.unused if reason.endswith(voice))

    def _through(self, without: Floats) -> tuple[Through, ...]:
        """The assumptions by which leaving a claim out moves the number, given the inputs' means without it."""
        shifts = self.slopes * (without - self.inputs.mean(axis=0))
        by_group = {name: float(shifts[columns].sum()) for name, columns in self.groups.items()}
        total = sum(map(abs, by_group.values())) or 1.0
        largest = sorted(by_group, key=lambda name: (-abs(by_group[name]), name))[:3]
        sign = 1.0 if sum(by_group.values()) >= 0 else -1.0
        return tuple(
            Through(name, sign * by_group[name] / total) for name in largest if abs(by_group[name]) > 0.15 * total
        )

    def assumptions(self) -> list[PriorWeight]:
        """Every assumption by weight: its density to a power below and above one (power-scaling, Kallioinen et al. 2024)."""
        found = [self._scaled(name, columns) for name, columns in self.groups.items()]
        return sorted(found, key=lambda line: (-line.weight, line.assumption))

    def _scaled(self, name: str, columns: list[int]) -> PriorWeight:
        square = (self.inputs[:, columns] ** 2).sum(axis=1) / 2
        scale = next((scale for scale in SCALES if _scaled(square, scale)[0].trusted), SCALES[-1])
        weaker, firmer = _scaled(square, scale)
        doublings = -2 * math.log2(scale)  # both ways together
        weight = (moved(self.values, weaker.each) + moved(self.values, firmer.each)) / doublings
        part = self.inputs[:, columns] @ self.slopes[columns]
        doubt = float(np.cov(part, self.logs)[0, 1] / max(self.logs.var(), 1e-300))
        return PriorWeight(
            name,
            weight * signal(self.values, square),
            doubt,
            self.ordered.band(weaker.each),
            self.ordered.band(firmer.each),
            scale,
            max(weaker.k, firmer.k),
        )

    def findings(self) -> list[Finding]:
        """Figures up to as_of by how much they would narrow the number, one a kind."""
        people = self.run.people
        middles = np.median(people, axis=0)
        chosen = [at for at in zip(*np.nonzero(middles >= FEWEST), strict=True) if not self._is_number(*map(int, at))]
        chosen = [(int(m), int(k), int(p), int(s)) for m, k, p, s in chosen]
        if not chosen:
            return []
        candidates = np.stack([people[:, m, k, p, s] for m, k, p, s in chosen], axis=1).astype(np.float64)
        kept: list[Gain] = []
        own = (STOCK, ARRIVALS).index(STOCK if self.number.measure == STOCK else ARRIVALS)

        def rank(gain: Gain) -> tuple[float, bool, int]:
            return round(gain.width, 2), chosen[gain.candidate][1] != own, gain.candidate

        for gain in sorted(gains(self.values, candidates, seed=self.seed), key=rank):
            kind = chosen[gain.candidate][1:]
            new = all(chosen[other.candidate][1:] != kind for other in kept)
            if new and all(not _alike(candidates, gain.candidate, other.candidate) for other in kept):
                kept.append(gain)
        return [self._finding(gain, *chosen[gain.candidate]) for gain in kept]

    def _finding(self, gain: Gain, moment: int, kind: int, place: int, selection: int) -> Finding:
        return Finding(
            (STOCK, ARRIVALS)[kind],
            self.run.targets[place],
            dict(self.selections[selection][0]),
            self.study.calendar.label(self.states[moment]),
            gain.width,
            gain.now,
            gain.then,
        )

    def _is_number(self, moment: int, kind: int, place: int, selection: int) -> bool:
        number = self.number
        return (
            self.states[moment] == number.state
            and (STOCK, ARRIVALS)[kind] == number.measure
            and self.selections[selection][1] == number.groups
            and {*self.study.places_in(self.run.targets[place])} == _places(self.study, number.where)
        )


def _scaled(square: Floats, scale: float) -> tuple[Weights, Weights]:
    """Weights of the draws as if a standard normal prior, −`square` its logarithm, stood to the power `scale`, and to 1/`scale`."""
    return smoothed((1 - scale) * square), smoothed((1 - 1 / scale) * square)


def _alike(candidates: Floats, one: int, other: int) -> bool:
    logs = np.log(candidates[:, [one, other]] + 0.5)
    return bool(np.ptp(logs, axis=0).min() == 0 or np.corrcoef(logs.T)[0, 1] > ALIKE)


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


def _groups(names: Sequence[str]) -> dict[str, list[int]]:
    """Assumption -> the columns of its numbers: a flow's `differs_by` is one assumption, whatever its levels."""
    found: dict[str, list[int]] = {}
    for column, name in enumerate(names):
        found.setdefault(_LEVEL.sub("", name) if name.startswith("differs.") else name, []).append(column)
    return found


def _places(study: Study, names: Sequence[str]) -> set[str]:
    return {
        place for name in names for place in (study.places_in(name) if name in {*study.places, *study.areas} else ())
    }


def _relation(study: Study, claim: Claim, number: Number) -> tuple[str, str, tuple[str, ...]]:
    """Whom a claim counts, seen from the number, and the way of flows between the two."""
    target = claim.target
    if target is None or claim.kind == "effect":
        return "", "", tuple(target.via) if target is not None else ()
    counted, wanted = set(_counted(study, target)), set(number.groups)
    people = "other"
    if counted & wanted:
        part = "part" if counted < wanted else "wider" if counted > wanted else "overlapping"
        people = "same" if counted == wanted else part
    here, there = _places(study, target.where), _places(study, number.where)
    if here & there:
        return people, "same", ()
    if target.via:
        return people, "aside", tuple(way.partition("@")[0] for way in target.via)
    onward, back = _route(study, here, there), _route(study, there, here)
    if onward and (not back or len(onward) <= len(back)):
        return people, "onward", onward
    return people, "back" if back else "", back


def _counted(study: Study, target: Target) -> tuple[int, ...]:
    known = {name for levels in study.populations.values() for name in levels} | set(study.regions)
    return groups_of(study, {key: tuple(n for n in names if n in known) for key, names in target.who.items()})


def _route(study: Study, start: set[str], goal: set[str]) -> tuple[str, ...]:
    """The fewest flows that lead from one of some places to one of others; () where none do."""
    reached: dict[str, tuple[str, ...]] = dict.fromkeys(sorted(start), ())
    edge = list(reached)
    while edge:
        following: list[str] = []
        for place, flow in itertools.product(edge, study.flows.values()):
            for to in flow.destinations if place in flow.origin else ():
                if to not in reached:
                    reached[to] = (*reached[place], flow.name)
                    if to in goal:
                        return reached[to]
                    following.append(to)
        edge = following
    return ()
