"""What the compiled study is made of, where paths alone would not show it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from tests.engine.studies import studies
from wayhome import reference
from wayhome.engine.compile import compile_study, contrasts
from wayhome.study.resolved import Study


@pytest.mark.parametrize("levels", [2, 3, 7])
def test_levels_differ_by_one_sd_each_and_by_nothing_together(levels: int) -> None:
    basis = contrasts(levels)
    assert basis.shape == (levels, levels - 1)
    assert basis.sum(axis=0) == pytest.approx(np.zeros(levels - 1))
    together = basis @ basis.T  # the covariance of levels whose weights are standard normal
    alike = -1 / (levels - 1)
    assert together == pytest.approx(np.where(np.eye(levels), 1.0, alike))


@settings(max_examples=100, deadline=None)
@given(study=studies())
def test_every_uncertain_number_is_a_parameter_and_no_other(study: Study) -> None:
    """As the reference names them; it gives what differs between groups by level, the compiled study by contrast."""
    names = compile_study(study).parameters
    differing = {name.rpartition(".")[0] for name in names if name.startswith("differs.")}
    expected = reference.parameters(study)
    by_level = [name.rpartition(".")[0] for name in expected if name.startswith("differs.")]
    assert len(set(names)) == len(names)
    assert {n for n in names if not n.startswith("differs.")} == {n for n in expected if not n.startswith("differs.")}
    assert differing == set(by_level)
    assert sum(name.startswith("differs.") for name in names) == len(by_level) - len(differing)  # one less each
