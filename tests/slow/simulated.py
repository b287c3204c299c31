"""Truth drawn from the prior, a ledger drawn from the truth as the likelihood has it, the fit of that ledger, and ranks.

Nothing here knows how a claim is read or weighed: rows are written to claims.csv, and the product's own reader says what
quantity a row speaks of, with what error. Only the drawing is done here.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
from scipy.optimize import brentq
from scipy.special import expit

from tests.slow import small
from tests.slow.small import Form
from wayhome.claims.claim import Ledger
from wayhome.claims.ledger import load_ledger
from wayhome.engine.chance import chance_path
from wayhome.engine.compile import compile_study
from wayhome.engine.expected import Path as Stocks
from wayhome.engine.model import Model
from wayhome.engine.quantities import measure
from wayhome.engine.rates import inputs
from wayhome.fit.likelihood import NU, Posterior, belief, heavy
from wayhome.fit.observe import Amount, Comparison, Effect, observe
from wayhome.fit.sample import sample
from wayhome.fit.store import Fit
from wayhome.forecast import forecast
from wayhome.study.load import load_study
from wayhome.study.resolved import Study

RANKED = 59  # draws of each fit: ranks run from 0 to 59, and 3 … 56 are the 90% range
INSIDE = range(3, 57)
ENOUGH = 1.25  # effective draws for each that is ranked
NUMBERS = {
    "returned in all": ("arrivals", "returned", slice(None)),
    "at the front, KGZ": ("stock", "front", slice(0, 3)),
    "in the camp, women, UZB": ("stock", "camp", slice(4, 5)),
}
MOST = 3  # times that a run is made longer before its fit is given up as it is


@dataclass(frozen=True, slots=True)
class Case:
    """What is simulated. truth: what the ledger's forms really are like, where that differs from what the fit is told;
    by_chance: the past, too, happened by chance, and claims speak of that; scale: of everybody at the start."""

    forms: tuple[Form, ...] = small.FORMS
    truth: tuple[Form, ...] | None = None
    by_chance: bool = False
    scale: float = 1.0


@dataclass(frozen=True, slots=True)
class Ranks:
    """Where the truth lies among a fit's draws, 0 … RANKED, by name: parameters, forecast numbers, what claims speak of."""

    seed: int
    parameters: Mapping[str, int]
    numbers: Mapping[str, int]
    claims: Mapping[str, int]
    effective: float
    divergences: int
    seconds: float

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


