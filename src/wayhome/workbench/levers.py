"""What a person may move in a scenario, and the scenario's file that it comes to."""

from __future__ import annotations

import json
import math
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from wayhome.errors import InvalidInput, Problem
from wayhome.files import write_whole
from wayhome.study.check_scenarios import moved_together, strangers
from wayhome.study.resolved import Selection, Study
from wayhome.study.scenarios import FOLDER, Scenario, load_scenarios
from wayhome.study.write import yaml_text

_NAME = re.compile(r"[a-z][a-z0-9-]{0,60}$")
TRIED = "what-if"


@dataclass(frozen=True, slots=True)
class Lever:
    """A driver, flow or programme, times a factor between 0 and `most`, for those of `who` (empty: everybody); 1 is as usual."""

    kind: str
    name: str
    title: str
    most: float
    step: float
    who: Selection = field(default_factory=dict[str, tuple[str, ...]])

    @property
    def id(self) -> str:
        return f"{self.kind}.{self.name}"


def groups(study: Study) -> dict[str, Selection]:
    """Those whom the levers may be about, by what an address calls them: "" is everybody, else "nationality=KGZ"."""
    levels = [(population, level) for population, levels in study.populations.items() for level in levels]
    return {"": {}, **{f"{population}={level}": {population: (level,)} for population, level in levels}}


def read_group(text: str, study: Study) -> Selection:
    """InvalidInput for people whom the study does not tell apart."""
    known = groups(study)
    if text not in known:
        raise InvalidInput([_wrong(f"'{text[:60]}' is nobody whom this study tells apart; write population=level")])
    return known[text]


def levers(study: Study, who: Selection) -> dict[str, Lever]:
    """Everything that can be moved, by its id: what pushes and pulls, programmes, then the flows that some of `who` take. Each acts
    on `who` alone where it may differ for them."""
    none: Selection = {}
    found = [
        Lever("driver", driver.name, driver.title, 2.0, 0.05, who if set(who) <= set(driver.by) else none)
        for driver in study.drivers.values()
    ]
    found += [Lever("programme", one.name, one.title, 4.0, 0.25) for one in study.programmes.values()]
    found += [
        Lever("flow", flow.name, flow.title, 3.0, 0.1, none if moved_together(flow, who, study) else who)
        for flow in study.flows.values()
        if flow.rate is not None and not strangers(flow, who, study)
    ]
    return {lever.id: lever for lever in found}


def starts(study: Study) -> tuple[str, ...]:
    """The moments from which a scenario may differ: the first step after as_of, then each year's first."""
    calendar = study.calendar
    ahead = [calendar.label(state) for state in range(calendar.as_of_state + 1, calendar.steps + 1)]
    years = {label[:4]: label for label in reversed(ahead)}
    return tuple(dict.fromkeys([*ahead[:1], *sorted(years.values())]))


def read_levers(text: str, study: Study, who: Selection) -> dict[str, float]:
    """Lever -> factor, of those that are not as usual; InvalidInput for what is none."""
    try:
        given = json.loads(text or "{}")
    except (ValueError, RecursionError):
        given = None
    known = levers(study, who)
    if not isinstance(given, dict):
        raise InvalidInput([_wrong("the levers cannot be read; load the page again")])
    found: dict[str, float] = {}
    for name, value in given.items():
        lever = known.get(name)
        if lever is None or isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise InvalidInput([_wrong(f"'{str(name)[:60]}' cannot be moved so; load the page again")])
        if not 0 <= value <= lever.most:
            raise InvalidInput([_wrong(f"{lever.title}: a factor from 0 to {lever.most:g}, not {value:g}")])
        if value != 1:
            found[name] = round(float(value), 4)
    return found


def scenario_text(
    moved: Mapping[str, float], start: str, study: Study, who: Selection, *, name: str = TRIED, title: str = ""
) -> str:
    """The scenario as its file says it."""
    known = levers(study, who)
    head = {"scenario": name} | ({"title": title} if title else {}) | {"from": start}
    return yaml_text({**head, "changes": [_change(known[id], factor) for id, factor in moved.items()]})


def _change(lever: Lever, factor: float) -> dict[str, Any]:
    concerned = {population: level for population, (level,) in lever.who.items()}
    return {lever.kind: lever.name} | ({"for": concerned} if concerned else {}) | {"times": factor}


def read_scenario(
    moved: Mapping[str, float], start: str, study: Study, who: Selection, *, name: str = TRIED, title: str = ""
) -> Scenario:
    """The scenario, read as any other; InvalidInput says what is wrong with it."""
    if start not in starts(study):
        raise InvalidInput([_wrong(f"'{start[:20]}' is no date from which a scenario may differ")])
    with tempfile.TemporaryDirectory(prefix="wayhome-") as place:
        path = Path(place) / FOLDER / f"{name}.yaml"
        path.parent.mkdir()
        path.write_text(scenario_text(moved, start, study, who, name=name, title=title), encoding="utf-8")
        return load_scenarios(Path(place), study)[name]


def keep_scenario(
    folder: Path, moved: Mapping[str, float], start: str, study: Study, who: Selection, *, title: str
) -> Path:
    """Write the scenario into the study's folder; InvalidInput where it is none, or its name is taken."""
    title = " ".join(title.split())[:120]
    name = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:50].strip("-")
    problems: list[Problem] = []
    if not moved:
        problems.append(_wrong("nothing is moved: it would be as usual"))
    if not _NAME.match(name):
        problems.append(_wrong("give it a title that begins with a letter"))
    path = folder / FOLDER / f"{name}.yaml"
    if path.exists() or name in load_scenarios(folder, study):
        problems.append(_wrong(f"there is a scenario '{name}' already; choose another title"))
    if problems:
        raise InvalidInput(problems)
    read_scenario(moved, start, study, who, name=name, title=title)
    text = scenario_text(moved, start, study, who, name=name, title=title)
    write_whole(path, lambda temporary: temporary.write_text(text, encoding="utf-8"))
    return path


def _wrong(message: str) -> Problem:
    return Problem("scenario", 0, "", message, "W863")
