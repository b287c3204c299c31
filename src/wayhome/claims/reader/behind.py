"""The speaker who stands behind the verb: "…, said Jane Doe, the mayor", "according to the ministry"."""

from __future__ import annotations

from collections.abc import Sequence

from wayhome.claims.reader.before import may_join
from wayhome.claims.reader.lexicon import (
    AUXILIARIES,
    DATA,
    DETERMINERS,
    EVENT_OF,
    MONTHS,
    ORG_WORDS,
    OTHER_VERBS,
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
from wayhome.claims.reader.tokens import Token, is_capital, is_number
from wayhome.claims.reader.voice import MARKS, PARTICLES, Voice, is_role, is_speaker, make_voice, person_name


def begins_speaker(tokens: Sequence[Token], i: int) -> bool:
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


_HEDGES = word_set("about some around roughly nearly almost over up at more fewer between only just")


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


def speaker_behind(text: str, tokens: Sequence[Token], i: int, verb: tuple[int, int], side: str) -> Voice | None:
    """The speaker behind "said" or "according to"."""
    first, last = i, i
    while last < len(tokens) and last - first < 24:
        token, low = tokens[last], tokens[last].low
        if token.text in MARKS and token.text not in "’'":
            break
        if low in word_set("who which that as while when but if because whom") or low in AUXILIARIES:
            break
        if last > first and low.endswith("ed") and tokens[last - 1].low in ROLE_GROUPS:
            break
        if last > first and (_counts_already(tokens, first, last) or _there_is(tokens, last)):
            break
        if (
            low in OTHER_VERBS
            and token.text[0].islower()
            and last > first
            and low not in ("led", "aged", "armed", "backed", "used", "given")
        ):
            break
        joins = last + 1 < len(tokens) and (is_capital(tokens[last + 1]) or tokens[last + 1].low in DETERMINERS)
        if low in ("and", "or") and not joins and not (last > first and may_join(tokens, last)):
            break
        if low in word_set("on in at during after before by since late early earlier last this yesterday today"):
            following = tokens[last + 1].low if last + 1 < len(tokens) else ""
            if last == first:
                return None
            if (
                following in TIME_WORDS
                or following in ("a", "an", "his", "her", "its")
                or following in MONTHS
                or (following[:1].isdecimal())
                or low in word_set("during after before since late early earlier last this yesterday today")
            ) and not (low in ("by", "in") and following in ("a", "an") and side == "according"):
                break
        if low in TIME_WORDS and is_capital(token) and last > first and low not in ("may", "march"):
            break
        last += 1
    if last <= first:
        return None
    chunk = tokens[first:last]
    anyone = tokens[verb[0]].low in SAY and (chunk[0].low in DETERMINERS or chunk[0].low in ("one", "another"))
    if not is_speaker(chunk, weak=False, verb="") and side != "according" and not anyone:
        return None
    role = (0, 0)
    if last < len(tokens) and tokens[last].text == ",":
        end = last + 1
        while (
            end < len(tokens)
            and tokens[end].text not in ',.;:"“”()—'
            and tokens[end].low not in ("and", "but", "while", "saying", "adding")
        ):
            end += 1
        words = tokens[last + 1 : end]
        if (
            words
            and not any(t.low in AUXILIARIES for t in words[:6])
            and (is_role(words) or any(is_capital(t) or t.low in ORG_WORDS for t in words))
            and words[0].low not in OTHER_VERBS
            and words[0].low not in EVENT_OF
            and (
                words[0].low in DETERMINERS
                or is_role(words)
                or words[0].low in ("who", "head", "chief")
                or words[0].low.endswith("'s")
            )
        ):
            role = (last + 1, end)
            named = person_name(tokens, *role)
            if (
                named[1] - named[0] >= 2
                and not (person_name(tokens, first, last)[1] - person_name(tokens, first, last)[0])
                and is_role(chunk)
                and words[0].low not in DETERMINERS
                and not words[0].low.endswith("'s")
            ):
                return make_voice(text, tokens, named, (first, last), verb, side)
        elif (
            words
            and 2 <= len(words) <= 5
            and all(is_capital(t) or t.low in PARTICLES for t in words)
            and is_role(chunk)
            and not person_name(tokens, first, last)[1]
        ):
            return make_voice(text, tokens, (last + 1, end), (first, last), verb, side)
    return make_voice(text, tokens, (first, last), role, verb, side)