class Simulator:
    """One case in one folder; call it with a seed."""

    def __init__(self, folder: Path, case: Case) -> None:
        self.case, self.folder = case, small.write(folder, scale=case.scale)
        small.write_claims(folder, [])
        self.study: Study = load_study(folder)
        self.model: Model = compile_study(self.study)
        middle = self._said([_as_bound(form, "1000", "0.5") for form in case.forms])
        at = middle.predicted(middle.quantities(np.zeros(len(middle.names))))
        self.threshold: dict[str, float] = {}
        self.scale: dict[str, float] = {}
        for amount, value in zip(middle.observed.amounts, at, strict=True):
            form = next(form for form in case.forms if form.id == amount.claim.id)
            self.threshold[form.id] = value + np.log(form.spread)
            self.scale[form.id] = (np.exp(amount.value) - 0.5) / 1000 if amount.bias >= 0 else 1.0

    def __call__(self, seed: int, *, draws: int = 200, tune: int = 70) -> Ranks:
        rng = np.random.default_rng([seed, 1])
        posterior, ledger, truth = self.ledger(rng, seed)
        begin = time.perf_counter()
        z, effective, divergences = _fit(posterior, seed, draws, tune)
        seconds = time.perf_counter() - begin
        claims = _spoken(posterior, np.vstack([truth, z]))
        density = np.array([posterior(row)[0] for row in (truth, *z)])
        numbers = self._numbers(posterior, ledger, truth, z, seed)
        return Ranks(
            seed,
            {n: _rank(np.append(truth[i], z[:, i]), rng) for i, n in enumerate(posterior.names)},
            {n: _rank(v, rng) for n, v in (*numbers.items(), ("log density", density))},
            {n: _rank(v, rng) for n, v in claims.items()},
            effective,
            divergences,
            seconds,
        )

    def ledger(self, rng: np.random.Generator, seed: int) -> tuple[Posterior, Ledger, np.ndarray]:
        """A truth from the prior, and a ledger as its speakers would write it, read back from claims.csv."""
        told = self._said([self._plain(form, 0.0) for form in self.case.forms])
        really = told if self.case.truth is None else self._said([self._plain(form, 0.0) for form in self.case.truth])
        truth = rng.normal(size=len(told.names))
        size = len(self.model.parameters)
        for k in np.flatnonzero(
            really.bias_sd != told.bias_sd
        ):  # the z that makes of the told grade the bias that there is
            wanted = really.biases(truth)[k] / told.bias_sd[k]
            truth[size + k] = cast(Any, brentq(lambda z, wanted=wanted: heavy(np.array(z))[0] - wanted, -40, 40))
        values = self._values(really, truth, seed)
        at = {a.claim.id: v for a, v in zip(really.observed.amounts, really.predicted(values), strict=True)}
        seen = self._said([self._plain(form, at.get(form.id, 0.0)) for form in self.case.truth or self.case.forms])
        rows = {form.id: self._plain(form, 0.0) for form in self.case.forms}
        forms = {form.id: form for form in self.case.forms}
        shift = told.biases(truth)
        for amount in seen.observed.amounts:
            form = forms[amount.claim.id]
            sd = amount.sd
            if self.case.by_chance and amount.bias >= 0:
                sd = np.sqrt(max(sd**2 - np.exp(-amount.value), 0.0))
            middle = at[form.id] + (shift[amount.bias] if amount.bias >= 0 else 0.0)
            rows[form.id] |= self._amount(form, middle + sd * rng.standard_t(NU), amount)
        margin = seen.observed.margin
        for said in seen.observed.comparisons:
            more = np.exp(belief(np.array([_ratio(values, said)]) / margin, np.array([said.likelihood]))[0][0])
            rows[said.claim.id] |= {"direction": "more" if rng.random() < more else "less"}
        for effect in seen.observed.effects:
            rows[effect.claim.id] |= _effect(forms[effect.claim.id], effect, truth, margin, rng)
        return self._said(list(rows.values())), load_ledger(self.folder), truth

    def _said(self, rows: Sequence[Mapping[str, str]]) -> Posterior:
        small.write_claims(self.folder, rows)
        return Posterior(self.model, observe(self.model, load_ledger(self.folder)))

    def _values(self, posterior: Posterior, truth: np.ndarray, seed: int) -> np.ndarray:
        if not self.case.by_chance:
            return posterior.quantities(truth)
        given = inputs(self.model, truth[: len(self.model.parameters)], posterior.steps)
        path = chance_path(self.model, given, seed=seed, draw=0)
        return measure(posterior.table, Stocks(path.stock.astype(float), path.moved.astype(float)))

    def _plain(self, form: Form, value: float) -> dict[str, str]:
        """The form's row, with a figure on the scale of the fit where it takes one; sides and signs still to be drawn."""
        if form.form == "bound":
            return self._amount(form, np.inf, None)
        if form.form == "about":
            return self._amount(form, value, None)
        row = {"id": form.id, **form.cells}
        return row | ({"best": "1x"} if form.form == "size" else {"direction": "raises"} if form.form == "sign" else {})

    def _amount(self, form: Form, value: float, amount: Amount | None) -> dict[str, str]:
        """The row of a figure; of a bound, the side of its threshold on which the value lies."""
        row = {"id": form.id, **form.cells}
        if form.form == "bound":
            side = "low" if value > self.threshold[form.id] else "high"
            return {**row, "low": "", "high": "", side: self._figure(form, self.threshold[form.id])}
        if form.spread == 1.0:
            return {**row, "best": self._figure(form, value)}
        half = np.log(form.spread)
        return {**row, "low": self._figure(form, value - half), "best": self._figure(form, value),
                "high": self._figure(form, value + half)}  # fmt: skip

    def _figure(self, form: Form, value: float) -> str:
        if form.cells["quantity"] == "share":
            return f"{expit(value):.9f}"
        return f"{max(np.exp(value) - 0.5, 0.0) / self.scale.get(form.id, 1.0):.6f}"

    def _numbers(
        self, posterior: Posterior, ledger: Ledger, truth: np.ndarray, z: np.ndarray, seed: int
    ) -> dict[str, np.ndarray]:
        """Three numbers of the forecast's last date: (truth, then draws)."""
        found: list[dict[str, np.ndarray]] = []
        for who, rows in ((2 * seed + 1, truth[None]), (2 * seed, z)):
            none = cast(Any, None)  # a forecast does not read the summary
            fit = Fit(self.study, ledger, self.model, posterior, rows, none, "", 0)
            made = forecast(fit, seed=who, draws=len(rows), keep=len(rows), workers=1)
            people = {"stock": made.stock, "arrivals": made.arrivals}
            found.append(
                {
                    name: people[what][:, -1, made.names.index(place), groups].sum(axis=1).astype(float)
                    for name, (what, place, groups) in NUMBERS.items()
                }
            )
        return {name: np.concatenate([found[0][name], found[1][name]]) for name in NUMBERS}


