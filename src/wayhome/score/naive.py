"""Forecasts that anybody could make from the ledger alone, for a forecast to be better than.

Each is made of figures that were known by as_of (those that may enter the fit, bounds left out):

last figure stays    the latest figure of the same people in the same place; of a period, as many a month as in the latest one
last rate goes on    the straight line through the latest figure and the latest that is at least three months older; a total since
                     the calendar's start has also its beginning, 0, and never falls; of a period, as many a month as totals grew
share as elsewhere   the latest total of the same people of whom the ledger gives shares (those who travelled), times the share that
                     is there of other people's such totals: the middle of all groups that have nobody in common with these

A naive forecast has a spread of its own: a log-normal (shares: logit-normal) about its value, whose variance is that of the
figure's own error and its source's bias, and of what figures of one thing moved over such a time by as_of beyond their errors (as
if for a year more they had moved within 2x); of shares elsewhere, also their variance among the groups. The value alone, as a
point, has the CRPS |value − observed|.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from wayhome.claims.claim import Ledger
from wayhome.claims.pool import fitted
from wayhome.engine.arrays import Floats
from wayhome.fit.observe import Reader
from wayhome.ranges import Z90
from wayhome.score.outcomes import Sight, sight, spread

NAMES = ("last figure stays", "last rate goes on", "share as elsewhere")
MONTH = 365.25 / 12  # days
APART = 3 * MONTH - 5  # days between the two figures of a rate: three months, however long
MEMBERS = 200
EDGE = 1e-3
YEAR = 12  # months for which figures are taken to have moved as usual, whatever the ledger has of them
USUAL = (math.log(2) / Z90) ** 2 / YEAR  # variance a month: in a year within 2x, nine times in ten; an assumption
_NORMAL = ndtri((np.arange(MEMBERS) + 0.5) / MEMBERS)


@dataclass(frozen=True, slots=True)
class Naive:
    """A naive forecast: draws (member,) in the outcome's unit, or the reason why there is none; `rests_on`: ids of claims."""

    name: str
    draws: Floats | None
    rests_on: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What the ledger knew by as_of: figures in the order of their dates; drift: variance a month on the scale of the fit."""

    reader: Reader
    ledger: Ledger
    figures: tuple[Sight, ...]
    travelled: frozenset[str]  # the places of whose people the ledger gives shares
    drift: float


def known(reader: Reader, ledger: Ledger) -> Known:
    """Everything that naive forecasts may use."""
    usable, _ = fitted(ledger, reader.study.calendar.as_of)
    found: list[Sight] = []
    for claim in usable:
        period = reader.period(claim)
        if claim.kind == "amount" and claim.figure is not None and claim.figure.sense == "about" and period is not None:
            found += [made for made in [sight(reader, claim, period)] if made is not None]
    found.sort(key=lambda s: (s.day, ledger.sources[s.claim.source].date.last, s.claim.id))
    return Known(reader, ledger, tuple(found), _travelled(found), _drift(found, ledger))


def _travelled(figures: Sequence[Sight]) -> frozenset[str]:
    """Where people are counted of whom the ledger gives shares (most of them), else whose total it gives most often."""
    shares = Counter(s.whole_places for s in figures if s.share and s.key[1] == "arrivals")
    totals = Counter(s.places for s in figures if s.key[:2] == ("", "arrivals") and not s.via)
    places = {*shares, *totals}
    return min(places, key=lambda some: (-shares[some], -totals[some], sorted(some)), default=frozenset[str]())


def naives(outcome: Sight, given: Known) -> tuple[Naive, ...]:
    """The three of them, in the order of `NAMES`."""
    return _stays(outcome, given), _goes_on(outcome, given), _elsewhere(outcome, given)


def _stays(outcome: Sight, given: Known) -> Naive:
    same = [s for s in given.figures if s.key == outcome.key]
    if not same:
        return Naive(NAMES[0], None, reason="no figure of this was known")
    last = same[-1]
    return Naive(NAMES[0], _about(outcome, _value(last, outcome), [last], given), (last.claim.id,))


def _goes_on(outcome: Sight, given: Known) -> Naive:
    kind, measure, *what = outcome.key
    during = measure == "arrivals_in"
    key = (kind, "arrivals", *what) if during else outcome.key
    same = [s for s in given.figures if s.key == key]
    if not same:
        return Naive(NAMES[1], None, reason=f"no {'total' if during else 'figure'} of this was known")
    last = same[-1]
    earlier = [s for s in same if s.day <= last.day - APART]
    if earlier:
        first = earlier[-1].day, earlier[-1].figure.best
    elif key[:2] == ("", "arrivals"):
        first = float(given.reader.study.calendar.start.first.toordinal()), 0.0
    else:
        return Naive(NAMES[1], None, reason="no two figures of this were known, three months apart")
    rate = (last.figure.best - first[1]) / (last.day - first[0])  # a day
    if key[:2] == ("", "arrivals"):
        rate = max(rate, 0.0)
    value = (
        rate * outcome.months * MONTH / outcome.scale if during else last.figure.best + rate * (outcome.day - last.day)
    )
    used = [*earlier[-1:], last]
    value = min(max(value, 0.0), 1.0 if outcome.share else math.inf)
    return Naive(NAMES[1], _about(outcome, value, [last], given), tuple(s.claim.id for s in used))


def _elsewhere(outcome: Sight, given: Known) -> Naive:
    if outcome.key[1] == "arrivals_in":
        return Naive(NAMES[2], None, reason="a period has no share of a total")
    base = outcome.whole_places if outcome.share else given.travelled
    if (outcome.share and (outcome.whole_groups != outcome.groups or outcome.key[1] != "arrivals")) or not base:
        return Naive(NAMES[2], None, reason="it is no share of those who travelled")
    if outcome.places == base and outcome.key[1] == "arrivals":
        return Naive(NAMES[2], None, reason="it counts those who travelled, of whom there is no share")
    shares = _shares(outcome, base, given)
    if not shares:
        return Naive(NAMES[2], None, reason="no such share of other people was known")
    logits = np.array([_logit(share) for share, _ in shares.values()])
    share, sd = 1 / (1 + math.exp(-float(np.median(logits)))), float(logits.std(ddof=1)) if len(logits) > 1 else 1.0
    rests = tuple(dict.fromkeys(id for _, ids in shares.values() for id in ids))
    if outcome.share:
        return Naive(NAMES[2], _around(outcome, share, sd**2), rests)
    total = _last_total(given, base, outcome.groups)
    if total is None:
        return Naive(NAMES[2], None, reason="no total of these people who travelled was known")
    variance = sd**2 + _error(total, given)
    return Naive(NAMES[2], _around(outcome, share * total.figure.best, variance), (total.claim.id, *rests))


def _shares(outcome: Sight, base: frozenset[str], given: Known) -> dict[frozenset[int], tuple[float, tuple[str, ...]]]:
    """Share and claims, the latest of every group that has nobody in common with the outcome's."""
    found: dict[frozenset[int], tuple[float, tuple[str, ...]]] = {}
    for s in given.figures:
        if (
            s.groups & outcome.groups
            or s.places != outcome.places
            or s.via != outcome.via
            or s.key[1] != outcome.key[1]
        ):
            continue
        if s.share and s.whole_places == base and s.whole_groups == s.groups:
            found[s.groups] = s.figure.best, (s.claim.id,)
        elif not s.share:
            total = _last_total(given, base, s.groups)
            if total is not None and total.figure.best > 0:
                found[s.groups] = min(s.figure.best / total.figure.best, 1.0), (s.claim.id, total.claim.id)
    return found


