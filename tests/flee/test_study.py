"""Studies made of situations: sound, runnable, and true to what the folder says."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings

from tests.flee.folders import SOUND, UNTIDY, write
from tests.flee.made import situations
from wayhome.claims.ledger import load_ledger
from wayhome.engine.compile import compile_study
from wayhome.engine.expected import expected_path
from wayhome.engine.rates import inputs
from wayhome.errors import CannotWrite, InvalidInput
from wayhome.files import write_folder
from wayhome.fit.store import prior_study
from wayhome.flee.carry import import_folder
from wayhome.flee.model import AHEAD
from wayhome.flee.situation import Situation
from wayhome.flee.study import write_study
from wayhome.study.load import load_study
from wayhome.study.resolved import Study


def made(folder: Path, files: dict[str, str] = SOUND, *, as_of: str = "") -> Study:
    import_folder(write(folder / "ava", files), folder / "study", as_of=as_of)
    return load_study(folder / "study")


def stock(study: Study, place: str) -> np.ndarray:
    """People in a place at each state, all ranges at their middle (steps + 1,)."""
    model = compile_study(study)
    path = expected_path(model, inputs(model, np.zeros(len(model.parameters)), study.calendar.steps))
    return path.stock[:, list(study.places).index(place)]


def test_places_keep_name_kind_country_and_room(tmp_path: Path) -> None:
    places = made(tmp_path).places
    assert list(places) == ["at_home", "alta", "bore", "cross", "hub", "dor_camp", "ela", "on_the_road"]
    dor = places["dor_camp"]
    assert (dor.title, dor.kind, dor.country, dor.capacity) == ("Dor-Camp", "camp", "Eza", 500)
    assert (places["ela"].capacity, places["hub"].kind) == (None, "forwarding_hub")


def test_the_calendar_has_the_days_of_the_situation(tmp_path: Path) -> None:
    calendar = made(tmp_path).calendar
    assert (calendar.start.first, calendar.end.last, calendar.steps) == (date(2020, 2, 25), date(2020, 3, 5), 10)
    assert calendar.as_of_state == 10


def test_routes_open_and_close_with_closures(tmp_path: Path) -> None:
    routes = [
        (one.origin, one.to, one.km, str(one.opens or ""), str(one.closes or ""), one.one_way)
        for one in made(tmp_path).routes
    ]
    assert ("cross", "ela", 90, "", "2020-02-26", False) in routes
    assert ("cross", "ela", 90, "2020-03-01", "", False) in routes
    assert ("cross", "hub", 30, "", "", True) in routes  # who is in the hub goes on to the camp
    assert ("hub", "dor_camp", 40, "", "", False) in routes


def test_people_arise_as_the_counts_rise_where_there_is_conflict(tmp_path: Path) -> None:
    study = made(tmp_path)
    arisen = stock(study, "at_home")
    assert arisen[0] - arisen[-1] == pytest.approx(150, rel=1e-6)  # 10 and 0 at first, 100 and 60 at last
    alta = {one.date.last: one.best for one in study.drivers["displaced_alta"].history[()]}
    bore = {one.date.last: one.best for one in study.drivers["displaced_bore"].history[()]}
    assert alta[date(2020, 2, 26)] == pytest.approx(10 + 60 / 9, rel=1e-6)
    assert bore[date(2020, 2, 27)] == 0
    # one in full conflict, the other in half of it
    assert bore[date(2020, 3, 5)] / alta[date(2020, 3, 5)] == pytest.approx(0.5, rel=1e-6)


def test_conflict_is_kept_as_drivers_that_drive_nothing_yet(tmp_path: Path) -> None:
    history = made(tmp_path).drivers["conflict_bore"].history[()]
    assert [(one.date.last.day, one.best) for one in history] == [(25, 0), (27, 0), (28, 0.5), (5, 0.5)]


def test_everybody_ends_up_where_people_are_counted(tmp_path: Path) -> None:
    study = made(tmp_path)
    people = {place: stock(study, place)[-1] for place in study.places}
    there = people["dor_camp"] + people["ela"]
    assert people["cross"] == people["hub"] == 0
    assert there + people["alta"] + people["bore"] + people["on_the_road"] == pytest.approx(160, rel=1e-6)
    assert there > 80  # half of all arose in the last five days


def test_counts_are_claims_and_the_first_ones_stocks(tmp_path: Path) -> None:
    study = made(tmp_path)
    ledger = load_ledger(tmp_path / "study")
    assert {claim.id: claim.figure.best for claim in ledger.claims if claim.figure} == {
        "dor_camp-2020-02-28": 40,
        "dor_camp-2020-03-05": 100,
        "ela-2020-03-05": 60,
    }
    assert {(one.place, one.best) for one in study.stocks} == {("at_home", 4000), ("dor_camp", 10)}
    assert {claim.grade for claim in ledger.claims} == {"B2"}
    assert str(ledger.sources["counts-2020-02-28"].date) == "2020-02-28"


def test_interpolated_and_scaled_counts_are_told_apart(tmp_path: Path) -> None:
    import_folder(write(tmp_path / "ava", UNTIDY), tmp_path / "study")
    grades = {one.id: (one.grade, one.figure.best) for one in load_ledger(tmp_path / "study").claims if one.figure}
    assert grades["dor_camp-2020-02-28"] == ("C3", 100)
    assert grades["dor_camp-2020-03-05"] == ("B2", 100)
    assert "dor_camp-2020-02-26" not in grades  # only one of its two files has that day


def test_what_could_not_be_used_is_told(tmp_path: Path) -> None:
    carried = import_folder(write(tmp_path / "ava", UNTIDY), tmp_path / "study")
    said = "\n".join(map(str, carried.written.notes))
    for note in (
        "source_data/dor.csv: counts not used: 1 before the start and 1 after the end of the situation",
        "source_data/dor.csv: counts not used: 1 of days on which only some of Dor-Camp's files have one",
        "source_data/refugees.csv: the total is not used",
        "demographics_age.csv: not used: the study does not tell people apart",
        "input_csv/closures.csv:4: not used: Nowhere is no location here",
    ):
        assert note in said


def test_before_as_of_nothing_later_is_known(tmp_path: Path) -> None:
    study = made(tmp_path, as_of="2020-03-01")
    assert study.calendar.as_of_state == 6
    for driver in study.drivers.values():
        assert driver.history[()][-1].date.last <= date(2020, 3, 1)
    alta = study.drivers["displaced_alta"]
    assert alta.history[()][-1].best == 0  # the count of 5 March gives no slope to the days before
    [ahead] = alta.after.values()
    assert (ahead.low, ahead.high) == pytest.approx([factor * (20 + 10 * 2 / 3) / 6 for factor in AHEAD], rel=1e-5)


def test_before_as_of_no_later_correction_is_known(tmp_path: Path) -> None:
    fix = "Dor-Camp,2020-03-05,normalize\n"
    files = SOUND | {"input_csv/registration_corrections.csv": fix}
    for name, as_of, people in (("late", "2020-03-05", 100), ("early", "2020-03-04", 40)):
        made(tmp_path / name, files, as_of=as_of)
        claims = {one.id: one.figure.best for one in load_ledger(tmp_path / name / "study").claims if one.figure}
        assert claims["dor_camp-2020-02-28"] == people


def test_a_capacity_that_gives_away_a_later_count_is_told_and_can_be_left_out(tmp_path: Path) -> None:
    locations = SOUND["input_csv/locations.csv"].replace("camp,,500", "camp,,100")
    folder = write(tmp_path / "ava", SOUND, locations=locations)
    said = "the capacity of Dor-Camp is its own count of 2020-03-05, after 2020-03-01"
    for name, capacities in (("with", True), ("without", False)):
        carried = import_folder(folder, tmp_path / name, as_of="2020-03-01", capacities=capacities)
        assert (said in "\n".join(map(str, carried.written.notes))) == capacities
        study = load_study(tmp_path / name)
        assert (study.places["dor_camp"].capacity == 100, "room" in study.flows["flee"].drawn_by) == (capacities,) * 2


@pytest.mark.parametrize("as_of", ["2020-02-24", "2020-03-06", "soon"])
def test_an_as_of_outside_the_situation_is_refused(tmp_path: Path, as_of: str) -> None:
    with pytest.raises(InvalidInput, match=r"--as-of.*W856"):
        made(tmp_path, as_of=as_of)
    assert not (tmp_path / "study").exists()


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"data_layout": ""}, "no place is counted"),
        ({"routes": "#name1,name2,distance\nHub,Ela,3\n"}, "no place of conflict is joined to a camp"),
    ],
)
def test_a_situation_without_anything_to_model_is_refused(tmp_path: Path, changes: dict[str, str], why: str) -> None:
    with pytest.raises(InvalidInput, match=why):
        import_folder(write(tmp_path / "ava", SOUND, **changes), tmp_path / "study")


def test_a_zone_without_way_out_is_left_where_it_is(tmp_path: Path) -> None:
    routes = SOUND["input_csv/routes.csv"].replace("Bore,Cross,20.5,0\n", "")
    carried = import_folder(write(tmp_path / "ava", SOUND, routes=routes), tmp_path / "study")
    assert "no route ever leads from Bore" in "\n".join(map(str, carried.written.notes))
    assert load_study(tmp_path / "study").areas["zones"] == ("alta",)


def test_what_is_there_stays(tmp_path: Path) -> None:
    (tmp_path / "study").mkdir()
    (tmp_path / "study" / "mine.txt").write_text("mine")
    with pytest.raises(CannotWrite, match="already there and not empty"):
        made(tmp_path)
    assert [one.name for one in (tmp_path / "study").iterdir()] == ["mine.txt"]


def test_a_folder_that_cannot_be_finished_is_not_begun(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match="nothing was changed"):
        write_folder(tmp_path / "x", {"a.csv": "1", "a.csv/b.csv": "2"})
    assert list(tmp_path.iterdir()) == []


@settings(max_examples=60, deadline=None)
@given(one=situations())
def test_every_situation_makes_a_sound_study_that_conserves_people(
    one: Situation, tmp_path_factory: pytest.TempPathFactory
) -> None:
    written = write_study(one, "made")
    if not written.zones or not one.counts:
        return
    folder = tmp_path_factory.mktemp("made") / "study"
    write_folder(folder, written.files)
    study = load_study(folder)
    assert len(load_ledger(folder).claims) == written.claims
    model = compile_study(study)
    path = expected_path(model, inputs(model, np.zeros(len(model.parameters)), study.calendar.steps))
    assert path.stock.min() >= -1e-9
    assert path.stock.sum(axis=1) == pytest.approx(path.stock[0].sum(), rel=1e-9)


def test_it_can_be_run_before_any_fit(tmp_path: Path) -> None:
    import_folder(write(tmp_path / "ava", SOUND), tmp_path / "study")
    made = prior_study(tmp_path / "study", draws=50)
    assert made.study.populations == {}
    assert (tmp_path / "study/results/prior.nc").is_file()
