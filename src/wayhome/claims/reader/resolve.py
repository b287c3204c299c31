"""Whom an attribution means: last names, pronouns, "the minister", "the agency" taken back to the fullest form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wayhome.claims.reader.fullnames import PARTICLES, known_name
from wayhome.claims.reader.lexicon import (
    DETERMINERS,
    ORG_WORDS,
    OUTLETS,
    PREPOSITIONS,
    ROLE_GROUPS,
    ROLES,
    SUBORDINATORS,
    TITLES,
    word_set,
)
from wayhome.claims.reader.sentences import Sentence
from wayhome.claims.reader.tokens import is_capital
from wayhome.claims.reader.voice import Voice, subject_of

_RULES = {
    "before": "named before the verb",
    "behind": "named behind the words",
    "according": "according to",
    "citing": "cited by another",
    "source": "source in parentheses",
    "of": "whose estimate it is",
}


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who says something, and how that was inferred."""

    name: str  # the fullest form; "" where the outlet speaks itself
    role: str
    outlet: str
    rule: str


@dataclass(slots=True)
class Person:
    name: str
    role: str
    number: str  # "one", "many", "body"


def kind_of(known: Sequence[Person], speaker: Speaker) -> str:
    return next((person.number for person in reversed(known) if person.name == speaker.name), "body")


def resolve(
    voice: Voice,
    names: dict[str, tuple[str, str]],
    known: Sequence[Person],
    before: Person | None,
    same: Speaker | None,
) -> Speaker:
    if voice.pronoun:
        return _from_pronoun(voice, known, before, same, names)
    if voice.name:
        full = known_name(voice.name, names)
        earlier = next((person for person in reversed(known) if full and person.name == full), None)
        if full:
            role = voice.role or (
                earlier.role if earlier is not None and earlier.role else names[voice.name.lower()][1]
            )
            return Speaker(full, role, _outlet(voice, full), "last name, given in full elsewhere")
        return Speaker(voice.name, voice.role, _outlet(voice, voice.name), _RULES[voice.side])
    lows = [word.strip("’'").lower().removesuffix("'s").removesuffix("’s") for word in voice.speaker.split()]
    bare = (
        1 < len(lows) <= (2 if voice.number == "body" else 4)
        and lows[0] in ("the", "this")
        and not set(lows) & {"of", "for", "from", "in", "at", "to"}
    )
    if bare and not any(w[:1].isupper() for w in voice.speaker.split()[1:] if w.lower() not in known_adjectives(w)):
        head = _head(lows)
        found = _by_role(head, known, voice.number, lows)
        if found is not None and found.name:
            return Speaker(
                found.name, found.role, _outlet(voice, found.name), f"'{voice.speaker}' is whoever was named before"
            )
    elif bare:
        found = (
            _by_role(_head(lows), [person for person in known if person.number == "one" and person.role], "one", lows)
            if voice.number == "one"
            else None
        )
        if found is not None and _fits(found, lows):
            return Speaker(
                found.name, found.role, _outlet(voice, found.name), f"'{voice.speaker}' is whoever was named before"
            )
    speaker = fuller_body(voice.speaker, known)
    return Speaker(speaker, voice.role, _outlet(voice, speaker), _RULES[voice.side])


def known_adjectives(word: str) -> tuple[str, ...]:
    """Adjectives of nations and faiths, written with a capital without being a name: ("uzbek",)."""
    low = word.lower()
    return (low,) if low.endswith(("an", "ian", "ese", "ish", "ek", "ik", "kh", "yz", "i", "en", "nch", "tch")) else ()


def _head(lows: Sequence[str]) -> str:
    for i, low in enumerate(lows):
        if low in word_set("of for from in at on who with") and i:
            return lows[i - 1]
    return lows[-1]


def _by_role(head: str, known: Sequence[Person], number: str, lows: Sequence[str]) -> Person | None:
    """Whoever was last introduced with that role; else the last person, where their role is unknown."""
    for person in reversed(known):
        words = f"{person.role} {person.name}".lower().replace(",", " ").replace("-", " ").split()
        if (
            head in words
            and (number != "body" or person.name.lower().split()[-1] == head)
            and (number == person.number)
        ):
            return person
    if number == "one":
        person = next((p for p in reversed(known) if p.number == "one" and _is_named(p.name)), None)
        words = (
            set(f"{person.role} {person.name}".lower().replace(",", " ").split()) if person is not None else set[str]()
        )
        return person if not words & ROLES else None
    return None