def _as_bound(form: Form, people: str, share: str) -> dict[str, str]:
    """A row of the form with some figure, so that the product says what quantity it speaks of."""
    row = {"id": form.id, **form.cells}
    if form.form in ("about", "bound"):
        row["best"] = share if form.cells["quantity"] == "share" else people
    return row | ({"best": "1x"} if form.form == "size" else {"direction": "raises"} if form.form == "sign" else {})


def _effect(form: Form, effect: Effect, truth: np.ndarray, margin: float, rng: np.random.Generator) -> dict[str, str]:
    factor = effect.mean + effect.scale * truth[effect.parameter]
    if form.form == "sign":
        raises = np.exp(belief(np.array([factor / margin]), np.array([effect.likelihood]))[0][0])
        return {"direction": "raises" if rng.random() < raises else "lowers"}
    half = np.log(form.spread)
    middle = factor + effect.sd * rng.standard_t(NU)
    low, best, high = (f"{np.exp(middle + k * half):.9f}x" for k in (-1, 0, 1))
    return {"low": low, "best": best, "high": high}


def _fit(posterior: Posterior, seed: int, draws: int, tune: int) -> tuple[np.ndarray, float, int]:
    """RANKED draws that are as good as independent: a run is made longer until each parameter has so many effective draws."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import arviz
    effective, divergences, z = 0.0, 0, np.zeros((0, 0))
    for _ in range(MOST):
        made = sample(posterior, seed=seed, draws=draws, tune=tune, chains=1, cores=1)
        z = made.z[0]
        effective = min(float(cast(Any, arviz.ess(z[:, i].copy(), method="bulk"))) for i in range(z.shape[1]))
        divergences = int(made.diverging.sum())
        if effective >= ENOUGH * RANKED:
            break
        draws *= 2
    return z[np.linspace(0, len(z) - 1, RANKED).round().astype(int)], effective, divergences


def _spoken(posterior: Posterior, z: np.ndarray) -> dict[str, np.ndarray]:
    """What each claim speaks of, at every row of z: log people, logit share, log ratio or log factor."""
    values = np.array([posterior.quantities(row) for row in z])
    amounts = np.array([posterior.predicted(row) for row in values])
    found = {a.claim.id: amounts[:, i] for i, a in enumerate(posterior.observed.amounts)}
    found |= {c.claim.id: np.array([_ratio(row, c) for row in values]) for c in posterior.observed.comparisons}
    return found | {e.claim.id: e.mean + e.scale * z[:, e.parameter] for e in posterior.observed.effects}


def _ratio(values: np.ndarray, said: Comparison) -> float:
    rows = ((said.quantity, 1), (said.whole, -1), (said.other, -1), (said.other_whole, 1))
    ratio = sum(sign * np.log(values[row] + 0.5) for row, sign in rows if row >= 0)
    return float(-ratio if said.claim.direction == "less" else ratio)


def _rank(values: np.ndarray, rng: np.random.Generator) -> int:
    """The rank of the first among all, ties broken by chance."""
    below, same = int((values[1:] < values[0]).sum()), int((values[1:] == values[0]).sum())
    return below + int(rng.integers(same + 1))
