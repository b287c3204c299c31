"""The ledger room: every claim to filter, sort, grade and change; who is spoken of; who disagrees; what was changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from wayhome.claims import amend
from wayhome.claims.claim import DIRECTIONS, KINDS, QUANTITIES, STATUSES
from wayhome.claims.review import Conflict
from wayhome.errors import InvalidInput
from wayhome.fit.summary import ClaimLine, Diagnosis, Summary
from wayhome.report import ledger, sentences, tables
from wayhome.report.ledger import Entry
from wayhome.study.load import read_words
from wayhome.workbench.desk import Desk
from wayhome.workbench.pages import Form, back, desk_of, page, posting

SHOWN = 200  # claims on one page
LISTS = {"kind": KINDS, "quantity": ("", *QUANTITIES), "status": STATUSES, "direction": ("", *DIRECTIONS)}
GRADES = ("", *(f"{letter}{digit}" for letter in "ABCDEF" for digit in "123456"))
SORTS = {"id": "Claim", "who": "Who said it", "grade": "Grade", "date": "Speaks of", "gap": "What it did"}
LONG = ("statement", "note")
NOTHING = Summary(Diagnosis(True, 1, 0, 0, 0, 0, 0, 0, (), ""), (), (), (), (), ())


@dataclass(frozen=True, slots=True)
class Filter:
    """What is to be seen: words anywhere, a kind, a status, a grade, used in the fit or not; and in which order."""

    q: str = ""
    kind: str = ""
    status: str = ""
    grade: str = ""
    used: str = ""
    sort: str = "id"
    down: bool = False
    first: int = 0

    def address(self, **changed: str | int | bool) -> str:
        """The list with something else chosen."""
        values = {name: changed.get(name, getattr(self, name)) for name in self.__slots__}
        chosen = {name: int(value) if isinstance(value, bool) else value for name, value in values.items() if value}
        return "/ledger?" + urlencode(chosen)


def read_filter(given: Any) -> Filter:
    first = str(given.get("first", "0"))
    sort = given.get("sort", "id")
    return Filter(
        *(str(given.get(name, ""))[:200] for name in ("q", "kind", "status", "grade", "used")),
        sort=sort if sort in SORTS else "id",
        down=given.get("down", "") == "1",
        first=int(first) if first.isdecimal() and len(first) < 7 else 0,
    )


def claims(request: Request) -> Response:
    """The list of claims."""
    desk = desk_of(request)
    chosen = read_filter(request.query_params)
    found = selected(desk, chosen)
    changes = amend.standing(amend.history(desk.folder))
    return page(
        request, "ledger.html.j2", room="ledger", tab="claims", chosen=chosen, sorts=SORTS, kinds=KINDS,
        statuses=STATUSES, grades=GRADES[1:], entries=found[chosen.first : chosen.first + SHOWN], of=len(found),
        size=SHOWN, all=len(desk.ledger().claims), last=changes[-1] if changes else None,
    )  # fmt: skip


def selected(desk: Desk, chosen: Filter) -> list[Entry]:
    """The claims that the filter lets through, in its order."""
    kept = desk.kept()
    summary = kept.fit.summary if kept is not None else NOTHING
    lines = {line.id: line for line in summary.claims}
    made = desk.forecast()
    entries = ledger.entries(desk.ledger(), summary, made.outlooks if made is not None else ())
    found = [one for one in entries if _passes(one, lines, chosen)]
    return sorted(found, key=lambda one: _order(one, lines, chosen.sort), reverse=chosen.down)


def _passes(entry: Entry, lines: dict[str, ClaimLine], chosen: Filter) -> bool:
    claim, line = entry.claim, lines.get(entry.claim.id)
    role = line.role if line is not None else "new"
    text = " ".join(
        (claim.id, claim.statement, entry.speaker, entry.source, entry.figure, entry.did, claim.note)
    ).lower()
    used = {"": True, "yes": role == "fitted", "no": role != "fitted"}.get(chosen.used, True)
    return (
        used
        and chosen.kind in ("", claim.kind)
        and chosen.status in ("", claim.status)
        and claim.grade.startswith(chosen.grade)
        and all(word in text for word in chosen.q.lower().split())
    )


def _order(entry: Entry, lines: dict[str, ClaimLine], sort: str) -> tuple[Any, ...]:
    claim, line = entry.claim, lines.get(entry.claim.id)
    gap = abs(line.gap) if line is not None and line.gap is not None else -1.0
    keys: dict[str, Any] = {
        "who": entry.speaker.lower(),
        "grade": claim.grade or "Z",
        "date": str(claim.as_of.last) if claim.as_of else "",
        "gap": -gap,
    }
    return (keys.get(sort, ""), claim.id)


def coverage(request: Request) -> Response:
    """Who is spoken of, and who is not."""
    desk = desk_of(request)
    kept = desk.kept()
    found = tables.coverage(kept.fit.summary.coverage, kept.fit.study) if kept is not None else None
    silent = [claim for claim in desk.ledger().claims if claim.kind == "silence"]
    return page(request, "coverage.html.j2", room="ledger", tab="coverage", coverage=found, silent=silent)


def disagreements(request: Request) -> Response:
    """Claims that cannot all be true, and which sources tend high or low."""
    kept = desk_of(request).kept()
    summary = kept.fit.summary if kept is not None else NOTHING
    doubts = tables.disagreements(summary.disagreements, kept.fit.ledger) if kept is not None else []
    return page(
        request, "disagreements.html.j2", room="ledger", tab="disagreements", doubts=doubts,
        leans=sentences.leans(summary.sources), leanings=sentences.leanings(summary.sources), fitted=kept is not None,
    )  # fmt: skip


def history(request: Request) -> Response:
    """Every change made here, the last one first."""
    changes = amend.history(desk_of(request).folder)
    stand = {one.line for one in amend.standing(changes)}
    return page(
        request, "history.html.j2", room="ledger", tab="history", changes=changes[::-1], stand=stand,
        last=max(stand, default=0),
    )  # fmt: skip


def claim(request: Request) -> Response:
    """One claim: what it says, what it did, where it stands in its document, its history, and its row to be changed."""
    return _claim(request, request.path_params["id"])


def _claim(
    request: Request, name: str, *, typed: Form | None = None, problems: Sequence[str] = (), status: int = 200
) -> Response:
    desk = desk_of(request)
    row = amend.find_row(desk.folder, name)
    kept = desk.kept()
    summary = kept.fit.summary if kept is not None else NOTHING
    entry = next(one for one in ledger.entries(desk.ledger(), summary) if one.claim.id == name)
    near = [one for one in summary.disagreements if name in (one.first, one.second)]
    source = desk.ledger().sources.get(row["source"])
    return page(
        request, "claim.html.j2", status=status, room="ledger", tab="", entry=entry, row=row,
        cells={**row, **(typed or {})}, based_on=amend.row_hash(row), problems=problems, lists=LISTS, grades=GRADES,
        long=LONG, columns=amend.CHANGED, source=source, names=desk.names(),
        doubts=tables.disagreements(near, desk.ledger()),
        changes=[one for one in amend.history(desk.folder) if one.id == name][::-1],
    )  # fmt: skip


def change(request: Request, form: Form) -> Response:
    """Change a claim's cells, from the form that was shown of it."""
    desk = desk_of(request)
    name = request.path_params["id"]
    cells = {column: form[column] for column in amend.CHANGED if column in form}
    try:
        amend.amend(
            desk.folder, name, cells, based_on=form.get("based_on", ""), words=read_words(desk.folder),
            fits=desk.fits(),
        )  # fmt: skip
    except InvalidInput as error:
        said = [problem.message for problem in error.problems]
        return _claim(request, name, typed=cells, problems=said, status=409 if isinstance(error, Conflict) else 422)
    return back(request, f"/claim/{name}")


def undo(request: Request, form: Form) -> Response:
    """Take a change back: the one named, else the last that stands."""
    desk = desk_of(request)
    line = form.get("line", "0")
    amend.undo(
        desk.folder, words=read_words(desk.folder), fits=desk.fits(),
        line=int(line) if line.isdecimal() and len(line) < 10 else 0,
    )  # fmt: skip
    return back(request, "/ledger/history")


ROUTES = [
    Route("/ledger", claims),
    Route("/ledger/coverage", coverage),
    Route("/ledger/disagreements", disagreements),
    Route("/ledger/history", history),
    Route("/ledger/undo", posting(undo), methods=["POST"]),
    Route("/claim/{id}", claim),
    Route("/claim/{id}", posting(change), methods=["POST"]),
]
