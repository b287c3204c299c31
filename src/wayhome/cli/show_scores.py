"""What `score` and `backtest` print."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape

from wayhome.cli import terminal
from wayhome.report import words
from wayhome.score import rules
from wayhome.score.naive import NAMES
from wayhome.score.outlooks import records
from wayhome.score.results import OWN, PEOPLE, TOLD, Scored, Scores, Summary
from wayhome.score.scores import summaries

if TYPE_CHECKING:
    from wayhome.backtest import Earlier

ROWS = 20  # of a long list; the file has all


def scores(made: Scores) -> None:
    """All outcomes together, then each of them, then those that were not scored."""
    console = terminal.console()
    if made.approximate:
        console.print("[bold]Approximate:[/bold] scores of a quick look, not of a settled fit.")
    _overall(console, made)
    _covered(console, made)
    table = terminal.table("Each outcome")
    table.add_column("Outcome")
    table.add_column("Came out", justify="right")
    table.add_column("Forecast\n[dim]90% range[/dim]", justify="right")
    table.add_column("Falls at", justify="right")
    table.add_column("CRPS", justify="right")
    for name in NAMES:
        table.add_column(name.replace(" ", "\n", 1), justify="right")
    for one in made.scored[:ROWS]:
        table.add_row(*_row(one))
    console.print(table)
    _more(console, len(made.scored))
    console.print("Falls at: the share of the forecast's draws below it. CRPS: in persons or share; less is better.\n")
    _left_out(console, made)


def _overall(console: Console, made: Scores) -> None:
    table = terminal.table(f"{len(made.scored)} outcomes: mean scores, and wayhome's skill against each")
    for column in (
        "",
        "Outcomes",
        "CRPS",
        "CRPS, log",
        "WIS",
        "Skill",
        "Skill, log",
        "Skill, WIS",
        "Skill, value",
    ):
        table.add_column(column, justify="right" if column else "left", no_wrap=not column)
    for line in made.summaries:
        table.add_row(*_line(line), style="bold" if line.name == OWN else None)
    console.print(table)
    console.print(
        "Skill: 1 is perfect, 0 no better than the naive forecast, below 0 worse; each on the outcomes that both forecast. "
        "Value: against the naive forecast's value alone, without a spread.\n"
    )


def _line(line: Summary) -> tuple[str, ...]:
    skills = (line.skill, line.log_skill, line.wis_skill, line.point_skill)
    title = f"{line.name}, {line.kind}" if line.name == OWN else f"  {line.name}"
    return (title, str(line.outcomes), *map(_plain, (line.crps, line.log_crps, line.wis)), *map(_skill, skills))


def _covered(console: Console, made: Scores) -> None:
    total = len(made.scored)
    parts = [
        f"{span:.0%} range {plain} of {total} ({with_error} with the claims' own errors)"
        for span, plain, with_error in zip(rules.SPANS, *made.covered, strict=True)
    ]
    console.print(f"Held by the forecast's {'; '.join(parts)}.\n")


def _row(one: Scored) -> tuple[str, ...]:
    claim, share = one.outcome.claim, one.outcome.share
    said = f"{escape(claim.statement)}\n[dim]{escape(claim.id)} · {claim.as_of}{'; ' if one.note else ''}{escape(one.note)}[/dim]"
    marks = [rival.marks for rival in one.rivals]
    return (
        said,
        _number(one.observed, share),
        f"{_number(one.marks.middle, share)}\n[dim]{_number(one.marks.low, share)}–{_number(one.marks.high, share)}[/dim]",
        f"{one.pit:.2f}",
        _plain(one.marks.crps),
        *(f"{_number(m.middle, share)}\n[dim]{_plain(m.crps)}[/dim]" if m is not None else "–" for m in marks),
    )


def _left_out(console: Console, made: Scores) -> None:
    if not made.unscored:
        return
    table = terminal.table(f"Not scored: {len(made.unscored)}")
    table.add_column("Outcome")
    table.add_column("Why")
    for one in made.unscored[:ROWS]:
        table.add_row(escape(one.claim.id), escape(one.reason))
    console.print(table)
    _more(console, len(made.unscored))


def verdicts(made: Scores) -> None:
    """The ledger's outlooks, and how each source fared."""
    if not made.verdicts:
        return
    console = terminal.console()
    table = terminal.table("Outlooks in the ledger: were they borne out?")
    for column in ("Outlook", "Borne out", "Its words", "Brier", "log score", "Forecast"):
        table.add_column(column, justify="left" if column in ("Outlook", "Borne out") else "right")
    for one in made.verdicts[:ROWS]:
        told = TOLD[one.borne_out] + (f"\n[dim]{escape(one.why)}[/dim]" if one.why else "")
        by = f" · by {', '.join(one.rests_on)}" if one.rests_on else ""
        said = (
            f"{escape(one.claim.statement)}\n[dim]{escape(one.claim.id)} · {escape(one.claim.origin)}{escape(by)}[/dim]"
        )
        words_say = words.percent(one.said) if one.said is not None else "possible"
        chance = words.percent(one.forecast) if one.forecast is not None else "–"
        table.add_row(said, told, words_say, _plain(one.brier), _plain(one.log), chance)
    console.print(table)
    _more(console, len(made.verdicts))
    table = terminal.table("By source")
    for column in ("Source", "Outlooks", "Right", "Wrong", "Cannot be told", "Brier", "log score", "Forecast's Brier"):
        table.add_column(column, justify="left" if column == "Source" else "right")
    for line in records(made.verdicts):
        counts = map(str, (line.outlooks, line.right, line.wrong, line.untold))
        table.add_row(escape(line.origin), *counts, *map(_plain, (line.brier, line.log, line.forecast)))
    console.print(table)


