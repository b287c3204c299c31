"""Levers: the same numbers as a forecast, quickly; kept as a file like any other scenario."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from starlette.testclient import TestClient

from tests.workbench.conftest import DRAWS, until
from wayhome.errors import InvalidInput
from wayhome.fit.store import Fit
from wayhome.forecast import forecast
from wayhome.scenario import under
from wayhome.study.resolved import Selection
from wayhome.study.scenarios import load_scenarios
from wayhome.workbench import levers, standing, whatif
from wayhome.workbench.desk import Desk
from wayhome.workbench.guard import Session

START = "2016-01"


@pytest.fixture
def fit(desk: Desk) -> Fit:
    kept = desk.kept()
    assert kept is not None
    return kept.fit


def by_forecast(fit: Fit, groups: tuple[int, ...]) -> np.ndarray:
    """(draw,) who ever came to `returned` by the end, of some groups."""
    made = forecast(fit, draws=40, keep=40)
    return made.arrivals[:, -1, made.names.index("returned")][:, list(groups)].sum(axis=1)


@pytest.mark.parametrize(
    "moved",
    [
        {},
        {"driver.wages_lost": 0.5},
        {"driver.wages_lost": 0.0},
        {"flow.go_home": 2.0},
        {"flow.go_home": 0.0, "driver.wages_lost": 1.5},
        {"programme.reintegration": 3.0},
    ],
)
def test_numbers_are_those_of_a_forecast_draw_by_draw(fit: Fit, moved: dict[str, float]) -> None:
    groups = (0, 2)
    scenario = levers.read_scenario(moved, levers.starts(fit.study)[0], fit.study, {}) if moved else None
    quick = standing.ahead(standing.stand(fit, 40), scenario, "returned", groups, 40)
    wanted = by_forecast(under(fit, scenario) if scenario else fit, groups)
    np.testing.assert_allclose(quick[:, -1], wanted, atol=1)  # kept draws are rounded by group


def test_the_first_draws_are_the_same_however_many_are_asked_for(fit: Fit) -> None:
    there = standing.stand(fit, 40)
    np.testing.assert_array_equal(
        standing.ahead(there, None, "away", (0,), 9), standing.ahead(there, None, "away", (0,), 40)[:9]
    )
    part = whatif.part_of(there, slice(11, 29))
    np.testing.assert_array_equal(
        standing.ahead(part, None, "away", (0,), 18), standing.ahead(there, None, "away", (0,), 40)[11:29]
    )


def test_an_event_runs_the_past_again(fit: Fit, folder: Path) -> None:
    text = "scenario: flight\nchanges:\n  - {event: go_home, at: 2016-06, size: 50}\n"
    (folder / "scenarios/flight.yaml").write_text(text, encoding="utf-8")
    scenario = load_scenarios(folder, fit.study)["flight"]
    quick = standing.ahead(standing.stand(fit, 40), scenario, "returned", (0, 1, 2, 3), 40)
    np.testing.assert_allclose(quick[:, -1], by_forecast(under(fit, scenario), (0, 1, 2, 3)), atol=2)


def test_what_few_draws_change_is_put_on_all() -> None:
    rng = np.random.default_rng(1)
    base = rng.lognormal(5, 0.5, (1000, 4))
    np.testing.assert_allclose(whatif.carried_over(base, base[:16], base[:16]), base, rtol=1e-9)
    doubled = whatif.carried_over(base, base[:16], 2 * base[:16] + 1)
    np.testing.assert_allclose(np.median(doubled, axis=0), 2 * np.median(base, axis=0), rtol=0.02)


def test_levers_answer_from_few_draws_and_then_from_all(client: TestClient, session: Session, desk: Desk) -> None:
    form = {"csrf": session.csrf, "start": START, "of": "returned", "levers": json.dumps({"flow.go_home": 3})}
    few = client.post("/scenarios/try", data=form | {"whole": "no"}).json()
    whole = client.post("/scenarios/try", data=form | {"whole": "yes"}).json()
    usual = client.post("/scenarios/try", data=form | {"levers": "{}"}).json()
    assert f"the change in {whatif.FEW} draws" in few["how"] and "From all 60 draws" in whole["how"]
    assert usual["change"] == "as usual"
    ends = [answer["rows"]["one"][-1] for answer in (usual, few, whole)]
    assert ends[1]["m"] > 1.2 * ends[0]["m"] and ends[1]["m"] == pytest.approx(ends[2]["m"], rel=0.25)
    assert whole["change"].startswith("+") and "against as usual" in whole["change"]
    assert all(row["a"] <= row["m"] <= row["e"] for answer in (few, whole) for row in answer["rows"]["one"])


def test_an_older_question_stops_where_a_newer_one_came(desk: Desk, fit: Fit) -> None:
    kept = desk.kept()
    assert kept is not None
    turns = whatif.Turns()
    passed = turns.take("a", 7)
    asked = whatif.Asked("returned", (0,))
    turns.take("a", 6)  # it came late
    turns.take("b", 8)  # another page's
    scenario = levers.read_scenario({"flow.go_home": 2.0}, START, kept.fit.study, {})
    values = whatif.whole(desk, kept, asked, scenario, passed=passed)
    assert values is not None and values.shape == (desk.draws, 24)
    turns.take("a", 8)
    assert whatif.whole(desk, kept, asked, scenario, passed=passed) is None


def test_pages_long_gone_are_forgotten() -> None:
    turns = whatif.Turns()
    for page in range(3 * whatif.PAGES):
        turns.take(str(page), 1)
    assert list(turns.latest) == [str(page) for page in range(2 * whatif.PAGES, 3 * whatif.PAGES)]


def test_a_question_without_number_is_answered(client: TestClient, session: Session) -> None:
    form = {"csrf": session.csrf, "start": START, "of": "returned", "levers": json.dumps({"flow.go_home": 3})}
    for number in ("", "-1", "many", "9" * 400):
        answer = client.post("/scenarios/try", data=form | {"whole": "yes", "page": "x" * 999, "number": number})
        assert "From all 60 draws" in answer.json()["how"]


@pytest.mark.parametrize(
    "given",
    ["[]", "{", '{"flow.go_home": "2"}', '{"flow.go_home": true}', '{"flow.go_home": -1}', '{"flow.go_home": NaN}',
     '{"flow.fly": 1}', '{"flow.go_home": 1e9}', "[" * 10_000],
)  # fmt: skip
def test_levers_that_cannot_be_read_are_told(client: TestClient, session: Session, given: str) -> None:
    form = {"csrf": session.csrf, "start": START, "of": "returned", "levers": given}
    answer = client.post("/scenarios/try", data=form, headers={"accept": "application/json"})
    assert answer.status_code == 422 and "W863" in answer.json()["problems"][0]


def test_a_scenario_is_kept_as_a_file_and_shown_beside(
    client: TestClient, session: Session, folder: Path, desk: Desk
) -> None:
    given = json.dumps({"driver.wages_lost": 1.5, "flow.go_home": 0})
    form = {"csrf": session.csrf, "start": START, "of": "returned", "levers": given, "title": 'Nobody "goes": home #1'}
    answer = client.post("/scenarios/keep", data=form)
    assert answer.status_code == 303, answer.text
    path = folder / "scenarios/nobody-goes-home-1.yaml"
    assert path.read_text("utf-8").splitlines()[2:] == [
        f"from: {START}", "changes:", "  - {driver: wages_lost, times: 1.5}", "  - {flow: go_home, times: 0}",
    ]  # fmt: skip
    scenario = load_scenarios(folder, desk.study())["nobody-goes-home-1"]
    assert scenario.title == 'Nobody "goes": home #1'
    shown = client.get(answer.headers["location"])
    assert shown.status_code == 200 and "Nobody &#34;goes&#34;: home #1" in shown.text
    until(lambda: not desk.waiting())
    assert "against as usual" in client.get(answer.headers["location"]).text
    assert client.post("/scenarios/keep", data=form).status_code == 422  # never over another


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"title": ""}, "a title"),
        ({"title": "../../x"}, ""),
        ({"levers": "{}"}, "nothing is moved"),
        ({"start": "2014-01"}, "no date"),
    ],
)
def test_what_is_no_scenario_is_not_kept(
    client: TestClient, session: Session, folder: Path, change: dict[str, str], said: str
) -> None:
    form = {"csrf": session.csrf, "start": START, "levers": '{"flow.go_home": 2}', "title": "More go home"} | change
    before = sorted((folder / "scenarios").iterdir())
    answer = client.post("/scenarios/keep", data=form)
    if change.get("title") == "../../x":
        assert answer.status_code == 303 and (folder / "scenarios/x.yaml").exists()
    else:
        assert answer.status_code == 422 and said in answer.text
        assert sorted((folder / "scenarios").iterdir()) == before
    assert not list(folder.parent.glob("*.yaml"))


def test_all_scenarios_are_compared_on_request(client: TestClient, desk: Desk, folder: Path) -> None:
    assert "Compare all 1" in client.get("/scenarios?of=returned").text
    client.get("/scenarios?of=returned&compare=1")
    until(lambda: not desk.waiting())
    text = client.get("/scenarios?of=returned").text
    assert "Scenarios in numbers" in text and "More staff" in text
    assert (folder / "results/compare.parquet").exists()


def test_levers_name_everything_that_can_be_moved(desk: Desk) -> None:
    found = levers.levers(desk.study(), {})
    assert {"driver.wages_lost", "programme.reintegration", "flow.go_home", "flow.leave"} <= set(found)
    assert "flow.join" not in found  # a queue has no rate
    for name, lever in found.items():
        assert levers.read_scenario({name: lever.most}, START, desk.study(), {}).changes
    with pytest.raises(InvalidInput, match=r"W863"):
        levers.read_scenario({"flow.go_home": 2.0}, "2030-01", desk.study(), {})


def test_levers_act_on_those_who_are_chosen_where_they_may_differ(desk: Desk) -> None:
    study = desk.study()
    uzbeks = levers.read_group("nation=UZB", study)
    found = levers.levers(study, uzbeks)
    acting = {name: lever.who for name, lever in found.items()}
    assert acting["flow.go_home"] == uzbeks
    assert acting["driver.wages_lost"] == acting["programme.reintegration"] == {}  # the same for everybody
    text = levers.scenario_text({"flow.go_home": 2.0, "driver.wages_lost": 0.5}, START, study, uzbeks)
    assert "- {flow: go_home, for: {nation: UZB}, times: 2}\n  - {driver: wages_lost, times: 0.5}" in text
    for name, lever in found.items():
        assert levers.read_scenario({name: lever.most}, START, study, uzbeks).changes


def test_operations_act_on_everybody_whom_they_do_not_tell_apart(desk: Desk) -> None:
    study = desk.study()
    leave = study.flows["leave"]
    flights = replace(leave, name="flights", law="operations", by=("nation",))
    women_s = replace(flights, name="women_s", who={"role": ("woman",)})
    study = replace(study, flows={flow.name: flow for flow in (leave, flights, women_s)})
    uzbeks, women, men = ({"nation": ("UZB",)}, {"role": ("woman",)}, {"role": ("man",)})

    def acting(who: Selection) -> dict[str, Selection]:
        return {lever.name: lever.who for lever in levers.levers(study, who).values() if lever.kind == "flow"}

    assert acting(uzbeks) == {"leave": uzbeks, "flights": uzbeks, "women_s": uzbeks}
    assert acting(women) == {"leave": women, "flights": {}, "women_s": women}
    assert acting(men) == {"leave": men, "flights": {}}  # no man takes the third


def test_the_room_is_about_those_who_are_chosen(client: TestClient, session: Session, desk: Desk, folder: Path) -> None:
    everybody = client.get("/scenarios?of=returned&beside=-").text
    assert '<option value="nation=UZB">' in everybody and "<small>for everybody</small>" not in everybody
    shown = client.get("/scenarios?of=returned&beside=-&who=nation%3DUZB").text
    assert '<option value="nation=UZB" selected>Uzbekistan' in shown and "Levers act on Uzbekistan alone" in shown
    assert "<small>for everybody</small>" in shown
    form = {"csrf": session.csrf, "start": START, "of": "returned", "who": "nation=UZB", "whole": "yes"}
    usual = client.post("/scenarios/try", data=form).json()
    more = client.post("/scenarios/try", data=form | {"levers": '{"flow.go_home": 3}'}).json()
    kept = desk.kept()
    assert kept is not None
    chosen = kept.fit.study.groups_in({"nation": ("UZB",)})
    wanted = forecast(kept.fit, draws=DRAWS, keep=DRAWS)
    place = wanted.names.index("returned")
    middle = np.median(wanted.arrivals[:, -1, place][:, list(chosen)].sum(axis=1))
    assert usual["rows"]["one"][-1]["m"] == pytest.approx(middle, abs=2)
    assert more["rows"]["one"][-1]["m"] > 1.2 * middle
    answer = client.post("/scenarios/keep", data=form | {"levers": '{"flow.go_home": 3}', "title": "Uzbeks"})
    assert answer.headers["location"] == "/scenarios?beside=uzbeks&of=returned&who=nation%3DUZB"
    assert "- {flow: go_home, for: {nation: UZB}, times: 3}" in (folder / "scenarios/uzbeks.yaml").read_text("utf-8")
    client.get(answer.headers["location"] + "&compare=1")
    until(lambda: not desk.waiting())
    text = client.get(answer.headers["location"]).text
    assert "Scenarios in numbers" in text and "against as usual" in text


@pytest.mark.parametrize("who", ["nation=FRA", "nation", "=", "nation=KGZ;role=man", "x" * 500])
def test_people_whom_nobody_tells_apart_are_refused(client: TestClient, session: Session, who: str) -> None:
    assert client.get("/scenarios", params={"who": who}).status_code == 422
    answer = client.post(
        "/scenarios/try", data={"csrf": session.csrf, "who": who}, headers={"accept": "application/json"}
    )
    assert answer.status_code == 422 and "W863" in answer.json()["problems"][0]
