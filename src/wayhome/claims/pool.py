"""Claims together: which may enter the fit, which only pass others on, which cannot all be true."""

from __future__ import annotations

import math
import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import combinations

from wayhome.claims.claim import Claim, Figure, Ledger
from wayhome.claims.words import Words
from wayhome.dates import Period
from wayhome.ranges import Z90

_YEAR = timedelta(days=360)
_STEM = 5  # letters that names of one state have in common
_OFFICES = frozenset(
    re.findall(
        r"\w+",
        "agency army authorities authority board border bureau cabinet central commission committee council customs department "
        "deputy directorate federal federation foreign general government head interior intelligence justice member military "
        "migration minister ministry national office official officials parliament police president presidential prime "
        "prosecutor public republic secretary security service services special spokesman spokeswoman state unnamed",
    )
)
_EDGE = 1e-3  # shares of 0 and 1 are compared as this close to them
_KIND_REASONS = {
    "outlook": "an outlook is checked against the forecast, not fitted",
    "silence": "a silence is shown as such and is no number",
    "context": "context is shown where it bears, not fitted",
}


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two claims that cannot both be true: `factor` apart, `z` standard deviations, `first` the earlier by date, then id.

    kind: "apart" (two figures of the same people at one time), "rivals" (the same, by two offices of one state), "falls" (a total
    that can only grow) or "reprinted" (one figure given again for a later time, as if nothing had happened: factor 1, z 0).
    """

    first: Claim
    second: Claim
    factor: float
    z: float
    why: str
    kind: str


def fitted(ledger: Ledger, as_of: Period) -> tuple[list[Claim], list[tuple[Claim, str]]]:
    """The claims that may enter the fit, and the others each with the reason, both in the ledger's order."""
    reasons = {claim.id: _reason(claim, ledger, as_of) for claim in ledger.claims}
    by_id = {claim.id: claim for claim in ledger.claims}
    voices: dict[str, str] = {}  # the claim that a chain begins with -> the one that speaks for all that pass it on
    for claim in sorted(ledger.claims, key=lambda claim: (_published(claim, ledger), claim.id)):
        chain = _chain(claim, by_id)
        if not reasons[claim.id] and all(reasons[earlier.id] for earlier in chain):
            voices.setdefault((chain or [claim])[-1].id, claim.id)
    echoes: dict[str, str] = {}
    for claim in ledger.claims:
        chain = _chain(claim, by_id)
        if chain and not reasons[claim.id]:
            first = next((earlier.id for earlier in reversed(chain) if not reasons[earlier.id]), "")
            voice = voices[chain[-1].id]
            if first == voice:
                echoes[claim.id] = f"repeats {voice}, which speaks for both"
            elif claim.id != voice:
                echoes[claim.id] = f"passes on the same claim as {voice}, which speaks for both"
    reasons |= echoes
    return (
        [claim for claim in ledger.claims if not reasons[claim.id]],
        [(claim, reasons[claim.id]) for claim in ledger.claims if reasons[claim.id]],
    )


def _chain(claim: Claim, by_id: Mapping[str, Claim]) -> list[Claim]:
    """The claims that this one passes on, nearest first."""
    chain: list[Claim] = []
    while claim.repeats and claim.repeats in by_id and by_id[claim.repeats] not in chain:
        claim = by_id[claim.repeats]
        chain.append(claim)
    return chain


def _published(claim: Claim, ledger: Ledger) -> str:
    source = ledger.sources.get(claim.source)
    return source.date.last.isoformat() if source is not None else "9999"


def _reason(claim: Claim, ledger: Ledger, as_of: Period) -> str:
    """Why a claim, taken alone, does not enter the fit; "" if it may."""
    if claim.status == "draft":
        return "a draft that nobody has confirmed yet"
    if claim.status == "set_aside":
        return f"set aside: {claim.note}"
    if claim.kind in _KIND_REASONS:
        return _KIND_REASONS[claim.kind]
    source = ledger.sources.get(claim.source)
    if source is None or source.date.last > as_of.last:
        return f"published {source.date if source else 'at no known date'}, after the study's as_of date ({as_of})"
    if claim.as_of is not None and claim.as_of.first > as_of.last:
        return f"speaks of {claim.as_of}, after the study's as_of date ({as_of})"
    if claim.kind != "amount" and claim.likelihood is None:
        return "says only that it is possible, which is no probability"
    return ""


@dataclass(frozen=True, slots=True)
class _Sight:
    """A figure on the scale of the fit: its own 90% range, and the sds with its grade (infinite where nothing is said)."""

    claim: Claim
    states: tuple[int, int]
    cumulative: bool
    low: float
    middle: float
    high: float
    below: float
    above: float


def disagreements(figures: Iterable[tuple[Claim, Hashable, tuple[int, int], bool]], words: Words) -> list[Disagreement]:
    """Pairs of figures of the same quantity that exclude each other, largest z first.

    Each figure: (claim, key of the model quantity, first and last state it speaks of, whether it is a cumulative total).
    Reprinted figures come last.

    It is the claims' own ranges that exclude each other, whatever the grades; z allows for the grades. One-sided figures
    exclude only what lies beyond their bound.
    """
    given = list(figures)
    ids = {claim.id for claim, _, _, _ in given}
    by_key: dict[Hashable, list[_Sight]] = {}
    for claim, key, states, cumulative in given:
        usable = claim.kind == "amount" and claim.status == "confirmed" and claim.repeats not in ids
        if usable and claim.figure is not None:
            by_key.setdefault(key, []).append(_sight(claim, claim.figure, states, cumulative, words))
    found = [d for sights in by_key.values() for d in _pairs(sights)]
    found += [d for sights in by_key.values() for d in _reprints(sights)]
    return sorted(found, key=lambda d: (-d.z, d.first.id, d.second.id))


