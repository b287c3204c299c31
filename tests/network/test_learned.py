"""The kept common parameters reach imported studies, and the benchmark's pages say what was found."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.network import keep, page
from benchmarks.network.accuracy import (
    NAIVE,
    WITH,
    WITHOUT,
    Ahead,
    Learned,
    Row,
    accuracy,
    folders,
    published,
    why_not,
)
from benchmarks.network.truth import capacity_split, difference, equal_split, read_truth, shares_stay
from tests.flee.folders import SOUND, write
from wayhome.flee import learned as kept
from wayhome.flee.carry import import_folder
from wayhome.flee.folder import read_folder
from wayhome.study.load import load_study

SHARED = Path(__file__).parents[3] / "shared" / "flee"


@pytest.mark.parametrize(("capacities", "part"), [(True, "with_capacities"), (False, "without_capacities")])
def test_an_imported_study_begins_with_what_was_learned(tmp_path: Path, capacities: bool, part: str) -> None:
    import_folder(write(tmp_path / "ava", SOUND), tmp_path / "study", capacities=capacities)
    drawn = load_study(tmp_path / "study").flows["flee"].drawn_by
    file = json.loads(keep.FILE.read_text("utf-8"))[part]
    assert {what: (one.low, one.high) for what, one in drawn.items()} == {
        what: (of["low"], of["high"]) for what, of in file.items()
    }


def test_the_file_is_read_and_not_written_out_in_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document = json.loads(kept.FILE.read_text("utf-8"))
    document["with_capacities"]["room"] |= {"low": 2.5, "high": 3.5}
    other = tmp_path / "learned.json"
    other.write_text(json.dumps(document), "utf-8")
    monkeypatch.setattr(kept, "FILE", other)
    kept.learned.cache_clear()
    import_folder(write(tmp_path / "ava", SOUND), tmp_path / "study")
    kept.learned.cache_clear()
    room = load_study(tmp_path / "study").flows["flee"].drawn_by["room"]
    assert (room.low, room.high) == (2.5, 3.5)


def test_kept_ranges_hold_their_middle() -> None:
    document = json.loads(keep.FILE.read_text("utf-8"))
    ranges = [of for part in ("with_capacities", "without_capacities", "ahead") for of in document[part].values()]
    assert len(ranges) >= 5
    assert all(0 < of["low"] <= of["middle"] <= of["high"] for of in ranges)


def row(name: str, given: float, *, published: dict[str, float], skill: float = 0.2) -> Row:
    ahead = tuple(Ahead(days, skill, skill, skill, ((True, False), (True, True))) for days in (30, 90))
    return Row(name, (0.7, 0.3, 0.1, 0.2), published, given, 0.4, ahead)


def test_the_page_counts_what_was_reached() -> None:
    naive = {f"naive_{name}": value for name, value in zip(NAIVE, (0.7, 0.3, 0.1, 0.2), strict=True)}
    rows = [
        row("mali2012", 0.2, published={"ard_validation": 0.25, **naive}),
        row("elsewhere", 0.31, published={}, skill=-0.1),
    ]
    assert all(one.recomputed for one in rows)
    said = page._verdicts(rows)
    assert "in 1 of 2 situations (not elsewhere)" in said[0]
    assert "in 1 of 1" in said[1]
    assert "in 1 of 2 (not elsewhere)" in said[2]
    assert "50% ranges hold 50%, 90% ranges hold 100%" in said[2]


def test_a_naive_split_that_is_not_as_published_is_seen() -> None:
    assert not row("x", 0.1, published={"naive_capacity_split": 0.302}).recomputed


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared situations are not here")
def test_naive_splits_of_the_shared_situations_come_out_as_published() -> None:
    known = published(SHARED)
    found = folders(SHARED)
    assert len(found) >= 9
    for folder in found:
        truth = read_truth(folder, read_folder(folder))
        splits = (equal_split(truth), capacity_split(truth), shares_stay(truth, 30), shares_stay(truth, 90))
        for name, split in zip(NAIVE, splits, strict=True):
            assert difference(split, truth) == pytest.approx(known[folder.name][f"naive_{name}"], abs=6e-4), (
                folder,
                name,
            )


def test_situations_of_any_folder_are_scored_each_by_the_others(tmp_path: Path) -> None:
    for name, people in (("one", 100), ("two", 60), ("three", 140)):
        write(tmp_path / name, SOUND | {"source_data/dor.csv": f"2020-02-25,10\n2020-03-05,{people}\n"})
    alone = SOUND | {"source_data/data_layout.csv": "total,refugees.csv\nEla,ela.csv\n"}
    write(tmp_path / "lonely", alone)
    assert "two to judge" in why_not(tmp_path / "lonely")
    found = [folder for folder in folders(tmp_path) if not why_not(folder)]
    assert [folder.name for folder in found] == ["one", "three", "two"]
    given = Learned.of(found, pulls=WITH, capacities=True)
    withheld = Learned.of(found, pulls=WITHOUT, capacities=False)
    rows = accuracy(given, withheld, published(tmp_path))
    assert [one.name for one in rows] == ["one", "three", "two"]
    assert all(0 <= one.given < 2 and 0 <= one.withheld < 2 and not one.ahead for one in rows)
    assert len(given.each) == 3
    said = page.accuracy_lines(rows, given, withheld)
    assert sum(line.startswith("| one ") for line in said) == 1
