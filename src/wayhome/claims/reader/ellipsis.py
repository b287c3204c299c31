"""Numbers without a noun that go on counting people named before: "12 from the north", "and received 42"."""

from __future__ import annotations

from collections.abc import Sequence

from wayhome.claims.reader.candidate import Candidate
from wayhome.claims.reader.find import Context
from wayhome.claims.reader.lexicon import (
    AUXILIARIES,
    EVENT_OF,
    FATE_PARTICIPLES,
    FATE_VERBS,
    FATES,
    MOVES,
    OTHER_VERBS,
    PREPOSITIONS,
    SAY,
    TIME_WORDS,
    UNITS,
    word_set,
)
from wayhome.claims.reader.people import is_people
from wayhome.claims.reader.quantity import Quantity
from wayhome.claims.reader.tokens import Token, is_capital, is_number
from wayhome.claims.reader.verbs import names_thing, verb_like

JUST_COUNTED = "so many of those just counted"
_NOT_THINGS = PREPOSITIONS | AUXILIARIES | OTHER_VERBS | TIME_WORDS | word_set("this others theirs its")
_FRACTIONS = (
    "most", "half", "majority", "minority", "third", "thirds", "quarter", "quarters", "fifth", "fifths", "tenth",
    "tenths", "rest", "remainder",
)  # fmt: skip
_STAYS = word_set("move follow stay remain go")
_PLANS = word_set("plan want hope wish intend")
_HOUSES = word_set("""
hosts host hosting houses housing shelters sheltering accommodates accommodating treats treating feeds feeding
""")
_VERBS = AUXILIARIES | OTHER_VERBS | frozenset(EVENT_OF)
_INCLUDING = word_set("including included includes include among")
_ALONE = frozenset(
    ("others", "some", "many", "none", "most", "few", "very few", "several", "the rest", "the remainder")
)
_NOBODY = frozenset(("no one", "nobody", "no-one", "not one", "none"))
# before a bare number that is none of people, and behind one that is
_NOT_ON = word_set("in since by at on until till aged age for within after is was mile no number than")
_ON = word_set("""
. , ; ) " ” in and from of who with last a were was are have had could did while but as because due through during
""") | {""}  # fmt: skip
_ENDS = word_set('. , ; ? ! at " ”') | {""}
_CLAIMED = word_set("""
were are had have saw see received another further counted claims claim claimed estimates estimate reports reported
says said say thinks think believes reckons lists barely
""")
_TOLD = word_set("figure number toll estimate total count tally")
_BEHIND_TOLD = word_set("in , . is was ) for given") | {""}
_BEHIND_CHANGE = word_set(", . in a last the") | {""}
_SPOKE = word_set("spoke speak speaks spoken talk talked")
_TALKS = word_set("talks talk talked speaks speak spoke")
_BEFORE_SOME = word_set(", ; and which whom them those these returnees but only while") | {""}


def goes_on_counting(candidate: Candidate) -> bool:
    """A bare number in a sentence that has counted people before: "and received 42 in return"."""
    tokens, quantity, after = candidate.tokens, candidate.quantity, candidate.after
    if quantity.sort == "loose" or quantity.share or candidate.before in _NOT_ON or candidate.is_age():
        return False
    if after in ("-", "/", "'", "%", ":", "°") or _is_decimal(candidate):
        return False
    to_a_place = (
        after in ("to", "into", "for", "through")
        and quantity.last + 1 < len(tokens)
        and is_capital(tokens[quantity.last + 1])
    )
    return after in _ON or after in EVENT_OF or verb_like(tokens, quantity.last) or to_a_place


def is_answer(candidate: Candidate) -> bool:
    """A number that ends a sentence about people: "In March it was nearly 700." """
    quantity, before, two = candidate.quantity, candidate.before, candidate.back(2)
    if quantity.share or quantity.sort == "loose" or candidate.after not in _ENDS:
        return False
    if (quantity.low or quantity.high or 99) < 3:
        return False
    if (before, two) in (("to", "closer"), ("was", "it")) or (before == "of" and two in _TALKS):
        return True
    return (bool(quantity.hedge) and before not in ("is", "for", "in")) or before in _CLAIMED


def is_thing(tokens: Sequence[Token], i: int) -> bool:
    """ "61 evacuation sites": the word for what becomes of people stands before a thing."""
    if i + 1 >= len(tokens) or tokens[i].low not in EVENT_OF:
        return False
    after = tokens[i + 1]
    return (
        after.text.islower()
        and after.low.endswith("s")
        and len(after.low) > 3
        and after.low not in EVENT_OF
        and after.low not in _NOT_THINGS
        and not is_people(after.low)
    )


def answers(context: Context, quantity: Quantity) -> bool:
    """ "How many have come?" — "Two hundred and eighty-seven." """
    tokens = context.tokens
    after = tokens[quantity.last].low if quantity.last < len(tokens) else ""
    if (
        not context.asked
        or quantity.sort not in ("number", "vague", "one")
        or after in UNITS
        or names_thing(tokens, quantity.last)
    ):
        return False
    begun = next((i + 1 for i, token in enumerate(tokens[:8]) if token.text == ":"), 0)
    return quantity.first - begun < 4


