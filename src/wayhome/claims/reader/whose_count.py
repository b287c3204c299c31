"""Attributions by whose count it is: an estimate, a reckoning, the books or the list that somebody keeps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from wayhome.claims.reader.lexicon import (
    AUXILIARIES,
    DETERMINERS,
    ORG_WORDS,
    PREPOSITIONS,
    ROLE_GROUPS,
    ROLES,
    SAY,
    SUBORDINATORS,
    word_set,
)
from wayhome.claims.reader.speaker_before import speaker_before
from wayhome.claims.reader.speaker_behind import speaker_behind
from wayhome.claims.reader.tokens import Token, is_capital, is_number, is_word
from wayhome.claims.reader.voice import MARKS, Voice, make_voice


def by_estimate(text: str, tokens: Sequence[Token], i: int) -> Voice | None:
    """ "the ministry's estimate of 300", "the UN figure of 5,000"."""
    first = i
    while (
        first > 0
        and is_word(tokens[first - 1])
        and tokens[first - 1].low not in PREPOSITIONS
        and tokens[first - 1].low not in AUXILIARIES
        and tokens[first - 1].low not in DETERMINERS
        and tokens[first - 1].low not in SUBORDINATORS
    ):
        first -= 1
    words = [
        t
        for t in tokens[first:i]
        if t.low
        not in word_set("official new latest previous earlier initial different similar higher lower current first")
    ]
    if not words or not any(
        (is_capital(t) and t.start > tokens[0].start) or t.low.removesuffix("'s") in ORG_WORDS or t.low in ROLE_GROUPS
        for t in words
    ):
        return None
    start = next(k for k in range(first, i) if tokens[k] is words[0])
    return make_voice(text, tokens, (start, i), (0, 0), (i, i + 1), "of")


def by_own_estimate(text: str, tokens: Sequence[Token], i: int) -> Voice | None:
    """ "The department's own count had stood at 64,100": it governs what follows."""
    owner = next((k for k in range(i - 1, max(-1, i - 4), -1) if tokens[k].low.endswith("'s")), None)
    stands = any(
        t.low in AUXILIARIES or t.low in ("holds", "shows", "stands", "stood", "of", "puts", "put")
        for t in tokens[i + 1 : i + 3]
    )
    if owner is None or not stands:
        return None
    first = owner
    while first > 0 and (
        tokens[first - 1].low in DETERMINERS
        or (is_word(tokens[first - 1]) and tokens[first - 1].low not in _NOT_OWNERS)
    ):
        first -= 1
        if tokens[first].low in DETERMINERS:
            break
    words = tokens[first : owner + 1]
    if not any(
        (is_capital(t) and t.start > tokens[0].start) or t.low.removesuffix("'s") in ORG_WORDS | ROLES for t in words
    ):
        return None
    return make_voice(text, tokens, (first, owner + 1), (0, 0), (i, i + 1), "before")


_NOT_OWNERS = PREPOSITIONS | AUXILIARIES | SUBORDINATORS | SAY | word_set("and or but")


_OWNERS = {"her": "she", "his": "he", "their": "they"}
BY_COUNT = word_set(
    "count counts estimate estimates reckoning tally account accounts calculation calculations figures view words"
)


def by_count(text: str, tokens: Sequence[Token], i: int) -> Voice | None:
    """ "By the ministry's count …", "by the reckoning of the agency …", "in the words of one officer …"."""
    if i + 2 < len(tokens) and tokens[i + 1].low in _OWNERS and tokens[i + 2].low in BY_COUNT:
        voice = make_voice(text, tokens, (i + 1, i + 2), (0, 0), (i, i + 3), "according")
        word = _OWNERS[tokens[i + 1].low]
        return replace(voice, speaker=word, pronoun=True, number="many" if word == "they" else "one")
    for k in range(i + 1, min(i + 9, len(tokens))):
        low = tokens[k].low
        if tokens[k].text in MARKS or low in AUXILIARIES or (k > i + 1 and low in PREPOSITIONS):
            return None
        if low not in BY_COUNT:
            continue
        if k + 2 < len(tokens) and tokens[k + 1].low == "of":
            return speaker_behind(text, tokens, k + 2, (i, k + 2), "according")
        owner = tokens[k - 1].low if k > i + 1 else ""
        owned = (
            owner.endswith("'s") or owner in ("own", "official", "latest") or tokens[i + 1].low.endswith(("'s", "s'"))
        )
        if owned and owner not in ("own", "official", "latest"):
            return make_voice(text, tokens, (i + 1, k), (0, 0), (i, k + 1), "according")
    return None


_BOOKS = word_set("books register registers lists list records rolls files")


def by_register(text: str, tokens: Sequence[Token], i: int) -> Voice | None:
    """ "The commission had 201,500 people on its books": the one who keeps the books says so."""
    if (
        i + 2 >= len(tokens)
        or tokens[i + 1].low not in ("its", "their", "his", "her")
        or tokens[i + 2].low not in _BOOKS
    ):
        return None
    verb = next(
        (k for k in range(i - 1, 0, -1) if tokens[k].low in ("had", "has", "have", "keeps", "kept", "lists")), 0
    )
    subject = speaker_before(text, tokens, verb) if verb else None
    return subject if subject is not None and subject.number != "one" else None


def by_names(text: str, tokens: Sequence[Token], i: int) -> Voice | None:
    """ "Doe has the names of 143 people": whoever has the list says so."""
    ahead = [token.low for token in tokens[i + 1 : i + 5]]
    listed = next((k for k, low in enumerate(ahead) if low in ("names", "list", "lists", "records", "details")), None)
    if listed is None or ahead[listed + 1 : listed + 2] != ["of"]:
        return None
    if i + listed + 3 >= len(tokens) or not begins_number(tokens, i + listed + 3):
        return None
    return speaker_before(text, tokens, i)


def begins_number(tokens: Sequence[Token], i: int) -> bool:
    return is_number(tokens[i]) or tokens[i].low in word_set(
        "about around some more over at up nearly between almost several hundreds thousands just roughly"
    )
