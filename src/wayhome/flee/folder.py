"""Read a folder in the input layout of Flee and FabFlee."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from wayhome.errors import InvalidInput, Problem, did_you_mean
from wayhome.flee.counts import read_counts
from wayhome.flee.rows import Found, Row, Table, day, number, read_table, whole
from wayhome.flee.situation import CLOSURES, KINDS, Closure, Correction, Location, Note, Route, Situation

MAX_DAYS = 20_000
LONGEST_NAME = 100
_LOCATION = ("name", "region", "country", "latitude", "longitude", "location_type", "conflict_date", "population")
_UNREAD = ("location_changes.csv", "flood_level.csv", "weights.csv")


def read_folder(path: Path) -> Situation:
    """Read `path`, which holds `input_csv` (locations, routes, sim_period; optional closures, conflicts, registration_corrections,
    demographics_*) and, optionally, `source_data` (data_layout and the files it names); all may also lie in `path` itself.

    What real folders hold is tolerated: a `#` before headers, comments, blank lines, blanks around names, commas at line ends,
    CRLF, counts out of order or repeated, columns that nobody asked for, names that locations.csv lacks. What could not be used
    is in `notes` of the result. Without conflicts.csv, conflict begins with a location's conflict_date and lasts.

    InvalidInput with everything that is wrong: no such folder or file (W851), a file that cannot be read (W852), a cell that is not
    what it should be (W853), a name that is unknown or there twice (W854).
    """
    inside, sources = _folders(path)
    prefix, source_prefix = _prefix(path, inside), _prefix(path, sources)
    found = Found()
    start, days = _period(_needed(inside, prefix, "sim_period.csv", found), found)
    locations = tuple(_locations(_needed(inside, prefix, "locations.csv", found), found))
    names = [one.name for one in locations]
    routes = tuple(_routes(_needed(inside, prefix, "routes.csv", found), names, found))
    closures = tuple(_closures(_optional(inside, prefix, "closures.csv", found), locations, found))
    intensity = _intensity(_optional(inside, prefix, "conflicts.csv", found), locations, days, found)
    corrections = tuple(_corrections(_optional(inside, prefix, "registration_corrections.csv", found), found))
    demographics = {
        file.stem.removeprefix("demographics_"): tuple(_weights(read_table(file, prefix + file.name, found), found))
        for file in sorted(inside.glob("demographics_*.csv"))
    }
    counts, unplaced, total = read_counts(sources, source_prefix, names, corrections=corrections, found=found)
    found.stop()
    found.notes.extend(Note(prefix + name, 0, "this file is not used") for name in _UNREAD if (inside / name).is_file())
    kinds = {one.name: one for one in locations}
    found.notes.extend(
        Note(source_prefix + "data_layout.csv", 0, f"{name} is counted, but a {kinds[name].kind} and no camp")
        for name in counts
        if not kinds[name].camp
    )
    return Situation(
        name=path.resolve().name,
        start=start,
        days=days,
        home=locations[0].country if locations else "",
        locations=locations,
        routes=routes,
        closures=closures,
        intensity=intensity,
        corrections=corrections,
        counts=counts,
        unplaced=unplaced,
        total=total,
        demographics=demographics,
        notes=tuple(sorted(set(found.notes))),
    )


def _folders(path: Path) -> tuple[Path, Path]:
    """Where the inputs and where the counts lie."""
    inside = path / "input_csv" if (path / "input_csv").is_dir() else path
    if not (inside / "locations.csv").is_file():
        why = (
            "it has no locations.csv, nor an input_csv folder with one" if path.is_dir() else "there is no such folder"
        )
        raise InvalidInput([Problem(str(path), 0, "", f"this is not a folder of Flee: {why}", "W851")])
    near = path if inside == path else path / "source_data"
    sources = path / "source_data" if (path / "source_data").is_dir() else near
    return inside, sources


def _prefix(path: Path, inside: Path) -> str:
    return "" if inside == path else f"{inside.name}/"


def _needed(folder: Path, prefix: str, name: str, found: Found) -> Table:
    if not (folder / name).is_file():
        message = "the file is missing; docs/guides/flee.md lists what a folder must hold"
        found.problems.append(Problem(prefix + name, 0, "", message, "W851"))
        return Table(prefix + name, 0, (), ())
    return read_table(folder / name, prefix + name, found)


def _optional(folder: Path, prefix: str, name: str, found: Found) -> Table | None:
    return read_table(folder / name, prefix + name, found) if (folder / name).is_file() else None


def _period(table: Table, found: Found) -> tuple[date, int]:
    start: date | None = None
    days: int | None = None
    for row in table.rows:
        key = row.cells[0].lstrip("#").casefold()
        if key == "startdate":
            start = day(row, 1, "StartDate", found)
        elif key == "length":
            days = whole(row, 1, "Length", found)
            if days is not None and not 1 <= days <= MAX_DAYS:
                found.wrong(row, "Length", f"a situation lasts 1 to {MAX_DAYS:,} days, not {days:,}")
    if start and days and start.year + days / 365 > 2999:
        found.problems.append(
            Problem(table.file, 0, "StartDate", "the situation ends after 2999; correct the date", "W853")
        )
    if not found.problems and (start is None or days is None):
        message = "StartDate,yyyy-mm-dd and Length,days must both be there"
        found.problems.append(Problem(table.file, 0, "", message, "W853"))
    return start or date(2000, 1, 1), days if days and days <= MAX_DAYS else MAX_DAYS  # a problem is noted already


def _locations(table: Table, found: Found) -> Iterator[Location]:
    seen: set[str] = set()
    at = _columns(table, found)
    for row in table.rows:
        name = row.cell(at["name"])
        if not name:
            found.wrong(row, "name", "a location needs a name")
        elif len(name) > LONGEST_NAME:
            found.wrong(row, "name", f"the name is longer than {LONGEST_NAME} characters; shorten it everywhere")
        elif name in seen:
            found.wrong(row, name, "a location of this name is there already; delete one of the two rows", "W854")
        seen.add(name)
        kind = row.cell(at["location_type"]).casefold()
        kind = "conflict_zone" if kind in ("conflict", "conflict zone") else kind
        if kind not in KINDS:
            message = f"'{kind[:40]}' is not a type of location.{did_you_mean(kind, KINDS)}"
            found.wrong(row, "location_type", message)
        people = whole(row, at["population"], "population", found) if row.cell(at["population"]) else None
        begins = row.cell(at["conflict_date"]) if kind == "conflict_zone" else ""
        camp = kind in ("camp", "idpcamp")
        yield Location(
            name=name,
            region=row.cell(at["region"]),
            country=row.cell(at["country"]),
            latitude=_degrees(row, at["latitude"], "latitude", 90, found),
            longitude=_degrees(row, at["longitude"], "longitude", 180, found),
            kind=kind,
            conflict_day=whole(row, at["conflict_date"], "conflict_date", found) if begins else None,
            population=None if camp else people,
            capacity=people or None if camp else None,
        )
    if not seen and not found.problems:
        found.problems.append(Problem(table.file, 0, "", "the file names no location", "W853"))


def _columns(table: Table, found: Found) -> dict[str, int]:
    """Where each column of locations.csv is: by name where the header names all, else in the usual order."""
    aliases = {"lat": "latitude", "lon": "longitude", "long": "longitude", "population/capacity": "population"}
    names = [aliases.get(cell.casefold(), cell.casefold()) for cell in table.header]
    for name in names:
        if name and name not in _LOCATION:
            found.notes.append(Note(table.file, table.line, f"the column '{name[:40]}' is not used"))
    if set(_LOCATION) <= set(names):
        return {name: names.index(name) for name in _LOCATION}
    return {name: i for i, name in enumerate(_LOCATION)}


def _degrees(row: Row, i: int, name: str, limit: float, found: Found) -> float | None:
    return number(row, i, name, found, low=-limit, high=limit) if row.cell(i) else None


def _routes(table: Table, names: Collection[str], found: Found) -> Iterator[Route]:
    seen: set[frozenset[str]] = set()
    for row in table.rows:
        start, end = row.cell(0), row.cell(1)
        for name in (start, end):
            if name not in names:
                message = f"'{name[:60]}' is not in locations.csv.{did_you_mean(name, names)}"
                found.wrong(row, "name", message, "W854")
        km = number(row, 2, "distance", found)
        if km == 0 or start == end:
            found.wrong(row, "distance", "a route leads from one place to another over more than 0 km")
        forced = row.cell(3) or "0"
        if forced not in ("0", "1", "2", "0.0", "1.0", "2.0"):
            found.wrong(row, "forced_redirection", f"'{forced[:40]}' is not 0, 1 or 2")
            forced = "0"
        if frozenset((start, end)) in seen:
            found.note(row, f"a route between {start} and {end} is there already; this one is not used")
            continue
        seen.add(frozenset((start, end)))
        if km:
            yield Route(start, end, km, int(float(forced)))
    for name in table.header[4:]:
        found.notes.append(Note(table.file, table.line, f"the column '{name[:40]}' is not used"))


def _closures(table: Table | None, locations: Sequence[Location], found: Found) -> Iterator[Closure]:
    names, countries = {one.name for one in locations}, {one.country for one in locations}
    for row in table.rows if table else ():
        kind = {"links": "link", "camps": "camp"}.get(row.cells[0].casefold(), row.cells[0].casefold())
        if kind not in CLOSURES:
            found.wrong(row, "closure_type", f"'{kind[:40]}' is not a closure.{did_you_mean(kind, CLOSURES)}")
            continue
        ends = row.cells[1:3] if kind in ("country", "link", "remove_forced_redirection") else row.cells[1:2]
        known = countries if kind == "country" else names
        unknown = [name for name in ends if name not in known]
        if unknown or not ends:
            said = ", ".join(unknown)
            found.note(
                row, f"not used: {said or 'no name'} is no {'country' if kind == 'country' else 'location'} here"
            )
            continue
        closes, opens = whole(row, 3, "closure_start", found), _until(row, found)
        if closes is not None and (kind == "remove_forced_redirection" or opens is None or opens > closes):
            yield Closure(kind, row.cell(1), row.cell(2), closes, opens)
        elif closes is not None:
            found.note(row, f"not used: it ends ({opens}) before it begins ({closes})")


def _until(row: Row, found: Found) -> int | None:
    return None if row.cell(4) in ("", "-1") else whole(row, 4, "closure_end", found)


def _intensity(table: Table | None, locations: Sequence[Location], days: int, found: Found) -> NDArray[np.float64]:
    """(days, locations). A day without a row is as the one before."""
    intensity = np.zeros((days, len(locations)))
    if table is None or not table.rows:
        for i, one in enumerate(locations):
            if one.kind == "conflict_zone":
                intensity[one.conflict_day or 0 :, i] = 1.0
        return intensity
    at = {one.name: i for i, one in enumerate(locations)}
    columns = [(i, name) for i, name in enumerate(table.header) if i and name]
    if not columns:
        found.problems.append(Problem(table.file, 1, "", "no header names the day and the locations", "W853"))
    unknown = [name for _, name in columns if name not in at]
    for name in unknown:
        found.notes.append(Note(table.file, table.line, f"not used: '{name[:60]}' is not in locations.csv"))
    used = [(i, at[name]) for i, name in columns if name in at]
    seen: set[int] = set()
    late: list[Row] = []
    for row in table.rows:
        when = whole(row, 0, "Day", found)
        if when is not None and when >= days:
            late.append(row)
        elif when is not None:
            intensity[when] = _conflict(row, used, len(locations), found)
            seen.add(when)
    if late:
        found.note(late[0], f"not used: {len(late)} days after the end of the situation (day {days - 1})")
    return _held(intensity, seen)


def _conflict(row: Row, used: Sequence[tuple[int, int]], locations: int, found: Found) -> NDArray[np.float64]:
    values = np.zeros(locations)
    for i, at in used:
        if row.cell(i) == "0":
            continue
        value = number(row, i, "conflict", found, high=1.0)
        values[at] = value or 0.0
        if value is None:  # one problem a row says enough
            break
    return values


def _held(intensity: NDArray[np.float64], seen: Collection[int]) -> NDArray[np.float64]:
    for when in range(1, len(intensity)):
        if when not in seen:
            intensity[when] = intensity[when - 1]
    return intensity


def _corrections(table: Table | None, found: Found) -> Iterator[Correction]:
    for row in table.rows if table else ():
        when = day(row, 1, "date", found)
        if when is not None:
            yield Correction(row.cells[0], when)


def _weights(table: Table, found: Found) -> Iterator[tuple[str, float]]:
    """The values of an attribute and their weights for all locations, below a header of any name; weights of single locations are
    not used."""
    for name in table.rows[0].cells[2:] if table.rows else ():
        found.note(table.rows[0], f"the column '{name[:40]}' is not used")
    for row in table.rows[1:]:
        weight = number(row, 1, "weight", found)
        if weight is not None:
            yield row.cells[0], weight
