"""Many draws of a forecast, in chunks of a fixed size, summarised in memory that does not grow with their number.

The first draws are summarised exactly, and their order statistics are the edges of bins into which all further ones are
counted. What a chunk gives depends on its draws' numbers alone, and counts are added up: who runs which chunk, and when, changes
nothing.
"""

from __future__ import annotations

import itertools
import math
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import numpy as np

from wayhome.engine import ensemble, summary
from wayhome.engine.arrays import Floats, Ints, Singles
from wayhome.engine.ensemble import Targets
from wayhome.engine.futures import Futures, Inputs, future_paths, inputs, past_paths
from wayhome.engine.model import Model
from wayhome.engine.quantities import Table

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
EXACT = 1000  # draws that are summarised exactly
CHUNK = 250
SLICE = 4 * summary.BLOCK  # draws that one thread takes at once
MOMENTS = 64 * 2**20  # bytes of moments that are simulated before they are summarised
NEAR = 4.0  # standard errors of a level's rank that its edges reach to either side
EDGES_OF_LEVEL = (11, 13, 15, 13, 11)

Progress: TypeAlias = Callable[[int, int], None]
Each: TypeAlias = Callable[[Callable[..., None], Iterable[object]], None]
"""Does something with each of some items, in whatever order."""
Summarise: TypeAlias = Callable[[Singles, slice, Ints], None]
"""Takes totals (selection, draw), the rows that they have in the results, and how many draws each of them stands for."""


@dataclass(frozen=True, slots=True)
class Work:
    """What all chunks of a forecast share. z: (row of the fit, parameter) · whole draws are kept of the draws below `keep` at the
    states `kept` (as_of and later) · rows of results: (state, subject of `people`, selection), then (subject of `ways`,
    selection), whose sections are the moves `taken` (section, group), −1 for none."""

    model: Model
    z: Floats
    seed: int
    targets: Targets
    futures: Futures
    watch: Table
    kept: tuple[int, ...]
    keep: int
    people: summary.Layout
    ways: summary.Layout
    taken: Ints
    plan: summary.Plan

    @property
    def rows_of_state(self) -> int:
        return (self.people.start.size - 1) * self.plan.selections

    @property
    def rows(self) -> int:
        states = self.model.study.calendar.steps + 1
        return states * self.rows_of_state + (self.ways.start.size - 1) * self.plan.selections

    @property
    def columns(self) -> int:
        """Of one draw at one moment: cells, then arrival slots."""
        return self.model.cells + self.targets.slots(len(self.model.groups))

    def row_of_fit(self, draws: Ints) -> Ints:
        """The posterior draw that each draw runs from."""
        return row_of_fit(len(self.z), draws)


def row_of_fit(size: int, draws: Ints) -> Ints:
    """The posterior draw, of so many, that each draw runs from: every run of draws is spread evenly over the fit, and each of its
    rows is taken once before any is taken twice."""
    stride = round(size * (math.sqrt(5) - 1) / 2) or 1
    while math.gcd(stride, size) > 1:
        stride += 1
    return draws * stride % size


@dataclass(frozen=True, slots=True)
class Tally:
    """What some draws leave: watched: (draw, quantity) · kept: (draw below `keep`, kept state, stock or arrivals, target,
    group) whole persons · counts: (row, bin)."""

    draws: Ints
    watched: Floats
    kept: Ints
    counts: Ints


@dataclass(frozen=True, slots=True)
class Gathered:
    """All draws. quantiles: (level, row) · watched: (draw, quantity) · kept: (draw, kept state, stock or arrivals,
    target, group)."""

    quantiles: Singles
    watched: Floats
    kept: Ints


