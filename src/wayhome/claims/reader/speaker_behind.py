"""The speaker who stands behind the verb: "…, said Jane Doe, the mayor", "according to the ministry"."""

from __future__ import annotations

from collections.abc import Sequence

from wayhome.claims.reader.lexicon import (
    AUXILIARIES,
    DATA,
    DETERMINERS,
    EVENT_OF,
    ORG_WORDS,
    OTHER_VERBS,
    PARTICLES,
    PRONOUNS_MANY,
    PRONOUNS_ONE,
    ROLE_GROUPS,
    ROLES,
    SAY,
    TIME_WORDS,
    TITLES,
    word_set,
)
from wayhome.claims.reader.ratios import ONES
from wayhome.claims.reader.speaker_before import may_join
from wayhome.claims.reader.tokens import Token, is_capital, is_number
from wayhome.claims.reader.voice import MARKS, Voice, is_role, is_speaker, make_voice, person_name

_LONGEST = 24  # tokens of a noun phrase
_HEDGES = word_set("about some around roughly nearly almost over up at more fewer between only just")
_CLAUSE_WORDS = word_set("who which that as while when but if because whom")
_WHEN = word_set("on in at during after before by since late early earlier last this yesterday today")
_ALWAYS_WHEN = _WHEN - word_set("on in at by")
_PARTICIPLES = word_set("led aged armed backed used given")  # within a noun phrase: "the armed groups"


def begins_speaker(tokens: Sequence[Token], i: int) -> bool:
    """Whether token i may begin the noun phrase of a speaker."""
    token = tokens[i]
    if token.low in ("one", "another", "several", "some", "many", "two"):
        after = tokens[i + 1].low if i + 1 < len(tokens) else ""
        return after == "of" or after in ROLES or after in ROLE_GROUPS
    if token.low in DETERMINERS:
        if any(is_number(t) or t.low in ("further", "additional", "total") for t in tokens[i + 1 : i + 3]):
            return False  # "counted a further 11,300"
        return (
            token.low not in ("this", "that", "these", "those")
            and i + 1 < len(tokens)
            and tokens[i + 1].low not in TIME_WORDS
        )
    if token.low in PRONOUNS_ONE | PRONOUNS_MANY and i + 1 < len(tokens) and tokens[i + 1].text not in ",.":
        return False
    return (
        (is_capital(token) and token.low not in TIME_WORDS)
        or token.low in ROLES
        or token.low in ROLE_GROUPS
        or token.low in TITLES
    )


def _counts_already(tokens: Sequence[Token], first: int, i: int) -> bool:
    """Whether the words that were said begin here: "according to Doe eleven children …"."""
    token, low = tokens[i], tokens[i - 1].low
    hedged = token.low in _HEDGES and any(is_number(t) or t.low in ONES for t in tokens[i + 1 : i + 4])
    number = hedged or token.low in ONES
    number = number or (is_number(token) and not (len(token.text) == 4 and token.text[:2] in ("19", "20")))
    follows_name = is_capital(tokens[i - 1]) or low in DATA or low in ROLES | ROLE_GROUPS or low in ORG_WORDS
    return number and follows_name and tokens[first].low not in ("a", "an") and tokens[i - 1].low not in DETERMINERS


def _there_is(tokens: Sequence[Token], i: int) -> bool:
    return tokens[i].low == "there" and i + 1 < len(tokens) and tokens[i + 1].low in AUXILIARIES


def speaker_behind(text: str, tokens: Sequence[Token], first: int, verb: tuple[int, int], side: str) -> Voice | None:
    """The speaker behind "said" or "according to", where the noun phrase begins at token `first`."""
    last, end = first, min(len(tokens), first + _LONGEST)
    while last < end and not _ends_speaker(tokens, first, last, side):
        last += 1
    if last <= first:
        return None
    chunk = tokens[first:last]
    anyone = tokens[verb[0]].low in SAY and (chunk[0].low in DETERMINERS or chunk[0].low in ("one", "another"))
    if not is_speaker(chunk, weak=False, verb="") and side != "according" and not anyone:
        return None
    phrase, role = _with_apposition(tokens, (first, last))
    return make_voice(text, tokens, phrase, role, verb, side)


