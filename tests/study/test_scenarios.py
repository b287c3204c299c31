"""Scenarios as files: what is read, in which form, and how everything wrong with them is said. Cases: spec/cases/scenarios."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from wayhome.cli.main import app
from wayhome.dates import parse_period
from wayhome.errors import InvalidInput
from wayhome.ranges import Range
from wayhome.scenario import apply
from wayhome.study.authored_scenarios import read_times
from wayhome.study.load import load_study
from wayhome.study.resolved import DriverChange, Study
from wayhome.study.scenarios import (
    ChangedDriver,
    ChangedFlow,
    ChangedProgramme,
    ChangedRoute,
    Event,
    Scenario,
    load_scenarios,
    scenario_problems,
)
from wayhome.study.values import Fault

STUDIES = Path(__file__).parents[2] / "studies"
STUDY = """\
wayhome: 1
study: small
calendar: {start: 2015-01, as_of: 2015-06, end: 2016-12, step: month}
populations: {nationality: [KGZ, UZB, TJK], role: [man, woman]}
regions: {Valley: {nationality: [UZB, KGZ]}}
places: {home: , group: , camp: , programme: }
drivers:
  losses: {unit: share, history: [{date: 2015-01, best: 0.2}]}
  expelled: {unit: persons per month, by: nationality, history: [{date: 2015-01, best: 2}]}
flows:
  go_home: {from: group, to: home, rate: 1% to 5% per month, driven_by: {losses: 2x}}
  captured: {from: group, to: camp, for: {role: man}, rate: 2% per month}
  expulsion: {law: counts, from: home, to: group, driver: expelled}
  wait: {law: queue, from: home, to: programme, programme: reintegration}
programmes:
  reintegration: {needs: {mentor: 20 h}, over: 6 months, staff: {mentor: {posts: 2, hours: 120 per month}}, seats: 20}