def _sight(claim: Claim, figure: Figure, states: tuple[int, int], cumulative: bool, words: Words) -> _Sight:
    grade = math.hypot(words.letters.get(claim.grade[:1], 0), words.digits.get(claim.grade[1:], 0))
    low, middle, high = (_scale(value, claim.quantity == "share") for value in (figure.low, figure.best, figure.high))
    below, above = (math.hypot(half / Z90, grade, 1e-6) for half in (middle - low, high - middle))
    if figure.sense == "at_most":
        low, below = -math.inf, math.inf
    if figure.sense == "at_least":
        high, above = math.inf, math.inf
    return _Sight(claim, states, cumulative, low, middle, high, below, above)


def _scale(value: float, share: bool) -> float:
    if not share:
        return math.log(value + 0.5)
    inside = min(max(value, _EDGE), 1 - _EDGE)
    return math.log(inside / (1 - inside))


def _pairs(sights: Sequence[_Sight]) -> Iterable[Disagreement]:
    ordered = sorted(sights, key=lambda sight: (sight.states, sight.claim.id))
    for first, second in combinations(ordered, 2):
        later = second.states[0] > first.states[1]
        if later and not (first.cumulative and second.cumulative):
            continue
        if first.low > second.high:
            yield _disagreement(first, second, lower=second, upper=first, later=later)
        elif not later and second.low > first.high:
            yield _disagreement(first, second, lower=first, upper=second, later=False)


def _reprints(sights: Sequence[_Sight]) -> Iterable[Disagreement]:
    """Figures of totals or stocks that are the same to the last digit for times a year or more apart; each with the first."""
    first: dict[tuple[float, float, float, str], _Sight] = {}
    for sight in sorted(sights, key=lambda sight: (sight.states, sight.claim.id)):
        claim, figure = sight.claim, sight.claim.figure
        assert figure is not None
        if figure.from_words or claim.as_of is None or claim.quantity not in ("stock", "arrivals"):
            continue
        before = first.setdefault((figure.low, figure.best, figure.high, figure.sense), sight).claim
        assert before.as_of is not None
        if claim.as_of.last - before.as_of.last >= _YEAR:
            said = _said(before, share=False)
            why = (
                f"the same figure a year or more later: {before.id} says {said}, and {claim.id} says so again of {claim.as_of}; "
                f"if it is only printed again, give {before.id} in the repeats of {claim.id}"
            )
            yield Disagreement(before, claim, 1.0, 0.0, why, "reprinted")


def _disagreement(first: _Sight, second: _Sight, *, lower: _Sight, upper: _Sight, later: bool) -> Disagreement:
    high, low = upper.claim.figure, lower.claim.figure
    assert high is not None
    assert low is not None
    share = upper.claim.quantity == "share"
    factor = max(high.best, _EDGE) / max(low.best, _EDGE) if share else (high.best + 0.5) / (low.best + 0.5)
    z = (upper.middle - lower.middle) / math.hypot(upper.below, lower.above)
    said, again = _said(first.claim, share), _said(second.claim, share)
    kind = "falls" if later else "rivals" if _one_state(first.claim, second.claim) else "apart"
    if later:
        why = f"a total since the start cannot fall, yet {first.claim.id} says {said} and later {second.claim.id} says {again}"
    else:
        why = f"both speak of the same people at the same time: {first.claim.id} says {said}, {second.claim.id} {again}"
    if kind == "rivals":
        why = f"two offices of one state: {why}"
    return Disagreement(first.claim, second.claim, factor, z, why, kind)


def _one_state(first: Claim, second: Claim) -> bool:
    """Whether two different offices speak, whose names have a state in common: a name beginning alike (Tajik, Tajikistan)."""
    if first.origin == second.origin or not (_official(first) and _official(second)):
        return False
    return any(a[:_STEM] == b[:_STEM] for a in _proper_names(first.origin) for b in _proper_names(second.origin))


def _official(claim: Claim) -> bool:
    return "official" in claim.speaker_role.lower() or "government" in claim.speaker_role.lower()


def _proper_names(speaker: str) -> list[str]:
    """Names in a speaker's title, offices left out."""
    words = re.findall(r"[^\W\d_]{4,}", speaker)
    return [word for word in words if word[0].isupper() and not word.isupper() and word.lower() not in _OFFICES]


def _said(claim: Claim, share: bool) -> str:
    """The figure in words, with its date."""
    figure = claim.figure
    assert figure is not None

    def shown(value: float) -> str:
        return f"{value:.0%}" if share else f"{value:,.0f}"

    said = {"at_least": f"at least {shown(figure.low)}", "at_most": f"at most {shown(figure.high)}"}.get(figure.sense)
    if said is None:
        said = shown(figure.low) if figure.low == figure.high else f"{shown(figure.low)} to {shown(figure.high)}"
    return f"{said} ({claim.as_of})" if claim.as_of is not None else said
