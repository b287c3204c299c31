"""A few seconds of `make fuzz`: real files made wrong are read or refused with a reason, whatever was done to them."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from tests.fuzz.__main__ import results
from tests.fuzz.examples import example, tried
from tests.fuzz.judge import Finding, judge
from tests.fuzz.mutations import ANY, BY_ENDING, LAUGHS, Change, change_folder, trap
from tests.fuzz.subjects import SUBJECTS, Subject
from wayhome.errors import CannotWrite, InvalidInput, Problem

CHANGES = sorted(
    {*ANY, *(change for changes in BY_ENDING.values() for change in changes), trap}, key=lambda one: one.__name__
)


@pytest.mark.parametrize("kind", SUBJECTS)
@seed(8)
@settings(max_examples=15, deadline=None, database=None)
@given(dice=st.randoms(use_true_random=False))
def test_every_input_is_read_or_refused_with_a_reason(
    kind: str, dice: Random, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("any", numbered=True)
    files = change_folder(dice.choice(SUBJECTS[kind].seeds()), dice)
    assert judge(SUBJECTS[kind], files, folder) in ("read", "refused")


@pytest.mark.parametrize("kind", SUBJECTS)
def test_seeds_are_sound(kind: str, tmp_path: Path) -> None:
    assert {str(judge(SUBJECTS[kind], files, tmp_path)) for files in SUBJECTS[kind].seeds()} == {"read"}


def test_an_example_is_a_function_of_its_seed_and_number() -> None:
    assert [example(1, number) for number in range(40)] == [example(1, number) for number in range(40)]
    assert example(1, 3)[1] != example(2, 3)[1]


def test_several_processes_find_what_one_finds() -> None:
    tasks = [(1, 0, 3, "words"), (1, 3, 6, "words")]
    assert list(results(tasks, 2)) == [tried(task) for task in tasks]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_every_kind_of_change_changes_something(change: Change) -> None:
    text = b"a: 1\nb: {c: [1, 2]}\n" + b"id,best\nx,3\ny,4\n" * (change.__name__ == "change_cells")
    changed = [change(text, Random(number)) for number in range(30)]
    assert sum(new != text for new in changed) > 15
    assert all(isinstance(change(b"", Random(number)), bytes) for number in range(10))


def test_a_billion_laughs_are_refused_at_once(tmp_path: Path) -> None:
    outcome = judge(SUBJECTS["study"], {"study.yaml": LAUGHS}, tmp_path)
    assert outcome == "refused"


# ---- the judge finds what it is there to find ---------------------------------------------------------------


def outcome_of(read, folder: Path, *, writes: bool = False) -> str:
    found = judge(Subject(list, read, 1, writes), {"a.yaml": b"a\nb\n"}, folder)
    assert not list(folder.iterdir())
    return found.what if isinstance(found, Finding) else found


def refusing(*problems: Problem):
    def read(folder: Path) -> None:
        raise InvalidInput(problems)

    return read


def test_the_judge_tells_every_kind_of_break(tmp_path: Path) -> None:
    def fails(folder: Path) -> None:
        raise KeyError("a")

    def cannot(folder: Path) -> None:
        raise CannotWrite("full")

    assert outcome_of(lambda folder: None, tmp_path) == "read"
    assert outcome_of(cannot, tmp_path) == "refused"
    assert outcome_of(fails, tmp_path) == "KeyError"
    assert outcome_of(refusing(), tmp_path) == "no problem named"
    assert outcome_of(refusing(Problem("a.yaml", 2, "b", "wrong", "W101")), tmp_path) == "refused"
    assert outcome_of(refusing(Problem("a.yaml", 9, "b", "wrong", "W101")), tmp_path) == "ill explained"
    assert outcome_of(refusing(Problem("a.yaml", 1, "b", "", "W101")), tmp_path) == "ill explained"
    assert outcome_of(refusing(Problem("a.yaml", 1, "b", "wrong", "101")), tmp_path) == "ill explained"
    assert outcome_of(lambda folder: (folder / "a.yaml").write_bytes(b""), tmp_path) == "changed"
    assert outcome_of(lambda folder: (folder / "b.csv").write_bytes(b""), tmp_path) == "changed"
    assert outcome_of(lambda folder: (folder / "b.csv").write_bytes(b""), tmp_path, writes=True) == "read"
    assert outcome_of(lambda folder: (folder / ".b.csv").write_bytes(b""), tmp_path, writes=True) == "left behind"


def test_the_judge_gives_up_on_what_hangs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def hangs(folder: Path) -> None:
        while True:
            pass

    monkeypatch.setattr("tests.fuzz.judge.GIVE_UP", 0.2)
    assert outcome_of(hangs, tmp_path) == "hang"
