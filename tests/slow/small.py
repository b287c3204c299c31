"""The small study of the calibration: every kind of uncertain number and of claim, in text."""

# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tests.fit.ledgers import COLUMNS

STUDY = """\
wayhome: 1
study: calibration
title: A small study with every kind of uncertain number
calendar: {start: 2014-01, as_of: 2015-06, end: 2016-12, step: month}
populations: {nation: [KGZ, UZB], role: [man, woman, child]}
places:
  home: {}
  front: {}
  city: {kind: town}
  camp: {kind: camp}
  returned: {}
  dead: {final: true}
areas: {out: [city, camp]}
drivers:
  pressure: {unit: share, after: {2016-12: 40% to 90%}, monotone: rising}
  seats: {unit: persons per month, after: hold}
routes:
  - {from: front, to: city, km: 150}
  - {from: front, to: camp, km: 40}
flows:
  leave:
    {from: home, to: front, rate: 0.3% to 3% per month, differs_by: {nation: 3x, role: 2x}, driven_by: {pressure: 1x to 5x}}
  flee:
    {law: choice, from: front, to: [city, camp], rate: 2% to 15% per month, drawn_by: {distance: 0.3x to 0.9x, camp: 0.5x to 3x}}
  go_home: {from: out, to: returned, rate: 1% to 8% per month, differs_by: {place: 2x}}
  flown: {law: operations, from: camp, to: returned, operations: 0.5 to 4 per year, size: 10% to 40%}
  bus: {law: counts, from: city, to: returned, driver: seats}
  die: {from: front, to: dead, rate: 0.2% to 2% per month}
  births: {law: births, in: front, per: {role: woman}, to: {role: child}, rate: 0.5% to 3% per month}
"""
DRIVERS = """\
driver,date,low,best,high,source
pressure,2014-01,0,0,0,assumption
pressure,2015-06,0.2,0.4,0.7,assumption
seats,2014-01,2,5,9,assumption
"""
PEOPLE = {"KGZ,man": (8000, 10000, 13000), "KGZ,woman": (6000,) * 3, "KGZ,child": (7000,) * 3,
          "UZB,man": (15000, 20000, 25000), "UZB,woman": (15000,) * 3, "UZB,child": (12000,) * 3}  # fmt: skip
SOURCES = "id,outlet,title,date,url,document\npaper,A paper,An article,2015-06,,\n"
GRADES = {"ministry": "B2", "institute": "A2", "UN": "B1", "daily": "C3"}


@dataclass(frozen=True, slots=True)
class Form:
    """A claim before anybody has said a number or a side: how it will be said, and its cells that stay.

    about: a figure with `spread` either way, as a stated range or (1) as a bare number · bound: a threshold that somebody asks
    about, `spread` times the prior's middle · side: a comparison · sign, size: of an effect.
    """

    id: str
    form: str
    cells: Mapping[str, str]
    spread: float = 1.0


def _amount(name: str, speaker: str, spread: float, where: str, as_of: str, quantity: str, who: str = "", *, form: str = "about", **more: str) -> Form:  # fmt: skip
    cells = {"kind": "amount", "quantity": quantity, "who": who, "where": where, "as_of": as_of}
    return Form(name, form, cells | {"speaker": speaker, "grade": GRADES[speaker]} | more, spread)


def _side(name: str, wording: str, where: str, who: str, than: str, quantity: str = "arrivals", of: str = "") -> Form:
    cells = {
        "kind": "comparison",
        "quantity": quantity,
        "who": who,
        "where": where,
        "than": than,
        "of": of,
        "as_of": "2015-06",
    }
    return Form(name, "side", cells | {"wording": wording, "speaker": "institute", "grade": "A2"})


