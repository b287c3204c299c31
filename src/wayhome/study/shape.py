"""The document's data into authored models, with every misfit said in plain words and its line."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any

from wayhome.errors import did_you_mean
from wayhome.study.authored import AuthoredStudy, attempt, keys_of
from wayhome.study.authored_flows import LAWS, laws_with
from wayhome.study.positions import Findings, Path
from wayhome.study.values import Fault, shown

SECTIONS = (
    "populations",
    "regions",
    "places",
    "areas",
    "drivers",
    "flows",
    "programmes",
)  # mappings from names to parts of a study

_STAND_IN: dict[str, Any] = {  # keeps the rest readable where a required part is broken
    "wayhome": 1,
    "study": "broken",
    "calendar": {"start": "1000", "as_of": "1000", "end": "2999", "step": "year"},
    "places": {"broken": None},
    "rate": "1% per month",
    "operations": "1 per month",
    "size": "50%",
}
_EXPECTED = {
    "string_type": "text",
    "bool_type": "true or false",
    "list_type": "a list in [ ]",
    "tuple_type": "a list in [ ]",
    "dict_type": "keys with values",
    "model_type": "keys with values",
    "model_attributes_type": "keys with values",
}


def read_authored(findings: Findings) -> AuthoredStudy:
    """Read the document's data into models; what cannot be read becomes a problem, is marked broken and is left out."""
    data = findings.document.data
    while True:
        study = attempt(data)
        if isinstance(study, AuthoredStudy):
            return study
        meant = _meant(study)
        missing = {_path(detail) for detail in study if detail["type"] == "missing"}
        findings.broken |= {path for path in meant if len(path) == 1 or path not in missing}
        for detail in study:
            path = _path(detail)
            if not findings.is_broken(*path) and (detail["type"] != "missing" or path not in meant):
                _say(detail, path, findings)
        rows: dict[Path, set[int]] = {}
        for detail in study:
            path = _path(detail)
            row = 3 if path[:1] == ("drivers",) and path[2:3] == ("history",) else 1
            if path[0] in ("drivers", "stocks", "routes") and len(path) > row and isinstance(path[row], int):
                rows.setdefault(path[:row], set()).add(int(path[row]))
            else:
                _leave_out(data, path, detail["type"] == "extra_forbidden", findings)
        for path, broken in rows.items():
            _leave_out_rows(path, broken, findings)


def _meant(details: list[dict[str, Any]]) -> set[Path]:
    """The keys that unknown keys stand for, as far as one can tell: nobody needs to hear that they are missing as well."""
    meant: set[Path] = set()
    for detail in details:
        if detail["type"] == "extra_forbidden":
            path = _path(detail)
            near = get_close_matches(str(path[-1])[:100], keys_of(detail["loc"])[0], n=1)
            meant |= {(*path[:-1], key) for key in near}
    return meant


def _path(detail: dict[str, Any]) -> Path:
    """The value's path in the document: without the law that picked a flow's model, or the mark of a key."""
    path = tuple(detail["loc"])
    if path and path[-1] == "[key]":
        path = path[:-1]
    if path[:1] == ("programmes",) and path[2:4] == ("needs", ""):  # those of everybody alike
        path = (*path[:3], *path[4:])
    return (*path[:2], *path[3:]) if len(path) > 2 and path[0] == "flows" else path


def _say(detail: dict[str, Any], path: Path, findings: Findings) -> None:
    """Add the problem that pydantic found, in plain words."""
    kind, given = detail["type"], detail["input"]
    last = str(path[-1]) if path else ""
    if kind == "value_error":
        fault = detail["ctx"]["error"]
        findings.add(path, str(fault), fault.code if isinstance(fault, Fault) else "W204")
    elif kind == "extra_forbidden":
        message, code = _unknown_key(detail, path)
        findings.add(path, message, code)
    elif kind == "missing":
        examples = keys_of(detail["loc"])[0].get(last)
        findings.add(
            path, f"'{last}' is missing" + (f"; for example '{last}: {examples[0]}'" if examples else ""), "W202"
        )
    elif kind in ("union_tag_not_found", "union_tag_invalid"):
        law = given.get("law")
        findings.add((*path, "law"), f"no law is called '{shown(law)}'.{did_you_mean(str(law), LAWS)}", "W218")
    elif kind == "literal_error":
        known = str(detail["ctx"]["expected"]).replace("'", "").replace(" or ", ", ").split(", ")
        findings.add(path, f"'{shown(given)}' is not one of {', '.join(known)}", "W218")
    elif kind == "too_short":
        findings.add(path, "at least one is needed here", "W219")
    else:
        findings.add(path, f"expected {_EXPECTED.get(kind, 'another value')}, found {_what(given)}", "W204")


def _unknown_key(detail: dict[str, Any], path: Path) -> tuple[str, str]:
    key = str(path[-1])
    known, law = keys_of(detail["loc"])
    if law and laws_with(key):
        return f"'{key}' does not belong to a flow of law {law}; its keys are {', '.join(known)}", "W213"
    return f"unknown key '{shown(key)}'.{did_you_mean(key, known)}", "W201"


def _what(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true or false; put it in quotes if text is meant"
    if isinstance(value, dict):
        return "keys with values"
    if isinstance(value, (list, tuple)):
        return "a list"
    return f"'{shown(value)}'"


def _leave_out(data: dict[str, Any], path: Path, unknown: bool, findings: Findings) -> None:
    """Take the smallest part that can be spared out of the data, so that the rest can be read."""
    key = str(path[0])
    section = data.get(key)
    if unknown:
        holder = _part(data, path[:-1])
        if isinstance(holder, dict):  # it may have been left out already
            holder.pop(path[-1], None)
    elif len(path) > 1 and key in SECTIONS and isinstance(section, dict):
        part = section.get(path[1])
        if len(path) > 2 and isinstance(part, dict) and path[:3] not in findings.broken:
            findings.broken.add(path[:3])
            part.pop(path[2], None)
            if path[2] in ("rate", "operations", "size"):
                part[path[2]] = _STAND_IN[path[2]]
            return
        findings.broken.add(path[:2])  # what is missing cannot be spared
        section.pop(path[1], None)
        if key == "places" and not section:
            findings.broken.add((key,))
            data[key] = _STAND_IN[key]
    else:
        findings.broken.add((key,))
        data.pop(key, None)
        if key in _STAND_IN:
            data[key] = _STAND_IN[key]


def _leave_out_rows(path: Path, broken: set[int], findings: Findings) -> None:
    """Take rows out of a list, and let the lines of the others move up with them."""
    rows = _part(findings.document.data, path)
    if not isinstance(rows, list):
        return
    kept = [i for i in range(len(rows)) if i not in broken]
    rows[:] = [rows[i] for i in kept]
    now = {old: new for new, old in enumerate(kept)}
    lines = findings.document.lines
    below = {at: lines.pop(at) for at in list(lines) if len(at) > len(path) and at[: len(path)] == path}
    for at, line in below.items():
        if at[len(path)] in now:
            lines[*path, now[int(at[len(path)])], *at[len(path) + 1 :]] = line
    findings.broken.add(path)


def _part(data: Any, path: Path) -> Any:
    """The part of the data at a path; None where there is none."""
    for key in path:
        data = data.get(key) if isinstance(data, dict) else None
    return data
