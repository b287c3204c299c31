"""Ratios: "one in five", "three out of four", "one family in ten"."""

from __future__ import annotations

from collections.abc import Sequence

from wayhome.claims.reader.lexicon import AUXILIARIES, EVENT_OF, OTHER_VERBS, PEOPLE_SINGULAR, TIME_WORDS
from wayhome.claims.reader.people import is_people
from wayhome.claims.reader.tokens import Token, is_word

ONES = (
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
    "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_LINKS = ("in", "out", "of")
_SMALL = {word: n for n, word in enumerate(ONES, 2)} | {"one": 1}


def ratio(tokens: Sequence[Token], i: int) -> int:
    """The token after "one in five", "three out of four", "9 in every 10", "one family in ten"; 0 where there is no ratio."""
    if i + 2 >= len(tokens) or not (tokens[i + 1].low in _LINKS or tokens[i + 2].low in _LINKS):
        return 0
    first = _size(tokens, i)
    if not 0 < first <= 20:
        return 0
    noun = _names_people(tokens[i + 1])
    begin = i + 2 if noun else i + 1
    for link in (("in",), ("out", "of"), ("in", "every"), ("out", "of", "every"), ("of", "every")):
        j = begin + len(link)
        if tuple(token.low for token in tokens[begin:j]) != link:
            continue
        second = _size(tokens, j)
        whole = second <= 20 or second in (50, 100, 1000)
        if first < second and whole and not _counts_on(tokens, j + 1, noun=noun):
            return j + 1
    return 0


def without_noun(tokens: Sequence[Token], core: int, end: int) -> str:
    """ "one in ten" for "one family in ten"; "" where no noun stands inside."""
    if end - core < 4 or not _names_people(tokens[core + 1]):
        return ""
    return f"{tokens[core].text} in {tokens[end - 1].text}"


def _size(tokens: Sequence[Token], j: int) -> int:
    low = tokens[j].low if j < len(tokens) else ""
    return int(low) if low.isdecimal() and len(low) < 5 else _SMALL.get(low, 0)


def _names_people(token: Token) -> bool:
    return token.low in PEOPLE_SINGULAR or (
        is_word(token) and token.low not in ("in", "out", "of") and is_people(token.low)
    )


def _counts_on(tokens: Sequence[Token], j: int, *, noun: bool) -> bool:
    """Whether the second number counts something itself: "one man in three days", "one man in three villages"."""
    if j >= len(tokens):
        return False
    low = tokens[j].low
    if low in TIME_WORDS:
        return True
    return noun and low.endswith("s") and low not in EVENT_OF and low not in AUXILIARIES and low not in OTHER_VERBS
