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
MAY = "may_"  # the month, which no rule is to take for the verb
_WISHED = re.compile("i|we|you|he|she|they|it|the|all|god|this|these|those")
_BEFORE_MONTH = re.compile("in|since|by|until|till|of|last|late|early|mid|this|next|from|to|through|before|after")


class Token(NamedTuple):
    text: str
    low: str
    start: int
    end: int


def tokenise(text: str, start: int, end: int) -> list[Token]:
    """The tokens of text[start:end], with their places in the whole text; the month of May is `MAY`."""
    found = list[Token]()
    for match in _TOKEN.finditer(text, start, end):
        word = match.group()
        low = word if word.islower() else word.lower()
        if not low.isascii() and ("’" in low or "‑" in low):
            low = low.translate(_FOLD)
        found.append(Token(word, low, *match.span()))
    for i, token in enumerate(found):
        if token.text == "May" and _is_month(found, i):
            found[i] = token._replace(low=MAY)
    return found


def _is_month(tokens: list[Token], i: int) -> bool:
    """ "3 May", "May 2016", "in late May"; not "Theresa May", nor "May they return"."""
    before, after = tokens[i - 1] if i else None, tokens[i + 1] if i + 1 < len(tokens) else None
    if after is not None and is_number(after):
        return True
    if before is None:
        return after is not None and _WISHED.fullmatch(after.low) is None
    return is_number(before) or _BEFORE_MONTH.fullmatch(before.low) is not None


def is_number(token: Token) -> bool:
    return token.text[0].isdecimal()


def is_word(token: Token) -> bool:
    return token.text[0].isalpha()


def is_capital(token: Token) -> bool:
    return token.text[0].isupper()