def _ends_speaker(tokens: Sequence[Token], first: int, i: int, side: str) -> bool:
    """Whether the noun phrase that begins at `first` ends before token i."""
    token, low = tokens[i], tokens[i].low
    if token.text in MARKS or low in _CLAUSE_WORDS or low in AUXILIARIES:
        return True
    if i > first and (_counts_already(tokens, first, i) or _there_is(tokens, i) or _is_verb(tokens, i)):
        return True
    if low in _WHEN:
        return i == first or _tells_when(tokens, i, side)
    if low in ("and", "or"):
        joins = i + 1 < len(tokens) and (is_capital(tokens[i + 1]) or tokens[i + 1].low in DETERMINERS)
        return not joins and not (i > first and may_join(tokens, i))
    return i > first and low in TIME_WORDS and is_capital(token) and low not in ("may", "march")


def _is_verb(tokens: Sequence[Token], i: int) -> bool:
    """ "officials interviewed", "the minister came"."""
    low = tokens[i].low
    if low.endswith("ed") and tokens[i - 1].low in ROLE_GROUPS:
        return True
    return low in OTHER_VERBS and tokens[i].text[0].islower() and low not in _PARTICIPLES


def _tells_when(tokens: Sequence[Token], i: int, side: str) -> bool:
    """ "on Tuesday", "in an interview", "last week"; not "(according to) a report in a weekly"."""
    low, following = tokens[i].low, tokens[i + 1].low if i + 1 < len(tokens) else ""
    if low in ("by", "in") and following in ("a", "an") and side == "according":
        return False
    return (
        low in _ALWAYS_WHEN
        or following in TIME_WORDS
        or following in ("a", "an", "his", "her", "its")
        or following[:1].isdecimal()
    )


def _with_apposition(tokens: Sequence[Token], phrase: tuple[int, int]) -> tuple[tuple[int, int], tuple[int, int]]:
    """Who speaks and their role, one of which may stand behind a comma: "Jane Doe, the mayor", "the mayor, Jane Doe"."""
    last = phrase[1]
    if last >= len(tokens) or tokens[last].text != ",":
        return phrase, (0, 0)
    end = last + 1
    while (
        end < len(tokens)
        and tokens[end].text not in ',.;:"“”()—'
        and tokens[end].low not in ("and", "but", "while", "saying", "adding")
    ):
        end += 1
    words, behind = tokens[last + 1 : end], (last + 1, end)
    named, chunk_is_role = person_name(tokens, *phrase) != (0, 0), is_role(tokens[slice(*phrase)])
    if _is_apposition(words):
        inner = person_name(tokens, *behind)
        owned = words[0].low in DETERMINERS or words[0].low.endswith("'s")
        if inner[1] - inner[0] >= 2 and not named and chunk_is_role and not owned:
            return inner, phrase
        return phrase, behind
    full_name = 2 <= len(words) <= 5 and all(is_capital(t) or t.low in PARTICLES for t in words)
    if full_name and chunk_is_role and not named:
        return behind, phrase
    return phrase, (0, 0)


def _is_apposition(words: Sequence[Token]) -> bool:
    """Whether the words behind a comma tell the speaker's role: "the mayor", "head of the mission"."""
    if not words or words[0].low in OTHER_VERBS or words[0].low in EVENT_OF:
        return False
    if any(t.low in AUXILIARIES for t in words[:6]):
        return False
    if is_role(words):
        return True
    begins = words[0].low in DETERMINERS or words[0].low in ("who", "head", "chief") or words[0].low.endswith("'s")
    return begins and any(is_capital(t) or t.low in ORG_WORDS for t in words)
