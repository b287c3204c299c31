"""Finds the numbers, hedges and words of likelihood in a wording: "between 500 and several thousand".

English only: in other wordings digits are still read, and unknown words are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from wayhome.claims.words import Band, Hedge, Span, Words, log_middle

MOST = 1e15
LONGEST = 2000  # characters of a wording; a page is none
GAP = 3  # words that may stand between a hedge and its number: "about another 200"

_SMALL = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_UNITS = {word: number for number, word in enumerate(_SMALL)} | {"none": 0}
_TENS = dict(zip(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], range(20, 100, 10)))
_TIMES = {
    "dozen": 12, "hundred": 100, "thousand": 1e3, "k": 1e3, "million": 1e6, "mln": 1e6, "m": 1e6, "billion": 1e9, "bn": 1e9,
}  # fmt: skip
_PERCENT = (("%",), ("percent",), ("pct",), ("per", "cent"))
_RATIO = (("of",), ("in",), ("out", "of"), ("of", "every"), ("in", "every"), ("out", "of", "every"))
_TOKEN = re.compile(r"\d{1,3}(?:[, ]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?|[^\W\d_]+(?:'[^\W\d_]+)?|\.\.\.|[%+~≈<>≥≤/-]")
_LANGUAGE = re.compile(r"\([a-z]{2,3}\)")
_YEAR = re.compile(
    r"\b(in|by|since|until|during|before|after|late|early|mid)(\s+[a-z]+)?\s+(19|20)\d\d\b(?![,.]?\d|\s*%)"
)
_DASHES = str.maketrans(dict.fromkeys("–—−‐‑", "-") | dict.fromkeys("\xa0\u2009\u202f", " ") | {"’": "'", "…": "..."})


_Hedged = tuple[int, int, tuple[Hedge, ...]]  # first token, token after, what the hedge may mean there


@dataclass(frozen=True, slots=True)
class Value:
    """A number found in the text; `start` and `end` are its tokens."""

    low: float
    best: float
    high: float
    exact: bool  # digits or number words, not the table
    share: bool  # percent, a fraction, one of so many
    start: int
    end: int
    ranged: bool = False  # two ends were said
    times: float = 1.0  # "5 to 7 thousand": the thousand counts for both
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    value: Value | None
    hedge: Hedge | None
    why: str  # why there is no value


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A phrase of the table, whatever it may be there."""

    tokens: tuple[str, ...]
    count: Span | None = None
    share: Span | None = None
    hedges: tuple[Hedge, ...] = ()
    band: Band | None = None


def _tokens(wording: str) -> list[str]:
    text = _LANGUAGE.sub(" ", wording.translate(_DASHES).lower())
    text = re.sub(r"(?<=[a-z])-(?=[a-z])", " ", _YEAR.sub(r"\1", text))
    return _TOKEN.findall(text)


@lru_cache(maxsize=16)
def _index(words: Words) -> Mapping[str, Sequence[_Phrase]]:
    """First token -> the phrases that begin with it, longest first."""
    phrases: dict[tuple[str, ...], _Phrase] = {}

    def at(text: str) -> _Phrase:
        key = tuple(_TOKEN.findall(re.sub(r"(?<=[a-z])-(?=[a-z])", " ", text)))
        return phrases.get(key, _Phrase(key))

    for text, span in words.counts.items():
        phrases[at(text).tokens] = replace(at(text), count=span)
    for text, span in words.shares.items():
        phrases[at(text).tokens] = replace(at(text), share=span)
    for text, hedges in words.hedges.items():
        phrases[at(text).tokens] = replace(at(text), hedges=hedges)
    for text, band in words.likelihoods.items():
        phrases[at(text).tokens] = replace(at(text), band=band)
    index: dict[str, list[_Phrase]] = {}
    for tokens in sorted(phrases, key=lambda tokens: (-len(tokens), tokens)):
        if tokens:
            index.setdefault(tokens[0], []).append(phrases[tokens])
    return index


def _longest(phrases: Sequence[_Phrase], tokens: Sequence[str], i: int) -> _Phrase | None:
    return next((phrase for phrase in phrases if phrase.tokens == tuple(tokens[i : i + len(phrase.tokens)])), None)


def bands(wording: str, words: Words) -> list[Band]:
    """The words of likelihood in the text, in order; what is no wording for its length is not looked through."""
    tokens, found, i = _tokens(wording[:LONGEST]), list[Band](), 0
    while i < len(tokens):
        phrase = _longest(_index(words).get(tokens[i], ()), tokens, i)
        if phrase is not None and phrase.band is not None:
            found.append(phrase.band)
        i += len(phrase.tokens) if phrase is not None else 1
    return found


