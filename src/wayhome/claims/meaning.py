"""One checked row -> a claim understood: what it speaks of, its number, how sure it is.

A confirmed claim must be complete for its kind; a draft or a claim set aside may lack what nobody has filled in yet.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeVar

from wayhome.claims.claim import Claim, ClaimRow, Figure, Source, Target
from wayhome.claims.selection import Change, changed, read_names, read_of, read_than, read_who
from wayhome.claims.wording import likelihood, read_figure
from wayhome.claims.words import Words
from wayhome.dates import Period, parse_period
from wayhome.errors import Problem
from wayhome.ranges import parse_number

_NEEDS = {
    "amount": ("quantity", "where", "as_of", "grade"),
    "comparison": ("quantity", "where", "than", "as_of", "grade"),
    "effect": ("driver", "via", "direction", "grade"),
    "outlook": ("quantity", "where", "direction", "as_of"),
    "silence": (),
    "context": (),
}
_DIRECTIONS = {"comparison": ("more", "less"), "effect": ("raises", "lowers"), "outlook": ("up", "down")}
_WITHOUT_NUMBERS = {
    "comparison": "a comparison says which side is greater; a number is a claim of kind amount",
    "silence": "a silence is never a number; an amount of 0 is a claim of kind amount",
}
_GUESSED = ("comparison", "effect", "outlook")
_THOUSAND_POINT = re.compile(r"[0-9]{1,3}\.[0-9]{3}$")
_T = TypeVar("_T")


@dataclass(slots=True)
class Meaning:
    """Understands rows one by one and collects what is wrong with them."""

    sources: Mapping[str, Source]
    words: Words
    problems: list[Problem] = field(default_factory=list[Problem])

    def claim(self, row: ClaimRow, line: int) -> Claim:
        """The row as a claim; parts that are wrong are None, and a problem says so."""
        self._columns(row, line)
        as_of = self._try(row, line, "as_of", "W311", _period, row.as_of) if row.as_of else None
        sides = self._sides(row, line)
        self._same(row, line, sides)
        numbers = self._numbers(row, line)
        source = self.sources.get(row.source)
        if row.status == "confirmed":
            self._timely(row, line, as_of, source)
        return Claim(
            row.id, row.statement, row.kind, row.quantity, *sides, row.driver,
            row.direction or ("more" if row.kind == "comparison" else ""), as_of,
            self._figure(row, line, numbers) if numbers is not None else None,
            likelihood(row.wording, self.words) if row.kind in _GUESSED else None,
            row.wording, row.speaker, row.speaker_role, row.source, row.grade, row.repeats, row.place_in_text, row.status,
            row.note, line, row.speaker or (source.outlet if source is not None else row.source),
        )  # fmt: skip

    def _wrong(self, row: ClaimRow, line: int, column: str, message: str, code: str) -> None:
        self.problems.append(Problem("claims.csv", line, f"{row.id}.{column}", message, code))

    def _try(self, row: ClaimRow, line: int, column: str, code: str, read: Callable[[str], _T], text: str) -> _T | None:
        try:
            return read(text)
        except ValueError as error:
            self._wrong(row, line, column, str(error), code)
            return None

    def _columns(self, row: ClaimRow, line: int) -> None:
        """Cells that the kind needs, and cells that do not belong to it."""
        kind, quantity = row.kind, row.quantity
        if row.status == "set_aside" and not row.note:
            self._wrong(row, line, "note", "a claim set aside says why in its note", "W307")
        if row.status == "confirmed":
            needs = _NEEDS[kind]
            for column in (*needs, "of") if quantity == "share" and needs else needs:
                if not getattr(row, column):
                    self._wrong(row, line, column, f"the cell is empty; a confirmed {kind} needs its {column}", "W307")
        if row.of and quantity != "share":
            self._wrong(
                row, line, "of", f"only a share is 'of' something; the quantity is {quantity or 'empty'}", "W315"
            )
        if row.than and kind not in ("comparison", "outlook"):
            self._wrong(
                row, line, "than", f"only a comparison or an outlook has another side; the kind is {kind}", "W315"
            )
        if row.driver and kind in ("amount", "comparison"):
            message = f"{_named(kind, row)} speaks of no driver; the kind that does is effect"
            self._wrong(row, line, "driver", message, "W315")
        if row.via and quantity == "stock" and kind != "effect":
            message = "people in a place at a moment came by no one way; say arrivals, or leave via empty"
            self._wrong(row, line, "via", message, "W315")
        allowed = ("more", "less") if kind == "outlook" and row.than else _DIRECTIONS.get(kind, ())
        if row.direction and row.direction not in allowed:
            have = f"'{row.direction}' is not one; write {' or '.join(allowed)}" if allowed else "leave it empty"
            self._wrong(
                row, line, "direction", f"the direction of {_named(kind, row)}: {have}", "W308" if allowed else "W315"
            )
        place = row.place_in_text.partition("#")[0].split("-")
        if len(place) == 2 and int(place[0]) >= int(place[1]):
            self._wrong(row, line, "place_in_text", f"'{row.place_in_text}' ends before it begins", "W310")

    def _sides(self, row: ClaimRow, line: int) -> tuple[Target | None, Target | None, Target | None, Target | None]:
        """Target, whole, other and other_whole."""
        before = len(self.problems)
        who = self._try(row, line, "who", "W314", read_who, row.who) if row.who else {}
        where = self._try(row, line, "where", "W310", read_names, row.where)
        via = self._try(row, line, "via", "W310", read_names, row.via)
        share = row.quantity == "share"
        of = self._try(row, line, "of", "W314", read_of, row.of) if share and row.of else None
        than = self._try(row, line, "than", "W314", read_than, row.than) if row.than else None
        if len(self.problems) > before or not (row.quantity or row.who or row.where or row.via):
            return None, None, None, None
        if share and of is None and row.kind not in ("silence", "context"):
            return None, None, None, None  # said above, or a draft
        measure = (of.measure if of else "") if share else row.quantity
        own = Target(measure, who or {}, where or (), via or ())
        other = changed(own, than) if than is not None else None
        return own, _whole(own, of), other, _whole(other, of)

    def _same(
        self, row: ClaimRow, line: int, sides: tuple[Target | None, Target | None, Target | None, Target | None]
    ) -> None:
        target, whole, other, other_whole = sides
        if target is None:
            return
        if whole == target or (other is not None and other == other_whole):
            self._wrong(
                row, line, "of", "the share is of the very same people; name what differs, for example role=any", "W319"
            )
        if (target, whole) == (other, other_whole):
            self._wrong(row, line, "than", "both sides are the same people; name what differs", "W319")
        if row.kind != "effect":
            for column, side in (("of", whole), ("than", other)):
                if side is not None and side.measure == "stock" and side.via and not (column == "than" and target.via):
                    self._wrong(
                        row, line, column, "people in a place at a moment came by no one way; add via=any", "W315"
                    )
            if target.measure == "stock" and target.via and row.quantity == "share":
                self._wrong(
                    row,
                    line,
                    "via",
                    "a share of people present has no via; measure arrivals, or leave via empty",
                    "W315",
                )

    def _numbers(self, row: ClaimRow, line: int) -> tuple[float | None, float | None, float | None] | None:
        """The cells low, best, high as numbers; None where one of them is wrong."""
        if not (row.low or row.best or row.high):
            return None, None, None
        if row.kind in _WITHOUT_NUMBERS:
            column = next(column for column in ("low", "best", "high") if getattr(row, column))
            self._wrong(row, line, column, _WITHOUT_NUMBERS[row.kind], "W315")
            return None
        before = len(self.problems)
        values = [
            self._number(row, line, column, cell)
            for column, cell in (("low", row.low), ("best", row.best), ("high", row.high))
        ]
        return (values[0], values[1], values[2]) if len(self.problems) == before else None

    def _number(self, row: ClaimRow, line: int, column: str, cell: str) -> float | None:
        if not cell:
            return None
        people = row.quantity in ("stock", "arrivals", "arrivals_in")
        if cell[-1] == "x" and row.kind != "effect":
            self._wrong(row, line, column, f"'{cell}' is a factor; only an effect has one", "W312")
        elif cell[-1] == "%" and row.quantity != "share" and row.kind != "context":
            self._wrong(row, line, column, f"'{cell}' is a share; write a number of people, or quantity share", "W312")
        elif people and _THOUSAND_POINT.match(cell):
            plain = cell.replace(".", "")
            self._wrong(row, line, column, f"'{cell}' may mean {plain}: write {plain}, or leave off the zeros", "W312")
        else:
            return float(cell) if cell.isdigit() else parse_number(cell.removesuffix("x").replace(" ", ""))
        return None

    def _figure(
        self, row: ClaimRow, line: int, numbers: tuple[float | None, float | None, float | None]
    ) -> Figure | None:
        low, best, high = numbers
        given = not low is best is high is None
        amount = row.kind == "amount"
        if not given and not (amount and row.quantity):
            return None
        try:
            if row.kind == "effect" and 0 in numbers:
                raise ValueError("a factor of 0 would stop the flow; write the least that is meant, for example 0.1x")
            # the words of an effect or a context say other things than its number's hedge
            wording = row.wording if amount or row.kind == "outlook" else ""
            return read_figure(wording, self.words, low=low, best=best, high=high, share=row.quantity == "share")
        except ValueError as error:
            if given:
                self._wrong(
                    row, line, "low" if low is not None else "best" if best is not None else "high", str(error), "W312"
                )
            elif row.status == "confirmed":
                self._wrong(row, line, "wording", str(error), "W313")
            return None

    def _timely(self, row: ClaimRow, line: int, as_of: Period | None, source: Source | None) -> None:
        if row.kind in ("amount", "comparison") and as_of and source and as_of.first > source.date.last:
            message = f"the claim speaks of {as_of}, after its source was published ({source.date}); is it an outlook?"
            self._wrong(row, line, "as_of", message, "W321")


def _whole(side: Target | None, of: Change | None) -> Target | None:
    return changed(side, of) if side is not None and of is not None else None


def _named(kind: str, row: ClaimRow) -> str:
    name = f"an {kind}" if kind[0] in "aeo" else f"a {kind}"
    return f"{name} with another side" if kind == "outlook" and row.than else name


@lru_cache(maxsize=4096)
def _period(text: str) -> Period:
    return parse_period(text)
