"""Folders of Flee: what is read, what is passed over and said, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from tests.flee.folders import SOUND, UNTIDY, write
from wayhome.errors import InvalidInput, Problem
from wayhome.flee.folder import read_folder
from wayhome.flee.situation import Closure, Location, Route, Situation


def read(folder: Path, files: dict[str, str] = SOUND, **changes: str) -> Situation:
    return read_folder(write(folder / "ava2020", files, **changes))


def refused(folder: Path, **changes: str) -> tuple[Problem, ...]:
    with pytest.raises(InvalidInput, match=r"W85\d") as caught:
        read(folder, SOUND, **changes)
    return caught.value.problems


def told(one: Situation) -> list[str]:
    return [str(note) for note in one.notes]


def test_a_sound_folder_is_read_as_it_says(tmp_path: Path) -> None:
    one = read(tmp_path)
    assert (one.name, one.start, one.days, one.home, one.end) == (
        "ava2020",
        date(2020, 2, 25),
        10,
        "Ava",
        date(2020, 3, 5),
    )
    assert one.locations[0] == Location("Alta", "North", "Ava", 1.5, 30.25, "conflict_zone", 0, 1000, None)
    assert one.locations[2] == Location("Cross", "", "Ava", None, None, "town", None, None, None)
    assert [(place.name, place.capacity, place.population) for place in one.locations if place.camp] == [
        ("Dor-Camp", 500, None),
        ("Ela", None, None),
    ]
    assert one.routes[1] == Route("Bore", "Cross", 20.5, 0)
    assert one.routes[3] == Route("Hub", "Dor-Camp", 40, 2)
    assert one.closures == (Closure("link", "Cross", "Ela", 2, 5),)
    assert one.intensity[:, 0].tolist() == [1.0] * 10
    assert one.intensity[:, 1].tolist() == [0.0] * 3 + [0.5] * 7
    assert one.counts["Dor-Camp"].people == (10, 40, 100)
    assert one.total is not None
    assert one.total.raw == (10, 160)
    assert one.camps == ("Dor-Camp", "Ela")
    assert one.notes == ()


def test_an_untidy_folder_says_the_same(tmp_path: Path) -> None:
    sound, untidy = read(tmp_path / "a"), read(tmp_path / "b", UNTIDY)
    assert untidy.locations == sound.locations
    assert untidy.routes == sound.routes
    assert np.array_equal(untidy.intensity, sound.intensity)
    assert untidy.closures == (*sound.closures, Closure("link", "Hub", "Cross", 7, None))
    assert untidy.demographics == {"age": (("young", 60.0), ("old", 40.0))}


def test_whatever_was_not_used_is_said_with_its_line(tmp_path: Path) -> None:
    said = "\n".join(told(read(tmp_path, UNTIDY)))
    for note in (
        "input_csv/locations.csv:1: the column 'gdp' is not used",
        "input_csv/routes.csv:9: a route between Cross and Alta is there already",
        "input_csv/closures.csv:4: not used: Nowhere is no location here",
        "input_csv/closures.csv:5: not used: Uva is no country here",
        "input_csv/conflicts.csv:1: not used: 'Gone' is not in locations.csv",
        "input_csv/conflicts.csv:11: not used: 2 days after the end of the situation (day 9)",
        "input_csv/demographics_age.csv:1: the column 'Alta' is not used",
        "input_csv/location_changes.csv: this file is not used",
        "Gone has no count on 2020-03-01 or later, so that its correction changes nothing",
        "source_data/data_layout.csv:4: 'Gone' is not in locations.csv",
        "source_data/data_layout.csv:5: the layout names 'lost.csv', which is not in the folder",
        "source_data/data_layout.csv: Ela and Cross have one and the same series",
        "source_data/data_layout.csv: Cross is counted, but a town and no camp",
        "source_data/refugees.csv:1: columns after the second are not used (5, 5)",
        "source_data/dor.csv:7: 2020-03-05 is there twice: 80 gives way to 90 in line 8",
        "source_data/ela.csv:4: 2020-02-28 stands out of order",
        "source_data/ela.csv:4: 2020-02-28 is there twice: 30 gives way to 10 in line 2",
    ):
        assert note in said


def test_the_files_may_lie_in_the_folder_itself(tmp_path: Path) -> None:
    flat = {Path(name).name: text for name, text in SOUND.items()}
    one, other = read(tmp_path / "a"), read(tmp_path / "b", flat)
    assert other.locations == one.locations
    assert other.counts == {
        name: replace(series, files=tuple(Path(file).name for file in series.files))
        for name, series in one.counts.items()
    }


def test_without_conflicts_conflict_begins_on_its_date_and_lasts(tmp_path: Path) -> None:
    one = read(tmp_path, conflicts="")
    assert one.intensity[:, 0].tolist() == [1.0] * 10
    assert one.intensity[:, 1].tolist() == [0.0] * 3 + [1.0] * 7
    assert one.intensity[:, 2:].sum() == 0


def test_without_counts_a_situation_is_still_one(tmp_path: Path) -> None:
    one = read(tmp_path, data_layout="")
    assert (dict(one.counts), one.total) == ({}, None)
    assert "nobody is counted anywhere" in told(one)[0]


def test_columns_of_locations_are_found_by_name(tmp_path: Path) -> None:
    turned = """#location_type,name,country,region,longitude,latitude,population,conflict_date
