"""What a notebook shows of a study, fit, forecast or comparison: a sentence, a still chart, a small table; no script."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from wayhome.report import charts, scenarios, sentences, tables, words
from wayhome.report.charts import Spec
from wayhome.report.differences import differences
from wayhome.report.marks import claim_marks
from wayhome.report.still import svg
from wayhome.report.tables import Row

if TYPE_CHECKING:
    from wayhome.claims.claim import Ledger
    from wayhome.compare import Comparison
    from wayhome.fit.store import Fit
    from wayhome.fit.summary import Diagnosis
    from wayhome.forecast import Forecast
    from wayhome.study.resolved import Study

SHOWN = 12


def study(study: Study, ledger: Ledger) -> str:
    """What there is: time, people, places, flows, claims."""
    calendar = study.calendar
    used = sum(claim.status == "confirmed" for claim in ledger.claims)
    groups = ", ".join(f"{len(levels)} × {name}" for name, levels in study.populations.items())
    rows = [
        (
            "Time",
            f"{calendar.start} to {calendar.end}, by {calendar.step}; nothing published after {calendar.as_of} is used",
        ),
        ("Groups", f"{len(study.groups)} ({groups})"),
        ("Places", ", ".join(place.title for place in study.places.values())),
        ("Flows", ", ".join(flow.title for flow in study.flows.values())),
        ("Claims", f"{len(ledger.claims)} ({used} confirmed) from {len(ledger.sources)} sources"),
    ]
    return _box(study.title, _table((), rows))


def fit(made: Fit) -> str:
    """Whether it settled, and how each source's figures compare with what it finds."""
    lines = sorted(made.summary.sources, key=lambda line: (-line.claims, line.origin))
    rows = [
        (
            line.origin,
            line.grade or "–",
            line.claims,
            f"{words.plain(line.mid)}× ({words.plain(line.low)}–{words.plain(line.high)})",
        )
        for line in lines[:SHOWN]
    ]
    doubts = len(made.summary.disagreements)
    said = f"{doubts or 'No'} pair{'' if doubts == 1 else 's'} of claims contradict{'s' if doubts == 1 else ''} each other."
    header = ("Source", "Grade", "Claims", "Its figures, against the fit")
    return _box(f"Fit of {made.study.title}", _settled(made.summary.diagnosis), _p(said), _table(header, rows))


def forecast(made: Forecast, fit: Fit, *, headline: str = "") -> str:
    """The answer in a sentence, its chart, and its table by group. InvalidInput for an unknown headline."""
    fans = tables.read_fans(made.table, fit.study.populations)
    head = tables.pick_headline(fit.study, fans, headline)
    answer = " ".join(tables.headline_sentence(fans, head))
    key = (head.place, head.quantity, head.cell)
    chart = charts.fan(fans[key], fit.study.calendar, marks=claim_marks(fit).get(key, ()), large=True)
    labels = (head.as_of, *head.ends)
    header = ("Group", *(words.date(label, short=True) for label in labels))
    rows = [_cells(row) for row in tables.headline_rows(fit.study, fans, head)[: SHOWN + 1]]
    return _box(head.title, _settled(fit.summary.diagnosis), _p(answer), _image(chart, answer), _table(header, rows))


def comparison(made: Comparison, fit: Fit, *, headline: str = "") -> str:
    """What each scenario changes of the headline number. InvalidInput for an unknown headline."""
    head, changes = scenarios.headline_changes(made, headline)
    if not changes:
        return _box("No scenarios", _p("The study has no scenarios yet."))
    title = f"{scenarios.question(head, changes)}: what each scenario changes"
    rows = [
        (
            change.title,
            str(change.usual),
            str(change.other),
            _of(scenarios.signed(change.difference)),
            scenarios.direction(change),
        )
        for change in changes
    ]
    header = ("Scenario", "As usual", "With it", "Difference", "Draw by draw")
    says = "; ".join(f"{row[0]}: {row[3]}" for row in rows)
    image = _image(differences(changes), says)
    return _box(title, _settled(fit.summary.diagnosis), image, _table(header, rows))


def _cells(row: Row) -> Sequence[object]:
    return (row.title, *(str(cell) for cell in row.cells))


def _of(pair: tuple[str, str]) -> str:
    return pair[0] if pair[0] == pair[1] else f"{pair[0]} ({pair[1]})"


def _settled(found: Diagnosis) -> Markup:
    """Nothing where the fit settled; else what is wrong, before any number."""
    said = sentences.doubt(found)
    if not said:
        return Markup()
    return Markup('<p style="border-left:4px solid #a8321f;padding-left:.6em"><b>{}</b> {}</p>').format(
        said, found.remedy
    )


def _box(title: str, *parts: Markup) -> str:
    return Markup("<div><p><b>{}</b></p>{}</div>").format(title, Markup().join(parts))


def _p(text: str) -> Markup:
    return Markup("<p>{}</p>").format(text)


def _image(spec: Spec, says: str) -> Markup:
    """An image in the page itself: the chart's own styles cannot reach the notebook's, nor the other way round."""
    data = base64.b64encode(svg(spec).encode()).decode()
    style = "max-width:100%;background:#fff;padding:6px"
    return Markup('<img alt="{}" style="{}" src="data:image/svg+xml;base64,{}">').format(says, style, data)


def _table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Markup:
    head = Markup().join(Markup('<th scope="col">{}</th>').format(cell) for cell in header)
    lines = Markup().join(
        Markup('<tr><th scope="row" style="text-align:left">{}</th>{}</tr>').format(
            row[0],
            Markup().join(Markup('<td style="text-align:left">{}</td>').format(escape(cell)) for cell in row[1:]),
        )
        for row in rows
    )
    return Markup("<table>{}<tbody>{}</tbody></table>").format(
        Markup("<thead><tr>{}</tr></thead>").format(head) if header else "", lines
    )
