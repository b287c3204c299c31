"""drivers.csv, stocks.csv and routes.csv: rows joined to the data of study.yaml as if they had been written there."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any, cast

from wayhome.errors import InvalidInput, Problem, did_you_mean
from wayhome.records import split_records
from wayhome.study.positions import Findings
from wayhome.study.text import read_text

_FIGURES = ("low", "best", "high", "source")
_ROUTE = ("from", "to", "km", "opens", "closes", "one_way")


def join_tables(folder: Path, findings: Findings) -> None:
    """Put the rows of the tables into the document: `stocks`, `routes`, and each driver's `history`."""
    data = findings.document.data
    populations = _keys(data.get("populations"))
    if (folder / "stocks.csv").exists():
        rows = _read(folder / "stocks.csv", ("place", *(populations or ()), *_FIGURES), None, populations, findings)
        _join("stocks", rows, findings)
    if (folder / "routes.csv").exists():
        _join("routes", _read(folder / "routes.csv", _ROUTE, None, (), findings), findings)
    if (folder / "drivers.csv").exists():
        by = _by(data.get("drivers"), populations)
        rows = _read(folder / "drivers.csv", ("driver", *by, "date", *_FIGURES), populations, populations, findings)
        if rows is None:
            names = _keys(data.get("drivers")) or ()
            findings.broken |= {("drivers", name, "history") for name in names}
        else:
            _join_history(rows, findings)


def _join(section: str, rows: list[tuple[int, dict[str, str]]] | None, findings: Findings) -> None:
    """Put a table's rows where study.yaml has none."""
    data = findings.document.data
    if data.get(section):
        findings.add((section,), f"{section} are given here and in {section}.csv; keep one of them", "W414")
    if rows is None or data.get(section):
        findings.broken.add((section,))
        return
    data[section] = [row for _, row in rows]
    for i, (line, _) in enumerate(rows):
        findings.document.lines[(section, i)] = (f"{section}.csv", line)


def _keys(section: Any) -> tuple[str, ...] | None:
    """The names in a section; none where it is missing, None where it is no mapping."""
    if section is None:
        return ()
    return tuple(cast("dict[str, Any]", section)) if isinstance(section, dict) else None


def _by(drivers: Any, populations: tuple[str, ...] | None) -> tuple[str, ...]:
    """The populations that any driver is `by`, in study order."""
    named: set[str] = set()
    for driver in cast("dict[str, Any]", drivers).values() if isinstance(drivers, dict) else ():
        by: Any = cast("dict[str, Any]", driver).get("by") if isinstance(driver, dict) else None
        named.update(str(name) for name in (cast("list[Any]", by) if isinstance(by, list) else [by]))
    return tuple(name for name in populations or () if name in named)


def _join_history(rows: list[tuple[int, dict[str, str]]], findings: Findings) -> None:
    document = findings.document
    drivers = document.data.get("drivers")
    known = _keys(drivers)
    if known is None:
        return
    drivers = cast("dict[str, Any]", drivers or {})
    mine: dict[str, list[tuple[int, dict[str, str]]]] = {}
    for line, row in rows:
        mine.setdefault(row.pop("driver", ""), []).append((line, row))
    for name, of_driver in mine.items():
        first = of_driver[0][0]
        if not name or name not in drivers:
            message = f"no driver is called '{name}'.{did_you_mean(name, known)}" if name else "the driver is missing"
            findings.problems += [Problem("drivers.csv", line, "driver", message, "W401") for line, _ in of_driver]
            continue
        driver = drivers[name] if drivers[name] is not None else {}
        if not isinstance(driver, dict):
            continue
        if cast("dict[str, Any]", driver).get("history"):
            message = f"the history of '{name}' is also given in drivers.csv (line {first}); keep one of them"
            findings.add(("drivers", name, "history"), message, "W414")
            continue
        drivers[name] = {**driver, "history": [row for _, row in of_driver]}
        for i, (line, _) in enumerate(of_driver):
            document.lines[("drivers", name, "history", i)] = ("drivers.csv", line)


def _read(
    path: Path,
    wanted: tuple[str, ...],
    allowed: tuple[str, ...] | None,
    populations: tuple[str, ...] | None,
    findings: Findings,
) -> list[tuple[int, dict[str, str]]] | None:
    """Rows as (line, column -> text) without their empty cells; None where the table cannot be used."""
    try:
        lines = _split(read_text(path), path.name)
    except InvalidInput as error:
        findings.problems += error.problems
        return None
    if not lines:
        findings.problems.append(
            Problem(path.name, 1, "", f"the table is empty; its columns are {','.join(wanted)}", "W116")
        )
        return None
    header = [cell.strip() for cell in lines[0][1]]
    while header and not header[-1]:
        header.pop()  # spreadsheets leave columns without a name behind
    found = list(_header_problems(path.name, header, wanted, (*wanted, *(allowed or ())), populations is not None))
    findings.problems += found
    if found:
        return None
    rows: list[tuple[int, dict[str, str]]] = []
    short = False
    for line, cells in lines[1:]:
        row = {column: cell.strip() for column, cell in zip(header, cells) if cell.strip()}
        if not any(map(str.strip, cells)):
            continue
        if len(cells) != len(header) and not (
            len(cells) > len(header) and not any(map(str.strip, cells[len(header) :]))
        ):
            remedy = (
                "put text with commas in double quotes" if len(cells) > len(header) else "its last commas are missing"
            )
            message = f"{len(cells)} cells where the header has {len(header)}; {remedy}"
            findings.problems.append(Problem(path.name, line, "", message, "W114"))
            short = True
            continue
        rows.append((line, row))
    return None if short else rows


def _split(text: str, file: str) -> list[tuple[int, list[str]]]:
    records = split_records(text)
    if records.broken:
        line, error = records.broken
        message = f"this is not a CSV row ({error}); look at its double quotes"
        raise InvalidInput([Problem(file, line, "", message, "W115")])
    return records.rows


def _header_problems(
    file: str, header: list[str], wanted: tuple[str, ...], allowed: tuple[str, ...], sure: bool
) -> list[Problem]:
    if len(header) == 1 and any(mark in header[0] for mark in (";", "\t")):
        message = "cells are separated by semicolons or tabs; save the table as comma-separated CSV"
        return [Problem(file, 1, "", message, "W111")]
    found: list[Problem] = []
    for column in wanted:
        if column not in header:
            found.append(
                Problem(
                    file, 1, column, f"the column '{column}' is missing; the columns are {','.join(wanted)}", "W112"
                )
            )
    for column, times in Counter(header).items():
        if times > 1:
            found.append(Problem(file, 1, column, f"the column '{column}' is there {times} times; keep one", "W113"))
        if column not in allowed and sure:
            found.append(
                Problem(file, 1, column, f"no column is called '{column}'.{did_you_mean(column, allowed)}", "W113")
            )
    return found
