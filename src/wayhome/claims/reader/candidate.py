"""A quantity that may count people, with the noun behind it and the words around it: what the rules of counting look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wayhome.claims.reader.lexicon import word_set
from wayhome.claims.reader.people import Group
from wayhome.claims.reader.quantity import Quantity
from wayhome.claims.reader.tokens import Token

_AGE_HEDGES = word_set("under over above below")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A quantity in its sentence."""

    tokens: Sequence[Token]
    quantity: Quantity
    group: Group
    counted: str  # the people last counted in this or the sentence before, "" where none
    again: bool  # the sentence has counted people before this quantity

    @property
    def before(self) -> str:
        """The word before the quantity, a quotation mark between them left out; "" at the beginning."""
        first = self.quantity.first
        return self.back(2 if first and self.tokens[first - 1].text in '"“‘' else 1)

    @property
    def after(self) -> str:
        """The word behind the quantity and its noun; "" at the end."""
        return self.tokens[self.group.last].low if self.group.last < len(self.tokens) else ""

    @property
    def head(self) -> str:
        """The noun's own word; only where there is a noun."""
        return self.tokens[self.group.head].low

    def back(self, steps: int) -> str:
        """The word so many tokens before the quantity; "" where the sentence has not begun."""
        at = self.quantity.first - steps
        return self.tokens[at].low if at >= 0 else ""

    def is_age(self) -> bool:
        """ "under 18", "over 60"."""
        quantity = self.quantity
        return (
            quantity.hedge.lower() in _AGE_HEDGES and (quantity.low or quantity.high or 0) < 100 and not quantity.share
        )
