"""What a piece of work returns: rows of the table, targets, and how much of it to run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Plan:
    """How often to repeat: at most `repeats`, and no more once a contender has taken `seconds`.

    miniature: small sizes and no peers, for the tests.
    """

    repeats: int = 25
    seconds: float = 40.0
    miniature: bool = False


QUICK = Plan(repeats=5, seconds=4.0)
FULL = Plan()
MINIATURE = Plan(repeats=2, seconds=0.5, miniature=True)


@dataclass(frozen=True, slots=True)
class Row:
    """One contender. seconds: one a repeat, empty where it could not run, with the reason in `note`."""

    what: str
    who: str
    seconds: tuple[float, ...] = ()
    first: float | None = None  # seconds of setting up and the first, discarded repeat: compiling
    same: str = ""  # whether it computes the same
    note: str = ""

    @property
    def median(self) -> float:
        return median(self.seconds)


@dataclass(frozen=True, slots=True)
class Target:
    """A target of the Speed table and what was measured; `got` is None where the peer could not run."""

    text: str
    wanted: float
    got: float | None
    unit: str = ""
    at_most: bool = False

    @property
    def reached(self) -> bool:
        return self.got is not None and (self.got <= self.wanted if self.at_most else self.got >= self.wanted)


@dataclass(frozen=True, slots=True)
class Point:
    """The time of a run in which one size was varied."""

    varied: str
    size: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """A piece of work's rows (wayhome's first in each `what`), targets, further lines in Markdown, and points for a chart."""

    rows: tuple[Row, ...] = ()
    targets: tuple[Target, ...] = ()
    lines: tuple[str, ...] = ()
    points: tuple[Point, ...] = ()


def ours(rows: Sequence[Row], what: str) -> float:
    """Wayhome's median seconds."""
    return next(row.median for row in rows if row.what == what)


def times(rows: Sequence[Row], what: str, peer: str) -> float | None:
    """How many times wayhome's median a peer's is; None if it could not run."""
    ran = {row.who: row.median for row in rows if row.what == what and row.seconds}
    return ran[peer] / ours(rows, what) if peer in ran else None
