"""wayhome import flee --ahead: a study that begins with the last counts."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.flee.folders import SOUND, write
from wayhome.cli.main import app
from wayhome.errors import InvalidInput
from wayhome.flee.ahead import write_ahead
from wayhome.flee.folder import read_folder
from wayhome.flee.learned import learned
from wayhome.study.load import load_study

CUT = date(2020, 3, 1)


def made(folder: Path, name: str = "ava", **changes: str) -> dict[str, str]:
    files = SOUND | {key.replace("_csv", ".csv"): text for key, text in changes.items()}
    return dict(write_ahead(read_folder(write(folder / name, files)), name, as_of=CUT, days=30).files)


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(text.splitlines()))


def test_the_study_begins_with_the_last_counts_and_their_rates(tmp_path: Path) -> None:
    study = tmp_path / "study"
    said = CliRunner().invoke(
        app,
        ["import", "flee", str(write(tmp_path / "ava", SOUND)), "--to", str(study), "--as-of", "2020-03-01", "--ahead", "30"],
    )  # fmt: skip
    assert said.exit_code == 0, said.output
    assert "Made a study of 2 places that are counted; 2 later counts are claims, and not used." in said.output
    read = load_study(study)
    assert (str(read.calendar.as_of), str(read.calendar.end)) == ("2020-02-28", "2020-03-31")  # the count of Dor-Camp
    assert read.headline == "stock camps"
    there = {stock.place: stock for stock in read.stocks}
    low, _, high = learned().usual.count
    assert (there["dor_camp"].low, there["dor_camp"].best, there["dor_camp"].high) == pytest.approx(
        (40 * low, 40, 40 * high)
    )
    assert "ela" not in there  # nobody was counted there yet, but people can go there
    assert read.flows["choose"].among == ("dor_camp", "ela")
    (anchor,) = read.drivers["arriving"].history[()]
    assert anchor.best == pytest.approx(10 * learned().usual.arriving[1], rel=1e-3)  # 30 people in three days


def test_what_was_counted_later_changes_the_ledger_alone(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    one = made(tmp_path)
    (tmp_path / "b").mkdir()
    later = SOUND["source_data/dor.csv"].replace("2020-03-05,100", "2020-03-05,900")
    files = SOUND | {"source_data/dor.csv": later}
    other = dict(write_ahead(read_folder(write(tmp_path / "b" / "ava", files)), "ava", as_of=CUT, days=30).files)
    assert {name for name in one if one[name] != other[name]} == {"claims.csv"}
    assert [row["best"] for row in rows(other["claims.csv"])] == ["900", "60"]
    assert all(row["as_of"] > str(CUT) for row in rows(one["claims.csv"]))


def test_a_camp_called_like_a_pull_is_told_from_it(tmp_path: Path) -> None:
    files = {name: text.replace("Ela", "Room").replace("ela.csv", "room.csv") for name, text in SOUND.items()}
    files["source_data/room.csv"] = files.pop("source_data/ela.csv")
    study = tmp_path / "study"
    study.mkdir()
    written = write_ahead(read_folder(write(tmp_path / "ava", files)), "ava", as_of=CUT, days=30)
    for name, text in written.files.items():
        (study / name).write_text(text, encoding="utf-8")
    read = load_study(study)
    assert {name: place.title for name, place in read.places.items()}["room_2"] == "Room"
    assert set(read.flows["choose"].drawn_by) == {"dor_camp", "room_2"}


def test_before_anybody_is_counted_there_is_nothing_to_begin_with(tmp_path: Path) -> None:
    empty = SOUND | {"source_data/dor.csv": "2020-02-25,0\n2020-03-05,100\n"}
    with pytest.raises(InvalidInput, match=r"nobody is counted by 2020-03-01.*W856"):
        write_ahead(read_folder(write(tmp_path / "ava", empty)), "ava", as_of=CUT, days=30)
