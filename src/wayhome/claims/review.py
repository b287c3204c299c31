"""Drafts -> claims that a person has confirmed. The terminal and the workbench both use what is here; nothing prints.

Every decision is written at once: first to the journal, then to the ledger, then marked as done (`journal.py`). What others
changed in the ledger meanwhile is seen by the hash of its files, told, and never overwritten.
"""

from __future__ import annotations

import contextlib
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from io import FileIO
from pathlib import Path

from wayhome.claims.claim import CLAIM_COLUMNS, SOURCE_COLUMNS, Claim, Ledger
from wayhome.claims.deeds import FILES, Row, changes, file_hash, full, perform, to_take_out
from wayhome.claims.journal import Journal, Step, append, locked, read_journal
from wayhome.claims.ledger import load_ledger, load_words, read_rows
from wayhome.claims.mapping import MAPPED, propose
from wayhome.claims.meaning import Meaning
from wayhome.claims.naming import Cell, Vocabulary, name_problems
from wayhome.claims.pile import Item, read_pile
from wayhome.claims.pool import fitted
from wayhome.claims.precedents import free_id, fresh_id, habits, hints
from wayhome.claims.reader.keep import anchored, kept_text, proposed_source
from wayhome.claims.rows import check_claims, check_sources
from wayhome.claims.table import checked_table
from wayhome.dates import Period, parse_period
from wayhome.errors import CannotWrite, InvalidInput, Problem, WayhomeError, did_you_mean

NEEDED = ("id", "statement", "kind", "source", "place_in_text", "status", "note")  # of a claim set aside
NUMBERS = ("low", "best", "high")
Fits = Callable[[Ledger], Sequence[Problem]]


class Conflict(InvalidInput):
    """Somebody else changed the ledger or the journal; nothing was written, and the review has read it anew."""


