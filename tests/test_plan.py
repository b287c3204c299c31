"""Plans: waits and posts worked out by hand, the queue run again as the engine runs it, and a whole plan's sums."""

from __future__ import annotations

import csv
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from tests.fit.ledgers import STUDY, write_study
from tests.fit.programmes import PROGRAMME, SCENARIO
from wayhome.cli.main import app
from wayhome.engine.arrays import Floats
from wayhome.engine.compile import compile_study
from wayhome.engine.expected import expected_path
from wayhome.engine.model import Model
from wayhome.engine.quantities import measure, table
from wayhome.engine.rates import inputs
from wayhome.errors import InvalidInput
from wayhome.fit.store import Fit, fit_study
from wayhome.forecast import forecast
from wayhome.plan.door import Door, Traffic, doors, traffic, watched
from wayhome.plan.posts import Target, fewest, of_one, waits_with
from wayhome.plan.programmes import Plan, Wanted, plan, usual
from wayhome.plan.refill import Leaving, chances, refill
from wayhome.plan.sheet import COLUMNS, rows, safe, write_sheet
from wayhome.plan.waits import first_come
from wayhome.plan.wanted import read_wanted
from wayhome.report.page import render
from wayhome.report.plan import chart, data, verdict
from wayhome.scenario import under
from wayhome.study.load import load_study
from wayhome.study.scenarios import load_scenarios

CASES = Path(__file__).parents[1] / "spec/cases/valid"
QUEUES = ("queue-hours", "queue-opens", "queue-seats", "queue-two-programmes", "all-laws")

# ---- waits --------------------------------------------------------------------------------------------------


def one_draw(*values: float) -> Floats:
    return np.array([values])


def test_first_come_first_served_by_hand() -> None:
    """Four wait; two come in the first step and three in the third; three, nobody and two are taken; one goes in the second."""
    nobody = one_draw(0, 0, 0)
    waits = first_come(np.array([4.0]), one_draw(2, 0, 3), nobody, one_draw(3, 0, 2), one_draw(0, 1, 0), lengths=(1, 2))
    # Step 1 takes 3 of the 4. Step 2 takes nobody; the one who goes is a third of the 1 + 2 there: 2/3 and 4/3 stay.
    # Step 3 takes the 2/3 who have waited three steps, then the 4/3 who have waited two.
    assert waits.by_length[0] == pytest.approx([3, 4 / 3, 2 / 3])
    # Within one step: 3 of the first 4; of the 2, nobody; in step 2 nobody asked. Passed: 1 and 2.
    # Within two: 3 and 4/3; passed: the 1, who had waited two steps before somebody went.
    assert waits.within[0] == pytest.approx([3, 3 + 4 / 3])
    assert waits.passed[0] == pytest.approx([3, 1])
    assert waits.share_within[0] == pytest.approx([1 / 2, 13 / 16])


def test_those_who_are_taken_first_do_not_wait_longer_because_others_go_before() -> None:
    waits = first_come(np.array([10.0]), one_draw(0, 0), one_draw(5, 0), one_draw(5, 0), one_draw(0, 0), lengths=(1,))
    assert waits.by_length[0] == pytest.approx([5, 0])  # five went first, the five left were taken
    assert waits.share_within[0] == pytest.approx([1])


def test_where_nobody_asks_nobody_waits_too_long() -> None:
    nobody = np.zeros((2, 3))
    assert (first_come(np.zeros(2), nobody, nobody, nobody, nobody, lengths=(1, 2)).share_within == 1).all()


# ---- the queue again ----------------------------------------------------------------------------------------


def on_average(model: Model, z: Floats) -> list[tuple[Door, Traffic, Leaving]]:
    """Each programme of the expected path, as one draw."""
    given = inputs(model, z, model.study.calendar.steps)
    path = expected_path(model, given)
    ahead = given.factor[None, :, model.study.calendar.as_of_state :]
    found: list[tuple[Door, Traffic, Leaving]] = []
    for door in doors(model):
        values = measure(table(watched(model, door)), path)
        found.append((door, traffic(model, door, values[None]), chances(model, door, given.base[None], ahead)))
    return found


@pytest.mark.parametrize("case", QUEUES)
def test_with_the_means_of_the_study_the_queue_goes_as_in_the_engine(case: str) -> None:
    model = compile_study(load_study(CASES / case))
    for seed in range(3):
        for door, seen, leave in on_average(model, np.random.default_rng(seed).normal(size=len(model.parameters))):
            again = refill(door, seen, leave, door.capacity)
            for name in ("before", "taken", "lost", "waiting", "inside"):
                np.testing.assert_allclose(getattr(again, name), getattr(seen, name), rtol=1e-9, atol=1e-9)
            assert seen.waiting.sum() > 0


