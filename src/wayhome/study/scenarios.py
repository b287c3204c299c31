"""Scenarios: what would be different after as_of, read from scenarios/*.yaml and checked against their study."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeAlias, cast

from wayhome.dates import Period
from wayhome.errors import InvalidInput, Problem
from wayhome.ranges import Range
from wayhome.study.authored import AuthoredStudy
from wayhome.study.authored_scenarios import (
    AuthoredChange,
    AuthoredDriverChange,
    AuthoredEvent,
    AuthoredFlowChange,
    AuthoredProgrammeChange,
    AuthoredScenario,
)
from wayhome.study.check_scenarios import check_scenario
from wayhome.study.load import load_study, read_yaml
from wayhome.study.positions import Findings
from wayhome.study.resolve import expand
from wayhome.study.resolved import DriverChange, Selection, Study
from wayhome.study.shape_scenarios import read_scenario

FOLDER = "scenarios"


@dataclass(frozen=True, slots=True)
class ChangedDriver:
    driver: str
    change: DriverChange


@dataclass(frozen=True, slots=True)
class ChangedFlow:
    """The rate of those of `who` is multiplied by `times` (a factor; 0: nobody takes the flow) from the first day of `start`
    on."""

    flow: str
    start: Period
    who: Selection
    times: Range


@dataclass(frozen=True, slots=True)
class ChangedProgramme:
    """What becomes of a programme's means; what is not named is multiplied by `times`."""

    programme: str
    start: Period
    posts: Mapping[str, float] = field(default_factory=dict)  # by profession
    hours: Mapping[str, tuple[float, str]] = field(
        default_factory=dict
    )  # by profession: of one post, in a unit of time
    seats: float | None = None  # None: as before
    times: float = 1.0


@dataclass(frozen=True, slots=True)
class Event:
    """In the step that contains the last day of `at`, `size` people of `who` take a flow together."""

    flow: str
    at: Period
    size: float
    who: Selection


@dataclass(frozen=True, slots=True)
class ChangedRoute:
    """All routes between two places close at the end of `closes`, or open at the beginning of `opens`."""

    ends: tuple[str, str]
    closes: Period | None = None
    opens: Period | None = None


Change: TypeAlias = ChangedDriver | ChangedFlow | ChangedProgramme | Event | ChangedRoute


@dataclass(frozen=True, slots=True)
class Scenario:
    """Changes in the order of the file, each with its own date; `start` is the one given for all, if any."""

    name: str
    title: str
    start: Period | None
    changes: tuple[Change, ...]


def load_scenarios(folder: Path, study: Study) -> dict[str, Scenario]:
    """The scenarios of a study's folder by their names; InvalidInput carries all of their problems at once."""
    problems: list[Problem] = []
    read = _read(Path(folder), study, problems)
    if problems:
        raise InvalidInput(dict.fromkeys(problems))
    return {scenario.scenario: _resolved(scenario, study) for scenario in read}


def scenario_problems(folder: Path) -> list[Problem]:
    """What is wrong with the scenarios by themselves, where their study may be broken; against the study where it is not."""
    problems: list[Problem] = []
    try:
        study = load_study(folder)
    except InvalidInput:
        study = None
    _read(Path(folder), study, problems)
    return problems


def _read(folder: Path, study: Study | None, problems: list[Problem]) -> list[AuthoredScenario]:
    """Every scenario whose shape could be read."""
    found: dict[str, str] = {}
    read: list[AuthoredScenario] = []
    for path in sorted((folder / FOLDER).glob("[!.]*.yaml")):
        findings = _document(path, problems)
        if findings is None:
            continue
        scenario, kept = read_scenario(findings)
        if scenario is not None:
            check_scenario(scenario, kept, study, findings)
            if scenario.scenario in found and not findings.is_broken("scenario"):
                message = f"'{scenario.scenario}' is also the name of {found[scenario.scenario]}; choose another name"
                findings.add(("scenario",), message, "W247")
            found.setdefault(scenario.scenario, findings.document.file)
            read.append(scenario)
        problems += findings.problems
    return read


def _document(path: Path, problems: list[Problem]) -> Findings | None:
    """The plain data of one file, which is called by its place in the study's folder."""
    file = f"{FOLDER}/{path.name}"
    try:
        document, repeated = read_yaml(path)
    except InvalidInput as error:
        problems += [_renamed(problem, file) for problem in error.problems]
        return None
    document.file = file
    document.lines = {at: (file, line) for at, (_, line) in document.lines.items()}
    return Findings(document, [_renamed(problem, file) for problem in repeated])


def _renamed(problem: Problem, file: str) -> Problem:
    if problem.code == "W108":  # the reader of YAML speaks of studies there
        problem = replace(problem, message="expected keys with values; a scenario begins with 'scenario: its-name'")
    return replace(problem, file=file)


# ---- resolve ------------------------------------------------------------------------------------------------


def _resolved(scenario: AuthoredScenario, study: Study) -> Scenario:
    title = " ".join((scenario.title or "").split())
    words = scenario.scenario.replace("_", " ").replace("-", " ")
    title = title or words[:1].upper() + words[1:]
    return Scenario(scenario.scenario, title, scenario.start, tuple(_changes(scenario, study)))


def _changes(scenario: AuthoredScenario, study: Study) -> Iterator[Change]:
    for change in scenario.changes:
        yield _change(change, scenario.start, study)


def _change(change: AuthoredChange, common: Period | None, study: Study) -> Change:
    if isinstance(change, AuthoredEvent):
        return Event(change.event, change.at, change.size, meant(change.who, study))
    if isinstance(change, AuthoredDriverChange | AuthoredFlowChange | AuthoredProgrammeChange):
        start = change.start or common
        assert start is not None
        if isinstance(change, AuthoredProgrammeChange):
            return _programme(change, start)
        who = meant(change.who, study)
        if isinstance(change, AuthoredFlowChange):
            return ChangedFlow(change.flow, start, who, change.times)
        return ChangedDriver(change.driver, _driver(change, start, who, study))
    return ChangedRoute(change.route, change.closes, change.opens)


def meant(who: Mapping[str, tuple[str, ...]], study: Study) -> Selection:
    """The selection with its regions replaced by their levels."""
    return expand(who, cast("AuthoredStudy", study))  # of which it reads what both forms write alike


def _driver(change: AuthoredDriverChange, start: Period, who: Selection, study: Study) -> DriverChange:
    driver = study.drivers[change.driver]
    keys = tuple(
        key
        for key in driver.history
        if all(level in who.get(name, study.populations[name]) for name, level in zip(driver.by, key))
    )
    if change.times is not None and change.times.high == 0:
        return DriverChange(start, keys, to=Range(0.0, 0.0))  # a factor of 0 has no logarithm to draw from
    return DriverChange(start, keys, change.times, change.to)


def _programme(change: AuthoredProgrammeChange, start: Period) -> ChangedProgramme:
    posts = {name: post.posts for name, post in change.staff.items() if post.posts is not None}
    hours = {name: (post.hours.low, post.hours.per) for name, post in change.staff.items() if post.hours is not None}
    times = change.times.low if change.times is not None else 1.0
    return ChangedProgramme(change.programme, start, posts, hours, change.seats, times)
