"""People in a number who are not counted by it: those who speak, an organisation's staff, one person's children."""

from __future__ import annotations

from wayhome.claims.reader.candidate import Candidate
from wayhome.claims.reader.lexicon import AUXILIARIES, EVENT_OF, FATE_PARTICIPLES, FATES, MOVES, word_set
from wayhome.claims.reader.people import counted_as_speakers, is_people
from wayhome.claims.reader.tokens import is_number
from wayhome.claims.reader.verbs import tells_fate

_WEAK = word_set("some many several few others whole entire numerous countless")
_KIN = word_set("""
children sons daughters kids brothers sisters siblings wives cousins grandchildren parents husbands nephews nieces
""")
_OF_ONE = word_set("own with has her his my your our had of their having raising")
_HELPERS = word_set("psychologists teachers doctors nurses mentors counsellors midwives trainers social-workers imams")
_WANTED = word_set(
    "need needs needed hire hired hires ask asked asks send sent recruit train additional extra employ employs"
)
_GIVEN_THINGS = word_set("""
distributed distribute distributing delivered handed gave bought sold built printed installed dug shipped repaired destroyed
""")
_SURVEYS = word_set("survey poll interviews interview sample questionnaire")
_TOLD = word_set("citing quoting told quoted asked interviewed")
_NONE_OF = word_set("deaths casualties fatalities arrivals injuries survivors returns returnees")


def is_not_counted(candidate: Candidate) -> bool:
    """Whether these people are spoken of without being counted: speakers, staff, somebody's kin, the families they belong to."""
    quantity, low = candidate.quantity, candidate.quantity.wording.lower()
    if counted_as_speakers(candidate.tokens, candidate.group) or any(rule(candidate) for rule in _NOT_COUNTED):
        return True
    if quantity.sort == "one":
        return not _one_is_counted(candidate)
    if quantity.low == 0 and quantity.sort == "loose":
        return not _none_is_counted(candidate)
    if low in _WEAK or low.split()[-1] in ("some", "many", "several", "few", "others"):
        return not tells_fate(candidate)
    return False


def _one_is_counted(candidate: Candidate) -> bool:
    """ "one man was killed", "… and one woman"; not "one man who"."""
    tokens, first, end = candidate.tokens, candidate.quantity.first, candidate.group.last
    if candidate.again and candidate.back(1) in ("and", ","):
        return True
    around = [t.low for t in (*tokens[end : end + 5], *tokens[max(0, first - 3) : first])]
    fate = any(
        w in ("claimed", "claims", "cost", "took") or w in FATES or w in MOVES or w in FATE_PARTICIPLES for w in around
    )
    return fate and candidate.after not in ("who", "of", "told")


def _none_is_counted(candidate: Candidate) -> bool:
    """ "no fighters have returned", "no deaths"."""
    tokens, end, after = candidate.tokens, candidate.group.last, candidate.after
    if after in AUXILIARIES or after in EVENT_OF or candidate.head in _NONE_OF:
        return True
    return candidate.quantity.wording.lower() == "none" and any(t.low in EVENT_OF for t in tokens[end : end + 9])


def _are_told(candidate: Candidate) -> bool:
    """ "told 30 reporters", "citing two officials"."""
    return candidate.back(1) in _TOLD


def _are_staff(candidate: Candidate) -> bool:
    """The people an organisation works with: "employs 300 people", "has 65 staff"."""
    before = candidate.back(1)
    if before in ("employs", "employ", "employing", "employed"):
        return True
    return candidate.head in ("staff", "employees", "volunteers", "personnel") and before in (
        "with", "has", "have", "had", "its", "of",
    )  # fmt: skip


def _are_asked(candidate: Candidate) -> bool:
    """ "a survey of 600 workers"."""
    return candidate.back(1) in ("of", "with", "among") and candidate.back(2) in _SURVEYS


def _are_in_cases(candidate: Candidate) -> bool:
    """ "in 30 cases"."""
    return candidate.head == "cases" and candidate.back(1) == "in"


def _are_few_names(candidate: Candidate) -> bool:
    """ "two names": the names of things; lists of people are longer."""
    return candidate.head == "names" and (candidate.quantity.low or candidate.quantity.high or 0) < 10


def _are_wanted(candidate: Candidate) -> bool:
    """ "needs 12 teachers"."""
    first = candidate.quantity.first
    around = candidate.tokens[max(0, first - 4) : candidate.group.head]
    return candidate.head in _HELPERS and any(t.low in _WANTED for t in around)


def _are_kin(candidate: Candidate) -> bool:
    """ "a widow with three children", "of my five sons": one person's family."""
    tokens, quantity, before = candidate.tokens, candidate.quantity, candidate.back(1)
    if candidate.head not in _KIN or quantity.sort != "number" or quantity.share:
        return False
    if before not in _OF_ONE or (quantity.low or 99) > 12:
        return False
    behind = tokens[max(0, quantity.first - 4) : quantity.first - 1]
    return before in ("own", "her", "his", "my", "your", "our", "their") or not any(
        is_people(t.low) or is_number(t) or t.low in ("including", "them", "total") for t in behind
    )


def _are_of_families(candidate: Candidate) -> bool:
    """ "18 people from three families": the people were counted."""
    first = candidate.quantity.first
    if candidate.head not in ("families", "households") or candidate.back(1) not in ("from", "in", "of"):
        return False
    return any(is_people(t.low) for t in candidate.tokens[max(0, first - 4) : first])


_NOT_COUNTED = (
    _are_told, _are_staff, _are_asked, _are_in_cases, _are_few_names, _are_wanted, _are_kin, _are_of_families,
)  # fmt: skip


def are_given_things(candidate: Candidate) -> bool:
    """ "we distributed 640 of them": kits, not people."""
    return candidate.back(1) in _GIVEN_THINGS
