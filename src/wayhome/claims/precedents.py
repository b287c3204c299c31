"""What ledger and journal already hold that bears on a draft: the same claim, earlier choices, ids that are taken."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from itertools import chain, count

from wayhome.claims.deeds import Row
from wayhome.claims.journal import Journal
from wayhome.claims.likeness import plain
from wayhome.claims.mapping import Habits
from wayhome.claims.naming import Cell
from wayhome.claims.pile import Item


def hints(claims: Sequence[Row], item: Item, cells: Mapping[str, Cell]) -> list[str]:
    """Claims of the ledger that this one may be, or may only pass on."""
    told: list[str] = []
    for row in claims:
        same = row["source"] == cells["source"].value and _overlap(row["place_in_text"], item.draft.place_in_text)
        alike = all(plain(row[column]) == plain(cells[column].value) for column in ("kind", "speaker"))
        wordings = plain(row["wording"]), plain(cells["wording"].value)
        alike = alike and all(wordings) and (wordings[0] in wordings[1] or wordings[1] in wordings[0])
        if same:
            told.append(f"{row['id']} ({row['status']}) is already there from these words")
        elif alike and row["kind"] not in ("silence", "context"):
            told.append(f"{row['id']} says the same by the same speaker; if this only passes it on, put it in repeats")
    if item.draft.outlet:
        told.append(f"it is passed on from {item.draft.outlet}; if that is in the ledger, put its claim in repeats")
    return told[:4]


def habits(claims: Sequence[Row], journal: Journal) -> Habits:
    """What people decided before: names for words, grades for speakers and sources."""
    cells = {
        (column, plain(words)): step.row.get(column, "")
        for step in journal.standing
        if step.do == "confirmed"
        for column, words in step.said.items()
    }
    grades: dict[str, str] = {}
    for row in claims:
        if row["grade"] and row["status"] == "confirmed":
            grades |= {name: row["grade"] for name in (row["source"], row["speaker"]) if name}
    return Habits(cells, grades)


def fresh_id(claims: Sequence[Row], journal: Journal, item: Item) -> str:
    """An id for the draft's claim that no other claim has or ever had."""
    there = {row["id"] for row in claims}
    mine = [name for name, draft in journal.ids.items() if draft == item.key and name not in there]
    if mine:
        return mine[-1]
    others = {name for name, draft in journal.ids.items() if draft != item.key}
    return free_id(item.draft.id, there | others | {row["repeats"] for row in claims})


def free_id(wanted: str, taken: Container[str]) -> str:
    """The id, or with a number behind it the first that is free."""
    base = re.sub(r"[^A-Za-z0-9_.-]+", "-", wanted).strip("-.")[:56] or "claim"
    base = base if base[0].isalpha() and base[0].isascii() else f"c-{base}"[:56]
    return next(name for name in chain((base,), (f"{base}-{i}" for i in count(2))) if name not in taken)


def _overlap(one: str, other: str) -> bool:
    """Whether two places in a text share characters."""
    spans = [tuple(map(int, place.partition("#")[0].split("-"))) for place in (one, other) if place]
    return len(spans) == 2 and max(spans[0][0], spans[1][0]) < min(spans[0][1], spans[1][1])
