"""What sources expected, judged by what came out: who was right, and how sure they were of it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from wayhome.claims.claim import Claim, Target
from wayhome.claims.words import Words
from wayhome.dates import Period
from wayhome.engine.arrays import Floats
from wayhome.engine.quantities import Quantity
from wayhome.fit.likelihood import HALF, heavy
from wayhome.fit.observe import Reader
from wayhome.score import rules
from wayhome.score.outcomes import DURING, Key, Sight, key_of, spread

SURE = 0.9  # from this chance on an outcome bears an outlook out (or, from one tenth down, does not)
DRAWS = 1000


@dataclass(frozen=True, slots=True)
class Verdict:
    """One outlook: borne out True or False, None where it cannot be told (`why`). chance: that it is so, given the outcomes' own
    errors; said: as sure as its words are (None: they claim possibility only); forecast: the chance that the forecast gave it."""

    claim: Claim
    borne_out: bool | None
    chance: float | None
    why: str
    rests_on: tuple[str, ...]
    said: float | None
    forecast: float | None

    @property
    def brier(self) -> float:
        return _score(self.said, self.borne_out)

    @property
    def log(self) -> float:
        if self.said is None or self.borne_out is None:
            return math.nan
        return rules.log_score(self.said, self.borne_out)

    @property
    def brier_of_forecast(self) -> float:
        return _score(self.forecast, self.borne_out)


@dataclass(frozen=True, slots=True)
class Record:
    """How one source's outlooks fared; means over those that could be told (and, of words, that carry a chance)."""

    origin: str
    outlooks: int
    right: int
    wrong: int
    untold: int
    brier: float
    log: float
    forecast: float


@dataclass(frozen=True, slots=True)
class Asked:
    """An outlook as quantities: of each side what is counted at its time, and what it is compared with (`before`, of as_of or
    as long a period before it), each with the whole of a share."""

    claim: Claim
    key: Key
    other: Key | None
    before: tuple[Quantity, Quantity | None]
    before_months: float
    total: Quantity | None  # arrivals up to as_of, of a period: a later total less this is what came
    as_of: Period


def asked(reader: Reader) -> list[Asked]:
    """The ledger's outlooks of the time after as_of."""
    calendar, found = reader.study.calendar, list[Asked]()
    for claim in reader.ledger.claims:
        usable = claim.kind == "outlook" and claim.status == "confirmed"
        if not usable or claim.target is None or claim.as_of is None or claim.as_of.last <= calendar.as_of.last:
            continue
        during = claim.target.measure in DURING
        before = calendar.as_of
        if during:
            before = Period(before.last - (claim.as_of.last - claim.as_of.first), before.last)
        key = _key(reader, claim, claim.target, claim.whole, before)
        if key is None:
            continue
        other = _key(reader, claim, claim.other, claim.other_whole, before) if claim.other is not None else None
        total = reader.quantity(claim, _totals(claim.target), "who", period=calendar.as_of) if during else None
        months = len(calendar.states_in(before)) * calendar.years_per_step * 12 if during else 1.0
        found.append(Asked(claim, key[0], other[0] if other else None, key[1], months, total, calendar.as_of))
    return found


def over(reader: Reader) -> list[Verdict]:
    """The ledger's outlooks of a time that was over by as_of: there is no forecast of it, and no outcome counts."""
    last = reader.study.calendar.as_of.last
    why = "its time was over by the study's as_of date"
    return [
        Verdict(claim, None, None, why, (), claim.likelihood, None)
        for claim in reader.ledger.claims
        if claim.kind == "outlook" and claim.status == "confirmed" and claim.as_of and claim.as_of.last <= last
    ]


def watched(asked: Sequence[Asked]) -> list[Quantity]:
    """What the forecast has to keep for the judgement."""
    wanted = [quantity for one in asked for quantity in (*one.before, one.total) if quantity is not None]
    return list(dict.fromkeys(wanted))


