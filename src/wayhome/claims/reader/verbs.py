"""What the words beside a number tell: that these were killed, moved, freed; that a verb follows."""

from __future__ import annotations

from collections.abc import Sequence

from wayhome.claims.reader.candidate import Candidate
from wayhome.claims.reader.find import clause
from wayhome.claims.reader.lexicon import (
    AUXILIARIES,
    DETERMINERS,
    EVENT_OF,
    FATE_PARTICIPLES,
    FATE_VERBS,
    FATES,
    MOVES,
    OTHER_VERBS,
    PREPOSITIONS,
    word_set,
)
from wayhome.claims.reader.people import is_people
from wayhome.claims.reader.tokens import Token, is_capital, is_word

_BETWEEN = word_set("""
also others more reportedly confirmed still feared seriously critically badly severely believed presumed had newly already
internally forcibly of them now reported to or slightly
""")  # may stand between a number and "killed"
_BECAME = MOVES | FATES | FATE_PARTICIPLES
_MADE = FATE_VERBS | word_set("forced prompted saw driven pushed")


def verb_like(tokens: Sequence[Token], i: int) -> bool:
    """Whether a verb follows: "tens of thousands spent", "151 completed"."""
    if i >= len(tokens) or not is_word(tokens[i]) or is_capital(tokens[i]):
        return False
    low = tokens[i].low
    if low.endswith("ing"):
        return False
    return (
        low in AUXILIARIES
        or low in OTHER_VERBS
        or low in EVENT_OF
        or (
            low.endswith("ed")
            and i + 1 < len(tokens)
            and (tokens[i + 1].low in PREPOSITIONS or tokens[i + 1].low in DETERMINERS)
        )
    )


def moves_soon(tokens: Sequence[Token], i: int) -> bool:
    """ "… (will) (also) come back", "… deserted" right behind the number."""
    for j in range(i, min(i + 5, len(tokens))):
        low = tokens[j].low
        if low in MOVES or low in FATES:
            return True
        if (
            low not in AUXILIARIES
            and not low.endswith("ly")
            and low not in word_set("also already still have be been others now")
        ):
            return False
    return False


def tells_fate(candidate: Candidate) -> bool:
    """Whether the clause tells what becomes of them or where they are."""
    tokens, quantity, group = candidate.tokens, candidate.quantity, candidate.group
    first, last = clause(tokens, quantity.first, group.last)
    words = {token.low for token in tokens[first:last]}
    if candidate.back(2) == "there" and candidate.back(1) in ("are", "were", "is"):
        return True
    ahead = {token.low for token in tokens[group.last : min(last, group.last + 9)]}
    behind = {token.low for token in tokens[max(first, quantity.first - 3) : quantity.first]}
    return bool(ahead & _BECAME) or bool(behind & _MADE) or bool(words & MOVES and ahead & AUXILIARIES)


def fate_soon(tokens: Sequence[Token], i: int) -> bool:
    """ "… (were) (also) killed", "… dead", "… (are) missing" right behind the number."""
    j, passive = i, False
    while j < len(tokens) and j < i + 5:
        low = tokens[j].low
        if low in FATE_PARTICIPLES:
            return not (
                low in ("missing", "dead", "returned", "killed", "injured")
                and j + 1 < len(tokens)
                and is_word(tokens[j + 1])
                and tokens[j + 1].low.endswith("s")
                and not passive
                and tokens[j + 1].low not in EVENT_OF
                and tokens[j + 1].low not in PREPOSITIONS
                and tokens[j + 1].low not in AUXILIARIES
                and not is_people(tokens[j + 1].low)
            )
        if low in AUXILIARIES:
            passive = True
        elif low not in _BETWEEN:
            return False
        j += 1
    return False


def names_thing(tokens: Sequence[Token], i: int) -> bool:
    return (
        i < len(tokens)
        and is_word(tokens[i])
        and tokens[i].low.endswith("s")
        and tokens[i].low not in EVENT_OF
        and not is_people(tokens[i].low)
    )
