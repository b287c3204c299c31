"""Outlooks: what is to come, planned, refused or feared, with or without a number."""

from __future__ import annotations

import re
from collections.abc import Sequence

from wayhome.claims.reader.comparisons import direction_of
from wayhome.claims.reader.find import Context, Find, clause, event_near, is_definite, matched
from wayhome.claims.reader.lexicon import EVENT_OF, MOVES, word_set
from wayhome.claims.reader.patterns import LATER, OUTLOOK
from wayhome.claims.reader.people import is_people
from wayhome.claims.reader.tokens import Token, is_capital

_RISE = word_set("""
increase rise grow double triple fall decline decrease drop continue surge swell climb shrink
""")
_OUTLOOK_VERBS = (
    MOVES
    | word_set("""
journey stay remain settle die killed starve back accept take admit host shelter released prosecuted resettle stranded
survive lose live surrender
""")
) - word_set("run reach reached abandon abandoned abandoning")
_FLOWS = word_set("""
defections desertions returns departures deaths arrests deportations expulsions evacuations exodus influx
displacement arrivals casualties repatriations flows flow waves wave return departure repatriation flight
""")
_SAID = word_set("say said comment abandon")
_PARTICLES = word_set("back home up out away further again")
_ANYBODY = word_set("they them families others who nobody everyone everybody no-one anyone few many more most")
_TALLIES = word_set("number numbers toll figure flow returns arrivals exodus trend stream ranks")
_ENDS_IN_FLOW = re.compile(
    r"(?:returns?|arrivals?|exodus|influx|waves?|displacement|departures?|deaths?|refugees|deportations|flow|flight|numbers?)$"
)
_BARE = re.compile(r"(?:likely|unlikely|expected|possible|feared|inevitable|imminent)$")


def outlooks(context: Context, words: str, taken: Sequence[Find]) -> list[Find]:
    """The first outlook of a sentence with these words, if any, that no other claim tells."""
    tokens = context.tokens
    for match in OUTLOOK.finditer(words):
        begun, last = matched(tokens, context.sentence.start, match)
        low, verb = match.group().lower(), tokens[last - 1].low
        first = _where_it_begins(tokens, begun, last)
        wide, b = clause(tokens, first, last, commas=False)
        a, b = _own_clause(tokens, wide, b, first)
        if _is_past_plan(tokens, begun) or (tokens[begun].text == "May" and begun) or _is_no_outlook(low, verb):
            continue
        if any(a <= find.word_first < b and not is_definite(tokens, find.word_first) for find in taken):
            continue
        if last < len(tokens) and tokens[last].low in _PARTICLES:
            last += 1
        before, behind = tokens[wide : last if begun != first else first], tokens[last:b]
        number = any(t.low in _TALLIES for t in before)
        if _BARE.search(low):
            comes = rises = number or any(t.low in _FLOWS for t in before)
        else:
            rises = _rises(verb, tokens[last - 1 : last + 1])
            comes = (rises and number) or _people_come(low, verb, before, behind)
        if comes:
            direction = _direction(verb, [*before, *tokens[last - 1 : last + 1]]) if rises else ""
            event = event_near(tokens, a, b, last - 1)
            return [Find("outlook", a, b, first, last, "what is to come", first, event=event, direction=direction)]
    return []


def _is_no_outlook(low: str, verb: str) -> bool:
    """ "could not be reached", "would have left", "will say"."""
    return "not be reached" in low or (low.startswith("would") and " have" in low) or verb in _SAID


def _rises(verb: str, around: Sequence[Token]) -> bool:
    """ "grow", "go up"."""
    up_or_down = any(t.low in ("up", "down") for t in around)
    return (
        (verb in ("go", "come", "going", "back") and up_or_down)
        or verb in _RISE
        or re.fullmatch(LATER, verb) is not None
    )


def _direction(verb: str, around: Sequence[Token]) -> str:
    """ "up" or "down" as the verb says it, a word by it, or "more" and "fewer" before it; else neither."""
    lows = {t.low for t in around}
    told = direction_of(verb)
    if told in ("up", "down"):
        return told
    return "up" if lows & {"up", "more", "further"} else "down" if lows & {"down", "fewer", "less"} else ""


def _people_come(low: str, verb: str, before: Sequence[Token], behind: Sequence[Token]) -> bool:
    """ "families will leave", "expects more arrivals"."""
    who = any(is_people(t.low, is_capital(t)) or t.low in _ANYBODY for t in before) or any(
        is_people(t.low, is_capital(t)) or t.low == "them" for t in behind[:7]
    )
    if _ENDS_IN_FLOW.search(low):
        return who or verb != "numbers"
    fate = EVENT_OF.get(verb, "live") not in ("live", "helped", "judged")
    return who and (verb in _OUTLOOK_VERBS or fate or any(t.low in _OUTLOOK_VERBS for t in behind[:4]))


def _is_past_plan(tokens: Sequence[Token], first: int) -> bool:
    """ "had only planned to go", "signed a pledge to let them go"."""
    behind = [t.low for t in tokens[max(0, first - 2) : first]]
    if tokens[first].low in ("planned", "wanted", "hoped", "intended", "promised"):
        return "had" in behind
    return tokens[first].low in ("pledge", "promise", "plan", "hope", "threat", "risk") and behind[-1:] in (
        ["a"],
        ["the"],
        ["its"],
    )


def _where_it_begins(tokens: Sequence[Token], first: int, last: int) -> int:
    """ "(expects) the ranks to swell": the wording without those who are spoken of, but with "few" or "more"."""
    if tokens[first].low in word_set(
        "to is are was were be been could may might will would shall do does did had have has"
    ):
        return first
    if tokens[first - 1].low not in word_set("expect expects expected predicts anticipates fears"):
        return first
    return next(
        (
            i
            for i in range(first, last)
            if tokens[i].low in word_set("to few fewer many more most some hundreds thousands")
        ),
        first,
    )


def _own_clause(tokens: Sequence[Token], a: int, b: int, first: int) -> tuple[int, int]:
    """The clause without "officials doubt it, but" before the outlook at token first."""
    for i in range(first - 1, a, -1):
        if tokens[i].low in ("and", "but", "that", "whereas", "while") and first - i < 14 and i > a + 1:
            if any(
                is_people(t.low, is_capital(t)) or t.low in ("they", "number", "do", "does", "will")
                for t in tokens[i : first + 1]
            ):
                a = i + 1
            break
    return a, b
