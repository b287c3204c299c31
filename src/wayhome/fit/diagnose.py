"""Did the fit settle, and what does it say of claims, sources and assumptions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np

from wayhome.claims.claim import Claim, Ledger
from wayhome.claims.pool import disagreements
from wayhome.engine.arrays import Floats
from wayhome.fit.likelihood import Posterior
from wayhome.fit.observe import Amount
from wayhome.fit.priors import Quantified, quantified
from wayhome.fit.quiet import arviz
from wayhome.fit.sample import Draws
from wayhome.fit.summary import ClaimLine, CoverageLine, Diagnosis, DisagreementLine, ParameterLine, SourceLine, Summary
from wayhome.study.resolved import Study

RHAT, ESS = 1.01, 400
QUICK = "A quick look by an ensemble smoother: near the full fit, not equal to it. For numbers to rely on: wayhome fit."
PRIOR = "The study's own ranges alone: no claim is used."
MODEL_DRAWS = 400  # draws at which claims are compared with the model
RANGE = (5, 50, 95)


def summarise(posterior: Posterior, ledger: Ledger, draws: Draws, *, approximate: bool = False) -> Summary:
    """Everything a person is shown of a fit."""
    z = draws.z.reshape(-1, draws.z.shape[-1])
    numbers = list(quantified(posterior, z))
    study = posterior.model.study
    return Summary(
        _quick(draws) if approximate else diagnose(posterior, draws, numbers),
        tuple(_sources(posterior, numbers)),
        tuple(_claims(posterior, ledger, z)),
        tuple(_parameters(numbers)),
        tuple(_disagreements(posterior)),
        tuple(_coverage(study, ledger.claims)),
    )


def summarise_prior(posterior: Posterior, ledger: Ledger, draws: Draws) -> Summary:
    """The same of draws of the prior, which are independent and need no diagnosis."""
    said = summarise(posterior, ledger, draws, approximate=True)
    chains, each = draws.z.shape[:2]
    number = float(chains * each)
    return replace(said, diagnosis=Diagnosis(True, 1.0, number, number, 0, each, chains, draws.seconds, (), PRIOR))


def _quick(draws: Draws) -> Diagnosis:
    """Of an ensemble there is nothing to check that would say how far it is from the fit."""
    chains, members = draws.z.shape[:2]
    return Diagnosis(False, 0.0, 0.0, 0.0, 0, members, chains, draws.seconds, (), QUICK, approximate=True)


def diagnose(posterior: Posterior, draws: Draws, numbers: list[Quantified]) -> Diagnosis:
    """Worst split r-hat and effective sample sizes (Vehtari et al. 2021) over all parameters, in their own units."""
    import xarray

    shape = draws.z.shape[:2]
    values = np.stack([n.values.reshape(shape) for n in numbers], axis=-1) if numbers else np.zeros((*shape, 0))
    values = np.concatenate([draws.z, values], axis=-1)
    varies = np.ptp(values, axis=(0, 1)) > 0  # a number that its bounds hold fast has no diagnosis
    names = [n for n, v in zip([*posterior.names, *(n.name for n in numbers)], varies, strict=True) if v]
    data = xarray.Dataset({"x": (("chain", "draw", "parameter"), values[..., varies])})
    rhat = _of_each(arviz().rhat(data))
    bulk, tail = (_of_each(arviz().ess(data, method=method)) for method in ("bulk", "tail"))
    divergences = int(draws.diverging.sum())
    bad = sorted(
        {n for n, r, b, t in zip(names, rhat, bulk, tail, strict=True) if not (r < RHAT and b > ESS and t > ESS)}
    )
    settled = not bad and divergences == 0
    return Diagnosis(
        settled, float(rhat.max()), float(bulk.min()), float(tail.min()), divergences, shape[1], shape[0], draws.seconds,
        tuple(bad), "" if settled else _remedy(posterior, bad, divergences),
    )  # fmt: skip


def _of_each(statistic: Any) -> Floats:
    return np.asarray(statistic["x"], np.float64)


def _remedy(posterior: Posterior, bad: list[str], divergences: int) -> str:
    """What a person can do about it, with the claims that the unsettled parameters lean on."""
    origins = {name.removeprefix("bias.") for name in bad if name.startswith("bias.")}
    claims = [a.claim.id for a in posterior.observed.amounts if a.claim.origin in origins]
    lines: list[str] = []
    if bad:
        number = f"{len(bad)} parameter{'s' if len(bad) > 1 else ''}"
        lines.append(f"{number} did not settle ({', '.join(bad[:6])}{', …' if len(bad) > 6 else ''})")
    if divergences:
        lines.append(f"{divergences} draws diverged")
    if claims:
        lines.append(f"claims involved: {', '.join(claims[:8])}")
    return (
        "; ".join(lines)
        + ". Draw more (wayhome fit --draws 2000), narrow the widest ranges, or look at the largest disagreements."
    )


def _parameters(numbers: Iterable[Quantified]) -> Iterable[ParameterLine]:
    for n in numbers:
        low, mid, high = (float(v) for v in np.percentile(n.values, RANGE))
        yield ParameterLine(n.name, n.unit, n.low, n.mid, n.high, low, mid, high)


def _sources(posterior: Posterior, numbers: Iterable[Quantified]) -> Iterable[SourceLine]:
    claims = Counter(a.claim.origin for a in posterior.observed.amounts if a.bias >= 0)
    grades = {a.claim.origin: a.claim.grade for a in posterior.observed.amounts}
    for n in numbers:
        origin = n.name.removeprefix("bias.")
        if n.name.startswith("bias."):
            low, mid, high = (float(v) for v in np.percentile(n.values, RANGE))
            tends_high = float(np.mean(n.values > 1))
            yield SourceLine(origin, claims[origin], low, mid, high, grades[origin], tends_high)


def _claims(posterior: Posterior, ledger: Ledger, z: Floats) -> Iterable[ClaimLine]:
    some = z[np.linspace(0, len(z) - 1, min(MODEL_DRAWS, len(z))).astype(int)]
    modelled = (
        np.stack([posterior.quantities(row) for row in some])
        if posterior.observed.quantities
        else np.zeros((len(some), 0))
    )
    amounts = {a.claim.id: (i, a) for i, a in enumerate(posterior.observed.amounts)}
    fitted = {
        o.claim.id for o in (*posterior.observed.amounts, *posterior.observed.comparisons, *posterior.observed.effects)
    }
    reasons = {claim.id: reason for claim, reason in posterior.observed.unused}
    biases = posterior.biases(some)
    for claim in ledger.claims:
        role = "fitted" if claim.id in fitted else _role(claim, reasons.get(claim.id, ""))
        low = mid = high = gap = None
        if claim.id in amounts:
            i, amount = amounts[claim.id]
            spoken = _in_claim_units(posterior.model.study, amount, modelled)
            low, mid, high = (float(v) for v in np.percentile(spoken, RANGE))
            gap = _gap(posterior, amount, i, modelled, biases)
        figure = claim.figure
        yield ClaimLine(
            id=claim.id,
            role=role,
            reason=reasons.get(claim.id, ""),
            date=_date(posterior.model.study, claim),
            low=figure.low if figure else None,
            best=figure.best if figure else None,
            high=figure.high if figure else None,
            sense=figure.sense if figure else "",
            model_low=low,
            model_mid=mid,
            model_high=high,
            gap=gap,
            chart=_chart(posterior.model.study, claim),
        )


def _role(claim: Claim, reason: str) -> str:
    if claim.status != "confirmed":
        return claim.status
    if claim.kind in ("outlook", "silence", "context"):
        return claim.kind
    return "repeats" if claim.repeats else "unused"


def _in_claim_units(study: Study, amount: Amount, modelled: Floats) -> Floats:
    value = modelled[:, amount.quantity]
    if amount.whole >= 0:
        return value / np.maximum(modelled[:, amount.whole], 1e-9)
    if amount.claim.quantity == "arrivals_per_month" and amount.claim.as_of is not None:
        states = study.calendar.states_in(amount.claim.as_of)
        return value / (max(len(states), 1) * study.calendar.years_per_step * 12)
    return value


def _gap(posterior: Posterior, amount: Amount, i: int, modelled: Floats, biases: Floats) -> float:
    """How far the claim lies from the model, bias of its source included, in sd of its own error."""
    predicted = np.array([posterior.predicted(row)[i] for row in modelled])
    shift = biases[:, amount.bias] if amount.bias >= 0 else 0.0
    gap = (amount.value - float(np.median(predicted + shift))) / amount.sd
    return max(gap, 0.0) if amount.sense > 0 else min(gap, 0.0) if amount.sense < 0 else gap


def _date(study: Study, claim: Claim) -> str:
    if claim.as_of is None:
        return ""
    return study.calendar.label(study.calendar.state_at(claim.as_of.last))


def _chart(study: Study, claim: Claim) -> tuple[str, str, dict[str, str]] | None:
    target = claim.target
    if target is None or len(target.where) != 1 or target.via or claim.quantity not in ("stock", "arrivals"):
        return None
    who = dict.fromkeys(study.populations, "all")
    for key, names in target.who.items():
        region = study.regions.get(names[0], {}) if key == "region" else {}
        population = key if key in who else next(iter(region), None)
        if len(names) != 1 or population is None or len(region) > 1:
            return None
        who[population] = names[0]
    return target.where[0], claim.quantity, who


def _disagreements(posterior: Posterior) -> Iterable[DisagreementLine]:
    model = posterior.model
    figures: list[tuple[Claim, object, tuple[int, int], bool]] = []
    for amount in posterior.observed.amounts:
        if amount.whole < 0 and amount.claim.target is not None and amount.claim.as_of is not None:
            quantity = posterior.observed.quantities[amount.quantity]
            states = model.study.calendar.states_in(amount.claim.as_of)
            key = (amount.claim.target.measure, quantity.kind, quantity.index)
            figures.append((amount.claim, key, (states.start, states.stop - 1), amount.claim.quantity == "arrivals"))
    for d in disagreements(figures, posterior.observed.words):
        yield DisagreementLine(d.first.id, d.second.id, d.factor, d.z, d.why, d.kind)


def _coverage(study: Study, claims: Iterable[Claim]) -> Iterable[CoverageLine]:
    """One line for each level of the first population and each region: confirmed claims that name it, by topic."""
    population = next(iter(study.populations), "")
    levels = study.populations.get(population, ())
    named: dict[str, Counter[str]] = {name: Counter() for name in (*levels, *study.regions)}
    silent: Counter[str] = Counter()
    for claim in claims:
        if claim.target is None or claim.status != "confirmed":
            continue
        for name in (*claim.target.who.get(population, ()), *claim.target.who.get("region", ())):
            if name not in named:
                continue
            if claim.kind == "silence":
                silent[name] += 1
            elif claim.kind == "amount":
                measure = "stock" if claim.target.measure == "stock" else "arrivals"
                named[name][f"{measure} {'|'.join(claim.target.where)}"] += 1
    for name, counts in named.items():
        yield CoverageLine(name, dict(counts), silent[name])
