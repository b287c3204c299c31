"""Words, numbers and marks of a text, each with its place."""

from __future__ import annotations

import re
from typing import NamedTuple

_TOKEN = re.compile(
    r"\d{1,3}(?:[, \u00a0\u202f]\d{3})+(?!\d)(?:\.\d+)?"  # 1,300 and 12 000
    r"|\d+(?:[.:/]\d+)*"
    r"|(?:[^\W\d_]\.){2,}"  # U.S.
    r"|[^\W\d_]+(?:[-'’‑][^\W\d_]+)*"
    r"|[^\w\s]|_"
)
_FOLD = str.maketrans({"’": "'", "‑": "-"})


class Token(NamedTuple):
    text: str
    low: str
    start: int
    end: int


def tokenise(text: str, start: int, end: int) -> list[Token]:
    """The tokens of text[start:end], with their places in the whole text."""
    found = list[Token]()
    for match in _TOKEN.finditer(text, start, end):
        word = match.group()
        low = word if word.islower() else word.lower()
        if not low.isascii() and ("’" in low or "‑" in low):
            low = low.translate(_FOLD)
        found.append(Token(word, low, *match.span()))
    return found


def is_number(token: Token) -> bool:
    return token.text[0].isdecimal()


def is_word(token: Token) -> bool:
    return token.text[0].isalpha()


def is_capital(token: Token) -> bool:
    return token.text[0].isupper()