def test_more_means_take_more_people_sooner() -> None:
    model = compile_study(load_study(CASES / "queue-hours"))
    ((door, seen, leave),) = on_average(model, np.zeros(len(model.parameters)))
    twice = refill(door, seen, leave, 2 * door.capacity)
    assert (np.cumsum(twice.taken.sum(axis=2)) > np.cumsum(seen.taken.sum(axis=2)) + 1).all()


# ---- posts --------------------------------------------------------------------------------------------------

STEADY = """\
wayhome: 1
study: steady
calendar: {start: 2020-01, as_of: 2020-01, end: 2020-12, step: month}
populations: {role: [man, woman]}
places: {abroad: , returned: , course: , settled: }
drivers: {coming: {unit: persons per month, history: [{date: 2020-01, best: 10}]}}
flows:
  come: {law: counts, driver: coming, from: abroad, to: returned}
  join: {law: queue, from: returned, to: course, programme: reintegration}
  finish: {from: course, to: settled, rate: 100 per month}
programmes:
  reintegration:
    needs: {man: {mentor: 6 h}, woman: {mentor: 6 h, teacher: 3 h}}
    over: 3 months
    staff: {mentor: {posts: 1, hours: 10 per month}, teacher: {posts: 5, hours: 10 per month}}
stocks: [{place: abroad, role: man, best: 1000}]
"""


def steady(tmp_path: Path, text: str = STEADY) -> tuple[Model, Door, Traffic, Leaving]:
    (tmp_path / "study.yaml").write_text(text, encoding="utf-8")
    model = compile_study(load_study(tmp_path))
    return model, *on_average(model, np.zeros(0))[0]


def posts(model: Model, door: Door, seen: Traffic, leave: Leaving, target: Target) -> tuple[int, ...] | None:
    return fewest(door, seen, leave, target, years_per_step=model.study.calendar.years_per_step)


def test_fewest_posts_by_hand(tmp_path: Path) -> None:
    """Ten men come a month and stay one month, so that ten begin while ten are there: 20 people of two hours a month each are
    40 hours, four posts of ten hours. With three, 15 people in two months are taken of 20, and ever more wait. No woman
    comes, so nobody needs a teacher."""
    found = steady(tmp_path)
    assert found[1].resources == ("mentor", "teacher")
    for target in (Target(1, 1.0, 1.0), Target(3, 0.9, 0.9)):
        assert posts(*found, target) == (4, 0)
    hours = of_one(found[1], found[0].study.calendar.years_per_step)
    assert hours == pytest.approx([10, 10])
    waits = waits_with(*found[1:], (3, 0), Target(1, 1.0, 1.0), hours=hours)
    # Taken: 10, 5, 10, 5 …: all ten of the first step, then five of ten after one month, and so on.
    assert waits.by_length[0, :2].sum() < 60 < waits.by_length[0].sum()


def test_seats_are_found_as_posts_are(tmp_path: Path) -> None:
    text = STEADY.replace(
        "    needs: {man: {mentor: 6 h}, woman: {mentor: 6 h, teacher: 3 h}}\n    over: 3 months\n", ""
    )
    lines = [line for line in text.splitlines() if "staff:" not in line]
    text = "\n".join(lines).replace("  reintegration:", "  reintegration: {seats: 5}")
    assert posts(*steady(tmp_path, text), Target(1, 1.0, 1.0)) == (20,)


def test_posts_cannot_help_before_the_programme_opens(tmp_path: Path) -> None:
    found = steady(tmp_path, STEADY.replace("    over:", "    opens: 2020-08\n    over:"))
    assert found[1].open.tolist() == [0] * 6 + [1] * 5
    assert posts(*found, Target(1, 0.9, 0.9)) is None
    assert posts(*found, Target(8, 0.9, 0.9)) is not None


