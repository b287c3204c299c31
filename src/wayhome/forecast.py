"""Posterior draws -> people in every place and arrivals there, month by month, with ranges."""

from __future__ import annotations

import itertools
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from wayhome import labelled
from wayhome.claims.claim import Claim
from wayhome.dates import Period
from wayhome.draws import Gathered, Progress, Runner, Threads, Work, gather
from wayhome.engine import ensemble, summary
from wayhome.engine.arrays import Floats, Ints
from wayhome.engine.futures import futures
from wayhome.engine.model import Model
from wayhome.engine.quantities import Quantity, table
from wayhome.errors import InvalidInput
from wayhome.files import write_whole
from wayhome.fit.observe import Reader
from wayhome.fit.store import Fit, fit_study
from wayhome.study.resolved import Study

if TYPE_CHECKING:
    import pandas as pd
    import xarray

COLUMNS = ("q05", "q25", "q50", "q75", "q95")
KEEP = 1000


@dataclass(frozen=True, slots=True)
class OutlookLine:
    """How likely the forecast makes an outlook that somebody stated."""

    id: str
    probability: float | None
    words: str


@dataclass(frozen=True, slots=True)
class Forecast:
    """table: one row a date, place or area, quantity (stock; arrivals since the start) and selection, with quantiles.
    flows: people moved between as_of and the end, by flow, origin, destination and selection. draws: whole draws (of the
    first ones) at the dates of `kept`: stock and arrivals (draw, date, place or area, group). watched: persons (draw, quantity)
    of the quantities asked for, in all draws."""

    table: pd.DataFrame
    flows: pd.DataFrame
    outlooks: tuple[OutlookLine, ...]
    kept: tuple[str, ...]
    stock: Ints
    arrivals: Ints
    names: tuple[str, ...]
    watched: Floats
    seed: int
    seconds: float


def forecast_study(
    folder: Path,
    *,
    seed: int = 1,
    draws: int = 1000,
    keep: int = KEEP,
    workers: int | None = None,
    fit: Fit | None = None,
    scenario: str = "",
    run: Runner | None = None,
    progress: Progress | None = None,
) -> Forecast:
    """Forecast the study in a folder (fitting it first where that is due), and keep it in the files that `files` names.

    scenario: the name of the one that `fit` is under (`scenario.under`), if it is.
    """
    fit = fit or fit_study(folder)
    result = forecast(fit, seed=seed, draws=draws, keep=keep, workers=workers, run=run, progress=progress)
    table, whole = files(folder, fit, scenario)
    write_whole(table, lambda path: result.table.to_parquet(path, index=False))
    write_whole(whole, lambda path: _write_draws(path, fit, result))
    return result


def files(folder: Path, fit: Fit, scenario: str = "") -> tuple[Path, Path]:
    """Where the table and the draws are kept: results/forecast.parquet and draws.nc; beside them those of an approximate fit,
    or under a scenario."""
    beside = ("quick-" if fit.summary.diagnosis.approximate else "") + (f"{scenario}-" if scenario else "")
    return folder / f"results/{beside}forecast.parquet", folder / f"results/{beside}draws.nc"


def forecast(
    fit: Fit,
    *,
    seed: int = 1,
    draws: int = 1000,
    keep: int = KEEP,
    watch: Sequence[Quantity] = (),
    workers: int | None = None,
    run: Runner | None = None,
    progress: Progress | None = None,
) -> Forecast:
    """Up to as_of each draw's expected path; from there by chance, each draw with its own driver paths.

    Whole draws are kept of the first `keep` only, the quantities of `watch` (made by `fit.observe.Reader`) in every draw. Draws
    run in `workers` threads (one a core); `run` takes all but the first ones elsewhere. Neither changes a number, nor do the
    draws that follow change a draw.
    """
    begin = time.perf_counter()
    spoken_of, outlooks = _outlook_quantities(fit)
    selections = _Selections.of(fit.study)
    ways = _ways(fit.model)
    work = _work(fit, selections, list(ways.values()), [*spoken_of, *watch], seed=seed, keep=keep)
    threads = workers or cores()
    made = gather(work, draws, run or Threads(threads), threads=threads, progress=progress)
    return Forecast(
        _frame(fit.study, work, selections, made),
        _flow_frame(fit.study, work, selections, ways, made),
        tuple(_outlook(claim, rows, made.watched) for claim, rows in outlooks),
        tuple(fit.study.calendar.label(state) for state in work.kept),
        made.kept[:, :, 0],
        made.kept[:, :, 1],
        work.targets.names,
        made.watched[:, len(spoken_of) :],
        seed,
        time.perf_counter() - begin,
    )


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class _Selections:
    """Every combination of level, region or "all" of each population: its name in each, and its position among those that differ
    (a region that has all levels is "all"). choices: those that differ, as sets of levels."""

    names: tuple[tuple[str, ...], ...]
    position: Ints
    choices: tuple[tuple[frozenset[int], ...], ...]

    @classmethod
    def of(cls, study: Study) -> _Selections:
        options: list[list[tuple[str, frozenset[int]]]] = []
        for population, levels in study.populations.items():
            regions = {name: who[population] for name, who in study.regions.items() if set(who) == {population}}
            single = {level: (level,) for level in levels}
            named = [*single.items(), *regions.items(), ("all", levels)]
            options.append([(name, frozenset(map(levels.index, who))) for name, who in named])
        combined = list(itertools.product(*options))
        at: dict[tuple[frozenset[int], ...], int] = {}
        position = [at.setdefault(tuple(means for _, means in choice), len(at)) for choice in combined]
        return cls(tuple(tuple(name for name, _ in choice) for choice in combined), np.array(position), tuple(at))


