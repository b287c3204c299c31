"""Effects: something moves people, or keeps them from moving."""

from __future__ import annotations

import re
from collections.abc import Sequence

from wayhome.claims.reader.counting import BY_NOUN
from wayhome.claims.reader.find import Context, Find, clause, event_near, matched
from wayhome.claims.reader.lexicon import EVENT_OF, FATES, MOVES, ROLE_GROUPS, word_set
from wayhome.claims.reader.patterns import EFFECT, MOVEMENT
from wayhome.claims.reader.people import is_people, mentions_people
from wayhome.claims.reader.tokens import Token, is_capital

_WAYS = word_set("to into onto across of back toward towards over")
_MOVE_WORDS = MOVES | word_set("back home flow stream wave exodus")
_CHANGE_NOUNS = word_set("fall rise increase decrease drop decline surge reduction exodus")
_SOME = word_set("them some many")
_THIS = word_set("this that these it")
_CAUSAL = re.compile(
    r"(?:(?:has|have|had|is|are|was|were|could|may|might|will|would)\s+)?(?:forc|prompt|push|driv|drove"
    r"|compel|encourag|persuad|caus|oblig|led|made|mak|induc|tempt|scar|spur|press|lead)"
)
_LOWERS = re.compile(r"(?:discourag|deter|prevent|stop|keep|kept|block|barr|hinder|reduc|lower)")


def effects(context: Context, words: str, about: bool, taken: Sequence[Find]) -> list[Find]:
    """The first effect of a sentence with these words, if any; `about`: they name people or a flow of people."""
    tokens = context.tokens
    for match in EFFECT.finditer(words):
        first, last = matched(tokens, context.sentence.start, match)
        low = match.group().lower()
        a, b = clause(tokens, first, last, commas=False)
        if _is_taken(tokens, taken, first, last) or _is_of_office(tokens[a:first], low):
            continue
        pushed = _is_pushed(tokens[first:last])
        moving = pushed or any(t.low in _MOVE_WORDS or t.low in FATES for t in tokens[a:b])
        if low.startswith(("led ", "made", "makes", "leads", "leading")) and not moving:
            continue
        movement = MOVEMENT.search(context.words(a, b)) is not None
        if not ((about and moving) or movement or (first < 8 and _takes_up(context, low, (first, last), (a, b)))):
            continue
        if not pushed and _CAUSAL.match(low) and not _causes_move(tokens[first:last], low):
            continue
        driver, effect = _driver(context, low, (first, last), (a, b))
        return [
            Find(
                "effect", a, b, first, last, "something moves people", first,
                event=event_near(tokens, a, b, first), driver=driver, direction=effect,
            )
        ]  # fmt: skip
    return []


def _is_taken(tokens: Sequence[Token], taken: Sequence[Find], first: int, last: int) -> bool:
    """Whether another claim already tells what the clause says."""
    a, b = clause(tokens, first, last)
    return any(a <= find.word_first < b for find in taken if find.kind != "silence" and not _is_weak(find, first, last))


def _is_weak(find: Find, first: int, last: int) -> bool:
    """Whether an amount is no more than the "some" in "has forced some to leave"."""
    return (
        find.rule == BY_NOUN
        and find.vague
        and find.word_last - find.word_first == 1
        and first <= find.word_first < last
    )


def _is_of_office(before: Sequence[Token], low: str) -> bool:
    """ "officials raised the number": they gave another one."""
    gives = low.startswith(("lower", "raise", "reduce", "increased the number"))
    return gives and any(t.low in ROLE_GROUPS or t.low == "officials" for t in before)


def _is_pushed(wording: Sequence[Token]) -> bool:
    """ "pushed families across", "forced them to"."""
    if wording[-1].low not in _WAYS:
        return False
    return mentions_people(wording) or any(t.low in _SOME or t.low == "others" for t in wording)


def _takes_up(context: Context, low: str, wording: tuple[int, int], around: tuple[int, int]) -> bool:
    """ "This is because of …", "puts it down to": what the sentences before told is explained."""
    tokens, (first, last), (a, b) = context.tokens, wording, around
    of_this = low.endswith("of") and last < b and tokens[last].low in ("this", "that", "it")
    change = any(t.low in _CHANGE_NOUNS for t in tokens[a:first])
    return bool(context.counted or context.event) and (
        low.startswith("put") or of_this or tokens[a].low in _THIS or change
    )


def _causes_move(wording: Sequence[Token], low: str) -> bool:
    """ "forced families to leave", "led to"; not "made the town what it is"."""
    if low.startswith(("led to", "leading to", "leads to", "caused by", "driven by", "prompted by")):
        return True
    return wording[-1].low in EVENT_OF and any(is_people(t.low, is_capital(t)) or t.low in _SOME for t in wording)


def _driver(context: Context, low: str, wording: tuple[int, int], around: tuple[int, int]) -> tuple[str, str]:
    """What it comes from, and whether it raises or lowers the flow."""
    behind = low.endswith(("to", "of", "by", "on")) and "led" not in low
    driver = context.words(wording[1], around[1]) if behind else context.words(around[0], wording[0])
    return driver, "lowers" if _LOWERS.match(low) else "raises"
