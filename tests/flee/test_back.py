"""Back to Flee: what both formats can say comes back as it was, and the rest is told."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings

from tests.flee.folders import SOUND, UNTIDY, write
from tests.flee.made import situations
from wayhome.errors import InvalidInput
from wayhome.files import write_folder
from wayhome.flee.carry import export_study, import_folder
from wayhome.flee.folder import read_folder
from wayhome.flee.layout import folder_files
from wayhome.flee.situation import Situation
from wayhome.flee.study import write_study
from wayhome.flee.ways import ways

STUDIES = Path(__file__).parents[2] / "spec/cases/valid"


def texts(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir() if path.is_file()}


def round_trip(folder: Path, source: Path) -> tuple[dict[str, str], dict[str, str], Situation]:
    """A study, the study that its folder of Flee makes, and what was told in between."""
    import_folder(source, folder / "one/study")
    told = export_study(folder / "one/study", folder / "flee")
    import_folder(folder / "flee", folder / "two/study")
    return texts(folder / "one/study"), texts(folder / "two/study"), told


def plain(claims: str) -> str:
    """Claims without what Flee has no word for: that a count was scaled."""
    return claims.replace(",C3,", ",B2,").replace(", scaled to fit a later registration", "").replace('"', "")


@pytest.mark.parametrize("files", [SOUND, UNTIDY], ids=["sound", "untidy"])
def test_a_study_comes_back_from_flee_as_it_was(tmp_path: Path, files: dict[str, str]) -> None:
    one, two, _ = round_trip(tmp_path, write(tmp_path / "ava", files))
    assert one.keys() == two.keys()
    assert {name: text for name, text in one.items() if name != "claims.csv"} == {
        name: text for name, text in two.items() if name != "claims.csv"
    }
    assert plain(one["claims.csv"]) == plain(two["claims.csv"])


def test_what_flee_has_no_word_for_is_told(tmp_path: Path) -> None:
    _, _, told = round_trip(tmp_path, write(tmp_path / "ava", SOUND))
    said = "\n".join(map(str, told.notes))
    for note in (
        "drivers left out: displaced_alta, displaced_bore",
        "flows left out, with their ranges: displaced_alta, displaced_bore, flee",
        "places left out, being on no route and of no kind: Not displaced, On the road",
        "no coordinates are known of Cross",
    ):
        assert note in said


@settings(max_examples=100, deadline=None)
@given(one=situations())
def test_a_situation_comes_back_from_its_files(one: Situation, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("flee") / "made"
    write_folder(folder, folder_files(one))
    back = read_folder(folder)
    assert (back.name, back.start, back.days, back.home) == (one.name, one.start, one.days, one.home)
    assert (back.routes, back.closures) == (one.routes, one.closures)
    assert np.array_equal(back.intensity, one.intensity)
    assert {name: series.people for name, series in back.counts.items()} == {
        name: series.people for name, series in one.counts.items()
    }
    assert [replace(place, conflict_day=None) for place in back.locations] == [
        replace(place, conflict_day=None) for place in one.locations
    ]


@settings(max_examples=100, deadline=None)
@given(one=situations())
def test_routes_come_back_or_are_told(one: Situation, tmp_path_factory: pytest.TempPathFactory) -> None:
    written = write_study(one, "made")
    if not written.zones or not one.counts:
        return
    folder = tmp_path_factory.mktemp("flee")
    write_folder(folder / "study", written.files)
    back = export_study(folder / "study", folder / "flee")
    told = "\n".join(map(str, back.notes))
    again = {frozenset((way.start, way.end)): way for way in ways(read_folder(folder / "flee"))}
    for way in ways(one):
        twin = again[frozenset((way.start, way.end))]
        same = all((way.out_of(name) == twin.out_of(name)).all() for name in (way.start, way.end))
        named = [f"between {one} and {other} is one-way" for one, other in permutations((way.start, way.end))]
        assert same != any(name in told for name in named)


def test_a_study_of_another_origin_keeps_its_routes_and_counts(tmp_path: Path) -> None:
    study = """wayhome: 1
