"""A study as it would have been fitted at earlier dates, scored by what was published later.

Of an earlier date are taken back: the claims published since; the drivers' histories since, and their futures, which were written
with those in view (`earlier` says what stands in for them); routes opened or closed since. Not taken back, because nobody wrote
down what would have stood there: the study's ranges, places and flows, its stocks at the start, and how those who wrote drivers.csv
later saw the time before.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wayhome.claims.claim import Claim, Ledger
from wayhome.claims.pool import fitted
from wayhome.dates import Calendar, Period, calendar, parse_period
from wayhome.draws import Progress
from wayhome.engine.compile import compile_study
from wayhome.errors import InvalidInput, Problem
from wayhome.files import write_whole
from wayhome.fit.diagnose import summarise
from wayhome.fit.likelihood import Posterior
from wayhome.fit.observe import observe
from wayhome.fit.sample import sample
from wayhome.fit.smooth import smooth
from wayhome.fit.store import DEFAULTS, Fit, load
from wayhome.ranges import Z90, Range
from wayhome.score import results
from wayhome.score.results import Scores, table
from wayhome.score.scores import score
from wayhome.study.resolved import Anchor, Driver, Route, Study

if TYPE_CHECKING:
    import pandas as pd

FILE = Path("results/backtest.parquet")
AHEAD = (1, 2, 4, 8)  # years after the date at which a driver's future has a range; then the calendar's end
UNSURE = 2.0  # years for which a driver's own changes count less than those of all drivers of its kind
SHARES = ("share", "index")

Keys = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Earlier:
    """One date of a backtest. used: claims in the fit; hindsight: drivers' rows that speak of the time before it but rest on
    claims published after it."""

    as_of: Period
    fit: Fit
    scores: Scores
    used: int
    hindsight: int


def backtest_study(
    folder: Path,
    dates: Sequence[str],
    *,
    quick: bool = False,
    seed: int = 1,
    draws: int = 1000,
    fit_draws: int | None = None,
    tell: Callable[[str], Progress] = lambda what: lambda done, of: None,
) -> list[Earlier]:
    """Fit, forecast and score a study at each of some earlier dates, and keep results/backtest.parquet.

    quick: by the ensemble smoother, approximately. fit_draws: of each chain (members, if quick). `tell(what)` is asked for a
    progress to report to. InvalidInput for dates at which this cannot be done, all of them at once.
    """
    study, ledger, _, _ = load(folder)
    periods = _dates(dates, study)
    late = {period: later(ledger, study, period) for period in periods}
    studies = _earlier_studies(study, ledger, periods, late)
    made: list[Earlier] = []
    for period, then in zip(periods, studies, strict=True):
        fit = fit_then(then, ledger, quick=quick, seed=seed, draws=fit_draws, progress=tell(f"Fitting as of {period}"))
        scores = score(fit, late[period], ledger, seed=seed, draws=draws, progress=tell(f"Forecasting as of {period}"))
        used = sum(line.role == "fitted" for line in fit.summary.claims)
        made.append(Earlier(period, fit, scores, used, _hindsight(then, ledger)))
    unscored = [one for one in made if not one.scores.scored]
    if unscored:
        raise InvalidInput(_wrong(str(one.as_of), _WITHOUT_OUTCOMES, "W823") for one in unscored)
    write_whole(folder / FILE, lambda path: frame(made).to_parquet(path, index=False))
    return made


def fit_then(
    study: Study,
    ledger: Ledger,
    *,
    quick: bool,
    seed: int,
    draws: int | None = None,
    progress: Progress | None = None,
) -> Fit:
    """The fit of an earlier study, kept nowhere."""
    model = compile_study(study)
    posterior = Posterior(model, observe(model, ledger))
    settings = DEFAULTS | {"seed": seed, "draws": draws or DEFAULTS["draws"]}
    if quick:
        made = smooth(posterior, seed=seed, members=settings["draws"], progress=progress)
    else:
        made = sample(posterior, **settings, progress=progress)
    summary = summarise(posterior, ledger, made, approximate=quick)
    return Fit(study, ledger, model, posterior, made.z.reshape(-1, made.z.shape[-1]), summary, "", seed)


def later(ledger: Ledger, study: Study, as_of: Period) -> list[Claim]:
    """The amounts that the study's own fit may use, published after an earlier date (scoring leaves out those that speak of the
    time before it)."""
    usable, _ = fitted(ledger, study.calendar.as_of)
    return [claim for claim in usable if claim.kind == "amount" and ledger.sources[claim.source].date.last > as_of.last]


_WITHOUT_OUTCOMES = (
    "no claim published later gives an amount (more than a bound) of the time after it; go back to an earlier date"
)


def _dates(dates: Sequence[str], study: Study) -> list[Period]:
    given = study.calendar
    found: list[Period] = []
    problems: list[Problem] = []
    for text in dates:
        try:
            period = parse_period(text)
        except ValueError as error:
            problems.append(_wrong(text, str(error), "W821"))
            continue
        if not given.start.last < period.last < given.as_of.last:
            message = f"an earlier date lies after the study's start ({given.start}) and before its as_of date ({given.as_of})"
            problems.append(_wrong(text, message, "W821"))
        found.append(Period(period.first, period.last))
    if not dates:
        problems.append(_wrong("", "no date is given; write for example --as-of 2014-12,2015-06", "W821"))
    if problems:
        raise InvalidInput(problems)
    return sorted(dict.fromkeys(found))


def _wrong(text: str, message: str, code: str) -> Problem:
    return Problem("--as-of", 0, text, message, code)


def _earlier_studies(
    study: Study, ledger: Ledger, periods: Iterable[Period], late: Mapping[Period, Sequence[Claim]]
) -> list[Study]:
    """The study at each date; InvalidInput where nothing was known by then or came later."""
    problems: list[Problem] = []
    made: list[Study] = []
    for period in periods:
        usable, _ = fitted(ledger, period)
        if not any(claim.kind == "amount" for claim in usable):
            message = "no claim published by then gives an amount; choose a later date"
            problems.append(_wrong(str(period), message, "W822"))
        if not late[period]:
            problems.append(_wrong(str(period), _WITHOUT_OUTCOMES, "W823"))
        unknown = [
            name
            for name, driver in study.drivers.items()
            if any(not _before(anchors, period.last) for anchors in driver.history.values())
        ]
        if unknown:
            message = f"no history by then of {', '.join(unknown)}; begin their rows in drivers.csv earlier, or choose a later date"
            problems.append(_wrong(str(period), message, "W824"))
        else:
            made.append(earlier(study, period))
    if problems:
        raise InvalidInput(problems)
    return made


def earlier(study: Study, as_of: Period) -> Study:
    """The study without what it says of the time after an earlier date.

    A driver holds its last known value from its last row to the date, and then about that value with a 90% range that widens with
    the root of time, as far as such drivers had moved by then: of one share or index, in its own unit; of those by
    group and of counts, as a factor. Drivers that rise or fall only, do.
    """
    then = _calendar(study.calendar, as_of)
    histories = {
        name: {key: _before(anchors, as_of.last) for key, anchors in driver.history.items()}
        for name, driver in study.drivers.items()
    }
    moves = {name: _moves(study.drivers[name], histories[name], as_of.last) for name in study.drivers}
    drivers = {
        name: replace(
            driver, history=histories[name], after=_after(driver, histories[name], then, _pace(name, study, moves))
        )
        for name, driver in study.drivers.items()
    }
    routes = [_route(route, as_of) for route in study.routes]
    return replace(study, calendar=then, drivers=drivers, routes=tuple(route for route in routes if route is not None))


def _calendar(given: Calendar, as_of: Period) -> Calendar:
    return calendar(start=given.start, as_of=as_of, end=given.end, step=given.step)


def _before(anchors: Sequence[Anchor], last: date) -> tuple[Anchor, ...]:
    return tuple(anchor for anchor in anchors if anchor.date.last <= last)


def _route(route: Route, as_of: Period) -> Route | None:
    """A route as it was known: not there if it opened later, open if it closed later."""
    if route.opens is not None and route.opens.first > as_of.last:
        return None
    return replace(route, closes=None) if route.closes is not None and route.closes.last > as_of.last else route


def _factors(driver: Driver) -> bool:
    """Whether the driver's future is told in multiples of its last value."""
    return bool(driver.by) or driver.unit not in SHARES


