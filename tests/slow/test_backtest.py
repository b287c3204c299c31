"""A backtest with the full fit: settled, and near the quick look that stands in for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.test_backtest import write
from wayhome.backtest import backtest_study


@pytest.mark.slow
def test_a_full_fit_settles_and_agrees_with_the_quick_look(tmp_path: Path) -> None:
    folder = write(tmp_path)
    (full,) = backtest_study(folder, ["2014-12"])
    (quick,) = backtest_study(folder, ["2014-12"], quick=True)
    assert not full.scores.approximate and quick.scores.approximate
    assert full.fit.summary.diagnosis.settled
    for one, other in zip(full.scores.scored, quick.scores.scored, strict=True):
        assert one.marks.middle == pytest.approx(other.marks.middle, rel=0.15)
