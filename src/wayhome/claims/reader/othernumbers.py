"""Numbers that count nothing: years, dates, ages, money, numbered things."""

from __future__ import annotations

from collections.abc import Sequence

from wayhome.claims.reader.lexicon import MONTHS, TIME_WORDS, word_set
from wayhome.claims.reader.people import is_people
from wayhome.claims.reader.tokens import Token, is_capital, is_number, is_word

_MONEY = word_set("$ € £ ¥ ₽ us$ usd eur gbp")


def is_other_number(tokens: Sequence[Token], first: int, core: int, end: int) -> bool:
    """Years, dates, ages, money, numbered things."""
    token, before = tokens[core], tokens[core - 1].low if core else ""
    shortened = tokens[core - 2].low if before == "." and core > 1 and is_number(token) else ""
    if shortened in ("no", "nos", "art") or (shortened in MONTHS and len(token.text) <= 2):
        return True
    if before == "of" and core > 1 and tokens[core - 2].low in ("age", "ages"):
        return True
    after = tokens[end].low if end < len(tokens) else ""
    if before == "(" and after == ")" and (core < 2 or not (is_word(tokens[core - 2]) or is_number(tokens[core - 2]))):
        return is_number(token) and len(token.text) < 3  # the mark of a footnote
    if (
        before in _MONEY
        or before
        in word_set(
            "no number nos article resolution aged age chapter flight route # page highway § phase section point version"
        )
        or (before == "-" and tokens[core - 1].end == token.start)
    ):
        return before not in ("number", "no") or is_number(token)
    if core >= 1 and tokens[core - 1].text in ("US$",):
        return True
    if not is_number(token):
        return False
    if (
        core == 0
        and "." in token.text
        and len(token.text) <= 5
        and end == 1
        and end < len(tokens)
        and is_capital(tokens[end])
    ):
        return True  # "3.2 Participants who …": the number of a paragraph
    if all(_is_year(t) for t in tokens[core:end] if is_number(t)) and (
        end > core + 1 or first == core or before in ("about", "around", "c", "between", "from")
    ):
        return True
    if end == core + 1 and token.text.isdecimal() and len(token.text) == 4 and 1900 <= int(token.text) <= 2099:
        return first == core or before in ("about", "around", "c")
    if first == core and token.text.isdecimal() and len(token.text) <= 2 and int(token.text) <= 31:
        if _counts_in_month(tokens, core, end):
            return False
        if (before in MONTHS and before not in ("may", "mar", "march")) or (
            (before in ("may", "march") and tokens[core - 1].text[0].isupper() and (core < 2 or after == ","))
            or (
                before in ("may", "march")
                and core >= 2
                and tokens[core - 2].low in word_set("on of by since from until late early last and between ,")
            )
        ):
            return True
        if after in MONTHS and (after != "may" or tokens[end].text[0].isupper()):
            return True
    if first == core and after in MONTHS and len(token.text) <= 2:
        return True
    return after in ("%",) or (
        after in TIME_WORDS
        and not after.startswith(("ago",))
        and first == core
        and after not in MONTHS
        and after not in word_set("recent late early last past next today yesterday earlier later mid")
    )


def _counts_in_month(tokens: Sequence[Token], core: int, end: int) -> bool:
    """ "In March 12 people drowned": no day of that month."""
    return (
        core >= 2
        and tokens[core - 1].low in MONTHS
        and tokens[core - 2].low == "in"
        and end < len(tokens)
        and is_people(tokens[end].low)
    )


def _is_year(token: Token) -> bool:
    return len(token.text) == 4 and token.text.isdecimal() and 1900 <= int(token.text) <= 2099
