"""Amounts: every quantity of a sentence that counts people."""

from __future__ import annotations

from collections.abc import Sequence

from wayhome.claims.reader.ellipsis import goes_on_counting, is_answer, is_elliptical, loose_rule
from wayhome.claims.reader.find import Context, Find, clause, event_near, is_definite
from wayhome.claims.reader.lexicon import (
    AUXILIARIES,
    DETERMINERS,
    EVENT_OF,
    FATE_PARTICIPLES,
    FATE_VERBS,
    FATES,
    MOVES,
    UNITS,
    word_set,
)
from wayhome.claims.reader.numbers import quantities
from wayhome.claims.reader.people import Group, counted_as_speakers, group_after, is_people
from wayhome.claims.reader.quantity import Quantity
from wayhome.claims.reader.tallies import is_labelled, is_year, tallied_people, tally_rule
from wayhome.claims.reader.tokens import Token, is_capital, is_number
from wayhome.claims.reader.verbs import fate_soon, moves_soon, names_thing, tells_fate, verb_like
from wayhome.claims.words import Words

_FUTURE = word_set("will would could may might shall can should")
_PLANS = tuple(
    """
plans to | planned to | plan to | expected to | expects to | intends to | intend to | set to | due to be |
about to be | pledged to | promised to | vowed to | agreed to | offered to | wants to | want to | ready to |
prepared to | hopes to | likely to | at risk of | going to | threatened to | is to | are to | decided to |
refuse to | refused to | aims to
""".replace("\n", " ").split(" | ")
)
_PLAN_WORDS = (
    _FUTURE
    | {word for plan in _PLANS for word in plan.split() if word not in ("to", "of", "be")}
    | word_set("forecast projected projection expects predicts predicted anticipates")
)
_OUTLOOK_NOUNS = word_set("forecast projected projection expects predicts predicted anticipates")
_WEAK = word_set("some many several few others whole entire numerous countless")
_SMALL_TALK = word_set("officials experts analysts")
_TALLIES = (
    "the number of people is so many",
    "people number so many",
    "people are put at so many",
    "people are so many",
    "people have reached so many",
)
_RARE = word_set("rare isolated uncommon scarce exceptional sporadic")


def amounts(context: Context, words: Words) -> list[Find]:
    """The quantities that count people, in order."""
    tokens, found = context.tokens, list[Find]()
    counted, event = context.counted, context.event
    done = 0
    for quantity in quantities(context.text, tokens, words):
        if quantity.first < done:
            continue
        one = quantity.sort == "one" or (quantity.low == 1 and quantity.high == 1)
        group = group_after(tokens, quantity.last, one=one)
        rule = _rule(tokens, quantity, group, counted, event, same=bool(found))
        if not rule:
            continue
        find = _find(context, quantity, group, rule, counted, event)
        if find is None:
            continue
        found.append(find)
        done = group.last
        counted, event = find.who or counted, find.event or event
    return found or rarities(context)


def _rule(tokens: Sequence[Token], quantity: Quantity, group: Group, counted: str, event: str, *, same: bool) -> str:
    """The name of the rule that makes it a number of people; "" where none does."""
    if quantity.share and quantity.first and tokens[quantity.first - 1].low == "by" and group.sort != "people":
        return ""  # "fell by a fifth"
    after = tokens[group.last].low if group.last < len(tokens) else ""
    begin = quantity.first - (quantity.first > 0 and tokens[quantity.first - 1].text in '"“‘')
    before = tokens[begin - 1].low if begin else ""
    if group.sort == "people":
        return "" if _is_not_counted(tokens, quantity, group, same=same) else "number of people"
    if group.sort == "them":
        if after in UNITS:
            return ""
        return "so many of them" if counted or fate_soon(tokens, group.last) else ""
    if group.sort == "other":
        if before in FATE_VERBS and tokens[quantity.last].low == "of":
            return "so many killed, freed or moved"
        if verb_like(tokens, quantity.last) and (counted or quantity.sort == "vague"):
            return "so many of those just counted"
        return tally_rule(tokens, quantity, group)
    if (
        quantity.hedge.lower() in ("under", "over", "above", "below")
        and (quantity.low or quantity.high or 99) < 100
        and before not in FATE_VERBS
    ):
        return ""  # an age
    if quantity.sort == "one" and not (counted and after in AUXILIARIES):
        return ""
    if after in UNITS or (
        after in ("-", "/", "°", "'", "′") and tokens[group.last].start == tokens[group.last - 1].end
    ):
        return ""
    if (
        quantity.share
        and quantity.sort == "loose"
        and quantity.wording.lower() in ("half", "one half")
        and after not in AUXILIARIES
        and not (counted and after.endswith("ing") and after in EVENT_OF)
    ):
        return ""
    if quantity.sort == "loose" and not quantity.share:
        return loose_rule(tokens, quantity, counted)
    if (
        before in FATE_VERBS
        or (before == "of" and quantity.first > 1 and tokens[quantity.first - 2].low in ("death", "deaths", "killing"))
    ) and not names_thing(tokens, group.last):
        return "so many killed, freed or moved"
    if fate_soon(tokens, group.last):
        return "so many were killed, freed or moved"
    if tally := tally_rule(tokens, quantity, group):
        return tally
    if quantity.sort == "vague" and verb_like(tokens, group.last):
        return "so many, as of people"
    if is_labelled(tokens, quantity):
        return "a figure with its label"
    if (
        before == "the"
        and quantity.first > 1
        and tokens[quantity.first - 2].low == "of"
        and quantity.first > 2
        and is_number(tokens[quantity.first - 3])
    ):
        return ""  # "760 of the 3,244"
    if counted and quantity.share and after.endswith("ing") and after in EVENT_OF:
        return "so many of those just counted"
    if counted and (
        moves_soon(tokens, group.last)
        or (same and goes_on_counting(tokens, quantity, before, after))
        or is_answer(quantity, before, after)
    ):
        return "so many of those just counted"
    if counted and is_elliptical(tokens, quantity, group.last, before, after):
        return "so many of those just counted"
    return ""


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


