"""The mutants themselves: what is changed, what is not, and that the tests of a fork meet the change and nobody else does."""

from __future__ import annotations

import os
import sys
from multiprocessing.connection import wait
from pathlib import Path

import pytest

from tests.mutants.apart import Replaced, Watch, begin
from tests.mutants.mutate import mutant, places

CODE = '''\
from __future__ import annotations

@njit(cache=True)
def total(values: list[int] | None, most: int) -> int:
    """Adds up what is below a number."""
    together = 0
    for value in values or ():
        if value < most:
            together += value
    return together
'''


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "wayhome").mkdir()
    path = tmp_path / "wayhome" / "not_there.py"
    path.write_text(CODE, encoding="utf-8")
    return path


def test_every_part_that_does_something_is_changed_and_nothing_else(file: Path) -> None:
    made = [mutant(place) for place in places(str(file))]
    assert sorted({one.after for one in made if one}) == [
        "for value in []:",
        "for value in values and ():",
        "if value <= most:",
        "if value >= most:",
        "pass",
        "together = -1",
        "together = 1",
    ]
    assert None in made  # the type's "|", and the decorator's True
    assert file.read_text(encoding="utf-8") == CODE


def test_a_place_has_a_name_that_finds_it_again(file: Path) -> None:
    names = [place.name for place in places(str(file))]
    assert len(set(names)) == len(names)
    assert f"{file}:8:Lt_LtE:0" in names


@pytest.mark.parametrize(("code", "failed"), [("RIGHT = 1", 0), ("RIGHT = 2", 1), ("1 / 0", 1)])
def test_only_the_fork_meets_the_change(file: Path, code: str, failed: int) -> None:
    test = file.parent / "test_it.py"
    test.write_text(
        "def test_it():\n    from wayhome.not_there import RIGHT\n    assert RIGHT == 1\n", encoding="utf-8"
    )
    apart = begin(Replaced(str(file), code), Watch(None, 5), [str(test)])
    wait([apart.hears])
    ended = apart.ended()
    assert ended is not None and not ended.broken
    assert (len(ended.failed), len(ended.passed)) == (failed, 1 - failed)
    assert "wayhome.not_there" not in sys.modules


def test_the_compiler_is_left_on_for_the_other_tests() -> None:
    assert "NUMBA_DISABLE_JIT" not in os.environ
