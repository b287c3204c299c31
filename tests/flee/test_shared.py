"""The nine situations that Flee is judged on, where they are at hand (they are not part of this repository)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.flee.test_back import plain, round_trip
from wayhome.claims.ledger import load_ledger
from wayhome.engine.compile import compile_study
from wayhome.engine.expected import expected_path
from wayhome.engine.rates import inputs
from wayhome.flee.carry import import_folder
from wayhome.flee.folder import read_folder
from wayhome.study.load import load_study

SHARED = Path(__file__).parents[3] / "shared" / "flee"
DAYS = {
    "burundi2015": (396, 30, 5),
    "car2013": (820, 63, 14),
    "mali2012": (300, 23, 7),
    "mali2017_adm1": (1230, 65, 10),
    "nigeria2016": (1885, 40, 3),
    "ssudan2013": (604, 51, 10),
    "syria2013": (1095, 18, 4),
    "tigray2020": (300, 55, 4),
    "ukraine2022": (554, 37, 6),
}
SITUATIONS = pytest.mark.parametrize("name", DAYS)
pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the folders of Flee are not at ../shared/flee")


@SITUATIONS
def test_its_days_places_and_camps_are_those_that_flee_simulates(name: str) -> None:
    one = read_folder(SHARED / name)
    assert (one.days, len(one.locations), len(one.camps)) == DAYS[name]
    assert one.total is not None
    assert one.intensity.any()


@SITUATIONS
def test_it_makes_a_study_that_runs(name: str, tmp_path: Path) -> None:
    made = import_folder(SHARED / name, tmp_path / name)
    study = load_study(tmp_path / name)
    assert len(load_ledger(tmp_path / name).claims) == made.written.claims > 30
    model = compile_study(study)
    path = expected_path(model, inputs(model, np.zeros(len(model.parameters)), study.calendar.steps))
    people = dict(zip(study.places, path.stock[-1]))
    came = sum(people[place] for place in study.areas["havens"])
    waiting = sum(people[place] for place in study.areas["zones"])
    assert path.stock.sum(axis=1) == pytest.approx(path.stock[0].sum(), rel=1e-9)
    assert waiting < 0.02 * came


@SITUATIONS
def test_it_comes_back_from_flee_as_it_was(name: str, tmp_path: Path) -> None:
    one, two, told = round_trip(tmp_path, SHARED / name)
    assert one["study.yaml"] == two["study.yaml"]
    assert plain(one["claims.csv"]) == plain(two["claims.csv"])
    for table in ("drivers.csv", "stocks.csv", "sources.csv", "places.csv"):
        assert one[table] == two[table]
    lost = [note for note in told.notes if "one-way" in note.message]
    assert (one["routes.csv"] == two["routes.csv"]) == (not lost)
    assert len(lost) == (name == "burundi2015")  # round a camp that opens late, people are sent in one direction only
