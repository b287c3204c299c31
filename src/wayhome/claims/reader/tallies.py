"""Numbers that stand apart from the people they count: "the number of refugees rose to N", "Returnees: N"."""

from __future__ import annotations

from collections.abc import Sequence

from wayhome.claims.reader.lexicon import EVENT_OF, SAY, SPEAKERS_NOT_COUNTED, TOLLS, UNITS, word_set
from wayhome.claims.reader.people import Group, is_people
from wayhome.claims.reader.quantity import Quantity
from wayhome.claims.reader.tokens import Token, is_capital, is_number

_TALLY_VERBS = word_set("""
number numbered numbering total totalled totaled totalling totaling reached reach reaches hit passed exceeded
exceeds exceed stands stood rose risen rise climbed fell dropped swelled grown grew doubled to at is was were be
of topped surpassed jumped increased decreased declined fallen gone shrunk dropped estimated put puts
""")
_FLOWS = word_set("displacement influx inflow outflow exodus arrivals departures returns crossings defections")
_REACHED = word_set("""
reached reach reaches hit passed exceeded exceeds exceed topped surpassed totalled totaled
""")


def is_labelled(tokens: Sequence[Token], quantity: Quantity) -> bool:
    """ "Returnees: 22,300", as lists of key figures have it."""
    i = quantity.first
    if (
        i < 2
        or i > 12
        or tokens[i - 1].text not in (":", "|", "\t")
        or (
            quantity.last < len(tokens)
            and tokens[quantity.last].text not in "(.;,*"
            and tokens[quantity.last].low not in UNITS
        )
    ):
        return False
    if quantity.share or (quantity.last < len(tokens) and tokens[quantity.last].low in UNITS):
        return False
    label = tokens[: i - 1]
    if any(t.low in SPEAKERS_NOT_COUNTED for t in label):
        return False
    return any(is_people(t.low, is_capital(t)) for t in label) and not any(t.low in SAY for t in label)


def tally_rule(tokens: Sequence[Token], quantity: Quantity, group: Group) -> str:
    """ "the number of refugees rose to N", "the toll stands at N", "refugees number N", "put the dead at N"."""
    after = tokens[quantity.last].low if quantity.last < len(tokens) else ""
    if group.sort == "other" and not (group.last < len(tokens) and tokens[group.head].low in TOLLS):
        return ""
    if after in UNITS or quantity.share:
        return ""
    low = min(quantity.first, quantity.core)
    if _brought_to(tokens, low, quantity.last):
        return "the number of people is so many"
    window = tokens[max(0, low - 24) : low]
    change = "from" in {t.low for t in window} and bool(window) and window[-1].low == "to"
    for back in range(1, len(window) + 1):
        token = window[-back]
        if (token.text in ";:" and back > 1) or (is_number(token) and back < 3 and not is_year(token) and not change):
            break
        if token.low in TOLLS | _FLOWS and (
            token.low in _FLOWS
            or token.low in ("toll", "population", "ranks", "strength")
            or _of_people(window, len(window) - back)
        ):
            between = [t.low for t in window[len(window) - back + 1 :]]
            if token.low in ("population", "ranks") and not set(between) & {"of", "at", "to", "numbered"}:
                break
            if set(between) & _TALLY_VERBS or (between and between[-1] == "of"):
                return "the number of people is so many"
        if (
            token.low in ("number", "numbered", "numbering", "totalled", "totaled", "total", "totalling")
            and back <= 2
            and any(is_people(t.low, is_capital(t)) for t in window[: len(window) - back])
        ):
            return "people number so many"
        if token.low in ("put", "puts", "estimated", "estimate", "estimates") and window[-1].low == "at":
            between = window[len(window) - back + 1 :]
            if any(is_people(t.low) or t.low in ("those", "dead", "toll", "them") or t.low in TOLLS for t in between):
                return "people are put at so many"
    if window and window[-1].low in _REACHED and any(is_people(t.low, is_capital(t)) for t in window):
        return "people have reached so many"
    if _ends_phrase(tokens, quantity.last) and (
        _are(window) and any(t.low == "those" or is_people(t.low, is_capital(t)) for t in window)
    ):
        return "people are so many"
    if (
        window
        and window[-1].low == "at"
        and any(t.low in ("those", "dead", "wounded", "toll", "missing") or is_people(t.low) for t in window[-6:])
    ) and any(t.low in ("put", "puts", "estimated", "estimates", "stood", "stands") for t in tokens[:low]):
        return "people are put at so many"
    return ""


def _brought_to(tokens: Sequence[Token], first: int, last: int) -> bool:
    """ "bringing to 38 the number killed"."""
    behind = [t.low for t in tokens[max(0, first - 2) : first]]
    ahead = [t.low for t in tokens[last : last + 4]]
    brought = behind[:1] and behind[0] in ("bringing", "brought", "brings", "taking", "raised", "raising", "takes")
    return (
        bool(brought) and behind[-1] == "to" and ahead[:1] == ["the"] and bool({"number", "toll", "total"} & set(ahead))
    )


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


def tallied_people(tokens: Sequence[Token], quantity: Quantity) -> str:
    """The people that a tally counts: the noun nearest behind "number of", before the number."""
    start = max((i for i in range(quantity.first) if tokens[i].low in TOLLS), default=0)
    behind = (t for t in tokens[start : quantity.first] if is_people(t.low, is_capital(t)))
    before = (
        t
        for t in reversed(tokens[: quantity.first])
        if is_people(t.low, is_capital(t))
        and t.low not in SPEAKERS_NOT_COUNTED
        and t.low not in ("reporters", "journalists")
    )
    found = next(behind, None) or next(before, None)
    return found.text if found is not None else ""
