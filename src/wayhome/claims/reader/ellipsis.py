"""Numbers without a noun that go on counting people named before: "12 from the north", "and received 42"."""

from __future__ import annotations

from collections.abc import Sequence

from wayhome.claims.reader.find import Context
from wayhome.claims.reader.lexicon import (
    AUXILIARIES,
    EVENT_OF,
    FATE_PARTICIPLES,
    FATE_VERBS,
    FATES,
    MOVES,
    OTHER_VERBS,
    PREPOSITIONS,
    SAY,
    TIME_WORDS,
    UNITS,
    word_set,
)
from wayhome.claims.reader.people import is_people
from wayhome.claims.reader.quantity import Quantity
from wayhome.claims.reader.tokens import Token, is_capital, is_number
from wayhome.claims.reader.verbs import names_thing, verb_like

_NOT_THINGS = PREPOSITIONS | AUXILIARIES | OTHER_VERBS | TIME_WORDS | word_set("this others theirs its")
_FRACTIONS = (
    "most", "half", "majority", "minority", "third", "thirds", "quarter", "quarters", "fifth", "fifths", "tenth",
    "tenths", "rest", "remainder",
)  # fmt: skip
_STAYS = word_set("move follow stay remain go")
_PLANS = word_set("plan want hope wish intend")
_HOUSES = word_set("""
hosts host hosting houses housing shelters sheltering accommodates accommodating treats treating feeds feeding
""")
_VERBS = AUXILIARIES | OTHER_VERBS | frozenset(EVENT_OF)
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
    if is_thing(tokens, quantity.last):
        return False
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
            "as",
            "because",
            "due",
            "through",
            "during",
        )
        or verb_like(tokens, quantity.last)
        or after in EVENT_OF
        or (
            after in ("to", "into", "for", "through")
            and quantity.last + 1 < len(tokens)
            and is_capital(tokens[quantity.last + 1])
        )
    )


def is_answer(tokens: Sequence[Token], quantity: Quantity, before: str, after: str) -> bool:
    """A number that ends a sentence about people: "In March it was nearly 700." """
    if (
        quantity.share
        or quantity.sort == "loose"
        or after not in ("", ".", ",", ";", "?", "!", "at", '"', "”")
        or (quantity.low or quantity.high or 99) < 3
    ):
        return False
    two = tokens[quantity.first - 2].low if quantity.first > 1 else ""
    if (before == "to" and two == "closer") or (
        before == "of" and two in ("talks", "talk", "talked", "speaks", "speak", "spoke")
    ):
        return True
    if before == "was" and quantity.first > 1 and tokens[quantity.first - 2].low == "it":
        return True
    return (bool(quantity.hedge) and before not in ("is", "for", "in")) or before in word_set(
        "were are had have saw see received another further counted claims claim claimed estimates estimate reports reported "
        "says said say thinks think believes reckons lists barely"
    )


def is_thing(tokens: Sequence[Token], i: int) -> bool:
    """ "61 evacuation sites": the word for what becomes of people stands before a thing."""
    if i + 1 >= len(tokens) or tokens[i].low not in EVENT_OF:
        return False
    after = tokens[i + 1]
    return (
        after.text.islower()
        and after.low.endswith("s")
        and len(after.low) > 3
        and after.low not in EVENT_OF
        and after.low not in _NOT_THINGS
        and not is_people(after.low)
    )


def answers(context: Context, quantity: Quantity, after: str) -> bool:
    """ "How many have come?" — "Two hundred and eighty-seven." """
    tokens = context.tokens
    if (
        not context.asked
        or quantity.sort not in ("number", "vague", "one")
        or after in UNITS
        or names_thing(tokens, quantity.last)
    ):
        return False
    begun = next((i + 1 for i, token in enumerate(tokens[:8]) if token.text == ":"), 0)
    return quantity.first - begun < 4


def loose_rule(tokens: Sequence[Token], quantity: Quantity, counted: str) -> str:
    """ "others", "the rest", "none", "some" without a noun."""
    after = [t.low for t in tokens[quantity.last : quantity.last + 5]]
    low = quantity.wording.lower()
    if low.startswith("no") and after[1:2] in (["come"], ["came"]):
        return ""
    if (
        low in ("no one", "nobody", "no-one", "not one", "none")
        and after
        and after[0] in AUXILIARIES
        and any(w in MOVES or w in FATES or w in FATE_PARTICIPLES for w in after)
    ):
        return "nobody"
    if not counted or not after or (after[0] not in _VERBS and after[0] not in _PLANS):
        return ""
    if low in ("others", "some", "many", "none", "most", "few", "very few", "several", "the rest", "the remainder") or (
        low.endswith(("number", "numbers"))
    ):
        return (
            "so many of those just counted"
            if any(w in MOVES or w in FATES or w in FATE_PARTICIPLES or w in _STAYS for w in after)
            else ""
        )
    return ""


def is_elliptical(tokens: Sequence[Token], quantity: Quantity, i: int, before: str, after: str) -> bool:
    """A number without a noun that goes on counting: ", 15 of them", "12 from Syria", "43, is given"."""
    if quantity.share:
        fraction = quantity.wording.lower().endswith(_FRACTIONS)
        return (fraction and (after in AUXILIARIES or after in _PLANS or after == "of" or after in EVENT_OF)) or (
            quantity.sort == "number"
            and (
                after in _VERBS
                or after in SAY
                or after in ("knew", "know")
                or (after.endswith("ed") and len(after) > 4)
            )
        )
    word = tokens[quantity.core].low
    if after == "more" and i + 1 < len(tokens):
        following = tokens[i + 1].low
        return following in ("every", "each", "per", "a", "in", "from") or following in _VERBS
    two = tokens[quantity.first - 2].low if quantity.first > 1 else ""
    if (before == "at" and two in ("arrived", "arrives")) or (before == "with" and two.startswith("reckon")):
        return True
    if (
        quantity.sort == "number"
        and is_number(tokens[quantity.core])
        and "." in word
        and "," not in word
        and quantity.last == quantity.core + 1
    ):
        return False
    if before in _HOUSES or (
        before == "for" and quantity.first > 1 and tokens[quantity.first - 2].low.startswith(("caring", "care"))
    ):
        return not names_thing(tokens, quantity.last)
    nearby = {t.low for t in tokens[max(0, quantity.first - 6) : quantity.first]}
    if before == "to" and nearby & {"admit", "admits", "admitted"}:
        return True
    if nearby & {"figure", "number", "toll", "estimate", "total", "count", "tally"} and after in (
        "in",
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
    if after == "aboard" or (after == "on" and i + 1 < len(tokens) and tokens[i + 1].low == "board"):
        return True
    if after in AUXILIARIES and quantity.sort != "one" and (before == "that" or before in TIME_WORDS):
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
