"""Calibration in small: bands, the drawing of ledgers, and twelve fits. The real thing is `make calibrate`."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from scipy import stats

from tests.slow.bands import SETS, band
from tests.slow.calibrated import coverage
from tests.slow.simulated import RANKED, Case, Simulator

FITS = 12
SURE = 3.5  # standard errors: one false alarm in 2,000


def test_bands_hold_as_many_uniform_ranks_as_they_say() -> None:
    within, rng = band(200, RANKED), np.random.default_rng(7)
    held = [within.holds(rng.integers(0, RANKED + 1, 200)) for _ in range(1000)]
    assert abs(np.mean(held) - 0.95) < 3.3 * np.sqrt(0.05 * 0.95 / 1000) + 1 / np.sqrt(SETS)


def test_bands_see_ranges_that_are_too_narrow_too_wide_or_shifted() -> None:
    within, rng = band(1000, RANKED), np.random.default_rng(8)

    def ranks(shift: float, widths: float) -> np.ndarray:
        """Ranks of truths among normal draws that are shifted, and wider than they should be."""
        draws = shift + widths * rng.normal(size=(1000, RANKED))
        return (draws < rng.normal(size=(1000, 1))).sum(axis=1)

    assert within.holds(ranks(0, 1)) and within.p(ranks(0, 1)) > 0.05
    assert within.p(ranks(0.2, 1)) < 0.01
    assert within.p(ranks(0, 0.8)) < 0.01
    assert within.p(ranks(0, 1.25)) < 0.01


def test_ledgers_are_drawn_as_the_likelihood_has_them(tmp_path: Path) -> None:
    """Errors at the truth are Student-t with 4 degrees of freedom, and nothing falls on the wrong side of its own bound."""
    simulator = Simulator(tmp_path, Case())
    errors: list[float] = []
    for seed in range(20):
        posterior, ledger, truth = simulator.ledger(np.random.default_rng(seed), seed)
        assert len(ledger.claims) == len(simulator.case.forms)
        biases = np.append(posterior.biases(truth), 0.0)
        at = posterior.predicted(posterior.quantities(truth))
        for amount, predicted in zip(posterior.observed.amounts, at, strict=True):
            if amount.sense == 0:
                errors.append((amount.value - predicted - biases[amount.bias]) / amount.sd)
    assert stats.kstest(errors, stats.t(4).cdf).pvalue > 0.001


def test_a_dozen_fits_find_the_truth(tmp_path: Path) -> None:
    """90% ranges hold it about nine times in ten: of parameters, of what claims speak of, and of the forecast."""
    simulator = Simulator(tmp_path, Case())
    fits = [simulator(seed, draws=120, tune=60) for seed in range(9001, 9001 + FITS)]
    spread = {
        "parameters": 0.08,
        "all that claims speak of": 0.10,
        "forecast": 0.18,
    }  # sd of one fit's share, from 1,000
    for kind, sd in spread.items():
        share = coverage(fits)[kind][0]
        assert abs(share - 0.9) < SURE * sd / np.sqrt(FITS), kind
