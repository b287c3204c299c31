"""What `wayhome read` prints: the drafts of a document, and where they went."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.text import Text

if TYPE_CHECKING:
    from wayhome.claims.reader.document import Document
    from wayhome.claims.reader.draft import Draft
    from wayhome.claims.reader.keep import Kept

_MORE = {
    "amount": "amounts",
    "comparison": "comparisons",
    "effect": "effects",
    "outlook": "outlooks",
    "silence": "silences",
    "context": "contexts",
}


_BECAME = {"live": "are there", "judged": "before the law", "helped": "reached"}


def drafts(found: Sequence[Draft], document: Document) -> None:
    """The drafts in order of place, three lines each, and how many of each kind."""
    console = Console(highlight=False)
    for note in document.notes:
        print(f"{document.name}: {note}", file=sys.stderr)
    if not found:
        console.print(f"{escape(document.name)}: no claims about people found.")
        return
    for draft in found:
        console.print(*_lines(draft, console.width), sep="\n")
    counts = Counter(draft.kind for draft in found)
    parts = [f"{n} {_MORE[kind] if n > 1 else kind}" for kind, n in counts.items()]
    console.print(
        f"{len(found)} draft{'s' if len(found) != 1 else ''}: {', '.join(parts)}. None enters a fit until a person confirms it.",
        soft_wrap=True,
    )


def kept(result: Kept, folder: Path) -> None:
    """Where the document and its drafts are, and what is still missing."""
    console = Console(highlight=False, stderr=True)
    console.print(f"Kept: {escape(str(result.original))}", soft_wrap=True)
    console.print(f"Drafts: {escape(str(result.drafts_path))}", soft_wrap=True)
    missing = [name for name in ("outlet", "date") if not result.source[name]]
    if missing:
        console.print(
            f"It does not say its {' and '.join(missing)}; add --{' and --'.join(missing)}, or fill it in when you review.",
            soft_wrap=True,
        )


def _number(draft: Draft) -> str:
    """The number as it was read, where the words are not plain figures: “a third” [33%]."""
    if (draft.low, draft.high) == (None, None) or all(c.isdigit() or c in ",. " for c in draft.wording):
        return ""
    low, high = (
        None if end is None else f"{100 * end:,.3g}%" if draft.quantity == "share" else f"{end:,.10g}"
        for end in (draft.low, draft.high)
    )
    if low == high or low is None or high is None:
        return f" [{low or high}{'' if low == high else ' or more' if low else ' at most'}]"
    return f" [{low} to {high}]"


def _lines(draft: Draft, width: int) -> list[Text]:
    """What was found; who says so; the words themselves."""
    ways = [f"from {draft.where_from}" if draft.where_from else "", f"to {draft.where_to}" if draft.where_to else ""]
    parts = [
        draft.who,
        _BECAME.get(draft.event, draft.event),
        *ways,
        f"in {draft.where}" if draft.where and not any(ways) else "",
        draft.as_of,
    ]
    marks = [name for name, flag in (("negated", draft.negated), ("if", draft.conditional)) if flag]
    about = " · ".join(" ".join(part.split()) for part in [*parts, *marks] if part)
    head = Text.assemble(
        (f"{draft.kind:<11}", "bold"),
        "“",
        " ".join(draft.wording.split()),
        "”",
        _number(draft),
        f"  {about}" if about else "",
    )
    role = f", {draft.speaker_role}" if draft.speaker_role and draft.speaker_role != draft.speaker else ""
    outlet = f" (through {draft.outlet})" if draft.outlet and draft.outlet != draft.speaker else ""
    said = Text(f"{'':<11}{draft.speaker or 'the outlet itself'}{role}{outlet}")
    words = Text(f"{'':<11}{draft.start}–{draft.end}: {' '.join(draft.exact.split())}", style="dim")
    for line in (head, said, words):
        line.truncate(width, overflow="ellipsis")
    return [head, said, words]