def _moves(driver: Driver, history: Mapping[Keys, Sequence[Anchor]], last: date) -> tuple[float, float]:
    """Sum of squared changes between known rows (of logarithms, where the future is told in multiples), and the years that
    they took, up to the date."""
    squares, years = 0.0, 0.0
    for anchors in history.values():
        for a, b in itertools.pairwise(anchors):
            if not _factors(driver):
                squares += (b.best - a.best) ** 2
            elif a.best > 0 and b.best > 0:
                squares += math.log(b.best / a.best) ** 2
        years += (last - anchors[0].date.last).days / 365.25
    return squares, years


def _pace(name: str, study: Study, moves: Mapping[str, tuple[float, float]]) -> float:
    """Variance a year of a driver's value or its logarithm: its own, drawn towards that of all drivers told alike."""
    kind = _factors(study.drivers[name])
    alike = [moves[other] for other, driver in study.drivers.items() if _factors(driver) == kind]
    squares, years = (sum(column) for column in zip(*alike, strict=True))
    common = squares / years if years > 0 else 0.0
    own, time = moves[name]
    return (own + UNSURE * common) / (time + UNSURE)


def _after(
    driver: Driver, history: Mapping[Keys, Sequence[Anchor]], then: Calendar, pace: float
) -> dict[Period, Range]:
    if pace <= 0:
        return {}
    made: dict[Period, Range] = {}
    for years, moment in _moments(then):
        half = Z90 * math.sqrt(pace * years)
        if _factors(driver):
            made[moment] = Range(math.exp(-half), math.exp(half), factor=True)
        else:
            last = next(iter(history.values()))[-1].best
            made[moment] = Range(last - half, last + half)
    return made


