"""How alike free words and a study's names are: "Uzbek fighters" and Uzbekistan. Only ever a suggestion, but for equal text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

ENOUGH = 0.75  # tokens less alike than this are different words
_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_SINGULAR = {"men": "man", "women": "woman", "children": "child", "wives": "wife", "people": "person"}
_LITTLE = (
    "a an the of in on at to by with from and or as for his her its their who those these them they own some other into about "
    "more than is are was were be been being has have had"
)
_PASSED_OVER = frozenset(_LITTLE.split())


def printable(text: str) -> str:
    """The text on one line, without control characters: other people's documents do not command a terminal."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def plain(text: str) -> str:
    """Lower case, without accents, one space between words: two texts with the same plain form are the same name."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(_TOKEN.findall(bare.replace("’", "'").casefold()))


def content(text: str) -> tuple[str, ...]:
    """The words that mean something, in the singular."""
    return tuple(_singular(token) for token in plain(text).split() if token not in _PASSED_OVER)


@lru_cache(maxsize=65_536)
def alike(one: str, other: str) -> float:
    """0 … 1 for two words: 1 for the same, less for a common beginning ("uzbek", "uzbekistan") or a slip of the pen."""
    if one == other:
        return 1.0
    shorter = min(len(one), len(other))
    shared = next((i for i, (a, b) in enumerate(zip(one, other)) if a != b), shorter)
    begins = 0.6 + 0.35 * shared / shorter if shared >= 4 and shared >= 0.6 * shorter else 0.0
    slip = SequenceMatcher(None, one, other).ratio() if shorter >= 4 else 0.0
    return max(begins, slip if slip >= 0.8 else 0.0)


def found_in(name: Sequence[str], words: Sequence[str]) -> tuple[float, int] | None:
    """Where the words of a name stand one after another among others: how alike on average, and at which of them."""
    best: tuple[float, int] | None = None
    for start in range(len(words) - len(name) + 1) if name else ():
        each = [alike(a, b) for a, b in zip(name, words[start:])]
        mean = sum(each) / len(each)
        if min(each) >= ENOUGH and (best is None or mean > best[0]):
            best = mean, start
    return best


def overlap(name: Iterable[str], words: Iterable[str]) -> float:
    """How much two sets of words have in common, 0 … 1, what the name covers of the words counting more."""
    mine, theirs = set(name), set(words)
    if not mine or not theirs:
        return 0.0
    return 0.6 * _covered(theirs, mine) + 0.4 * _covered(mine, theirs)


def _covered(wanted: set[str], given: set[str]) -> float:
    best = [max(alike(word, other) for other in given) for word in wanted]
    return sum(value for value in best if value >= ENOUGH) / len(wanted)


def _singular(token: str) -> str:
    if token in _SINGULAR:
        return _SINGULAR[token]
    if len(token) > 4 and token.endswith("ies"):
        return token[:-3] + "y"
    return token[:-1] if len(token) > 3 and token.endswith("s") and not token.endswith(("ss", "us", "is")) else token
