"""The density: its pieces against SciPy, its gradient against finite differences, a conjugate case solved by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

from tests.fit.ledgers import CLAIMS, row, write_study
from wayhome.fit.likelihood import belief, heavy, student
from wayhome.fit.store import load

T = np.array([-1e6, -30.0, -3.0, -0.2, 0.0, 0.4, 5.0, 1e6])


def test_student_density_and_tails_equal_scipys() -> None:
    law: Any = stats.t(4)
    for sense, expected in ((0, law.logpdf(T)), (1, law.logsf(T)), (-1, law.logcdf(T))):
        density, slope = student(T, np.full(T.shape, sense))
        assert density == pytest.approx(expected, rel=1e-9, abs=1e-12)
        step = 1e-6 * np.maximum(1, np.abs(T))
        ahead, behind = (student(T + s * step, np.full(T.shape, sense))[0] for s in (1, -1))
        assert slope == pytest.approx((ahead - behind) / (2 * step), rel=1e-5, abs=1e-8)


def test_a_bias_has_the_normals_90_percent_range_and_heavier_tails() -> None:
    z = np.array([-4.0, -1.6448536269514722, -1e-9, 0.0, 0.3, 1.6448536269514722, 3.0])
    value, slope = heavy(z)
    assert value[[1, 5]] == pytest.approx(z[[1, 5]], rel=1e-12)
    assert (np.abs(value[[0, 6]]) > 1.3 * np.abs(z[[0, 6]])).all()
    assert (np.diff(value) > 0).all() and value[3] == 0
    ahead, behind = (heavy(z + step)[0] for step in (1e-6, -1e-6))
    assert slope == pytest.approx((ahead - behind) / 2e-6, rel=1e-6)
    assert all(np.isfinite(part).all() for part in heavy(np.array([-1e9, 1e9])))


def test_belief_gives_the_likelihood_to_the_side_it_favours() -> None:
    d = np.array([-8.0, 0.0, 8.0])
    density, _ = belief(d, np.full(3, 0.7))
    assert np.exp(density) == pytest.approx([0.3, 0.5, 0.7], rel=1e-9)
    flat, slope = belief(d, np.full(3, 0.5))
    assert flat == pytest.approx(np.log(0.5)) and slope == pytest.approx(0)


@pytest.mark.parametrize("seed", range(4))
def test_the_gradient_equals_finite_differences(tmp_path: Path, seed: int) -> None:
    *_, posterior = load(write_study(tmp_path))
    z = np.random.default_rng(seed).normal(size=len(posterior.names))
    _, gradient = posterior(z)
    step = 1e-6
    slopes = [(posterior(z + step * e)[0] - posterior(z - step * e)[0]) / (2 * step) for e in np.eye(len(z))]
    assert gradient == pytest.approx(slopes, rel=1e-5, abs=1e-6)


def test_what_enters_and_what_does_not(tmp_path: Path) -> None:
    *_, posterior = load(write_study(tmp_path))
    observed = posterior.observed
    assert [a.claim.id for a in observed.amounts] == ["C1", "C2", "C3", "C4", "C5", "C8", "C9"]
    assert [c.claim.id for c in observed.comparisons] == ["C6"]
    assert [e.claim.id for e in observed.effects] == ["C7"]
    reasons = {claim.id: reason for claim, reason in observed.unused}
    assert reasons.keys() == {"C10", "C11", "C12", "C13"}
    assert "C1" in reasons["C10"]
    assert "2016-03" in reasons["C13"]


def test_claims_of_one_speaker_share_a_bias(tmp_path: Path) -> None:
    *_, posterior = load(write_study(tmp_path))
    bias = {a.claim.id: a.bias for a in posterior.observed.amounts}
    assert bias["C1"] == bias["C3"] != bias["C2"]
    assert bias["C5"] == -1  # shares carry their letter's width as error instead


def test_a_repeated_claim_changes_nothing(tmp_path: Path) -> None:
    *_, with_it = load(write_study(tmp_path / "a"))
    *_, without = load(write_study(tmp_path / "b", *[c for c in CLAIMS if not c.startswith('"C10"')]))
    z = np.random.default_rng(1).normal(size=len(with_it.names))
    assert with_it(z)[0] == without(z)[0]


def test_the_prior_alone_is_standard_normal(tmp_path: Path) -> None:
    *_, posterior = load(
        write_study(tmp_path, row("C11", "silence", who="nation=UZB", where="returned", as_of="2015-12"))
    )
    z = np.random.default_rng(1).normal(size=len(posterior.names))
    value, gradient = posterior(z)
    assert value == pytest.approx(-0.5 * z @ z)
    assert gradient == pytest.approx(-z)
