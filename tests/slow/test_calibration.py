"""A hundred fits of simulated ledgers, a tenth of what `make calibrate` makes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from tests.slow import calibrate
from tests.slow.bands import band
from tests.slow.calibrated import coverage, ranked
from tests.slow.simulated import RANKED, Ranks

FITS, OTHERS, SEED = 100, 40, 5001
ALARM = 0.01  # chance of a false alarm, of all numbers together
SURE = 3.3  # standard errors that a share may lie outside 87% to 93%: one false alarm in 1,000


@pytest.fixture(scope="module")
def fits() -> Mapping[str, Sequence[Ranks]]:
    todo = [("as fitted", SEED + k) for k in range(FITS)]
    todo += [("wrong grade", SEED + k) for k in range(OTHERS)]
    found: dict[str, list[Ranks]] = {case: [] for case, _ in todo}
    for case, ranks in calibrate.run(todo, 1):
        found[case].append(ranks)
    return found


@pytest.mark.slow
def test_ranks_are_uniform(fits: Mapping[str, Sequence[Ranks]]) -> None:
    columns = ranked(fits["as fitted"])
    within = band(FITS, RANKED, alpha=ALARM / len(columns))
    outside = {name: within.p(ranks) for name, ranks in columns.items() if not within.holds(ranks)}
    assert not outside


@pytest.mark.slow
@pytest.mark.parametrize("case", ["as fitted", "wrong grade"])
def test_ranges_hold_the_truth(fits: Mapping[str, Sequence[Ranks]], case: str) -> None:
    """87% to 93%, overall and by kind of claim."""
    for kind, (share, error, _) in coverage(fits[case]).items():
        assert 0.87 - SURE * error < share < 0.93 + SURE * error, kind


@pytest.mark.slow
def test_nothing_diverged(fits: Mapping[str, Sequence[Ranks]]) -> None:
    assert sum(fit.divergences for each in fits.values() for fit in each) == 0
