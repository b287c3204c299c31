"""What the rules hand over: a claim found in a sentence, in tokens, before its speaker and its other fields are known."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from wayhome.claims.reader.lexicon import EVENT_OF, SAY, word_set
from wayhome.claims.reader.sentences import Sentence
from wayhome.claims.reader.tokens import Token

_STOPS = frozenset(";:()[]—")
_QUOTES = frozenset('"“”')
_ASIDE = word_set("however meanwhile though too therefore moreover nevertheless nonetheless instead")
_OF_A_NUMBER = word_set("the this that a its their real true total")
_CLAUSE_WORDS = word_set("while whereas although though because if unless")


@dataclass(frozen=True, slots=True)
class Find:
    """`first` … `last`: the clause; `word_first` … `word_last`: the wording; all tokens of one sentence."""

    kind: str
    first: int
    last: int
    word_first: int
    word_last: int
    rule: str
    at: int  # the token whose speaker counts
    low: float | None = None
    high: float | None = None
    share: bool = False
    vague: bool = False
    who: str = ""
    event: str = ""
    hedge: str = ""
    direction: str = ""
    driver: str = ""
    than: str = ""
    of: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """A sentence to be searched, with what the sentences before it spoke of."""

    text: str
    sentence: Sentence
    counted: str  # the people last counted in this or the sentence before, "" where none
    event: str  # and what became of them
    asked: bool = False  # the sentence before asks how many

    @property
    def tokens(self) -> Sequence[Token]:
        return self.sentence.tokens

    def words(self, first: int, last: int) -> str:
        if last <= first:
            return ""
        return " ".join(self.text[self.tokens[first].start : self.tokens[last - 1].end].split())


def clause(tokens: Sequence[Token], first: int, last: int, *, commas: bool = True) -> tuple[int, int]:
    """The smallest clause around tokens first … last."""
    a, b = first, last
    while a > 0 and not _ends_clause(tokens, a - 1, commas):
        a -= 1
    while b < len(tokens) and not _ends_clause(tokens, b, commas):
        b += 1
    while b > last and tokens[b - 1].text in ".,!?":
        b -= 1
    if commas and b - a < 4:
        wide = clause(tokens, first, last, commas=False)
        return wide if wide != (a, b) else (a, b)
    return a, b


def _ends_clause(tokens: Sequence[Token], i: int, commas: bool) -> bool:
    token = tokens[i]
    if token.text in _QUOTES:
        beside = tokens[i - 1].text if i else ","
        return beside in ",.:;!?" or i + 1 >= len(tokens)
    if token.text in _STOPS or (token.text in "-–•" and (i == 0 or tokens[i - 1].end < token.start)):
        return True
    if token.text == ",":
        return commas and not _in_list(tokens, i) and not _parenthetic(tokens, i)
    if token.low == "that":
        return i > 0 and (
            tokens[i - 1].low in SAY or tokens[i - 1].low in ("is", "was", "fact", "me", "reporters", "parliament")
        )
    return token.low in _CLAUSE_WORDS


def _in_list(tokens: Sequence[Token], i: int) -> bool:
    """A comma between two adjectives or names: "Syria, Iraq and Yemen"."""
    if i == 0 or i + 1 >= len(tokens):
        return False
    before, after = tokens[i - 1], tokens[i + 1]
    return before.text[0].isupper() and after.text[0].isupper()


def _parenthetic(tokens: Sequence[Token], i: int) -> bool:
    """One of the commas around "however" in "Arrivals, however, have fallen"."""
    return any(
        0 < k < len(tokens) - 1 and tokens[k].low in _ASIDE and tokens[k - 1].text == tokens[k + 1].text == ","
        for k in (i - 1, i + 1)
    )


def matched(tokens: Sequence[Token], offset: int, match: re.Match[str]) -> tuple[int, int]:
    """The tokens of a sentence that a match in its words covers; `offset` is where those words begin."""
    first = bisect_right([t.start for t in tokens], offset + match.start()) - 1
    last = bisect_left([t.end for t in tokens], offset + match.end()) + 1
    return max(first, 0), min(last, len(tokens))


def event_near(tokens: Sequence[Token], first: int, last: int, at: int) -> str:
    """What becomes of the people at token `at`: the nearest word in the clause that says so, those behind it preferred."""
    best, distance = "", 99.0
    for i in range(first, last):
        event = EVENT_OF.get(tokens[i].low)
        if event is None or (tokens[i].text[0].isupper() and i > first and tokens[i].low not in ("dead",)):
            continue
        far = (i - at) if i >= at else (at - i) + 2.5
        if event in ("live", "helped"):
            if tokens[i].low in ("number", "total") and i and tokens[i - 1].low in _OF_A_NUMBER:
                continue
            far += 6
        if i >= at and any(token.low in ("who", "whom") for token in tokens[max(at, i - 2) : i]):
            far += 8  # "families who left are now returning"
        if tokens[i].low in word_set(
            "come came taken take took brought bring reached reach run go went fly flew flown moved"
        ) and not _towards(tokens, i):
            far += 4
        if far < distance:
            best, distance = event, far
    return best


def _towards(tokens: Sequence[Token], i: int) -> bool:
    return any(token.low in ("home", "back") for token in tokens[i + 1 : i + 5])


def is_definite(tokens: Sequence[Token], first: int) -> bool:
    """Whether a quantity stands behind "the" or "its": a group that is there already, whatever is to become of it."""
    return first > 0 and tokens[first - 1].low in ("the", "its", "these", "those", "their", "our")