class Runner(Protocol):
    """Runs batches of chunks somewhere and hands on what they leave, in any order."""

    def __call__(self, work: Work, edges: Singles, batches: Sequence[Sequence[Ints]]) -> Iterator[Tally]: ...

    @property
    def workers(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Threads:
    """Runs batches in threads of this process."""

    workers: int

    def __call__(self, work: Work, edges: Singles, batches: Sequence[Sequence[Ints]]) -> Iterator[Tally]:
        with ThreadPoolExecutor(self.workers) as pool:
            waiting = {pool.submit(tally, work, edges, batch) for batch in batches}
            try:
                for done in as_completed(waiting):
                    waiting.discard(done)
                    yield done.result()
            finally:
                for future in waiting:
                    future.cancel()


def gather(work: Work, draws: int, run: Runner, *, threads: int, progress: Progress | None = None) -> Gathered:
    """Run all draws: the first ones by threads of this process, the others in batches wherever `run` puts them."""
    seen = progress or (lambda done, total: None)
    first = min(draws, EXACT)
    watched = np.empty((draws, work.watch.size))
    kept = _kept(work, min(draws, work.keep))
    more = draws > first
    counts = np.zeros((work.rows, summary.EDGES + 1) if more else (0, 0), np.int32)
    edges = np.empty((work.rows, summary.EDGES) if more else (0, 0), np.float32)
    quantiles = np.empty((len(LEVELS), work.rows), np.float32)

    at = np.array(LEVELS)
    once = np.ones(first, np.int64)

    def exactly(totals: Singles, rows: slice, times: Ints) -> None:
        summary.sort(totals)
        if more:
            summary.pick(totals, EDGE_RANKS, edges[rows])
            summary.count(totals, once, edges[rows], counts[rows])
        else:
            summary.quantiles(totals, at, quantiles[:, rows])

    with ThreadPoolExecutor(threads) as pool:
        part = _run(
            work, np.arange(first), exactly, _by(pool), together=False, kept=kept[:first],
            seen=lambda share: seen(int(first * share), draws),
        )  # fmt: skip
        watched[:first] = part.watched
    if more:
        done = first
        for part in run(work, edges, _batches(work, first, draws, run.workers)):
            watched[part.draws] = part.watched
            kept[part.draws[part.draws < work.keep]] = part.kept
            np.add(counts, part.counts, out=counts)
            done += part.draws.size
            seen(done, draws)
        summary.quantiles_of_counts(edges, counts, draws, at, quantiles)
    return Gathered(quantiles, watched, kept)


def tally(work: Work, edges: Singles, batch: Sequence[Ints]) -> Tally:
    """Run some chunks, one after another, and count them into the bins: a pure function of its arguments."""
    counts = np.zeros((work.rows, summary.EDGES + 1), np.uint16)

    def counted(totals: Singles, rows: slice, times: Ints) -> None:
        summary.count(totals, times, edges[rows], counts[rows])

    parts = [_run(work, draws, counted, _in_turn, together=True) for draws in batch]
    return Tally(
        np.concatenate([part.draws for part in parts]),
        np.concatenate([part.watched for part in parts]),
        np.concatenate([part.kept for part in parts]),
        counts,
    )


def _batches(work: Work, first: int, draws: int, workers: int) -> list[list[Ints]]:
    """All further draws in chunks, draws of one row of the fit together, so that they share their past; a batch is a few chunks,
    whose counts travel together."""
    numbers = np.arange(first, draws)
    numbers = numbers[np.argsort(work.row_of_fit(numbers), kind="stable")]
    chunks = [numbers[i : i + CHUNK] for i in range(0, numbers.size, CHUNK)]
    size = max(1, min(np.iinfo(np.uint16).max // CHUNK, 16, len(chunks) // (4 * workers)))
    return [chunks[i : i + size] for i in range(0, len(chunks), size)]


def _ranks() -> Ints:
    """The ranks among the first draws that become edges: close together around every level."""
    shares = [
        level + np.linspace(-NEAR, NEAR, number) * math.sqrt(level * (1 - level) / EXACT)
        for level, number in zip(LEVELS, EDGES_OF_LEVEL, strict=True)
    ]
    return np.rint(np.concatenate(shares) * (EXACT - 1)).astype(np.int64)


EDGE_RANKS = _ranks()


def _by(pool: ThreadPoolExecutor) -> Each:
    def each(do: Callable[..., None], items: Iterable[object]) -> None:
        list(pool.map(do, items))

    return each


def _in_turn(do: Callable[..., None], items: Iterable[object]) -> None:
    for item in items:
        do(item)


def _run(
    work: Work,
    draws: Ints,
    summarise: Summarise,
    each: Each,
    *,
    together: bool,
    kept: Ints | None = None,
    seen: Callable[[float], None] = lambda share: None,
) -> Tally:
    """Run some draws from the start to the end; those of one fitted past run it `together`. Whole draws are written into `kept`,
    if given."""
    calendar = work.model.study.calendar
    cohort = _Cohort(work, draws, together, each)
    mine = np.flatnonzero(draws < work.keep)
    kept = _kept(work, mine.size) if kept is None else kept
    cohort.summarise(cohort.start(), work.people, 0, summarise)
    for steps in _spans(work, draws.size):
        cohort.summarise(cohort.advance(steps), work.people, (steps.start + 1) * work.rows_of_state, summarise)
        if steps.stop == calendar.as_of_state:
            cohort.part_ways()
        if steps.stop in work.kept:
            cohort.keep(mine, kept[:, work.kept.index(steps.stop)])
        if steps.stop == calendar.as_of_state:
            ensemble.settle(work.model, cohort.now, draws, seed=work.seed)
        seen(steps.stop / calendar.steps)
    cohort.summarise(cohort.moves(), work.ways, (calendar.steps + 1) * work.rows_of_state, summarise)
    return Tally(draws, cohort.now.watched, kept, np.zeros((0, 0), np.uint16))


class _Cohort:
    """Some draws on their way from the start to the end. Moments are as `summary.moments` has them."""

    def __init__(self, work: Work, draws: Ints, together: bool, each: Each) -> None:
        self.work, self.draws, self.each, self.groups = work, draws, each, len(work.model.groups)
        rows = work.row_of_fit(draws)
        if together:
            pasts, self.past_of, self.times = np.unique(rows, return_inverse=True, return_counts=True)
        else:
            pasts, self.past_of, self.times = rows, np.arange(draws.size), np.ones(draws.size, np.int64)
        self.z = work.z[pasts]
        self.as_of = work.model.study.calendar.as_of_state
        self.now = ensemble.begin(work.model, self.z, work.targets, work.watch)
        self.last = np.empty((len(pasts), len(work.model.series.keys)))
        self.given: dict[int, Inputs] = {}
        self._each_slice(self._remember)
        self.room = _Room()
        self.memory = np.zeros(0, np.float32)

    def start(self) -> Singles:
        """State 0."""
        rows = np.empty((len(self.z), 1, self.work.columns), np.float32)
        ensemble.show(self.now, rows)
        moments = self._moments(1, self.work.columns)
        summary.turn(rows, moments, 0)
        return moments

    def _remember(self, some: slice) -> None:
        """The inputs of some pasts; a slice at a time, as large arrays for all of them would be new memory from the system."""
        paths = past_paths(self.work.model, self.z[some])
        self.last[some] = paths[:, :, -1]
        self.given[some.start] = inputs(self.work.model, self.z[some], paths)

    def advance(self, steps: range) -> Singles:
        """Take all draws (all pasts, before as_of) over some steps: the states after each of them."""
        moments = self._moments(len(steps), self.work.columns)
        self._each_slice(lambda some: self._advance(some, steps, moments))
        return moments

    def _advance(self, some: slice, steps: range, moments: Singles) -> None:
        work, now, given = self.work, self.now.part(some), self.given[some.start]
        rows = self.room((some.stop - some.start, len(steps), work.columns))
        if steps.stop <= self.as_of:
            ensemble.expect(work.model, given, steps, now, work.targets, work.watch, rows)
        else:
            numbers = self.draws[some]
            ensemble.happen(work.model, given, steps, now, numbers, work.targets, work.watch, rows, seed=work.seed)
        summary.turn(rows, moments, some.start // summary.BLOCK)

    def part_ways(self) -> None:
        """At as_of every draw goes on by itself, with a future of its own."""
        self.now = self.now.part(self.past_of)
        self.times = np.ones(self.draws.size, np.int64)
        self.given.clear()
        self._each_slice(self._foresee)

    def _foresee(self, some: slice) -> None:
        work, past = self.work, self.past_of[some]
        paths = future_paths(work.futures, self.last[past], seed=work.seed, draws=self.draws[some])
        self.given[some.start] = inputs(work.model, self.z[past], paths)

    def _each_slice(self, do: Callable[[slice], None]) -> None:
        size = self.times.size
        self.each(lambda first: do(slice(first, min(first + SLICE, size))), range(0, size, SLICE))

    def keep(self, which: Ints, people: Ints) -> None:
        """Write some of the draws as they are now into `people` (draw, stock or arrivals, target, group)."""

        def some(first: int) -> None:
            part = slice(first, first + SLICE)
            ensemble.keep(self.now, which[part], self.work.targets, people[part])

        self.each(some, range(0, which.size, SLICE))

    def moves(self) -> Singles:
        """One moment: people moved since as_of, in the order of the work's `taken`."""
        taken = self.work.taken.ravel()
        moments = self._moments(1, taken.size)

        def some(part: slice) -> None:
            rows = np.where(taken >= 0, self.now.left[part][:, taken], 0).astype(np.float32)
            summary.turn(rows[:, None], moments, part.start // summary.BLOCK)

        self._each_slice(some)
        return moments

    def summarise(self, moments: Singles, layout: summary.Layout, first_row: int, summarise: Summarise) -> None:
        """Take the totals of all subjects at all moments, a half of the subjects at a time."""
        subjects, size = layout.start.size - 1, self.work.plan.selections

        def some(item: tuple[int, range]) -> None:
            moment, those = item
            draws = moments.shape[2] * summary.BLOCK
            totals = self.room((size, draws))
            for k in those:
                summary.totals(moments, moment, layout, k, self.work.plan, totals)
                row = first_row + (moment * subjects + k) * size
                summarise(totals[:, : self.times.size], slice(row, row + size), self.times)

        halves = [range(subjects // 2), range(subjects // 2, subjects)]
        self.each(some, itertools.product(range(len(moments)), halves))

    def _moments(self, number: int, columns: int) -> Singles:
        """Room for some moments, the same memory every time: asking the system for it takes longer than filling it."""
        needed = number * columns * (self.times.size + summary.BLOCK)
        if self.memory.size < needed:
            self.memory = np.zeros(needed, np.float32)
        return summary.moments(self.memory, number, columns // self.groups, self.times.size, self.groups)


def _kept(work: Work, draws: int) -> Ints:
    return np.empty((draws, len(work.kept), 2, len(work.targets.names), len(work.model.groups)), np.int64)


def _spans(work: Work, draws: int) -> list[range]:
    """All steps, cut at as_of, where whole draws are kept, and where memory asks for it."""
    calendar = work.model.study.calendar
    most = max(1, min(16, MOMENTS // (draws * work.columns * 4)))
    spans: list[range] = []
    for first, end in itertools.pairwise(sorted({0, *work.kept, calendar.as_of_state, calendar.steps})):
        number = math.ceil((end - first) / most)
        cuts = [first + (end - first) * i // number for i in range(number + 1)]
        spans += [range(a, b) for a, b in itertools.pairwise(cuts)]
    return spans


class _Room(threading.local):
    """Every thread's own arrays, made once for each shape."""

    def __init__(self) -> None:
        self.arrays: dict[tuple[int, ...], Singles] = {}

    def __call__(self, shape: tuple[int, ...]) -> Singles:
        if shape not in self.arrays:
            self.arrays[shape] = np.zeros(shape, np.float32)
        return self.arrays[shape]
