"""What a fit says of its sources, assumptions and disagreements, in sentences that the page and the command line share."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wayhome.report import assumptions, words
from wayhome.study.resolved import Study

if TYPE_CHECKING:
    from wayhome.fit.store import Fit
    from wayhome.fit.summary import ClaimLine, Diagnosis, ParameterLine, SourceLine, Summary

NO_AMOUNT = "No claim in the fit gives a number: the numbers are those of the study's own ranges"
_KINDS = {
    "rivals": "Offices of one state that disagree",
    "falls": "Totals that cannot fall and yet do",
    "reprinted": "The same figure given again a year or more later",
}
SURE, LIKELY = 0.95, 0.8
WIDTH = 100


def doubt(found: Diagnosis) -> str:
    """What is said before any number of a fit that did not settle, or of an approximation; "" of one that settled."""
    if found.settled:
        return ""
    return "Approximate." if found.approximate else "Do not rely on these numbers: the fit did not settle."


def of_fit(fit: Fit) -> Iterator[str]:
    """What the numbers stand on: nothing but the study's ranges, or ranges that the ledger has overruled."""
    yield from _wrapped(without_amounts(fit.summary))
    if learned := leanings(fit.summary.sources):
        yield from _wrapped(f"What is learned of the sources (95% sure or more): {learned}")
    for kind, named in _KINDS.items():
        pairs = [f"{line.first}/{line.second}" for line in fit.summary.disagreements if line.kind == kind]
        if pairs:
            yield from _wrapped(f"{named}: {', '.join(pairs[:8])}{', …' if len(pairs) > 8 else ''}.")
    told = [overruled(line, fit.study) for line in fit.summary.parameters if line.overruled]
    if told:
        yield "Assumptions that the ledger overrules (now mostly outside the study's own 90% range):"
        for said in told:
            yield from _wrapped(said, indent=2)


def of_prior(fit: Fit) -> Iterator[str]:
    """Claims that the study's own ranges hardly allow."""
    beyond = [line for line in fit.summary.claims if line.role == "fitted" and _beyond(line)]
    count = sum(line.role == "fitted" and line.model_mid is not None for line in fit.summary.claims)
    if count:
        named = f" ({', '.join(line.id for line in beyond[:12])}{', …' if len(beyond) > 12 else ''})" if beyond else ""
        yield from _wrapped(
            f"{len(beyond)} of {count} figures in the ledger lie wholly outside the 90% range that these ranges give them{named}."
        )


def _beyond(line: ClaimLine) -> bool:
    if line.low is None or line.high is None or line.model_low is None or line.model_high is None:
        return False
    return (line.sense != "at_least" and line.high < line.model_low) or (
        line.sense != "at_most" and line.low > line.model_high
    )


def without_amounts(summary: Summary) -> str:
    """That the numbers rest on no number of anybody, where that is so; else ""."""
    if any(line.role == "fitted" and line.model_mid is not None for line in summary.claims):
        return ""
    some = any(line.role == "fitted" for line in summary.claims)
    return f"{NO_AMOUNT}, moved only by what claims say of more and less." if some else f"{NO_AMOUNT} (the prior)."


def overruled(line: ParameterLine, study: Study) -> str:
    """A prior that the ledger overrules."""
    shown = assumptions.assumption(line, study)
    unit = f" {shown.unit}" if shown.unit else ""
    named = assumptions.title(line.name, study)
    return f"{named}: given as {shown.before}{unit}; the claims make it {shown.after}, {line.overruled} that."


def leaning(line: SourceLine) -> str:
    """Whether a source tends high or low, and how sure that is."""
    chance, side = (line.tends_high, "high") if line.tends_high >= 0.5 else (1 - line.tends_high, "low")
    if chance >= SURE:
        return f"tends {side} ({words.percent(chance)} sure)"
    if chance >= LIKELY:
        return f"may tend {side} ({words.percent(chance)})"
    return "neither, as far as is known"


@dataclass(frozen=True, slots=True)
class Lean:
    """What is learned of one source."""

    origin: str
    grade: str
    claims: int
    multiple: str
    says: str


def leans(lines: Iterable[SourceLine]) -> list[Lean]:
    """Every source, the highest first."""
    ordered = sorted(lines, key=lambda line: (-line.mid, line.origin))
    return [
        Lean(
            n.origin,
            n.grade,
            n.claims,
            f"{words.plain(n.mid, 2)}× ({words.plain(n.low, 2)}×–{words.plain(n.high, 2)}×)",
            leaning(n),
        )
        for n in ordered
    ]


def leanings(lines: Iterable[SourceLine]) -> str:
    """Who tends high, and who low, of whom that is fairly sure; "" where of nobody."""
    ordered = sorted(lines, key=lambda line: -abs(line.tends_high - 0.5))
    parts: list[str] = []
    for side, sure in (
        ("high", [n for n in ordered if n.tends_high >= SURE]),
        ("low", [n for n in ordered if n.tends_high <= 1 - SURE]),
    ):
        if sure:
            named = ", ".join(f"{n.origin} ({words.plain(n.mid, 2)} times)" for n in sure)
            parts.append(f"Tends {side}: {named}.")
    return " ".join(parts)


def _wrapped(text: str, indent: int = 0) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=" " * indent, subsequent_indent=" " * (indent + 2))
