"""The ledger's CSV files as text: read with line numbers and every complaint, written whole or not at all."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from wayhome.errors import Problem, did_you_mean
from wayhome.files import write_whole
from wayhome.records import split_records

MAX_BYTES = 50_000_000
VERSIONS = "drafts/versions"  # of a study's folder: its ledger as it was before
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")  # and halves of characters
_SUSPECT = re.compile(r"""(?:^|[,"\r\n])[ \t]*[=@+\-#]""")  # some cell begins like a formula
_FORMULA = re.compile(r"[=@+\-](?![0-9., ]*[%x]?$)|#(?:REF|NAME|VALUE|DIV|N/A|NUM|NULL|SPILL)")
_PEOPLE = "wayhome counts people and never lists them, so a ledger has no other columns; keep what matters in `note`"
_WORDS = re.compile(r"[\W_]+")
_PRIVATE = re.compile(
    r" (names?|fullname|firstname|forename|lastname|surname|nickname|alias(es)?|kunya|nom|prenom|nombre|apellidos?"
    r"|имя|фамилия|الاسم"
    r"|passports?|passeport|паспорт|visa|born|birth ?(date|day|place)|birthdates?|date of birth|place of birth|dob"
    r"|phones?|telephones?|mobile|cell ?phone|whatsapp|telegram|e ?mails?|facebook|instagram|twitter|skype|imei|ip address"
    r"|home address|street|house( number)?|address(es)?|gps|fingerprints?|biometrics?|iris|dna|photos?|pictures?"
    r"|face|signature|id ?(no|nr|number|card)s?"
    r"|(national|personal|identity|refugee|registration|case|individual|unhcr|progres|tax|social security|licence|card"
    r"|account) ?(id|no|nr|number|card)s?|ssn|iban|father|mother|spouse|next of kin) "
)  # of a column's words


@dataclass(frozen=True, slots=True)
class Table:
    """Rows as column -> cell, stripped, each with the line of the file where it begins."""

    rows: tuple[dict[str, str], ...]
    lines: tuple[int, ...]
    problems: tuple[Problem, ...]


def read_table(path: Path, columns: Sequence[str]) -> Table | None:
    """The table, or None where there is no such file; problems instead of exceptions, rows only where they can be trusted."""
    name = path.name
    text = _text(path)
    if text is None or isinstance(text, Problem):
        return None if text is None else Table((), (), (text,))
    records, problems = _records(name, text)
    header = [cell.strip() for cell in records[0][1]] if records else []
    while header and not header[-1]:
        header.pop()  # spreadsheets leave columns without a name behind, too
    wrong = [*problems, *_header(name, header, columns)]
    if any(problem.code in ("W302", "W303") for problem in wrong) or not records:
        return Table((), (), tuple(wrong))
    rows: list[dict[str, str]] = []
    lines: list[int] = []
    unknown = [column for column in header if column not in columns]
    suspect = _SUSPECT.search(text) is not None
    for line, cells in records[1:]:
        row = dict(zip(header, map(str.strip, cells)))
        extra = cells[len(header) :]
        if not any(row.values()) and not any(extra):
            continue  # spreadsheets leave rows of bare commas behind
        if len(cells) < len(header) or any(extra):
            message = f"this row has {len(cells)} cells, the header {len(header)}; put cells that hold commas into double quotes"
            wrong.append(Problem(name, line, "", message, "W305"))
            continue
        for column in unknown:
            del row[column]
        rows.append(row)
        lines.append(line)
        if suspect:
            wrong += _formulas(name, line, row)
    return Table(tuple(rows), tuple(lines), tuple(wrong))


def checked_table(
    name: str, rows: Sequence[dict[str, str]], lines: Sequence[int], *, unknown: Iterable[str] = ()
) -> Table:
    """Rows about to be written, with what would keep them from being read back."""
    wrong = [_unknown(name, 0, column, rows[0] if rows else ()) for column in sorted(unknown)]
    for line, row in zip(lines, rows):
        wrong += _formulas(name, line, row)
        for column, cell in row.items():
            if CONTROL.search(cell):
                wrong.append(
                    Problem(name, line, field(row, column), "the cell holds a control character; remove it", "W301")
                )
    return Table(tuple(rows), tuple(lines), tuple(wrong))


def write_table(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> None:
    """Write the rows, sorted by id, in one stable form; CannotWrite leaves the old file as it was."""
    ordered = sorted(rows, key=lambda row: row["id"])

    def write(temporary: Path) -> None:
        with temporary.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(columns)
            writer.writerows([row[column].strip() for column in columns] for row in ordered)

    whole = Path(os.path.realpath(path))  # a link stays a link
    write_whole(whole, write, versions=path.parent / VERSIONS)


def _text(path: Path) -> str | Problem | None:
    """The file's text, None where it is missing, or what makes it unreadable."""
    name = path.name
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            return Problem(
                name,
                0,
                "",
                f"the file is larger than {MAX_BYTES // 1_000_000} MB; a ledger holds claims, not records",
                "W301",
            )
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        return Problem(name, 0, "", f"cannot be read: {error.strerror or error}", "W301")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return Problem(name, line, "", "is not UTF-8 text; save it from the spreadsheet as 'CSV UTF-8'", "W301")
    control = CONTROL.search(text)
    if control is None:
        return text
    line = len(re.findall(r"\r\n|\r|\n", text[: control.start()])) + 1
    found = f"U+{ord(control[0]):04X}"
    return Problem(name, line, "", f"holds the control character {found}; save the file again as 'CSV UTF-8'", "W301")


def _records(name: str, text: str) -> tuple[list[tuple[int, list[str]]], list[Problem]]:
    records = split_records(text)
    if records.broken is None:
        return records.rows, []
    line, error = records.broken
    remedy = "a cell with quotes or line breaks is put in double quotes, quotes inside it are doubled"
    return records.rows, [Problem(name, line, "", f"the row cannot be read ({error}); {remedy}", "W302")]


def _header(name: str, header: list[str], columns: Sequence[str]) -> list[Problem]:
    wanted = f"the first line names the columns: {','.join(columns)}"
    if not header:
        return [Problem(name, 1, "", f"the file is empty; {wanted}", "W303")]
    for mark, called in ((";", "semicolons"), ("\t", "tabs")):
        if len(header) == 1 and mark in header[0]:
            return [
                Problem(
                    name, 1, "", f"cells are separated by {called}; save the file with commas ('CSV UTF-8')", "W302"
                )
            ]
    wrong: list[Problem] = []
    for column in dict.fromkeys(header):
        if header.count(column) > 1:
            wrong.append(
                Problem(
                    name, 1, column, f"the column '{column}' is there {header.count(column)} times; keep one", "W303"
                )
            )
    for column in columns:
        if column not in header:
            wrong.append(Problem(name, 1, column, f"the column '{column}' is missing; {wanted}", "W303"))
    for column in dict.fromkeys(header):
        if column not in columns:
            wrong.append(_unknown(name, 1, column, columns))
    return wrong


def _unknown(name: str, line: int, column: str, columns: Iterable[str]) -> Problem:
    if _PRIVATE.search(_WORDS.sub(" ", f" {column.lower()} ")):
        message = f"the column '{column[:60]}' would identify private persons; delete it. {_PEOPLE}"
        return Problem(name, line, column[:60], message, "W322")
    near = did_you_mean(column, columns)
    near = near if "Did you" in near else ""
    return Problem(name, line, column[:60], f"there is no column '{column[:60]}'.{near} {_PEOPLE}", "W304")


def _formulas(name: str, line: int, row: Mapping[str, str]) -> list[Problem]:
    return [
        Problem(
            name,
            line,
            field(row, column),
            f"'{cell[:40]}' reads as a spreadsheet's formula or error; write plain text",
            "W306",
        )
        for column, cell in row.items()
        if cell and cell[0] in "=@+-#" and _FORMULA.match(cell)
    ]


def field(row: Mapping[str, str], column: str) -> str:
    """`A013.direction`, or the column alone where the row has no usable id."""
    name = row.get("id", "")
    return f"{name}.{column}" if name and len(name) <= 64 and name.isprintable() and column != "id" else column
