"""One attribution in a sentence, and how the speaker's noun phrase is taken apart: name, role, outlet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wayhome.claims.reader.lexicon import (
    AUXILIARIES,
    COUNTING,
    DATA,
    DETERMINERS,
    ORG_WORDS,
    OTHER_VERBS,
    OUTLET_WORDS,
    OUTLETS,
    PARTICLES,
    PREPOSITIONS,
    PRONOUNS_MANY,
    PRONOUNS_ONE,
    ROLE_GROUPS,
    ROLES,
    SAY,
    SUBORDINATORS,
    TIME_WORDS,
    TITLES,
    word_set,
)
from wayhome.claims.reader.tokens import Token, is_capital, is_word

_BEFORE_NAME = TITLES | ROLES
MARKS = frozenset(',;:.!?()[]"“”«»—–…-•*')

_OF_DATA = word_set("""
show shows showed showing put puts suggest suggests suggested indicate indicates indicated finds found estimate estimates
lists listed speaks spoke speak notes noted documents documented counts counted names named concludes concluded warns warned
""")  # what figures do rather than people


@dataclass(frozen=True, slots=True)
class Voice:
    """One attribution. Token places are of its sentence."""

    first: int  # of the speaker's noun phrase
    last: int
    verb: int
    verb_end: int
    side: str  # "before" the words it governs, "behind" or within them, "according", "source" in parentheses, "of" a number
    speaker: str  # the noun phrase
    name: str  # the person's name in it, without titles
    role: str  # titles and apposition
    number: str  # "one", "many", "body"
    outlet: str
    pronoun: bool


def subject_of(tokens: Sequence[Token]) -> tuple[int, int] | None:
    """The noun phrase that a sentence begins with."""
    first = _behind_dateline(tokens)
    while first < len(tokens) and (
        tokens[first].low in word_set("but and however meanwhile yet still so also then") or tokens[first].text in MARKS
    ):
        first += 1
    last = first
    while (
        last < len(tokens)
        and is_word(tokens[last])
        and tokens[last].low not in AUXILIARIES
        and tokens[last].low not in OTHER_VERBS
        and tokens[last].low not in SUBORDINATORS
        and not (tokens[last].low in ("there", "here", "then") and last > first)
        and not (tokens[last].low in SAY and last > first)
        and not (last > first and tokens[last].low.endswith("ed") and tokens[last].low.islower())
    ):
        last += 1
    if last <= first or tokens[first].low in PREPOSITIONS:
        return None
    return first, last


def _behind_dateline(tokens: Sequence[Token]) -> int:
    """The token after "CAPITAL, 3 May (Agency) —"."""
    if not tokens or not tokens[0].text.isupper() or len(tokens[0].text) < 3:
        return 0
    return next((i + 1 for i, token in enumerate(tokens[:14]) if token.text in ("—", "–", "-")), 0)


def is_role(chunk: Sequence[Token]) -> bool:
    return any(token.low in ROLES or token.low in ROLE_GROUPS or token.low in TITLES for token in chunk)


def is_speaker(chunk: Sequence[Token], *, weak: bool, verb: str) -> bool:
    lows = [token.low.removesuffix("'s") for token in chunk]
    if len(chunk) == 1 and lows[0] in (*PRONOUNS_ONE, *PRONOUNS_MANY, "it"):
        return lows[0] != "we" and not (
            lows[0] == "it" and verb in word_set("showed shows found put continued counted suggests says") and weak
        )
    if lows[0] in word_set("i we you there this these those that which what it who"):
        return False
    data = any(low in DATA for low in lows)
    if verb in COUNTING:
        return data or any(low in ORG_WORDS or low in ROLE_GROUPS or low in ROLES for low in lows)
    if verb in _OF_DATA and data:
        return True
    if any(
        low in ROLES
        or low.removesuffix("s") in ROLES
        or low in ROLE_GROUPS
        or low in ORG_WORDS
        or low in OUTLETS
        or low in OUTLET_WORDS
        for low in lows
    ):
        return not (verb in ("show", "shows", "showed") and not data)
    capital = any(is_capital(token) and token.low not in DETERMINERS and token.low not in TIME_WORDS for token in chunk)
    if capital and len(chunk) <= 12 and not any(low in PREPOSITIONS for low in lows[:1]):
        return verb not in word_set("show shows showed put puts continued posted listed lists") or data
    return data and not weak


def person_name(tokens: Sequence[Token], first: int, last: int) -> tuple[int, int]:
    """The person's name in a noun phrase, (0, 0) where there is none."""
    end = last
    while end > first:
        start = end
        while start > first and _in_name(tokens, start - 1, first):
            start -= 1
        run = start
        while run < end and tokens[run].low in _BEFORE_NAME:
            run += 1
        named = tokens[run:end]
        if (
            named
            and not any(t.low.removesuffix("'s") in ORG_WORDS or t.low in OUTLETS for t in named)
            and not named[-1].low.endswith("'s")
            and not named[0].low.endswith("'s")
            and not all(t.text.isupper() and len(t.text) < 6 for t in named)
            and named[0].low not in DETERMINERS
        ):
            titled = run > start or (start > first and tokens[start - 1].low in _BEFORE_NAME)
            whole = start == first or _unknown_role(tokens[first:start], named)
            placed = start == first and len(named) >= 2 and end < last and tokens[end].low in _OF_A_BODY
            if ((titled or whole) and end == last) or (titled and len(named) >= 2) or placed:
                return run, end
        end = start - 1 if start < end else end - 1
    return 0, 0