def _is_named(name: str) -> bool:
    return sum(word[:1].isupper() for word in name.split()) >= 2 and name.split()[0].lower() not in ("a", "an", "the")


def _fits(person: Person, lows: Sequence[str]) -> bool:
    words = set(f"{person.role}".lower().replace(",", " ").split())
    return _head(lows) in words


def fuller_body(name: str, known: Sequence[Person]) -> str:
    """ "the ministry" after "the Ministry of Interior" is that ministry; an abbreviation gets its full form."""
    words = name.lower().split()
    if words and words[0] in ("the", "this"):
        words = words[1:]
    if len(words) == 1 and (words[0] in ORG_WORDS or words[0] in OUTLETS):
        for person in reversed(known):
            if (
                words[0] in person.name.lower().split()
                and len(person.name.split()) > len(name.split())
                and person.number == "body"
            ):
                return person.name
    return name


def _outlet(voice: Voice, speaker: str) -> str:
    return speaker if voice.outlet == voice.speaker else voice.outlet


def _from_pronoun(
    voice: Voice,
    known: Sequence[Person],
    before: Person | None,
    same: Speaker | None,
    names: dict[str, tuple[str, str]],
) -> Speaker:
    word = voice.speaker.lower()
    if same is not None and same.name and voice.number == kind_of(known, same):
        return Speaker(same.name, same.role, same.outlet, f"'{word}' is the speaker named in the same sentence")
    if before is not None and before.number == voice.number:
        full = known_name(before.name, names) or before.name
        return Speaker(full, before.role, "", f"'{word}' is the subject of the sentence")
    wanted = (voice.number, "body") if voice.number == "many" else (voice.number,)
    for person in reversed(known):
        if person.number in wanted and person.name:
            return Speaker(person.name, person.role, "", f"'{word}' is whoever was named before")
    return Speaker("", "", "", f"nobody was named for '{word}'")


def subject_person(text: str, sentence: Sentence) -> Person | None:
    """A person or a body that the sentence is about, for the pronouns that follow."""
    whole = sentence.tokens
    if whole and (
        whole[0].low.endswith(("ed", "ing")) or whole[0].low in PREPOSITIONS or whole[0].low in SUBORDINATORS
    ):
        comma = next((i for i, token in enumerate(whole[:14]) if token.text == ","), None)
        whole = whole[comma + 1 :] if comma is not None else whole
    found = subject_of(whole)
    if found is None:
        return None
    tokens = whole[found[0] : found[1]]
    body = next(
        (i for i in range(len(tokens) - 1, 0, -1) if tokens[i].low in ORG_WORDS or tokens[i].low in ROLE_GROUPS), None
    )
    if body is not None and body + 1 < len(tokens) and tokens[body + 1].text.islower() and tokens[-1].low not in ROLES:
        tokens = tokens[: body + 1]
    lows = [token.low for token in tokens]
    spoken = " ".join(text[tokens[0].start : tokens[-1].end].split())
    titles = 0
    while titles < len(tokens) and (
        lows[titles] in TITLES or lows[titles] in ROLES or not is_capital(tokens[titles]) or lows[titles] in DETERMINERS
    ):
        titles += 1
    rest = tokens[titles:]
    if (
        rest
        and all(is_capital(t) or t.low in PARTICLES for t in rest)
        and not any(t.low in ORG_WORDS or t.low.removesuffix("'s") in ORG_WORDS for t in tokens)
        and (titles or len(rest) >= 2)
        and len(rest) <= 4
    ) and (any(low in ROLES or low in TITLES for low in lows[:titles]) or (not titles and len(rest) >= 2)):
        name = " ".join(text[rest[0].start : rest[-1].end].split())
        return Person(name, " ".join(t.text for t in tokens[:titles]), "one")
    head = _head(lows)
    if head in ROLES and lows[0] in ("a", "an", "the", "one"):
        return Person(spoken, spoken, "one") if lows[0] != "the" or len(lows) > 2 else None
    if head in ROLE_GROUPS and head not in ORG_WORDS and len(lows) > 1:
        return Person(spoken, "", "many")
    if head in ORG_WORDS and len(lows) > 1:
        return Person(spoken, "", "body")
    return None
