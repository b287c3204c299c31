"""The journal of a review: what is noted is on disk, and what cannot be noted changes nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from wayhome.claims.deeds import file_hash
from wayhome.claims.journal import NAME, Step, append, is_held, locked, read_journal
from wayhome.errors import CannotWrite, InvalidInput


def test_a_step_is_read_back(tmp_path: Path) -> None:
    with locked(tmp_path / "drafts" / NAME) as file:
        journal = append(file, read_journal(tmp_path), Step("edit", "herald-1", {"grade": "B2"}, by="me"))
    assert read_journal(tmp_path) == journal
    assert [(step.do, step.row, step.line) for step in journal.steps] == [("edit", {"grade": "B2"}, 1)]


def test_a_step_that_cannot_be_written_leaves_the_journal_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "drafts" / NAME

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    with locked(path) as file:
        journal = append(file, read_journal(tmp_path), Step("edit", "herald-1", {"grade": "B2"}))
        before = path.read_bytes()
        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(CannotWrite, match=r"could not be written \(No space left on device\); nothing was changed"):
            append(file, journal, Step("edit", "herald-2", {"grade": "C3"}))
    assert path.read_bytes() == before


def test_a_journal_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    (tmp_path / "drafts").write_text("a file")
    with (
        pytest.raises(CannotWrite, match=r"could not be written \(.*\); nothing was changed"),
        locked(tmp_path / "drafts" / NAME),
    ):
        pass
    (tmp_path / "drafts").unlink()
    (tmp_path / "drafts" / NAME).mkdir(parents=True)
    with pytest.raises(InvalidInput, match=r"drafts/.*: cannot be read: .* \[W723\]"):
        read_journal(tmp_path)


def test_who_asks_whether_somebody_writes_is_told(tmp_path: Path) -> None:
    path = tmp_path / "drafts" / NAME
    assert not is_held(path)
    with locked(path):
        assert is_held(path)
    assert not is_held(path)


def test_the_mark_of_a_file(tmp_path: Path) -> None:
    assert file_hash(tmp_path / "claims.csv") == ""
    (tmp_path / "claims.csv").write_text("a")
    (tmp_path / "sources.csv").write_text("b")
    assert "" != file_hash(tmp_path / "claims.csv") != file_hash(tmp_path / "sources.csv")
    with pytest.raises(InvalidInput, match=r"cannot be read: .* \[W301\]"):
        file_hash(tmp_path)
