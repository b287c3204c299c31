"""A draft's free words -> the study's own names: what each cell of its row in claims.csv may be, and how sure that is.

Nothing is guessed silently: a cell that rests on likeness has `sure=False` until a person has accepted or changed it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from wayhome.claims.claim import CLAIM_COLUMNS, ClaimRow
from wayhome.claims.likeness import content, found_in, overlap, plain, printable
from wayhome.claims.reader.draft import Draft
from wayhome.claims.selection import read_names, read_of, read_than, read_who
from wayhome.errors import Problem, did_you_mean

_Read = TypeVar("_Read")
OPTIONS = 6  # suggestions shown for a cell
MAPPED = ("who", "where", "via", "of", "than", "driver")
_WORTH = 0.25  # least likeness of a place, flow or driver worth suggesting
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


class Named(Protocol):
    @property
    def title(self) -> str: ...


class StudyNames(Protocol):
    """What of a study a claim may name; `wayhome.study.resolved.Study` has it."""

    @property
    def populations(self) -> Mapping[str, tuple[str, ...]]: ...
    @property
    def regions(self) -> Mapping[str, Mapping[str, tuple[str, ...]]]: ...
    @property
    def places(self) -> Mapping[str, Named]: ...
    @property
    def areas(self) -> Mapping[str, tuple[str, ...]]: ...
    @property
    def flows(self) -> Mapping[str, Named]: ...
    @property
    def drivers(self) -> Mapping[str, Named]: ...


@dataclass(frozen=True, slots=True)
class Name:
    """A name of the study: the key it stands under ("nationality", "region", or "" in lists of names) and what it is called."""

    key: str
    name: str
    title: str
    also: str = ""  # of an area: what its places are called

    @property
    def called(self) -> tuple[str, ...]:
        called = (self.name.replace("_", " "), self.title)
        return (*called, self.also) if self.also else called


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Everything that a claim of this study may name."""

    populations: Mapping[str, tuple[str, ...]]
    who: tuple[Name, ...]
    where: tuple[Name, ...]
    via: tuple[Name, ...]
    driver: tuple[Name, ...]

    @property
    def regions(self) -> tuple[str, ...]:
        return tuple(name.name for name in self.who if name.key == "region")


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    why: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the row to be: its value, the document's words for it, why it is so, and what else it may be."""

    value: str
    said: str = ""
    sure: bool = True  # the draft's own, an exact match, or a person's word
    why: str = ""
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Habits:
    """What people decided before: (column, the document's words) -> cell, and the grades last given to a speaker or source."""

    cells: Mapping[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])
    grades: Mapping[str, str] = field(default_factory=dict[str, str])


def vocabulary(study: StudyNames, titles: Mapping[str, str]) -> Vocabulary:
    """The names of a study; `titles` says what levels are called ("UZB": "Uzbekistan"), where they have another name."""
    levels = [
        Name(key, level, titles.get(level, level)) for key, levels in study.populations.items() for level in levels
    ]
    regions = [Name("region", region, region) for region in study.regions]
    places = [Name("", name, place.title) for name, place in study.places.items()]
    areas = [
        Name("", name, ", ".join(members), " or ".join(study.places[place].title for place in members[:4]))
        for name, members in study.areas.items()
    ]
    return Vocabulary(
        study.populations,
        (*regions, *levels),
        (*places, *areas),
        tuple(Name("", name, flow.title) for name, flow in study.flows.items()),
        tuple(Name("", name, driver.title) for name, driver in study.drivers.items()),
    )


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


def match_who(words: str, names: Vocabulary) -> Cell:
    """Levels and regions spoken of: "Kazakh and Uzbek women" -> nationality=KAZ|UZB; role=woman."""
    exact = [name for name in names.who if plain(words) and plain(words) in map(plain, name.called)]
    if len(exact) == 1:
        return Cell(_pair([exact[0]]), words)
    tokens = content(words)
    hits: list[tuple[float, int, int, Name]] = []
    for name in names.who:
        spans = [(hit, len(called)) for called in map(content, name.called) if (hit := found_in(called, tokens))]
        if spans:
            (score, start), length = max(spans, key=lambda span: (span[1], span[0][0]))
            hits.append((score, start, length, name))
    chosen, taken = list[Name](), set[int]()
    for score, start, length, name in sorted(hits, key=lambda hit: (-hit[2], -hit[0])):
        span = set(range(start, start + length))
        tie = any(other[0] == score and other[1] == start and other[3] is not name for other in hits)
        if not span & taken and not (tie and score < 1):
            chosen.append(name)
            taken |= span
    chosen.sort(key=names.who.index)
    left = [token for i, token in enumerate(tokens) if i not in taken]
    value = _pair(chosen)
    options = [Option(_pair([name]), name.title) for *_, name in sorted(hits, key=lambda hit: -hit[0])]
    options = [option for option in options if option.value != value]
    if value:
        why = "by likeness" + (f"; not mapped: {', '.join(left)}" if left else "")
        return Cell(value, words, False, why, (Option(value, "all of these"), *options)[:OPTIONS] if options else ())
    why = f"nothing in the study is like '{words}'; empty means everybody" if words else "empty means everybody"
    return Cell("", words, False, why, tuple(options[:OPTIONS]))