_OF_A_BODY = word_set("of from at for with in on")  # "Jane Doe of the institute"


def _unknown_role(before: Sequence[Token], named: Sequence[Token]) -> bool:
    """Words in small letters before a full name are a role: "district collector Jane Doe"."""
    if not before or before[-1].low in DETERMINERS or any(token.text.isupper() for token in named):
        return False
    return 2 <= len(named) <= 3 and all(
        is_word(token) and token.text.islower() and token.low not in PREPOSITIONS and token.low not in SUBORDINATORS
        for token in before
    )


def _in_name(tokens: Sequence[Token], i: int, first: int) -> bool:
    token = tokens[i]
    return is_word(token) and (is_capital(token) or (token.low in PARTICLES and i > first))


def make_voice(
    text: str, tokens: Sequence[Token], phrase: tuple[int, int], role: tuple[int, int], verb: tuple[int, int], side: str
) -> Voice:
    first, last = phrase
    spoken = _words(text, tokens, first, last).removesuffix("'s").removesuffix("’s")
    start, end = person_name(tokens, first, last)
    name = _words(text, tokens, start, end)
    roles = [_words(text, tokens, first, start) if name else "", _words(text, tokens, *role)]
    lows = [token.low for token in tokens[first:last]]
    pronoun = len(lows) == 1 and lows[0] in (*PRONOUNS_ONE, *PRONOUNS_MANY, "it")
    outlet = spoken if _is_outlet(lows) or {t.low for t in tokens[role[0] : role[1]]} & OUTLET_WORDS else ""
    if pronoun:
        number = "one" if lows[0] in PRONOUNS_ONE else "body" if lows[0] == "it" else "many"
    elif name and not outlet:
        number = "one"
    else:
        number = _number(lows)
    if tokens[verb[0]].low == "told":
        outlet = _told(text, tokens, verb[1]) or outlet
    around = min(first, role[0]) if role[1] and role[0] < first else first
    return Voice(
        around,
        max(last, role[1]) if role[1] > last else last,
        verb[0],
        max(verb),
        side,
        spoken,
        name,
        ", ".join(filter(None, roles)),
        number,
        outlet,
        pronoun,
    )


def _is_outlet(lows: Sequence[str]) -> bool:
    """Whether a name is that of an outlet; an "agency" only where it deals in news."""
    named = set(lows) & (OUTLETS | OUTLET_WORDS)
    return bool(named) and not (named == {"agency"} and "news" not in lows)


def _told(text: str, tokens: Sequence[Token], i: int) -> str:
    """The outlet that was told."""
    last = i
    while (
        last < len(tokens)
        and last < i + 6
        and is_word(tokens[last])
        and (is_capital(tokens[last]) or tokens[last].low in DETERMINERS or tokens[last].low in OUTLET_WORDS)
        and tokens[last].low not in TIME_WORDS
    ):
        last += 1
    chunk = tokens[i:last]
    return _words(text, tokens, i, last) if any(t.low in OUTLETS or t.low in OUTLET_WORDS for t in chunk) else ""


def _number(lows: Sequence[str]) -> str:
    head = len(lows)
    for i, low in enumerate(lows):
        if low in ("of", "for", "from", "in", "at", "on", "with") and i:
            head = i
            break
    word = lows[head - 1].removesuffix("'s") if head else ""
    if word in ROLES or lows[:1] == ["one"]:
        return "one"
    if word in ROLE_GROUPS and word not in ORG_WORDS:
        return "many"
    return "body"


def _words(text: str, tokens: Sequence[Token], first: int, last: int) -> str:
    if last <= first:
        return ""
    return " ".join(text[tokens[first].start : tokens[last - 1].end].split())
