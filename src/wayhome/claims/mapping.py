"""A draft's free words -> the study's own names: what each cell of its row in claims.csv may be, and how sure that is.

Nothing is guessed silently: a cell that rests on likeness has `sure=False` until a person has accepted or changed it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from wayhome.claims.claim import CLAIM_COLUMNS
from wayhome.claims.likeness import plain, printable
from wayhome.claims.naming import OPTIONS, Cell, Option, Vocabulary, match_names, match_who, read_cell
from wayhome.claims.reader.draft import Draft
from wayhome.claims.selection import read_who

MAPPED = ("who", "where", "via", "of", "than", "driver")
_COPIED = 40  # characters of the document in a statement that are more than a phrase
_WITHOUT_NUMBERS = ("comparison", "silence")
_OTHER_SIDE = ("comparison", "outlook")
_WITH_DRIVER = ("effect", "outlook", "silence", "context")
_EVENTS = {  # other words for what became of people, as places and flows may be called
    "returned": "returned return home back repatriated",
    "died": "dead died die killed death",
    "held": "held detained prison camp arrested caught",
    "left": "left leave leaving travelled abroad",
    "joined": "joined join joining with fighting",
    "arrived": "arrived arrive came",
    "expelled": "expelled deported expulsion deportation",
    "displaced": "displaced fled flee",
}


@dataclass(frozen=True, slots=True)
class Habits:
    """What people decided before: (column, the document's words) -> cell, and the grades last given to a speaker or source."""

    cells: Mapping[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])
    grades: Mapping[str, str] = field(default_factory=dict[str, str])


def said(draft: Draft, column: str) -> str:
    """The document's own words for a column that speaks of the study's names."""
    if column == "where":
        parts = [draft.where, f"to {draft.where_to}" if draft.where_to else ""]
        parts += [f"from {draft.where_from}" if draft.where_from else "", draft.event]
        return "; ".join(printable(part) for part in parts if part.strip())
    if column == "via":
        return printable(draft.event)
    return printable(str(getattr(draft, column))) if column in ("who", "of", "than", "driver") else ""


def propose(
    draft: Draft, names: Vocabulary, habits: Habits | None = None, given: Mapping[str, str] | None = None
) -> dict[str, Cell]:
    """Every cell of the draft's row. `given` holds what a person has decided already; other cells follow from it."""
    habits, given = habits or Habits(), given or {}
    cells = {column: Cell("") for column in CLAIM_COLUMNS}
    for column, value in _copied(draft).items():
        cells[column] = Cell(value)
    cells |= {column: Cell(value) for column, value in given.items()}
    kind, quantity = cells["kind"].value, cells["quantity"].value
    statement = cells["statement"].value
    if "statement" not in given and (not statement or _is_copied(statement, draft.sentence)):
        why = "these are the document's words; say it in your own" if statement else "what was said, in your own words"
        cells["statement"] = Cell(statement, sure=False, why=why)
    if kind in _WITHOUT_NUMBERS:
        cells |= {column: Cell("") for column in ("low", "best", "high") if column not in given}
    makers: dict[str, Callable[[], Cell]] = {
        "who": lambda: _who(draft, names),
        "where": lambda: _where(draft, names, kind),
        "via": lambda: _via(draft, names, kind),
        "than": lambda: _than(draft, names, kind),
        "of": lambda: _of(draft, names, cells["who"].value) if quantity == "share" else Cell(""),
        "driver": lambda: _driver(draft, names, kind),
        "grade": lambda: _grade(draft, habits, kind),
    }
    for column, make in makers.items():
        cell = make()
        if column in given:
            cells[column] = Cell(given[column], cell.said, options=cell.options)
        else:
            cells[column] = _remembered(column, cell, habits)
    return cells


def _copied(draft: Draft) -> dict[str, str]:
    """The cells that the draft itself fills."""
    same = (
        "statement",
        "kind",
        "quantity",
        "direction",
        "as_of",
        "wording",
        "speaker",
        "speaker_role",
        "source",
        "note",
    )
    cells = {column: printable(str(getattr(draft, column))) for column in same}
    cells |= {column: _number(getattr(draft, column)) for column in ("low", "best", "high")}
    return cells | {"place_in_text": draft.place_in_text}


