"""Words to numbers: "between 500 and several thousand", "about a third", "up to 2,500", "likely".

What the vague words mean is in the words table (`words.py`); how they combine in `scan.py`.
"""

from __future__ import annotations

import itertools
import math

from wayhome.claims.claim import Figure
from wayhome.claims.scan import MOST, Reading, bands, read_wording
from wayhome.claims.words import Hedge, Words, log_middle

__all__ = ["Words", "likelihood", "read_figure"]


def read_figure(
    wording: str,
    words: Words,
    *,
    low: float | None = None,
    best: float | None = None,
    high: float | None = None,
    share: bool = False,
) -> Figure:
    """The number that a claim states: its columns win over its words, which still supply the hedge.

    Raises ValueError, saying why, where nothing can be read.
    """
    _check_given(low, best, high, share)
    reading = read_wording(wording, words, share)
    if low is best is high is None:
        return _from_words(reading, words, share)
    hedge, said = reading.hedge, reading.value
    two_ended = said if said is not None and said.ranged else None
    if best is None:
        if low is not None and high is not None:
            return Figure(low, log_middle(low, high, share=share), high, "about", False)
        if low is not None:
            if two_ended is not None and two_ended.high > low:
                return _about(low, None, two_ended.high, share, from_words=not two_ended.exact)
            return Figure(low, low, low, "at_least", False)
        assert high is not None
        if two_ended is not None and two_ended.low < high:
            return _about(two_ended.low, None, high, share, from_words=not two_ended.exact)
        return Figure(high, high, high, "at_most", False)
    if low is None and high is None and said is not None and said.low <= best <= said.high:
        bound = hedge is not None and hedge.sense != "about"
        ends = said.ranged or not (said.exact or bound)  # "2,000 to 4,000", "half of them": the words give the ends
        if ends:
            return _about(said.low, best, said.high, share, from_words=not said.exact)
    return _around(low, best, high, hedge, words, share)


def likelihood(wording: str, words: Words) -> float | None:
    """How sure the words are: the middle of the band, the default for a plain statement, None for mere possibility."""
    found = bands(wording, words)
    sure = [band.middle for band in found if band.middle is not None]
    if sure:
        return sure[0]
    return None if found else words.default_likelihood


def _check_given(low: float | None, best: float | None, high: float | None, share: bool) -> None:
    given = [(name, value) for name, value in (("low", low), ("best", best), ("high", high)) if value is not None]
    for name, value in given:
        if not (math.isfinite(value) and 0 <= value <= MOST):
            raise ValueError(f"{name} is {value:g}; a number of people lies between 0 and {MOST:g}")
        if share and value > 1:
            raise ValueError(f"{name} is {value:g}; a share lies between 0 and 1 (write 0.17 or 17%)")
    for (first, lower), (second, upper) in itertools.pairwise(given):
        if lower > upper:
            raise ValueError(f"{first} ({lower:g}) is greater than {second} ({upper:g}); they run low, best, high")


def _from_words(reading: Reading, words: Words, share: bool) -> Figure:
    value, hedge = reading.value, reading.hedge
    if value is None:
        raise ValueError(reading.why)
    if not value.ranged and hedge is not None and hedge.sense != "about":
        bound = value.low if hedge.sense == "at_least" else value.high
        return Figure(bound, bound, bound, hedge.sense, not value.exact)
    if value.ranged or not value.exact:
        return Figure(value.low, value.best, value.high, "about", not value.exact)
    return _around(None, value.best, None, hedge, words, share)


def _around(
    low: float | None, best: float, high: float | None, hedge: Hedge | None, words: Words, share: bool
) -> Figure:
    """A best number with the ends that are given, the others from the hedge."""
    sense = hedge.sense if hedge is not None else "about"
    if (sense == "at_least" and high is None and low in (None, best)) or (
        sense == "at_most" and low is None and high in (None, best)
    ):
        return Figure(best, best, best, sense, False)
    spread = (
        hedge
        if hedge is not None and sense == "about"
        else Hedge("about", 1 / words.precision, 1, words.precision, False, "")
    )
    if low is None and high is None:
        ends = [_times(best, factor, share) for factor in (spread.low, spread.best, spread.high)]
        return Figure(ends[0], min(max(ends[1], ends[0]), ends[2]), ends[2], "about", False)
    if low is None:
        low = best if sense == "at_least" else min(best, _times(best, spread.low, share))
    if high is None:
        high = best if sense == "at_most" else max(best, _times(best, spread.high, share))
    return Figure(low, best, high, "about", False)


def _about(low: float, best: float | None, high: float, share: bool, *, from_words: bool) -> Figure:
    return Figure(low, log_middle(low, high, share=share) if best is None else best, high, "about", from_words)


def _times(value: float, factor: float, share: bool) -> float:
    """A number times a factor; of a share its odds, so that it stays below 1."""
    if not share:
        return value * factor
    return value * factor / (1 - value + value * factor)
