"""The density of a whole ledger, put together once more from SciPy's distributions and the formulas of its description."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy import stats

from tests.fit.ledgers import CLAIMS, STUDY, row, write_study
from wayhome.engine.expected import expected_path
from wayhome.engine.quantities import measure, table
from wayhome.engine.rates import inputs
from wayhome.fit.likelihood import Posterior, belief, heavy
from wayhome.fit.store import load
from wayhome.ranges import Z90

MORE = (
    row("D1", "effect", driver="wages_lost", via="go_home", direction="raises", low="1.5", best="2", high="3", grade="C3"),
    row("D2", "effect", driver="wages_lost", via="go_home", direction="lowers", wording="unlikely"),
    row("D3", "effect", driver="peace", via="leave", direction="lowers", wording="very likely"),
    row("D4", "effect", driver="peace", via="leave", direction="lowers", low="0.4", best="0.5", high="0.9"),
    row("D5", "comparison", quantity="stock", who="nation=UZB", where="camp", than="nation=KGZ", as_of="2015-06",
        wording="likely", direction="less"),
    row("D6", quantity="share", who="nation=KGZ", where="returned", of="arrivals; where=away", as_of="2015-12", high="0.3",
        wording="at most 0.3"),
    row("D7", quantity="stock", where="away", as_of="2015-03/2015-09", low="900", best="1000", high="1300", speaker="UN"),
)  # fmt: skip
WITH_PEACE = STUDY.replace("drivers:\n", "drivers:\n  peace: {unit: index, after: {2017-12: 50% to 90%}}\n").replace(
    "differs_by: {nation: 3x}}\n  go_home", "differs_by: {nation: 3x}, driven_by: {peace: 0.2x to 0.8x}}\n  go_home"
)
T4: Any = stats.t(4)


@pytest.fixture(scope="module")
def posterior(tmp_path_factory: pytest.TempPathFactory) -> Posterior:
    folder = write_study(tmp_path_factory.mktemp("more"), *CLAIMS, *MORE, study=WITH_PEACE)
    with (folder / "drivers.csv").open("a", encoding="utf-8") as file:
        file.write("peace,2014-01,0.1,0.1,0.1,assumption\npeace,2015-12,0.2,0.5,0.6,assumption\n")
    return load(folder)[-1]


def points(posterior: Posterior) -> list[np.ndarray]:
    return [
        scale * np.random.default_rng(seed).normal(size=len(posterior.names)) for seed, scale in enumerate((0, 1, 1, 2))
    ]


def stretched(z: float) -> float:
    """Tukey's h, scaled so that the 90% range stays."""
    return z * math.exp(0.05 * (z * z - Z90**2))


def test_the_ledger_has_something_of_every_kind(posterior: Posterior) -> None:
    observed = posterior.observed
    assert {a.sense for a in observed.amounts} == {-1, 0, 1}
    assert {(a.whole >= 0, a.sense) for a in observed.amounts} >= {(True, 0), (True, -1), (False, 1)}
    assert {(e.sign, e.value is None) for e in observed.effects} == {(1, True), (-1, True), (1, False), (-1, False)}
    assert {c.whole >= 0 for c in observed.comparisons} == {True, False}


def test_the_density_is_the_sum_of_what_is_said(posterior: Posterior) -> None:
    observed, size = posterior.observed, len(posterior.model.parameters)
    for z in points(posterior):
        q = posterior.quantities(z)
        total = -0.5 * float(z @ z)
        for a in observed.amounts:
            modelled = math.log(q[a.quantity] + 0.5)
            if a.whole >= 0:
                modelled -= math.log(q[a.whole] - q[a.quantity] + 0.5)
            bias = observed.bias_sd[a.bias] * stretched(z[size + a.bias]) if a.bias >= 0 else 0.0
            t = (a.value - modelled - bias) / a.sd
            total += {0: T4.logpdf(t) - math.log(a.sd), 1: T4.logsf(t), -1: T4.logcdf(t)}[a.sense]
        for c in observed.comparisons:
            ratio = math.log(q[c.quantity] + 0.5) - math.log(q[c.other] + 0.5)
            if c.whole >= 0:
                ratio += math.log(q[c.other_whole] + 0.5) - math.log(q[c.whole] + 0.5)
            d = ratio / observed.margin
            total += math.log(c.likelihood * stats.norm.cdf(d) + (1 - c.likelihood) * stats.norm.cdf(-d))
        for e in observed.effects:
            factor = e.mean + e.scale * z[e.parameter]
            if e.value is None:
                d = e.sign * factor / observed.margin
                total += math.log(e.likelihood * stats.norm.cdf(d) + (1 - e.likelihood) * stats.norm.cdf(-d))
            else:
                total += T4.logpdf((e.value - factor) / e.sd)
        assert posterior(z)[0] == pytest.approx(total, rel=1e-9)


