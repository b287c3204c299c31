"""Claims -> observations of model quantities. The one place where the ledger meets the model.

A claim that the study cannot express is a problem that names the claim and the column, never a silent drop.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from wayhome.claims.claim import Claim, Figure, Ledger, Target
from wayhome.claims.pool import fitted
from wayhome.claims.words import Words
from wayhome.dates import Period
from wayhome.engine.model import Model
from wayhome.engine.quantities import Quantity, arrivals_during, arrivals_of, stock_of
from wayhome.errors import InvalidInput, Problem, did_you_mean
from wayhome.ranges import Z90
from wayhome.study.resolved import Study

SHARE_EDGE = 1e-3  # shares of 0 and 1 are read as this close to them


@dataclass(frozen=True, slots=True)
class Amount:
    """`value` (log persons + ½, or logit share) seen with `sd`; sense: 0 about, +1 at least, −1 at most."""

    claim: Claim
    quantity: int
    whole: int  # row of the share's whole, or −1
    value: float
    sd: float
    sense: int
    bias: int  # row in `origins`, or −1


@dataclass(frozen=True, slots=True)
class Seen:
    """A figure as log persons + ½, or logit share: its own error (sd of a Student-t), and that of its source's bias."""

    value: float
    sd: float
    bias_sd: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """With chance `likelihood`, quantity (over whole) exceeds other (over other_whole)."""

    claim: Claim
    quantity: int
    whole: int
    other: int
    other_whole: int
    likelihood: float


@dataclass(frozen=True, slots=True)
class Effect:
    """What a claim says of the log factor of `parameter`: its sign (likelihood) or its size (value ± sd)."""

    claim: Claim
    parameter: int
    mean: float  # the effect's own prior on the log scale, sd likewise
    scale: float
    sign: int
    likelihood: float
    value: float | None
    sd: float


@dataclass(frozen=True, slots=True)
class Observations:
    amounts: tuple[Amount, ...]
    comparisons: tuple[Comparison, ...]
    effects: tuple[Effect, ...]
    quantities: tuple[Quantity, ...]
    origins: tuple[str, ...]
    bias_sd: tuple[float, ...]
    margin: float  # sd of the log ratio within which "more" means nothing
    words: Words
    unused: tuple[tuple[Claim, str], ...]  # claims that do not enter the fit, each with the reason


