"""Comparisons: "more likely to return than", "has doubled", "12 percent fewer"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from wayhome.claims.reader.find import Context, Find, clause, event_near, matched
from wayhome.claims.reader.lexicon import word_set
from wayhome.claims.reader.patterns import CHANGED, COMPARISON, FLOW_NOUN
from wayhome.claims.reader.people import is_people, mentions_people
from wayhome.claims.reader.tokens import Token, is_capital

_CAUSING = word_set("causes caused causing brought triggered produced")
_LEADING = word_set("led leading leads contributed")
_CLAUSE_WORDS = word_set("as while because when but if")
_FLOWS = (
    "arrivals", "returns", "departures", "deaths", "exodus", "influx", "displacement", "casualties", "deportations", "expulsions",
    "migration",
)  # fmt: skip


def comparisons(context: Context, words: str, flow: bool, counted: Sequence[Find]) -> list[Find]:
    """The first comparison of a sentence with these words, if any; `flow`: one of them names a flow of people."""
    tokens = context.tokens
    for match in COMPARISON.finditer(words):
        first, last = matched(tokens, context.sentence.start, match)
        low = match.group().lower()
        of_flow = FLOW_NOUN.match(low) is not None
        if _is_caused(tokens, first) or (of_flow and any(t.low in _CLAUSE_WORDS for t in tokens[first:last])):
            continue  # an effect; or another clause tells what rises
        if of_flow:  # keep the wording to the change itself
            first = _last_start(tokens, first, last)
        a, b = clause(tokens, first, last)
        if _is_of_things(tokens[first:last], low) or (of_flow and not _is_flow_of_people(context, low)):
            continue
        if not (mentions_people(tokens[a:b]) or flow or context.counted):
            continue
        if any(_says_it(find, (first, last), (a, b), of_flow=of_flow) for find in counted):
            continue
        if "more likely" in low or "less likely" in low:
            a, b = clause(tokens, first, last, commas=False)
            b = _before(tokens, last, b, ("whereas", "while", "but"))
        return [
            Find(
                "comparison", a, b, first, last, "more or less than", first,
                direction=direction_of(low), event=event_near(tokens, a, b, first), than=_than(context, last, b),
            )
        ]  # fmt: skip
    return []


def _is_caused(tokens: Sequence[Token], first: int) -> bool:
    """ "causing an increase in", "led to a drop in": the change is what something else brings about."""
    return first > 0 and (tokens[first - 1].low in _CAUSING or tokens[first - 2].low in _LEADING)


def _is_of_things(wording: Sequence[Token], low: str) -> bool:
    """ "more tents than": nothing is said of people."""
    more_than = low.startswith(("more", "fewer", "far", "many", "much")) and low.endswith("than")
    return more_than and not any(is_people(t.low, is_capital(t)) for t in wording)


def _is_flow_of_people(context: Context, low: str) -> bool:
    """ "arrivals have doubled"; "numbers have doubled" only where people are spoken of."""
    return mentions_people(context.tokens) or bool(context.counted) or low.startswith(_FLOWS)


def _says_it(find: Find, wording: tuple[int, int], around: tuple[int, int], *, of_flow: bool) -> bool:
    """Whether an amount stands in the wording, or anywhere in the clause of a flow that changes."""
    overlaps = find.word_first < wording[1] and wording[0] < find.word_last
    return overlaps or (of_flow and around[0] <= find.word_first < around[1])


def _last_start(tokens: Sequence[Token], first: int, last: int) -> int:
    """The verb group of the change at the end of the match."""
    if tokens[last - 1].low in ("higher", "lower", "larger", "smaller", "greater"):
        i = last - 1
        while i > first and tokens[i - 1].low not in ("is", "are", "was", "were", "be"):
            i -= 1
        return i
    for i in range(first, last):
        if re.fullmatch(CHANGED, tokens[i].low):
            j = i
            while j > first and tokens[j - 1].low in word_set(
                "has have had been more than almost nearly also sharply steadily since"
            ):
                j -= 1
            return j
    return first


def _before(tokens: Sequence[Token], start: int, end: int, words: tuple[str, ...]) -> int:
    for i in range(start, end):
        if tokens[i].low in words:
            return i - 1 if tokens[i - 1].text == "," else i
    return end


def direction_of(low: str) -> str:
    if re.search(
        r"\b(?:fewer|less|smaller|lower|lowest|smallest|fall|fell|fallen|falling|declin\w*|decreas\w*|drop\w*"
        r"|halved|slow\w*|dwindl\w*|shr\w+|plunged|plummeted|reduction|half)\b",
        low,
    ):
        return (
            "down"
            if re.search(
                r"\b(?:fall|fell|fallen|falling|declin\w*|decreas\w*|drop\w*|halved|slow\w*|dwindl\w*|shr\w+"
                r"|plunged|plummeted|reduction)\b",
                low,
            )
            else "less"
        )
    return (
        "up"
        if re.search(
            r"\b(?:ris\w+|rose|increas\w*|grow\w*|grew|doubled|tripled|trebled|quadrupled|surg\w*|soar\w*"
            r"|sw[eo]ll\w*|jumped?|climbed|spike\w*)\b",
            low,
        )
        else "more"
    )


def _than(context: Context, last: int, end: int) -> str:
    tokens = context.tokens
    for i in range(last - 1, end):
        if tokens[i].low == "than":
            return context.words(i + 1, end)
    return ""