FORMS = (
    _amount("A01", "ministry", 1.0, "front", "2015-06", "stock", "nation=KGZ"),
    _amount("A02", "ministry", 1.4, "front", "2014", "arrivals", "nation=UZB; role=woman", via="leave"),
    _amount("A03", "ministry", 1.0, "returned", "2015-06", "arrivals"),
    _amount("A04", "institute", 1.0, "out", "2015-01", "arrivals", "nation=KGZ"),
    _amount("A05", "institute", 1.5, "dead", "2015-06", "stock"),
    _amount("A06", "institute", 1.3, "front", "2015-03", "stock", "role=child"),
    _amount("A07", "UN", 1.0, "camp", "2014-09", "stock"),
    _amount("A08", "UN", 1.2, "camp", "2015-01/2015-06", "arrivals_per_month"),
    _amount("A09", "UN", 1.0, "returned", "2015", "arrivals_in", "nation=UZB", via="go_home@city"),
    _amount("A10", "daily", 1.5, "city", "2015-06", "stock", "nation=UZB"),
    _amount("A11", "daily", 1.0, "returned", "2014", "arrivals_in"),
    _amount("A12", "daily", 1.0, "front", "2015-06", "arrivals", "nation=KGZ; role=man"),
    _amount("B01", "ministry", 1.0, "front", "2015-06", "stock", "nation=UZB", form="bound"),
    _amount("B02", "institute", 1.5, "dead", "2015-01", "stock", "nation=UZB", form="bound"),
    _amount("B03", "UN", 0.7, "returned", "2015-06", "arrivals", "nation=KGZ", via="flown", form="bound"),
    _amount("B04", "daily", 1.0, "out", "2015-06", "stock", form="bound"),
    _amount("S01", "institute", 1.0, "camp", "2015-06", "share", "nation=UZB", of="stock; where=out"),
    _amount("S02", "UN", 1.5, "front", "2014", "share", "role=woman", of="arrivals; role=any"),
    _amount("S03", "daily", 1.0, "dead", "2015-06", "share", "nation=KGZ", of="stock; where=front|dead"),
    _amount("S04", "ministry", 1.0, "front", "2015-06", "share", "nation=KGZ", of="stock; nation=any", form="bound"),
    _side("C01", "likely", "front", "nation=KGZ", "nation=UZB"),
    _side("C02", "very likely", "camp", "nation=KGZ; role=man", "where=city", "stock"),
    _side("C03", "", "returned", "nation=KGZ", "nation=UZB", "share", "arrivals; where=out"),
    Form("E01", "sign", {"kind": "effect", "driver": "pressure", "via": "leave", "wording": "likely", "grade": "B2"}),
    Form("E02", "size", {"kind": "effect", "driver": "pressure", "via": "leave", "direction": "raises", "grade": "B2"}, 1.6),
)  # fmt: skip
KINDS = {"A": "figure", "B": "bound", "S": "share", "C": "comparison", "E": "effect"}


def kind(claim: str) -> str:
    """What kind of claim a form's id belongs to, in words."""
    return KINDS[claim[0]]


def regraded(speaker: str, letter: str, forms: Sequence[Form] = FORMS) -> tuple[Form, ...]:
    """The forms, with another letter for all that one speaker says."""

    def other(form: Form) -> Form:
        if form.cells.get("speaker") != speaker:
            return form
        return replace(form, cells={**form.cells, "grade": letter + form.cells["grade"][1]})

    return tuple(other(form) for form in forms)


def write(folder: Path, *, scale: float = 1.0) -> Path:
    """The study folder without claims; `scale` multiplies everybody at the start, and the seats of the bus."""
    folder.mkdir(parents=True, exist_ok=True)
    people = [f"home,{who},{','.join(f'{n * scale:g}' for n in numbers)},assumption" for who, numbers in PEOPLE.items()]
    drivers = DRIVERS.replace("2,5,9", ",".join(f"{n * scale:g}" for n in (2, 5, 9)))
    files = {"study.yaml": STUDY, "drivers.csv": drivers, "sources.csv": SOURCES,
             "stocks.csv": "\n".join(("place,nation,role,low,best,high,source", *people)) + "\n"}  # fmt: skip
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def write_claims(folder: Path, rows: Sequence[Mapping[str, str]]) -> None:
    """claims.csv of these rows, what they lack filled in."""
    lines = [",".join(COLUMNS)]
    for row in rows:
        cells = {"statement": f"Statement {row['id']}", "source": "paper", "status": "confirmed", **row}
        lines.append(",".join(f'"{cells.get(column, "")}"' for column in COLUMNS))
    (folder / "claims.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