def _work(
    fit: Fit, selections: _Selections, ways: Sequence[Sequence[int]], watch: Sequence[Quantity], *, seed: int, keep: int
) -> Work:
    model, calendar = fit.model, fit.study.calendar
    targets, size = ensemble.targets(model), len(model.groups)
    ends = {calendar.state_at(end) for end in calendar.ends if (end.month, end.day) == (12, 31)}
    kept = sorted(s for s in {*ends, calendar.as_of_state, calendar.steps} if s >= calendar.as_of_state)
    inside = [np.flatnonzero(row) for row in targets.inside]
    arrivals = np.arange(len(model.places), len(model.places) + len(targets.names))
    taken = [_by_group(model, moves) for moves in ways]
    return Work(
        model,
        np.ascontiguousarray(fit.z[:, : len(model.parameters)]),
        seed,
        targets,
        futures(model),
        table(watch),
        tuple(kept),
        keep,
        _layout([*inside, *arrivals[:, None]]),
        _layout(np.split(np.arange(sum(map(len, taken))), np.cumsum([len(moves) for moves in taken])[:-1])),
        np.concatenate([np.zeros((0, size), np.int64), *taken]),
        summary.plan(selections.choices, [len(levels) for levels in fit.study.populations.values()]),
    )


def _layout(subjects: Sequence[Ints]) -> summary.Layout:
    """Subjects, each given by its sections."""
    return summary.Layout(np.cumsum([0, *map(len, subjects)]), np.concatenate([np.zeros(0, np.int64), *subjects]))