@dataclass(slots=True)
class Review:
    """One sitting: the drafts of a study, its ledger as it was last read, and the journal."""

    folder: Path
    names: Vocabulary
    items: tuple[Item, ...]
    problems: tuple[Problem, ...]  # drafts that cannot be reviewed, and why
    words: Mapping[str, object] | None
    fits: Fits | None
    as_of: Period | None
    by: str
    ledger: Ledger
    journal: Journal
    seen: dict[str, str] = field(default_factory=dict[str, str])  # file -> hash of it as last read
    rows: dict[str, list[Row]] = field(default_factory=dict[str, list[Row]])
    notices: list[str] = field(default_factory=list[str])
    texts: dict[str, str | None] = field(default_factory=dict[str, "str | None"])  # of documents, as far as shown
    since: int = 0  # steps of the journal that were there before this sitting

    # ---- what there is

    @property
    def waiting(self) -> tuple[Item, ...]:
        """Drafts that nobody has decided yet, in the documents' order."""
        decided = self.journal.decided
        return tuple(item for item in self.items if item.key not in decided)

    def cells(self, item: Item) -> dict[str, Cell]:
        """The row that the draft would become: what the draft says, what the study calls it, what people have decided."""
        given = {"source": self.source_id(item), "status": "draft", **self.journal.cells.get(item.key, {})}
        given.setdefault("id", fresh_id(self.rows["claims.csv"], self.journal, item))
        cells = propose(item.draft, self.names, habits(self.rows["claims.csv"], self.journal), given)
        if (
            "as_of" not in given
            and not cells["as_of"].value
            and cells["kind"].value in ("amount", "comparison", "outlook")
        ):
            source = self.ledger.sources.get(cells["source"].value)
            why = "no date is said; as published" if source is not None else "the date that the claim speaks of"
            cells["as_of"] = Cell(str(source.date) if source is not None else "", sure=False, why=why)
        return cells

    def source_id(self, item: Item) -> str:
        """The id of the document's row in sources.csv: the one that is there, or the one it will have."""
        rows = self.rows["sources.csv"]
        for row in rows:
            if item.draft.document and row.get("document") == item.draft.document:
                return row["id"]
        taken = {row["id"] for row in rows if row.get("document")}
        return free_id(item.draft.source, taken)

    def has_source(self, source: str) -> bool:
        return source in self.ledger.sources

    def suggest_source(self, item: Item) -> Row:
        """The document's row for sources.csv, as far as it is known."""
        name = self.cells(item)["source"].value
        row = full({"id": name, "document": item.draft.document}, SOURCE_COLUMNS)
        year = re.search(r"(?<![0-9])(?:19|20)[0-9]{2}(?:-[01][0-9](?:-[0-3][0-9])?)?(?![0-9])", name)
        read = {key: value for key, value in proposed_source(self.folder, item.draft.source).items() if value}
        told = self.journal.cells.get(f"source {name}", {})
        return {**row, "date": year[0] if year else "", **read, "id": name, "document": item.draft.document, **told}

    def text(self, item: Item) -> str | None:
        """The text of the draft's document, where it is there and the draft's words stand at their place."""
        name = item.draft.document
        if name not in self.texts:
            try:
                self.texts[name] = kept_text(self.folder, name) if name else None
            except (WayhomeError, OSError, ValueError):
                self.texts[name] = None
        text = self.texts[name]
        return text if text is not None and anchored(item.draft, text) else None

    def hints(self, item: Item, cells: Mapping[str, Cell]) -> list[str]:
        """Claims of the ledger that this one may be, or may only pass on."""
        return hints(self.rows["claims.csv"], item, cells)

    def why_not_fitted(self, claim: str) -> str:
        """Why a claim of the ledger stays out of the fit; "" where it goes in."""
        if self.as_of is None:
            return ""
        return next((why for one, why in fitted(self.ledger, self.as_of)[1] if one.id == claim), "")

    # ---- what is wrong

    def check(
        self, item: Item, cells: Mapping[str, Cell], *, status: str = "confirmed", note: str = ""
    ) -> list[Problem]:
        """Everything that keeps the draft from becoming a claim with this status; for "draft", what is wrong as it stands."""
        row = _row(cells, status, note)
        wrong = [
            Problem(item.file, item.line, f"{row['id']}.{column}", _open(column, cell), "W726")
            for column, cell in cells.items()
            if not cell.sure and status == "confirmed"
        ]
        if wrong:
            return wrong
        wrong, claim = self._check_row(row)
        wrong += self._check_ids(item, row, status)
        if status == "confirmed" and not wrong and claim is not None and self.fits is not None:
            claims = tuple(sorted((*self.ledger.claims, claim), key=lambda one: one.id))
            wrong = [p for p in self.fits(replace(self.ledger, claims=claims)) if p.field.startswith(f"{claim.id}.")]
        return wrong

    def check_cell(self, item: Item, column: str, value: str) -> list[Problem]:
        """What is wrong with one cell, by the rules of the ledger, while the others may still be missing."""
        cells = {**self.cells(item), column: Cell(value)}
        wrong = self.check(item, cells, status="draft")
        told = NUMBERS if column in NUMBERS else (column,)
        own = [problem for problem in wrong if problem.field.rpartition(".")[2] in told]
        return own if value or column in ("id", "statement", "kind", "source") else []

    def check_source(self, row: Mapping[str, str], column: str = "") -> list[Problem]:
        """What is wrong with a row for sources.csv, or with one cell of it."""
        row = full(row, SOURCE_COLUMNS)
        table = checked_table("sources.csv", (row,), (0,))
        wrong = [*table.problems, *check_sources(table)[1]]
        if not wrong:
            try:
                parse_period(row["date"])
            except ValueError as error:
                wrong.append(Problem("sources.csv", 0, f"{row['id']}.date", str(error), "W311"))
        if any(known["id"] == row["id"] for known in self.rows["sources.csv"]):
            wrong.append(Problem("sources.csv", 0, "id", f"the id '{row['id']}' is taken", "W309"))
        return [problem for problem in wrong if not column or problem.field.rpartition(".")[2] == column]

    # ---- what is done

    def edit(self, item: Item, cells: Mapping[str, str]) -> None:
        """Keep what a person says of some cells; they are sure from then on."""
        with locked(self.journal.path) as file:
            self.journal = append(file, read_journal(self.folder), Step("edit", item.key, dict(cells), by=self.by))

    def edit_source(self, name: str, column: str, value: str) -> None:
        """Keep what a person says of a document until its row is complete."""
        with locked(self.journal.path) as file:
            step = Step("edit", f"source {name}", {column: value}, by=self.by)
            self.journal = append(file, read_journal(self.folder), step)

    def add_source(self, row: Mapping[str, str]) -> None:
        """Write a document's row to sources.csv; InvalidInput or Conflict leave everything as it was."""
        wrong = self.check_source(row)
        if wrong:
            raise InvalidInput(wrong)
        self._carry(Step("source", row=full(row, SOURCE_COLUMNS), by=self.by))

    def confirm(self, item: Item) -> Row:
        """Make the draft a confirmed claim; InvalidInput says what is missing, Conflict that the ledger changed."""
        cells = self.cells(item)
        wrong = self.check(item, cells)
        if wrong:
            raise InvalidInput(wrong)
        return self._decide(item, cells, _row(cells, "confirmed", ""))

    def set_aside(self, item: Item, reason: str) -> Row:
        """Keep the draft as a claim set aside, with the reason; cells that nobody has accepted stay empty."""
        cells = {
            column: cell if cell.sure or column in NEEDED else replace(cell, value="")
            for column, cell in self.cells(item).items()
        }
        if not cells["statement"].sure or not cells["statement"].value:
            words = item.draft.wording or " ".join(item.draft.exact.split()[:6])
            cells["statement"] = Cell(f"The {cells['kind'].value} told with the words “{words}”")
        row, wrong = _row(cells, "set_aside", reason), list[Problem]()
        for _ in range(3):  # a cell emptied may take away what another one rested on
            row = _row(cells, "set_aside", reason)
            wrong = self._check_row(row)[0] + self._check_ids(item, row, "set_aside")
            columns = {problem.field.rpartition(".")[2] for problem in wrong} - set(NEEDED)
            if not columns:
                break
            cells |= {column: Cell("") for column in columns if column in cells}
        if wrong:
            raise InvalidInput(wrong)
        return self._decide(item, cells, row)

    def undoable(self) -> Step | None:
        """The step that `undo` takes back: this sitting's last, else the last one from before it."""
        standing = self.journal.standing
        own = [step for step in standing if step.by == self.by]
        before = [step for step in standing if step.line <= self.since]
        return (own or before or [None])[-1]

    def undo(self, *, force: bool = False) -> Step:
        """Take the last step back; InvalidInput where that would undo somebody else's work too.

        `force` takes a row out even where it was changed since; its last form stays in the journal.
        """
        step = self.undoable()
        if step is None:
            raise InvalidInput([Problem("drafts", 0, "", "there is nothing to undo", "W724")])
        row: Row = {}
        if step.do != "edit":
            row = to_take_out(self.rows, step, force)
        self._carry(Step("undo", step.draft, row, of=step.line, by=self.by))
        return step

    def resume(self) -> None:
        """Begin the sitting: complete a step that was interrupted, then read everything."""
        if self.journal.pending is not None:
            with locked(self.journal.path) as file:
                self._complete(file)
        self.reload()
        self.since = len(self.journal.steps)

    def can_force(self) -> bool:
        """Whether the last step's row was only changed since, so that `undo(force=True)` can take it out."""
        step = self.undoable()
        try:
            return step is not None and step.do != "edit" and bool(to_take_out(self.rows, step, True))
        except InvalidInput:
            return False

    def reload(self) -> None:
        """Read ledger and journal anew."""
        seen = {name: file_hash(self.folder / name) for name in FILES}  # first: what changes from here on is a conflict
        self.ledger = load_ledger(self.folder, self.words)
        self.rows = {name: read_rows(self.folder / name) for name in FILES}
        self.seen = seen
        self.journal = read_journal(self.folder)

    # ---- inside

    def _check_row(self, row: Row) -> tuple[list[Problem], Claim | None]:
        """What the ledger's own rules say of a row, and the claim that it is."""
        table = checked_table("claims.csv", (row,), (0,))
        (checked,), wrong = check_claims(table)
        wrong = [*table.problems, *wrong]
        if checked is None or wrong:
            return wrong, None
        meaning = Meaning(self.ledger.sources, self.ledger.words)
        claim = meaning.claim(checked, 0)
        return [*meaning.problems, *name_problems(checked, self.names)], claim

    def _check_ids(self, item: Item, row: Row, status: str) -> list[Problem]:
        """Ids in the row that are taken or that nothing has."""
        wrong: list[Problem] = []
        there = {known["id"] for known in self.rows["claims.csv"]}
        if row["id"] in there or self.journal.ids.get(row["id"], item.key) != item.key:
            text = f"the id '{row['id']}' is or was another claim's; ids are never used twice"
            wrong.append(Problem("claims.csv", 0, "id", text, "W309"))
        if row["repeats"] and row["repeats"] not in there:
            text = f"there is no claim '{row['repeats']}'.{did_you_mean(row['repeats'], there)}"
            wrong.append(Problem("claims.csv", 0, f"{row['id']}.repeats", text, "W317"))
        if status != "draft" and row["source"] not in self.ledger.sources:
            text = f"sources.csv has no '{row['source']}' yet; say first where the document was published"
            wrong.append(Problem("claims.csv", 0, f"{row['id']}.source", text, "W316"))
        return wrong

    def _decide(self, item: Item, cells: Mapping[str, Cell], row: Row) -> Row:
        told = {column: cells[column].said for column in MAPPED if cells[column].said}
        self._carry(Step(row["status"], item.key, row, told, by=self.by))
        return row

    def _carry(self, step: Step) -> None:
        """Intent, deed, mark: the one way in which the ledger is changed."""
        with locked(self.journal.path) as file:
            if self._complete(file):
                self.reload()
            edit = step.do == "undo" and self.journal.steps[step.of - 1].do == "edit"
            if edit:
                self.journal = read_journal(self.folder)
                self._stands(step)
            else:
                self._unchanged(step)
            self.journal = append(file, self.journal, step)
            intent = self.journal.steps[-1]
            try:
                if not edit:
                    self._unchanged(step, intent)
                if not perform(self.folder, self.journal, intent):
                    raise Conflict([Problem("claims.csv", 0, step.row["id"], "the row was just changed", "W721")])
            except (CannotWrite, InvalidInput):
                self.journal = append(file, read_journal(self.folder), Step("dropped", of=intent.line))
                raise
            with contextlib.suppress(CannotWrite):  # written, but not marked: the next step or sitting marks it
                self.journal = append(file, self.journal, Step("done", of=intent.line))
        self.reload()

    def _complete(self, file: FileIO) -> bool:
        """Carry out a step that was interrupted; whether there was one."""
        journal = read_journal(self.folder)
        step = journal.pending
        if step is None:
            return False
        fine = perform(self.folder, journal, step)
        append(file, journal, Step("done" if fine else "dropped", of=step.line))
        what = f"'{step.row['id']}'" if step.row else "a step"
        end = "it is complete now" if fine else "its row was changed since, so that it stays as it is"
        self.notices.append(f"The last sitting was interrupted while {_DOING[step.do]} {what}; {end}.")
        return True

    def _unchanged(self, step: Step, intent: Step | None = None) -> None:
        """Conflict where the ledger is not as it was read, or somebody else has decided the same draft."""
        problems = [
            Problem(
                name, 0, "", f"{changes(self.rows[name], self.folder / name)}; look again, nothing was written", "W721"
            )
            for name in FILES
            if file_hash(self.folder / name) != self.seen[name]
        ]
        journal = read_journal(self.folder)
        other = journal.decided.get(step.draft) if step.do in ("confirmed", "set_aside") else None
        if other is not None and (intent is None or other.line != intent.line):
            text = f"somebody else has just {_DONE[other.do]} it as '{other.row['id']}'"
            problems.append(Problem("drafts", 0, step.row["id"], text, "W721"))
        self.journal = journal
        if problems:
            if intent is None:
                self.reload()
            raise Conflict(problems)
        if intent is None:
            self._stands(step)

    def _stands(self, step: Step) -> None:
        """Conflict where what is to be undone was undone already, even if the ledger has come to look the same since."""
        if step.do == "undo" and all(known.line != step.of for known in self.journal.standing):
            self.reload()
            text = "somebody else has just taken it back; look again, nothing was written"
            raise Conflict([Problem("drafts", 0, step.row.get("id", ""), text, "W721")])


