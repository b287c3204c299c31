"""What `wayhome review` shows of a draft: its sentence, what it says, and the row that it would become."""

from __future__ import annotations

from collections.abc import Mapping

from rich.markup import escape
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from wayhome.claims.claim import CLAIM_COLUMNS
from wayhome.claims.likeness import printable
from wayhome.claims.naming import Cell, described
from wayhome.claims.pile import Item
from wayhome.claims.review import Review
from wayhome.claims.telling import plain_words, sentence_parts
from wayhome.cli.asking import Desk

FIELDS = tuple(column for column in CLAIM_COLUMNS if column not in ("place_in_text", "status", "note"))


def show_item(desk: Desk, review: Review, item: Item) -> None:
    """The sentence, what it says, and the row of claims.csv that it would become."""
    cells = review.cells(item)
    decided = len(review.items) - len(review.waiting)
    place = item.draft.document or item.file
    desk.say("")
    at = review.items.index(item) + 1
    title = f"[bold]Draft {at} of {len(review.items)}[/] · {escape(printable(place))} · {decided} decided"
    desk.console.print(Rule(title, align="left", style="dim"), width=desk.width)
    desk.console.print(Padding(sentence_text(item, review.text(item)), (1, 2)), width=desk.width)
    told = Table.grid(padding=(0, 2, 0, 0))
    told.add_column(style="dim", min_width=8)
    told.add_column(overflow="fold")
    for label, text in plain_words(item.draft, review.ledger.words):
        told.add_row(label, escape(printable(text)))
    desk.console.print(Padding(told, (0, 0, 1, 2)), width=desk.width)
    desk.console.print(row_table(review, cells), width=desk.width)
    for hint in review.hints(item, cells):
        desk.say(f"  [yellow]![/] {escape(printable(hint))}")
    asked = [column for column in FIELDS if not cells[column].sure]
    if asked:
        desk.say(f"  [dim]? rests on likeness or is missing: {', '.join(asked)}; c asks for each.[/]")
    desk.say("")


def row_table(review: Review, cells: Mapping[str, Cell]) -> Table:
    """The row that the draft would become; empty cells that nobody misses are left out."""
    table = Table.grid(padding=(0, 1, 0, 0))
    for _ in range(3):
        table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for number, column in enumerate(FIELDS, 1):
        cell = cells[column]
        if cell.value or not cell.sure:
            mark = " " if cell.sure else "[bold yellow]?[/]"
            value = escape(cell.value) if cell.value else "[dim]–[/]"
            note = notes(review, column, cell)
            table.add_row(f"  {mark}", f"[dim]{number:2}[/]", column, f"{value}  [dim]{escape(note)}[/]")
    return table


def notes(review: Review, column: str, cell: Cell) -> str:
    """The titles behind a cell, the document's words for it, and why it is so."""
    title = described(cell.value, column, review.names)
    parts = [f"({title})" if title else "", f"← “{cell.said}”" if cell.said else "", cell.why]
    return " ".join(part for part in parts if part)


def sentence_text(item: Item, document: str | None) -> Text:
    """The sentence with «the claim's words» marked, the number's in bold."""
    styles = {"around": "dim", "sentence": "", "claim": "underline", "wording": "bold underline"}
    text, inside = Text(), False
    parts = sentence_parts(item.draft, document)
    for i, part in enumerate(parts):
        claimed = part.role in ("claim", "wording")
        if claimed != inside:
            text.append("«" if claimed else "»", "bold")
        inside = claimed
        words = printable(part.text)
        words = f"{' ' * part.text[:1].isspace()}{words}{' ' * part.text[-1:].isspace()}" if words else " "
        edge = "…" if part.role == "around" else ""
        text.append(f"{edge if not i else ''}{words}{edge if i and i == len(parts) - 1 else ''}", styles[part.role])
    if inside:
        text.append("»", "bold")
    return text
