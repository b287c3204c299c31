"""Fits, forecasts, comparisons and plans with their progress shown: what several commands do before they print."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from wayhome.cli import show
from wayhome.compare import Comparison, chosen_scenarios, compare_study
from wayhome.draws import Runner
from wayhome.fit.store import Fit, fit_study
from wayhome.forecast import KEEP, Forecast, cores, forecast_study
from wayhome.plan.programmes import Plan, plan, usual
from wayhome.scenario import under


def forecasted(
    folder: Path,
    *,
    seed: int,
    draws: int,
    keep: int = KEEP,
    quick: bool = False,
    scenario: str = "",
    workers: int | None = None,
    cluster: bool = False,
    scheduler: str = "",
) -> tuple[Fit, Forecast]:
    """The fit (made where that is due) and the forecast, as usual or under a scenario, with their progress shown."""
    with show.progress("Fitting") as progress:
        fit = fit_study(folder, quick=quick, progress=progress)
    if scenario:
        fit = under(fit, chosen_scenarios(folder, fit.study, [scenario])[0])
    with _runner(workers, cluster, scheduler) as run, show.progress("Forecasting") as progress:
        return fit, forecast_study(
            folder,
            seed=seed,
            draws=draws,
            keep=keep,
            workers=workers,
            fit=fit,
            scenario=scenario,
            run=run,
            progress=progress,
        )


def compared(folder: Path, fit: Fit, *, seed: int, draws: int, names: Sequence[str] = ()) -> Comparison | None:
    """The scenarios of a folder (all, if none is named) side by side, with their progress shown; None where there are none."""
    if not chosen_scenarios(folder, fit.study, names):
        return None
    with show.progress("Comparing scenarios") as progress:
        return compare_study(
            folder, names, seed=seed, draws=draws, fit=fit, progress=lambda _, done, of: progress(done, of)
        )


def planned(fit: Fit, *, seed: int, draws: int) -> Plan | None:
    """What the arrivals ask of the programmes, with its progress shown; None where nobody waits for one."""
    calendar = fit.study.calendar
    if calendar.as_of_state == calendar.steps or all(flow.law != "queue" for flow in fit.study.flows.values()):
        return None
    with ExitStack() as stack:

        def tell(what: str) -> Callable[[int, int], None]:
            return stack.enter_context(show.progress(what))

        return plan(fit, wanted=usual(fit.study), seed=seed, draws=draws, tell=tell)


@contextmanager
def _runner(workers: int | None, on_cluster: bool, scheduler: str) -> Generator[Runner | None]:
    """Where the draws run; None: in threads of this process."""
    from wayhome import cluster

    if scheduler:
        with cluster.connected(scheduler) as run:
            yield run
    elif on_cluster:
        with cluster.local(workers or cores()) as run:
            yield run
    else:
        yield None
