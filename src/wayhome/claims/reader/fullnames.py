"""Full names for last names, as the document gives them anywhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wayhome.claims.reader.lexicon import (
    DETERMINERS,
    ORG_WORDS,
    OUTLETS,
    PARTICLES,
    ROLES,
    TIME_WORDS,
    TITLES,
    word_set,
)
from wayhome.claims.reader.sentences import Sentence
from wayhome.claims.reader.tokens import Token, is_capital, is_word

_STARTS = word_set("but however as in on when according and")


def full_names(text: str, all_sentences: Sequence[Sentence]) -> dict[str, tuple[str, str]]:
    """Last name, or first where no last name is like it -> the full name and the role beside it where it is first given."""
    lasts: dict[str, tuple[str, str]] = {}
    firsts: dict[str, tuple[str, str]] = {}
    for sentence in all_sentences:
        if sentence.kind in ("furniture", "repeated"):
            continue
        tokens = sentence.tokens
        for begun, end in _capital_runs(tokens):
            if end - begun < 2:
                continue
            start = _behind_titles(tokens, begun, end)
            words = tokens[start:end]
            if not _is_full_name(words):
                continue
            name = _words(text, words[0].start, words[-1].end)
            if name.lower().endswith(("'s", "’s")):
                name = name[:-2]
            role = _words(text, tokens[begun].start, words[0].start) if start > begun else _role_before(tokens, begun)
            lasts.setdefault(words[-1].low.removesuffix("'s"), (name, role))
            firsts.setdefault(words[0].low, (name, role))
    return firsts | lasts


def _capital_runs(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """The runs of words with a capital, one blank apart, with particles between them."""
    i = 0
    while i < len(tokens):
        if not (is_capital(tokens[i]) and is_word(tokens[i])):
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
        yield i, end
        i = end


def _behind_titles(tokens: Sequence[Token], first: int, end: int) -> int:
    """Where the name begins in a run of capitals: "But Kerr County Sheriff Jane Doe"."""
    start = first
    while start < end and (
        tokens[start].low in TITLES
        or tokens[start].low in ROLES
        or tokens[start].low in DETERMINERS
        or tokens[start].low in _STARTS
    ):
        start += 1
    titles = (k + 1 for k in range(end - 2, start, -1) if tokens[k].low in TITLES or tokens[k].low in ROLES)
    return next(titles, start)


def _is_full_name(words: Sequence[Token]) -> bool:
    """Two to four words, none of an organisation, an outlet or a time."""
    if not 2 <= len(words) <= 4 or words[-1].low in ORG_WORDS:
        return False
    return not any(
        t.low in ORG_WORDS or t.low in OUTLETS or t.low in TIME_WORDS or t.low.endswith("'s") for t in words[:-1]
    )


def _words(text: str, start: int, end: int) -> str:
    return " ".join(text[start:end].split())


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