def _moments(then: Calendar) -> list[tuple[float, Period]]:
    """Years after as_of, and the days at which they are over, up to the calendar's end."""
    start, end = then.as_of.last.toordinal(), then.ends[-1].toordinal()
    days = [round(start + 365.25 * years) for years in AHEAD]
    kept = [*(day for day in days if day < end), *([end] if end > start else [])]
    return [((day - start) / 365.25, Period(date.fromordinal(day), date.fromordinal(day))) for day in kept]


def _hindsight(study: Study, ledger: Ledger) -> int:
    claims = {claim.id: claim for claim in ledger.claims}
    rows = {
        (driver.name, anchor.source, anchor.date)
        for driver in study.drivers.values()
        for anchors in driver.history.values()
        for anchor in anchors
    }
    return sum(
        source in claims and ledger.sources[claims[source].source].date.last > study.calendar.as_of.last
        for _, source, _ in rows
    )


def frame(made: Sequence[Earlier]) -> pd.DataFrame:
    """One row a date, outcome and forecaster, as in results/scores.parquet."""
    import pandas as pd

    return pd.concat([table(one.scores).assign(as_of=str(one.as_of)) for one in made], ignore_index=True)


def data(made: Sequence[Earlier]) -> list[dict[str, Any]]:
    """The same for JSON."""
    return [
        {
            "as_of": str(one.as_of),
            "settled": one.fit.summary.diagnosis.settled,
            "claims_fitted": one.used,
            "driver_rows_in_hindsight": one.hindsight,
            "scores": results.data(one.scores),
        }
        for one in made
    ]
