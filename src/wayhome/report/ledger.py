"""Every claim of the ledger with what it did, and those that the headline rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wayhome.report import words
from wayhome.report.tables import Headline, cell_for
from wayhome.report.words import Spread
from wayhome.study.resolved import Study

if TYPE_CHECKING:
    from wayhome.claims.claim import Claim, Ledger
    from wayhome.fit.summary import ClaimLine, Summary
    from wayhome.forecast import OutlookLine


@dataclass(frozen=True, slots=True)
class Entry:
    """A claim of the ledger with what it did."""

    claim: Claim
    figure: str
    model: str
    did: str
    speaker: str
    source: str
    url: str
    date: str


_DID = {
    "fitted": "Used",
    "repeats": "Repeats another claim; adds nothing",
    "outlook": "Compared with the forecast; not used in the fit",
    "silence": "Recorded as silence, never as zero",
    "context": "Kept as background",
    "set_aside": "Set aside",
    "draft": "Draft; nobody has confirmed it yet",
    "unused": "Not used",
}


def entries(ledger: Ledger, summary: Summary, outlooks: Iterable[OutlookLine] = ()) -> list[Entry]:
    """Every claim, in the ledger's order; with a forecast's outlooks, also how it compares with those."""
    lines = {line.id: line for line in summary.claims}
    agreed = {line.id: line.words for line in outlooks}
    return [_entry(claim, lines.get(claim.id), ledger, agreed) for claim in ledger.claims]


RESTS = 5  # claims shown beside the large chart


def rests_on(found: Sequence[Entry], summary: Summary, study: Study, head: Headline) -> list[Entry]:
    """The claims in the fit about the headline and groups within its region: same selection first, then newest first."""
    lines = {line.id: line for line in summary.claims}
    region = study.regions.get(head.cell[0], {}) if head.cell else {}
    chosen: list[tuple[bool, Entry]] = []
    for entry in found:
        line = lines.get(entry.claim.id)
        if line is None or line.role != "fitted" or line.chart is None or line.chart[:2] != (head.place, head.quantity):
            continue
        levels = line.chart[2]
        same = cell_for(study, **levels) == head.cell
        if same or all(levels.get(population, "all") in within for population, within in region.items()):
            chosen.append((same, entry))
    chosen.sort(key=lambda pair: lines[pair[1].claim.id].date, reverse=True)
    return [entry for _, entry in sorted(chosen, key=lambda pair: not pair[0])]


def _entry(claim: Claim, line: ClaimLine | None, ledger: Ledger, outlooks: Mapping[str, str]) -> Entry:
    source = ledger.sources.get(claim.source)
    url = source.url if source and source.url.lower().startswith(("https://", "http://")) else ""
    said_in = ", ".join(part for part in (source.outlet, source.title) if part) if source else ""
    share = claim.quantity == "share"
    figure, model = f"“{claim.wording}”" if claim.wording else "", ""
    if claim.figure is not None:
        stated = claim.figure
        spread = stated.low, stated.high
        read = words.amount(stated.sense, stated.best, spread, share=share, rough=stated.from_words)
        figure = f"{figure}, read as {read}" if stated.from_words and figure else read
    if line is not None and line.model_mid is not None and line.model_low is not None and line.model_high is not None:
        model = model_words(line.model_low, line.model_mid, line.model_high, share)
    speaker = ", ".join(part for part in (claim.speaker, claim.speaker_role) if part) or (
        source.outlet if source else ""
    )
    date = words.date(str(claim.as_of), short=True) if claim.as_of else ""
    return Entry(claim, figure, model, _did(claim, line, outlooks), speaker, said_in, url, date)


def model_words(low: float, mid: float, high: float, share: bool) -> str:
    """What the model finds for a claim's quantity."""
    return (
        f"{words.percent(mid)} ({words.percent(low)}–{words.percent(high)})" if share else str(Spread(low, mid, high))
    )


def _did(claim: Claim, line: ClaimLine | None, outlooks: Mapping[str, str]) -> str:
    if line is None:
        return "Not used"
    did = _DID.get(line.role, words.name(line.role))
    if line.role == "repeats" and claim.repeats:
        did = f"Repeats {claim.repeats}; adds nothing"
    if claim.id in outlooks:
        did = f"{did}. {words.sentence(outlooks[claim.id])}"
    elif line.role == "fitted" and line.gap is not None:
        did = f"{did}; {gap_words(line.gap, bounded=line.sense in ('at_least', 'at_most'))}"
    elif line.reason and line.role in ("set_aside", "unused"):
        did = f"{did}: {line.reason.removeprefix(f'{did.lower()}: ')}"
    return did


def gap_words(gap: float, *, bounded: bool) -> str:
    """How far a claim lies from what the model finds, in words."""
    if bounded and abs(gap) < 1:
        return "the forecast keeps to it"
    if abs(gap) < 1:
        return "agrees with the rest"
    side = "higher" if gap > 0 else "lower"
    return f"somewhat {side} than the rest" if abs(gap) < 2 else f"much {side} than the rest, so it pulls little"
