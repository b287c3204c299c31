"""Amounts: every quantity of a sentence that counts people."""

from __future__ import annotations

from collections.abc import Sequence

from wayhome.claims.reader.ellipsis import answers, goes_on_counting, is_answer, is_elliptical, is_thing, loose_rule
from wayhome.claims.reader.find import Context, Find, clause, event_near, is_definite
from wayhome.claims.reader.lexicon import (
    ADVERBS,
    AUXILIARIES,
    COUNTED_EVENTS,
    DETERMINERS,
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
from wayhome.claims.reader.numbers import quantities
from wayhome.claims.reader.people import Group, group_after, is_people
from wayhome.claims.reader.quantity import Quantity
from wayhome.claims.reader.ratios import without_noun
from wayhome.claims.reader.tallies import is_labelled, is_year, tallied_people, tally_rule
from wayhome.claims.reader.tokens import Token, is_capital, is_number
from wayhome.claims.reader.verbs import fate_soon, moves_soon, names_thing, verb_like
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
_SMALL_TALK = word_set("officials experts analysts")
_TALLIES = (
    "the number of people is so many",
    "people number so many",
    "people are put at so many",
    "people are so many",
    "people have reached so many",
)
_COLLECTIVES = word_set("""
population group groups army force forces militia militias ranks workforce contingent caseload brigade battalion
""")
_HUMAN_DEEDS = word_set("""
died fled drowned surrendered deserted enlisted emigrated confessed perished starved married volunteered
""")
_BY_DEEDS = "number of people, as their deeds show"
_COUNTS = word_set("hundreds thousands dozens several many two three four five six")
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
        if not rule and answers(context, quantity, tokens[quantity.last].low if quantity.last < len(tokens) else ""):
            rule = "so many, as asked"
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
    if quantity.share and without_noun(tokens, quantity.core, quantity.last):
        return "one person in so many"
    after = tokens[group.last].low if group.last < len(tokens) else ""
    begin = quantity.first - (quantity.first > 0 and tokens[quantity.first - 1].text in '"“‘')
    before = tokens[begin - 1].low if begin else ""
    if group.sort == "people":
        return "" if is_not_counted(tokens, quantity, group, same=same) else "number of people"
    if group.sort == "them":
        if after in UNITS or are_given_things(tokens, quantity):
            return ""
        return "so many of them" if counted or fate_soon(tokens, group.last) else ""
    if quantity.low == 0 and group.sort == "other" and _is_one_event(tokens[group.head].low):
        return "number of people"
    one_person = group.sort == "other" and tokens[group.head].low in PEOPLE_SINGULAR
    if quantity.low == 0 and one_person and (after in EVENT_OF or after in AUXILIARIES):
        return "number of people"
    if is_thing(tokens, quantity.last) and group.sort != "them":
        return ""
    if group.sort == "other":
        if _acts_like_people(tokens, quantity, group):
            return _BY_DEEDS
        if before in FATE_VERBS and tokens[quantity.last].low == "of":
            return "so many killed, freed or moved"
        if verb_like(tokens, quantity.last) and (counted or quantity.sort == "vague"):
            return "so many of those just counted"
        return tally_rule(tokens, quantity, group)
    if (
        quantity.hedge.lower() in ("under", "over", "above", "below")
        and (quantity.low or quantity.high or 99) < 100
        and not quantity.share
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
        or is_answer(tokens, quantity, before, after)
    ):
        return "so many of those just counted"
    if counted and is_elliptical(tokens, quantity, group.last, before, after):
        return "so many of those just counted"
    return ""


def _is_one_event(low: str) -> bool:
    """ "not a single departure"."""
    return low + "s" in COUNTED_EVENTS or (low not in PEOPLE_SINGULAR and is_people(low + "s"))


def _acts_like_people(tokens: Sequence[Token], quantity: Quantity, group: Group) -> bool:
    """Nouns that the lists do not know: "850 Brits went out to fight", "700 fanatics have slunk back", "a tenth of the force"."""
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
    verb, after = (tokens[i].low, tokens[i + 1].low if i + 1 < len(tokens) else "") if i < len(tokens) else ("", "")
    if verb in _HUMAN_DEEDS or (is_capital(head) and (verb in MOVES or verb in FATES)):
        return True
    return i > group.last and verb.endswith(("ed", "nk", "pt", "wn")) and after in ("back", "home")


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
            named = [t.text for t in tokens[first:i] if is_people(t.low, is_capital(t))]
            people = next((name for name in named if name.lower() != "cases"), "".join(named[:1]))
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
        if group.sort == "people" or rule == _BY_DEEDS
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
    if kind == "outlook" and quantity.sort == "loose":
        modal = next(
            (i for i in range(quantity.last, min(last - 1, quantity.last + 8)) if tokens[i].low in _FUTURE), None
        )
        word_last = min(modal + 4, last) if modal is not None else word_last
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
            (_counts(tokens, i + 1, last) and _finite(tokens, first, i)) or _finite(tokens, i + 1, min(i + 4, last))
        ):
            last = i
            break
    return first, last


def _counts(tokens: Sequence[Token], first: int, last: int) -> bool:
    return any((is_number(t) and not is_year(t)) or t.low in _COUNTS for t in tokens[first:last])


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
