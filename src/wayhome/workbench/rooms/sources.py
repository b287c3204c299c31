"""The sources room: documents with their claims underlined, and drafts to confirm, change or set aside beside the text."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import Any
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from wayhome.claims.claim import CLAIM_COLUMNS, SOURCE_COLUMNS, Claim
from wayhome.claims.naming import Cell
from wayhome.claims.pile import Item
from wayhome.claims.reader.document import open_document
from wayhome.claims.reader.keep import keep, kept_text
from wayhome.claims.review import Conflict, Review
from wayhome.dates import parse_period
from wayhome.errors import InvalidInput, Problem, WayhomeError
from wayhome.workbench.desk import Desk
from wayhome.workbench.pages import Form, back, desk_of, page, posting
from wayhome.workbench.rooms.ledger import GRADES, LISTS, LONG

ABOUT = ("outlet", "title", "date", "url")
ASKED = tuple(column for column in CLAIM_COLUMNS if column not in ("source", "place_in_text", "status"))


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a document's text; kind: "" (plain), "draft", "confirmed" or "set_aside"; to: where it leads."""

    text: str
    kind: str = ""
    to: str = ""
    now: bool = False


@dataclass(frozen=True, slots=True)
class Shelf:
    """One source as the list shows it. waiting: drafts that nobody has decided; claims: rows of the ledger."""

    id: str
    outlet: str
    title: str
    date: str
    document: str
    claims: int
    waiting: int


def sources(request: Request) -> Response:
    """All sources, those with drafts first, and a form for a document."""
    desk = desk_of(request)
    review = desk.review()
    undoable = review.undoable() if review is not None else None
    return page(
        request, "sources.html.j2", room="sources", shelves=shelves(desk, review),
        problems=review.problems if review is not None else (), undoable=undoable, about=ABOUT,
    )  # fmt: skip


def shelves(desk: Desk, review: Review | None) -> list[Shelf]:
    claims: dict[str, int] = {}
    for claim in desk.ledger().claims:
        claims[claim.source] = claims.get(claim.source, 0) + 1
    found: dict[str, Shelf] = {
        source.id: Shelf(
            source.id, source.outlet, source.title, str(source.date), source.document, claims.get(source.id, 0), 0
        )
        for source in desk.ledger().sources.values()
    }
    for item in review.waiting if review is not None else ():
        assert review is not None
        name = review.source_id(item)
        if name not in found:
            row = review.suggest_source(item)
            found[name] = Shelf(name, row["outlet"], row["title"], row["date"], item.draft.document, 0, 0)
        found[name] = replace(found[name], waiting=found[name].waiting + 1)
    return sorted(found.values(), key=lambda one: (-one.waiting, not one.document, one.date, one.id))


def document(request: Request) -> Response:
    """One document: its text with claims underlined, and beside it the draft or claim chosen."""
    return _document(request, request.path_params["id"], request.query_params.get("draft", ""))


def _document(
    request: Request, name: str, key: str, *, problems: Sequence[str] = (), typed: Form | None = None, status: int = 200
) -> Response:
    desk = desk_of(request)
    review = desk.review()
    items = [item for item in review.items if review.source_id(item) == name] if review is not None else []
    claims = [claim for claim in desk.ledger().claims if claim.source == name]
    source = desk.ledger().sources.get(name)
    if not items and source is None:
        raise InvalidInput([Problem("sources.csv", 0, name[:64], "there is no such source", "W316")])
    decided = review.journal.decided if review is not None else {}
    waiting = [item for item in items if item.key not in decided]
    chosen = next((item for item in waiting if item.key == key), None)
    if chosen is None and not request.query_params.get("claim"):
        chosen = next(iter(waiting), None)
    path = source.document if source is not None else items[0].draft.document
    text = _text(desk.folder, path)
    now = request.query_params.get("claim", "") or (chosen.key if chosen is not None else "")
    shown: dict[str, Any] = {"item": None}
    if chosen is not None and review is not None:
        shown = _shown_item(desk, review, chosen, typed or {})
    return page(
        request, "document.html.j2", status=status, room="sources", name=name, source=source, file=path,
        paragraphs=list(paragraphs(text, marked(name, waiting, claims, now))) if text is not None else None,
        waiting=waiting, claims=claims, problems=problems, undoable=review.undoable() if review is not None else None,
        lists=LISTS, grades=GRADES, long=LONG, asked=ASKED, about=ABOUT, **shown,
    )  # fmt: skip