class Reader:
    """Turns claims' names into the model's quantities, collecting every problem on the way."""

    def __init__(self, model: Model, ledger: Ledger) -> None:
        self.model, self.study, self.ledger = model, model.study, ledger
        self.problems: list[Problem] = []
        self.quantities: dict[Quantity, int] = {}

    def wrong(self, claim: Claim, column: str, message: str, code: str) -> None:
        self.problems.append(Problem("claims.csv", claim.line, f"{claim.id}.{column}", message, code))

    def row(self, quantity: Quantity) -> int:
        return self.quantities.setdefault(quantity, len(self.quantities))

    def quantity(
        self, claim: Claim, target: Target | None, column: str, *, period: Period | None = None
    ) -> Quantity | None:
        """What the target means in this study; None (and a problem) where it means nothing."""
        period = period or self.period(claim)
        if target is None or period is None:
            return None
        before = len(self.problems)
        groups = self.groups(claim, target, column)
        places = self.places(claim, target, column)
        for way in target.via:
            flow, _, origin = way.partition("@")
            if flow not in self.study.flows:
                known = did_you_mean(flow, self.study.flows)
                self.wrong(claim, "via", f"no flow is called '{flow}'.{known}", "W502")
            elif origin and origin not in self.study.flows[flow].origin:
                known = did_you_mean(origin, self.study.flows[flow].origin)
                self.wrong(claim, "via", f"'{flow}' does not leave '{origin}'.{known}", "W502")
        states = self.study.calendar.states_in(period)
        if not states:
            self.wrong(
                claim,
                "as_of",
                f"{period} lies outside the study's calendar; move the calendar or set the claim aside",
                "W503",
            )
        if len(self.problems) > before:
            return None
        quantity = self.build(target, groups, places, states)
        if not quantity.index:
            self.wrong(claim, column, self.nobody(target), "W504")
            return None
        return quantity

    def build(self, target: Target, groups: Sequence[int], places: Sequence[str], states: range) -> Quantity:
        if target.measure == "stock":
            return stock_of(self.model, places, groups, states)
        if target.measure == "arrivals":
            return arrivals_of(self.model, places, groups, states, flows=target.via)
        return arrivals_during(self.model, places, groups, states, flows=target.via)

    def nobody(self, target: Target) -> str:
        by = f" by {'|'.join(target.via)}" if target.via else ""
        return f"no flow of the study brings these people into {'|'.join(target.where)}{by}; name another place, or add the flow"

    def groups(self, claim: Claim, target: Target, column: str) -> tuple[int, ...]:
        chosen = set(range(len(self.model.groups)))
        for key, names in target.who.items():
            if key == "region":
                known, of = self.study.regions, [self.study.regions.get(name) for name in names]
            elif key in self.study.populations:
                known, of = (
                    self.study.populations[key],
                    [{key: (name,)} if name in self.study.populations[key] else None for name in names],
                )
            else:
                self.wrong(
                    claim,
                    column,
                    f"no population is called '{key}'.{did_you_mean(key, ['region', *self.study.populations])}",
                    "W501",
                )
                continue
            for name, selection in zip(names, of):
                if selection is None:
                    self.wrong(claim, column, f"{key} has no '{name}'.{did_you_mean(name, known)}", "W501")
            chosen &= {g for selection in of if selection for g in self.study.groups_in(selection)}
        return tuple(sorted(chosen))

    def places(self, claim: Claim, target: Target, column: str) -> tuple[str, ...]:
        places: list[str] = []
        for name in target.where:
            if name in self.study.places or name in self.study.areas:
                places += [place for place in self.study.places_in(name) if place not in places]
            else:
                known = did_you_mean(name, [*self.study.places, *self.study.areas])
                self.wrong(
                    claim,
                    "where" if column == "who" else column,
                    f"no place or area is called '{name}'.{known}",
                    "W502",
                )
        return tuple(places)

    def period(self, claim: Claim) -> Period | None:
        """The claim's period, not reaching past its publication or the study's as_of date."""
        if claim.as_of is None:
            return None
        source = self.ledger.sources.get(claim.source)
        last = min(claim.as_of.last, self.study.calendar.as_of.last, source.date.last if source else claim.as_of.last)
        return Period(claim.as_of.first, max(last, claim.as_of.first))


def observe(model: Model, ledger: Ledger) -> Observations:
    """Every claim that may enter the fit as an observation, in the ledger's order; InvalidInput lists what cannot be expressed."""
    study = model.study
    usable, unused = fitted(ledger, study.calendar.as_of)
    late = [c for c in usable if c.as_of and c.kind == "amount" and c.as_of.first > study.calendar.as_of.last]
    usable = [c for c in usable if c not in late]
    unused = [*unused, *((c, "speaks of the time after the study's as_of date") for c in late)]
    reader = Reader(model, ledger)
    spoken = [c for c in usable if c.kind == "amount" and c.quantity != "share"]
    origins = {origin: i for i, origin in enumerate(sorted({c.origin for c in spoken}))}
    amounts = [_amount(reader, claim, origins) for claim in usable if claim.kind == "amount"]
    comparisons = [_comparison(reader, claim) for claim in usable if claim.kind == "comparison"]
    effects = [effect for claim in usable if claim.kind == "effect" for effect in _effects(reader, claim)]
    _check_rest(reader, [claim for claim, _ in unused])
    if reader.problems:
        raise InvalidInput(reader.problems)
    grades = ledger.words.letters
    return Observations(
        tuple(amount for amount in amounts if amount is not None),
        tuple(comparison for comparison in comparisons if comparison is not None),
        tuple(effects),
        tuple(reader.quantities),
        tuple(origins),
        tuple(max(grades[c.grade[0]] for c in spoken if c.origin == origin) for origin in origins),
        math.log(ledger.words.margin) / Z90,
        ledger.words,
        tuple(unused),
    )


