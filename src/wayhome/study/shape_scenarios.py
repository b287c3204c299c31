"""A scenario's data into authored models, with every misfit said in plain words and its line."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any, cast

from wayhome.errors import did_you_mean
from wayhome.study.authored_scenarios import KINDS, AuthoredScenario, attempt, keys_of
from wayhome.study.positions import Findings, Path
from wayhome.study.values import Fault, shown

_STAND_IN: dict[str, Any] = {"scenario": "broken"}  # keeps the rest readable
_EXPECTED = {"string_type": "text", "tuple_type": "a list in [ ]", "dict_type": "keys with values"}


def read_scenario(findings: Findings) -> tuple[AuthoredScenario | None, list[int]]:
    """The scenario without the changes that cannot be read, and the positions in the file of those that can.

    None where there is none of them; what cannot be read becomes a problem, and is marked broken at the top.
    """
    data = dict(findings.document.data)
    changes = list(cast("list[Any]", data["changes"])) if isinstance(data.get("changes"), list) else []
    changes = [dict(cast("dict[str, Any]", part)) if isinstance(part, dict) else part for part in changes]
    kept = list(range(len(changes)))
    if changes:
        data["changes"] = changes
    while True:
        read = attempt(data)
        if isinstance(read, AuthoredScenario):
            return read, kept
        read = [
            detail for detail in read if detail["type"] != "too_short" or detail["loc"] != ("changes",) or not changes
        ]  # some are, only not readable
        meant = _meant(read)
        findings.broken |= {_place(loc, kept) for loc in meant}
        for detail in read:
            if detail["type"] != "missing" or detail["loc"] not in meant:
                _say(detail, _place(detail["loc"], kept), findings)
        if any(detail["loc"] == ("changes",) for detail in read):
            return None, []
        unreadable = {detail["loc"][1] for detail in read if _is_of_change(detail)}
        for detail in read:
            _leave_out(data, detail, findings)
        changes = [part for i, part in enumerate(changes) if i not in unreadable]
        kept = [at for i, at in enumerate(kept) if i not in unreadable]
        if not kept:
            return None, []
        data["changes"] = changes


def _is_of_change(detail: dict[str, Any]) -> bool:
    """Whether a change cannot be read; one with an unknown key can, without that key."""
    return detail["loc"][0] == "changes" and detail["type"] != "extra_forbidden"


def _meant(details: list[dict[str, Any]]) -> set[Path]:
    """The keys that unknown keys stand for: nobody needs to hear that they are missing as well."""
    return {
        (*detail["loc"][:-1], key)
        for detail in details
        if detail["type"] == "extra_forbidden"
        for key in get_close_matches(str(detail["loc"][-1])[:100], keys_of(detail["loc"]), n=1)
    }


def _place(loc: Path, kept: list[int]) -> Path:
    """A value's path in the file: without the kind that picked a change's model."""
    return ("changes", kept[int(loc[1])], *loc[3:]) if loc[0] == "changes" and len(loc) > 1 else loc


def _leave_out(data: dict[str, Any], detail: dict[str, Any], findings: Findings) -> None:
    loc = detail["loc"]
    if detail["type"] == "extra_forbidden":
        holder: Any = data
        for part in (*loc[:2], *loc[3:-1]) if loc[0] == "changes" else ():
            holder = holder[part]
        holder.pop(loc[-1], None)
    elif loc[0] != "changes":
        findings.broken.add((loc[0],))
        data.pop(loc[0], None)
        if loc[0] in _STAND_IN:
            data[loc[0]] = _STAND_IN[loc[0]]


def _say(detail: dict[str, Any], path: Path, findings: Findings) -> None:
    """Add the problem that pydantic found, in plain words."""
    kind, given, last = detail["type"], detail["input"], str(path[-1])
    if kind == "value_error":
        fault = detail["ctx"]["error"]
        findings.add(path, str(fault), fault.code if isinstance(fault, Fault) else "W204")
    elif kind == "extra_forbidden" and len(path) == 3 and last in KINDS:
        findings.add(path, f"a change is of one thing; write a change of its own for this {last}", "W246")
    elif kind == "extra_forbidden":
        findings.add(path, f"unknown key '{shown(last)}'.{did_you_mean(last, keys_of(detail['loc']))}", "W201")
    elif kind == "missing":
        examples = keys_of(detail["loc"])[last]
        findings.add(path, f"'{last}' is missing; for example '{last}: {examples[0]}'", "W202")
    elif kind == "union_tag_not_found" and isinstance(given, dict):
        _say_kind(cast("dict[str, Any]", given), path, findings)
    elif kind == "too_short":
        findings.add(path, "at least one is needed here", "W219")
    else:
        expected = _EXPECTED.get(kind, "keys with values" if path[0] == "changes" else "another value")
        findings.add(path, f"expected {expected}, found {'nothing' if given is None else repr(shown(given))}", "W204")


def _say_kind(given: dict[str, Any], path: Path, findings: Findings) -> None:
    for key in given:
        near = get_close_matches(key[:100], KINDS, n=1)
        if near:
            findings.add((*path, key), f"unknown key '{shown(key)}'. Did you mean '{near[0]}'?", "W201")
            return
    findings.add(path, f"what does it change? name a {', '.join(KINDS)} of the study", "W202")