# ---- a whole plan -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    text = STUDY.replace("  returned: {}\n", "  returned: {}\n  course: {}\n  done: {}\n  away_again: {}\n") + PROGRAMME
    folder = write_study(tmp_path_factory.mktemp("planned"), study=text)
    (folder / "scenarios").mkdir()
    (folder / "scenarios/more.yaml").write_text(SCENARIO, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def fit(folder: Path) -> Fit:
    return fit_study(folder, draws=150, tune=200, chains=2)


@pytest.fixture(scope="module")
def made(fit: Fit) -> Plan:
    return plan(fit, draws=200, wanted=Wanted(2.0, 0.9, 0.8))


def test_everybody_is_accounted_for(fit: Fit) -> None:
    (door,) = doors(fit.model)
    seen = traffic(fit.model, door, forecast(fit, draws=100, watch=watched(fit.model, door)).watched)
    moved = seen.before + seen.taken + seen.lost
    np.testing.assert_allclose(seen.waiting[:, :-1] + seen.came - moved, seen.waiting[:, 1:], atol=1e-9)
    load = door.load[:, door.member_groups]
    used = seen.inside[:, :-1] @ load.T + seen.taken @ door.load[:, door.waiter_groups].T
    assert (
        used[:, 1:].mean(axis=0) <= 1.02 * door.capacity[1:]
    ).all()  # who is taken is chance: now more women, now more men
    assert (seen.taken.sum(axis=(1, 2)) > 0).all()


def test_the_numbers_of_a_plan_go_together(made: Plan) -> None:
    (one,) = made.programmes
    everybody, roles = one.people[0], one.people[1:]
    assert [line.who for line in roles] == [
        {"role": "man"},
        {"role": "woman"},
    ]  # of one nation, which is not told apart
    assert sum(line.taken.mid for line in roles) == pytest.approx(everybody.taken.mid, rel=0.1)
    assert one.steps.dates[0] == "2016-01"
    assert one.steps.dates[-1] == "2017-12"
    for line in one.hours:
        assert line.available == pytest.approx([80.0 * line.posts[1]] * 24)
        assert all(given.high <= there + 1e-9 for given, there in zip(line.delivered, line.available, strict=True))
        assert all(given.mid <= asked.mid + 1e-9 for given, asked in zip(line.delivered, line.asked, strict=True))
    shares = [served.share.mid for served in one.waiting.served]
    assert shares == sorted(shares)
    assert [served.months for served in one.waiting.served] == [1, 2, 3, 6, 12]


def test_the_posts_needed_reach_the_target_in_a_forecast(made: Plan) -> None:
    (one,) = made.programmes
    assert one.needed is not None
    assert one.waiting.reached < 0.8 <= one.needed.waiting.reached
    assert all(line.needed == one.needed.posts[line.profession] >= line.posts[1] for line in one.hours)
    assert one.needed.seats is None


def planned(tmp_path: Path, more: str, wanted: Wanted) -> Plan:
    """The plan of the small study whose programme has these keys too."""
    places = "  returned: {}\n  course: {}\n  done: {}\n  away_again: {}\n"
    text = STUDY.replace("  returned: {}\n", places) + PROGRAMME + f"    {more}\n"
    return plan(fit_study(write_study(tmp_path, study=text), draws=60, quick=True), draws=60, wanted=wanted)


def test_seats_are_planned_beside_posts(tmp_path: Path) -> None:
    made = planned(tmp_path, "seats: 4", Wanted(2.0, 0.9, 0.8))
    (one,) = made.programmes
    assert one.seats == (4, 4)
    assert [line.profession for line in one.hours] == ["mentor", "teacher"]
    assert one.needed is not None and one.needed.seats is not None and one.needed.seats > 4
    assert f", {one.needed.seats} seats; a forecast with them" in verdict(one, made)
    written = {(row[4], row[5]): row[7] for row in rows(made) if row[0] == "posts"}
    assert (written["", "seats"], written["", "seats needed"]) == (4, one.needed.seats)


def test_no_posts_help_a_programme_that_opens_too_late(tmp_path: Path) -> None:
    made = planned(tmp_path, "opens: 2017-11", Wanted(1.0, 0.9, 0.8))
    (one,) = made.programmes
    assert one.needed is None and one.waiting.reached == 0
    assert "No number of posts would do so in 80% of them: the programme opens too late." in verdict(one, made)
    assert {row[3] for row in rows(made) if row[0] == "waiting"} == {"as it is"}
    assert all(line.needed is None for line in one.hours) and len(one.hours) == 2


def test_a_plan_under_a_scenario(fit: Fit, folder: Path, made: Plan) -> None:
    other = under(fit, load_scenarios(folder, fit.study)["more"])
    (one,) = plan(other, scenario="More staff", draws=200, wanted=made.wanted).programmes
    assert [line.posts for line in one.hours] == [(2, 6), (1, 3)]
    assert one.hours[0].available[4:6] == pytest.approx([160, 480])
    assert one.people[0].taken.mid > made.programmes[0].people[0].taken.mid
    assert one.waiting.reached >= made.programmes[0].waiting.reached


def test_same_seed_same_plan(fit: Fit, made: Plan) -> None:
    assert data(plan(fit, draws=200, wanted=made.wanted)) == data(made)


def test_what_cannot_be_planned_is_said(fit: Fit) -> None:
    with pytest.raises(InvalidInput, match=r"--wait: a wait can be from one month to the 24 months.*W803"):
        plan(fit, wanted=Wanted(months=0.5), draws=20)
    flows = {name: flow for name, flow in fit.study.flows.items() if flow.law != "queue"}
    with pytest.raises(InvalidInput, match=r"nobody waits for a programme.*W801"):
        plan(replace(fit, study=replace(fit.study, flows=flows)), draws=20)
    calendar = replace(fit.study.calendar, as_of=fit.study.calendar.end)
    with pytest.raises(InvalidInput, match=r"no time after as_of.*W802"):
        plan(replace(fit, study=replace(fit.study, calendar=calendar)), draws=20)


def test_the_usual_target_can_be_told_in_every_calendar(fit: Fit) -> None:
    calendar = fit.study.calendar
    assert usual(fit.study) == Wanted(3.0, 0.9, 0.9)
    yearly = replace(calendar, step="year", ends=calendar.ends[11::12], as_of=calendar.as_of)
    assert usual(replace(fit.study, calendar=yearly)).months == 12
    soon = replace(calendar, ends=calendar.ends[:25])
    assert usual(replace(fit.study, calendar=soon)).months == 1


def test_a_target_is_read_from_words() -> None:
    assert read_wanted("3 months", "90%", "0.8") == Wanted(3.0, 0.9, 0.8)
    assert read_wanted("1 year", "100%", "50%").months == 12
    with pytest.raises(InvalidInput, match="--futures") as error:
        read_wanted("soon", "0%", "120%")
    assert [problem.file for problem in error.value.problems] == ["--futures", "--people", "--wait"]
    assert {problem.code for problem in error.value.problems} == {"W804"}


# ---- tables -------------------------------------------------------------------------------------------------


def test_spreadsheets_get_no_formulas(made: Plan, tmp_path: Path) -> None:
    assert [safe(text) for text in ("=1+1", "+1", "-1", "@a", "\tb", "man")] == [
        "'=1+1",
        "'+1",
        "'-1",
        "'@a",
        "'\tb",
        "man",
    ]
    assert safe(float("nan")) is None
    with write_sheet(tmp_path / "plan.csv", made).open(encoding="utf-8-sig", newline="") as file:
        read = list(csv.reader(file))
    assert tuple(read[0]) == COLUMNS
    assert len(read) == 1 + len(list(rows(made)))
    assert {row[1] for row in read[1:]} == {"'=Reintegration"}
    asked = next(row for row in read if row[0] == "people" and row[5] == "ask" and row[3] == "all")
    assert [float(cell) for cell in asked[6:]] == pytest.approx(list(made.programmes[0].people[0].asked))


def test_a_workbook_has_a_sheet_for_each_table(made: Plan, tmp_path: Path) -> None:
    with zipfile.ZipFile(write_sheet(tmp_path / "plan.xlsx", made)) as book:
        sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
        text = "".join(book.read(name).decode() for name in sheets)
        assert b"over time" in book.read("xl/workbook.xml")
    assert len(sheets) == 5
    assert "<f>" not in text


def test_only_tables_are_written(made: Plan, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"'plan.ods' ends neither in .csv nor in .xlsx.*W805"):
        write_sheet(tmp_path / "plan.ods", made)
    assert not (tmp_path / "plan.ods").exists()


# ---- the report ---------------------------------------------------------------------------------------------


def test_the_report_shows_the_plan(made: Plan, fit: Fit) -> None:
    page = render(forecast(fit, draws=50), fit, plan=made)
    (one,) = made.programmes
    assert "Programme: =Reintegration" in page
    assert verdict(one, made) in page
    assert 'id="spec-programme-0">{' in page
    assert "Programme: " not in render(forecast(fit, draws=50), fit)
    spec = chart(one, made)
    rows = [row for layer in (spec, *spec["layer"]) for row in layer.get("data", {}).get("values", [])]
    rows = rows or [row for values in spec.get("datasets", {}).values() for row in values]
    assert {row["k"] for row in rows} == {"Waiting", "In the programme"}
    assert all(row["a"] <= row["m"] <= row["e"] for row in rows)


# ---- the command --------------------------------------------------------------------------------------------


def test_the_command(folder: Path, fit: Fit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "110")
    file = tmp_path / "plan.csv"
    run = CliRunner().invoke(app, ["plan", str(folder), "--draws", "50", "--wait", "2 months", "--export", str(file)])
    assert "90% of people wait 2 months at most in" in " ".join(run.output.split())
    assert "mentor" in run.output
    assert file.is_file()
    run = CliRunner().invoke(app, ["plan", str(folder), "--draws", "50", "--json", "--scenario", "more"])
    told = json.loads(run.stdout[: run.stdout.rindex("}") + 1])
    assert told["scenario"] == "More staff"
    assert set(told["programmes"][0]["people"][0]["taken"]) == {"low", "mid", "high"}


def test_the_command_says_what_is_wrong_before_it_works(tmp_path: Path) -> None:
    run = CliRunner().invoke(app, ["plan", str(tmp_path), "--people", "lots"])
    assert run.exit_code == 2
    assert "--people: expected a share above 0" in run.output