study: other
calendar: {start: 2016-01, as_of: 2016-02, end: 2016-03, step: month}
places:
  rome: {title: "Rome, Italy", kind: city, country: ITA, capacity: 100}
  camp: {kind: camp, country: ALB, capacity: 1000}
  gone: {final: true}
flows:
  go: {law: choice, from: rome, to: camp, rate: 1% to 2% per month, drawn_by: {doubling: 0.5x to 0.9x}}
  die: {from: camp, to: gone, rate: 1% per month}
stocks:
  - {place: rome, best: 500}
  - {place: camp, best: 20}
routes:
  - {from: rome, to: camp, km: 900, closes: 2016-01}
  - {from: rome, to: camp, km: 950, opens: 2016-02}
"""
    claims = (
        "id,statement,kind,quantity,who,where,via,of,than,driver,direction,as_of,low,best,high,wording,speaker,"
        "speaker_role,source,grade,repeats,place_in_text,status,note\n"
        "a,30 there,amount,stock,,camp,,,,,,2016-01-31,,30,,,,,s,C3,,,confirmed,\n"
        "b,31 there,amount,stock,,camp,,,,,,2016-01-31,,31,,,,,s,B2,,,confirmed,\n"
        "c,at least 40,amount,stock,,camp,,,,,,2016-02-20,40,,,,,,s,B2,,,confirmed,\n"
        "d,9 came,amount,arrivals,,camp,,,,,,2016-02-20,,9,,,,,s,B2,,,confirmed,\n"
    )
    files = {
        "study.yaml": study,
        "claims.csv": claims,
        "sources.csv": "id,outlet,title,date,url,document\ns,Paper,,2016-02-21,,\n",
    }
    write_folder(tmp_path / "study", files)
    one = export_study(tmp_path / "study", tmp_path / "flee")
    back = read_folder(tmp_path / "flee")
    assert [(place.name, place.kind) for place in back.locations] == [("rome", "town"), ("Camp", "camp")]
    assert back.days == 91
    assert [(route.start, route.end, route.km) for route in back.routes] == [("rome", "Camp", 950)]
    assert [(closure.closes, closure.opens) for closure in back.closures] == [(0, 31)]
    assert [
        (day.isoformat(), people) for day, people in zip(back.counts["Camp"].dates, back.counts["Camp"].people)
    ] == [
        ("2016-01-01", 20),
        ("2016-01-31", 31),
    ]
    said = "\n".join(map(str, one.notes))
    for note in (
        "rome is of the kind city, and a town in Flee",
        "the capacity of rome is left out",
        "between rome and Camp has several lengths; 950 km is kept",
        "camp is counted twice on 2016-01-31; the figure of the better grade is kept",
        "2 claims are left out",
        "no driver is called conflict_<place>",
        "places left out, being on no route and of no kind: Gone",
    ):
        assert note in said


def test_a_study_without_routes_is_refused(tmp_path: Path) -> None:
    folder = next(path for path in sorted(STUDIES.iterdir()) if "routes" not in (path / "study.yaml").read_text())
    with pytest.raises(InvalidInput, match="W855"):
        export_study(folder, tmp_path / "flee")
    assert not (tmp_path / "flee").exists()


@pytest.mark.parametrize(
    ("text", "code"),
    [("place,region,population\nalta,,-5\n", "W853"), ("place\n\udcff", "W852")],
)
def test_a_broken_places_file_is_explained(tmp_path: Path, text: str, code: str) -> None:
    import_folder(write(tmp_path / "ava", SOUND), tmp_path / "study")
    (tmp_path / "study/places.csv").write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(InvalidInput, match=code):
        export_study(tmp_path / "study", tmp_path / "flee")