def _check_rest(reader: Reader, claims: Sequence[Claim]) -> None:
    """Confirmed claims that are not fitted must still speak of things that the study has."""
    for claim in claims:
        if claim.status == "confirmed" and claim.target is not None and claim.as_of is not None:
            reader.groups(claim, claim.target, "who")
            reader.places(claim, claim.target, "who")


def _pair(
    reader: Reader, claim: Claim, target: Target | None, whole: Target | None, column: str
) -> tuple[int, int] | None:
    quantity = reader.quantity(claim, target, column)
    base = reader.quantity(claim, whole, "of") if whole is not None else None
    if quantity is None or (whole is not None and base is None):
        return None
    return reader.row(quantity), reader.row(base) if base is not None else -1


def _amount(reader: Reader, claim: Claim, origins: dict[str, int]) -> Amount | None:
    rows = _pair(reader, claim, claim.target, claim.whole, "who")
    if rows is None or claim.figure is None:
        return None
    share = claim.quantity == "share"
    scale = 1.0
    if claim.quantity == "arrivals_per_month":
        period = reader.period(claim)
        assert period is not None
        scale = len(reader.study.calendar.states_in(period)) * reader.study.calendar.years_per_step * 12
    as_seen = seen(claim, claim.figure, reader.ledger.words, scale=scale)
    return Amount(
        claim,
        *rows,
        as_seen.value,
        as_seen.sd,
        {"about": 0, "at_least": 1, "at_most": -1}[claim.figure.sense],
        -1 if share else origins[claim.origin],
    )


def seen(claim: Claim, figure: Figure, words: Words, *, scale: float = 1.0) -> Seen:
    """A graded figure on the scale of the fit, times `scale` where it is one of persons."""
    share = claim.quantity == "share"
    low, best, high = (
        _logit(v) if share else math.log(v * scale + 0.5) for v in (figure.low, figure.best, figure.high)
    )
    own = (high - low) / (2 * Z90)
    extra, letter = words.digits[claim.grade[1]], words.letters[claim.grade[0]]
    other = letter if share else math.exp(-best / 2)  # a count that size varies by chance: 1 / √v
    return Seen(best, math.sqrt(own**2 + extra**2 + other**2), 0.0 if share else letter)


def _logit(share: float) -> float:
    share = min(max(share, SHARE_EDGE), 1 - SHARE_EDGE)
    return math.log(share / (1 - share))


def _comparison(reader: Reader, claim: Claim) -> Comparison | None:
    this = _pair(reader, claim, claim.target, claim.whole, "who")
    that = _pair(reader, claim, claim.other, claim.other_whole, "than")
    if this is None or that is None:
        return None
    if claim.direction == "less":
        this, that = that, this
    return Comparison(claim, *this, *that, claim.likelihood if claim.likelihood is not None else 0.5)


def _effects(reader: Reader, claim: Claim) -> list[Effect]:
    study: Study = reader.study
    effects: list[Effect] = []
    if claim.driver not in study.drivers:
        reader.wrong(
            claim, "driver", f"no driver is called '{claim.driver}'.{did_you_mean(claim.driver, study.drivers)}", "W505"
        )
        return effects
    flows = claim.target.via if claim.target else ()
    for name in flows:
        flow = study.flows.get(name)
        if flow is None:
            reader.wrong(claim, "via", f"no flow is called '{name}'.{did_you_mean(name, study.flows)}", "W502")
        elif f"effect.{name}.{claim.driver}" not in reader.model.parameters:
            reader.wrong(
                claim,
                "via",
                f"the rate of '{name}' is not driven by '{claim.driver}' over a range; add it to the flow's driven_by",
                "W505",
            )
        else:
            mean, scale = flow.driven_by[claim.driver].log_normal()
            size, words = claim.figure, reader.ledger.words
            graded = words.digits[claim.grade[1]], words.letters[claim.grade[0]]
            effects.append(
                Effect(
                    claim,
                    reader.model.parameters.index(f"effect.{name}.{claim.driver}"),
                    mean,
                    scale,
                    -1 if claim.direction == "lowers" else 1,
                    claim.likelihood if claim.likelihood is not None else 0.5,
                    math.log(size.best) if size else None,
                    math.hypot(math.log(size.high / size.low) / (2 * Z90), *graded) if size else 0.0,
                )
            )
    return effects