def test_its_gradient_equals_finite_differences(posterior: Posterior) -> None:
    step = 1e-6
    for z in points(posterior):
        slopes = [(posterior(z + step * e)[0] - posterior(z - step * e)[0]) / (2 * step) for e in np.eye(z.size)]
        assert posterior(z)[1] == pytest.approx(slopes, rel=1e-5, abs=1e-5)


def test_its_quantities_are_those_of_the_expected_path(posterior: Posterior) -> None:
    asked, size = table(posterior.observed.quantities), len(posterior.model.parameters)
    for z in points(posterior):
        path = expected_path(posterior.model, inputs(posterior.model, z[:size], posterior.steps))
        assert posterior.quantities(z) == pytest.approx(measure(asked, path), rel=1e-9)


def test_predictions_and_biases_are_on_the_scale_of_the_claims(posterior: Posterior) -> None:
    z = np.stack(points(posterior))
    size = len(posterior.model.parameters)
    assert posterior.biases(z).shape == (4, len(posterior.observed.origins))
    assert posterior.biases(z)[2, 0] == pytest.approx(posterior.observed.bias_sd[0] * stretched(z[2, size]))
    q = posterior.quantities(z[1])
    for a, modelled in zip(posterior.observed.amounts, posterior.predicted(q), strict=True):
        persons = math.exp(modelled) * (q[a.whole] - q[a.quantity] + 0.5 if a.whole >= 0 else 1.0) - 0.5
        assert persons == pytest.approx(q[a.quantity])


def test_a_share_that_is_more_than_its_whole_stays_finite(posterior: Posterior) -> None:
    """Bounds are kept by the logarithm of half a person, and no slope pushes the whole."""
    share = next(a for a in posterior.observed.amounts if a.whole >= 0)
    q = np.full(len(posterior.observed.quantities), 10.0)
    q[share.whole] = 4.0
    row_of = posterior.observed.amounts.index(share)
    assert posterior.predicted(q)[row_of] == pytest.approx(math.log(10.5) - math.log(0.5))
    bars = np.zeros_like(q)
    posterior._amounts(q, np.zeros(len(posterior.observed.origins)), bars, np.zeros(len(posterior.observed.origins)))
    others = {n for a in posterior.observed.amounts for n in (a.quantity, a.whole) if a is not share}
    assert share.whole in others or bars[share.whole] == 0


def test_far_out_a_bias_grows_in_proportion_and_stays_smooth() -> None:
    value, slope = heavy(np.array([9.999, 10.0, 10.001, 12.0, -15.0]))
    assert value[:2] == pytest.approx([stretched(9.999), stretched(10.0)])
    assert slope[1] == slope[2] == slope[3] == slope[4]
    assert value[3] - value[1] == pytest.approx(2 * slope[1])
    assert value[4] == pytest.approx(-value[1] - 5 * slope[1])


def test_a_belief_that_is_certain_is_known_far_out() -> None:
    d = np.array([-60.0, -3.0, 0.0, 2.0, 40.0])
    sure, slope = belief(d, np.ones(5))
    assert sure == pytest.approx(stats.norm.logcdf(d))
    ahead, behind = (belief(d + step, np.ones(5))[0] for step in (1e-6, -1e-6))
    assert slope == pytest.approx((ahead - behind) / 2e-6, rel=1e-5, abs=1e-9)
    never = belief(d, np.zeros(5))
    assert never[0] == pytest.approx(stats.norm.logsf(d)) and never[1][::-1] == pytest.approx(
        -belief(-d[::-1], np.ones(5))[1]
    )
    unsure = belief(d[1:4], np.full(3, 0.3))
    by_hand = 0.3 * stats.norm.cdf(d[1:4]) + 0.7 * stats.norm.cdf(-d[1:4])
    assert unsure[0] == pytest.approx(np.log(by_hand))
    assert unsure[1] == pytest.approx((0.3 - 0.7) * stats.norm.pdf(d[1:4]) / by_hand)
