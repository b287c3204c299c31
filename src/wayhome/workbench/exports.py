"""What rooms hand out as files: tables that a spreadsheet opens without running anything in them."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from wayhome.claims.claim import CLAIM_COLUMNS
from wayhome.claims.ledger import read_rows
from wayhome.errors import InvalidInput, Problem
from wayhome.plan.sheet import safe, write_sheet
from wayhome.report import tables
from wayhome.study.scenarios import load_scenarios
from wayhome.workbench.pages import desk_of
from wayhome.workbench.rooms.ledger import read_filter, selected

KINDS = {
    ".csv": "text/csv; charset=utf-8",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def ledger_table(request: Request) -> Response:
    """The claims that the list shows, with every column of claims.csv."""
    desk = desk_of(request)
    rows = {row["id"]: row for row in read_rows(desk.folder / "claims.csv")}
    shown = [rows[one.claim.id] for one in selected(desk, read_filter(request.query_params)) if one.claim.id in rows]
    return _csv("claims.csv", CLAIM_COLUMNS, ([row.get(column, "") for column in CLAIM_COLUMNS] for row in shown))


def forecast_table(request: Request) -> Response:
    """The forecast of one place: all dates, quantities and selections, with quantiles."""
    desk = desk_of(request)
    kept, fans, table = desk.kept(), desk.fans(), desk.table()
    if kept is None or fans is None or table is None:
        raise InvalidInput([_none("there is no forecast yet")])
    place = tables.pick_headline(kept.fit.study, fans, request.query_params.get("of", "")).place
    rows: Any = table[table["place"] == place]
    return _csv(f"forecast-{place}.csv", list(rows.columns), rows.itertuples(index=False, name=None))


def plan_table(request: Request) -> Response:
    """The plan, as `wayhome plan --export` writes it."""
    desk = desk_of(request)
    name = request.query_params.get("scenario", "")
    kept = desk.kept()
    made = desk.plan(name if kept is not None and name in load_scenarios(desk.folder, kept.fit.study) else "")
    if made is None:
        raise InvalidInput([_none("the plan is still being worked out; look at the room first")])
    ending = request.url.path[request.url.path.rindex(".") :]
    with tempfile.TemporaryDirectory(prefix="wayhome-") as place:
        content = write_sheet(Path(place) / f"plan{ending}", made).read_bytes()
    return _file(f"plan{ending}", content)


def _csv(name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Response:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([safe(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return _file(name, text.getvalue().encode("utf-8-sig"))  # the mark without which Excel takes it for something older


def _file(name: str, content: bytes) -> Response:
    kind = KINDS[name[name.rindex(".") :]]
    return Response(content, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _none(message: str) -> Problem:
    return Problem("results", 0, "", message, "W864")


ROUTES = [
    Route("/ledger.csv", ledger_table),
    Route("/forecast.csv", forecast_table),
    Route("/plan.csv", plan_table),
    Route("/plan.xlsx", plan_table),
]
