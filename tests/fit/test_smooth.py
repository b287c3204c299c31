"""The quick look: near the posterior, the same for a seed, labelled, and never in the place of a fit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from tests.fit.conjugate import counted, moments
from tests.fit.ledgers import CLAIMS, row, write_study
from wayhome.cli.main import app
from wayhome.fit.smooth import smooth
from wayhome.fit.store import FILE, QUICK, fit_study, load
from wayhome.forecast import forecast
from wayhome.report.page import render


@pytest.mark.parametrize(
    ("cells", "near"),
    [
        ({"low": "700", "best": "800", "high": "900"}, 0.1),
        ({"low": "1200", "wording": "more than 1200"}, 0.15),
        ({"low": "300", "wording": "more than 300"}, 0.1),
        ({"high": "500", "wording": "up to 500"}, 0.3),
    ],
)
def test_it_is_near_the_posterior_found_by_quadrature(tmp_path: Path, cells: dict[str, str], near: float) -> None:
    posterior = counted(tmp_path, **cells)
    z = smooth(posterior, seed=1, members=2000).z[0]
    for axis, (mean, sd) in enumerate(moments(posterior, reach=4, points=41)):
        assert z[:, axis].mean() == pytest.approx(mean, abs=near * sd)
        assert z[:, axis].std() == pytest.approx(sd, rel=near)


def test_it_is_near_the_full_fit(tmp_path: Path) -> None:
    """Every kind of claim at once; the full fit's own error is 0.05 sd."""
    folder = write_study(tmp_path)
    full, quick = fit_study(folder, draws=400, tune=150, chains=2).z, fit_study(folder, quick=True).z
    apart = np.abs(quick.mean(axis=0) - full.mean(axis=0)) / full.std(axis=0)
    ratio = quick.std(axis=0) / full.std(axis=0)
    assert apart.max() < 0.5 and np.median(apart) < 0.15, apart
    assert ratio.min() > 0.75 and ratio.max() < 1.3, ratio


def test_the_same_seed_gives_the_same_draws(tmp_path: Path) -> None:
    *_, posterior = load(write_study(tmp_path))
    first, second, other = (smooth(posterior, seed=seed, members=60).z for seed in (3, 3, 4))
    assert np.array_equal(first, second)
    assert not np.array_equal(first, other)


def test_nothing_claimed_leaves_the_prior(tmp_path: Path) -> None:
    claim = row("C1", "silence", who="nation=UZB", where="returned", as_of="2015-12")
    *_, posterior = load(write_study(tmp_path, claim))
    z = smooth(posterior, seed=1, members=500).z[0]
    assert np.array_equal(z, np.random.default_rng(1).normal(size=z.shape))


def test_it_is_kept_beside_the_fit_and_labelled(tmp_path: Path) -> None:
    folder = write_study(tmp_path, *CLAIMS[:3])
    full = fit_study(folder, draws=40, tune=40, chains=2)
    before = (folder / FILE).read_bytes()
    quick = fit_study(folder, quick=True, draws=200)
    assert (folder / FILE).read_bytes() == before
    assert quick.summary.diagnosis.approximate and not quick.summary.diagnosis.settled
    assert not full.summary.diagnosis.approximate
    written = (folder / QUICK).stat().st_mtime_ns
    again = fit_study(folder, quick=True)
    assert (folder / QUICK).stat().st_mtime_ns == written
    assert np.array_equal(again.z, quick.z) and again.summary == quick.summary
    assert not np.array_equal(fit_study(folder).z, quick.z)
    said = CliRunner().invoke(app, ["fit", str(folder), "--quick"])
    assert said.exit_code == 0 and said.output.startswith("Approximate.") and "settled:" not in said.output
    page = render(forecast(quick, draws=20), quick)
    assert "Approximate numbers" in page and "The fit settled" not in page


def test_progress_counts_the_rounds(tmp_path: Path) -> None:
    *_, posterior = load(write_study(tmp_path))
    seen: list[tuple[int, int]] = []
    smooth(posterior, seed=1, members=20, rounds=3, progress=lambda done, of: seen.append((done, of)))
    assert seen == [(1, 3), (2, 3), (3, 3)]
