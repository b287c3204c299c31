"""Numbers that count nothing: years, dates, ages, money, numbered things."""

from __future__ import annotations

from collections.abc import Sequence

from wayhome.claims.reader.lexicon import MONTHS, TIME_WORDS, word_set
from wayhome.claims.reader.people import is_people
from wayhome.claims.reader.tokens import Token, is_capital, is_number, is_word

_MONEY = word_set("$ € £ ¥ ₽ usd eur gbp")
_NUMBERED = word_set(
    "nos article resolution aged age chapter flight route # page highway § phase section point version"
)
_BEFORE_DAY = word_set("on of by since from until late early last and between ,")
_SPANS = (
    TIME_WORDS - frozenset(MONTHS) - word_set("ago recent late early last past next today yesterday earlier later mid")
)


def is_other_number(tokens: Sequence[Token], first: int, core: int, end: int) -> bool:
    """Years, dates, ages, money, numbered things; `first` … `end`: the wording, `core`: its number."""
    token, before = tokens[core], tokens[core - 1].low if core else ""
    if _is_abbreviated(tokens, core) or (before == "of" and core > 1 and tokens[core - 2].low in ("age", "ages")):
        return True
    if _stands_in_brackets(tokens, core, end):
        return is_number(token) and len(token.text) < 3  # the mark of a footnote
    if before in ("number", "no"):
        return is_number(token)
    if before in _MONEY or before in _NUMBERED or (before == "-" and tokens[core - 1].end == token.start):
        return True
    return is_number(token) and (
        _is_paragraph(tokens, core, end)
        or _are_years(tokens, first, core, end)
        or (first == core and _is_day(tokens, core, end))
        or _measures_time(tokens, first, core, end)
    )


def _is_abbreviated(tokens: Sequence[Token], core: int) -> bool:
    """ "No. 5", "Art. 12", "Dec. 5"."""
    if core < 2 or tokens[core - 1].low != "." or not is_number(tokens[core]):
        return False
    shortened = tokens[core - 2].low
    return shortened in ("no", "nos", "art") or (shortened in MONTHS and len(tokens[core].text) <= 2)


def _stands_in_brackets(tokens: Sequence[Token], core: int, end: int) -> bool:
    """ "(3)", behind no word that it might count."""
    if core < 1 or end >= len(tokens) or tokens[core - 1].low != "(" or tokens[end].low != ")":
        return False
    return core < 2 or not (is_word(tokens[core - 2]) or is_number(tokens[core - 2]))


def _is_paragraph(tokens: Sequence[Token], core: int, end: int) -> bool:
    """ "3.2 Participants who …": the number of a paragraph."""
    number = tokens[core].text
    return core == 0 and "." in number and len(number) <= 5 and end == 1 < len(tokens) and is_capital(tokens[end])


def _are_years(tokens: Sequence[Token], first: int, core: int, end: int) -> bool:
    """ "2014", "between 2014 and 2016", "about 1998"; not "more than 2,000"."""
    if not all(_is_year(t) for t in tokens[core:end] if is_number(t)):
        return False
    before = tokens[core - 1].low if core else ""
    return end > core + 1 or first == core or before in ("about", "around", "c", "between", "from")


def _is_day(tokens: Sequence[Token], core: int, end: int) -> bool:
    """ "5 December", "December 5"."""
    number, after = tokens[core].text, tokens[end].low if end < len(tokens) else ""
    if len(number) > 2:
        return False
    if after in MONTHS and (after not in ("may", "march") or tokens[end].text[0].isupper()):
        return True
    if not core or not number.isdecimal() or int(number) > 31 or _counts_in_month(tokens, core, end):
        return False
    before, earlier = tokens[core - 1], tokens[core - 2].low if core > 1 else ""
    if before.low in ("may", "march"):  # verbs, too
        return (before.text[0].isupper() and (core < 2 or after == ",")) or earlier in _BEFORE_DAY
    return before.low in MONTHS and before.text != "mar"


def _measures_time(tokens: Sequence[Token], first: int, core: int, end: int) -> bool:
    """ "12 days"; and a stray "%"."""
    after = tokens[end].low if end < len(tokens) else ""
    return after == "%" or (first == core and after in _SPANS)


def _counts_in_month(tokens: Sequence[Token], core: int, end: int) -> bool:
    """ "In March 12 people drowned", "on 3 March 12 people drowned": no day of that month."""
    return (
        core >= 2
        and tokens[core - 1].low in MONTHS
        and (tokens[core - 2].low == "in" or is_number(tokens[core - 2]))
        and end < len(tokens)
        and is_people(tokens[end].low)
    )


def _is_year(token: Token) -> bool:
    return len(token.text) == 4 and token.text.isdecimal() and 1900 <= int(token.text) <= 2099
