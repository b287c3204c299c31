"""Two thousand claims are fitted in minutes."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

from tests.slow.simulated import Case, Simulator
from tests.slow.small import FORMS, Form
from wayhome.fit.diagnose import diagnose
from wayhome.fit.sample import sample

COPIES, SPEAKERS = 80, 10
MINUTES = 10


def many() -> tuple[Form, ...]:
    """Every claim of the small study over and over, by ever new speakers."""

    def said(form: Form, k: int) -> Form:
        speaker = form.cells.get("speaker")
        cells = form.cells if speaker is None else {**form.cells, "speaker": f"{speaker} {k % SPEAKERS}"}
        return Form(f"{form.id}x{k}", form.form, cells, form.spread)

    return tuple(said(form, k) for k in range(COPIES) for form in FORMS)


@pytest.mark.slow
def test_two_thousand_claims_are_fitted_in_minutes(tmp_path: Path) -> None:
    forms = many()
    assert len(forms) == 2000
    posterior, _, truth = Simulator(tmp_path, Case(forms=forms)).ledger(np.random.default_rng(1), 1)
    begin = time.perf_counter()
    draws = sample(posterior, seed=1, draws=1000, tune=300, chains=4)
    seconds = time.perf_counter() - begin
    found = diagnose(posterior, draws, [])
    print(f"{len(posterior.names)} parameters, {seconds:.0f} s, {draws.leapfrogs:.0f} leapfrogs a draw", found)
    assert found.settled, found
    assert seconds < 60 * MINUTES
    gap = (draws.z.mean(axis=(0, 1)) - truth) / draws.z.std(axis=(0, 1))
    assert np.sqrt((gap**2).mean()) < 1.5