def _last_total(given: Known, base: frozenset[str], groups: frozenset[int]) -> Sight | None:
    same = [
        s
        for s in given.figures
        if s.key[:2] == ("", "arrivals") and s.places == base and s.groups == groups and not s.via
    ]
    return same[-1] if same else None


def _value(figure: Sight, outcome: Sight) -> float:
    """The figure's number as one of the outcome's; of a period, as many a month."""
    if not outcome.months:
        return figure.figure.best
    return figure.figure.best * figure.scale / figure.months * outcome.months / outcome.scale


def _about(outcome: Sight, value: float, figures: Sequence[Sight], given: Known) -> Floats:
    months = max(outcome.day - figures[-1].day, 0.0) / MONTH
    return _around(outcome, value, sum(_error(s, given) for s in figures) + given.drift * months)


def _around(outcome: Sight, value: float, variance: float) -> Floats:
    away = math.sqrt(variance) * _NORMAL
    if outcome.share:
        return 1 / (1 + np.exp(-(_logit(value) + away)))
    return np.maximum(np.exp(math.log(value * outcome.scale + 0.5) + away) - 0.5, 0.0) / outcome.scale


def _error(figure: Sight, given: Known) -> float:
    """Variance of a figure's own error and its source's bias, on the scale of the fit."""
    error = spread(figure, given.ledger.words)
    return error.sd**2 + error.bias_sd**2


def _logit(share: float) -> float:
    inside = min(max(share, EDGE), 1 - EDGE)
    return math.log(inside / (1 - inside))


def _drift(figures: Sequence[Sight], ledger: Ledger) -> float:
    """By how much more than their errors figures of one thing moved from one to the next, as variance a month."""
    by_key: dict[object, list[Sight]] = {}
    for s in figures:
        if not s.months:
            by_key.setdefault(s.key, []).append(s)
    beyond, months = 0.0, 0.0
    for first, second in (pair for same in by_key.values() for pair in itertools.pairwise(same)):
        if second.day > first.day:
            was, now = (spread(s, ledger.words) for s in (first, second))
            bias = was.bias_sd**2 + now.bias_sd**2 if first.claim.origin != second.claim.origin else 0.0
            beyond += (now.value - was.value) ** 2 - was.sd**2 - now.sd**2 - bias
            months += (second.day - first.day) / MONTH
    return (max(beyond, 0.0) + YEAR * USUAL) / (months + YEAR)
