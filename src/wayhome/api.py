"""What Python callers use, offered as `wayhome.load`, `wayhome.fit` and so on: the calls of the command line, with results that
show themselves in a notebook and whose axes have names."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from wayhome import labelled
from wayhome.claims.claim import Ledger
from wayhome.compare import Comparison, chosen_scenarios, compare_study
from wayhome.draws import Runner
from wayhome.fit import store
from wayhome.fit.store import Fit, fit_study
from wayhome.fit.summary import Summary
from wayhome.forecast import KEEP, Forecast, OutlookLine, forecast_study, labelled_draws
from wayhome.forecast import forecast as forecast_fit
from wayhome.scenario import under
from wayhome.study.resolved import Study
from wayhome.study.scenarios import Scenario, load_scenarios

if TYPE_CHECKING:
    import pandas as pd
    import xarray

    from wayhome.fit.posterior import InferenceData

Progress: TypeAlias = Callable[[int, int], None]
"""Is called with the steps done and the steps to do."""


@dataclass(frozen=True, slots=True)
class StudyFolder:
    """A study and its ledger as their folder has them: what `load` gives."""

    folder: Path
    study: Study
    ledger: Ledger

    @property
    def scenarios(self) -> dict[str, Scenario]:
        """The scenarios of the folder, by name. InvalidInput carries all of their problems at once."""
        return load_scenarios(self.folder, self.study)

    def __repr__(self) -> str:
        return f"<study '{self.study.name}' in {self.folder}: {len(self.ledger.claims)} claims>"

    def _repr_html_(self) -> str:
        from wayhome.report import notebook

        return notebook.study(self.study, self.ledger)


@dataclass(frozen=True, slots=True)
class StudyFit:
    """The claims reconciled: what `fit` gives. `inner` is the fit as the rest of wayhome takes it."""

    folder: Path
    inner: Fit

    @property
    def study(self) -> Study:
        return self.inner.study

    @property
    def ledger(self) -> Ledger:
        return self.inner.ledger

    @property
    def settled(self) -> bool:
        """Whether the chains agree (r-hat < 1.01, effective draws > 400, no divergences); False for a quick look."""
        return self.inner.summary.diagnosis.settled

    @property
    def summary(self) -> Summary:
        """Diagnosis, sources, claims, parameters, disagreements and coverage, in plain values."""
        return self.inner.summary

    @property
    def posterior(self) -> InferenceData:
        """For ArviZ: `number` (chain, draw, name) in the study's own units, `z` (chain, draw, parameter) in sd of the prior."""
        from wayhome.fit.posterior import inference_data

        return inference_data(self.inner)

    def __repr__(self) -> str:
        return f"<{_state(self.inner)} fit of '{self.study.name}': {len(self.inner.z):,} draws>"

    def _repr_html_(self) -> str:
        from wayhome.report import notebook

        return notebook.fit(self.inner)


@dataclass(frozen=True, slots=True)
class StudyForecast:
    """Who goes where and when: what `forecast` gives. `inner` is the forecast as the rest of wayhome takes it."""

    folder: Path
    fit: Fit
    inner: Forecast
    scenario: Scenario | None

    @property
    def stock(self) -> xarray.DataArray:
        """People in a place: (date, place, one axis a population, quantile), persons; quantiles 0.05, 0.25, 0.5, 0.75, 0.95.

        Areas stand among the places, regions and "all" among a population's levels; `day` is the last day of each date's period.
        """
        return labelled.quantiles(self.fit.study, self.inner.table, "stock")

    @property
    def arrivals(self) -> xarray.DataArray:
        """People who entered a place since the calendar's start: the same axes as `stock`, persons."""
        return labelled.quantiles(self.fit.study, self.inner.table, "arrivals")

    @property
    def draws(self) -> xarray.Dataset:
        """Whole persons in single futures: `stock` and `arrivals` (draw, date, place, one axis a population), at `as_of`, the
        years' ends and the calendar's end. Sum over levels of one draw, then take quantiles; never the other way round."""
        return labelled_draws(self.fit, self.inner)

    @property
    def table(self) -> pd.DataFrame:
        """One row a date, place or area, quantity and selection of people, with q05, q25, q50, q75 and q95, persons."""
        return self.inner.table

    @property
    def flows(self) -> pd.DataFrame:
        """People moved from `as_of` to the end: one row a flow, origin, destination and selection, with q05, q50, q95, persons."""
        return self.inner.flows

    @property
    def outlooks(self) -> tuple[OutlookLine, ...]:
        """How likely the forecast makes each outlook of the ledger."""
        return self.inner.outlooks

    def __repr__(self) -> str:
        under = f" under '{self.scenario.name}'" if self.scenario else ""
        return f"<forecast of '{self.fit.study.name}'{under}, {_state(self.fit)} fit, seed {self.inner.seed}>"

    def _repr_html_(self) -> str:
        from wayhome.report import notebook

        return notebook.forecast(self.inner, self.fit)


