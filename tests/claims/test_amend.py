"""Changing rows of the ledger: told, taken back, never over somebody else's change."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.fit.ledgers import write_study
from wayhome.claims import amend
from wayhome.claims.amend import HISTORY, find_row, history, row_hash, standing, undo
from wayhome.claims.claim import Ledger
from wayhome.claims.journal import NAME
from wayhome.claims.ledger import load_ledger, read_rows, write_claims
from wayhome.claims.review import Conflict
from wayhome.errors import CannotWrite, InvalidInput, Problem


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_study(tmp_path / "study")


def change(folder: Path, claim: str, **cells: str) -> amend.Amendment | None:
    return amend.amend(folder, claim, cells, based_on=row_hash(find_row(folder, claim)))


def test_a_change_is_written_told_and_taken_back(folder: Path) -> None:
    rows = {row["id"]: row for row in read_rows(folder / "claims.csv")}
    made = change(folder, "C1", grade=" A1 ", note="seen in print")
    assert made is not None and dict(made.before) == {"grade": "B2", "note": ""}
    after = {row["id"]: row for row in read_rows(folder / "claims.csv")}
    assert after["C1"]["grade"] == "A1" and after["C1"]["note"] == "seen in print"
    assert {name: row for name, row in after.items() if name != "C1"} == {
        name: row for name, row in rows.items() if name != "C1"
    }
    assert [(one.id, one.line) for one in standing(history(folder))] == [("C1", 1)]
    back = undo(folder)
    assert back.of == 1 and find_row(folder, "C1")["grade"] == "B2"
    assert standing(history(folder)) == ()
    assert len(history(folder)) == 2
    assert {row["id"]: row for row in read_rows(folder / "claims.csv")} == rows
    with pytest.raises(InvalidInput, match=r"no change to take back .*W724"):
        undo(folder)


def test_what_changes_nothing_is_no_change(folder: Path) -> None:
    before = (folder / "claims.csv").read_bytes()
    assert change(folder, "C1", grade="B2") is None
    assert (folder / "claims.csv").read_bytes() == before and history(folder) == ()


def test_a_row_that_changed_since_it_was_shown_is_left_alone(folder: Path) -> None:
    shown = row_hash(find_row(folder, "C1"))
    change(folder, "C1", grade="A1")
    kept = (folder / "claims.csv").read_bytes()
    with pytest.raises(Conflict, match=r"changed after this page had shown it; look again, nothing was written .*W721"):
        amend.amend(folder, "C1", {"grade": "F6"}, based_on=shown)
    assert (folder / "claims.csv").read_bytes() == kept and len(history(folder)) == 1


def test_changes_of_other_rows_by_an_editor_are_kept(folder: Path) -> None:
    shown = row_hash(find_row(folder, "C1"))
    path = folder / "claims.csv"
    path.write_text(path.read_text("utf-8").replace("Statement C2", "An editor wrote this"), encoding="utf-8")
    amend.amend(folder, "C1", {"grade": "A1"}, based_on=shown)
    claims = {claim.id: claim for claim in load_ledger(folder).claims}
    assert claims["C1"].grade == "A1" and claims["C2"].statement == "An editor wrote this"


def test_a_change_is_not_taken_back_over_another(folder: Path) -> None:
    change(folder, "C1", grade="A1")
    path = folder / "claims.csv"
    path.write_text(path.read_text("utf-8").replace("A1", "F6"), encoding="utf-8")
    with pytest.raises(Conflict, match=r"changed again since, elsewhere"):
        undo(folder)
    assert find_row(folder, "C1")["grade"] == "F6"


def test_an_earlier_change_can_be_taken_back_by_its_line(folder: Path) -> None:
    change(folder, "C1", grade="A1")
    change(folder, "C2", grade="F6")
    undo(folder, line=1)
    assert find_row(folder, "C1")["grade"] == "B2" and find_row(folder, "C2")["grade"] == "F6"
    with pytest.raises(InvalidInput, match=r"W724"):
        undo(folder, line=1)


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"grade": "Z9"}, "W310"),
        ({"status": "perhaps"}, "W308"),
        ({"source": "nowhere"}, "W316"),
        ({"note": "=1+1"}, "W306"),
    ],
)
def test_the_ledger_s_rules_hold(folder: Path, cells: dict[str, str], code: str) -> None:
    before = (folder / "claims.csv").read_bytes()
    with pytest.raises(InvalidInput, match=code):
        amend.amend(folder, "C1", cells, based_on=row_hash(find_row(folder, "C1")))
    assert (folder / "claims.csv").read_bytes() == before and history(folder) == ()


def test_the_model_s_rules_hold_for_the_row_alone(folder: Path) -> None:
    wrong = [
        Problem("claims.csv", 2, "C1.where", "no such place", "W501"),
        Problem("claims.csv", 3, "C2.where", "x", "W501"),
    ]
    with pytest.raises(InvalidInput, match=r"no such place") as caught:
        amend.amend(
            folder, "C1", {"where": "moon"}, based_on=row_hash(find_row(folder, "C1")), fits=lambda ledger: wrong
        )
    assert len(caught.value.problems) == 1


def test_a_claim_that_is_not_there(folder: Path) -> None:
    with pytest.raises(InvalidInput, match=r"no such claim .*W317"):
        amend.amend(folder, "C99", {"grade": "A1"}, based_on="")


def test_a_line_cut_off_is_passed_over_and_a_broken_one_is_told(folder: Path) -> None:
    change(folder, "C1", grade="A1")
    path = folder / "drafts" / HISTORY
    path.write_bytes(path.read_bytes() + b'{"id": "C2", "bef')
    assert len(history(folder)) == 1
    change(folder, "C2", grade="A1")
    assert [one.id for one in history(folder)] == ["C1", "C2"]
    path.write_bytes(b"[1]\n" + path.read_bytes())
    with pytest.raises(InvalidInput, match=r"is no change of a claim.*W723"):
        history(folder)


def test_a_note_whose_change_never_came_is_undone_without_harm(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut(path: Path, rows: list[dict[str, str]]) -> None:
        if path.parent == folder:
            raise KeyboardInterrupt
        write_claims(path, rows)

    monkeypatch.setattr(amend, "write_claims", cut)
    with pytest.raises(KeyboardInterrupt, match=r"^$"):
        change(folder, "C1", grade="A1")
    monkeypatch.undo()
    assert find_row(folder, "C1")["grade"] == "B2" and len(history(folder)) == 1
    undo(folder)
    assert find_row(folder, "C1")["grade"] == "B2"


def test_the_lock_is_the_review_s(folder: Path) -> None:
    change(folder, "C1", grade="A1")
    assert (folder / "drafts" / NAME).exists()


def test_somebody_else_writing_while_a_change_is_checked_wins(folder: Path) -> None:
    path = folder / "claims.csv"
    theirs = path.read_text("utf-8").replace("Statement C2", "An editor wrote this")

    def fits(ledger: Ledger) -> list[Problem]:
        path.write_text(theirs, encoding="utf-8")
        return []

    with pytest.raises(
        Conflict, match=r"somebody has just written claims\.csv; look again, nothing was written .*W721"
    ):
        amend.amend(folder, "C1", {"grade": "A1"}, based_on=row_hash(find_row(folder, "C1")), fits=fits)
    assert path.read_text("utf-8") == theirs and history(folder) == ()


def test_a_history_that_cannot_be_read_or_written_changes_nothing(folder: Path) -> None:
    (folder / "drafts" / HISTORY).mkdir(parents=True)
    before = (folder / "claims.csv").read_bytes()
    with pytest.raises(InvalidInput, match=r"drafts/.*: cannot be read: .*W723"):
        history(folder)
    with pytest.raises(CannotWrite, match=r"could not be written .*; nothing was changed"):
        change(folder, "C1", grade="A1")
    assert (folder / "claims.csv").read_bytes() == before


@pytest.mark.parametrize(
    "record",
    [
        {"id": "C1", "before": {"grade": 3}, "after": {"grade": "A1"}},
        {"id": 1, "before": {}, "after": {}},
        {"id": "C1", "before": {}, "after": {}, "of": "1"},
        {"id": "C1", "before": [], "after": 5},
        {"id": "C1"},
    ],
)
def test_a_record_of_another_form_is_told_with_its_line(folder: Path, record: dict[str, object]) -> None:
    change(folder, "C1", grade="A1")
    with (folder / "drafts" / HISTORY).open("a", encoding="utf-8") as file:
        file.write(json.dumps(record) + "\n")
    with pytest.raises(InvalidInput, match=r"drafts/.*:2: this line is no change of a claim; restore the file .*W723"):
        history(folder)
