"""claims.csv and sources.csv -> `Ledger`, with everything that is wrong at once; and back, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import cast

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode

from wayhome.claims.claim import CLAIM_COLUMNS, SOURCE_COLUMNS, Claim, Ledger, Source
from wayhome.claims.meaning import Meaning
from wayhome.claims.rows import check_claims, check_sources
from wayhome.claims.table import Table, checked_table, read_table, write_table
from wayhome.claims.words import Trouble, Words, build_words
from wayhome.dates import parse_period
from wayhome.errors import InvalidInput, Problem, did_you_mean
from wayhome.spec import spec_text

__all__ = ["Ledger", "load_ledger", "load_outcomes", "load_words", "read_rows", "write_claims", "write_sources"]


def load_ledger(folder: Path, words_override: Mapping[str, object] | None = None) -> Ledger:
    """Read a study's ledger; a folder without claims.csv has an empty one.

    `words_override` is the mapping under `words` in study.yaml. InvalidInput holds everything that is wrong.
    """
    words, problems = _words(folder, words_override)
    return _ledger(folder / "claims.csv", [folder / "sources.csv"], words, problems)


def load_outcomes(path: Path, sources: Sequence[Path], words: Words) -> Ledger:
    """What came out later, in the form of claims.csv, with the sources of several tables (of an id given twice, the first).

    InvalidInput holds everything that is wrong, under the file's own name.
    """
    try:
        return _ledger(path, sources, words, [])
    except InvalidInput as error:
        raise InvalidInput(
            replace(problem, file=path.name) if problem.file == "claims.csv" else problem for problem in error.problems
        ) from None


def _ledger(claims_file: Path, source_files: Sequence[Path], words: Words, problems: list[Problem]) -> Ledger:
    claim_table = read_table(claims_file, CLAIM_COLUMNS)
    tables = [read_table(path, SOURCE_COLUMNS) for path in source_files]
    sources: dict[str, Source] = {}
    for table in tables:
        sources = _sources(table, problems) | sources
    if claim_table is not None:
        problems += claim_table.problems
        rows, wrong = check_claims(claim_table)
        problems += wrong + _twice("claims.csv", claim_table)
        meaning = Meaning(sources, words)
        claims = [meaning.claim(row, line) for row, line in zip(rows, claim_table.lines) if row is not None]
        problems += meaning.problems
        problems += _unsourced(claims, claim_table, [table for table in tables if table is not None])
        if not _is_torn(claim_table):
            problems += _repeats(claims, {row.get("id", "") for row in claim_table.rows})
    else:
        claims = []
    if problems:
        raise InvalidInput(dict.fromkeys(problems))
    return Ledger(tuple(sorted(claims, key=lambda claim: claim.id)), sources, words)


def load_words(override: Mapping[str, object] | None = None) -> Words:
    """The words table with a study's changes; InvalidInput says what is wrong with them."""
    words, troubles = build_words(_table(), override)
    if troubles:
        raise InvalidInput(
            Problem("study.yaml", 0, ".".join(("words", *path)), text, "W320") for path, text in troubles
        )
    return words


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of claims.csv or sources.csv as they stand, for changing and writing back; InvalidInput if they cannot be read."""
    columns = SOURCE_COLUMNS if path.name.endswith("sources.csv") else CLAIM_COLUMNS
    table = read_table(path, columns)
    if table is None:
        return []
    if table.problems:
        raise InvalidInput(table.problems)
    return list(table.rows)


def write_claims(path: Path, rows: Iterable[Mapping[str, str]]) -> None:
    """Write claims.csv sorted by id; columns that a row lacks stay empty.

    InvalidInput where a row's cells have the wrong form, CannotWrite where the file cannot be written: both leave the old file.
    """
    write_table(path, CLAIM_COLUMNS, checked_claims(path, rows).rows)


def checked_claims(path: Path, rows: Iterable[Mapping[str, str]]) -> Table:
    """The rows as `write_claims` would write them; InvalidInput where it would not."""
    table = _to_write(path, rows, CLAIM_COLUMNS)
    problems = [*table.problems, *check_claims(table)[1], *_twice(path.name, table)]
    if problems:
        raise InvalidInput(problems)
    return table


def write_sources(path: Path, rows: Iterable[Mapping[str, str]]) -> None:
    """Write sources.csv as `write_claims` writes claims.csv."""
    table = _to_write(path, rows, SOURCE_COLUMNS)
    problems = [*table.problems, *check_sources(table)[1], *_twice(path.name, table)]
    if problems:
        raise InvalidInput(problems)
    write_table(path, SOURCE_COLUMNS, table.rows)


def _to_write(path: Path, rows: Iterable[Mapping[str, str]], columns: Sequence[str]) -> Table:
    """The rows in the form in which they will be read back."""
    given = list(rows)
    lines = tuple(range(2, len(given) + 2))
    full = tuple({column: str(row.get(column, "")).strip() for column in columns} for row in given)
    return checked_table(path.name, full, lines, unknown={key for row in given for key in row} - set(columns))


@cache
def _table() -> Mapping[str, object]:
    return cast("Mapping[str, object]", YAML(typ="safe").load(spec_text("words.yaml")))


@cache
def _default_words() -> Words:
    return build_words(_table())[0]


def _words(folder: Path, override: Mapping[str, object] | None) -> tuple[Words, list[Problem]]:
    if not override:
        return _default_words(), []
    words, troubles = build_words(_table(), override)
    lines = _lines(folder / "study.yaml", [path for path, _ in troubles]) if troubles else []
    return words, [_trouble(trouble, line) for trouble, line in zip(troubles, lines)]


def _trouble(trouble: Trouble, line: int) -> Problem:
    path, message = trouble
    return Problem("study.yaml", line, ".".join(("words", *path)), message, "W320")


def _lines(path: Path, keys: Sequence[tuple[str, ...]]) -> list[int]:
    """The line of each key path under `words`, as deep as it can be followed; 0 where the file cannot be read."""
    try:
        root = cast("Node | None", YAML(typ="safe", pure=True).compose(path.read_text(encoding="utf-8-sig")))
    except (OSError, ValueError, YAMLError, RecursionError):
        return [0] * len(keys)
    return [_line(root, ("words", *key)) for key in keys]


def _line(node: Node | None, path: Sequence[str]) -> int:
    line = 0
    for key in path:
        pairs = cast("list[tuple[Node, Node]]", node.value) if isinstance(node, MappingNode) else []
        found = [(name, value) for name, value in pairs if isinstance(name, ScalarNode) and _key(name) == key]
        if not found:
            break
        line, node = int(found[0][0].start_mark.line) + 1, found[0][1]
    return line


def _key(node: ScalarNode) -> str:
    return " ".join(str(node.value).lower().split()) if not str(node.value).isupper() else str(node.value)


def _sources(table: Table | None, problems: list[Problem]) -> dict[str, Source]:
    if table is None:
        return {}
    rows, wrong = check_sources(table)
    problems += [*table.problems, *wrong, *_twice("sources.csv", table)]
    sources: dict[str, Source] = {}
    for row, line in zip(rows, table.lines):
        if row is not None:
            try:
                date = parse_period(row.date)
            except ValueError as error:
                problems.append(Problem("sources.csv", line, f"{row.id}.date", str(error), "W311"))
                continue
            sources[row.id] = Source(row.id, row.outlet, row.title, date, row.url, row.document, line)
    return sources


def _twice(file: str, table: Table) -> list[Problem]:
    first: dict[str, int] = {}
    wrong: list[Problem] = []
    for row, line in zip(table.rows, table.lines):
        name = row.get("id", "")
        if name and name in first:
            text = f"the id '{name[:64]}' is also that of line {first[name]}; ids are never used twice"
            wrong.append(Problem(file, line, "id", text, "W309"))
        first.setdefault(name, line)
    return wrong


def _is_torn(table: Table) -> bool:
    """Rows are missing from the table because they could not be read."""
    return any(problem.code in ("W301", "W302", "W303", "W305") for problem in table.problems)


def _unsourced(claims: Sequence[Claim], claim_table: Table, tables: Sequence[Table]) -> list[Problem]:
    """Claims whose source has no row; one problem instead of many where the whole file is missing."""
    if not tables:
        text = "there is no sources.csv, but claims.csv names sources; write the outlet and date of each"
        return [Problem("sources.csv", 0, "", text, "W316")] if claim_table.rows else []
    if any(_is_torn(table) for table in tables):
        return []  # the file's own problems come first
    known = {row.get("id", "") for table in tables for row in table.rows}
    return [
        Problem(
            "claims.csv",
            claim.line,
            f"{claim.id}.source",
            f"sources.csv has no '{claim.source}'.{did_you_mean(claim.source, known)}",
            "W316",
        )
        for claim in claims
        if claim.source not in known
    ]


def _repeats(claims: Sequence[Claim], ids: set[str]) -> list[Problem]:
    """Repeats of claims that do not exist, and circles of claims that repeat each other."""
    wrong: list[Problem] = []
    by_id = {claim.id: claim for claim in claims}
    cleared: set[str] = set()
    for claim in claims:
        where = f"{claim.id}.repeats"
        if claim.repeats and claim.repeats not in ids:
            text = f"there is no claim '{claim.repeats}'.{did_you_mean(claim.repeats, ids)}"
            wrong.append(Problem("claims.csv", claim.line, where, text, "W317"))
        chain: list[str] = []
        at: Claim | None = claim
        while at is not None and at.id not in cleared and at.id not in chain:
            chain.append(at.id)
            at = by_id.get(at.repeats)
        if at is not None and at.id not in cleared:
            circle = chain[chain.index(at.id) :]
            text = f"claims repeat each other in a circle: {' → '.join((*circle[:8], circle[0]))}; empty `repeats` of the first one"
            first = by_id[circle[0]]
            wrong.append(Problem("claims.csv", first.line, f"{first.id}.repeats", text, "W318"))
        cleared.update(chain)
    return wrong