@dataclass(frozen=True, slots=True)
class StudyComparison:
    """Scenarios side by side: what `compare` gives. `inner` is the comparison as the rest of wayhome takes it."""

    folder: Path
    fit: Fit
    inner: Comparison

    @property
    def table(self) -> pd.DataFrame:
        """One row a scenario, date, place or area, quantity and selection: as usual, with it and the difference, persons, each as
        low (5%), middle and high (95%); `more` and `less`: the share of draws in which it is so."""
        return self.inner.table

    @property
    def draws(self) -> xarray.Dataset:
        """`stock` and `arrivals` (scenario, draw, date, place, one axis a population), whole persons. The scenario "" is as usual;
        draw n of all scenarios shares its random numbers, so that differences are due to the scenario alone."""
        import xarray

        each = [labelled_draws(self.fit, made) for made in self.inner.forecasts]
        names = ["", *(scenario.name for scenario in self.inner.scenarios)]
        return xarray.concat(each, xarray.DataArray(names, dims="scenario", name="scenario"))

    def chart(self, path: str | Path, *, headline: str = "") -> Path:
        """Draw the differences of the headline number into a .svg, .png or .html file. InvalidInput for another ending or an
        unknown headline, CannotWrite where the file cannot be written."""
        from wayhome.report.differences import drawn

        return drawn(self.inner, self.fit.summary.diagnosis, Path(path), headline=headline)

    def __repr__(self) -> str:
        return f"<{len(self.inner.scenarios)} scenarios of '{self.fit.study.name}', {_state(self.fit)} fit>"

    def _repr_html_(self) -> str:
        from wayhome.report import notebook

        return notebook.comparison(self.inner, self.fit)


def load(folder: str | Path) -> StudyFolder:
    """Read a study's folder and check all of it. InvalidInput (`.problems`) lists everything wrong, with file, line and remedy."""
    study, ledger, *_ = store.load(Path(folder))
    return StudyFolder(Path(folder), study, ledger)


def fit(
    study: StudyFolder | str | Path,
    *,
    seed: int | None = None,
    draws: int | None = None,
    tune: int | None = None,
    chains: int | None = None,
    quick: bool = False,
    progress: Progress | None = None,
) -> StudyFit:
    """Reconcile the claims of a study (or of a folder, read anew), or read back the fit kept in its `results/`.

    A kept fit is used while the folder's content is unchanged and the settings asked for are its own. quick: an approximation
    in seconds. Warns where the fit did not settle. InvalidInput as `load`; CannotWrite where the fit cannot be kept.
    """
    folder = study.folder if isinstance(study, StudyFolder) else Path(study)
    made = fit_study(folder, seed=seed, draws=draws, tune=tune, chains=chains, quick=quick, progress=progress)
    if not made.summary.diagnosis.settled:
        warnings.warn(_doubt(made), stacklevel=2)
    return StudyFit(folder, made)


