"""Cases whose posterior is solved by hand.

What is said of the sign of an effect, with the words' likelihood w, multiplies a normal prior by w Φ(d) + (1 − w) Φ(−d) with d
linear in the parameter. The normal is conjugate to that: the posterior is a mixture of skew-normals (Azzalini 1985; Durante
2019), whose moments are known. With d = a + b z, c = √(1 + b²), δ = b / c and h = a / c, over the prior

    E Φ(d) = Φ(h)    E z Φ(d) = δ φ(h)    E z² Φ(d) = Φ(h) − δ² h φ(h)
"""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from scipy.stats import norm

from tests.fit.ledgers import row, write_study
from wayhome.fit.sample import sample
from wayhome.fit.store import load
from wayhome.ranges import Z90


@pytest.mark.parametrize(
    ("wording", "direction", "w"),
    [("almost certain", "lowers", 0.97), ("unlikely", "raises", 0.325)],
)
def test_the_sign_of_an_effect(tmp_path: Path, wording: str, direction: str, w: float) -> None:
    claim = row("C1", "effect", driver="wages_lost", via="go_home", direction=direction, wording=wording)
    *_, posterior = load(write_study(tmp_path, claim))
    draws = sample(posterior, seed=1, draws=2000, tune=200, chains=2).z
    z = draws[:, :, posterior.names.index("effect.go_home.wages_lost")]
    margin, sign = math.log(1.5) / Z90, -1 if direction == "lowers" else 1
    a, b = sign * math.log(4) / 2 / margin, sign * math.log(4) / (2 * Z90) / margin  # of the prior 1x to 4x
    h, delta = a / math.hypot(1, b), b / math.hypot(1, b)
    lean = 2 * w - 1  # w Φ(d) + (1 − w) Φ(−d) = 1 − w + lean Φ(d)
    whole = 1 - w + lean * norm.cdf(h)
    mean = lean * delta * norm.pdf(h) / whole
    square = (1 - w + lean * (norm.cdf(h) - delta**2 * h * norm.pdf(h))) / whole
    sd = math.sqrt(square - mean**2)
    assert z.mean() == pytest.approx(mean, abs=0.05 * sd)
    assert z.std() == pytest.approx(sd, rel=0.05)