def match_names(words: str, known: Iterable[Name], *, more: str = "") -> Cell:
    """A place, flow or driver for some words; `more` are other words that may help to find it."""
    known = list(known)
    exact = {name.name for name in known if plain(words) and plain(words) in map(plain, name.called)}
    if len(exact) == 1:
        return Cell(exact.pop(), words)
    tokens = content(f"{words} {more}")
    ranked = sorted(((_score(name, tokens), name) for name in known), key=lambda pair: -pair[0])
    options = tuple(Option(name.name, name.title) for score, name in ranked if score >= _WORTH)[:OPTIONS]
    if not options:
        return Cell("", words, False, f"nothing in the study is like '{words}'" if words else "", ())
    return Cell(options[0].value, words, False, "by likeness", options)


def name_problems(row: ClaimRow, names: Vocabulary) -> list[Problem]:
    """Names in a row that the study does not have, said as the fit would say it."""
    found: list[Problem] = []

    def wrong(column: str, message: str, code: str) -> None:
        found.append(Problem("claims.csv", 0, f"{row.id}.{column}", message, code))

    def people(who: Mapping[str, tuple[str, ...]], column: str) -> None:
        for key, values in who.items():
            known = names.regions if key == "region" else names.populations.get(key)
            if known is None:
                near = did_you_mean(key, ["region", *names.populations])
                wrong(column, f"no population is called '{key}'.{near}", "W501")
                continue
            for value in values:
                if value not in known:
                    wrong(column, f"{key} has no '{value}'.{did_you_mean(value, known)}", "W501")

    def listed(values: Iterable[str], column: str, known: Iterable[Name], what: str, code: str) -> None:
        have = [name.name for name in known]
        for value in values:
            if value.partition("@")[0] not in have:
                wrong(column, f"no {what} is called '{value}'.{did_you_mean(value, have)}", code)

    for column, text, read in (("of", row.of, read_of), ("than", row.than, read_than)):
        change = _read(read, text)
        if change is not None:
            people(change.who, column)
            listed(change.where or (), column, names.where, "place or area", "W502")
            listed(change.via or (), column, names.via, "flow", "W502")
    people(_read(read_who, row.who) or {}, "who")
    listed(_read(read_names, row.where) or (), "where", names.where, "place or area", "W502")
    listed(_read(read_names, row.via) or (), "via", names.via, "flow", "W502")
    listed((row.driver,) if row.driver else (), "driver", names.driver, "driver", "W505")
    return found


def described(value: str, column: str, names: Vocabulary) -> str:
    """The titles behind a cell's names: "returned" -> "Back home"; "" where the names say it all."""
    listed = {"where": names.where, "via": names.via, "driver": names.driver}.get(column, ())
    titles = [name.title for name in listed if name.name in value.split("|")]
    if column in ("who", "than", "of"):
        target = _read(read_who, value) if column == "who" else None
        change = None if column == "who" else _read(read_than if column == "than" else read_of, value)
        who = target if target is not None else (change.who if change is not None else {})
        titles = [name.title for name in names.who if name.name in who.get(name.key, ())]
    told = [title for title in titles if plain(title) not in plain(value)]
    return ", ".join(told)


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
    people = _read(read_who, match_who(words, names).value) or {}
    place = match_names(words, names.where)
    own = _read(read_who, who) or {}
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


def _pair(names: Iterable[Name]) -> str:
    """`nationality=KAZ|UZB; role=woman`, each key once, in the order found in the study."""
    by_key: dict[str, list[str]] = {}
    for name in names:
        by_key.setdefault(name.key, []).append(name.name)
    return "; ".join(f"{key}={'|'.join(values)}" for key, values in by_key.items())


def _score(name: Name, tokens: tuple[str, ...]) -> float:
    own = content(name.name.replace("_", " "))
    named = 0.2 if own and set(own) <= set(tokens) else 0.0
    return named + max(overlap(content(called), tokens) for called in name.called)


def _read(read: Callable[[str], _Read], text: str) -> _Read | None:
    """What a cell says, or None where it is empty or wrong (which the ledger's own rules tell)."""
    try:
        return read(text) if text else None
    except ValueError:
        return None


def _is_copied(statement: str, sentence: str) -> bool:
    return len(statement) >= _COPIED and plain(statement) in plain(sentence)


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.12f}".rstrip("0").rstrip(".")
