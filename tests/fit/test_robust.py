"""What must not shake a fit: a wild figure, no figure at all, contradictory bounds; and how it says it did not settle."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.fit.ledgers import CLAIMS, row, write_study
from wayhome.fit.diagnose import diagnose
from wayhome.fit.sample import sample
from wayhome.fit.store import Fit, fit_study, load

MOVED = 0.25  # a claim wrong by a factor of 100 moves what two others speak of by less than this share of its 90% range


def _headlines(fit: Fit) -> np.ndarray:
    """(number, (low, middle, high)): what C1, C2 and C4 speak of, by the fit."""
    lines = {line.id: line for line in fit.summary.claims}
    found = [(lines[i].model_low, lines[i].model_mid, lines[i].model_high) for i in ("C1", "C2", "C4")]
    return np.array(found, float)


@pytest.mark.parametrize("best", ["120000", "12"])
def test_one_claim_wrong_by_a_factor_of_100_hardly_moves_what_others_speak_of(tmp_path: Path, best: str) -> None:
    cells = {"quantity": "arrivals", "who": "nation=KGZ", "where": "away", "as_of": "2015-12"}
    others = (
        *CLAIMS,
        row("D1", **cells, best="1300", speaker="UN"),
        row("D2", **cells, best="1250", speaker="institute"),
    )
    wild = row("D3", **cells, best=best, speaker="daily")
    right = row("D3", **cells, best="1200", speaker="daily")
    with_right, with_wild = (
        fit_study(write_study(tmp_path / name, *others, claim), draws=250, tune=100, chains=2)
        for name, claim in (("right", right), ("wild", wild))
    )
    before, after = _headlines(with_right), _headlines(with_wild)
    moved = np.abs(np.log(after[:, 1] / before[:, 1])) / np.log(before[:, 2] / before[:, 0])
    assert (moved < MOVED).all(), moved


def test_without_amounts_the_posterior_is_the_prior(tmp_path: Path) -> None:
    """Nothing but a silence and an outlook."""
    made = fit_study(write_study(tmp_path, CLAIMS[10], CLAIMS[11]))
    assert made.summary.diagnosis.settled
    assert np.abs(made.z.mean(axis=0)).max() < 0.07
    assert np.abs(made.z.std(axis=0) - 1).max() < 0.05
    for line in made.summary.parameters:
        if line.prior_high > line.prior_low > 0:
            assert np.log(line.mid / line.prior_mid) == pytest.approx(
                0, abs=0.1 * np.log(line.prior_high / line.prior_low)
            )


def test_bounds_that_contradict_each_other_do_not_break_the_sampler(tmp_path: Path) -> None:
    cells = {"quantity": "arrivals", "who": "nation=KGZ", "where": "away", "as_of": "2015-12"}
    bounds = [
        row("B1", **cells, low="5000", wording="more than 5000", speaker="ministry"),
        row("B2", **cells, high="100", wording="up to 100", speaker="institute"),
        row("B3", **cells, low="9000", wording="at least 9000", speaker="UN"),
        row("B4", **cells, high="20", wording="at most 20", speaker="daily"),
    ]
    made = fit_study(write_study(tmp_path, *bounds))
    found = made.summary.diagnosis
    assert found.settled, found
    line = made.summary.claims[0]
    assert line.model_low is not None and line.model_high is not None
    assert line.model_high / line.model_low > 2  # nobody knows
    assert made.summary.disagreements


def test_a_fit_that_did_not_settle_says_which_parameters_and_claims_and_what_to_do(tmp_path: Path) -> None:
    *_, posterior = load(write_study(tmp_path))
    made = sample(posterior, seed=1, draws=20, tune=20, chains=2)
    found = diagnose(posterior, made, [])
    assert not found.settled
    assert set(found.unsettled) <= set(posterior.names) and "bias.ministry" in found.unsettled
    assert found.unsettled[0] in found.remedy
    assert "claims involved: " in found.remedy and "C1" in found.remedy
    assert "wayhome fit --draws" in found.remedy
    alone = diagnose(posterior, replace(made, diverging=np.ones_like(made.diverging)), [])
    assert f"{made.diverging.size} draws diverged" in alone.remedy
