"""What is said of people without counting them: silences, comparisons, effects, outlooks."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from wayhome.claims.reader.find import Context, Find, clause, event_near, is_definite
from wayhome.claims.reader.lexicon import EVENT_OF, FATES, MOVES, PEOPLE_SINGULAR, ROLE_GROUPS, word_set
from wayhome.claims.reader.patterns import (
    CAUSED,
    CHANGED,
    COMPARED,
    COMPARISON,
    EFFECT,
    FLOW_NOUN,
    LATER,
    OUTLOOK,
    SILENCE,
    SILENT,
    TO_COME,
)
from wayhome.claims.reader.people import is_people
from wayhome.claims.reader.tokens import Token, is_capital

_MOVE_WORDS = MOVES | word_set("back home flow stream wave exodus")
# one of these words stands in every sentence that the patterns above can match: a quick look before a slow one
_CHANGE_NOUNS = word_set("fall rise increase decrease drop decline surge reduction exodus")
_RISE = word_set("""
increase rise grow double triple fall decline decrease drop continue surge swell climb shrink
""")
_OUTLOOK_VERBS = (
    MOVES
    | word_set("""
stay remain settle die killed starve back accept take admit host shelter released prosecuted resettle stranded
survive lose live surrender
""")
) - word_set("run reach reached abandon abandoned abandoning")


_FLOWS = word_set("""
defections desertions returns departures deaths arrests deportations expulsions evacuations exodus influx
displacement arrivals casualties repatriations flows flow waves wave return departure repatriation flight
""")


def relations(context: Context, counted: Sequence[Find]) -> list[Find]:
    """Silences, comparisons, effects and outlooks of a sentence; not where an amount already says it."""
    found = list[Find]()
    words = context.text[context.sentence.start : context.sentence.end]
    people = _people(context.tokens)
    flow = FLOW_NOUN.search(words) is not None
    about = people or flow or bool(context.counted or context.event)
    if not about:
        return []
    lows = {token.low for token in context.tokens}
    if not lows.isdisjoint(SILENT) or "n't" in words or "n’t" in words:
        found += _silences(context, words, people)
    if not lows.isdisjoint(COMPARED):
        found += _comparisons(context, words, people, flow, counted)
    if not lows.isdisjoint(CAUSED):
        found += _effects(context, words, people, flow, [*counted, *found])
    if not lows.isdisjoint(TO_COME) or "won't" in words or "won’t" in words:
        found += _outlooks(context, words, [*counted, *found])
    return found


def _people(tokens: Sequence[Token]) -> bool:
    return any(
        is_people(t.low, is_capital(t)) or t.low in PEOPLE_SINGULAR or t.low in ("migrant", "idp", "idps")
        for t in tokens
    )


def _tokens(tokens: Sequence[Token], offset: int, match: re.Match[str]) -> tuple[int, int]:
    first = bisect_right([t.start for t in tokens], offset + match.start()) - 1
    last = bisect_left([t.end for t in tokens], offset + match.end()) + 1
    return max(first, 0), min(last, len(tokens))


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
            and not re.search(r"\b(?:statistics|figures|data|records|count|numbers?|total)\b", said + rest)
        ):
            continue
        first, last = _tokens(context.tokens, context.sentence.start, match)
        a, b = clause(context.tokens, first, last, commas=False)
        found.append(Find("silence", a, b, first, last, "a body does not say", first))
        break
    return found


def _comparisons(context: Context, words: str, people: bool, flow: bool, counted: Sequence[Find]) -> list[Find]:
    tokens = context.tokens
    for match in COMPARISON.finditer(words):
        first, last = _tokens(tokens, context.sentence.start, match)
        low = match.group().lower()
        if first and (
            tokens[first - 1].low in ("causes", "caused", "causing", "brought", "triggered", "produced")
            or tokens[first - 2].low in ("led", "leading", "leads", "contributed")
        ):
            continue
        flow_first = FLOW_NOUN.match(low) is not None
        if flow_first:  # keep the wording to the change itself
            first = _last_start(tokens, first, last)
        a, b = clause(tokens, first, last)
        if (
            low.startswith(("more", "fewer", "far", "many", "much"))
            and low.endswith("than")
            and not any(is_people(t.low, is_capital(t)) for t in tokens[first:last])
        ):
            continue
        if flow_first and not (
            _people(tokens)
            or context.counted
            or low.startswith(
                (
                    "arrivals",
                    "returns",
                    "departures",
                    "deaths",
                    "exodus",
                    "influx",
                    "displacement",
                    "casualties",
                    "deportations",
                    "expulsions",
                    "migration",
                )
            )
        ):
            continue
        if not (_people(tokens[a:b]) or flow or context.counted):
            continue
        if any(
            (find.word_first < last and first < find.word_last) or (a <= find.word_first < b and flow_first)
            for find in counted
        ):
            continue
        if "more likely" in low or "less likely" in low:
            a, b = clause(tokens, first, last, commas=False)
            b = _before(tokens, last, b, ("whereas", "while", "but"))
        direction = _direction(low)
        return [
            Find(
                "comparison",
                a,
                b,
                first,
                last,
                "more or less than",
                first,
                direction=direction,
                event=event_near(tokens, a, b, first),
                than=_than(context, last, b),
            )
        ]
    return []


def _last_start(tokens: Sequence[Token], first: int, last: int) -> int:
    """The verb group of the change at the end of the match."""
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


def _direction(low: str) -> str:
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


def _effects(context: Context, words: str, people: bool, flow: bool, taken: Sequence[Find]) -> list[Find]:
    tokens = context.tokens
    for match in EFFECT.finditer(words):
        first, last = _tokens(tokens, context.sentence.start, match)
        a, b = clause(tokens, first, last, commas=False)
        if any(
            a <= find.word_first < b for find in taken if find.kind != "silence" and not _is_weak(find, first, last)
        ):
            continue
        low = match.group().lower()
        moving = any(t.low in _MOVE_WORDS or t.low in FATES for t in tokens[a:b])
        anaphor = (
            tokens[a].low in ("this", "that", "these", "it") or any(t.low in _CHANGE_NOUNS for t in tokens[a:first])
        ) and bool(context.counted or context.event)
        if low.startswith(("lower", "raise", "reduce", "increased the number")) and any(
            t.low in ROLE_GROUPS or t.low == "officials" for t in tokens[a:first]
        ):
            continue
        if low.startswith(("led ", "made", "makes", "leads", "leading")) and not moving:
            continue
        if not (((people or flow) and moving) or (anaphor and first < 8)):
            continue
        causal = re.match(
            r"(?:(?:has|have|had|is|are|was|were|could|may|might|will|would)\s+)?(?:forc|prompt|push|driv|drove"
            r"|compel|encourag|persuad|caus|oblig|led|made|mak|induc|tempt|scar|spur|press|lead)",
            low,
        )
        if (
            causal
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


def _outlooks(context: Context, words: str, taken: Sequence[Find]) -> list[Find]:
    tokens, found = context.tokens, list[Find]()
    for match in OUTLOOK.finditer(words):
        first, last = _tokens(tokens, context.sentence.start, match)
        verb = tokens[last - 1].low
        low = match.group().lower()
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
        if last < len(tokens) and tokens[last].low in ("back", "home", "up", "out", "away"):
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
            (verb in ("go", "come", "going") and {t.low for t in tokens[last - 1 : last + 1]} & {"up", "down"} != set())
            or verb in _RISE
            or re.fullmatch(LATER, verb) is not None
        )
        before = tokens[wide:first]
        who = any(
            is_people(t.low, is_capital(t))
            or t.low in word_set("they them families others who nobody everyone everybody no-one anyone")
            for t in before
        ) or any(is_people(t.low, is_capital(t)) or t.low in ("them",) for t in tokens[last : min(b, last + 7)])
        number = any(
            t.low in word_set("number numbers toll figure flow returns arrivals exodus trend stream") for t in before
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
                    direction="up" if rises and _direction(verb) == "up" else "down" if rises else "",
                )
            )
            break
    return found


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
