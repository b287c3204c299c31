"""IOM's Displacement Tracking Matrix: internally displaced people at each round, as its API and HXL-tagged data sets give them."""

from __future__ import annotations

import re
from pathlib import Path

from wayhome.dates import parse_period
from wayhome.figures.published import Published, Publisher, count, read_sheet

PUBLISHER = Publisher("dtm", "IOM", "Displacement Tracking Matrix", "https://dtm.iom.int/")
WHAT = "internally displaced people"
_COLUMNS = {
    "people": ("numPresentIdpInd",),
    "date": ("reportingDate",),
    "round": ("roundNumber",),
    "operation": ("operation",),
    "country": ("admin0Name",),
    "country_code": ("admin0Pcode",),
    "adm1": ("admin1Name",),
    "adm1_code": ("admin1Pcode",),
    "adm2": ("admin2Name",),
    "adm2_code": ("admin2Pcode",),
}
_UNUSED = (
    "id", "yearReportingDate", "monthReportingDate", "displacementReason", "numberMales", "numberFemales",
    "idpOriginAdmin1Name", "idpOriginAdmin1Pcode", "assessmentType",
)  # fmt: skip
_TAGS = {
    "origin": ("#country+origin", "#adm1+origin", "#adm2+origin", "#adm3+origin"),
    "households": ("#affected+hh", "#affected+idps+hh"),
    "others": ("#affected+f", "#affected+m", "#affected+returnees"),
    "people": ("#affected+idps", "#affected+ind"),
    "date": ("#date+reported", "#date+survey", "#date+occurred", "#date"),
    "round": ("#round", "#meta+round"),
    "operation": ("#operation", "#operations"),
    "country_code": ("#country+code", "#country+pcode", "#adm0+code", "#adm0+pcode"),
    "country": ("#country", "#adm0"),
    "adm1_code": ("#adm1+code", "#adm1+pcode"),
    "adm1": ("#adm1",),
    "adm2_code": ("#adm2+code", "#adm2+pcode"),
    "adm2": ("#adm2",),
}
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ].*)?")
_PLACES = ("adm2_code", "adm2", "adm1_code", "adm1", "country_code", "country")


def read(path: Path) -> list[Published]:
    """Every row's internally displaced people, a stock on the day reported. Rows of one place, day, operation and round (by reason
    or origin of displacement) are parts of one figure. InvalidInput as `read_sheet`."""
    sheet = read_sheet(path, _COLUMNS, tagged=_TAGS, needed=("people", "date"), unused=_UNUSED)
    return [_figure(line, row) for line, row in sheet.rows]


def _figure(line: int, row: dict[str, str]) -> Published:
    persons, why = count(row.get("people", ""))
    day = _day(row.get("date", ""))
    if day is None:
        persons, why = None, f"'{row.get('date', '')[:40]}' is not a date such as 2023-05-31"
    places = tuple(row[name] for name in _PLACES if row.get(name))
    series = " ".join(part for part in (row.get("operation", ""), _round(row.get("round", ""))) if part)
    return Published(line, WHAT, "stock", day or "", (), places, series, persons, why)


def _day(cell: str) -> str | None:
    """2023-05-31 of a date, with or without its hour; None where the calendar has no such day."""
    found = _DAY.fullmatch(cell)
    try:
        return str(parse_period(found[1])) if found else None
    except ValueError:
        return None


def _round(number: str) -> str:
    return f"round {number}" if number else ""