routes: [{from: group, to: camp, km: 100}]
stocks: [{place: group, nationality: KGZ, role: man, best: 10}]
"""
LEDGER = {
    "claims.csv": "id,statement,kind,quantity,who,where,via,of,than,driver,direction,as_of,low,best,high,wording,speaker,"
    "speaker_role,source,grade,repeats,place_in_text,status,note\n",
    "sources.csv": "id,outlet,title,date,url,document\n",
}
FROM = parse_period("2015-09")
Load = Callable[..., dict[str, Scenario]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in {"study.yaml": STUDY, **LEDGER}.items():
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "scenarios").mkdir()
    return tmp_path


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        (folder / "scenarios" / f"{name}.yaml").write_text(text, "utf-8")


@pytest.fixture
def changes(folder: Path):
    """The changes of a scenario of September 2015, given as lines of YAML."""

    def read(*lines: str) -> Iterable[object]:
        text = "scenario: other\nfrom: 2015-09\nchanges:\n" + "".join(f"  - {line}\n" for line in lines)
        write(folder, other=text)
        return load_scenarios(folder, load_study(folder))["other"].changes

    return read


def messages(folder: Path, study: Study | None = None) -> list[str]:
    with pytest.raises(InvalidInput, match=r"W\d{3}") as caught:
        load_scenarios(folder, study or load_study(folder))
    return [str(problem) for problem in caught.value.problems]


def times(low: float, high: float | None = None) -> Range:
    return Range(low, low if high is None else high, factor=True)


# ---- what is read -------------------------------------------------------------------------------------------


def test_a_study_without_scenarios_has_none(folder):
    assert load_scenarios(folder, load_study(folder)) == {}
    (folder / "scenarios").rmdir()
    assert load_scenarios(folder, load_study(folder)) == {}
    assert scenario_problems(folder) == []


def test_scenarios_go_by_their_names_and_files_by_theirs(folder):
    change = "changes: [{driver: losses, times: 2, from: 2015-09}]\n"
    write(folder, b=f"scenario: more-losses\ntitle: More   losses\n{change}", a=f"scenario: still_more\n{change}")
    (folder / "scenarios" / "notes.txt").write_text("not a scenario")
    read = load_scenarios(folder, load_study(folder))
    assert [(name, one.name, one.title, one.start) for name, one in read.items()] == [
        ("still_more", "still_more", "Still more", None),
        ("more-losses", "more-losses", "More losses", None),
    ]


def test_drivers(changes):
    keys = (("KGZ",), ("UZB",), ("TJK",))
    assert changes(
        "{driver: losses, times: 2}",
        "{driver: expelled, times: 1.5x to 2.5x, for: {nationality: [TJK, KGZ]}}",
        "{driver: expelled, to: 5 to 9, for: {region: Valley}, from: 2016}",
        "{driver: losses, to: 20% to 40%}",
        "{driver: expelled, times: 0}",
    ) == (
        ChangedDriver("losses", DriverChange(FROM, ((),), times=times(2))),
        ChangedDriver("expelled", DriverChange(FROM, (("KGZ",), ("TJK",)), times=times(1.5, 2.5))),
        ChangedDriver("expelled", DriverChange(parse_period("2016"), keys[:2], to=Range(5, 9))),
        ChangedDriver("losses", DriverChange(FROM, ((),), to=Range(0.2, 0.4))),
        ChangedDriver("expelled", DriverChange(FROM, keys, to=Range(0, 0))),  # a factor of 0 has no logarithm
    )


def test_flows_and_events(changes):
    assert changes(
        "{flow: go_home, times: 0.5x to 0.8x, for: {region: Valley, role: woman}}",
        "{flow: captured, times: 0}",
        "{event: captured, at: 2016, size: 150, for: {nationality: KGZ}}",
    ) == (
        ChangedFlow("go_home", FROM, {"nationality": ("KGZ", "UZB"), "role": ("woman",)}, times(0.5, 0.8)),
        ChangedFlow("captured", FROM, {}, times(0)),
        Event("captured", parse_period("2016"), 150.0, {"nationality": ("KGZ",)}),
    )


def test_programmes_and_routes(changes):
    assert changes(
        "{programme: reintegration, staff: {mentor: {posts: 12}}}",
        "{programme: reintegration, staff: {mentor: {hours: 30 per week}}, seats: 0}",
        "{programme: reintegration, times: 2}",
        "{route: [camp, group], closes: 2015-11}",
    ) == (
        ChangedProgramme("reintegration", FROM, posts={"mentor": 12.0}),
        ChangedProgramme("reintegration", FROM, hours={"mentor": (30.0, "week")}, seats=0.0),
        ChangedProgramme("reintegration", FROM, times=2.0),
        ChangedRoute(("camp", "group"), closes=parse_period("2015-11")),
    )


@pytest.mark.parametrize(
    ("written", "read"),
    [(2, times(2)), ("2x", times(2)), ("0.5 to 2", times(0.5, 2)), ("50% to 80%", times(0.5, 0.8)), (0, times(0))],
)
def test_a_factor_may_go_without_its_x(written, read):
    assert read_times(written) == read


@pytest.mark.parametrize("written", ["-1", "0x to 2x", "2 per month", "twice", True, None, [2]])
def test_what_is_no_factor(written):
    with pytest.raises(Fault, match=r"expected a (factor|range)|is not a range"):
        read_times(written)


@pytest.mark.parametrize("ready", sorted(STUDIES.glob("*/scenarios")), ids=lambda path: path.parent.name)
def test_the_ready_studies_scenarios_are_of_their_study(ready):
    study = load_study(ready.parent)
    read = load_scenarios(ready.parent, study)
    assert sorted(read) == sorted(path.stem for path in ready.glob("*.yaml"))
    for one in read.values():
        assert apply(study, one) != study


# ---- dates --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("date", ["2015-07", "2015-07-31", "2016-12-31", "2015-07/2019-01"])
def test_a_change_may_begin_in_any_step_of_the_forecast(changes, date):
    assert len(changes(f"{{driver: losses, times: 2, from: {date}}}")) == 1


@pytest.mark.parametrize("date", ["2015-06", "2015", "2015-06-30", "2017-01", "1990"])
def test_a_change_may_not_begin_elsewhere(changes, date):
    with pytest.raises(InvalidInput, match=rf"changes.from: {date} (does not come after|comes after).*W242"):
        changes(f"{{driver: losses, times: 2, from: {date}}}")


@pytest.mark.parametrize("date", ["2015-07", "2015", "2016", "2016-12-31"])
def test_an_event_may_be_in_any_step_of_the_forecast(changes, date):
    assert len(changes(f"{{event: captured, size: 2, at: {date}}}")) == 1


@pytest.mark.parametrize("date", ["2015-06", "2017", "2014"])
def test_an_event_may_not_be_elsewhere(changes, date):
    with pytest.raises(InvalidInput, match=rf"changes.at: {date} .*W242"):
        changes(f"{{event: captured, size: 2, at: {date}}}")


def test_a_route_may_close_with_as_of(changes):
    assert changes("{route: [camp, group], closes: 2015-06}")
    with pytest.raises(InvalidInput, match=r"2015-05 lies before as_of \(2015-06\).*W242"):
        changes("{route: [camp, group], closes: 2015-05}")


# ---- what is said -------------------------------------------------------------------------------------------


def test_every_problem_of_every_file_is_said_with_its_place(folder):
    write(
        folder,
        a="scenario: a\nfrom: 2015-01\nchanges:\n  - {driver: loses, times: 2}\n  - {flow: expulsion, times: 2}\n"
        "  - {flow: wait, times: 2}\n  - driver: expelled\n    for: {role: man}\n    times: 2\n",
        b="scenario: a\nchanges: [{event: captured, at: 2016-01, size: 3, for: {role: woman}}, {flow: go_home, times: 2}]\n",
    )
    begins = "does not come after as_of (2015-06); a scenario changes nothing that is known [W242]"
    assert messages(folder) == [
        f"scenarios/a.yaml:2 from: 2015-01 {begins}",
        "scenarios/a.yaml:4 changes.driver: no driver is called 'loses'. Did you mean 'losses'? [W211]",
        "scenarios/a.yaml:5 changes.flow: 'expulsion' has no rate: as many people take it as the driver 'expelled' says; "
        "change that driver instead [W243]",
        "scenarios/a.yaml:6 changes.flow: 'wait' has no rate: the programme 'reintegration' decides how many people it "
        "takes; change that programme instead [W243]",
        "scenarios/a.yaml:8 changes.for: 'expelled' has no values of its own for each role: it differs by nationality; "
        "leave role out [W244]",
        "scenarios/b.yaml:1 scenario: 'a' is also the name of scenarios/a.yaml; choose another name [W247]",
        "scenarios/b.yaml:2 changes.for: 'captured' takes nobody of them: its role is man [W245]",
        "scenarios/b.yaml:2 changes.from: when? write 'from: 2016-10', here or once for the whole scenario [W202]",
    ]


def test_a_misspelt_key_is_said_once_and_hides_nothing_else(folder):
    write(
        folder, a="scenario: a\nform: 2015-09\nchanges:\n  - {driver: loses, time: 2}\n  - {flow: go_home, tims: 2}\n"
    )
    assert messages(folder) == [
        "scenarios/a.yaml:2 form: unknown key 'form'. Did you mean 'from'? [W201]",
        "scenarios/a.yaml:4 changes.driver: no driver is called 'loses'. Did you mean 'losses'? [W211]",
        "scenarios/a.yaml:4 changes.time: unknown key 'time'. Did you mean 'times'? [W201]",
        "scenarios/a.yaml:5 changes.tims: unknown key 'tims'. Did you mean 'times'? [W201]",
    ]


def test_an_unreadable_change_leaves_the_others_their_lines(folder):
    write(folder, a="scenario: a\nfrom: 2015-09\nchanges:\n  - {flow: go_home}\n  - 7\n  - {driver: loses, times: 2}\n")
    assert messages(folder) == [
        "scenarios/a.yaml:4 changes.times: 'times' is missing; for example 'times: 0.5x to 0.8x' [W202]",
        "scenarios/a.yaml:5 changes: expected keys with values, found '7' [W204]",
        "scenarios/a.yaml:6 changes.driver: no driver is called 'loses'. Did you mean 'losses'? [W211]",
    ]


def test_names_are_not_looked_for_in_a_study_that_cannot_be_read(folder):
    (folder / "study.yaml").write_text("wayhome: 2\n", "utf-8")
    write(
        folder,
        a="scenario: a\nchanges:\n"
        "  - {event: nobody_knows, at: 2015-09, size: 5}\n"
        "  - {flow: nobody_knows, from: 2015-09, times: 2x}\n"
        "  - {driver: nobody_knows, from: 2015-09, times: 2x}\n"
        "  - {programme: nobody_knows, from: 2015-09, seats: 5}\n"
        "  - {route: [here, there], closes: 2015-09}\n"
        "  - {route: [here, there]}\n",
    )
    assert [(problem.line, problem.code) for problem in scenario_problems(folder)] == [(8, "W246")]


@pytest.mark.parametrize(
    "text",
    ["", "- 1", "scenario: [a]\nchanges: {}", "scenario: a\nchanges: [[], {}, {driver: }]", "changes: [{flow: {}}]"],
)
def test_whatever_is_written_is_explained(folder, text):
    write(folder, a=text)
    assert all(message.startswith("scenarios/a.yaml:") for message in messages(folder))


# ---- with the study -----------------------------------------------------------------------------------------


def test_check_names_the_scenarios(folder):
    write(folder, a="scenario: more\nchanges: [{driver: losses, times: 2, from: 2015-09}]\n")
    result = CliRunner().invoke(app, ["check", str(folder)])
    assert result.exit_code == 0, result.output
    assert result.output.endswith("; scenarios: more.\n")


def test_check_says_what_is_wrong_with_study_ledger_and_scenarios_at_once(folder):
    write(folder, a="scenario: more\nchanges: [{driver: loses, times: 2}, {driver: losses}]\n")
    (folder / "claims.csv").write_text("id\n")

    def told(*codes: str) -> None:
        result = CliRunner().invoke(app, ["check", str(folder)])
        assert result.exit_code == 2
        lines = result.output.splitlines()
        assert len(lines) == len(set(lines))
        for code in codes:
            assert any(code in line for line in lines), (code, lines)

    told("claims.csv:1", "a.yaml:2 changes.driver: no driver is called 'loses'", "say either 'times'", "when?")
    (folder / "study.yaml").write_text(STUDY.replace("rate: 2%", "rate: 2x"))
    told("study.yaml:12 flows.captured.rate", "claims.csv:1", "say either 'times'", "when?")  # names wait for the study


def test_an_empty_list_inside_a_change_is_told(tmp_path: Path) -> None:
    """It once was taken for the list of changes being empty, and read again without end."""
    (tmp_path / "study.yaml").write_text(STUDY, encoding="utf-8")
    (tmp_path / "scenarios").mkdir()
    text = "scenario: a\nchanges:\n  - {flow: go_home, from: 2015-10, times: 2x, for: {nationality: }}\n"
    (tmp_path / "scenarios/a.yaml").write_text(text, encoding="utf-8")
    assert [problem.code for problem in scenario_problems(tmp_path) if "nationality" in problem.field] == ["W219"]


def test_files_that_editors_and_killed_writers_leave_are_no_scenarios(tmp_path: Path) -> None:
    (tmp_path / "study.yaml").write_text(STUDY, encoding="utf-8")
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios/.a.yaml.0000-1.yaml").write_text("half", encoding="utf-8")
    assert load_scenarios(tmp_path, load_study(tmp_path)) == {}