def _is_not_counted(tokens: Sequence[Token], quantity: Quantity, group: Group, *, same: bool = False) -> bool:
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
    if quantity.sort == "one":
        window = [t.low for t in tokens[group.last : group.last + 5]] + [
            t.low for t in tokens[max(0, quantity.first - 3) : quantity.first]
        ]
        coordinated = same and quantity.first and tokens[quantity.first - 1].low in ("and", ",")
        return not coordinated and (
            not any(w in FATES or w in MOVES or w in FATE_PARTICIPLES for w in window)
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


def rarities(context: Context) -> list[Find]:
    """ "Cases of fighters returning on their own are rare"."""
    tokens = context.tokens
    for i, token in enumerate(tokens):
        if (
            token.low in _RARE
            and i
            and tokens[i - 1].low in word_set("are is were was remain remained been very extremely still")
        ):
            first, last = clause(tokens, i, i + 1)
            people = next((t.text for t in tokens[first:i] if is_people(t.low, is_capital(t))), "")
            event = event_near(tokens, first, i, first)
            if people and event:
                return [
                    Find("amount", first, last, i, i + 1, "something is rare", i, vague=True, who=people, event=event)
                ]
    return []


def _find(context: Context, quantity: Quantity, group: Group, rule: str, counted: str, event: str) -> Find | None:
    tokens = context.tokens
    end = max(group.last, quantity.last)
    first, last = clause(tokens, quantity.first, end)
    became = event_near(tokens, first, last, quantity.core) or event_near(tokens, 0, len(tokens), quantity.core)
    first, last = _parted(tokens, first, last, quantity, end)
    who = (
        _who(context, group)
        if group.sort == "people"
        else (tallied_people(tokens, quantity) if rule in _TALLIES else "") or counted
    )
    if not became and group.sort != "people":
        became = event
    kind = (
        "outlook"
        if _is_outlook(tokens, first, last, quantity) and not is_definite(tokens, quantity.first)
        else "amount"
    )
    vague = quantity.sort in ("vague", "loose")
    word_last = quantity.last
    if rule == "a figure with its label":
        first = 0
    if kind == "outlook" and quantity.sort == "loose" and not quantity.share:
        modal = next(
            (i for i in range(quantity.last, min(last - 1, quantity.last + 8)) if tokens[i].low in _FUTURE), None
        )
        word_last = min(modal + 3, last) if modal is not None else word_last
    return Find(
        kind, first, last, quantity.first, word_last, rule, quantity.core,
        quantity.low, quantity.high, quantity.share, vague, who, became, quantity.hedge,
        of=who if quantity.share else "",
    )  # fmt: skip


def _who(context: Context, group: Group) -> str:
    tokens, first = context.tokens, group.first
    while first < group.head and (
        tokens[first].low in DETERMINERS
        or tokens[first].low in ("of", "more", "other", "another", "additional", "its")
        or is_number(tokens[first])
    ):
        first += 1
    return context.words(first, group.last)


def _parted(tokens: Sequence[Token], first: int, last: int, quantity: Quantity, end: int) -> tuple[int, int]:
    """The clause cut at "and", where both sides count people: "12 died and 30 were wounded"."""
    for i in range(quantity.first - 1, first, -1):
        if (
            tokens[i].low in ("and", "but")
            and _counts(tokens, first, i)
            and (
                i + 1 == quantity.first
                or all(
                    t.low in ("only", "just", "then", "another", "a", "the", "further")
                    for t in tokens[i + 1 : quantity.first]
                )
                or _finite(tokens, i + 1, quantity.first)
            )
        ):
            first = i + 1
            break
    for i in range(end, last - 1):
        if tokens[i].low in ("and", "but") and (
            _counts(tokens, i + 1, last) or _finite(tokens, i + 1, min(i + 4, last))
        ):
            last = i
            break
    return first, last


def _counts(tokens: Sequence[Token], first: int, last: int) -> bool:
    return any(
        (is_number(t) and not is_year(t))
        or t.low in word_set("hundreds thousands dozens several many two three four five six")
        for t in tokens[first:last]
    )


def _finite(tokens: Sequence[Token], first: int, last: int) -> bool:
    return any(t.low in AUXILIARIES or t.low in EVENT_OF or t.low == "those" for t in tokens[first:last])


def _is_outlook(tokens: Sequence[Token], first: int, last: int, quantity: Quantity) -> bool:
    """Whether the clause speaks of what is to come."""
    lows = [t.low for t in tokens[first:last]]
    if _PLAN_WORDS.isdisjoint(lows):
        return False
    for i, low in enumerate(lows):
        if (
            low in _FUTURE
            and (lows[i + 1 : i + 2] != ["have"] or lows[i + 2 : i + 3] == ["to"])
            and low not in ("can", "should")
        ):
            return True
        if low in _OUTLOOK_NOUNS:
            return True
    joined = " " + " ".join(t.text if is_capital(t) and i else t.low for i, t in enumerate(tokens[first:last])) + " "
    return any(
        (at := joined.find(f" {plan} ")) >= 0 and joined[at + len(plan) + 2 : at + len(plan) + 3].islower()
        for plan in _PLANS
    )
