"""Which later figures a forecast can be held against, as quantities of the model; and why not, of the others."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from wayhome.claims.claim import Claim, Figure, Ledger, Target
from wayhome.claims.words import Words, log_middle
from wayhome.dates import Period
from wayhome.engine.arrays import Floats
from wayhome.engine.quantities import Quantity
from wayhome.fit.likelihood import HALF, NU, heavy
from wayhome.fit.observe import Reader, Seen, seen

Key = tuple[str, str, tuple[int, ...], tuple[int, ...]]
"""Of what is counted whenever it is: "share" or "", its measure, the cells or moves, those of the whole."""
DURING = ("arrivals_in", "arrivals_per_month")
WIDE = 1.25  # between the ends of a range that is more than a figure's usual precision


@dataclass(frozen=True, slots=True)
class Sight:
    """A figure as the model sees it. months: length of the period counted, or 0 for a moment; a claim of arrivals per month is
    in persons per month, so that its draws are those of `quantity` over `scale`."""

    claim: Claim
    figure: Figure
    key: Key
    quantity: Quantity
    whole: Quantity | None
    period: Period
    months: float
    scale: float
    places: frozenset[str]
    groups: frozenset[int]
    via: tuple[str, ...]
    whole_places: frozenset[str]
    whole_groups: frozenset[int]

    @property
    def share(self) -> bool:
        return self.whole is not None

    @property
    def day(self) -> float:
        """The middle of the time that it speaks of, in days."""
        return (self.period.first.toordinal() + self.period.last.toordinal()) / 2


@dataclass(frozen=True, slots=True)
class Unscored:
    """A later figure that no forecast can be held against; chance: what the forecast gives a bound, where it is one."""

    claim: Claim
    reason: str
    sight: Sight | None = None


def sight(reader: Reader, claim: Claim, period: Period) -> Sight | None:
    """The claim's amount over a period; None, and problems in `reader`, where the study cannot express it."""
    quantity = reader.quantity(claim, claim.target, "who", period=period)
    whole = reader.quantity(claim, claim.whole, "of", period=period) if claim.whole is not None else None
    if quantity is None or claim.figure is None or (claim.whole is not None and whole is None):
        return None
    months = 0.0
    target, of = claim.target, claim.whole
    assert target is not None
    if target.measure in DURING:
        months = len(reader.study.calendar.states_in(period)) * reader.study.calendar.years_per_step * 12
    return Sight(
        claim,
        claim.figure,
        key_of(target, quantity, whole),
        quantity,
        whole,
        period,
        months,
        months if claim.quantity == "arrivals_per_month" else 1.0,
        frozenset(reader.places(claim, target, "where")),
        frozenset(reader.groups(claim, target, "who")),
        target.via,
        frozenset(reader.places(claim, of, "of")) if of is not None else frozenset(),
        frozenset(reader.groups(claim, of, "of")) if of is not None else frozenset(),
    )


def key_of(target: Target, quantity: Quantity, whole: Quantity | None) -> Key:
    """What is counted, whenever it is counted."""
    measure = DURING[0] if target.measure in DURING else target.measure
    return ("share" if whole else "", measure, quantity.index, whole.index if whole else ())


def sort(reader: Reader, claims: Sequence[Claim], ledger: Ledger) -> tuple[list[Sight], list[Unscored]]:
    """The outcomes that can be scored, and the others each with the reason, both in the claims' order.

    `ledger` has the outcomes' sources; `reader` knows the study that was forecast.
    """
    found: list[Sight] = []
    others: list[Unscored] = []
    ids = {claim.id for claim in claims}
    for claim in claims:
        reason = _reason(reader, claim, ledger, ids)
        if not reason:
            published = ledger.sources[claim.source].date.last
            assert claim.as_of is not None
            period = Period(claim.as_of.first, max(min(claim.as_of.last, published), claim.as_of.first))
            before = len(reader.problems)
            seen_so = sight(reader, claim, period)
            if seen_so is None:
                reason = "; ".join(dict.fromkeys(problem.message for problem in reader.problems[before:]))
                reason = f"the study cannot express it: {reason}" if reason else "it gives no number"
            elif seen_so.figure.sense != "about":
                bound = "at least" if seen_so.figure.sense == "at_least" else "at most"
                others.append(Unscored(claim, f"a bound only ({bound} {seen_so.figure.best:,.6g})", seen_so))
                continue
            else:
                found.append(seen_so)
                continue
        others.append(Unscored(claim, reason))
    return found, others


def _reason(reader: Reader, claim: Claim, ledger: Ledger, ids: set[str]) -> str:
    """Why an outcome cannot be scored, whatever the model says; "" if it may."""
    calendar = reader.study.calendar
    if claim.status != "confirmed":
        return "a draft that nobody has confirmed yet" if claim.status == "draft" else f"set aside: {claim.note}"
    if claim.kind != "amount":
        return f"an outcome is a claim of kind amount, not {claim.kind}"
    if claim.repeats and claim.repeats in ids:
        return f"repeats {claim.repeats}"
    assert claim.as_of is not None
    published = ledger.sources[claim.source].date
    if published.last <= calendar.as_of.last:
        return f"known already: published {published}, by the study's as_of date ({calendar.as_of})"
    middle = (claim.as_of.first.toordinal() + min(claim.as_of.last, published.last).toordinal()) / 2
    if middle <= calendar.as_of.last.toordinal():
        return f"speaks (mostly) of the time up to the study's as_of date ({calendar.as_of}): {claim.as_of}"
    if claim.as_of.last > calendar.ends[-1]:
        return f"speaks of {claim.as_of}, beyond the end of the study's calendar ({calendar.end})"
    return ""


def notes(outcome: Sight, as_of: Period) -> str:
    """What a reader should know of the number that the forecast is held against."""
    claim, said = outcome.claim, []
    if outcome.figure.from_words:
        said.append(f"“{claim.wording}” read as {outcome.figure.low:,.4g} to {outcome.figure.high:,.4g}")
    elif outcome.figure.high > WIDE * outcome.figure.low and _middle(outcome.figure, outcome.share):
        said.append(f"the middle of {outcome.figure.low:,.4g} to {outcome.figure.high:,.4g}")
    if outcome.period.first <= as_of.last:
        said.append("partly of the time before as_of")
    return "; ".join(said)


def _middle(figure: Figure, share: bool) -> bool:
    return math.isclose(figure.best, log_middle(figure.low, figure.high, share=share), rel_tol=1e-6)


def draws_of(outcome: Sight, people: Floats, whole: Floats | None) -> Floats:
    """(draw,) the forecast in the claim's own unit, from watched persons."""
    if whole is None:
        return people / outcome.scale
    return np.clip(people / np.maximum(whole, HALF), 0.0, 1.0)


def as_claimed(outcome: Sight, draws: Floats, words: Words, rng: np.random.Generator) -> Floats:
    """(draw,) what the claim would say if the draws were true: its source's bias and its own error added, as the fit has them."""
    error = spread(outcome, words)
    noise = error.sd * rng.standard_t(NU, draws.size)
    if not outcome.share:
        noise = noise + error.bias_sd * heavy(rng.standard_normal(draws.size))[0]
        return np.maximum(np.exp(np.log(draws * outcome.scale + HALF) + noise) - HALF, 0.0) / outcome.scale
    inside = np.clip(draws, 1e-3, 1 - 1e-3)
    return 1 / (1 + np.exp(-(np.log(inside / (1 - inside)) + noise)))


def spread(outcome: Sight, words: Words) -> Seen:
    """The figure on the scale of the fit, with its error."""
    return seen(outcome.claim, outcome.figure, words, scale=outcome.scale)
