"""Whom an attribution means: last names, pronouns, "the minister", "the agency" taken back to the fullest form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wayhome.claims.reader.fullnames import known_name
from wayhome.claims.reader.lexicon import (
    DETERMINERS,
    ORG_WORDS,
    OUTLETS,
    PARTICLES,
    PREPOSITIONS,
    ROLE_GROUPS,
    ROLES,
    SUBORDINATORS,
    TITLES,
    word_set,
)
from wayhome.claims.reader.sentences import Sentence
from wayhome.claims.reader.tokens import Token, is_capital
from wayhome.claims.reader.voice import Voice, subject_of

_RULES = {
    "before": "named before the verb",
    "behind": "named behind the words",
    "according": "according to",
    "citing": "cited by another",
    "source": "source in parentheses",
    "of": "whose estimate it is",
}
_MORE_IS_SAID = word_set("of for from in at to")


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
    """Whom an attribution means; `before`: the subject of its sentence, `same`: the speaker named before in it."""
    if voice.pronoun:
        return _from_pronoun(voice, known, before, same, names)
    if voice.name:
        return _from_name(voice, names, known)
    found = _named_before(voice, known)
    if found is not None:
        rule = f"'{voice.speaker}' is whoever was named before"
        return Speaker(found.name, found.role, _outlet(voice, found.name), rule)
    speaker = fuller_body(voice.speaker, known)
    return Speaker(speaker, voice.role, _outlet(voice, speaker), _RULES[voice.side])


def _from_name(voice: Voice, names: dict[str, tuple[str, str]], known: Sequence[Person]) -> Speaker:
    """ "Doe" is Jane Doe, with the role that was told last."""
    full = known_name(voice.name, names)
    if not full:
        return Speaker(voice.name, voice.role, _outlet(voice, voice.name), _RULES[voice.side])
    earlier = next((person.role for person in reversed(known) if person.name == full), "")
    role = voice.role or earlier or names[voice.name.lower()][1]
    return Speaker(full, role, _outlet(voice, full), "last name, given in full elsewhere")


def _named_before(voice: Voice, known: Sequence[Person]) -> Person | None:
    """Whom "the minister", "the Uzbek official", "the agency" means, where nothing more is said of them."""
    words = voice.speaker.split()
    lows = [word.strip("’'").lower().removesuffix("'s").removesuffix("’s") for word in words]
    if not 1 < len(lows) <= (2 if voice.number == "body" else 4) or lows[0] not in ("the", "this"):
        return None
    if not _MORE_IS_SAID.isdisjoint(lows):
        return None
    if not any(word[:1].isupper() and not _is_adjective_of_nation(word) for word in words[1:]):
        found = _by_role(_head(lows), known, voice.number)
        return found if found is not None and found.name else None
    if voice.number != "one":
        return None
    found = _by_role(_head(lows), [person for person in known if person.number == "one" and person.role], "one")
    return found if found is not None and _fits(found, lows) else None


def _is_adjective_of_nation(word: str) -> bool:
    """Adjectives of nations and faiths are written with a capital without being a name: "Uzbek"."""
    return word.lower().endswith(("an", "ese", "ish", "ek", "ik", "kh", "yz", "i", "en", "nch", "tch"))


def _head(lows: Sequence[str]) -> str:
    for i, low in enumerate(lows):
        if low in word_set("of for from in at on who with") and i:
            return lows[i - 1]
    return lows[-1]


def _by_role(head: str, known: Sequence[Person], number: str) -> Person | None:
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
    tokens = _without_verb(whole[found[0] : found[1]])
    return _person(text, tokens) or _people_or_body(text, tokens)


def _without_verb(phrase: Sequence[Token]) -> Sequence[Token]:
    """The noun phrase to its last body or group, where a verb that the lists do not know follows: "the agency runs"."""
    body = next(
        (i for i in range(len(phrase) - 1, 0, -1) if phrase[i].low in ORG_WORDS or phrase[i].low in ROLE_GROUPS), None
    )
    if body is None or body + 1 == len(phrase) or not phrase[body + 1].text.islower() or phrase[-1].low in ROLES:
        return phrase
    return phrase[: body + 1]


def _person(text: str, phrase: Sequence[Token]) -> Person | None:
    """ "Jane Doe", "Mayor Doe", with titles as the role."""
    titles = 0
    while titles < len(phrase) and _is_title(phrase[titles]):
        titles += 1
    name = phrase[titles:]
    if not 1 <= len(name) <= 4 or not all(is_capital(t) or t.low in PARTICLES for t in name):
        return None
    if any(t.low in ORG_WORDS or t.low.removesuffix("'s") in ORG_WORDS for t in phrase):
        return None
    if any(t.low in ROLES or t.low in TITLES for t in phrase[:titles]) or (not titles and len(name) >= 2):
        return Person(_spoken(text, name), " ".join(t.text for t in phrase[:titles]), "one")
    return None


def _people_or_body(text: str, phrase: Sequence[Token]) -> Person | None:
    """ "A resident", "local officials", "the ministry"."""
    lows, spoken = [token.low for token in phrase], _spoken(text, phrase)
    head = _head(lows)
    if head in ROLES and lows[0] in ("a", "an", "the", "one"):
        return Person(spoken, spoken, "one") if lows[0] != "the" or len(lows) > 2 else None
    if head in ROLE_GROUPS and head not in ORG_WORDS and len(lows) > 1:
        return Person(spoken, "", "many")
    if head in ORG_WORDS and len(lows) > 1:
        return Person(spoken, "", "body")
    return None


def _is_title(token: Token) -> bool:
    return token.low in TITLES or token.low in ROLES or not is_capital(token) or token.low in DETERMINERS


def _spoken(text: str, phrase: Sequence[Token]) -> str:
    return " ".join(text[phrase[0].start : phrase[-1].end].split())