conflict_zone,Alta,Ava,North,30.25,1.5,1000,0
"""
    rest = "".join(
        f"{kind},{name},{country},,,,,\n"
        for kind, name, country in (
            ("town", "Bore", "Ava"),
            ("town", "Cross", "Ava"),
            ("town", "Hub", "Eza"),
            ("camp", "Dor-Camp", "Eza"),
            ("camp", "Ela", "Eza"),
        )
    )
    one = read(tmp_path, locations=turned + rest)
    assert one.locations[0] == Location("Alta", "North", "Ava", 1.5, 30.25, "conflict_zone", 0, 1000, None)


def test_everything_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    problems = refused(
        tmp_path,
        locations=SOUND["input_csv/locations.csv"].replace("1.5,30.25", "95,30.25").replace("camp,,500", "cmap,,500")
        + "Ela,East,Eza,2,31,camp,,\n",
        routes=SOUND["input_csv/routes.csv"].replace("Cross,Hub,30", "Cros,Hub,0").replace("40,2", "40,3"),
        closures="#closure_type,name1,name2,closure_start,closure_end\nborder,Ava,Eza,0,5\nlink,Cross,Ela,x,5\n",
        conflicts=SOUND["input_csv/conflicts.csv"].replace("4,1,0.5", "4,1,1.5"),
        sim_period="StartDate,2020-02-30\nLength,0\n",
        dor="2020-02-25,ten\n25/02/2020,10\n2020-02-26,-3\n2020-02-27,nan\n",
        ela="",
    )
    said = "\n".join(map(str, problems))
    for message in (
        "input_csv/locations.csv:2 latitude: '95' is not a number from -90 to 90",
        "input_csv/locations.csv:6 location_type: 'cmap' is not a type of location. Did you mean 'camp'? [W853]",
        "input_csv/locations.csv:8 Ela: a location of this name is there already",
        "input_csv/routes.csv:4 name: 'Cros' is not in locations.csv. Did you mean 'Cross'? [W854]",
        "input_csv/routes.csv:4 distance: a route leads from one place to another over more than 0 km",
        "input_csv/routes.csv:5 forced_redirection: '3' is not 0, 1 or 2",
        "input_csv/closures.csv:2 closure_type: 'border' is not a closure.",
        "input_csv/closures.csv:3 closure_start: 'x' is not a number from 0 on",
        "input_csv/conflicts.csv:6 conflict: '1.5' is not a number from 0 to 1",
        "input_csv/sim_period.csv:1 StartDate: '2020-02-30' is not a date",
        "input_csv/sim_period.csv:2 Length: a situation lasts 1 to 20,000 days, not 0",
        "source_data/data_layout.csv:3 Ela: the layout names 'ela.csv', which is not in the folder",
        "source_data/dor.csv:1 people: 'ten' is not a number from 0 on",
        "source_data/dor.csv:2 date: '25/02/2020' is not a date; write 2015-05-01",
        "source_data/dor.csv:3 people: '-3' is not a number from 0 on",
        "source_data/dor.csv:4 people: 'nan' is not a number from 0 on",
    ):
        assert message in said


def test_what_no_situation_has_is_refused(tmp_path: Path) -> None:
    said = "\n".join(
        map(
            str,
            refused(
                tmp_path,
                locations=SOUND["input_csv/locations.csv"] + f"{'N' * 300},East,Eza,2,31,camp,,\n",
                sim_period="StartDate,2990-02-25\nLength,9000\n",
                closures="#closure_type,name1,name2,closure_start,closure_end\nlink,Cross,Ela,1.5,5\n",
                conflicts="",
                data_layout="",
            ),
        )
    )
    assert "input_csv/locations.csv:8 name: the name is longer than" in said
    assert "the situation ends after 2999; correct the date [W853]" in said
    assert "input_csv/closures.csv:2 closure_start: '1.5' is not a whole number [W853]" in said


def test_a_folder_without_a_location_is_refused(tmp_path: Path) -> None:
    header = SOUND["input_csv/locations.csv"].splitlines()[0]
    problems = refused(tmp_path, locations=f"{header}\n")
    assert "input_csv/locations.csv: the file names no location [W853]" in map(str, problems)


def test_what_is_not_used_is_said(tmp_path: Path) -> None:
    one = read(
        tmp_path,
        routes=SOUND["input_csv/routes.csv"].replace("forced_redirection\n", "forced_redirection,paved\n"),
        closures=SOUND["input_csv/closures.csv"] + "link,Cross,Hub,7,5\n",
        ela="#date,people\n",
    )
    said = told(one)
    assert "input_csv/routes.csv:1: the column 'paved' is not used" in said
    assert "input_csv/closures.csv:3: not used: it ends (5) before it begins (7)" in said
    assert any(note.startswith("source_data/ela.csv: the file holds no counts") for note in said)
    assert [closure.closes for closure in one.closures] == [2]


@pytest.mark.parametrize("file", ["routes", "sim_period"])
def test_a_missing_file_is_named(tmp_path: Path, file: str) -> None:
    [problem] = refused(tmp_path, **{file: ""})
    assert (problem.file, problem.code) == (f"input_csv/{file}.csv", "W851")


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"no locations\.csv.*W851"):
        read_folder(tmp_path)
    with pytest.raises(InvalidInput, match=r"there is no such folder.*W851"):
        read_folder(tmp_path / "nowhere")


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    folder = write(tmp_path / "ava", SOUND)
    (folder / "input_csv/routes.csv").write_bytes(b"\xff\xfe\x00")
    (folder / "source_data/ela.csv").write_bytes(b"2020-02-25,0\0")
    with pytest.raises(InvalidInput, match="W852") as caught:
        read_folder(folder)
    assert [(one.file, one.code) for one in caught.value.problems] == [
        ("input_csv/routes.csv", "W852"),
        ("source_data/ela.csv", "W852"),
    ]


def test_a_layout_cannot_reach_out_of_its_folder(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("2020-02-25,1\n")
    problems = refused(tmp_path, data_layout="total,refugees.csv\nEla,../../secret.csv\nDor-Camp,/etc/hostname\n")
    assert [one.code for one in problems] == ["W851", "W851"]


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("source_data/dor.csv", "2020-02-25," + "9" * 140_000, "more than 100,000 characters"),
        ("source_data/data_layout.csv", "total,refugees.csv\nDor-Camp," + "d" * 300, "which is not in the folder"),
    ],
)
def test_what_no_table_could_hold_is_a_problem(tmp_path: Path, file: str, text: str, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        read_folder(write(tmp_path, SOUND | {file: text}))