def _shown_item(desk: Desk, review: Review, item: Item, typed: Form) -> dict[str, Any]:
    cells = review.cells(item)
    known = review.source_id(item)
    return {
        "item": item,
        "cells": {column: replace(cells[column], value=typed.get(column, cells[column].value)) for column in ASKED},
        "based_on": item_hash(review, item),
        "hints": review.hints(item, cells),
        "names": desk.names(),
        "new_source": None if review.has_source(known) else review.suggest_source(item),
    }


def item_hash(review: Review, item: Item) -> str:
    """What a page that shows a draft remembers of it: its cells, and whether it was decided."""
    cells = [(column, cell.value, cell.sure) for column, cell in review.cells(item).items()]
    text = json.dumps([cells, item.key in review.journal.decided], ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _text(folder: Path, path: str) -> str | None:
    """The document's text; None where there is none in the study's folder."""
    if not path or not (folder / path).resolve().is_relative_to(folder.resolve()):
        return None
    try:
        return kept_text(folder, path)
    except (WayhomeError, OSError, ValueError):
        return None


def marked(
    name: str, waiting: Sequence[Item], claims: Sequence[Claim], now: str
) -> list[tuple[int, int, str, str, bool]]:
    """Start, end, kind, address and whether it is the one chosen, of everything to underline."""
    found = [
        (
            item.draft.start,
            item.draft.end,
            "draft",
            f"/sources/{name}?{urlencode({'draft': item.key})}#now",
            item.key == now,
        )
        for item in waiting
    ]
    for claim in claims:
        place = claim.place_in_text.partition("#")[0].partition("-")
        if place[0].isdecimal() and place[2].isdecimal():
            found.append((int(place[0]), int(place[2]), claim.status, f"/claim/{claim.id}", claim.id == now))
    return sorted(found)


def paragraphs(text: str, marks: Sequence[tuple[int, int, str, str, bool]]) -> Iterator[list[Span]]:
    """The text's paragraphs in spans; of marks that overlap, the first has the words, the one chosen before all."""
    owner: list[tuple[int, int, str, str, bool]] = []
    for mark in sorted(marks, key=lambda one: (not one[4], one[0])):
        if all(mark[1] <= other[0] or mark[0] >= other[1] for other in owner) and mark[0] < mark[1]:
            owner.append(mark)
    owner.sort()
    at = 0
    for line in text.split("\n"):
        end = at + len(line)
        spans: list[Span] = []
        here = at
        for start, stop, kind, to, now in owner:
            first, last = max(start, at), min(stop, end)
            if first < last:
                spans += [Span(text[here:first])] if first > here else []
                spans.append(Span(text[first:last], kind, to, now))
                here = last
        spans += [Span(text[here:end])] if end > here else []
        if line.strip():
            yield spans
        at = end + 1


# ---- writing ------------------------------------------------------------------------------------------------


def decide(request: Request, form: Form) -> Response:
    """Keep the cells, confirm or set aside a draft, as the form that was shown of it says."""
    desk = desk_of(request)
    name, key = request.path_params["id"], form.get("key", "")
    with desk.reviewing:
        review = desk.review()
        item = next((one for one in review.items if one.key == key), None) if review is not None else None
        if review is None or item is None:
            raise InvalidInput([Problem("drafts", 0, "", "this draft is no longer there; look again", "W720")])
        try:
            done = _decide(review, item, form)
        except InvalidInput as error:
            said = [problem.message for problem in error.problems]
            status = 409 if isinstance(error, Conflict) else 422
            return _document(request, name, key, problems=said, typed=form, status=status)
    return back(request, f"/sources/{name}{done}")


def _decide(review: Review, item: Item, form: Form) -> str:
    """What is to be added to the address of the page that shows it."""
    if form.get("based_on") != item_hash(review, item):
        text = (
            "this draft was changed or decided elsewhere after the page had shown it; look again, nothing was written"
        )
        raise Conflict([Problem("drafts", 0, "", text, "W721")])
    source = review.source_id(item)
    if not review.has_source(source) and form.get("do") != "save":
        row = review.suggest_source(item) | {column: form.get(f"source-{column}", "").strip() for column in ABOUT}
        review.add_source({column: row.get(column, "") for column in SOURCE_COLUMNS})
    if form.get("do") == "aside":
        reason = form.get("reason", "").strip()
        if not reason:
            raise InvalidInput([Problem("drafts", 0, "", "say in a few words why it is set aside", "W726")])
        review.set_aside(item, reason)
        return ""
    accepted = accepted_cells(review.cells(item), form)
    if accepted:
        review.edit(item, accepted)
    if form.get("do") == "save":
        return "?" + urlencode({"draft": item.key}) + "#now"
    review.confirm(item)
    return ""


def accepted_cells(cells: dict[str, Cell], form: Form) -> dict[str, str]:
    """Cells that a person has changed, or of those only suggested, ticked as right."""
    found: dict[str, str] = {}
    for column in ASKED:
        if column not in form:
            continue
        value = form[column].strip()
        if value != cells[column].value or (not cells[column].sure and form.get(f"yes-{column}")):
            found[column] = value
    return found


def undo(request: Request, form: Form) -> Response:
    """Take the last step of the review back."""
    desk = desk_of(request)
    with desk.reviewing:
        review = desk.review()
        if review is None:
            raise InvalidInput([Problem("drafts", 0, "", "there is nothing to undo", "W724")])
        step = review.undoable()
        if step is None or str(step.line) != form.get("line"):
            text = "another step was made or taken back since; look again, nothing was undone"
            raise Conflict([Problem("drafts", 0, "", text, "W721")])
        review.undo()
    where = form.get("name", "")
    return back(
        request,
        f"/sources/{where}" if where.replace("-", "").replace("_", "").replace(".", "").isalnum() else "/sources",
    )


async def upload(request: Request) -> Response:
    """Read a document: keep it in the study with its draft claims."""
    async with request.form(max_files=1, max_fields=20) as form:
        file = form.get("file")
        about = {key: str(form.get(key, "")).strip() for key in ABOUT}
        if not isinstance(file, UploadFile) or not file.filename:
            raise InvalidInput([Problem("document", 0, "", "choose a file: plain text, HTML or PDF", "W862")])
        name, content = safe_name(file.filename), await file.read()
    kept = await run_in_threadpool(read_document, desk_of(request).folder, name, content, about)
    return back(request, f"/sources/{kept}")


def read_document(folder: Path, name: str, content: bytes, about: dict[str, str]) -> str:
    """As `wayhome read FILE FOLDER` does; the id of the document's source."""
    if about["date"]:
        try:
            parse_period(about["date"])
        except ValueError as error:
            raise InvalidInput([Problem("date", 0, "", str(error), "W311")]) from None
    with tempfile.TemporaryDirectory(prefix="wayhome-") as place:
        path = Path(place) / name
        path.write_bytes(content)
        found = open_document(path)
    if about["date"]:
        found = replace(found, date=about["date"])
    return keep(folder, found, about=about).source["id"]


def safe_name(name: str) -> str:
    """The last part of an uploaded file's name, of letters that any file system takes."""
    last = PurePath(name.replace("\\", "/")).name
    kept = "".join(letter if letter.isalnum() or letter in "._- " else "-" for letter in last).strip(". ")[:100]
    return kept or "document"


ROUTES = [
    Route("/sources", sources),
    Route("/sources/upload", upload, methods=["POST"]),
    Route("/sources/undo", posting(undo), methods=["POST"]),
    Route("/sources/{id}", document),
    Route("/sources/{id}", posting(decide), methods=["POST"]),
]
