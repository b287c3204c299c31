"""Rows of claims.csv that a person changes: each change with what was there before, so that it can be told and taken back.

Nothing prints. The history is `drafts/amendments.ndjson`, one line a change, only ever appended to. A change is written there
first, then to claims.csv; a line whose change never reached the ledger shows as such, and undoing it changes nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from wayhome.claims.claim import CLAIM_COLUMNS
from wayhome.claims.deeds import Row, file_hash, full
from wayhome.claims.journal import NAME, locked
from wayhome.claims.ledger import load_ledger, read_rows, write_claims
from wayhome.claims.review import Conflict, Fits
from wayhome.errors import CannotWrite, InvalidInput, Problem

HISTORY = "amendments.ndjson"
CHANGED = tuple(column for column in CLAIM_COLUMNS if column != "id")


@dataclass(frozen=True, slots=True)
class Amendment:
    """One change of one row: the cells that are others now, before and after. of: the line that it takes back, else 0."""

    id: str
    before: Mapping[str, str]
    after: Mapping[str, str]
    of: int = 0
    at: str = ""
    line: int = field(default=0, compare=False)


def row_hash(row: Mapping[str, str]) -> str:
    """What a page that shows a row remembers of it."""
    text = json.dumps([row.get(column, "").strip() for column in CLAIM_COLUMNS], ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def find_row(folder: Path, claim: str) -> Row:
    """The row as it stands; InvalidInput where there is none."""
    for row in read_rows(folder / "claims.csv"):
        if row["id"] == claim:
            return full(row, CLAIM_COLUMNS)
    raise InvalidInput([Problem("claims.csv", 0, claim[:64], "there is no such claim in the ledger", "W317")])


def amend(
    folder: Path,
    claim: str,
    cells: Mapping[str, str],
    *,
    based_on: str,
    words: Mapping[str, object] | None = None,
    fits: Fits | None = None,
) -> Amendment | None:
    """Change cells of a row that was `based_on` (its `row_hash`); None where that changes nothing.

    Conflict where the row is another by now; InvalidInput where the changed ledger would break its own rules or the model's.
    """
    wanted = {column: value.strip() for column, value in cells.items() if column in CHANGED}
    with locked(folder / "drafts" / NAME):
        seen = file_hash(folder / "claims.csv")
        row = find_row(folder, claim)
        if row_hash(row) != based_on:
            raise Conflict([_conflict(claim, "was changed after this page had shown it")])
        after = {column: value for column, value in wanted.items() if value != row[column]}
        if not after:
            return None
        made = Amendment(claim, {column: row[column] for column in after}, after)
        return _carry_out(folder, made, seen=seen, words=words, fits=fits)


def undo(
    folder: Path, *, words: Mapping[str, object] | None = None, fits: Fits | None = None, line: int = 0
) -> Amendment:
    """Take a change back, the last one that stands if none is named; InvalidInput where there is none, Conflict where the cells
    are others by now."""
    with locked(folder / "drafts" / NAME):
        seen = file_hash(folder / "claims.csv")
        open_ = [one for one in standing(history(folder)) if line in (0, one.line)]
        if not open_:
            raise InvalidInput([Problem("claims.csv", 0, "", "there is no change to take back", "W724")])
        last = open_[-1]
        row = find_row(folder, last.id)
        now = {column: row[column] for column in last.after}
        if now not in (dict(last.after), dict(last.before)):
            raise Conflict([_conflict(last.id, "was changed again since, elsewhere, so that it stays as it is")])
        made = Amendment(last.id, now, last.before, of=last.line)
        return _carry_out(folder, made, seen=seen, words=words, fits=fits)


def history(folder: Path) -> tuple[Amendment, ...]:
    """Every change so far, in order; a line that was cut off while being written is none."""
    try:
        lines = (folder / "drafts" / HISTORY).read_bytes().split(b"\n")[:-1]
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise InvalidInput([_unreadable(0, f"cannot be read: {error.strerror or error}")]) from error
    found: list[Amendment] = []
    for number, text in enumerate(lines, 1):
        try:
            found.append(_read(json.loads(text), number))
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise InvalidInput([_unreadable(number, "this line is no change of a claim; restore the file")]) from error
    return tuple(found)


def standing(changes: Sequence[Amendment]) -> tuple[Amendment, ...]:
    """The changes that nobody took back, without those that took one back."""
    gone = {one.of for one in changes if one.of}
    return tuple(one for one in changes if not one.of and one.line not in gone)


# ---- inside -------------------------------------------------------------------------------------------------


def _carry_out(
    folder: Path, made: Amendment, *, seen: str, words: Mapping[str, object] | None, fits: Fits | None
) -> Amendment:
    """Check the ledger as it would be, note the change, write it; nothing where the file is another by then."""
    path = folder / "claims.csv"
    rows = [{**row, **made.after} if row["id"] == made.id else row for row in read_rows(path)]
    _check(folder, rows, made.id, words, fits)
    if file_hash(path) != seen:
        raise Conflict([_conflict(made.id, "could not be changed: somebody has just written claims.csv")])
    noted = _note(folder, made)
    write_claims(path, rows)
    return noted


def _check(
    folder: Path, rows: Sequence[Row], claim: str, words: Mapping[str, object] | None, fits: Fits | None
) -> None:
    """InvalidInput with what would be wrong with the ledger."""
    with tempfile.TemporaryDirectory(prefix="wayhome-") as name:
        trial = Path(name)
        write_claims(trial / "claims.csv", rows)
        for other in ("sources.csv", "study.yaml"):
            if (folder / other).exists():
                shutil.copyfile(folder / other, trial / other)
        ledger = load_ledger(trial, words)
    wrong = [problem for problem in fits(ledger) if problem.field.startswith(f"{claim}.")] if fits is not None else []
    if wrong:
        raise InvalidInput(wrong)


def _note(folder: Path, made: Amendment) -> Amendment:
    """Append the change to the history, on disk before this returns."""
    path = folder / "drafts" / HISTORY
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        before = path.read_bytes() if path.exists() else b""
        whole = before[: before.rfind(b"\n") + 1]
        noted = replace(made, at=datetime.now(UTC).isoformat(timespec="seconds"), line=whole.count(b"\n") + 1)
        record = {key: value for key, value in asdict(noted).items() if value and key != "line"}
        with path.open("r+b" if before else "wb") as file:
            file.truncate(len(whole))
            file.seek(len(whole))
            file.write(json.dumps(record, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise CannotWrite(f"{path} could not be written ({error.strerror or error}); nothing was changed") from error
    return noted


def _read(record: Any, line: int) -> Amendment:
    before, after = (_cells(record[key]) for key in ("before", "after"))
    of = record.get("of", 0)
    if not isinstance(of, int) or not all(isinstance(text, str) for text in (record["id"], record.get("at", ""))):
        raise TypeError
    return Amendment(record["id"], before, after, of, record.get("at", ""), line)


def _cells(given: Any) -> dict[str, str]:
    cells = dict[str, Any](given)
    if not all(isinstance(text, str) for text in cells.values()):
        raise TypeError
    return cells


def _conflict(claim: str, what: str) -> Problem:
    return Problem("claims.csv", 0, claim, f"the row {what}; look again, nothing was written", "W721")


def _unreadable(line: int, message: str) -> Problem:
    return Problem(f"drafts/{HISTORY}", line, "", message, "W723")
