"""The sampler on a posterior that is known in closed form."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.fit.conjugate import counted, moments, write_stock
from tests.fit.ledgers import row, write_study
from wayhome.fit.sample import rounded, sample
from wayhome.fit.store import load


def test_the_posterior_equals_one_found_by_quadrature(tmp_path: Path) -> None:
    """One unknown (log people at the start) and one bias, integrated on a grid."""
    posterior = counted(tmp_path, low="700", best="800", high="900")
    assert posterior.names == ("start.home.KGZ", "bias.x")
    draws = sample(posterior, seed=1, draws=2500, tune=500, chains=4).z.reshape(-1, 2)
    for axis, (mean, sd) in enumerate(moments(posterior, points=121)):
        assert draws[:, axis].mean() == pytest.approx(mean, abs=0.05 * sd)
        assert draws[:, axis].std() == pytest.approx(sd, rel=0.05)


def test_a_single_parameter_can_be_sampled(tmp_path: Path) -> None:
    claim = row("C1", "silence", who="nation=KGZ", where="home", as_of="2014-03")
    *_, posterior = load(write_stock(tmp_path, claim))
    draws = sample(posterior, seed=1, draws=1000, tune=200, chains=4).z
    assert draws.shape == (4, 1000, 1)
    assert draws.std() == pytest.approx(1, abs=0.1)  # nothing is claimed: the prior


def test_the_same_seed_gives_the_same_draws(tmp_path: Path) -> None:
    *_, posterior = load(write_study(tmp_path))
    first, second = (sample(posterior, seed=3, draws=30, tune=60, chains=2).z for _ in range(2))
    assert np.array_equal(first, second)


def test_progress_counts_up_to_the_whole(tmp_path: Path) -> None:
    *_, posterior = load(write_study(tmp_path))
    seen: list[tuple[int, int]] = []
    sample(posterior, seed=1, draws=20, tune=30, chains=2, progress=lambda done, of: seen.append((done, of)))
    assert max(done for done, _ in seen) == 2 * (20 + 30 + 20 + 20)
    assert {of for _, of in seen} == {180}


def test_the_mode_is_one_and_its_coordinates_are_round(tmp_path: Path) -> None:
    *_, posterior = load(write_study(tmp_path))
    mode, matrix = rounded(posterior)
    assert np.abs(posterior(mode)[1]).max() < 0.1
    step = 1e-4
    curvature = np.array(
        [
            matrix @ (posterior(mode - step * matrix @ e)[1] - posterior(mode + step * matrix @ e)[1]) / (2 * step)
            for e in np.eye(len(mode))
        ]
    )
    assert np.linalg.eigvalsh((curvature + curvature.T) / 2) == pytest.approx(1, abs=0.1)


def test_no_notice_for_developers_reaches_those_who_fit() -> None:
    code = "from wayhome.fit.quiet import arviz; arviz(); import nutpie; from nutpie import compiled_pyfunc"
    done = subprocess.run([sys.executable, "-W", "default", "-c", code], capture_output=True, text=True, check=True)
    assert "ArviZ" not in done.stderr
