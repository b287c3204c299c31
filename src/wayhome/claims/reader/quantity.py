"""A quantity as found, and the numbers that its wording states (not what the words table makes of vague ones)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from wayhome.claims.reader.ratios import without_noun
from wayhome.claims.reader.tokens import Token
from wayhome.claims.scan import Reading, read_wording
from wayhome.claims.words import Words


@dataclass(frozen=True, slots=True)
class Quantity:
    """`first` … `last` are tokens of the whole wording, hedges included; `core` is the first token of the number."""

    first: int
    core: int
    last: int  # the token after
    wording: str
    sort: str  # "number", "vague" (from the words table), "loose" (no number at all), "one"
    share: bool
    low: float | None
    high: float | None
    hedge: str


def make_quantity(
    text: str, tokens: Sequence[Token], first: int, core: int, end: int, found: tuple[str, bool], words: Words
) -> Quantity:  # fmt: skip
    sort, share = found
    wording = text[tokens[first].start : tokens[end - 1].end]
    hedge = text[tokens[first].start : tokens[core].start].strip()
    if end - core == 1 and tokens[core].low in _WHOLE_SCALES:
        low, high = _bounded(_WHOLE_SCALES[tokens[core].low], hedge.lower(), words)
        return Quantity(first, core, end, wording, "number", False, low, high, hedge)
    if wording.lower().endswith(" and a half") and tokens[end - 4].low in _SCALE_OF:
        whole = _read(wording[: -len(" and a half")], words, share=False).value
        value = (whole.best if whole is not None else 0.0) + _SCALE_OF[tokens[end - 4].low] / 2
        low, high = _bounded(value, hedge.lower(), words)
        return Quantity(first, core, end, wording, "number", False, low, high, hedge)
    part = _PARTS_OF_SCALE.get(" ".join(token.low for token in tokens[core : core + 4])) if end - core == 5 else None
    if part is not None:
        low, high = _bounded(part * _SCALE_OF.get(tokens[core + 4].low, 0.0), hedge.lower(), words)
        return Quantity(first, core, end, wording, "number", False, low, high, hedge)
    if wording.lower().startswith("half a "):
        scale = {"million": 5e5, "dozen": 6.0, "billion": 5e8, "thousand": 500.0, "hundred": 50.0}.get(
            tokens[core + 2].low, 0.0
        )
        low, high = _bounded(scale, hedge.lower(), words)
        return Quantity(first, core, end, wording, "number", False, low, high, hedge)
    if sort == "loose" or sort == "one":
        if sort == "one":
            return Quantity(first, core, end, wording, sort, share, 1.0, 1.0, hedge)
        if tokens[core].low in ("no", "none", "nobody", "no-one") or wording.lower() in ("not one", "not a single"):
            return Quantity(first, core, end, wording, "loose", share, 0.0, 0.0, hedge)
        low, high = _fraction(wording) if share else (None, None)
        return Quantity(first, core, end, wording, sort, share, low, high, hedge)
    inner = without_noun(tokens, core, end) if share else ""
    said = f"{hedge} {inner}".strip() if inner else wording
    low, high = _stated(_read(said, words, share=share), said, words, share)
    return Quantity(first, core, end, wording, sort, share, low, high, hedge)


_PARTS_OF_SCALE = {"a quarter of a": 0.25, "one quarter of a": 0.25, "three quarters of a": 0.75, "a third of a": 1 / 3}
_WHOLE_SCALES = {"hundred": 100.0, "thousand": 1000.0, "million": 1e6, "dozen": 12.0}
_SCALE_OF = {"million": 1e6, "billion": 1e9, "thousand": 1e3}
_SOUTH_ASIAN = re.compile(
    r"(?<!\d)(\d{1,15}(?:\.\d{1,9})?)\s{1,9}(lakh|crore)s?\b", re.IGNORECASE
)  # bounded: no time squared


def _read(wording: str, words: Words, *, share: bool) -> Reading:
    wording = _SOUTH_ASIAN.sub(
        lambda found: f"{float(found[1]) * (1e5 if found[2].lower() == 'lakh' else 1e7):.0f}", wording
    )
    return read_wording(wording.replace("\u202f", " ").replace("\xa0", " "), words, share)


def _stated(reading: Reading, wording: str, words: Words, share: bool) -> tuple[float | None, float | None]:
    """The numbers that were said, not what the words table makes of vague ones."""
    value, hedge = reading.value, reading.hedge
    if value is not None and value.exact and wording[:5].lower() in ("never", "not m", "not o"):
        return None, value.high
    if value is None:
        return None, None
    if value.ranged and not value.exact:
        return _vague_ends(wording, words, share)
    if not value.exact:
        return None, None
    if value.ranged or hedge is None or hedge.sense == "about":
        return value.low, value.high
    return (value.low, None) if hedge.sense == "at_least" else (None, value.high)


def _vague_ends(wording: str, words: Words, share: bool) -> tuple[float | None, float | None]:
    """ "between 500 and several thousand": the end that is a number."""
    for link in (" and ", " to ", " or ", "-", "–"):
        left, found, right = wording.partition(link)
        if found:
            ends = [
                _read(part.removeprefix("between ").removeprefix("from "), words, share=share).value
                for part in (left, right)
            ]
            low, high = (end.best if end is not None and end.exact else None for end in ends)
            return low, high
    return None, None


def _bounded(value: float, hedge: str, words: Words) -> tuple[float | None, float | None]:
    senses = {found.sense for found in words.hedges.get(hedge, ())}
    return (value, None) if "at_least" in senses else (None, value) if "at_most" in senses else (value, value)


_PARTS = {"half": 1 / 2} | {
    part: 1 / n
    for n, part in enumerate(("third", "quarter", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"), 3)
}


def _fraction(wording: str) -> tuple[float | None, float | None]:
    """Fractions that are numbers: "a third", "two thirds"; "most" and "majority" are none."""
    low = wording.lower()
    last = low.split()[-1].removesuffix("s") if low.split() else ""
    if last not in _PARTS:
        return None, None
    times = {"two": 2, "three": 3, "four": 4, "five": 5, "seven": 7, "nine": 9}
    factor = next((number for word, number in times.items() if f"{word} " in low or f"{word}-" in low), 1)
    value = _PARTS[last] * factor
    if value > 1:
        return None, None
    if low.startswith(("more than", "over", "at least")):
        return value, None
    if low.startswith(("less than", "under", "fewer than", "up to")):
        return None, value
    return value, value