_DOING = {"source": "writing", "confirmed": "confirming", "set_aside": "setting aside", "undo": "taking out"}
_DONE = {"confirmed": "confirmed", "set_aside": "set aside"}


def open_review(
    folder: Path,
    names: Vocabulary,
    *,
    words: Mapping[str, object] | None = None,
    as_of: Period | None = None,
    fits: Fits | None = None,
) -> Review:
    """Begin a sitting: complete what the last one may have left half done, read drafts, ledger and journal.

    `words` is the study's own words table, `as_of` its date, `fits` what the model says against a ledger. InvalidInput tells
    everything that must be put right first; drafts that cannot be reviewed are told in `problems`.
    """
    items, problems = read_pile(folder)
    empty = Ledger((), {}, load_words())
    review = Review(
        folder, names, items, problems, words, fits, as_of, secrets.token_hex(4), empty, read_journal(folder)
    )
    review.resume()
    return review


def _row(cells: Mapping[str, Cell], status: str, note: str) -> Row:
    row = {column: cells[column].value.strip() for column in CLAIM_COLUMNS}
    return {**row, "status": status, "note": note.strip() or row["note"]}


def _open(column: str, cell: Cell) -> str:
    if not cell.value:
        return f"nobody has said yet what {column} is" + (f" for '{cell.said}'" if cell.said else "")
    said = f" for '{cell.said}'" if cell.said else ""
    return f"'{cell.value}' is a suggestion{said}; accept or change it"
