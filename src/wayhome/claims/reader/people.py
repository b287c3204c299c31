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
_SAID_OF_THEM = word_set("""
reported estimated believed counted documented continued put listed found described denied quoted accused suspected think
thought feared learned heard felt hoped told
""")  # "300 people reported missing", "hundreds accused of"
_SAY_OF_OTHERS = SAY - COUNTING - _SAID_OF_THEM
_SMALL_WORDS = PREPOSITIONS | AUXILIARIES | PRONOUNS | CONJUNCTIONS
_ADJECTIVE_LIKE = (
    "ed", "ing", "al", "ic", "ive", "ous", "ful", "less", "ary", "an", "ese", "ish", "able", "ible", "ble",
)  # fmt: skip


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


def _walk(tokens: Sequence[Token], first: int, i: int, *, one: bool) -> Group:
    """The noun phrase whose words begin at token i: to its first noun for people, or to the last noun before a verb ends it."""
    begun, end, head = i, min(len(tokens), i + _MODIFIERS), -1
    while i < end:
        low = tokens[i].low
        if _is_acronym(tokens[i]):
            head = i
        elif not is_word(tokens[i]):
            if not _stands_inside(tokens, begun, i):
                break
        elif i == begun and (low in TIME_WORDS or low in UNITS) and not is_capital(tokens[i]):
            return Group(first, i + 1, i, "other")
        elif _is_counted(tokens[i], one=one) and not _stands_before_noun(tokens, i):
            return Group(first, _coordinated(tokens, i + 1), i, "people")
        elif _leads_on(tokens, begun, i):
            pass
        elif _ends_phrase(tokens, i, noun=head >= 0):
            break
        elif _does_things(tokens, i):
            return Group(first, i + 2, i + 1, "other")
        elif _is_deed(tokens, i):
            break
        elif _is_things(tokens, i):
            return Group(first, i + 1, i, "other")
        else:
            head = i
        i += 1
    return Group(first, head + 1, head, "other") if head >= 0 else Group(first, first, first, "none")


def _is_acronym(token: Token) -> bool:
    """IS, US, IT: names that read like small words."""
    return len(token.low) > 1 and token.text.isupper() and token.low in _SMALL_WORDS


def _stands_inside(tokens: Sequence[Token], begun: int, i: int) -> bool:
    """Whether a mark may stand within a noun phrase: "young, frightened people", "300 'volunteers'"."""
    if i + 1 >= len(tokens):
        return False
    comma = tokens[i].text == "," and i > begun and _adjective(tokens[i - 1].low) and is_word(tokens[i + 1])
    return comma or tokens[i].text in "'\"“”‘’["


def _is_counted(token: Token, *, one: bool) -> bool:
    """People, or what happens to them; one of them where the number is one."""
    low = token.low
    return is_people(low, is_capital(token)) or low in COUNTED_EVENTS or (one and low in PEOPLE_SINGULAR)


def _leads_on(tokens: Sequence[Token], begun: int, i: int) -> bool:
    """ "Syrian and (Iraqi refugees)", "the army's (soldiers)"."""
    low = tokens[i].low
    return (low in ("and", "or") and i > begun and _people_soon(tokens, i + 1)) or low.endswith(("'s", "s'"))


def _ends_phrase(tokens: Sequence[Token], i: int, *, noun: bool) -> bool:
    """A preposition, a pronoun, an article; behind a noun, a verb."""
    low = tokens[i].low
    if low in _SMALL_WORDS or low in DETERMINERS:
        return True
    return noun and (low in OTHER_VERBS or low in SAY) and not _people_soon(tokens, i)


def _does_things(tokens: Sequence[Token], i: int) -> bool:
    """ "12 fishing boats"."""
    if not tokens[i].low.endswith("ing") or i + 1 >= len(tokens):
        return False
    after = tokens[i + 1]
    return after.low.endswith("s") and after.text.islower() and after.low not in EVENT_OF and not is_people(after.low)


def _is_deed(tokens: Sequence[Token], i: int) -> bool:
    """A verb or an adverb, and no people behind it: "12 killed", "300 later"; not "12 killed soldiers"."""
    low = tokens[i].low
    deed = low in OTHER_VERBS or low in FATE_PARTICIPLES or low in ADVERBS or low in EVENT_OF
    return deed and not _people_soon(tokens, i + 1)


def _is_things(tokens: Sequence[Token], i: int) -> bool:
    """A plural that ends the phrase: "12 houses"; not "12 Boeings carrying soldiers"."""
    low = tokens[i].low
    if not low.endswith("s") or low.endswith(("ss", "ous", "us", "is")):
        return False
    return not _people_soon(tokens, i + 1) or tokens[i + 1].low in FATE_VERBS


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
    return j < len(tokens) and tokens[j].low in _SAY_OF_OTHERS


def mentions_people(tokens: Sequence[Token]) -> bool:
    """Whether any of the words names people."""
    return any(
        is_people(t.low, is_capital(t)) or t.low in PEOPLE_SINGULAR or t.low in ("migrant", "idp", "idps")
        for t in tokens
    )