@lru_cache(maxsize=8192)
def read_wording(wording: str, words: Words, share: bool) -> Reading:
    """The one number that the text carries, and its hedge; `why` says why there is none."""
    if len(wording) > LONGEST:
        why = f"the wording has {len(wording):,} characters; give the few words that state the number"
        return Reading(None, None, why)
    tokens = _tokens(wording)
    values, hedges = _scan(tokens, words, share)
    values = _joined(values, hedges, tokens, share)
    fitting = [value for value in values if value.share == share] or (
        [] if not share else [v for v in values if v.high <= 1]
    )
    if len(fitting) > 1:
        fitting = [value for value in fitting if tokens[value.start : value.end] != ["one"]]
    why = ""
    if not fitting:
        why = _nothing(wording, values, share)
    elif len(fitting) > 1:
        why = f"'{wording}' holds several numbers; write the one that is meant into low, best, high"
    elif fitting[0].doubt:
        why = fitting[0].doubt
    value = fitting[0] if len(fitting) == 1 and not why else None
    return Reading(value, _chosen(hedges, fitting[0] if len(fitting) == 1 else None, values), why)


def _nothing(wording: str, values: Sequence[Value], share: bool) -> str:
    if not wording:
        return "there is neither a number in low, best or high nor a wording that carries one"
    if values and share:
        return f"'{wording}' holds no share; write it like '17 percent', 'half', 'two of a hundred', or fill low, best, high"
    if values:
        return f"'{wording}' is a share, but the quantity counts people; write the number into low, best, high, or quantity share"
    return f"'{wording}' holds no number that can be read; fill low, best or high, or add the phrase to words in study.yaml"


def _scan(tokens: list[str], words: Words, share: bool) -> tuple[list[Value], list[_Hedged]]:
    """Every number and every hedge in the text, in order."""
    index, values, hedges, i = _index(words), list[Value](), list[_Hedged](), 0
    while i < len(tokens):
        phrase = _longest(index.get(tokens[i], ()), tokens, i)
        if phrase is not None and (phrase.count or phrase.hedges or phrase.band or (share and phrase.share)):
            end = i + len(phrase.tokens)
            span = (phrase.share if share else None) or phrase.count
            if span is not None:
                values.append(_vague(span, tokens, i, end, fraction=span is phrase.share))
                end = values[-1].end
            elif phrase.hedges:
                hedges.append((i, end, phrase.hedges))
        elif (value := _number(tokens, i)) is not None:
            values.append(value)
            end = value.end
        else:
            if phrase is not None and phrase.share is not None:  # not asked for, yet worth naming in the message
                values.append(_vague(phrase.share, tokens, i, i + len(phrase.tokens), fraction=True))
            end = i + (len(phrase.tokens) if phrase is not None else 1)
        i = end
    return values, hedges


def _vague(span: Span, tokens: Sequence[str], start: int, end: int, *, fraction: bool) -> Value:
    times = 1.0
    while not fraction and end < len(tokens) and tokens[end] in _TIMES:
        times, end = times * _TIMES[tokens[end]], end + 1
    percent = 0 if fraction else _percent(tokens, end)
    times *= 0.01 if percent else 1
    low, best, high = (value * times for value in (span.low, span.best, span.high))
    if max(low, high) > MOST or (percent and high > 1):
        return Value(0, 0, 0, False, fraction or percent > 0, start, end, doubt="the number is too large")
    return Value(low, best, high, False, fraction or percent > 0, start, end + percent)


def _percent(tokens: Sequence[str], i: int) -> int:
    return next((len(mark) for mark in _PERCENT if tuple(tokens[i : i + len(mark)]) == mark), 0)


def _number(tokens: Sequence[str], i: int) -> Value | None:
    """A number in digits or words at token i, with its "thousand" and its "percent"."""
    doubt, end = "", i + 1
    if tokens[i][0].isdigit():
        value = float(tokens[i].replace(",", "").replace(" ", ""))
        if re.fullmatch(r"\d{1,3}\.\d{3}", tokens[i]):
            doubt = f"'{tokens[i]}' may mean a thousand times as much; write {tokens[i].replace('.', ',')}, or fill low, best, high"
    else:
        spelled = _spelled(tokens, i)
        if spelled is None:
            return None
        value, end = spelled
    while end < len(tokens) and tokens[end] in _TIMES:
        value, end, doubt = value * _TIMES[tokens[end]], end + 1, ""
    times, last = 1.0, end
    while last > i + 1 and tokens[last - 1] in _TIMES:
        times, last = times * _TIMES[tokens[last - 1]], last - 1
    percent = _percent(tokens, end)
    if percent:
        value, times = value * 0.01, times * 0.01
    if value > MOST:
        return Value(0, 0, 0, True, percent > 0, i, end + percent, doubt="the number is too large")
    if percent:
        doubt = "a share is at most 100 percent" if value > 1 else ""
    return Value(value, value, value, True, percent > 0, i, end + percent, times=times, doubt=doubt)


