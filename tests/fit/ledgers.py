"""A small study and ledger in text, for the fit's tests."""

# ruff: noqa: E501

from __future__ import annotations

from pathlib import Path

STUDY = """\
wayhome: 1
study: small
title: A small study
calendar: {start: 2014-01, as_of: 2015-12, end: 2017-12, step: month}
populations: {nation: [KGZ, UZB], role: [man, woman]}
regions: {Both: {nation: [KGZ, UZB]}}
places:
  home: {start: from stocks.csv}
  camp: {}
  returned: {}
  dead: {final: true}
areas: {away: [camp]}
drivers:
  wages_lost: {unit: share, after: {2017-12: 40% to 90%}, monotone: rising}
flows:
  leave: {from: home, to: camp, rate: 0.1% to 3% per month, differs_by: {nation: 3x}}
  go_home:
    {from: camp, to: returned, rate: 0.5% to 10% per month, differs_by: {nation: 3x, role: 2x}, driven_by: {wages_lost: 1x to 4x}}
  die: {from: camp, to: dead, rate: 0.5% to 3% per month}
"""
DRIVERS = """\
driver,date,low,best,high,source
wages_lost,2014-01,0,0,0,assumption
wages_lost,2015-12,0.2,0.4,0.5,assumption
"""
STOCKS = """\
place,nation,role,low,best,high,source
home,KGZ,man,8000,10000,12000,assumption
home,KGZ,woman,5000,5000,5000,assumption
home,UZB,man,20000,20000,20000,assumption
home,UZB,woman,20000,20000,20000,assumption
"""
COLUMNS = [
    "id",
    "statement",
    "kind",
    "quantity",
    "who",
    "where",
    "via",
    "of",
    "than",
    "driver",
    "direction",
    "as_of",
    "low",
    "best",
    "high",
    "wording",
    "speaker",
    "speaker_role",
    "source",
    "grade",
    "repeats",
    "place_in_text",
    "status",
    "note",
]
SOURCES = (
    "id,outlet,title,date,url,document\npaper,A paper,An article,2015-12,,\nlater,A paper,A later article,2016-03,,\n"
)


def row(name: str, kind: str = "amount", **cells: str) -> str:
    """One row of claims.csv, what is not given filled in sensibly."""
    filled = {
        "id": name,
        "statement": f"Statement {name}",
        "kind": kind,
        "source": "paper",
        "status": "confirmed",
        "grade": "B2",
    }
    filled |= cells
    return ",".join(f'"{filled.get(column, "")}"' for column in COLUMNS)


CLAIMS = (
    row("C1", quantity="arrivals", who="nation=KGZ", where="away", as_of="2015-12", best="1200", speaker="ministry"),
    row("C2", quantity="arrivals", who="nation=UZB", where="away", as_of="2015-06", low="1000", high="3000", speaker="institute"),
    row("C3", quantity="stock", who="region=Both", where="away", as_of="2015-12", low="1500", wording="more than 1500", speaker="ministry"),
    row("C4", quantity="arrivals", who="nation=KGZ", where="returned", as_of="2015", high="300", wording="up to 300", speaker="institute"),
    row("C5", quantity="share", who="nation=UZB", where="dead", of="arrivals; where=away", as_of="2015-12", best="0.1"),
    row("C6", "comparison", quantity="share", who="nation=KGZ", where="returned", of="arrivals; where=away", than="nation=UZB",
        as_of="2015-12", wording="more likely", direction="more"),
    row("C7", "effect", driver="wages_lost", via="go_home", direction="raises", wording="likely"),
    row("C8", quantity="arrivals_per_month", where="away", as_of="2015-01/2015-06", best="120", wording="about 120", speaker="UN"),
    row("C9", quantity="arrivals_in", who="nation=KGZ; role=woman", where="away", as_of="2015", wording="several hundred"),
    row("C10", quantity="arrivals", who="nation=KGZ", where="away", as_of="2015-12", best="1200", repeats="C1"),
    row("C11", "silence", who="nation=UZB", where="returned", as_of="2015-12"),
    row("C12", "outlook", quantity="arrivals", where="returned", as_of="2016-12", direction="up"),
    row("C13", quantity="stock", where="away", as_of="2015-12", best="2000", source="later"),
)  # fmt: skip


def write_study(folder: Path, *claims: str, study: str = STUDY) -> Path:
    """The study folder; `claims` are rows, by default all of CLAIMS."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {
        "study.yaml": study,
        "drivers.csv": DRIVERS,
        "stocks.csv": STOCKS,
        "sources.csv": SOURCES,
        "claims.csv": "\n".join((",".join(COLUMNS), *(claims or CLAIMS))) + "\n",
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder
