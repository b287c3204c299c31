"""Whether a quantity counts people, and by which rule: by its noun, or by the words around it where it has none."""

from __future__ import annotations

from wayhome.claims.reader.candidate import Candidate
from wayhome.claims.reader.ellipsis import (
    JUST_COUNTED,
    goes_on_counting,
    is_answer,
    is_elliptical,
    is_thing,
    loose_rule,
)
from wayhome.claims.reader.lexicon import (
    ADVERBS,
    AUXILIARIES,
    COUNTED_EVENTS,
    EVENT_OF,
    FATE_VERBS,
    FATES,
    MOVES,
    NOT_PEOPLE,
    PEOPLE_SINGULAR,
    UNITS,
    word_set,
)
from wayhome.claims.reader.notcounted import are_given_things, is_not_counted
from wayhome.claims.reader.people import is_people
from wayhome.claims.reader.ratios import without_noun
from wayhome.claims.reader.tallies import is_labelled, tally_rule
from wayhome.claims.reader.tokens import is_capital, is_number
from wayhome.claims.reader.verbs import fate_soon, moves_soon, names_thing, verb_like

BY_NOUN = "number of people"
BY_DEEDS = "number of people, as their deeds show"
LABELLED = "a figure with its label"
_COLLECTIVES = word_set("""
population group groups army force forces militia militias ranks workforce contingent caseload brigade battalion
""")
_HUMAN_DEEDS = word_set("""
died fled drowned surrendered deserted enlisted emigrated confessed perished starved married volunteered
""")


def counting_rule(candidate: Candidate) -> str:
    """The name of the rule that makes it a number of people; "" where none does."""
    tokens, quantity, sort = candidate.tokens, candidate.quantity, candidate.group.sort
    if quantity.share:
        if candidate.back(1) == "by" and sort != "people":
            return ""  # "fell by a fifth"
        if without_noun(tokens, quantity.core, quantity.last):
            return "one person in so many"
    if sort == "people":
        return "" if is_not_counted(candidate) else BY_NOUN
    if sort == "them":
        return _rule_of_them(candidate)
    if _is_nobody(candidate):
        return BY_NOUN
    if is_thing(tokens, quantity.last):
        return ""
    return _rule_of_other_noun(candidate) if sort == "other" else _rule_without_noun(candidate)


def _rule_of_them(candidate: Candidate) -> str:
    """ "300 of them", "most of whom"."""
    if candidate.after in UNITS or are_given_things(candidate):
        return ""
    return "so many of them" if candidate.counted or fate_soon(candidate.tokens, candidate.group.last) else ""


def _rule_of_other_noun(candidate: Candidate) -> str:
    """Nouns that the lists do not know as people."""
    tokens, quantity = candidate.tokens, candidate.quantity
    if _act_like_people(candidate):
        return BY_DEEDS
    if candidate.before in FATE_VERBS and tokens[quantity.last].low == "of":
        return "so many killed, freed or moved"
    if verb_like(tokens, quantity.last) and (candidate.counted or quantity.sort == "vague"):
        return JUST_COUNTED
    return tally_rule(candidate)


def _rule_without_noun(candidate: Candidate) -> str:
    tokens, quantity, behind = candidate.tokens, candidate.quantity, candidate.group.last
    if _is_bare_age(candidate) or _is_bare_one(candidate) or _is_measure(candidate) or _is_bare_half(candidate):
        return ""
    if quantity.sort == "loose" and not quantity.share:
        return loose_rule(candidate)
    if _is_object_of_fate(candidate):
        return "so many killed, freed or moved"
    if fate_soon(tokens, behind):
        return "so many were killed, freed or moved"
    if tally := tally_rule(candidate):
        return tally
    if quantity.sort == "vague" and verb_like(tokens, behind):
        return "so many, as of people"
    if is_labelled(candidate):
        return LABELLED
    return JUST_COUNTED if _goes_on(candidate) else ""


