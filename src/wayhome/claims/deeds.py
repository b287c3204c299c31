"""What a step of a review does to claims.csv and sources.csv, and what others did to them meanwhile."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from wayhome.claims.claim import CLAIM_COLUMNS, SOURCE_COLUMNS
from wayhome.claims.journal import Journal, Step
from wayhome.claims.ledger import read_rows, write_claims, write_sources
from wayhome.errors import InvalidInput, Problem

FILES = ("claims.csv", "sources.csv")
Row = dict[str, str]


def perform(folder: Path, journal: Journal, step: Step) -> bool:
    """Do to the ledger what the step says, unless that is done already; False where a row to take out has changed."""
    kind = journal.steps[step.of - 1].do if step.do == "undo" else step.do
    if kind == "edit" or not step.row:
        return True
    name, columns, write = (
        ("sources.csv", SOURCE_COLUMNS, write_sources)
        if kind == "source"
        else ("claims.csv", CLAIM_COLUMNS, write_claims)
    )
    rows = read_rows(folder / name)
    there = next((row for row in rows if row["id"] == step.row["id"]), None)
    if step.do != "undo":
        if there is None:
            write(folder / name, [*rows, step.row])
    elif there is not None:
        if full(there, columns) != full(step.row, columns):
            return False
        write(folder / name, [row for row in rows if row is not there])
    return True


def full(row: Mapping[str, str], columns: Sequence[str]) -> Row:
    return {column: row.get(column, "").strip() for column in columns}


def changes(before: Sequence[Row], path: Path) -> str:
    """What somebody else did to a file, by the ids of its rows."""
    try:
        after = {row["id"]: row for row in read_rows(path)}
    except InvalidInput:
        return "somebody has changed the file, and it cannot be read now"
    known = {row["id"]: row for row in before}
    parts = [
        ("added", [name for name in after if name not in known]),
        ("taken out", [name for name in known if name not in after]),
        ("changed", [name for name in known if name in after and known[name] != after[name]]),
    ]
    told = [f"{what} {', '.join(ids[:4])}{' …' if len(ids) > 4 else ''}" for what, ids in parts if ids]
    return f"somebody has changed the file meanwhile ({'; '.join(told) or 'no row is another'})"


def file_hash(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise InvalidInput([Problem(path.name, 0, "", f"cannot be read: {error.strerror or error}", "W301")]) from error


def to_take_out(rows: Mapping[str, Sequence[Row]], step: Step, force: bool) -> Row:
    """The row that an undo takes out, as it stands; {} where it is gone already."""
    name, columns = ("sources.csv", SOURCE_COLUMNS) if step.do == "source" else ("claims.csv", CLAIM_COLUMNS)
    claim = step.row["id"]
    row = next((known for known in rows[name] if known["id"] == claim), None)
    if row is None:
        return {}
    users = [one["id"] for one in rows["claims.csv"] if one["repeats" if name == "claims.csv" else "source"] == claim]
    if users:
        text = f"'{claim}' cannot be taken out of {name}: {', '.join(users[:5])} rest on it; undo or change those first"
        raise InvalidInput([Problem(name, 0, claim, text, "W724")])
    if full(row, columns) != full(step.row, columns) and not force:
        text = f"the row of '{claim}' was changed after it was written here; it stays as it is"
        raise InvalidInput([Problem(name, 0, claim, text, "W724")])
    return full(row, columns)
