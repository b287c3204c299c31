"""A fit from a folder: settled, kept, read back, made anew when anything it read has changed."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.fit.ledgers import CLAIMS, row, write_study
from wayhome.errors import InvalidInput
from wayhome.fit.store import DEFAULTS, FILE, PRIOR, Fit, content_key, fit_study, prior_study


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_study(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="module")
def fit(folder: Path) -> Fit:
    return fit_study(folder)


def test_it_settles(fit: Fit) -> None:
    diagnosis = fit.summary.diagnosis
    assert diagnosis.settled, diagnosis
    assert diagnosis.rhat < 1.01
    assert min(diagnosis.ess_bulk, diagnosis.ess_tail) > 400
    assert diagnosis.divergences == 0


def test_claims_pull_the_model_to_them(fit: Fit) -> None:
    lines = {line.id: line for line in fit.summary.claims}
    known = lines["C1"]
    assert known.model_low is not None and known.model_high is not None
    assert known.model_low < 1200 < known.model_high
    at_least = lines["C3"]
    assert at_least.model_high is not None and at_least.model_high > 1500


def test_every_claim_has_a_role(fit: Fit) -> None:
    roles = {line.id: line.role for line in fit.summary.claims}
    assert roles["C1"] == roles["C6"] == roles["C7"] == "fitted"
    assert (roles["C10"], roles["C11"], roles["C12"], roles["C13"]) == ("repeats", "silence", "outlook", "unused")


def test_silence_is_counted_as_silence(fit: Fit) -> None:
    lines = {line.group: line for line in fit.summary.coverage}
    assert lines["UZB"].silent == 1
    assert lines["KGZ"].silent == 0
    assert lines["KGZ"].counts["arrivals away"] == 3  # C1, C9 and C10, which repeats: its presence is shown
    assert lines["Both"].counts == {"stock away": 1}


def test_parameters_are_shown_in_the_studys_units(fit: Fit) -> None:
    lines = {line.name: line for line in fit.summary.parameters}
    rate = lines["rate.leave"]
    assert (rate.unit, rate.prior_low, rate.prior_high) == ("per month", 0.001, 0.03)
    assert rate.low < rate.mid < rate.high
    assert rate.high - rate.low < rate.prior_high - rate.prior_low
    assert lines["start.home.KGZ.man"].prior_mid == pytest.approx(10_000)
    assert lines["driver.wages_lost"].prior_high == pytest.approx(0.5)


def test_an_unchanged_study_is_not_fitted_again(folder: Path, fit: Fit) -> None:
    written = (folder / FILE).stat().st_mtime_ns
    again = fit_study(folder)
    assert (folder / FILE).stat().st_mtime_ns == written
    assert np.array_equal(again.z, fit.z)
    assert again.summary == fit.summary


def test_settings_that_are_asked_for_are_heeded(tmp_path: Path) -> None:
    folder = write_study(tmp_path, *CLAIMS[:2])
    small = fit_study(folder, draws=40, tune=40, chains=2, seed=5)
    assert small.seed == 5
    assert np.array_equal(fit_study(folder).z, small.z)
    assert fit_study(folder, draws=50, tune=40, chains=2).z.shape[0] == 100


def test_any_change_gives_another_key(folder: Path, tmp_path: Path) -> None:
    same = write_study(tmp_path / "same")
    assert content_key(same) == content_key(folder)
    other = write_study(tmp_path / "other", *CLAIMS[:-1])
    assert content_key(other) != content_key(folder)


def test_a_damaged_file_is_replaced(tmp_path: Path) -> None:
    folder = write_study(tmp_path, *CLAIMS[:2])
    (folder / "results").mkdir()
    (folder / FILE).write_bytes(b"not a fit")
    made = fit_study(folder, draws=50, tune=50, chains=2)
    assert made.z.shape[0] == 100
    assert not made.summary.diagnosis.settled
    assert "Draw more" in made.summary.diagnosis.remedy


def test_arviz_reads_the_file(folder: Path, fit: Fit) -> None:
    import arviz

    data = arviz.from_netcdf(str(folder / FILE))
    assert data.posterior["z"].shape == (DEFAULTS["chains"], DEFAULTS["draws"], fit.z.shape[1])  # pyright: ignore


WRONG = (
    (row("W1", quantity="stock", who="nation=KGX", where="away", as_of="2015", best="5"), "W1.who.*KGZ.*W501"),
    (row("W2", quantity="stock", where="camps", as_of="2015", best="5"), "W2.where.*'camp'.*W502"),
    (row("W3", quantity="arrivals", where="camp", via="leaves", as_of="2015", best="5"), "W3.via.*'leave'.*W502"),
    (row("W4", quantity="stock", where="camp", as_of="2009", best="5"), "W4.as_of.*outside.*W503"),
    (row("W5", quantity="arrivals", where="home", as_of="2015", best="5"), "W5.who.*no flow.*W504"),
    (row("W6", "effect", driver="wages", via="go_home", direction="raises"), "W6.driver.*wages_lost.*W505"),
    (row("W7", "effect", driver="wages_lost", via="leave", direction="raises"), "W7.via.*not driven.*W505"),
    (
        row("W8", quantity="arrivals", where="camp", via="leave@camp", as_of="2015", best="5"),
        "W8.via.*does not leave.*W502",
    ),
)


@pytest.mark.parametrize(("claim", "message"), WRONG)
def test_what_the_study_cannot_express_is_said(tmp_path: Path, claim: str, message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        fit_study(write_study(tmp_path, claim))
    assert not (tmp_path / "results").exists()


def test_all_of_it_at_once(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="W501") as caught:
        fit_study(write_study(tmp_path, *(claim for claim, _ in WRONG)))
    assert len(caught.value.problems) == len(WRONG)
    assert [p.line for p in caught.value.problems] == list(range(2, len(WRONG) + 2))


def test_the_prior_is_kept_beside_the_fit(tmp_path: Path) -> None:
    folder = write_study(tmp_path)
    prior = prior_study(folder, draws=500)
    assert not (folder / FILE).exists()
    assert (folder / PRIOR).exists()
    assert prior.z.shape == (2000, len(prior.posterior.names))
    assert prior.z.mean() == pytest.approx(0, abs=0.02)
    assert prior.z.std() == pytest.approx(1, abs=0.02)
    lines = {line.name: line for line in prior.summary.parameters}
    for name in ("rate.leave", "effect.go_home.wages_lost", "start.home.KGZ.man", "driver.wages_lost", "bias.ministry"):
        line = lines[name]
        assert (line.low, line.high) == pytest.approx((line.prior_low, line.prior_high), rel=0.15)
        assert not line.overruled
    assert np.array_equal(prior_study(folder, draws=500).z, prior.z)
    assert prior.key != fit_study(folder, draws=40, tune=40, chains=2).key


def test_every_uncertain_number_has_its_line(fit: Fit) -> None:
    named = {line.name for line in fit.summary.parameters}
    for name in fit.posterior.names:
        stem = name.rpartition(".")[0] if name.startswith("differs.") else name
        assert any(line == name or line.startswith(f"{stem}.") for line in named), name


def test_a_prior_that_the_ledger_overrules_is_told(fit: Fit) -> None:
    line = fit.summary.parameters[0]
    assert replace(line, mid=line.prior_high * 1.1).overruled == "above"
    assert replace(line, mid=line.prior_low / 1.1).overruled == "below"
    assert replace(line, mid=line.prior_mid).overruled == ""


def test_what_is_learned_of_a_source_says_how_sure(fit: Fit) -> None:
    bias = {name: fit.z[:, i] for i, name in enumerate(fit.posterior.names)}
    for line in fit.summary.sources:
        assert line.tends_high == pytest.approx(float(np.mean(bias[f"bias.{line.origin}"] > 0)))


def test_a_kept_fit_of_an_older_form_is_told_anew_not_fitted_again(folder: Path, fit: Fit, tmp_path: Path) -> None:
    import h5py

    other = tmp_path / "older"
    shutil.copytree(folder, other)
    with h5py.File(other / FILE, "a") as file:
        said = json.loads(str(file.attrs["summary"]))
        for line in said["sources"]:
            del line["tends_high"]
        file.attrs["summary"] = json.dumps(said)
    again = fit_study(other)
    assert np.array_equal(again.z, fit.z)
    assert again.summary == fit.summary


def test_routes_belong_to_the_content(tmp_path: Path) -> None:
    folder = write_study(tmp_path)
    before = content_key(folder)
    (folder / "routes.csv").write_text("from,to,km\n")
    assert content_key(folder) != before
