"""Explaining a number: against fits without each claim, against quadrature, and against cases solved by hand."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from tests.fit.conjugate import write_stock
from tests.fit.ledgers import CLAIMS, row, write_study
from wayhome.engine.compile import compile_study
from wayhome.errors import InvalidInput
from wayhome.explain import explanation
from wayhome.explain.explanation import explain
from wayhome.explain.number import read_number
from wayhome.explain.relation import relation
from wayhome.explain.replay import Moments, future_quantiles, replay
from wayhome.explain.weights import KNOWN, Values, gains, moved, nudged, signal, slopes
from wayhome.fit import again
from wayhome.fit.pointwise import pointwise, smoothed, without
from wayhome.fit.sample import sample
from wayhome.fit.store import Fit, fit_study, load
from wayhome.forecast import forecast
from wayhome.ranges import Z90
from wayhome.study.load import load_study


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_study(tmp_path_factory.mktemp("explained"))


@pytest.fixture(scope="module")
def fit(folder: Path) -> Fit:
    return fit_study(folder, draws=500, tune=200, chains=2)


def test_the_claims_densities_add_up_to_the_posterior(fit: Fit) -> None:
    z = np.random.default_rng(3).normal(size=(6, len(fit.posterior.names)))
    quantities = np.stack([fit.posterior.quantities(point) for point in z])
    said = pointwise(fit.posterior, z, quantities)
    assert set(said) == {"C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8", "C9"}
    whole = sum((each.log for each in said.values()), np.zeros(6)) - 0.5 * (z**2).sum(axis=1)
    assert whole == pytest.approx([fit.posterior(point)[0] for point in z], rel=1e-10)
    left = without(fit.posterior, {"C1", "C6"})
    rest = whole - said["C1"].log - said["C6"].log
    assert rest == pytest.approx([left(point)[0] for point in z], rel=1e-10)


def test_a_replay_is_the_expected_path_and_then_the_forecast(fit: Fit) -> None:
    calendar, z = fit.study.calendar, fit.z[:300]
    number = read_number(fit.model, ["arrivals", "returned", "KGZ", "2017"])
    everyone = Moments((calendar.as_of_state,), np.ones((1, 4)))
    run = replay(
        fit.model,
        z,
        [*fit.posterior.observed.quantities, number.quantity],
        until=number.state,
        seed=1,
        moments=everyone,
    )
    expected = np.stack([fit.posterior.quantities(point) for point in z])
    assert run.watched[:, :-1] == pytest.approx(expected, rel=1e-9, abs=1e-9)
    known = replay(
        fit.model, z, [read_number(fit.model, ["stock", "camp"]).quantity], until=calendar.as_of_state, seed=1
    )
    assert run.people[:, 0, 0, run.targets.index("camp"), 0] == pytest.approx(known.watched[:, 0], rel=1e-5)
    table: Any = forecast(fit, draws=1000).table
    rows = table[(table.place == "returned") & (table.quantity == "arrivals") & (table.date == "2017-12")]
    ahead = rows[(rows.nation == "KGZ") & (rows.role == "all")].iloc[0]
    again_all = replay(fit.model, fit.z, [number.quantity], until=number.state, seed=1).watched[:, 0]
    low, mid, high = np.quantile(again_all, (0.05, 0.5, 0.95))
    assert (low, mid, high) == pytest.approx((ahead.q05, ahead.q50, ahead.q95), rel=0.08)


def test_futures_are_those_that_the_draws_run_through(fit: Fit) -> None:
    (key,) = future_quantiles(fit.model, 3, seed=1)
    assert key == ("wages_lost",)
    quantiles = future_quantiles(fit.model, 2000, seed=1)[key]
    assert quantiles.mean() == pytest.approx(0, abs=0.08)
    assert quantiles.std() == pytest.approx(1, abs=0.05)
    number = read_number(fit.model, ["returned", "2017"])
    run = replay(fit.model, fit.z, [number.quantity], until=number.state, seed=1).watched[:, 0]
    assert np.corrcoef(np.log(run), future_quantiles(fit.model, len(fit.z), seed=1)[key])[0, 1] > 0.05


def test_reweighting_equals_a_fit_without_the_claim(fit: Fit) -> None:
    asked, claim = "away UZB 2015-12", "C2"
    found = explain(fit, read_number(fit.model, asked.split()), top=20, refits=0)
    line = next(line for line in found.claims if line.claim == claim)
    assert line.k < 0.85  # near where weights begin to be rough; another claim's would need a refit
    z = sample(without(fit.posterior, {claim}), seed=2, draws=500, tune=200, chains=2).z
    number = read_number(fit.model, asked.split()).quantity
    values = replay(fit.model, z.reshape(-1, z.shape[2]), [number], until=24, seed=1).watched[:, 0]
    wide = found.band.high - found.band.low
    refitted = Values.of(values).band()
    assert line.without.mid == pytest.approx(refitted.mid, abs=0.08 * wide)
    assert line.without.low == pytest.approx(refitted.low, abs=0.1 * wide)
    assert line.without.high == pytest.approx(refitted.high, abs=0.2 * wide)


def test_reweighting_equals_quadrature(tmp_path: Path) -> None:
    """Two claims of one speaker about one unknown stock: everything on a grid of the two parameters."""
    claims = [
        row(name, quantity="stock", who="nation=KGZ", where="home", as_of="2014-03", speaker="x", **cells)
        for name, cells in (
            ("C1", {"low": "600", "best": "800", "high": "1100"}),
            ("C2", {"low": "600", "high": "2400"}),
        )
    ]
    folder = write_stock(tmp_path, *claims)
    study, ledger, model, posterior = load(folder)
    grid = np.linspace(-5, 5, 101)
    a, b = (axis.ravel() for axis in np.meshgrid(grid, grid, indexing="ij"))
    density = np.array([posterior(point)[0] for point in np.column_stack([a, b])])
    chance = np.exp(density - density.max())
    drawn = np.random.default_rng(1).choice(a.size, 4000, p=chance / chance.sum())  # exact draws, but for the grid
    z = np.column_stack([a, b])[drawn] + np.random.default_rng(2).uniform(-0.5, 0.5, (4000, 2)) * (grid[1] - grid[0])
    fit = Fit(study, ledger, model, posterior, z, cast(Any, None), "key", 1)
    found = explain(fit, read_number(fit.model, ["stock", "home", "KGZ"]), refits=0)
    lines = {line.claim: line for line in found.claims}
    assert lines["C1"].weight > lines["C2"].weight
    path = replay(
        model,
        np.column_stack([grid, 0 * grid]),
        [read_number(model, ["stock", "home", "KGZ"]).quantity],
        until=24,
        seed=1,
    )
    for claim, line in lines.items():
        left = without(posterior, {claim})
        density = np.array([left(point)[0] for point in np.column_stack([a, b])]).reshape(grid.size, -1)
        weights = np.exp(density - density.max()).sum(axis=1)
        exact = Values.of(path.watched[:, 0]).band(weights / weights.sum())
        assert math.log(line.without.mid / exact.mid) == pytest.approx(0, abs=0.05)
        assert math.log(line.without.high / line.without.low) == pytest.approx(
            math.log(exact.high / exact.low), rel=0.12
        )


def test_a_claim_that_the_draws_cannot_do_without_is_left_out_by_a_fit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pinned = row(
        "C1",
        quantity="arrivals",
        who="nation=KGZ",
        where="away",
        as_of="2015-12",
        low="1950",
        best="2000",
        high="2050",
        grade="A1",
    )
    folder = write_study(tmp_path, pinned, CLAIMS[1])
    fit = fit_study(folder, draws=250, tune=150, chains=2)
    number = read_number(fit.model, ["away", "KGZ", "2015-12"])
    rough = explain(fit, number, refits=0).claims[0]
    assert (rough.claim, rough.how) == ("C1", "rough") and rough.k > 0.7
    monkeypatch.setattr(again, "SHORT", {"draws": 200, "tune": 150, "chains": 2})
    found = explain(fit, number, folder=folder)
    sure = found.claims[0]
    assert (sure.claim, sure.how) == ("C1", "refitted")
    assert sure.rhat < 1.1 and sure.effective_draws > 50
    assert sure.without.high / sure.without.low > 4 * found.band.high / found.band.low
    assert sure.weight > 1
    (kept,) = (folder / again.FOLDER).iterdir()
    monkeypatch.setattr(again, "sample", None)  # would fail if it were called
    assert explain(fit, number, folder=folder) == found
    kept.write_bytes(b"damaged")
    with pytest.raises(TypeError, match="not callable"):
        explain(fit, number, folder=folder)


def test_the_same_question_has_the_same_answer(fit: Fit) -> None:
    number = read_number(fit.model, ["returned", "KGZ", "2017"])
    first, second = (explain(fit, number, refits=0).as_dict() for _ in range(2))
    assert repr(first) == repr(second)


def test_an_explained_number_says_what_it_rests_on(fit: Fit) -> None:
    found = explain(fit, read_number(fit.model, ["away", "KGZ", "2015-12"]), refits=0, top=3)
    first = found.claims[0]
    assert first.claim == "C1"
    assert first.echoes == ("C10",)
    assert (first.people, first.way, first.route) == ("same", "same", ())
    assert found.left_out == 9 - len(found.claims)
    assert not found.ahead and found.date == "2015-12"
    assert found.prior.high / found.prior.low > 3 * found.band.high / found.band.low
    ahead = explain(fit, read_number(fit.model, ["returned", "KGZ", "2017"]), refits=0, top=9)
    claims = {claim.id: claim for claim in fit.ledger.claims}
    number = read_number(fit.model, ["returned", "KGZ", "2017"])
    assert ahead.ahead
    assert relation(fit.study, claims["C1"], number) == ("same", "onward", ("go_home",))
    assert relation(fit.study, claims["C3"], number) == ("wider", "onward", ("go_home",))
    assert relation(fit.study, claims["C5"], number) == ("other", "", ())
    assert relation(fit.study, claims["C7"], number) == ("", "", ("go_home",))
    assert {line.assumption for line in ahead.assumptions} <= set(
        explanation._groups([*fit.posterior.names, "after.wages_lost"])
    )
    best = ahead.findings[0]
    assert (best.where, best.measure, best.date) == ("returned", "arrivals", "2015-12")
    assert best.who["nation"] == ("KGZ",)
    assert best.width < 0.8
    assert all(
        round(one.width, 2) <= round(other.width, 2)
        for one, other in zip(ahead.findings, ahead.findings[1:], strict=False)
    )


def test_a_number_that_is_asked_for_is_no_finding(fit: Fit) -> None:
    found = explain(fit, read_number(fit.model, ["returned", "KGZ", "2015-12"]), refits=0)
    assert all(
        (f.where, f.measure, f.who, f.date) != ("returned", "arrivals", {"nation": ("KGZ",)}, "2015-12")
        for f in found.findings
    )


# The mathematics, on numbers whose answers are known -----------------------------------------------------------------


def normal(size: int, seed: int = 1) -> Any:
    return np.random.default_rng(seed).standard_normal(size)


def test_a_factor_moves_by_its_share_of_the_range() -> None:
    values = np.exp(8 + 0.3 * normal(4000))
    assert moved(values, np.empty(0), values * 1.2) == pytest.approx(math.log(1.2) / (2 * Z90 * 0.3), rel=0.05)
    assert moved(values, np.full(4000, 1 / 4000)) == pytest.approx(0, abs=1e-3)


def test_a_weaker_prior_is_a_wider_one() -> None:
    """A number that only its prior knows: half the power makes its log √2 as wide, twice the power 1/√2."""
    z = normal(4000)
    values = Values.of(np.exp(9 + 0.5 * z))
    for weaker, factor in ((True, math.sqrt(2)), (False, math.sqrt(0.5))):
        weights = explanation._scaled(z**2 / 2, 0.5)[0 if weaker else 1]
        band = values.band(weights.each)
        assert math.log(band.high / band.low) == pytest.approx(factor * 2 * Z90 * 0.5, rel=0.08)
        assert weights.trusted


def test_gains_equal_those_of_a_gaussian_case() -> None:
    """log number = log figure + noise: knowing the figure leaves a spread that is known in closed form."""
    wide, noise = 0.4, 0.15
    figure = 12 + wide * normal(6000)
    values = np.exp(figure + noise * normal(6000, 2))
    nothing = np.exp(12 + wide * normal(6000, 3))
    found = gains(values, np.column_stack([nothing, np.exp(figure)]), seed=1)
    assert [gain.candidate for gain in found] == [1, 0]
    left = math.sqrt(1 / (1 / wide**2 + 1 / KNOWN**2) + noise**2)
    before, after = (
        np.sinh(Z90 * sd) for sd in (math.hypot(wide, noise), left)
    )  # widths of log-normal ranges over their medians
    mean_of_medians = math.exp(wide**4 / (wide**2 + KNOWN**2) / 2)
    assert found[0].width == pytest.approx(mean_of_medians * after / before, rel=0.08)
    assert found[1].width == pytest.approx(1, abs=0.05)


def test_slopes_are_those_that_made_the_number() -> None:
    z = np.random.default_rng(1).standard_normal((2000, 30))
    true = np.zeros(30)
    true[[3, 7]] = 0.5, -0.2
    values = np.exp(10 + z @ true + 0.1 * normal(2000, 5))
    assert slopes(z, values) == pytest.approx(true, abs=0.03)


def test_chance_alone_is_no_signal() -> None:
    values = np.exp(8 + 0.3 * normal(2000))
    assert max(signal(values, normal(2000, seed)) for seed in range(2, 12)) < 0.7
    assert np.median([signal(values, normal(2000, seed)) for seed in range(2, 32)]) == 0
    assert signal(values, values) > 0.99
    assert signal(values, np.abs(np.log(values) - 8)) > 0.99  # a range that widens is one too


def test_uneven_weights_move_a_number_only_along_what_the_claim_sees() -> None:
    seen, values = normal(2000), np.exp(8 + 0.3 * normal(2000, 2))
    weights = smoothed(np.where(seen > 2, 8.0, 0.0)).each
    assert weights @ seen > 1
    assert nudged(values, seen, weights) == pytest.approx(values, rel=0.15)
    follows = np.exp(8 + 0.3 * seen)
    exact, after = Values.of(follows).band(weights), Values.of(nudged(follows, seen, weights)).band()
    assert (after.low, after.mid, after.high) == pytest.approx((exact.low, exact.mid, exact.high), rel=0.01)


# Questions in words --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def model(folder: Path) -> Any:
    return compile_study(load_study(folder))


@pytest.mark.parametrize(
    ("words", "measure", "where", "who", "states"),
    [
        ("returned KGZ 2017", "arrivals", ("returned",), {"nation": ("KGZ",)}, range(48, 49)),
        ("2017 kgz Returned", "arrivals", ("returned",), {"nation": ("KGZ",)}, range(48, 49)),
        ("stock away Both woman 2015-06", "stock", ("away",), {"nation": ("Both",), "role": ("woman",)}, range(18, 19)),
        ("camp role=man|woman", "arrivals", ("camp",), {"role": ("man", "woman")}, range(24, 25)),
        ("returned 2016/2017", "arrivals_in", ("returned",), {}, range(25, 49)),
        ("stock camp 2016/2017", "stock", ("camp",), {}, range(48, 49)),
        ("home KGZ", "stock", ("home",), {"nation": ("KGZ",)}, range(24, 25)),  # nobody arrives there
        ("returned everyone", "arrivals", ("returned",), {}, range(24, 25)),
        ("returned Kyrgyzstan", "arrivals", ("returned",), {"nation": ("KGZ",)}, range(24, 25)),
    ],
)
def test_words_name_a_number(model: Any, words: str, measure: str, where: Any, who: Any, states: range) -> None:
    number = read_number(model, words.split(), also={"Kyrgyzstan": "KGZ", "Atlantis": "ATL"})
    assert (number.measure, number.where, dict(number.who), number.states) == (measure, where, who, states)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("retruned KGZ", "'retruned' is no place.*Did you mean 'returned'.*W605"),
        ("returned KGX", "'KGX'.*Did you mean 'KGZ'.*W605"),
        ("returned role=men", "role has no 'men'.*Did you mean 'man'.*W605"),
        ("returned rule=man", "no population is called 'rule'.*Did you mean 'role'.*W605"),
        ("KGZ 2017", "no place or area is named.*returned.*W606"),
        ("returned 2031", "2031 lies outside.*W606"),
        ("returned 2016 2017", "two dates.*2016/2017.*W606"),
        ("returned 2016-13", "does not exist.*W606"),
        ("arrivals home", "no flow.*ask for its stock.*W606"),
    ],
)
def test_words_that_fit_nothing_are_told(model: Any, words: str, message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        read_number(model, words.split())


def test_every_wrong_word_is_told_at_once(model: Any) -> None:
    with pytest.raises(InvalidInput, match="W605") as caught:
        read_number(model, ["retruned", "KGX", "2017"])
    assert len(caught.value.problems) == 2
