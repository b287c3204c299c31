"""Outcomes as Markdown, the same for the terminal and for docs/benchmarks.md."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.contest import OURS
from benchmarks.result import Outcome, Row, Target, times

HEAD = ("work", "by", "median", "× wayhome", "repeats", "set-up and first", "the same?")
NUMBERS = range(2, 6)


def markdown(outcome: Outcome) -> list[str]:
    """A table of rows, further lines, and what became of each target."""
    parts: list[list[str]] = []
    if outcome.rows:
        parts.append(_aligned([HEAD, *(_cells(outcome.rows, row) for row in outcome.rows)]))
    if outcome.lines:
        parts.append(list(outcome.lines))
    if outcome.targets:
        parts.append([f"- {_verdict(target)}" for target in outcome.targets])
    return [line for part in parts for line in (*part, "")][:-1]


def _cells(rows: Sequence[Row], row: Row) -> tuple[str, ...]:
    if not row.seconds:
        return (row.what, row.who, "–", "–", "–", "–", f"could not run: {row.note}")
    ratio = times(rows, row.what, row.who) or 1.0
    first = "" if row.first is None else duration(row.first)
    against = "" if row.who == OURS else figure(ratio)
    return (row.what, row.who, duration(row.median), against, str(len(row.seconds)), first, row.same)


def _aligned(rows: list[tuple[str, ...]]) -> list[str]:
    """Columns that say something, as wide as their widest cell; numbers to the right."""
    told = [k for k in range(len(HEAD)) if any(row[k] for row in rows[1:])]
    widths = {k: max(len(row[k]) for row in rows) for k in told}
    rule = ["-" * (widths[k] - 1) + ":" if k in NUMBERS else "-" * widths[k] for k in told]
    lines = [[row[k].rjust(widths[k]) if k in NUMBERS else row[k].ljust(widths[k]) for k in told] for row in rows]
    return ["| " + " | ".join(cells) + " |" for cells in (lines[0], rule, *lines[1:])]


def _verdict(target: Target) -> str:
    bound = f"{'at most' if target.at_most else 'at least'} {figure(target.wanted)}{target.unit}"
    if target.got is None:
        return f"{target.text}, {bound}: not known, the peer did not run."
    said = f"{target.text}, {bound}: **{'reached' if target.reached else 'missed'}** with {figure(target.got)}{target.unit}"
    gap = target.got / target.wanted if target.at_most else target.wanted / target.got
    return said + ("." if target.reached else f", off by a factor of {figure(gap)}.")


def duration(seconds: float) -> str:
    return f"{figure(seconds)} s" if seconds >= 1 else f"{figure(seconds * 1e3)} ms"


def figure(value: float) -> str:
    """Two significant digits below ten, three below a thousand."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"