def loose_rule(candidate: Candidate) -> str:
    """ "others", "the rest", "none", "some" without a noun."""
    quantity = candidate.quantity
    after = [t.low for t in candidate.tokens[quantity.last : quantity.last + 5]]
    low = quantity.wording.lower()
    if not after or (low.startswith("no") and after[1:2] in (["come"], ["came"])):
        return ""
    moved = any(w in MOVES or w in FATES or w in FATE_PARTICIPLES for w in after)
    if low in _NOBODY and after[0] in AUXILIARIES and moved:
        return "nobody"
    if not candidate.counted or (after[0] not in _VERBS and after[0] not in _PLANS):
        return ""
    alone = low in _ALONE or low.endswith(("number", "numbers"))
    return JUST_COUNTED if alone and (moved or not _STAYS.isdisjoint(after)) else ""


# ---- what goes on counting by the words around it


def is_elliptical(candidate: Candidate) -> bool:
    """A number without a noun that goes on counting: ", 15 of them", "12 from Syria", "43, is given"."""
    if candidate.quantity.share:
        return _share_has_verb(candidate)
    if candidate.after == "more" and candidate.group.last + 1 < len(candidate.tokens):
        return _more_goes_on(candidate)
    if _is_arrived_at(candidate):
        return True
    if _is_decimal(candidate) and "," not in candidate.tokens[candidate.quantity.core].text:
        return False
    if _are_housed(candidate):
        return not names_thing(candidate.tokens, candidate.quantity.last)
    return any(rule(candidate) for rule in _ELLIPSES)


def _share_has_verb(candidate: Candidate) -> bool:
    """ "half are", "most of", "60 percent said"."""
    quantity, after = candidate.quantity, candidate.after
    if quantity.wording.lower().endswith(_FRACTIONS) and (
        after in AUXILIARIES or after in _PLANS or after == "of" or after in EVENT_OF
    ):
        return True
    past = after.endswith("ed") and len(after) > 4
    return quantity.sort == "number" and (after in _VERBS or after in SAY or after in ("knew", "know") or past)


def _more_goes_on(candidate: Candidate) -> bool:
    """ "300 more every month", "12 more were"."""
    following = candidate.tokens[candidate.group.last + 1].low
    return following in ("every", "each", "per", "a", "in", "from") or following in _VERBS


def _is_arrived_at(candidate: Candidate) -> bool:
    """ "arrived at 166,000", "reckoned with 300"."""
    before, two = candidate.before, candidate.back(2)
    return (before == "at" and two in ("arrived", "arrives")) or (before == "with" and two.startswith("reckon"))


def _is_decimal(candidate: Candidate) -> bool:
    """ "3.2": no number of people."""
    quantity, number = candidate.quantity, candidate.tokens[candidate.quantity.core]
    return is_number(number) and "." in number.text and quantity.last == quantity.core + 1


def _are_housed(candidate: Candidate) -> bool:
    """ "the school houses 300", "caring for 40"."""
    return candidate.before in _HOUSES or (
        candidate.before == "for" and candidate.back(2).startswith(("care", "caring"))
    )


def _are_admitted(candidate: Candidate) -> bool:
    """ "admitted to 30"."""
    return candidate.before == "to" and not _nearby(candidate).isdisjoint(("admit", "admits", "admitted"))


def _is_told(candidate: Candidate) -> bool:
    """ "a figure of 43, is given", "the toll: 12 in"."""
    return candidate.after in _BEHIND_TOLD and not _nearby(candidate).isdisjoint(_TOLD)


def _are_included(candidate: Candidate) -> bool:
    """ "including 12 from the north"."""
    return candidate.before in _INCLUDING and candidate.after in word_set("from in who with aged under , and")


def _are_aboard(candidate: Candidate) -> bool:
    """ "with 120 on board"."""
    tokens, i = candidate.tokens, candidate.group.last
    on_board = candidate.after == "on" and i + 1 < len(tokens) and tokens[i + 1].low == "board"
    return candidate.after == "aboard" or on_board


def _are_subject(candidate: Candidate) -> bool:
    """ "that 15 were", "last week 12 had"."""
    behind = candidate.before == "that" or candidate.before in TIME_WORDS
    return candidate.after in AUXILIARIES and candidate.quantity.sort != "one" and behind


def _are_some_of_them(candidate: Candidate) -> bool:
    """ "12 from Syria", "43 who", ", 15 of them", "and 20 were"."""
    tokens, end, after = candidate.tokens, candidate.quantity.last, candidate.after
    if after in ("from", "who", "whom"):
        return True
    if after not in ("were", "was", "are", "had", "have", "of") or candidate.before not in _BEFORE_SOME:
        return False
    of_others = end + 1 < len(tokens) and tokens[end + 1].low not in ("them", "whom", "these", "those", "the")
    return not (after == "of" and of_others)


def _are_further(candidate: Candidate) -> bool:
    """ "another 12", "spoke of 300"."""
    if candidate.before in ("another", "further", "additional", "other"):
        return True
    return candidate.before == "of" and not _nearby(candidate).isdisjoint(_SPOKE)


def _are_changed(candidate: Candidate) -> bool:
    """ "killing 15 …", "up from 40 in", "compared with 30 last"."""
    if candidate.before in FATE_VERBS:
        return True
    if candidate.after not in _BEHIND_CHANGE:
        return False
    moved = candidate.before in ("of", "from") and not _nearby(candidate).isdisjoint(("up", "down"))
    return moved or (candidate.back(2) == "compared" and candidate.before in ("with", "to"))


_ELLIPSES = (
    _are_admitted, _is_told, _are_included, _are_aboard, _are_subject, _are_some_of_them, _are_further, _are_changed,
)  # fmt: skip


def _nearby(candidate: Candidate) -> set[str]:
    """The six words before the quantity."""
    first = candidate.quantity.first
    return {token.low for token in candidate.tokens[max(0, first - 6) : first]}
