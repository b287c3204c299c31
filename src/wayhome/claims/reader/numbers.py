"""The quantities of a sentence: "more than 300", "several dozen", "a third of", with their hedges and their numbers.

What a wording means is read by the ledger's own grammar (`claims/scan.py`); this finds where it stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from wayhome.claims.reader.lexicon import word_set
from wayhome.claims.reader.othernumbers import is_other_number
from wayhome.claims.reader.quantity import Quantity, make_quantity
from wayhome.claims.reader.ratios import ONES, ratio
from wayhome.claims.reader.tokens import Token, is_number
from wayhome.claims.words import Words

_TENS = word_set("twenty thirty forty fifty sixty seventy eighty ninety")
_SPELLED = frozenset(ONES) | _TENS | {"zero"}
_SCALES = word_set("hundred thousand million billion dozen mln bn m k lakh lakhs crore crores")
_LOOSE = {
    ("a", "large", "number", "of"), ("large", "numbers", "of"), ("a", "number", "of"), ("a", "growing", "number", "of"),
    ("a", "small", "number", "of"), ("small", "numbers", "of"), ("many",), ("numerous",), ("countless",), ("a", "lot", "of"),
    ("most",), ("almost", "all"), ("nearly", "all"), ("the", "vast", "majority"), ("the", "majority"), ("a", "majority"),
    ("the", "overwhelming", "majority"), ("the", "great", "majority"), ("some",), ("a", "handful"), ("the", "rest"),
    ("a", "record", "number", "of"), ("record", "numbers", "of"), ("a", "wave", "of"), ("a", "stream", "of"), ("waves", "of"),
    ("a", "minority"), ("a", "small", "minority"), ("half",), ("one", "half"), ("the", "bulk"), ("whole",), ("entire",),
    ("few",), ("very", "few"), ("several",), ("untold",), ("scores",), ("a", "significant", "number", "of"),
    ("an", "unknown", "number", "of"), ("a", "considerable", "number", "of"), ("no",), ("none",), ("not", "one"),
    ("significant", "numbers", "of"), ("others",), ("no", "one"), ("no-one",), ("nobody",), ("not", "a", "single"),
    ("the", "remainder"), ("a", "steady", "stream", "of"), ("an", "unknown", "number"), ("large", "numbers"),
}  # fmt: skip
_SHARES = word_set("""
most half majority bulk rest minority all third quarter thirds quarters fifth fifths tenth tenths remainder
""")
_FRACTIONS = word_set(
    "third thirds quarter quarters fifth fifths sixth sixths seventh eighth eighths ninth tenth tenths"
)
_FALSE_HEDGES = word_set("c ca plus k < > - ~ possible certain")
_BEFORE_OVER = word_set("""
handed hand handing took take taken taking turned turn turning crossed cross crossing brought bring went go come
came won win ran run passed pass spread control voted moved
""")
_CHANGES = word_set("""
rise rises rose risen rising increase increased increasing grown grew growing fall falls fell fallen falling
dropped declined decreased reduced cut up down gone went climbed jumped shrunk shrank swelled raised
""")
_MORE = word_set("more over above")
_BEHIND_NO = word_set("fewer less more longer doubt .")
_BEFORE_YEAR = word_set("in early late since of mid by until")
_BETWEEN = word_set("about around perhaps even maybe possibly as")  # may stand between two linked numbers
_BEGIN_TOO = word_set("one a half hundred thousand million dozen")


_Phrases = Mapping[str, Sequence[tuple[tuple[str, ...], str]]]  # first word -> phrases, each with its sort


class _Number(NamedTuple):
    """What begins at a token: the token after it, its sort as in `Quantity`, whether it is a share."""

    end: int
    sort: str
    share: bool


def quantities(text: str, tokens: Sequence[Token], words: Words) -> list[Quantity]:
    """Every quantity in order, whatever it counts; dates, clock times and money are left out."""
    found, i, free = list[Quantity](), 0, 0
    phrases, starts, behind_a = _phrases(words), _starts(words), _behind_a(words)
    while i < len(tokens):
        low = tokens[i].low
        begins = low in starts or low[0].isdecimal() or ("-" in low and _has_tens(low))
        if low == "a":
            begins = i + 1 < len(tokens) and tokens[i + 1].low in behind_a
        number = _number(tokens, i, phrases) if begins else None
        if number is None:
            i += 1
            continue
        first = _hedged(tokens, i, free, words)
        if number.sort != "loose":
            number, first = _range(tokens, first, i, number, phrases)
        end = number.end
        if tokens[end - 1].low in ("million", "billion") and _are(tokens, end, "and", "a", "half"):
            end += 3
        end = _hedge_behind(tokens, end, words)
        if free < first < i and tokens[first - 1].low in ("never", "not") and tokens[first].low in _MORE:
            first -= 1
        if not is_other_number(tokens, first, i, end):
            found.append(make_quantity(text, tokens, first, i, end, (number.sort, number.share), words))
        free = i = end
    return found


# ---- where a number stands


def _number(tokens: Sequence[Token], i: int, phrases: _Phrases) -> _Number | None:
    """The number, fraction or vague phrase that begins at token i."""
    if end := ratio(tokens, i):
        return _Number(end, "number", True)
    if is_number(tokens[i]):
        return _in_digits(tokens, i)
    if _is_no_number(tokens, i):
        return None
    return (
        _part_of_scale(tokens, i)
        or _in_phrases(tokens, i, phrases)
        or _spelled_out(tokens, i)
        or _one_or_fraction(tokens, i)
    )


def _in_digits(tokens: Sequence[Token], i: int) -> _Number | None:
    """ "1,300", "4 million", "60 percent"; no clock times, nor "9 of every" without its ten."""
    if any(mark in tokens[i].low for mark in ":/"):
        return None
    end = _scaled(tokens, i + 1)
    if percent := _percent(tokens, end):
        return _Number(percent, "number", True)
    return None if _are(tokens, end, "of", "every") else _Number(end, "number", False)


def _is_no_number(tokens: Sequence[Token], i: int) -> bool:
    """ "as many", "no longer"."""
    low = tokens[i].low
    if low == "many":
        return i > 0 and tokens[i - 1].low in ("as", "how", "so", "too")
    return low == "no" and i + 1 < len(tokens) and tokens[i + 1].low in _BEHIND_NO


def _part_of_scale(tokens: Sequence[Token], i: int) -> _Number | None:
    """ "a quarter of a million", "half a million"."""
    low = tokens[i].low
    if low in ("a", "one", "three") and i + 4 < len(tokens) and tokens[i + 4].low in _SCALES:
        parts = tokens[i + 1].low in ("quarter", "quarters", "third")
        return _Number(i + 5, "number", False) if parts and _are(tokens, i + 2, "of", "a") else None
    if low == "half" and _are(tokens, i + 1, "a") and _next_scale(tokens, i + 1):
        return _Number(i + 3, "number", False)
    return None


def _in_phrases(tokens: Sequence[Token], i: int, phrases: _Phrases) -> _Number | None:
    """ "dozens", "the majority", "a third": the longest listed phrase that stands here."""
    listed = phrases.get(tokens[i].low, ())
    ahead = tuple(token.low for token in tokens[i : i + len(listed[0][0])]) if listed else ()
    found = next(((phrase, sort) for phrase, sort in listed if ahead[: len(phrase)] == phrase), None)
    if found is None:
        return None
    (phrase, sort), end = found, i + len(found[0])
    if sort == "vague" and _scaled(tokens, end) > end:
        return _Number(_scaled(tokens, end), sort, False)
    if phrase[-1] == "of" and sort != "loose":
        end -= 1
    if phrase == ("some",) and end < len(tokens):
        counted = _number(tokens, end, phrases)
        if counted is not None and counted.sort != "loose":
            return None  # "some 300": a hedge
    share = sort == "share" or not _SHARES.isdisjoint(phrase)
    if share and not _is_share(tokens, i, end):
        return None
    return _Number(end, "loose" if sort == "share" else sort, share)


def _spelled_out(tokens: Sequence[Token], i: int) -> _Number | None:
    """ "two hundred and twelve", "forty-one percent", "three fifths"; "(another) thousand"."""
    low = tokens[i].low
    if low in ("hundred", "thousand", "million", "dozen") and i and tokens[i - 1].low == "another":
        return _Number(i + 1, "number", False)
    if low not in _SPELLED and not _has_tens(low) and not (low in ("a", "one") and _next_scale(tokens, i)):
        return None
    end = i + 1
    while end < len(tokens) and _goes_on(tokens, end):
        end += 1
    if end < len(tokens) and tokens[end].low in _FRACTIONS:
        return _Number(end + 1, "loose", True)
    percent = _percent(tokens, end)
    return _Number(percent or end, "number", percent > 0)


def _goes_on(tokens: Sequence[Token], i: int) -> bool:
    """Whether a number in words goes on at token i."""
    low = tokens[i].low
    if low == "and":
        hundreds = tokens[i - 1].low == "hundred" and i + 1 < len(tokens)
        return hundreds and tokens[i + 1].low.split("-")[0] in _SPELLED
    return low in _SPELLED or low in _SCALES or _has_tens(low)


def _one_or_fraction(tokens: Sequence[Token], i: int) -> _Number | None:
    """ "one", "one third", "a fifth of"."""
    low, following = tokens[i].low, tokens[i + 1].low if i + 1 < len(tokens) else ""
    if low == "one" and following != "of":
        return _Number(i + 2, "loose", True) if following in ("third", "quarter") else _Number(i + 1, "one", False)
    if low in ("a", "an") and following in _FRACTIONS and _are(tokens, i + 2, "of"):
        return _Number(i + 2, "loose", True)
    return None


def _are(tokens: Sequence[Token], i: int, *lows: str) -> bool:
    """Whether these words stand from token i on."""
    return len(tokens) >= i + len(lows) and all(tokens[i + k].low == low for k, low in enumerate(lows))


def _has_tens(low: str) -> bool:
    """ "forty", "forty-one"."""
    return low.split("-")[0] in _TENS


def _next_scale(tokens: Sequence[Token], i: int) -> bool:
    return i + 1 < len(tokens) and tokens[i + 1].low in _SCALES and tokens[i + 1].low not in ("m", "k")


def _scaled(tokens: Sequence[Token], end: int) -> int:
    while end < len(tokens) and tokens[end].low in _SCALES:
        if tokens[end].low in ("m", "k", "bn") and tokens[end].start != tokens[end - 1].end:
            break
        end += 1
    return end


def _percent(tokens: Sequence[Token], end: int) -> int:
    if end < len(tokens) and tokens[end].low in ("%", "percent", "pct"):
        return end + 1
    if _are(tokens, end, "per", "cent"):
        return end + 2
    return 0


def _is_share(tokens: Sequence[Token], i: int, end: int) -> bool:
    """Whether "most", "half" speaks of people rather than grading an adjective or measuring time."""
    before, after = tokens[i - 1].low if i else "", tokens[end].low if end < len(tokens) else ""
    if tokens[i].low == "most":
        return before not in word_set("the at 's its their his her be") and not after.endswith(("est", "ly"))
    if tokens[i].low == "half":
        return (
            after in word_set("of the a are were its their these those") or after.endswith("ing")
        ) and before not in ("and", "a", "first", "second")
    return True


@lru_cache(maxsize=8)
def _starts(words: Words) -> frozenset[str]:
    """The words that a quantity may begin with."""
    return _SPELLED | _BEGIN_TOO | _phrases(words).keys()


@lru_cache(maxsize=8)
def _behind_a(words: Words) -> frozenset[str]:
    """The words that may follow "a" in a quantity."""
    return _SCALES | _FRACTIONS | {phrase[1] for phrase, _ in _phrases(words).get("a", ()) if len(phrase) > 1}


@lru_cache(maxsize=8)
def _phrases(words: Words) -> _Phrases:
    """First word -> the vague phrases that begin with it, longest first, each with its sort."""
    found: dict[tuple[str, ...], str] = dict.fromkeys(_LOOSE, "loose")
    for phrase in words.shares:
        if phrase.split()[0] not in ("all", "third", "quarter", "minority", "majority", "over", "more"):
            found.setdefault(tuple(phrase.replace("-", " ").split()), "share")
    for phrase in words.counts:
        if phrase not in ("few", "dozen", "several"):
            found[tuple(phrase.split())] = "vague"
    index: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for phrase in sorted(found, key=len, reverse=True):
        index.setdefault(phrase[0], []).append((phrase, found[phrase]))
    return index


@lru_cache(maxsize=8)
def _hedges(words: Words) -> tuple[frozenset[tuple[str, ...]], frozenset[tuple[str, ...]]]:
    """The phrases of hedges that stand before a number, and those behind it."""
    before, behind = set[tuple[str, ...]](), set[tuple[str, ...]]()
    for phrase, hedges in words.hedges.items():
        for hedge in hedges:
            if phrase not in _FALSE_HEDGES:
                (behind if hedge.after else before).add(tuple(phrase.split()))
    before |= {("as", "few", "as"), ("as", "much", "as"), ("well", "over"), ("well", "above"), ("far", "more", "than")}
    return frozenset(before), frozenset(behind)


def _hedged(tokens: Sequence[Token], i: int, free: int, words: Words) -> int:
    """The token where the hedges before the number at token i begin."""
    if i <= free or tokens[i - 1].low not in _hedge_ends(words):
        return i
    before, _ = _hedges(words)
    changed = True
    while changed:
        changed = False
        for size in (4, 3, 2, 1):
            if i - size >= free and tuple(token.low for token in tokens[i - size : i]) in before:
                if size == 1 and tokens[i - 1].low == "over" and i >= 2 and tokens[i - 2].low in _BEFORE_OVER:
                    break
                i, changed = i - size, True
                break
    return i


@lru_cache(maxsize=8)
def _hedge_ends(words: Words) -> frozenset[str]:
    """The last words of the hedges that stand before a number."""
    return frozenset(phrase[-1] for phrase in _hedges(words)[0])


def _hedge_behind(tokens: Sequence[Token], end: int, words: Words) -> int:
    _, behind = _hedges(words)
    for size in (3, 2, 1):
        if tuple(token.low for token in tokens[end : end + size]) in behind and end + size <= len(tokens):
            if tokens[end].low == "and" and end + size < len(tokens) and tokens[end + size].text[0].isalpha():
                continue  # "and more are fleeing"
            return end + size
    return end


def _range(tokens: Sequence[Token], first: int, i: int, number: _Number, phrases: _Phrases) -> tuple[_Number, int]:
    """The number at token i widened to "between … and …", "from … to …", "400-500"; and where it begins with its hedges."""
    end, before = number.end, tokens[first - 1].low if first else ""
    link = tokens[end].low if end < len(tokens) else ""
    if not _links(tokens, end, before) or (link == "to" and before in _BEFORE_YEAR and _may_be_year(tokens[i])):
        return number, first  # no link; or "dropped from 2,000 in 2015 to 200"
    start = end + (2 if link == "up" else 1)
    while start < len(tokens) and tokens[start].low in _BETWEEN:
        start += 1
    second = _number(tokens, start, phrases) if start < len(tokens) else None
    if second is None or second.sort == "loose" or (link == "to" and start - end > 3):
        return number, first
    if link == "or" and _rough(tokens, start) <= _rough(tokens, i):
        return number, first
    if before == "from" and link == "to" and any(t.low in _CHANGES for t in tokens[max(0, first - 5) : first - 1]):
        return number, first
    if before in ("between", "from") and link in ("and", "to"):
        first -= 1
    sort = "vague" if "vague" in (number.sort, second.sort) else "number"
    return _Number(second.end, sort, number.share or second.share), first


def _links(tokens: Sequence[Token], end: int, before: str) -> bool:
    """Whether the word at `end` may link two numbers: "to", "or", "up to", "-"; "and" only behind "between"."""
    link = tokens[end].low if end < len(tokens) else ""
    if link == "up":
        return _are(tokens, end + 1, "to")
    if link == "and":
        return before == "between"
    if link == "-":
        return tokens[end].start == tokens[end - 1].end
    return link in ("–", "to", "or")


def _may_be_year(token: Token) -> bool:
    return len(token.text) == 4 and token.text[:2] in ("19", "20") and is_number(token)


def _rough(tokens: Sequence[Token], i: int) -> float:
    low = tokens[i].low
    if is_number(tokens[i]):
        return (
            float(low.replace(",", "").replace(" ", "").replace("\u202f", "").replace("\xa0", ""))
            if low.count(".") < 2
            else 0.0
        )
    return float(ONES.index(low) + 2) if low in ONES else 1e9
