"""Effects: something moves people, or keeps them from moving."""

from __future__ import annotations

import re
from collections.abc import Sequence

from wayhome.claims.reader.find import Context, Find, clause, event_near, matched
from wayhome.claims.reader.lexicon import EVENT_OF, FATES, MOVES, ROLE_GROUPS, word_set
from wayhome.claims.reader.patterns import EFFECT, MOVEMENT
from wayhome.claims.reader.people import is_people, mentions_people
from wayhome.claims.reader.tokens import Token, is_capital

_WAYS = word_set("to into onto across of back toward towards over")
_MOVE_WORDS = MOVES | word_set("back home flow stream wave exodus")
_CHANGE_NOUNS = word_set("fall rise increase decrease drop decline surge reduction exodus")


def effects(context: Context, words: str, people: bool, flow: bool, taken: Sequence[Find]) -> list[Find]:
    tokens = context.tokens
    for match in EFFECT.finditer(words):
        first, last = matched(tokens, context.sentence.start, match)
        a, b = clause(tokens, first, last, commas=False)
        near_a, near_b = clause(tokens, first, last)
        if any(
            near_a <= find.word_first < near_b
            for find in taken
            if find.kind != "silence" and not _is_weak(find, first, last)
        ):
            continue
        low = match.group().lower()
        pushed = tokens[last - 1].low in _WAYS and (
            mentions_people(tokens[first:last])
            or any(t.low in ("them", "some", "many", "others") for t in tokens[first:last])
        )
        moving = pushed or any(t.low in _MOVE_WORDS or t.low in FATES for t in tokens[a:b])
        movement = MOVEMENT.search(context.words(a, b)) is not None
        anaphor = (
            low.startswith("put")
            or (low.endswith("of") and last < b and tokens[last].low in ("this", "that", "it"))
            or tokens[a].low in ("this", "that", "these", "it")
            or any(t.low in _CHANGE_NOUNS for t in tokens[a:first])
        ) and bool(context.counted or context.event)
        if low.startswith(("lower", "raise", "reduce", "increased the number")) and any(
            t.low in ROLE_GROUPS or t.low == "officials" for t in tokens[a:first]
        ):
            continue
        if low.startswith(("led ", "made", "makes", "leads", "leading")) and not moving:
            continue
        if not (((people or flow) and moving) or movement or (anaphor and first < 8)):
            continue
        causal = re.match(
            r"(?:(?:has|have|had|is|are|was|were|could|may|might|will|would)\s+)?(?:forc|prompt|push|driv|drove"
            r"|compel|encourag|persuad|caus|oblig|led|made|mak|induc|tempt|scar|spur|press|lead)",
            low,
        )
        if (
            causal
            and not pushed
            and not low.startswith(("led to", "leading to", "leads to", "caused by", "driven by", "prompted by"))
            and (
                EVENT_OF.get(tokens[last - 1].low) is None
                or not any(
                    is_people(t.low, is_capital(t)) or t.low in ("them", "some", "many") for t in tokens[first:last]
                )
            )
        ):
            continue
        driver, effect = _driver(context, tokens, low, first, last, a, b)
        return [
            Find(
                "effect",
                a,
                b,
                first,
                last,
                "something moves people",
                first,
                event=event_near(tokens, a, b, first),
                driver=driver,
                direction=effect,
            )
        ]
    return []


def _is_weak(find: Find, first: int, last: int) -> bool:
    """Whether an amount is no more than the "some" in "has forced some to leave"."""
    return (
        find.rule == "number of people"
        and find.vague
        and find.word_last - find.word_first == 1
        and first <= find.word_first < last
    )


def _driver(
    context: Context, tokens: Sequence[Token], low: str, first: int, last: int, a: int, b: int
) -> tuple[str, str]:
    """What it comes from, and whether it raises or lowers the flow."""
    lowers = re.match(r"(?:discourag|deter|prevent|stop|keep|kept|block|barr|hinder|reduc|lower)", low) is not None
    behind = low.endswith(("to", "of", "by", "on")) and "led" not in low
    driver = context.words(last, b) if behind else context.words(a, first)
    return driver, "lowers" if lowers else "raises"
