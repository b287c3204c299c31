"""Numbers without a noun that go on counting people named before: "12 from the north", "and received 42"."""

from __future__ import annotations

from collections.abc import Sequence

from wayhome.claims.reader.lexicon import (
    AUXILIARIES,
    EVENT_OF,
    FATE_PARTICIPLES,
    FATE_VERBS,
    FATES,
    MOVES,
    UNITS,
    word_set,
)
from wayhome.claims.reader.quantity import Quantity
from wayhome.claims.reader.tokens import Token, is_capital, is_number
from wayhome.claims.reader.verbs import verb_like

_INCLUDING = word_set("including included includes include among")


def goes_on_counting(tokens: Sequence[Token], quantity: Quantity, before: str, after: str) -> bool:
    """A bare number in a sentence that has counted people before: "and received 42 in return"."""
    if (
        quantity.sort == "loose"
        or quantity.share
        or before in word_set("in since by at on until till aged age for within after is was mile no number than")
    ):
        return False
    if quantity.hedge.lower() in ("under", "over", "above", "below") and (quantity.low or quantity.high or 0) < 100:
        return False  # an age
    if after in ("-", "/", "'", "%", ":", "°") or (
        is_number(tokens[quantity.core]) and "." in tokens[quantity.core].text and quantity.last == quantity.core + 1
    ):
        return False
    return (
        after
        in (
            "",
            ".",
            ",",
            ";",
            ")",
            "in",
            "and",
            "from",
            "of",
            "who",
            "with",
            '"',
            "”",
            "last",
            "a",
            "were",
            "was",
            "are",
            "have",
            "had",
            "could",
            "did",
            "while",
            "but",
        )
        or verb_like(tokens, quantity.last)
        or after in EVENT_OF
        or (
            after in ("to", "into", "for", "through")
            and quantity.last + 1 < len(tokens)
            and is_capital(tokens[quantity.last + 1])
        )
    )


def is_answer(quantity: Quantity, before: str, after: str) -> bool:
    """A number that ends a sentence about people: "In March it was nearly 700." """
    if (
        quantity.share
        or quantity.sort == "loose"
        or after not in ("", ".", ",", ";", "?", "!", "at", '"', "”")
        or (quantity.low or quantity.high or 99) < 3
    ):
        return False
    return (bool(quantity.hedge) and before not in ("is", "for", "in")) or before in word_set(
        "were are had have saw see received another further counted claims claim claimed estimates estimate reports reported"
    )


def loose_rule(tokens: Sequence[Token], quantity: Quantity, counted: str) -> str:
    """ "others", "the rest", "none", "some" without a noun."""
    after = [t.low for t in tokens[quantity.last : quantity.last + 5]]
    low = quantity.wording.lower()
    if (
        low in ("no one", "nobody", "no-one", "not one", "none")
        and after
        and after[0] in AUXILIARIES
        and any(w in MOVES or w in FATES or w in FATE_PARTICIPLES for w in after)
    ):
        return "nobody"
    if not counted or not after or (after[0] not in AUXILIARIES and after[0] not in EVENT_OF):
        return ""
    if low in ("others", "some", "many", "none", "most", "few", "very few", "several", "the rest", "the remainder"):
        return (
            "so many of those just counted"
            if any(w in MOVES or w in FATES or w in FATE_PARTICIPLES for w in after)
            else ""
        )
    return ""


def is_elliptical(tokens: Sequence[Token], quantity: Quantity, i: int, before: str, after: str) -> bool:
    """A number without a noun that goes on counting: ", 15 of them", "12 from Syria", "43, is given"."""
    if quantity.share:
        return (
            quantity.wording.lower().endswith(("most", "half", "majority", "third", "quarter"))
            and (after in AUXILIARIES or after == "of" or after in EVENT_OF)
        ) or (quantity.sort == "number" and (after in ("were", "are", "have", "had", "was")))
    word = tokens[quantity.core].low
    if (
        quantity.sort == "number"
        and is_number(tokens[quantity.core])
        and "." in word
        and "," not in word
        and quantity.last == quantity.core + 1
    ):
        return False
    nearby = {t.low for t in tokens[max(0, quantity.first - 6) : quantity.first]}
    if nearby & {"figure", "number", "toll", "estimate", "total"} and after in (
        ",",
        ".",
        "is",
        "was",
        ")",
        "for",
        "given",
        "",
    ):
        return True
    if before in _INCLUDING and after in word_set("from in who with aged under , and"):
        return True
    if after in ("from", "who", "whom") or (
        after in ("were", "was", "are", "had", "have", "of")
        and before
        in ("", ",", ";", "and", "which", "whom", "them", "those", "these", "returnees", "but", "only", "while")
    ):
        return not (
            after == "of"
            and quantity.last + 1 < len(tokens)
            and tokens[quantity.last + 1].low not in ("them", "whom", "these", "those", "the")
        )
    if before in ("another", "further", "additional", "other") or (
        before == "of" and nearby & {"spoke", "speak", "speaks", "spoken", "talk", "talked"}
    ):
        return True
    if before in FATE_VERBS or (
        before in ("of", "from") and nearby & {"up", "down"} and after in (",", ".", "in", "a", "last", "the", "")
    ):
        return after not in UNITS and (nearby & {"up", "down"} != set() or before in FATE_VERBS)
    ago = quantity.first >= 2 and tokens[quantity.first - 2].low == "compared" and before in ("with", "to")
    return ago and after in (",", ".", "in", "a", "last", "the", "")
