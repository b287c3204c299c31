"""Wayhome and its peers on one problem, turn by turn, so that a slow minute of the machine meets them all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from time import perf_counter

import numpy as np

from benchmarks.environments import Unable
from benchmarks.problem import Problem, Result, summary
from benchmarks.result import Plan, Row
from benchmarks.worker import Worker

OURS = "wayhome"


@dataclass(frozen=True, slots=True)
class Peer:
    """label: in the table · name: of its file in peers/ · variant: which of the ways that file knows."""

    label: str
    name: str
    variant: str = ""


@dataclass(slots=True)
class Own:
    """Wayhome's side: `prepare` returns the function of a seed that is timed."""

    prepare: Callable[[], Callable[[int], Result]]
    first: float = 0.0
    run_once: Callable[[int], Result] | None = None
    total: np.ndarray = field(default_factory=lambda: np.zeros(0))
    draws: int = 0

    def start(self) -> None:
        began = perf_counter()
        self.run_once = self.prepare()
        self.run_once(0)
        self.first = perf_counter() - began

    def run(self, seed: int) -> float:
        assert self.run_once is not None
        began = perf_counter()
        final = self.run_once(seed)
        seconds = perf_counter() - began
        self.total = summary(final) + (self.total if self.draws else 0)
        self.draws += 1
        return seconds

    def finish(self) -> tuple[np.ndarray, int]:
        return self.total, self.draws


def contest(
    plan: Plan,
    what: str,
    problem: Problem,
    *,
    own: Callable[[], Callable[[int], Result]],
    peers: Sequence[Peer],
    same: Callable[[str, np.ndarray, int], str],
) -> tuple[Row, ...]:
    """A row each; `same` says whether a contender's results, summed over its draws, are what they should be."""
    seconds: dict[str, list[float]] = {OURS: []}
    notes: dict[str, str] = {}
    ours = Own(own)
    ours.start()
    running: dict[str, Own | Worker] = {OURS: ours}
    with ExitStack() as stack:
        for peer in () if plan.miniature else peers:
            seconds[peer.label] = []
            try:
                running[peer.label] = stack.enter_context(Worker(peer.name, peer.variant, problem))
            except Unable as error:
                notes[peer.label] = str(error)
        for repeat in range(plan.repeats):
            for who in [who for who in running if who not in notes and sum(seconds[who]) < plan.seconds]:
                try:
                    seconds[who].append(running[who].run(repeat + 1))
                except Unable as error:
                    notes[who] = str(error)
        rows: list[Row] = []
        for who, taken in seconds.items():
            if who in notes:
                rows.append(Row(what, who, note=notes[who]))
            else:
                rows.append(Row(what, who, tuple(taken), running[who].first, same(who, *running[who].finish())))
    return tuple(rows)


def alone(
    plan: Plan, what: str, own: Callable[[], Callable[[int], Result]], same: Callable[[np.ndarray, int], str]
) -> Row:
    """Wayhome's row of work that no peer does."""
    ours, seconds = Own(own), []
    ours.start()
    while len(seconds) < plan.repeats and sum(seconds) < plan.seconds:
        seconds.append(ours.run(len(seconds) + 1))
    return Row(what, OURS, tuple(seconds), ours.first, same(*ours.finish()))
