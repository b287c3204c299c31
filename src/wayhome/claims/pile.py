"""The drafts of a study, `drafts/*.jsonl`: each with where it stands, and what keeps some of them from being reviewed."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from wayhome.claims.claim import source_rows
from wayhome.claims.likeness import printable
from wayhome.claims.reader.draft import Draft, quote_hash, read_drafts
from wayhome.errors import InvalidInput, Problem


@dataclass(frozen=True, slots=True)
class Item:
    """A draft to decide on. `key` stays the same when the document is read again, wherever the words then stand."""

    key: str
    draft: Draft
    file: str
    line: int


def read_pile(folder: Path) -> tuple[tuple[Item, ...], tuple[Problem, ...]]:
    """The drafts that can be reviewed, in order, and what is wrong with others; InvalidInput where there are none at all."""
    paths = sorted(path for path in (folder / "drafts").glob("*.jsonl") if not path.name.startswith("."))
    if not paths:
        text = "there are no drafts; `wayhome read` makes them from documents"
        raise InvalidInput([Problem("drafts", 0, "", text, "W720")])
    items: dict[str, Item] = {}
    problems: list[Problem] = []
    for path in paths:
        name = f"drafts/{path.name}"
        try:
            drafts = read_drafts(path)
            lines = [i for i, text in enumerate(path.read_text(encoding="utf-8").split("\n"), 1) if text.strip()]
        except InvalidInput as error:
            problems += [replace(problem, file=name) for problem in error.problems]
            continue
        good, wrong = _usable(folder, name, drafts, lines)
        problems += wrong
        for item in good:
            items.setdefault(item.key, item)
    return tuple(items.values()), tuple(problems)


def _usable(folder: Path, file: str, drafts: Sequence[Draft], lines: Sequence[int]) -> tuple[list[Item], list[Problem]]:
    """One file's drafts whose document is the one that was read, and one problem for each that is not."""
    items: list[Item] = []
    problems: dict[tuple[str, str, str], Problem] = {}
    checked: dict[tuple[str, str, str], tuple[bool, str, str]] = {}
    seen: Counter[str] = Counter()
    for draft, line in zip(drafts, lines):
        document = (draft.source, draft.document, draft.document_hash)
        if document not in checked:
            checked[document] = _document(folder, draft)
        fine, said, code = checked[document]
        if said:
            problems.setdefault(document, Problem(file, line, printable(draft.id)[:80], said, code))
        key = "|".join((draft.source, quote_hash(draft.exact), draft.kind, draft.wording))
        seen[key] += 1
        if fine:
            items.append(Item(f"{key}|{seen[key]}" if seen[key] > 1 else key, draft, file, line))
    return items, list(problems.values())


def _document(folder: Path, draft: Draft) -> tuple[bool, str, str]:
    """Whether the drafts of a document can be reviewed, what is to be said of it, and the code."""
    row = {"id": draft.source, "outlet": "–", "title": "", "date": "2000", "url": "", "document": draft.document}
    faults = source_rows([row])[1]
    if faults:
        column = {"id": "source"}.get(faults[0].column, faults[0].column)
        value = printable(str(getattr(draft, column)))[:60]
        return False, f"its {column} is '{value}', which sources.csv cannot hold; read the document again", "W725"
    if not draft.document:
        return True, "", ""
    try:
        with (folder / draft.document).open("rb") as file:
            found = f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"
    except OSError:
        text = f"{draft.document} is not there, so that the drafts cannot be compared with it; review what they quote"
        return True, text, "W722"
    if found == draft.document_hash:
        return True, "", ""
    text = f"{draft.document} has changed since it was read; its drafts wait until `wayhome read` has read it again"
    return False, text, "W722"
