"""UNHCR's end-year population figures, as its Refugee Data Finder, its API and the Humanitarian Data Exchange give them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from wayhome.errors import InvalidInput, Problem, did_you_mean
from wayhome.figures.published import Published, Publisher, count, read_sheet

PUBLISHER = Publisher(
    "unhcr", "UNHCR", "Refugee Data Finder: population figures", "https://www.unhcr.org/refugee-statistics/"
)
STOCKS = {
    "refugees": "refugees under UNHCR's mandate",
    "asylum_seekers": "asylum-seekers",
    "oip": "other people in need of international protection",
    "idps": "internally displaced people",
}
ARRIVALS = {"returned_refugees": "refugees who returned", "returned_idps": "internally displaced people who returned"}
FIGURES = STOCKS | ARRIVALS
_COLUMNS = {
    "year": ("Year",),
    "origin": ("Country of origin",  "Country of Origin Name", "coo_name"),
    "origin_code": ("Country of origin (ISO)", "Country of Origin Code", "coo_iso"),
    "asylum": ("Country of asylum", "Country of Asylum Name", "coa_name"),
    "asylum_code": ("Country of asylum (ISO)", "Country of Asylum Code", "coa_iso"),
    "refugees": ("Refugees under UNHCR's mandate", "Refugees"),
    "asylum_seekers": ("Asylum-seekers",),
    "oip": ("Other people in need of international protection", "oip"),
    "idps": ("IDPs of concern to UNHCR", "Internally displaced persons", "IDPs"),
    "returned_refugees": ("Returned refugees",),
    "returned_idps": ("Returned IDPs", "Returned IDPss"),
}  # fmt: skip
_UNUSED = (
    "Stateless persons", "Stateless", "Others of concern", "Others of concern to UNHCR", "ooc", "Host community", "hst",
    "coo", "coo_id", "coa", "coa_id",
)  # fmt: skip
_TAGS = {
    "year": ("#date+year", "#date"),
    "origin_code": ("#country+code+origin",),
    "asylum_code": ("#country+code+asylum",),
    "origin": ("#country+name+origin", "#country+origin"),
    "asylum": ("#country+name+asylum", "#country+asylum"),
    "returned_refugees": ("#affected+refugees+returned", "#affected+returned+refugees"),
    "returned_idps": ("#affected+idps+returned",),
    "asylum_seekers": ("#affected+asylum", "#affected+asylumseekers"),
    "oip": ("#affected+oip",),
    "idps": ("#affected+idps",),
    "refugees": ("#affected+refugees",),
}


def read(path: Path, figures: Sequence[str] = ("refugees",)) -> list[Published]:
    """Every figure of the kinds asked for (of `FIGURES`). Stocks stand at the year's end in the country of asylum; returns are
    counted over the year, in the country of origin. InvalidInput as `read_sheet`, and for kinds that the table lacks (W834)."""
    wrong = [name for name in figures if name not in FIGURES]
    if wrong:
        raise InvalidInput(
            Problem("--figure", 0, "", f"no figure is called '{name}'.{did_you_mean(name, FIGURES)}", "W834")
            for name in wrong
        )
    sheet = read_sheet(path, _COLUMNS, tagged=_TAGS, needed=("year", "origin_code", "asylum_code"), unused=_UNUSED)
    lacking = [name for name in figures if name not in sheet.roles]
    if lacking:
        raise InvalidInput(
            Problem(
                path.name,
                1,
                name,
                "the table has no column of this figure; download it with that population type",
                "W834",
            )
            for name in lacking
        )
    return [figure for line, row in sheet.rows for figure in _figures(line, row, figures)]


def _figures(line: int, row: dict[str, str], figures: Sequence[str]) -> Iterator[Published]:
    year = row["year"]
    origins = tuple(filter(None, (row.get("origin_code", ""), row.get("origin", ""))))
    asylum = tuple(filter(None, (row.get("asylum_code", ""), row.get("asylum", ""))))
    for name in figures:
        persons, why = count(row[name])
        if not re.fullmatch(r"[12][0-9]{3}", year):
            persons, why = None, f"'{year[:40]}' is not a year"
        returned = name in ARRIVALS
        yield Published(
            line,
            FIGURES[name],
            "arrivals_in" if returned else "stock",
            year if returned else f"{year}-12-31",
            origins,
            origins if returned else asylum,
            name,
            persons,
            why,
        )