def forecast(
    fit: StudyFit,
    scenario: str | Scenario | None = None,
    *,
    draws: int = 1000,
    seed: int = 1,
    keep: int = KEEP,
    workers: int | None = None,
    run: Runner | None = None,
    progress: Progress | None = None,
) -> StudyForecast:
    """Forecast from a fit, as usual or under a scenario (by its name in the folder, or one of `StudyFolder.scenarios`).

    Same study, seed and draws: same numbers, on any number of `workers` or wherever `run` puts them. Whole draws are kept of the
    first `keep` only. As usual and not approximate, results/forecast.parquet and draws.nc are written as by the command line.
    InvalidInput for an unknown scenario, CannotWrite where results cannot be kept.
    """
    if scenario is None and not fit.summary.diagnosis.approximate:
        made = forecast_study(
            fit.folder, seed=seed, draws=draws, keep=keep, workers=workers, fit=fit.inner, run=run, progress=progress
        )
        return StudyForecast(fit.folder, fit.inner, made, None)
    chosen = None if scenario is None else chosen_scenarios(fit.folder, fit.study, [scenario])[0]
    inner = fit.inner if chosen is None else under(fit.inner, chosen)
    made = forecast_fit(inner, seed=seed, draws=draws, keep=keep, workers=workers, run=run, progress=progress)
    return StudyForecast(fit.folder, inner, made, chosen)


def compare(
    fit: StudyFit,
    scenarios: Sequence[str | Scenario] = (),
    *,
    draws: int = 1000,
    seed: int = 1,
    progress: Progress | None = None,
) -> StudyComparison:
    """Forecast as usual and under each scenario (all of the folder's, if none is named) on the same random numbers, and take the
    differences draw by draw. Keeps results/compare.parquet. InvalidInput for an unknown scenario, CannotWrite where that cannot be
    kept."""

    def seen(_: str, done: int, of: int) -> None:
        if progress is not None:
            progress(done, of)

    made = compare_study(fit.folder, scenarios, seed=seed, draws=draws, fit=fit.inner, progress=seen)
    return StudyComparison(fit.folder, fit.inner, made)


def report(
    forecast: StudyForecast,
    path: str | Path | None = None,
    *,
    headline: str = "",
    comparison: StudyComparison | None = None,
) -> Path:
    """Write everything as one HTML file that needs no network (results/report.html, if no path is given), and return its path.

    headline: the place or area to open with (arrivals there), or "stock" and its name (people there); comparison: scenarios to show
    beside the forecast. InvalidInput where the headline is unknown, CannotWrite where the file cannot be written.
    """
    from wayhome.report.page import write_report

    page = Path(path) if path is not None else forecast.folder / "results/report.html"
    beside = comparison.inner if comparison is not None else None
    return write_report(page, forecast.inner, forecast.fit, headline=headline, comparison=beside)


def export(
    forecast: StudyForecast,
    form: str,
    to: str | Path,
    *,
    hxl: bool = False,
    team: str = "wayhome",
    samples: int = 100,
    parquet: bool = False,
) -> list[Path]:
    """Write a forecast into a folder as "hub", "csv", "parquet" or "netcdf", and return the files.

    hxl: CSV with a second row of HXL tags. Of hubs: the `team`'s name, whole draws that go along, Parquet instead of CSV.
    InvalidInput for an unknown form or a name that a hub does not take, CannotWrite where a file cannot be written.
    """
    from wayhome.export import Options, write

    name = forecast.fit.study.name + (f"_{forecast.scenario.name}" if forecast.scenario else "")
    options = Options(hxl=hxl, team=team, model=name, samples=samples, parquet=parquet)
    return write(forecast.inner, forecast.fit, form, Path(to), options)


def _state(fit: Fit) -> str:
    found = fit.summary.diagnosis
    return "approximate" if found.approximate else "settled" if found.settled else "unsettled"


def _doubt(fit: Fit) -> str:
    found = fit.summary.diagnosis
    return found.remedy if found.approximate else f"The fit did not settle; do not rely on its numbers. {found.remedy}"