def backtest(made: Sequence[Earlier]) -> None:
    """One row a date: what was known, what came, how well it was foreseen."""
    console = terminal.console()
    if made and made[0].scores.approximate:
        console.print("[bold]Approximate:[/bold] fitted by the ensemble smoother (--quick), not sampled.\n")
    table = terminal.table(
        "Fitted as of earlier dates, scored by what was published later (people; shares are in the file)"
    )
    table.add_column("As of", min_width=7)
    for column in ("Claims\nfitted", "Later\nfigures", "In 90%\nrange", "… with\nclaims'\nerrors", "CRPS,\nlog"):
        table.add_column(column, justify="right")
    for name in NAMES:
        table.add_column("Skill:\n" + name.replace(" ", "\n"), justify="right")
    for one in made:
        table.add_row(*_date(str(one.as_of), str(one.used), one.scores.scored))
    if len(made) > 1:
        table.add_section()
        table.add_row(
            *_date("All of\nthem", "", [scored for one in made for scored in one.scores.scored]), style="bold"
        )
    console.print(table)
    console.print(
        "Skill by CRPS on the log scale; below it the outcomes that both forecast. 0 is no better, below 0 worse."
    )
    _caveats(console, made)


def _date(label: str, used: str, scored: Sequence[Scored]) -> tuple[str, ...]:
    ninety, total = rules.SPANS.index(0.9), len(scored)
    lines = {line.name: line for line in summaries(scored) if line.kind == PEOPLE}
    skills = [
        f"{_skill(lines[name].log_skill)}\n[dim]{lines[name].outcomes}[/dim]" if name in lines else "–"
        for name in NAMES
    ]
    return (
        label,
        used,
        str(total),
        words.percent(sum(one.marks.covered[ninety] for one in scored) / total),
        words.percent(sum(one.covered[ninety] for one in scored) / total),
        _plain(lines[OWN].log_crps) if OWN in lines else "–",
        *skills,
    )


def _caveats(console: Console, made: Sequence[Earlier]) -> None:
    late = [f"{one.hindsight} as of {one.as_of}" for one in made if one.hindsight]
    if late:
        console.print(f"Rows of drivers.csv that rest on claims published later: {', '.join(late)}.")
    for one in made:
        reasons = Counter(_short(left.reason) for left in one.scores.unscored)
        if reasons:
            told = "; ".join(f"{count} {reason}" for reason, count in reasons.most_common())
            console.print(f"As of {one.as_of} not scored: {escape(told)}.")
    for one in made:
        if not one.scores.approximate and not one.fit.summary.diagnosis.settled:
            rest = len(one.fit.summary.diagnosis.unsettled)
            console.print(
                f"[bold]The fit as of {one.as_of} did not settle[/bold] ({rest} parameters): do not rely on its row. More "
                "draws may help: --fit-draws 2000."
            )


def _short(reason: str) -> str:
    for kind in ("a bound only", "speaks (mostly) of the time up to"):
        if reason.startswith(kind):
            return "a bound only" if kind.startswith("a") else "of the time before"
    return reason


def _number(value: float, share: bool) -> str:
    return words.percent(value) if share else f"{value:,.0f}"


def _plain(value: float) -> str:
    return "–" if math.isnan(value) else words.plain(value, 2) if abs(value) < 100 else f"{value:,.0f}"


def _skill(value: float) -> str:
    return "" if math.isnan(value) else f"{value:+.2f}"


def _more(console: Console, count: int) -> None:
    if count > ROWS:
        console.print(f"and {count - ROWS} more, in the file\n", style="dim")
