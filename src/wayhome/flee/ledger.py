"""Counts as rows of a ledger, and rows as text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from wayhome.flee.laid import Laid
from wayhome.flee.model import GRADE, SCALED_GRADE

OUTLET = "Registration, as compiled for Flee"


def claims(laid: Laid, *, after: date, last: date) -> list[dict[str, str]]:
    """Counts as claims, those after a day up to another, by id."""
    return sorted(_claims(laid, after, last), key=lambda row: row["id"])


def _claims(laid: Laid, after: date, last: date) -> Iterator[dict[str, str]]:
    for name, series in laid.counts.items():
        scaled = {
            day
            for day, raw, people in zip(
                laid.situation.counts[name].dates, laid.situation.counts[name].raw, laid.situation.counts[name].people
            )
            if raw != people
        }
        country = laid.situation.locations[laid.situation.index(name)].country
        for day, people in series.items():
            if not after < day <= last:
                continue
            how = ", scaled to fit a later registration" if day in scaled else ""
            yield {
                "id": f"{laid.names[name]}-{day}",
                "statement": f"{people:,} people registered in {name} on {day}{how}",
                "kind": "amount",
                "quantity": "stock",
                "where": laid.names[name],
                "as_of": day.isoformat(),
                "best": str(people),
                "speaker": f"registration in {country}" if country else "registration",
                "speaker_role": "registration",
                "source": f"counts-{day}",
                "grade": SCALED_GRADE if day in scaled else GRADE,
                "status": "confirmed",
            }


def sources(laid: Laid, *, after: date, last: date) -> Iterator[dict[str, str]]:
    """A source for each day on which there is such a claim."""
    days = {day for series in laid.counts.values() for day in series if after < day <= last}
    for day in sorted(days):
        yield {"id": f"counts-{day}", "outlet": OUTLET, "title": f"Counts of {day}", "date": day.isoformat()}


def table(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    """Rows as a CSV file, in this order of columns."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
