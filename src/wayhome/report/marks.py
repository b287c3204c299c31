"""The claims in the fit as marks on the charts of the series that they speak of."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from wayhome.report import charts, tables, words
from wayhome.report.charts import Mark
from wayhome.report.tables import Key

if TYPE_CHECKING:
    from wayhome.fit.store import Fit


def claim_marks(fit: Fit) -> dict[Key, list[Mark]]:
    """The claims in the fit that speak of exactly one series of the forecast table, by that series."""
    claims = {claim.id: claim for claim in fit.ledger.claims}
    day = charts.days(fit.study.calendar)
    found: defaultdict[Key, list[Mark]] = defaultdict(list)
    for line in fit.summary.claims:
        claim = claims.get(line.id)
        if claim is None or line.role != "fitted" or line.chart is None or line.date not in day:
            continue
        if line.low is None or line.best is None or line.high is None:
            continue
        place, quantity, levels = line.chart
        source = fit.ledger.sources.get(claim.source)
        said = [claim.speaker or claim.speaker_role, source.outlet if source else ""]
        mark = Mark(
            id=claim.id,
            day=day[line.date],
            low=line.low,
            best=line.best,
            high=line.high,
            sense=line.sense,
            statement=claim.statement,
            speaker=", ".join(part for part in said if part),
            short=claim.speaker or claim.origin,
            grade=claim.grade,
            figure=words.amount(
                line.sense,
                line.best,
                (line.low, line.high),
                share=False,
                rough=claim.figure is not None and claim.figure.from_words,
            ),
            date=words.date(str(claim.as_of)) if claim.as_of else "",
        )
        found[place, quantity, tables.cell_for(fit.study, **levels)].append(mark)
    return found
