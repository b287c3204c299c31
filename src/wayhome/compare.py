"""Scenarios side by side: the same draws of everything that they share, so that differences are due to the scenario alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from wayhome.engine.arrays import Floats, Ints
from wayhome.errors import InvalidInput, Problem, did_you_mean
from wayhome.files import write_whole
from wayhome.fit.store import Fit, fit_study
from wayhome.forecast import Forecast, forecast
from wayhome.labelled import selections
from wayhome.ranges import BAND
from wayhome.scenario import under
from wayhome.study.resolved import Study
from wayhome.study.scenarios import Scenario, load_scenarios

if TYPE_CHECKING:
    import pandas as pd

MORE_THAN = 0.5  # persons: a smaller difference is none

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Comparison:
    """`table`: one row a scenario, date, place or area, quantity (stock, arrivals since the start) and selection: base, with it and
    the difference, each as 5 %, median and 95 %, and how often it is more or less. Draw by draw, on common random numbers."""

    table: pd.DataFrame
    scenarios: tuple[Scenario, ...]
    forecasts: tuple[Forecast, ...]  # as usual first, then each scenario
    study: Study


def compare_study(
    folder: Path,
    wanted: Sequence[str | Scenario] = (),
    *,
    seed: int = 1,
    draws: int = 1000,
    fit: Fit | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """Compare the scenarios in a study's folder (all, if none is named), and keep results/compare.parquet."""
    fit = fit or fit_study(folder)
    chosen = chosen_scenarios(folder, fit.study, wanted)
    made = compare(fit, chosen, seed=seed, draws=draws, progress=progress)
    write_whole(folder / "results/compare.parquet", lambda path: made.table.to_parquet(path, index=False))
    return made


def chosen_scenarios(folder: Path, study: Study, wanted: Sequence[str | Scenario] = ()) -> list[Scenario]:
    """Scenarios given as such or by their names in the folder; all of the folder's, if none is wanted. InvalidInput names those
    that are not there."""
    known = load_scenarios(folder, study)
    problems = [
        Problem("--scenario", 0, "", f"no scenario is called '{name}'.{did_you_mean(name, known)}", "W621")
        for name in wanted
        if isinstance(name, str) and name not in known
    ]
    if problems:
        raise InvalidInput(problems)
    return [known[one] if isinstance(one, str) else one for one in (wanted or known)]


def compare(
    fit: Fit, scenarios: Sequence[Scenario], *, seed: int = 1, draws: int = 1000, progress: Progress | None = None
) -> Comparison:
    """Forecast as usual and under each scenario, and take the differences draw by draw."""

    def run(some: Fit, title: str) -> Forecast:
        def seen(done: int, of: int) -> None:
            if progress is not None:
                progress(title, done, of)

        return forecast(some, seed=seed, draws=draws, keep=draws, progress=seen)

    base = run(fit, "As usual")
    others = [run(under(fit, scenario), scenario.title) for scenario in scenarios]
    return Comparison(_table(fit.study, scenarios, base, others), tuple(scenarios), (base, *others), fit.study)


def _table(study: Study, scenarios: Sequence[Scenario], base: Forecast, others: Sequence[Forecast]) -> pd.DataFrame:
    import pandas as pd

    dates, places = (axis.ravel() for axis in np.meshgrid(np.array(base.kept), np.array(base.names), indexing="ij"))
    parts: list[list[pd.DataFrame]] = [[] for _ in scenarios]
    for quantity in ("stock", "arrivals"):
        for levels, groups in selections(study):
            usual = _people(base, quantity, groups)
            ranges = _quantiles("usual", usual)
            group = dict(zip(study.populations, levels, strict=True))
            for scenario, other, found in zip(scenarios, others, parts, strict=True):
                changed = _people(other, quantity, groups)
                more = changed - usual
                named = {"scenario": scenario.name, "date": dates, "place": places, "quantity": quantity}
                values = {
                    **ranges,
                    **_quantiles("with", changed),
                    **_quantiles("difference", more),
                    "more": (more > MORE_THAN).mean(axis=0).ravel(),
                    "less": (-more > MORE_THAN).mean(axis=0).ravel(),
                }
                found.append(pd.DataFrame(named | group | values))
    whole = [part for found in parts for part in found]
    return pd.concat(whole, ignore_index=True) if whole else pd.DataFrame()


def _people(made: Forecast, quantity: str, groups: Sequence[int]) -> Ints:
    """(draw, date, place) persons of some groups."""
    people = made.stock if quantity == "stock" else made.arrivals
    return people[..., list(groups)].sum(axis=-1)


def _quantiles(name: str, values: Ints) -> dict[str, Floats]:
    low, mid, high = np.quantile(values, BAND, axis=0)
    return {f"{name}_low": low.ravel(), f"{name}": mid.ravel(), f"{name}_high": high.ravel()}
