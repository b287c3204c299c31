"""A few seconds of `make torture`: what was promised is kept, every file is whole, whatever befalls the writer."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.torture import trials
from tests.torture.apart import apart, strays
from tests.torture.deeds import DEEDS, bring_in, check_import, prepare_import, promised

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="forks, signals and limits of Linux")
LIGHT = ("review", "import")


@pytest.mark.parametrize("name", LIGHT)
def test_killed_at_any_moment(name: str) -> None:
    assert trials.kills(name, 4, seed=1)["kills"] == 4


@pytest.mark.parametrize("name", LIGHT)
def test_a_full_disk_is_said_and_nothing_is_torn(name: str) -> None:
    counts = trials.full_disk(name, 4, seed=3)
    assert counts["said"] + counts["had room"] == 4
    assert counts["said"] >= 1


@pytest.mark.parametrize("name", LIGHT)
def test_a_folder_that_may_not_be_written_is_said(name: str) -> None:
    assert trials.read_only(name)["said"] == 1


def test_no_update_is_lost_among_many_writers() -> None:
    assert trials.writers(4, 3)["updates"] == 12


def test_reviews_at_once_keep_every_decision() -> None:
    assert trials.sittings(3, 3)["updates"] >= 3


def test_the_clock_decides_nothing() -> None:
    assert trials.backwards(2)["turns"] == 2


# ---- the trials see what they are there to see --------------------------------------------------------------


def test_a_promise_that_was_broken_is_seen(tmp_path: Path) -> None:
    folder = tmp_path / "study"
    prepare_import(folder)
    told: list[str] = []
    bring_in(folder, told.append)
    check_import(folder, told)
    with pytest.raises(AssertionError, match=r"promised, but lost: .*'unhcr-2031"):
        check_import(folder, [*told, "+unhcr-2031-01-01"])
    assert promised(["+a", "+b", "?a", "+c"]) == {"b", "c"}


def test_what_fails_apart_is_told(tmp_path: Path) -> None:
    def fails(tell) -> None:
        tell("+a")
        raise ValueError("no\nthing")

    ended = apart(fails).wait()
    assert ended.told == ("+a",)
    assert "ValueError: no\nthing" in ended.failed
    assert "Traceback" in ended.failed
    assert not ended.killed
    (tmp_path / ".x").write_text("")
    assert strays(tmp_path) == [".x"]


def test_every_deed_has_its_share_of_the_kills() -> None:
    from tests.torture.__main__ import SHARES

    assert set(SHARES) == set(DEEDS)
    assert sum(SHARES.values()) == pytest.approx(1)
