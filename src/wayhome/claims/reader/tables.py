"""Tables in a text: which cells count people, by the heads of their column and row."""

from __future__ import annotations

import re
from collections.abc import Sequence

from wayhome.claims.reader.find import Find
from wayhome.claims.reader.lexicon import EVENT_OF, FATE_PARTICIPLES, PEOPLE_SINGULAR, word_set
from wayhome.claims.reader.numbers import quantities
from wayhome.claims.reader.people import is_people
from wayhome.claims.reader.sentences import Sentence
from wayhome.claims.reader.tokens import Token, is_capital, is_number, is_word
from wayhome.claims.words import Words

_SOURCE = re.compile(r"\s*(?:sources?|data|figures)\s*[:–—-]\s*(.{2,120}?)\s*\.?\s*$", re.IGNORECASE)
_NEUTRAL = word_set("total number no. no count figure figures estimate estimated all sum registered confirmed n of")
_COUNTED = word_set("left joined returned deported repatriated went came back still there remaining remain stay stayed")
_CELL_GAP = re.compile(r" *\t[ \t]*| {2,}")
_EMPTY = word_set("- – — n/a na .. … ?")


def table_finds(text: str, rows: Sequence[Sentence], caption: Sequence[Token], words: Words) -> list[list[Find]]:
    """For each row of one table, its cells that count people; the wording is the cell, the clause the whole row."""
    cut = [_cells(text, row) for row in rows]
    numeric = [[_number(text, cell, words) for cell in cells] for cells in cut]
    head = 0 if not any(numeric[0][1:]) or all(_is_year(cell) for cell in cut[0][1:]) else -1
    heads = cut[0] if head == 0 else []
    found: list[list[Find]] = [[] for _ in rows]
    for r, cells in enumerate(cut):
        if r == head:
            continue
        label = cells[0] if cells else []
        for c, cell in enumerate(cells[1:], 1):
            quantity, title = numeric[r][c], heads[c] if c < len(heads) else []
            if quantity is None or not _counts_people(title, label, caption):
                continue
            word_first = next(i for i, token in enumerate(rows[r].tokens) if token.start == cell[0].start)
            who, event = _who(text, title, label, caption), _event(title, label, caption)
            named = label and is_capital(label[0]) and not any(_is_person(token) for token in label)
            found[r].append(Find(
                "amount", 0, len(rows[r].tokens), word_first, word_first + len(cell), "a cell of a table", word_first,
                quantity[0], quantity[1], quantity[2], False, who, event,
                where=_words(text, label) if named and not _is_neutral(label) and not _is_year(label) else "",
            ))  # fmt: skip
    return found


def source_below(text: str, sentence: Sentence | None) -> str:
    """Whom the line under a table names: "Source: the ministry"."""
    match = _SOURCE.match(text[sentence.start : sentence.end]) if sentence is not None else None
    return match.group(1) if match else ""


def _cells(text: str, row: Sentence) -> list[list[Token]]:
    """The tokens of each cell; cells are parted by bars, tabs or wide blanks."""
    cells: list[list[Token]] = [[]]
    bars = any(token.text == "|" for token in row.tokens)
    for token, before in zip(row.tokens, [None, *row.tokens]):
        if bars and token.text == "|":
            cells.append([])
            continue
        if not bars and before is not None and _CELL_GAP.fullmatch(text, before.end, token.start):
            cells.append([])
        cells[-1].append(token)
    if bars and not cells[0]:
        cells = cells[1:]
    return cells[:-1] if bars and cells and not cells[-1] else cells


def _number(text: str, cell: Sequence[Token], words: Words) -> tuple[float | None, float | None, bool] | None:
    """The quantity that a cell consists of."""
    if not cell or len(cell) > 8 or (len(cell) == 1 and cell[0].low in _EMPTY):
        return None
    found = quantities(text, cell, words)
    if (
        len(found) != 1
        or found[0].first > 0
        or found[0].sort not in ("number", "one")
        or len(cell) - (found[0].last - found[0].first) > 3
    ):
        return None
    if _is_year(cell) or any(
        is_word(token) and token.low not in word_set("est estimate estimated c ca") for token in cell[found[0].last :]
    ):
        return None
    return found[0].low, found[0].high, found[0].share


def _is_year(cell: Sequence[Token]) -> bool:
    return len(cell) == 1 and len(cell[0].text) == 4 and is_number(cell[0]) and cell[0].text[:2] in ("19", "20")


def _is_person(token: Token) -> bool:
    low = token.low
    return is_people(low, is_capital(token)) or low in PEOPLE_SINGULAR or low in FATE_PARTICIPLES or low in _COUNTED


def _is_neutral(cell: Sequence[Token]) -> bool:
    return all(token.low in _NEUTRAL or not is_word(token) for token in cell)


def _counts_people(title: Sequence[Token], label: Sequence[Token], caption: Sequence[Token]) -> bool:
    """The head of the column decides; where it says nothing of its own, the row and the caption."""
    if any(_is_person(token) for token in title):
        return not any(token.low in ("%", "$", "€", "usd") for token in title)
    labelled = any(_is_person(token) for token in label)
    if _is_neutral(title) or _is_year(title):
        return labelled or any(_is_person(token) for token in caption)
    return labelled and all(is_capital(token) or not is_word(token) for token in title)


def _who(text: str, title: Sequence[Token], label: Sequence[Token], caption: Sequence[Token]) -> str:
    for cell in (title, label):
        if any(is_people(token.low, is_capital(token)) or token.low in PEOPLE_SINGULAR for token in cell):
            return _words(text, cell)
    return next((token.text for token in caption if is_people(token.low, is_capital(token))), "")


def _event(*cells: Sequence[Token]) -> str:
    return next((EVENT_OF[token.low] for cell in cells for token in cell if token.low in EVENT_OF), "")


def _words(text: str, cell: Sequence[Token]) -> str:
    return " ".join(text[cell[0].start : cell[-1].end].split()) if cell else ""