def _who(draft: Draft, names: Vocabulary) -> Cell:
    """Whom it counts; where the draft's own words for them say little, the places that it names may say more."""
    cell = match_who(said(draft, "who"), names)
    if cell.sure:
        return cell
    places = " ".join(filter(None, (draft.where_from, draft.where, draft.where_to)))
    wider = match_who(printable(f"{draft.who} {places}"), names)
    if not wider.value or wider.value == cell.value:
        return cell
    option = Option(wider.value, f"with “{printable(places)}”")
    if cell.value:
        others = tuple(other for other in cell.options if other.value not in (cell.value, option.value))
        return Cell(
            cell.value, cell.said, False, cell.why, (Option(cell.value, "by likeness"), option, *others)[:OPTIONS]
        )
    return Cell(
        wider.value, cell.said or printable(places), False, "by likeness to the place that is named", wider.options
    )


def _where(draft: Draft, names: Vocabulary, kind: str) -> Cell:
    if kind == "effect":
        return Cell("")
    words = draft.where_to or draft.where
    cell = match_names(printable(words), names.where, more=_EVENTS.get(draft.event, draft.event))
    told = said(draft, "where")
    if (
        cell.sure and cell.value and draft.event
    ):  # "returned home": not where they had been at home, but where they are back
        ranked = match_names("", names.where, more=f"{_EVENTS.get(draft.event, draft.event)} {words}")
        if ranked.value and ranked.value != cell.value:
            others = [option for option in ranked.options if option.value != cell.value]
            options = (*others, Option(cell.value, "the same word"))
            return Cell(ranked.value, told, False, "by likeness", options)
    if cell.sure and plain(draft.where_from) == plain(words):
        return Cell(cell.value, told, False, "they left it; where did they go?", cell.options)
    if not told and kind in ("silence", "context"):
        return Cell("")
    return Cell(cell.value, told, cell.sure, cell.why, cell.options)


def _via(draft: Draft, names: Vocabulary, kind: str) -> Cell:
    told = said(draft, "via")
    cell = match_names(told, names.via, more=f"{_EVENTS.get(draft.event, '')} {draft.where} {draft.where_to}")
    if kind == "effect":
        return Cell(cell.value, told, cell.sure and bool(cell.value), cell.why, cell.options)
    return Cell("", options=cell.options)  # by which way is rarely said; left empty it means any


def _driver(draft: Draft, names: Vocabulary, kind: str) -> Cell:
    words = said(draft, "driver")
    return match_names(words, names.driver) if kind in _WITH_DRIVER and (words or kind == "effect") else Cell("")


def _than(draft: Draft, names: Vocabulary, kind: str) -> Cell:
    words = said(draft, "than")
    if kind not in _OTHER_SIDE or not (words or kind == "comparison"):
        return Cell("")
    people, places = match_who(words, names), match_names(words, names.where)
    if people.value or not places.value:
        why = people.why if people.value else f"the other side of the comparison{f': {words!r}' if words else ''}"
        return Cell(people.value, words, False, why, people.options)
    options = tuple(Option(f"where={option.value}", option.why) for option in places.options)
    return Cell(f"where={places.value}", words, False, places.why, options)


def _of(draft: Draft, names: Vocabulary, who: str) -> Cell:
    """What a share is a share of, as far as it differs from whom the claim counts."""
    words = said(draft, "of")
    people = read_cell(read_who, match_who(words, names).value) or {}
    place = match_names(words, names.where)
    own = read_cell(read_who, who) or {}
    parts = ["arrivals" if draft.event and draft.event != "held" else "stock"]
    parts += [f"where={place.value}"] if place.value else []
    parts += [f"{key}={'|'.join(values)}" for key, values in people.items() if own.get(key) != values]
    parts += [f"{key}=any" for key in own if key not in people] if not place.value else []
    value = "; ".join(parts)
    return Cell(value, words, False, "what the share is a share of", (Option(value, "by likeness"),))


def _grade(draft: Draft, habits: Habits, kind: str) -> Cell:
    if kind not in ("amount", "comparison", "effect"):
        return Cell("")
    for who in (draft.speaker, draft.source):
        grade = habits.grades.get(who, "") if who else ""
        if grade:
            return Cell(grade, sure=False, why=f"as given to {who} before", options=(Option(grade, who),))
    return Cell("", sure=False, why="no grade was given to this speaker or source yet")


def _remembered(column: str, cell: Cell, habits: Habits) -> Cell:
    """A cell that people decided before for the same words: suggested first, still to be accepted."""
    before = habits.cells.get((column, plain(cell.said))) if cell.said and not cell.sure else None
    if before is None:
        return cell
    why = "as you chose for these words before"
    others = tuple(option for option in cell.options if option.value != before)
    return Cell(before, cell.said, False, why, (Option(before, why), *others)[:OPTIONS])


def _is_copied(statement: str, sentence: str) -> bool:
    return len(statement) >= _COPIED and plain(statement) in plain(sentence)


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.12f}".rstrip("0").rstrip(".")