def _spelled(tokens: Sequence[str], i: int) -> tuple[float, int] | None:
    """Number words at token i: "two thousand five hundred", "twenty five", "a hundred", "a hundred and fifty"."""
    total, part, start, smaller = 0.0, 0.0, i, True
    if tokens[i] == "a" and i + 1 < len(tokens) and tokens[i + 1] in _TIMES and tokens[i + 1] not in "km":
        if tokens[i + 1 : i + 3] != ["hundred", "and"]:
            return 1.0, i + 1
        part, i = 1.0, i + 1
    while i < len(tokens):
        word, after = tokens[i], tokens[i + 1] if i + 1 < len(tokens) else ""
        if word in _TENS and smaller:
            unit = _UNITS.get(after, 0)
            part, i, smaller = (
                part + _TENS[word] + (unit if 0 < unit < 10 else 0),
                i + (2 if 0 < unit < 10 else 1),
                False,
            )
        elif word in _UNITS and smaller:
            part, i, smaller = part + _UNITS[word], i + 1, False
        elif word == "hundred" and i > start and part:
            part, i, smaller = part * 100, i + 1, True
        elif word in ("thousand", "million") and i > start and part and (after in _UNITS or after in _TENS):
            total, part, i, smaller = total + part * _TIMES[word], 0.0, i + 1, True
        elif word == "and" and i > start and tokens[i - 1] == "hundred" and (after in _UNITS or after in _TENS):
            if "between" in tokens[:start]:
                break
            i += 1
        else:
            break
    return (total + part, i) if i > start else None


# ---- putting together what was found


def _joined(values: list[Value], hedges: list[_Hedged], tokens: list[str], share: bool) -> list[Value]:
    """Neighbouring numbers that belong together made one: two ends of a range, so many of a hundred."""
    done: list[Value] = []
    for value in values:
        before = done[-1] if done else None
        if before is not None and share and not value.share and _is_ratio(before, value, tokens):
            done[-1] = _ratio(before, value)
        elif before is not None and not before.ranged and _are_ends(before, value, hedges, tokens):
            done[-1] = _ends(before, value, share)
        else:
            done.append(value)
    return done


def _is_ratio(first: Value, second: Value, tokens: Sequence[str]) -> bool:
    between = tuple(tokens[first.end : second.start])
    return not first.share and between in _RATIO and second.exact and second.best >= first.high > 0


def _ratio(first: Value, second: Value) -> Value:
    low, best, high = (value / second.best for value in (first.low, first.best, first.high))
    return replace(first, low=low, best=best, high=high, share=True, end=second.end, doubt=first.doubt or second.doubt)


def _are_ends(first: Value, second: Value, hedges: list[_Hedged], tokens: Sequence[str]) -> bool:
    percent = second.exact and second.times < 1 and first.exact and first.times == 1  # "20 to 30 percent"
    if first.share != second.share and not (second.share and percent):
        return False
    inner = [(start, end, found) for start, end, found in hedges if first.end <= start and end <= second.start]
    hedged = {i for start, end, _ in inner for i in range(start, end)}
    between = tuple(tokens[i] for i in range(first.end, second.start) if i not in hedged)
    if between in (("-",), ("to",), ("or",)):
        return True
    if between == ("and",) and "between" in tokens[: first.start]:
        return True
    upper = any(hedge.sense == "at_most" and not hedge.after for _, _, found in inner for hedge in found)
    return upper and between in ((), ("and",), ("but",))


def _ends(first: Value, second: Value, share: bool) -> Value:
    low, doubt = first.low, first.doubt or second.doubt
    shared = (
        second.times != 1
        and first.times == 1
        and first.exact
        and (second.share or first.low * second.times <= second.high)
    )
    if shared and not first.share:  # "5 to 7 thousand", "20 to 30 percent"
        low, doubt = low * second.times, second.doubt
    high = second.high
    if low > high:
        doubt = doubt or f"the range runs from {low:g} down to {high:g}; turn it round"
        low, high = high, low
    is_share = second.share or first.share
    return Value(
        low, log_middle(low, high, share=is_share and share), high, first.exact and second.exact, is_share,
        first.start, second.end, ranged=True, doubt=doubt,
    )  # fmt: skip


def _chosen(hedges: list[_Hedged], value: Value | None, values: Sequence[Value]) -> Hedge | None:
    """The hedge that belongs to the number: a bound before a mere "about"; any, where the text holds no number."""
    found: list[Hedge] = []
    for start, end, sides in hedges:
        for hedge in sides:
            if value is not None:
                near = value.end <= start if hedge.after else 0 <= value.start - end <= GAP
            else:
                near = not values or any(v.end <= start if hedge.after else end <= v.start for v in values)
            if near:
                found.append(hedge)
    return next((hedge for hedge in found if hedge.sense != "about"), found[0] if found else None)
