"""What is said of people without counting them: silences, comparisons, effects, outlooks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from wayhome.claims.reader.comparisons import comparisons
from wayhome.claims.reader.effects import effects
from wayhome.claims.reader.find import Context, Find, clause, matched
from wayhome.claims.reader.outlooks import outlooks
from wayhome.claims.reader.patterns import CAUSED, COMPARED, FLOW_WORDS, SILENCE, SILENT, TO_COME
from wayhome.claims.reader.people import mentions_people


def relations(context: Context, counted: Sequence[Find]) -> list[Find]:
    """Silences, comparisons, effects and outlooks of a sentence; not where an amount already says it."""
    found = list[Find]()
    words = context.text[context.sentence.start : context.sentence.end]
    people = mentions_people(context.tokens)
    lows = {token.low for token in context.tokens}
    flow = not lows.isdisjoint(FLOW_WORDS)
    about = people or flow or bool(context.counted or context.event)
    if not about:
        return []
    if not lows.isdisjoint(SILENT) or "n't" in words or "n’t" in words:
        found += _silences(context, words, people)
    if not lows.isdisjoint(COMPARED):
        found += comparisons(context, words, flow, counted)
    if not lows.isdisjoint(CAUSED):
        found += effects(context, words, people or flow, [*counted, *found])
    if not lows.isdisjoint(TO_COME) or "won't" in words or "won’t" in words:
        found += outlooks(context, words, [*counted, *found])
    return found


def _silences(context: Context, words: str, people: bool) -> list[Find]:
    found = list[Find]()
    for match in SILENCE.finditer(words):
        said = match.group().lower()
        many = "how many" in said or "number" in said or "figure" in said or "how many" in words.lower()
        if not (many or people or context.counted):
            continue
        rest = words[match.end() : match.end() + 60].lower()
        if (
            not many
            and re.search(r"\b(?:respond|known|know|keep|kept|count|counted|track)", said)
            and not re.search(r"\b(?:statistics|figures|data|records|registers?|count|numbers?|total)\b", said + rest)
        ):
            continue
        first, last = matched(context.tokens, context.sentence.start, match)
        a, b = clause(context.tokens, first, last, commas=False)
        found.append(Find("silence", a, b, first, last, "a body does not say", first))
        break
    return found
