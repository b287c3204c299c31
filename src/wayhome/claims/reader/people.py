"""Who is counted: the noun that a number counts, and whether it is people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from wayhome.claims.reader.lexicon import (
    ADVERBS,
    ALSO_BEFORE_NOUNS,
    AUXILIARIES,
    CONJUNCTIONS,
    COUNTED_EVENTS,
    COUNTING,
    DEMONYMS,
    DETERMINERS,
    EVENT_OF,
    FATE_PARTICIPLES,
    FATE_VERBS,
    NOT_PEOPLE,
    NOT_PERSON_ANTS,
    NOT_PERSON_ENDINGS,
    OTHER_VERBS,
    PEOPLE,
    PEOPLE_SINGULAR,
    PERSON_ENDINGS,
    PREPOSITIONS,
    PRONOUNS,
    SAY,
    SPEAKERS_NOT_COUNTED,
    TIME_WORDS,
    UNITS,
    word_set,
)
from wayhome.claims.reader.tokens import Token, is_capital, is_number, is_word

_MODIFIERS = 8
_PARTITIVE = word_set("the these those its their our my your his her them whom us you which all")
_KINDS_OF = word_set("""
kinds types groups waves batches sets series cases thousands hundreds dozens tens millions scores
""")
_SAID_OF_THEM = word_set("""
reported estimated believed counted documented continued put listed found described denied quoted accused suspected think
thought feared learned heard felt hoped told
""")  # "300 people reported missing", "hundreds accused of"
_SMALL_WORDS = PREPOSITIONS | AUXILIARIES | PRONOUNS | CONJUNCTIONS
_ADJECTIVE_LIKE = (
    "ed",
    "ing",
    "al",
    "ic",
    "ive",
    "ous",
    "ful",
    "less",
    "ary",
    "an",
    "ese",
    "ish",
    "able",
    "ible",
    "ble",
)


@dataclass(frozen=True, slots=True)
class Group:
    """The noun phrase that a quantity counts: tokens `first` … `last`, its head, and what it is."""

    first: int
    last: int  # the token after
    head: int
    sort: str  # "people", "them" (of them, of whom), "other", "none"


@lru_cache(maxsize=50_000)
def is_people(low: str, capital: bool = False) -> bool:
    """Whether a plural noun names people."""
    word = low.split("-")[-1] if "-" in low and low not in PEOPLE else low
    if word in PEOPLE or word in DEMONYMS:
        return True
    if word in NOT_PEOPLE or word in NOT_PERSON_ANTS or word in UNITS or word in TIME_WORDS or len(word) < 5:
        return False
    if word.endswith(NOT_PERSON_ENDINGS):
        return False
    if capital and word.endswith(("ans", "ese", "is")) and len(word) > 5:
        return True
    return word.endswith(PERSON_ENDINGS)


def group_after(tokens: Sequence[Token], i: int, *, one: bool = False) -> Group:
    """The noun phrase that begins at token i, right behind a quantity."""
    start, n = i, len(tokens)
    if i < n and tokens[i].text in "\"”’'»":
        i += 1
    if i < n and tokens[i].low in ("more", "other", "others", "additional", "further", "new", "fresh"):
        i += 1
        if i < n and tokens[i - 1].low == "others":
            return Group(start, i, i - 1, "them")
        if i < n and tokens[i].low == "than":
            return Group(start, i, start, "none")
    partitive = i < n and tokens[i].low == "of"
    if partitive:
        i += 1
        if i < n and tokens[i].low in word_set("them whom us which you those these who"):
            following = tokens[i + 1].low if i + 1 < n else ""
            if tokens[i].low in ("those", "these") and is_people(following):
                return _walk(tokens, start, i + 1, one=False)
            return Group(start, i + 1, i, "them")
        while i < n and (tokens[i].low in _PARTITIVE or is_number(tokens[i])):
            i += 1
        if i < n and tokens[i - 1].low == "the" and _named_by_fate(tokens, i):
            return Group(start, i + 1, i, "people")
    return _walk(tokens, start, i, one=one and not partitive)


def _named_by_fate(tokens: Sequence[Token], i: int) -> bool:
    """ "two of the accused", "30 of the rescued"."""
    low, after = tokens[i].low, tokens[i + 1] if i + 1 < len(tokens) else None
    if low not in FATE_PARTICIPLES and low not in ("accused", "condemned", "newcomers"):
        return False
    return (
        after is None
        or not is_word(after)
        or after.low in _SMALL_WORDS
        or after.low in OTHER_VERBS
        or after.low in EVENT_OF
    )


def _walk(tokens: Sequence[Token], start: int, i: int, *, one: bool) -> Group:
    first, n, head = i, len(tokens), -1
    while i < n and i - first < _MODIFIERS:
        token, low = tokens[i], tokens[i].low
        if len(low) > 1 and token.text.isupper() and low in _SMALL_WORDS:  # IS, US, IT
            head, i = i, i + 1
            continue
        if not is_word(token):
            if (
                token.text == ","
                and i > first
                and _adjective(tokens[i - 1].low)
                and i + 1 < n
                and is_word(tokens[i + 1])
            ):
                i += 1
                continue
            if token.text in "'\"“”‘’[" and i + 1 < n:
                i += 1
                continue
            break
        if i == first and (low in TIME_WORDS or low in UNITS) and not is_capital(token):
            return Group(start, i + 1, i, "other")
        people = is_people(low, is_capital(token)) or low in COUNTED_EVENTS or (one and low in PEOPLE_SINGULAR)
        if people and not _stands_before_noun(tokens, i):
            return Group(start, _coordinated(tokens, i + 1), i, "people")
        if low in ("and", "or") and i > first and _people_soon(tokens, i + 1):
            i += 1
            continue
        if low.endswith(("'s", "s'")):
            i += 1
            continue
        if low in _SMALL_WORDS or low in DETERMINERS:
            break
        if i > first and head >= 0 and not _people_soon(tokens, i) and (low in OTHER_VERBS or low in SAY):
            break
        if (
            low.endswith("ing")
            and i + 1 < n
            and tokens[i + 1].low.endswith("s")
            and tokens[i + 1].text.islower()
            and tokens[i + 1].low not in EVENT_OF
            and not is_people(tokens[i + 1].low)
        ):
            return Group(start, i + 2, i + 1, "other")
        if (low in OTHER_VERBS or low in FATE_PARTICIPLES or low in ADVERBS or low in EVENT_OF) and not _people_soon(
            tokens, i + 1
        ):
            break
        head = i
        if (
            low.endswith("s")
            and not low.endswith(("ss", "ous", "us", "is"))
            and (not _people_soon(tokens, i + 1) or tokens[i + 1].low in FATE_VERBS)
        ):
            return Group(start, i + 1, i, "other")
        i += 1
    if head >= 0:
        return Group(start, head + 1, head, "other")
    return Group(start, start, start, "none")


def _adjective(low: str) -> bool:
    return low.endswith(_ADJECTIVE_LIKE)


def _people_soon(tokens: Sequence[Token], i: int) -> bool:
    """Whether one of the next tokens, before anything but a modifier, names people."""
    for j in range(i, min(i + 4, len(tokens))):
        token = tokens[j]
        if (
            not is_word(token)
            or token.low in PREPOSITIONS
            or token.low in AUXILIARIES
            or token.low in DETERMINERS
            or token.low in PRONOUNS
        ):
            return False
        if is_people(token.low, is_capital(token)) and token.low not in FATE_PARTICIPLES:
            return not _stands_before_noun(tokens, j)
    return False


def _stands_before_noun(tokens: Sequence[Token], i: int) -> bool:
    """ "police" in "police stations", "people" in "people smugglers" (which are people again, so they are walked to)."""
    if i + 1 >= len(tokens) or not is_word(tokens[i + 1]):
        return False
    low, after = tokens[i].low, tokens[i + 1].low
    if is_people(after) and after not in FATE_PARTICIPLES and after not in ("cases", "voters"):
        return True
    if low in ALSO_BEFORE_NOUNS or low in DEMONYMS:
        if after in PEOPLE_SINGULAR and after != "victim":
            return True
        plural = after.endswith("s") and not after.endswith(("ss", "ous", "us"))
        return (
            plural
            and after not in DETERMINERS
            and after not in PRONOUNS
            and after not in TIME_WORDS
            and after not in EVENT_OF
            and after not in OTHER_VERBS
            and after not in AUXILIARIES
            and after not in PREPOSITIONS
            and after not in SAY
        )
    return False


def _coordinated(tokens: Sequence[Token], i: int) -> int:
    """The token after "women and children", "fighters and their families"."""
    n = len(tokens)
    if i + 1 < n and tokens[i].low in ("and", "or"):
        j = i + 1
        while j < n and j < i + 4 and (tokens[j].low in ("their", "other", "even") or _adjective(tokens[j].low)):
            j += 1
        if j < n and is_people(tokens[j].low) and not _stands_before_noun(tokens, j):
            return j + 1
    return i


def counted_as_speakers(tokens: Sequence[Token], group: Group) -> bool:
    """Whether these people are named for what they say or rule, not counted: "three officials said"."""
    head = tokens[group.head].low
    if head in SPEAKERS_NOT_COUNTED:
        return True
    j = group.last
    while j < len(tokens) and (tokens[j].low in ADVERBS or tokens[j].low in ("have", "has", "who", "had")):
        j += 1
    return j < len(tokens) and tokens[j].low in SAY - COUNTING and tokens[j].low not in _SAID_OF_THEM


def mentions_people(tokens: Sequence[Token]) -> bool:
    """Whether any of the words names people."""
    return any(
        is_people(t.low, is_capital(t)) or t.low in PEOPLE_SINGULAR or t.low in ("migrant", "idp", "idps")
        for t in tokens
    )
