"""Files are written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from wayhome.errors import CannotWrite
from wayhome.files import write_whole


def test_a_file_appears_whole_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    target = tmp_path / "results" / "a.txt"
    write_whole(target, lambda path: path.write_text("all of it"))
    assert target.read_text() == "all of it"
    assert [p.name for p in target.parent.iterdir()] == ["a.txt"]


def test_a_failure_in_the_middle_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    target.write_text("old")

    def half(path: Path) -> None:
        path.write_text("ha")
        raise OSError(28, "No space left on device")

    with pytest.raises(CannotWrite, match=r"No space left on device.*unchanged"):
        write_whole(target, half)
    assert target.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(CannotWrite, match="could not be written"):
        write_whole(tmp_path / "a.txt", lambda path: path.write_text("x"))


def test_a_file_in_place_of_the_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / "results").write_text("a file")
    with pytest.raises(CannotWrite, match="could not be written"):
        write_whole(tmp_path / "results" / "a.txt", lambda path: path.write_text("x"))
