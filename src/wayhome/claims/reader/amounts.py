"""Amounts: every quantity of a sentence that counts people."""

from __future__ import annotations

from collections.abc import Sequence

from wayhome.claims.reader.candidate import Candidate
from wayhome.claims.reader.counting import BY_DEEDS, LABELLED, counting_rule
from wayhome.claims.reader.ellipsis import answers
from wayhome.claims.reader.find import Context, Find, clause, event_near, is_definite
from wayhome.claims.reader.lexicon import AUXILIARIES, DETERMINERS, EVENT_OF, word_set
from wayhome.claims.reader.numbers import quantities
from wayhome.claims.reader.people import Group, group_after, is_people
from wayhome.claims.reader.quantity import Quantity
from wayhome.claims.reader.tallies import TALLIES, is_year, tallied_people
from wayhome.claims.reader.tokens import Token, is_capital, is_number
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
_OUTLOOK_NOUNS = word_set("forecast projected projection expects predicts predicted anticipates")
_PLAN_WORDS = (
    _FUTURE | {word for plan in _PLANS for word in plan.split() if word not in ("to", "of", "be")} | _OUTLOOK_NOUNS
)
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
        candidate = Candidate(tokens, quantity, group, counted, again=bool(found))
        rule = counting_rule(candidate) or ("so many, as asked" if answers(context, quantity) else "")
        if not rule:
            continue
        find = _find(context, candidate, rule, event)
        found.append(find)
        done = group.last
        counted, event = find.who or counted, find.event or event
    return found or _rarities(context)


def _rarities(context: Context) -> list[Find]:
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


def _find(context: Context, candidate: Candidate, rule: str, event: str) -> Find:
    """The amount, or the outlook where its clause speaks of what is to come."""
    tokens, quantity, group = context.tokens, candidate.quantity, candidate.group
    end = max(group.last, quantity.last)
    first, last = clause(tokens, quantity.first, end)
    became = event_near(tokens, first, last, quantity.core) or event_near(tokens, 0, len(tokens), quantity.core)
    first, last = _parted(tokens, first, last, quantity, end)
    who = _counted(context, candidate, rule)
    outlook = _is_outlook(tokens, first, last) and not is_definite(tokens, quantity.first)
    word_last = quantity.last
    if outlook and quantity.sort == "loose":
        soon = range(quantity.last, min(last - 1, quantity.last + 8))
        word_last = next((min(i + 4, last) for i in soon if tokens[i].low in _FUTURE), word_last)
    return Find(
        "outlook" if outlook else "amount", 0 if rule == LABELLED else first, last, quantity.first, word_last, rule,
        quantity.core, quantity.low, quantity.high, quantity.share, quantity.sort in ("vague", "loose"), who,
        became if became or group.sort == "people" else event, quantity.hedge, of=who if quantity.share else "",
    )  # fmt: skip


def _counted(context: Context, candidate: Candidate, rule: str) -> str:
    """The people that it counts, in the document's words."""
    if candidate.group.sort == "people" or rule == BY_DEEDS:
        return _who(context, candidate.group)
    tallied = tallied_people(context.tokens, candidate.quantity.first) if rule in TALLIES else ""
    return tallied or candidate.counted


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


def _is_outlook(tokens: Sequence[Token], first: int, last: int) -> bool:
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
