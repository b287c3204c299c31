"""The studies that come along: each is sound, says what it is, and can be fitted."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from tests.docs.blocks import ROOT
from wayhome.fit.store import fit_study, load
from wayhome.scenario import under
from wayhome.study.scenarios import load_scenarios

SMALL = sorted(
    folder.name for folder in (ROOT / "studies").iterdir() if folder.is_dir() and folder.name != "central-asia"
)


def _copied(name: str, to: Path) -> Path:
    return Path(shutil.copytree(ROOT / "studies" / name, to / name, ignore=shutil.ignore_patterns("results")))


def test_there_are_small_studies() -> None:
    assert len(SMALL) >= 3


@pytest.mark.parametrize("name", SMALL)
def test_a_small_study_is_sound_and_says_that_it_is_invented(name: str) -> None:
    folder = ROOT / "studies" / name
    study, ledger, *_ = load(folder)
    assert load_scenarios(folder, study)
    assert 0 < len(ledger.claims) < 20
    assert "(synthetic)" in study.title
    readme = (folder / "README.md").read_text("utf-8")
    assert readme.splitlines()[0].endswith("(synthetic)")
    assert "are invented" in readme
    assert f"wayhome report studies/{name}" in readme
    named = [claim.id for claim in ledger.claims if f"`{claim.id}`" in readme]
    assert named


@pytest.mark.parametrize("name", SMALL)
def test_a_small_study_can_be_fitted_at_a_glance(name: str, tmp_path: Path) -> None:
    folder = _copied(name, tmp_path)
    made = fit_study(folder, quick=True, seed=1)
    assert len(made.z) > 50
    assert np.isfinite(made.z).all()
    for scenario in load_scenarios(folder, made.study).values():
        assert under(made, scenario).study != made.study


@pytest.mark.slow
@pytest.mark.parametrize("name", SMALL)
def test_the_fit_of_a_small_study_settles(name: str, tmp_path: Path) -> None:
    assert fit_study(_copied(name, tmp_path)).summary.diagnosis.settled
