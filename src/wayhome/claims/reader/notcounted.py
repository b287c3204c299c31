"""People in a number who are not counted by it: those who speak, an organisation's staff, one person's children."""

from __future__ import annotations

from collections.abc import Sequence

from wayhome.claims.reader.lexicon import AUXILIARIES, EVENT_OF, FATE_PARTICIPLES, FATES, MOVES, word_set
from wayhome.claims.reader.people import Group, counted_as_speakers, is_people
from wayhome.claims.reader.quantity import Quantity
from wayhome.claims.reader.tokens import Token, is_number
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


def _is_staff(tokens: Sequence[Token], quantity: Quantity, head: str) -> bool:
    """Whether these are the people an organisation works with: "employs 300 people", "has 65 staff"."""
    before = tokens[quantity.first - 1].low if quantity.first else ""
    if before in ("employs", "employ", "employing", "employed"):
        return True
    return head in ("staff", "employees", "volunteers", "personnel") and before in (
        "with",
        "has",
        "have",
        "had",
        "its",
        "of",
    )


def is_not_counted(tokens: Sequence[Token], quantity: Quantity, group: Group, *, same: bool = False) -> bool:
    """Whether these people are spoken of without being counted: speakers, staff, somebody's kin, the families they belong to."""
    head, low = tokens[group.head], quantity.wording.lower()
    if quantity.first and tokens[quantity.first - 1].low in (
        "citing",
        "quoting",
        "told",
        "quoted",
        "asked",
        "interviewed",
    ):
        return True
    if counted_as_speakers(tokens, group) or _is_staff(tokens, quantity, head.low):
        return True
    if _are_asked(tokens, quantity):
        return True
    if head.low == "cases" and quantity.first and tokens[quantity.first - 1].low == "in":
        return True
    if head.low == "names" and (quantity.low or quantity.high or 0) < 10:
        return True
    if head.low in _HELPERS and any(t.low in _WANTED for t in tokens[max(0, quantity.first - 4) : group.head]):
        return True
    if _is_kin(tokens, quantity, head.low) or _is_of_families(tokens, quantity, head.low):
        return True
    if quantity.sort == "one":
        window = [t.low for t in tokens[group.last : group.last + 5]] + [
            t.low for t in tokens[max(0, quantity.first - 3) : quantity.first]
        ]
        coordinated = same and quantity.first and tokens[quantity.first - 1].low in ("and", ",")
        return not coordinated and (
            not any(
                w in ("claimed", "claims", "cost", "took") or w in FATES or w in MOVES or w in FATE_PARTICIPLES
                for w in window
            )
            or (group.last < len(tokens) and tokens[group.last].low in ("who", "of", "told"))
        )
    if quantity.low == 0 and quantity.sort == "loose":
        after = tokens[group.last].low if group.last < len(tokens) else ""
        return (
            after not in AUXILIARIES
            and after not in EVENT_OF
            and not (
                quantity.wording.lower() == "none"
                and any(t.low in EVENT_OF for t in tokens[group.last : group.last + 9])
            )
            and head.low not in word_set("deaths casualties fatalities arrivals injuries survivors returns returnees")
        )
    if low in _WEAK or low.split()[-1] in ("some", "many", "several", "few", "others"):
        return not tells_fate(tokens, quantity, group)
    return False


def _is_kin(tokens: Sequence[Token], quantity: Quantity, head: str) -> bool:
    """ "a widow with three children", "of my five sons": one person's family."""
    if head not in _KIN or quantity.sort != "number" or quantity.share or not quantity.first:
        return False
    before = tokens[quantity.first - 1].low
    if before not in _OF_ONE or (quantity.low or 99) > 12:
        return False
    behind = tokens[max(0, quantity.first - 4) : quantity.first - 1]
    return before in ("own", "her", "his", "my", "your", "our", "their") or not any(
        is_people(t.low) or is_number(t) or t.low in ("including", "them", "total") for t in behind
    )


def _is_of_families(tokens: Sequence[Token], quantity: Quantity, head: str) -> bool:
    """ "18 people from three families": the people were counted."""
    if head not in ("families", "households") or not quantity.first:
        return False
    before = tokens[max(0, quantity.first - 4) : quantity.first]
    return bool(before) and before[-1].low in ("from", "in", "of") and any(is_people(t.low) for t in before)


def _are_asked(tokens: Sequence[Token], quantity: Quantity) -> bool:
    """ "a survey of 600 workers"."""
    behind = [token.low for token in tokens[max(0, quantity.first - 2) : quantity.first]]
    return len(behind) == 2 and behind[1] in ("of", "with", "among") and behind[0] in (
        "survey", "poll", "interviews", "interview", "sample", "questionnaire",
    )  # fmt: skip


def are_given_things(tokens: Sequence[Token], quantity: Quantity) -> bool:
    """ "we distributed 640 of them": kits, not people."""
    return bool(quantity.first) and tokens[quantity.first - 1].low in _GIVEN_THINGS
