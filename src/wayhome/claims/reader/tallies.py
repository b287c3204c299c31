"""Numbers that stand apart from the people they count: "the number of refugees rose to N", "Returnees: N"."""

from __future__ import annotations

from collections.abc import Sequence

from wayhome.claims.reader.candidate import Candidate
from wayhome.claims.reader.lexicon import EVENT_OF, SAY, SPEAKERS_NOT_COUNTED, TOLLS, UNITS, word_set
from wayhome.claims.reader.people import is_people
from wayhome.claims.reader.tokens import Token, is_capital, is_number

_TALLY_VERBS = word_set("""
number numbered numbering total totalled totaled totalling totaling reached reach reaches hit passed exceeded
exceeds exceed stands stood rose risen rise climbed fell dropped swelled grown grew doubled to at is was were be
of topped surpassed jumped increased decreased declined fallen gone shrunk estimated put puts
""")
_FLOWS = word_set("displacement influx inflow outflow exodus arrivals departures returns crossings defections")
_REACHED = word_set("""
reached reach reaches hit passed exceeded exceeds exceed topped surpassed totalled totaled
""")
_NUMBER = word_set("number numbered numbering totalled totaled total totalling")
_PUT = word_set("put puts estimated estimate estimates")
_PUT_AT = TOLLS | word_set("those dead toll them")
_STANDS = word_set("put puts estimated estimates stood stands")
_WINDOW = 24  # tokens before the number

NUMBER_IS = "the number of people is so many"
PEOPLE_NUMBER = "people number so many"
PUT_AT = "people are put at so many"
ARE = "people are so many"
HAVE_REACHED = "people have reached so many"
TALLIES = (NUMBER_IS, PEOPLE_NUMBER, PUT_AT, ARE, HAVE_REACHED)  # the rules that this file knows


def is_labelled(candidate: Candidate) -> bool:
    """ "Returnees: 22,300", as lists of key figures have it."""
    tokens, quantity, i = candidate.tokens, candidate.quantity, candidate.quantity.first
    if quantity.share or not 2 <= i <= 12 or tokens[i - 1].text not in (":", "|"):
        return False
    if quantity.last < len(tokens) and tokens[quantity.last].text not in "(.;,*":
        return False
    label = tokens[: i - 1]
    if any(t.low in SPEAKERS_NOT_COUNTED or t.low in SAY for t in label):
        return False
    return any(is_people(t.low, is_capital(t)) for t in label)


def tally_rule(candidate: Candidate) -> str:
    """ "the number of refugees rose to N", "the toll stands at N", "refugees number N", "put the dead at N"."""
    tokens, quantity, group = candidate.tokens, candidate.quantity, candidate.group
    after = tokens[quantity.last].low if quantity.last < len(tokens) else ""
    if group.sort == "other" and not (group.last < len(tokens) and candidate.head in TOLLS):
        return ""
    if after in UNITS or quantity.share:
        return ""
    if _brought_to(tokens, quantity.first, quantity.last):
        return NUMBER_IS
    window = tokens[max(0, quantity.first - _WINDOW) : quantity.first]
    if not window:
        return ""
    return _by_word_behind(window) or _by_last_word(candidate, window)


def _by_word_behind(window: Sequence[Token]) -> str:
    """The rule of the nearest word before the number that makes it a tally: "number", "toll", "put … at"."""
    change = window[-1].low == "to" and any(t.low == "from" for t in window)
    for i in range(len(window) - 1, -1, -1):
        token, between = window[i], window[i + 1 :]
        if token.text in ";:" and between:
            return ""
        if is_number(token) and len(between) < 2 and not is_year(token) and not change:
            return ""
        if _names_tally(window, i):
            verbs = {t.low for t in between}
            if token.low in ("population", "ranks") and verbs.isdisjoint(("of", "at", "to", "numbered")):
                return ""
            if not verbs.isdisjoint(_TALLY_VERBS):
                return NUMBER_IS
        if token.low in _NUMBER and len(between) < 2 and any(is_people(t.low, is_capital(t)) for t in window[:i]):
            return PEOPLE_NUMBER
        if token.low in _PUT and window[-1].low == "at" and any(is_people(t.low) or t.low in _PUT_AT for t in between):
            return PUT_AT
    return ""


def _by_last_word(candidate: Candidate, window: Sequence[Token]) -> str:
    """The rule of the word right before the number, where people stand anywhere before it."""
    last = window[-1].low
    people = any(is_people(t.low, is_capital(t)) for t in window)
    if last in _REACHED and people:
        return HAVE_REACHED
    if (
        _ends_phrase(candidate.tokens, candidate.quantity.last)
        and _are(window)
        and (people or any(t.low == "those" for t in window))
    ):
        return ARE
    if (
        last == "at"
        and any(t.low in ("those", "dead", "wounded", "toll", "missing") or is_people(t.low) for t in window[-6:])
        and any(t.low in _STANDS for t in candidate.tokens[: candidate.quantity.first])
    ):
        return PUT_AT
    return ""


def _names_tally(window: Sequence[Token], i: int) -> bool:
    """Whether window[i] is a toll, a flow, a number of people."""
    low = window[i].low
    if low in _FLOWS or low in ("toll", "population", "ranks", "strength"):
        return True
    return low in TOLLS and _of_people(window, i)


def _brought_to(tokens: Sequence[Token], first: int, last: int) -> bool:
    """ "bringing to 38 the number killed"."""
    behind = [t.low for t in tokens[max(0, first - 2) : first]]
    ahead = [t.low for t in tokens[last : last + 4]]
    if not behind or behind[0] not in ("bringing", "brought", "brings", "taking", "raised", "raising", "takes"):
        return False
    return behind[-1] == "to" and ahead[:1] == ["the"] and not {"number", "toll", "total"}.isdisjoint(ahead)


def _ends_phrase(tokens: Sequence[Token], i: int) -> bool:
    return i >= len(tokens) or tokens[i].text in '.,;:"”)' or tokens[i].low in ("and", "but", "in")


def _are(window: Sequence[Token]) -> bool:
    """Whether the words before a number are "are", "are in the", "were about"."""
    lows = [t.low for t in window[-4:] if t.low not in ("in", "the", "only", "just", "now", "well")]
    return bool(lows) and lows[-1] in ("are", "were")


def is_year(token: Token) -> bool:
    return len(token.text) == 4 and token.text.isdecimal()


def _of_people(window: Sequence[Token], i: int) -> bool:
    """Whether the "number" or "figure" at window[i] is one of people."""
    ahead = window[i + 1 : i + 9]
    behind = window[max(0, i - 4) : i]
    people = any(is_people(t.low, is_capital(t)) or t.low in ("those", "them") for t in ahead)
    people = people or (bool(ahead) and ahead[0].low in EVENT_OF)  # "the number coming back"
    return people or any(
        is_people(t.low) or t.low in word_set("idp refugee death casualty migrant prisoner official detainee")
        for t in behind
    )


def tallied_people(tokens: Sequence[Token], end: int) -> str:
    """The people that a tally counts: the noun nearest behind "number of", before the number at `end`."""
    start = max((i for i in range(end) if tokens[i].low in TOLLS), default=0)
    behind = (t for t in tokens[start:end] if is_people(t.low, is_capital(t)))
    before = (
        t
        for t in reversed(tokens[:end])
        if is_people(t.low, is_capital(t))
        and t.low not in SPEAKERS_NOT_COUNTED
        and t.low not in ("reporters", "journalists")
    )
    found = next(behind, None) or next(before, None)
    return found.text if found is not None else ""
