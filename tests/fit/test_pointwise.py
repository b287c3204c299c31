"""What each claim adds to the density, effects of a stated size among them, and the weights of leaving one out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.fit.ledgers import CLAIMS, row, write_study
from wayhome.fit.pointwise import pointwise, smoothed
from wayhome.fit.store import load

SIZED = row("S1", "effect", driver="wages_lost", via="go_home", direction="raises", low="1.2x", best="2x", high="4x")
SMALL = row(
    "S1", "effect", driver="wages_lost", via="go_home", direction="raises", low="1.1x", best="1.2x", high="1.4x"
)


def test_an_effect_of_a_stated_size_adds_up_with_the_others(tmp_path: Path) -> None:
    *_, posterior = load(write_study(tmp_path, *CLAIMS, SIZED))
    z = np.random.default_rng(5).normal(size=(5, len(posterior.names)))
    said = pointwise(posterior, z, np.stack([posterior.quantities(point) for point in z]))
    whole = sum((each.log for each in said.values()), np.zeros(5)) - 0.5 * (z**2).sum(axis=1)
    assert whole == pytest.approx([posterior(point)[0] for point in z], rel=1e-10)
    assert np.ptp(said["S1"].log) > 0.01


def test_a_stated_size_is_most_likely_where_the_effect_has_it(tmp_path: Path) -> None:
    for claim, size in ((SIZED, 2.0), (SMALL, 1.2)):
        *_, posterior = load(write_study(tmp_path, *CLAIMS, claim))
        (effect,) = (one for one in posterior.observed.effects if one.claim.id == "S1")
        z = np.zeros((401, len(posterior.names)))
        z[:, effect.parameter] = np.linspace(-6, 6, 401)
        said = pointwise(posterior, z, np.ones((401, len(posterior.observed.quantities))))["S1"]
        assert np.exp(said.seen[said.log.argmax()]) == pytest.approx(size, rel=0.02)


def test_without_anything_to_tell_them_apart_draws_weigh_the_same() -> None:
    even = smoothed(np.full(40, -3.0))
    assert even.each == pytest.approx(np.full(40, 1 / 40)) and even.trusted


def test_weights_without_end_are_not_trusted() -> None:
    """A claim that some draw makes impossible: one over its likelihood is no weight."""
    endless = smoothed(np.array([0.0, 1.0, np.inf]))
    assert endless.each == pytest.approx(np.full(3, 1 / 3)) and not endless.trusted