def judge(
    asked: Sequence[Asked],
    outcomes: Sequence[Sight],
    people: Mapping[Quantity, Floats],
    chances: Mapping[str, float | None],
    words: Words,
    *,
    seed: int,
) -> list[Verdict]:
    """Every outlook; `people`: persons (draw,) of what was to be watched; `chances`: the forecast's, by claim."""
    verdicts: list[Verdict] = []
    for number, one in enumerate(asked):
        rng = np.random.default_rng([seed, number])
        found = _compared(one, outcomes, people, words, rng)
        claim, forecast = one.claim, chances.get(one.claim.id)
        if isinstance(found, str):
            verdicts.append(Verdict(claim, None, None, found, (), claim.likelihood, forecast))
            continue
        this, that, rests = found
        less = claim.direction in ("down", "less")
        chance = float(np.mean(this < that if less else this > that))
        borne_out = True if chance >= SURE else False if chance <= 1 - SURE else None
        why = "" if borne_out is not None else f"too near to call: so with a chance of {chance:.0%}"
        verdicts.append(Verdict(claim, borne_out, chance, why, rests, claim.likelihood, forecast))
    return verdicts


def records(verdicts: Sequence[Verdict]) -> list[Record]:
    """The verdicts by source."""
    made: list[Record] = []
    for origin in sorted({v.claim.origin for v in verdicts}):
        own = [v for v in verdicts if v.claim.origin == origin]
        told = [v for v in own if v.borne_out is not None]
        right = sum(v.borne_out is True for v in told)
        made.append(
            Record(
                origin,
                len(own),
                right,
                len(told) - right,
                len(own) - len(told),
                _mean([v.brier for v in told]),
                _mean([v.log for v in told]),
                _mean([v.brier_of_forecast for v in told]),
            )
        )
    return made


def _key(
    reader: Reader, claim: Claim, target: Target | None, whole: Target | None, before: Period
) -> tuple[Key, tuple[Quantity, Quantity | None]] | None:
    quantity = reader.quantity(claim, target, "who", period=before)
    base = reader.quantity(claim, whole, "of", period=before) if whole is not None else None
    if target is None or quantity is None or (whole is not None and base is None):
        return None
    return key_of(target, quantity, base), (quantity, base)


def _totals(target: Target) -> Target:
    return Target("arrivals", target.who, target.where, target.via)


def _compared(
    one: Asked, outcomes: Sequence[Sight], people: Mapping[Quantity, Floats], words: Words, rng: np.random.Generator
) -> tuple[Floats, Floats, tuple[str, ...]] | str:
    """Both sides (draw,) and the outcomes used, or why it cannot be told."""
    span = one.claim.as_of
    assert span is not None
    timely = [
        s
        for s in outcomes
        if span.first <= (s.period.first if s.months else s.period.last) and s.period.last <= span.last
    ]
    this = _latest(timely, one.key)
    if one.claim.other is not None:
        that = _latest(timely, one.other)
        if this is None or that is None:
            return "the outcomes do not give both sides in that time"
        return _likely(this, words, rng), _likely(that, words, rng), (this.claim.id, that.claim.id)
    quantity, whole = one.before
    now = people[quantity]
    if whole is not None:
        now = now / np.maximum(people[whole], HALF)
    if this is not None:
        now = now / one.before_months
        return _likely(this, words, rng, size=now.size) / (this.months or 1.0) * this.scale, now, (this.claim.id,)
    if one.total is None:
        return "no outcome gives this in that time"
    total = _latest(timely, ("", "arrivals", *one.key[2:]))
    if total is None:
        return "no outcome gives this, or the total that it adds to, in that time"
    came = _likely(total, words, rng, size=now.size) - people[one.total]
    months = (total.period.last - one.as_of.last).days / (365.25 / 12)
    return came / months, now / one.before_months, (total.claim.id,)


def _latest(outcomes: Sequence[Sight], key: Key | None) -> Sight | None:
    same = [s for s in outcomes if s.key == key]
    return max(same, key=lambda s: (s.day, s.claim.id)) if same else None


def _likely(outcome: Sight, words: Words, rng: np.random.Generator, *, size: int = DRAWS) -> Floats:
    """(draw,) what may be true where an outcome says this: its figure with its own error and its source's bias."""
    error = spread(outcome, words)
    noise = error.sd * rng.standard_t(4, size) + error.bias_sd * heavy(rng.standard_normal(size))[0]
    if outcome.share:
        return 1 / (1 + np.exp(-(error.value + noise)))
    return np.maximum(np.exp(error.value + noise) - HALF, 0.0) / outcome.scale


def _score(chance: float | None, borne_out: bool | None) -> float:
    return math.nan if chance is None or borne_out is None else rules.brier(chance, borne_out)


def _mean(values: Sequence[float]) -> float:
    told = [value for value in values if not math.isnan(value)]
    return sum(told) / len(told) if told else math.nan
