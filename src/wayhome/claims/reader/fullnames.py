"""Full names for last names, as the document gives them anywhere."""

from __future__ import annotations

from collections.abc import Sequence

from wayhome.claims.reader.lexicon import DETERMINERS, ORG_WORDS, OUTLETS, ROLES, TIME_WORDS, TITLES, word_set
from wayhome.claims.reader.sentences import Sentence
from wayhome.claims.reader.tokens import Token, is_capital, is_word

PARTICLES = word_set("al bin ibn von van de du la le el der den bint abu da dos")
_STARTS = word_set("but however as in on when according and")


def full_names(text: str, all_sentences: Sequence[Sentence]) -> dict[str, tuple[str, str]]:
    """Last name -> the full name and the role beside it where the document first gives them."""
    found: dict[str, tuple[str, str]] = {}
    firsts: dict[str, tuple[str, str]] = {}
    for sentence in all_sentences:
        tokens, i = sentence.tokens, 0
        if sentence.kind in ("furniture", "repeated"):
            continue
        while i < len(tokens):
            if not (is_word(tokens[i]) and is_capital(tokens[i])):
                i += 1
                continue
            end = i + 1
            while (
                end < len(tokens)
                and is_word(tokens[end])
                and (is_capital(tokens[end]) or tokens[end].low in PARTICLES)
                and tokens[end].start - tokens[end - 1].end == 1
            ):
                end += 1
            start = i
            while start < end and (
                tokens[start].low in TITLES
                or tokens[start].low in ROLES
                or tokens[start].low in DETERMINERS
                or tokens[start].low in _STARTS
            ):
                start += 1
            for k in range(end - 2, start, -1):  # "Kerr County Sheriff Jane Doe"
                if tokens[k].low in TITLES or tokens[k].low in ROLES:
                    start = k + 1
                    break
            words = tokens[start:end]
            if (
                2 <= len(words) <= 4
                and not any(
                    t.low in ORG_WORDS or t.low in OUTLETS or t.low in TIME_WORDS or t.low.endswith("'s")
                    for t in words[:-1]
                )
                and words[-1].low not in ORG_WORDS
            ):
                name = " ".join(text[words[0].start : words[-1].end].split())
                last = words[-1].low.removesuffix("'s")
                if name.lower().endswith("'s") or name.lower().endswith("’s"):
                    name = name[:-2]
                role = (
                    " ".join(text[tokens[i].start : tokens[start].start].split())
                    if start > i
                    else _role_before(tokens, i)
                )
                found.setdefault(last, (name, role))
                firsts.setdefault(words[0].low, (name, role))
            i = end
    return firsts | found  # some names are shortened to their first part


def _role_before(tokens: Sequence[Token], i: int) -> str:
    j = i
    while (
        j > 0
        and i - j < 5
        and is_word(tokens[j - 1])
        and tokens[j - 1].low not in DETERMINERS
        and (tokens[j - 1].low in ROLES or j < i)
    ):
        j -= 1
    return " ".join(t.text for t in tokens[j:i])


def known_name(name: str, names: dict[str, tuple[str, str]]) -> str:
    """The full name for a last name alone."""
    words = name.split()
    if len(words) == 1 and words[0].lower() in names:
        return names[words[0].lower()][0]
    return ""
