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


def outlooks(context: Context, words: str, taken: Sequence[Find]) -> list[Find]:
    tokens, found = context.tokens, list[Find]()
    for match in OUTLOOK.finditer(words):
        first, last = matched(tokens, context.sentence.start, match)
        verb = tokens[last - 1].low
        low = match.group().lower()
        begun, first = first, _where_it_begins(tokens, first, last)
        if _is_past_plan(tokens, begun) or (tokens[begun].text == "May" and begun):
            continue
        wide, b = clause(tokens, first, last, commas=False)
        a, b = _own_clause(tokens, wide, b, first, last)
        if any(a <= find.word_first < b and not is_definite(tokens, find.word_first) for find in taken):
            continue
        if (
            "not be reached" in low
            or (low.startswith("would") and " have" in low)
            or verb in ("say", "said", "comment", "abandon")
        ):
            continue
        if last < len(tokens) and tokens[last].low in ("back", "home", "up", "out", "away", "further", "again"):
            last += 1
        nouns = (
            re.search(
                r"(?:returns?|arrivals?|exodus|influx|waves?|displacement|departures?|deaths?|refugees"
                r"|deportations|flow|flight|numbers?)$",
                low,
            )
            is not None
        )
        moves = (
            verb in _OUTLOOK_VERBS
            or (verb in EVENT_OF and EVENT_OF[verb] not in ("live", "helped", "judged"))
            or any(t.low in _OUTLOOK_VERBS for t in tokens[last : min(b, last + 4)])
        )
        rises = (
            (
                verb in ("go", "come", "going", "back")
                and {t.low for t in tokens[last - 1 : last + 1]} & {"up", "down"} != set()
            )
            or verb in _RISE
            or re.fullmatch(LATER, verb) is not None
        )
        before = tokens[wide : last if begun != first else first]
        who = any(
            is_people(t.low, is_capital(t))
            or t.low
            in word_set("they them families others who nobody everyone everybody no-one anyone few many more most")
            for t in before
        ) or any(is_people(t.low, is_capital(t)) or t.low in ("them",) for t in tokens[last : min(b, last + 7)])
        number = any(
            t.low in word_set("number numbers toll figure flow returns arrivals exodus trend stream ranks")
            for t in before
        )
        bare = re.search(r"(?:likely|unlikely|expected|possible|feared|inevitable|imminent)$", low) is not None
        if bare:
            moves, who, rises = False, False, number or any(t.low in _FLOWS for t in before)
            number = rises
        if (moves and who) or (rises and number) or (nouns and not (verb == "numbers" and not who)):
            found.append(
                Find(
                    "outlook",
                    a,
                    b,
                    first,
                    last,
                    "what is to come",
                    first,
                    event=event_near(tokens, a, b, last - 1),
                    direction="up" if rises and direction_of(verb) == "up" else "down" if rises else "",
                )
            )
            break
    return found


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


def _own_clause(tokens: Sequence[Token], a: int, b: int, first: int, last: int) -> tuple[int, int]:
    for i in range(first - 1, a, -1):
        if tokens[i].low in ("and", "but", "that", "whereas", "while") and first - i < 14 and i > a + 1:
            if any(
                is_people(t.low, is_capital(t)) or t.low in ("they", "number", "do", "does", "will")
                for t in tokens[i : first + 1]
            ):
                a = i + 1
            break
    return a, b
