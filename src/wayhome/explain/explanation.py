"""What a number rests on: the claims and assumptions that hold it, by weight, and what to find out next."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from wayhome.claims.claim import Claim
from wayhome.engine.arrays import Floats
from wayhome.explain.findings import Finding, figures, findings
from wayhome.explain.number import Number, groups_of
from wayhome.explain.relation import relation
from wayhome.explain.replay import Moments, Replay, future_quantiles, replay
from wayhome.explain.weights import HALF, Band, Values, moved, nudged, signal, slopes
from wayhome.fit.again import refit
from wayhome.fit.pointwise import Said, Weights, agreement, pointwise, smoothed
from wayhome.fit.store import Fit

DRAWS = 2000  # of the fit that are looked at
PRIOR_DRAWS = 500
MATTERS = 0.02  # share of the range by which a claim must seem to move the number to be worth a fit of its own
LEAST = 0.01  # share of the range below which a movement is not told from none
REFITS = 2
FINDINGS = 5
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
        tuple(asked.findings()[:FINDINGS]),
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
        self.figures = figures(self.study, number)
        self.run = self._run(self.z, self.figures.moments)
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
        people, way, route = relation(self.study, claim, self.number)
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
        """What to find out next."""
        return findings(
            self.figures, self.run, number=self.number, values=self.values, study=self.study, seed=self.seed
        )


def _scaled(square: Floats, scale: float) -> tuple[Weights, Weights]:
    """Weights of the draws as if a standard normal prior, −`square` its logarithm, stood to the power `scale`, and to 1/`scale`."""
    return smoothed((1 - scale) * square), smoothed((1 - 1 / scale) * square)


def _groups(names: Sequence[str]) -> dict[str, list[int]]:
    """Assumption -> the columns of its numbers: a flow's `differs_by` is one assumption, whatever its levels."""
    found: dict[str, list[int]] = {}
    for column, name in enumerate(names):
        found.setdefault(_LEVEL.sub("", name) if name.startswith("differs.") else name, []).append(column)
    return found
