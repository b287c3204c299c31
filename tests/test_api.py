"""The Python API: names, shapes, units, what is kept, and what a notebook shows."""

from __future__ import annotations

import itertools
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest

import wayhome
from tests.fit.ledgers import write_study

SCENARIO = "scenario: open\ntitle: The way is open\nfrom: 2016-07\nchanges:\n  - {flow: go_home, times: 1.5x to 3x}\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_study(tmp_path_factory.mktemp("api"))
    (folder / "scenarios").mkdir()
    (folder / "scenarios/open.yaml").write_text(SCENARIO, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def study(folder: Path) -> wayhome.StudyFolder:
    return wayhome.load(str(folder))


@pytest.fixture(scope="module")
def fit(study: wayhome.StudyFolder) -> wayhome.StudyFit:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return wayhome.fit(study, draws=150, tune=200, chains=2)


@pytest.fixture(scope="module")
def forecast(fit: wayhome.StudyFit) -> wayhome.StudyForecast:
    return wayhome.forecast(fit, draws=200)


@pytest.fixture(scope="module")
def comparison(fit: wayhome.StudyFit) -> wayhome.StudyComparison:
    return wayhome.compare(fit, ["open"], draws=200)


# ---- names --------------------------------------------------------------------------------------------------

IMPORTS = ("import wayhome.fit.store", "import wayhome.forecast", "from wayhome.report import words", "wayhome.fit")


@pytest.mark.parametrize("order", list(itertools.permutations(IMPORTS[:3]))[::2])
def test_public_names_are_functions_whatever_is_imported_first(order: tuple[str, ...]) -> None:
    code = "\n".join(
        (
            *order,
            "import wayhome",
            "from wayhome import fit, forecast",
            "from wayhome.fit.store import Fit",
            "from wayhome.forecast import Forecast",
            "import wayhome.compare, wayhome.export",
            "names = ('fit', 'forecast', 'compare', 'report', 'export')",
            "print([getattr(wayhome, name).__module__ for name in names], fit is wayhome.fit, Fit.__module__)",
        )
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert found == f"{['wayhome.api'] * 5} True wayhome.fit.store\n"


def test_names_used_before_their_modules_are_imported_stay() -> None:
    code = (
        "import wayhome\nfirst = wayhome.fit\nimport wayhome.fit.store\n"
        "import sys\nprint(wayhome.fit is first, sys.modules['wayhome.fit'].__name__)"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert found == "True wayhome.fit\n"


def test_a_name_can_be_replaced_for_a_test(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wayhome, "fit", "another")
    assert wayhome.fit == "another"


# ---- results ------------------------------------------------------------------------------------------------


def test_load_gives_study_ledger_and_scenarios(study: wayhome.StudyFolder, folder: Path) -> None:
    assert (study.folder, study.study.name, len(study.ledger.claims)) == (folder, "small", 13)
    assert study.scenarios["open"].title == "The way is open"
    assert repr(study) == f"<study 'small' in {folder}: 13 claims>"


def test_load_says_everything_wrong_at_once(tmp_path: Path) -> None:
    write_study(tmp_path, "broken,row")
    (tmp_path / "study.yaml").write_text("wayhome: 2\n", encoding="utf-8")
    with pytest.raises(wayhome.InvalidInput, match=r"study\.yaml") as error:
        wayhome.load(tmp_path)
    assert {problem.file for problem in error.value.problems} >= {"study.yaml", "claims.csv"}


def test_a_kept_fit_is_read_back_and_an_unsettled_one_warns(study: wayhome.StudyFolder, fit: wayhome.StudyFit) -> None:
    assert not fit.settled
    with pytest.warns(UserWarning, match="The fit did not settle; do not rely on its numbers"):
        again = wayhome.fit(study.folder)
    assert np.array_equal(again.inner.z, fit.inner.z)
    assert repr(again) == "<unsettled fit of 'small': 300 draws>"


def test_the_posterior_is_read_by_arviz(fit: wayhome.StudyFit) -> None:
    import arviz

    posterior = fit.posterior
    assert dict(posterior["posterior"].sizes)["chain"] == 2
    number = posterior["posterior"]["number"].sel(name="rate.go_home")
    line = next(line for line in fit.summary.parameters if line.name == "rate.go_home")
    assert str(number["unit"].item()) == line.unit
    assert float(number.median()) == pytest.approx(line.mid)
    assert "number[rate.go_home]" in arviz.summary(posterior, var_names=["number"]).index


def test_quantiles_have_named_axes_and_units(forecast: wayhome.StudyForecast) -> None:
    stock = forecast.stock
    assert stock.dims == ("date", "place", "nation", "role", "quantile")
    assert stock.attrs["units"] == "persons"
    assert list(stock["quantile"].values) == [0.05, 0.25, 0.5, 0.75, 0.95]
    row = forecast.table.query(
        "date == '2016-12' and place == 'camp' and quantity == 'stock' and nation == 'Both' and role == 'man'"
    )
    cell = stock.sel(date="2016-12", place="camp", nation="Both", role="man")
    assert cell.values.tolist() == row[["q05", "q25", "q50", "q75", "q95"]].to_numpy()[0].tolist()
    assert str(cell["day"].values)[:10] == "2016-12-31"
    arrivals = forecast.arrivals.sel(place="away", nation="all", role="all", quantile=0.5)
    assert bool((arrivals.diff("date") >= 0).all())
    assert str(arrivals["day"].values[0])[:10] == "2013-12-31"


def test_quantiles_of_draws_are_those_of_the_table(forecast: wayhome.StudyForecast) -> None:
    draws = forecast.draws
    assert draws["stock"].dims == ("draw", "date", "place", "nation", "role")
    assert draws["arrivals"].attrs["units"] == "persons"
    median = draws["stock"].sel(date="2017-12", place="away").sum(["nation", "role"]).median()
    assert float(median) == pytest.approx(
        float(forecast.stock.sel(date="2017-12", place="away", nation="all", role="all", quantile=0.5))
    )


def test_a_forecast_as_usual_is_kept_and_one_under_a_scenario_is_not(
    fit: wayhome.StudyFit, forecast: wayhome.StudyForecast, study: wayhome.StudyFolder
) -> None:
    import pandas as pd

    kept = study.folder / "results/forecast.parquet"
    assert pd.read_parquet(kept)["q50"].tolist() == forecast.table["q50"].tolist()
    before = kept.read_bytes()
    named = wayhome.forecast(fit, "open", draws=200)
    given = wayhome.forecast(fit, study.scenarios["open"], draws=200)
    assert kept.read_bytes() == before
    assert bool((named.stock == given.stock).all())
    where = {"date": "2017-12", "place": "returned", "nation": "all", "role": "all", "quantile": 0.5}
    assert float(named.arrivals.sel(where)) > float(forecast.arrivals.sel(where))
    assert repr(named) == "<forecast of 'small' under 'open', unsettled fit, seed 1>"


def test_fit_and_forecast_hand_on_what_they_rest_on(
    fit: wayhome.StudyFit, forecast: wayhome.StudyForecast, study: wayhome.StudyFolder
) -> None:
    assert [claim.id for claim in fit.ledger.claims] == [claim.id for claim in study.ledger.claims]
    spoken = {claim.id for claim in study.ledger.claims if claim.kind == "outlook"}
    assert {line.id for line in forecast.outlooks} == spoken != set()
    flows = forecast.flows
    assert set(flows["flow"]) == set(study.study.flows)
    assert bool((np.diff(flows[["q05", "q50", "q95"]].to_numpy(), axis=1) >= 0).all())


def test_a_comparison_tells_how_far_it_is(fit: wayhome.StudyFit) -> None:
    told: list[tuple[int, int]] = []
    wayhome.compare(fit, ["open"], draws=20, progress=lambda done, of: told.append((done, of)))
    assert told[-1][0] == told[-1][1] > 0


def test_the_package_lists_its_names() -> None:
    assert dir(wayhome) == sorted(wayhome.__all__)


def test_an_unknown_scenario_is_said(fit: wayhome.StudyFit) -> None:
    with pytest.raises(wayhome.InvalidInput, match=r"no scenario is called 'opne'.*Did you mean 'open'"):
        wayhome.forecast(fit, "opne", draws=20)


def test_a_comparison_shares_its_draws(comparison: wayhome.StudyComparison, forecast: wayhome.StudyForecast) -> None:
    draws = comparison.draws
    assert draws["stock"].dims == ("scenario", "draw", "date", "place", "nation", "role")
    assert list(draws["scenario"].values) == ["", "open"]
    assert bool((draws["stock"].sel(scenario="") == forecast.draws["stock"]).all())
    returned = draws["arrivals"].sel(date="2017-12", place="returned").sum(["nation", "role"])
    difference = (returned.sel(scenario="open") - returned.sel(scenario="")).quantile(0.5)
    table = comparison.table.query(
        "date == '2017-12' and place == 'returned' and quantity == 'arrivals' and nation == 'all' and role == 'all'"
    )
    assert float(difference) == pytest.approx(table["difference"].iloc[0])


def test_a_quick_look_says_so_everywhere(study: wayhome.StudyFolder, forecast: wayhome.StudyForecast) -> None:
    assert "Approximate." not in forecast._repr_html_()
    kept = (study.folder / "results/forecast.parquet").stat().st_mtime_ns
    with pytest.warns(UserWarning, match="A quick look"):
        quick = wayhome.fit(study, quick=True, draws=200)
    glimpse = wayhome.forecast(quick, draws=50)
    assert repr(quick) == "<approximate fit of 'small': 200 draws>"
    assert "Approximate." in glimpse._repr_html_()
    assert (study.folder / "results/forecast.parquet").stat().st_mtime_ns == kept
    assert quick.posterior["posterior"]["z"].sizes["chain"] == 1


# ---- what a notebook shows ----------------------------------------------------------------------------------


def test_a_notebook_shows_tables_and_still_charts(
    study: wayhome.StudyFolder,
    fit: wayhome.StudyFit,
    forecast: wayhome.StudyForecast,
    comparison: wayhome.StudyComparison,
) -> None:
    shown = [one._repr_html_() for one in (study, fit, forecast, comparison)]
    assert "13 (13 confirmed) from 2 sources" in shown[0]
    assert "<td" in shown[1] and "institute" in shown[1]
    assert "about" in shown[2] and "by the end of 2017" in shown[2]
    assert "The way is open" in shown[3]
    for html in shown:
        assert "<script" not in html and "http" not in html
    for html in shown[2:]:
        assert html.count('<img alt="') == 1 and "data:image/svg+xml;base64," in html
    for html in shown[1:]:
        assert "Do not rely on these numbers: the fit did not settle." in html


def test_charts_and_pages_are_written(
    comparison: wayhome.StudyComparison, forecast: wayhome.StudyForecast, tmp_path: Path
) -> None:
    drawn = comparison.chart(tmp_path / "chart.svg").read_text("utf-8")
    assert drawn.startswith("<svg") and "Do not rely on these numbers" in drawn
    with pytest.raises(wayhome.InvalidInput, match=r"\.svg, \.png, \.html, not as '\.pdf'.*\[W841\]"):
        comparison.chart(tmp_path / "chart.pdf")
    page = wayhome.report(forecast, tmp_path / "page.html", comparison=comparison).read_text("utf-8")
    assert "What would change it" in page and "The way is open" in page
    assert "What would change it" not in wayhome.report(forecast, tmp_path / "page.html").read_text("utf-8")