def _ways(model: Model) -> dict[tuple[str, str, str], list[int]]:
    """The moves of every flow between two places."""
    size, flows = len(model.groups), list(model.study.flows)
    ways: dict[tuple[str, str, str], list[int]] = {}
    ends = zip(model.moves.flow, model.moves.cell_from // size, model.moves.cell_to // size, strict=True)
    for m, (flow, origin, to) in enumerate(ends):
        ways.setdefault((flows[flow], model.places[origin], model.places[to]), []).append(m)
    return ways


def _by_group(model: Model, moves: Sequence[int]) -> Ints:
    """(section, group): moves by the group in which people arrive; as many sections as a group has moves."""
    size = len(model.groups)
    parts: list[Ints] = []
    taken = np.zeros(size, np.int64)
    for move in moves:
        group = model.moves.cell_to[move] % size
        if taken[group] == len(parts):
            parts.append(np.full(size, -1, np.int64))
        parts[taken[group]][group] = move
        taken[group] += 1
    return np.stack(parts)


def _frame(study: Study, work: Work, selections: _Selections, made: Gathered) -> pd.DataFrame:
    import pandas as pd

    names, states = work.targets.names, study.calendar.steps + 1
    shape = (states, 2, len(names), len(selections.names))

    def repeated(codes: Ints, categories: Sequence[str], axis: int) -> pd.Categorical:
        codes = codes.astype(np.int16 if len(categories) < 2**15 else np.int32)
        codes = codes.reshape([-1 if k == axis else 1 for k in range(4)])
        return pd.Categorical.from_codes(np.broadcast_to(codes, shape).ravel(), list(categories), validate=False)

    data: dict[str, object] = {
        "date": repeated(np.arange(states), [study.calendar.label(s) for s in range(states)], 0),
        "place": repeated(np.arange(len(names)), names, 2),
        "quantity": repeated(np.arange(2), ("stock", "arrivals"), 1),
    }
    for p, population in enumerate(study.populations):
        levels = sorted({choice[p] for choice in selections.names})
        data[population] = repeated(np.array([levels.index(choice[p]) for choice in selections.names]), levels, 3)
    people = made.quantiles[:, : states * work.rows_of_state].reshape(len(COLUMNS), -1, work.plan.selections)
    for name, column in zip(COLUMNS, people, strict=True):
        data[name] = column.take(selections.position, axis=1).ravel()
    return pd.DataFrame(data, copy=False)


def _flow_frame(
    study: Study,
    work: Work,
    selections: _Selections,
    ways: dict[tuple[str, str, str], list[int]],
    made: Gathered,
) -> pd.DataFrame:
    """Rows where somebody of the selection can take the way."""
    import pandas as pd

    size = [len(levels) for levels in study.populations.values()]
    members = np.zeros((len(selections.choices), len(study.groups)), bool)
    for s, choice in enumerate(selections.choices):
        members[s, np.ravel_multi_index(np.ix_(*map(sorted, choice)), size).ravel() if choice else 0] = True
    takers = np.zeros((len(ways), len(study.groups)), bool)
    for w in range(len(ways)):
        takers[w] = (work.taken[work.ways.start[w] : work.ways.start[w + 1]] >= 0).any(axis=0)
    way, selection = np.nonzero((takers.astype(int) @ members.T.astype(int))[:, selections.position])
    row = (study.calendar.steps + 1) * work.rows_of_state + way * work.plan.selections + selections.position[selection]
    data: dict[str, object] = {}
    for k, column in enumerate(("flow", "origin", "to")):
        data[column] = np.array([names[k] for names in ways], object)[way]
    for p, population in enumerate(study.populations):
        data[population] = np.array([names[p] for names in selections.names], object)[selection]
    for name, values in zip(COLUMNS, made.quantiles, strict=True):
        if name in ("q05", "q50", "q95"):
            data[name] = values[row].astype(np.float64)
    return pd.DataFrame(data)


def _outlook_quantities(fit: Fit) -> tuple[list[Quantity], list[tuple[Claim, tuple[int, ...]]]]:
    """For each outlook the quantities to watch: then and now (and the wholes of shares), or this side and the other."""
    reader = Reader(fit.model, fit.ledger)
    found: list[tuple[Claim, tuple[int, ...]]] = []
    calendar = fit.study.calendar
    for claim in fit.ledger.claims:
        if claim.kind != "outlook" or claim.status != "confirmed" or claim.target is None or claim.as_of is None:
            continue
        if claim.other is not None:
            sides = [
                (claim.target, claim.as_of),
                (claim.whole, claim.as_of),
                (claim.other, claim.as_of),
                (claim.other_whole, claim.as_of),
            ]
        else:
            before = _before(claim, calendar.as_of)
            sides = [
                (claim.target, claim.as_of),
                (claim.whole, claim.as_of),
                (claim.target, before),
                (claim.whole, before),
            ]
        rows: list[int] = []
        for target, period in sides:
            quantity = reader.quantity(claim, target, "who", period=period) if target is not None else None
            rows.append(reader.row(quantity) if quantity is not None else -1)
        found.append((claim, tuple(rows)))
    if reader.problems:
        raise InvalidInput(reader.problems)
    return list(reader.quantities), found


def _before(claim: Claim, as_of: Period) -> Period:
    """What an outlook is compared with: the state of things at as_of, or as long a period before it."""
    assert claim.as_of is not None
    assert claim.target is not None
    if claim.target.measure in ("stock", "arrivals"):
        return as_of
    return Period(as_of.last - (claim.as_of.last - claim.as_of.first), as_of.last)


def _outlook(claim: Claim, rows: tuple[int, ...], watched: Floats) -> OutlookLine:
    value, whole, other, other_whole = (watched[:, row] if row >= 0 else np.ones(len(watched)) for row in rows)
    this, that = value / np.maximum(whole, 0.5), other / np.maximum(other_whole, 0.5)
    less = claim.direction in ("down", "less")
    chance = float(np.mean(this < that if less else this > that))
    return OutlookLine(claim.id, chance, f"the forecast gives this {chance:.0%}")


def _write_draws(path: Path, fit: Fit, result: Forecast) -> None:
    """NetCDF of the whole draws that are kept."""
    data = labelled_draws(fit, result)
    encoding = {name: {"zlib": True, "complevel": 1} for name in ("stock", "arrivals")}
    path.write_bytes(data.to_netcdf(engine="h5netcdf", encoding=encoding))  # in memory first: see fit.store


def labelled_draws(fit: Fit, result: Forecast) -> xarray.Dataset:
    """The whole draws that are kept: stock and arrivals (draw, date, place, one axis a population), persons."""
    marks = {"seed": result.seed, "fit": fit.key}
    return labelled.draws(
        fit.study, result.kept, result.names, stock=result.stock, arrivals=result.arrivals, marks=marks
    )
