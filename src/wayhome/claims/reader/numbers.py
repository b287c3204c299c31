"""The quantities of a sentence: "more than 300", "several dozen", "a third of", with their hedges and their numbers.

What a wording means is read by the ledger's own grammar (`claims/scan.py`); this finds where it stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

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
_FRACTIONS = word_set("third thirds quarter quarters fifth fifths tenth tenths eighth sixth")
_FALSE_HEDGES = word_set("c ca plus k < > - ~ possible certain")
_BEFORE_OVER = word_set("""
handed hand handing took take taken taking turned turn turning crossed cross crossing brought bring went go come
came won win ran run passed pass spread control voted moved
""")
_CHANGES = word_set("""
rise rises rose risen rising increase increased increasing grown grew growing fall falls fell fallen falling
dropped declined decreased reduced cut up down gone went climbed jumped shrunk shrank swelled raised
""")


def quantities(text: str, tokens: Sequence[Token], words: Words) -> list[Quantity]:
    """Every quantity in order, whatever it counts; dates, clock times and money are left out."""
    found, i, free = list[Quantity](), 0, 0
    index = _phrases(words)
    starts, behind_a = _starts(words), _behind_a(words)
    while i < len(tokens):
        low = tokens[i].low
        begins = low in starts or low[0].isdecimal() or ("-" in low and low.split("-")[0] in _TENS)
        if low == "a" and not (i + 1 < len(tokens) and tokens[i + 1].low in behind_a):
            begins = False
        core = _core(tokens, i, index) if begins else None
        if core is None:
            i += 1
            continue
        end, sort, share = core
        first, core_first = _hedged(tokens, i, free, words), i
        if sort != "loose":
            end, sort, share, first = _range(tokens, first, core_first, end, (sort, share), index, words)
        if tokens[end - 1].low in ("million", "billion") and [t.low for t in tokens[end : end + 3]] == [
            "and",
            "a",
            "half",
        ]:
            end += 3
        end = _hedge_behind(tokens, end, words)
        if (
            first < core_first
            and first > free
            and tokens[first - 1].low in ("never", "not")
            and tokens[first].low in ("more", "over", "above")
        ):
            first -= 1
        if not is_other_number(tokens, first, core_first, end):
            found.append(make_quantity(text, tokens, first, core_first, end, (sort, share), words))
        free = i = end
    return found


# ---- where a number stands


def _core(
    tokens: Sequence[Token], i: int, index: Mapping[str, list[tuple[tuple[str, ...], str]]]
) -> tuple[int, str, bool] | None:
    """The token after the number that begins at token i, its sort and whether it is a share."""
    low = tokens[i].low
    if not (
        low[0].isdecimal()
        or low in index
        or low in _SPELLED
        or low in ("one", "a", "half", "hundred", "thousand", "million", "dozen")
        or ("-" in low and low.split("-")[0] in _TENS)
    ):
        return None
    if ends := ratio(tokens, i):
        return ends, "number", True
    if low == "many" and i and tokens[i - 1].low in ("as", "how", "so", "too"):
        return None
    if low == "no" and i + 1 < len(tokens) and tokens[i + 1].low in ("fewer", "less", "more", "longer", "doubt", "."):
        return None
    if low in ("a", "one", "three") and _is_part_of_scale(tokens, i):
        return i + 5, "number", False
    if low == "half" and _is(tokens, i + 1, "a") and _next_scale(tokens, i + 1):
        return i + 3, "number", False
    if is_number(tokens[i]):
        if any(mark in low for mark in ":/"):
            return None
        end = _scaled(tokens, i + 1)
        percent = _percent(tokens, end)
        if not percent and end < len(tokens) and tokens[end].low == "of" and _is(tokens, end + 1, "every"):
            return None
        return (percent or end), "number", percent > 0
    following = tokens[i + 1].low if i + 1 < len(tokens) else ""
    for phrase, sort in index.get(low, ()):
        size = len(phrase)
        if size > 1 and phrase[1] != following:
            continue
        if size == 1 or [token.low for token in tokens[i : i + size]] == list(phrase):
            end = i + size
            if sort == "vague" and _scaled(tokens, end) > end:
                return _scaled(tokens, end), sort, False
            if phrase[-1] == "of" and (sort in ("vague", "share")):
                end -= 1
            if (
                low == "some"
                and size == 1
                and end < len(tokens)
                and (_core(tokens, end, index) or ("", "loose"))[1] != "loose"
            ):
                return None  # "some 300": a hedge
            share = sort == "share" or bool(set(phrase) & _SHARES)
            if share and not _is_share(tokens, i, end):
                return None
            return end, ("loose" if sort == "share" else sort), share
    if low in ("hundred", "thousand", "million", "dozen") and i and tokens[i - 1].low == "another":
        return i + 1, "number", False
    head = low.split("-")[0]
    if low in _SPELLED or (head in _TENS and "-" in low) or (low in ("a", "one") and _next_scale(tokens, i)):
        end = i + 1
        while end < len(tokens) and (
            tokens[end].low in _SPELLED
            or tokens[end].low in _SCALES
            or (
                tokens[end].low == "and"
                and tokens[end - 1].low == "hundred"
                and end + 1 < len(tokens)
                and (tokens[end + 1].low.split("-")[0] in _SPELLED)
            )
            or tokens[end].low.split("-")[0] in _TENS
        ):
            end += 1
        if end < len(tokens) and tokens[end].low in _FRACTIONS:
            return end + 1, "loose", True
        percent = _percent(tokens, end)
        return (percent or end), "number", percent > 0
    if low == "one" and not _is(tokens, i + 1, "of"):
        if _is(tokens, i + 1, "third") or _is(tokens, i + 1, "quarter"):
            return i + 2, "loose", True
        return i + 1, "one", False
    if low in ("a", "one") and i + 1 < len(tokens) and tokens[i + 1].low in _FRACTIONS and _is(tokens, i + 2, "of"):
        return i + 2, "loose", True
    return None


def _is(tokens: Sequence[Token], i: int, low: str) -> bool:
    return i < len(tokens) and tokens[i].low == low


def _is_part_of_scale(tokens: Sequence[Token], i: int) -> bool:
    """ "a quarter of a million"."""
    return (
        i + 4 < len(tokens)
        and tokens[i + 1].low in ("quarter", "quarters", "third")
        and tokens[i + 2].low == "of"
        and tokens[i + 3].low == "a"
        and tokens[i + 4].low in _SCALES
    )


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
    if _is(tokens, end, "per") and _is(tokens, end + 1, "cent"):
        return end + 2
    return 0


def _is_share(tokens: Sequence[Token], i: int, end: int) -> bool:
    """Whether "most", "half", "rest" speaks of people rather than grading an adjective or measuring time."""
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
    return _SPELLED | {"one", "a", "half", "hundred", "thousand", "million", "dozen"} | _phrases(words).keys()


@lru_cache(maxsize=8)
def _behind_a(words: Words) -> frozenset[str]:
    """The words that may follow "a" in a quantity."""
    return _SCALES | _FRACTIONS | {phrase[1] for phrase, _ in _phrases(words).get("a", ()) if len(phrase) > 1}


@lru_cache(maxsize=8)
def _phrases(words: Words) -> dict[str, list[tuple[tuple[str, ...], str]]]:
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


def _range(
    tokens: Sequence[Token], first: int, core: int, end: int, found: tuple[str, bool],
    index: Mapping[str, list[tuple[tuple[str, ...], str]]], words: Words,
) -> tuple[int, str, bool, int]:  # fmt: skip
    """The number widened to "between … and …", "from … to …", "400-500"."""
    sort, share = found
    link = tokens[end].low if end < len(tokens) else ""
    before = tokens[first - 1].low if first else ""
    if link not in ("-", "–", "—", "to", "or", "and", "up"):
        return end, sort, share, first
    if link == "up" and not _is(tokens, end + 1, "to"):
        return end, sort, share, first
    if link == "and" and before != "between":
        return end, sort, share, first
    if link in ("—",) or (link in ("-", "–") and tokens[end].start != tokens[end - 1].end and link == "-"):
        return end, sort, share, first
    year = len(tokens[core].text) == 4 and tokens[core].text[:2] in ("19", "20") and is_number(tokens[core])
    if year and link == "to" and before in ("in", "early", "late", "since", "of", "mid", "by", "until"):
        return end, sort, share, first  # "dropped from 2,000 in 2015 to 200"
    start = end + (2 if link == "up" else 1)
    while start < len(tokens) and tokens[start].low in (
        "about",
        "around",
        "perhaps",
        "even",
        "maybe",
        "possibly",
        "as",
    ):
        start += 1
    second = _core(tokens, start, index) if start < len(tokens) else None
    if second is None or second[1] == "loose" or (link == "to" and start - end > 3):
        return end, sort, share, first
    if link == "or" and _rough(tokens, start) <= _rough(tokens, core):
        return end, sort, share, first
    if before == "from" and link == "to" and {token.low for token in tokens[max(0, first - 5) : first - 1]} & _CHANGES:
        return end, sort, share, first
    if before in ("between", "from") and link in ("and", "to"):
        first -= 1
    return second[0], ("vague" if "vague" in (sort, second[1]) else "number"), share or second[2], first


def _rough(tokens: Sequence[Token], i: int) -> float:
    low = tokens[i].low
    if is_number(tokens[i]):
        return (
            float(low.replace(",", "").replace(" ", "").replace("\u202f", "").replace("\xa0", ""))
            if low.count(".") < 2
            else 0.0
        )
    return float(ONES.index(low) + 2) if low in ONES else 1e9