def _is_nobody(candidate: Candidate) -> bool:
    """ "not a single departure", "no fighter has returned"."""
    if candidate.quantity.low != 0 or candidate.group.sort != "other":
        return False
    one_person = candidate.head in PEOPLE_SINGULAR
    return _is_one_event(candidate.head) or (
        one_person and (candidate.after in EVENT_OF or candidate.after in AUXILIARIES)
    )


def _is_one_event(low: str) -> bool:
    return low + "s" in COUNTED_EVENTS or (low not in PEOPLE_SINGULAR and is_people(low + "s"))


def _act_like_people(candidate: Candidate) -> bool:
    """Nouns that the lists do not know: "850 Brits went out to fight", "700 fanatics have slunk back", "a tenth of the force"."""
    tokens, quantity, group = candidate.tokens, candidate.quantity, candidate.group
    head = tokens[group.head]
    if quantity.share and head.low in _COLLECTIVES:
        return True
    if not head.low.endswith("s") or head.low in NOT_PEOPLE or head.low in UNITS or quantity.sort == "loose":
        return False
    i = group.last
    if i < len(tokens) and tokens[i].low in ("who", "whom"):
        return True
    while i < len(tokens) and (
        tokens[i].low in AUXILIARIES or tokens[i].low in ADVERBS or tokens[i].low.endswith("ly")
    ):
        i += 1
    following = [token.low for token in tokens[i : i + 2]]
    verb = following[0] if following else ""
    if verb in _HUMAN_DEEDS or (is_capital(head) and (verb in MOVES or verb in FATES)):
        return True
    return i > group.last and verb.endswith(("ed", "nk", "pt", "wn")) and following[1:] in (["back"], ["home"])


# ---- numbers without a noun


def _is_bare_age(candidate: Candidate) -> bool:
    """ "those under 18"; not "killing over 60"."""
    return candidate.is_age() and candidate.before not in FATE_VERBS


def _is_bare_one(candidate: Candidate) -> bool:
    """ "one": a number only where it goes on counting, as in "one was"."""
    return candidate.quantity.sort == "one" and not (candidate.counted and candidate.after in AUXILIARIES)


def _is_measure(candidate: Candidate) -> bool:
    """ "12 km", "34-7", "38°"."""
    tokens, at = candidate.tokens, candidate.group.last
    glued = candidate.after in ("-", "/", "°", "'", "′") and tokens[at].start == tokens[at - 1].end
    return candidate.after in UNITS or glued


def _is_bare_half(candidate: Candidate) -> bool:
    """ "half" grading or measuring something; not in "half were women", "half returning"."""
    quantity, after = candidate.quantity, candidate.after
    return (
        quantity.share
        and quantity.sort == "loose"
        and quantity.wording.lower() in ("half", "one half")
        and after not in AUXILIARIES
        and not (candidate.counted and after.endswith("ing") and after in EVENT_OF)
    )


def _is_object_of_fate(candidate: Candidate) -> bool:
    """ "killing 15", "the deaths of 15"."""
    deaths = candidate.before == "of" and candidate.back(2) in ("death", "deaths", "killing")
    return (candidate.before in FATE_VERBS or deaths) and not names_thing(candidate.tokens, candidate.group.last)


def _goes_on(candidate: Candidate) -> bool:
    """Whether it goes on counting the people counted before."""
    tokens, quantity, after = candidate.tokens, candidate.quantity, candidate.after
    if not candidate.counted or _is_the_whole(candidate):
        return False
    return (
        (quantity.share and after.endswith("ing") and after in EVENT_OF)
        or moves_soon(tokens, candidate.group.last)
        or (candidate.again and goes_on_counting(candidate))
        or is_answer(candidate)
        or is_elliptical(candidate)
    )


def _is_the_whole(candidate: Candidate) -> bool:
    """ "760 of the 3,244": the second number was counted by the first."""
    part = candidate.quantity.first - 3
    return candidate.before == "the" and candidate.back(2) == "of" and part >= 0 and is_number(candidate.tokens[part])
