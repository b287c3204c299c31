"""The report as one self-contained HTML file: no request leaves it, everything from outside is escaped."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
from markupsafe import Markup

from wayhome import __version__
from wayhome.files import write_whole
from wayhome.report import (
    assumptions,
    ledger,
    live,
    maps,
    moves,
    panels,
    scenarios,
    sentences,
    shares,
    tables,
    theme,
    words,
)
from wayhome.report import plan as programmes
from wayhome.report.ledger import Entry
from wayhome.report.marks import claim_marks
from wayhome.report.tables import Fan, Headline, Key

if TYPE_CHECKING:
    from wayhome.compare import Comparison
    from wayhome.fit.store import Fit
    from wayhome.forecast import Forecast
    from wayhome.plan.programmes import Plan

CLAIMS_SHOWN = 3000  # keeps the file small enough to e-mail


def write_report(
    path: Path,
    forecast: Forecast,
    fit: Fit,
    *,
    headline: str = "",
    comparison: Comparison | None = None,
    plan: Plan | None = None,
) -> Path:
    """Write the page whole or not at all; CannotWrite where it cannot be, InvalidInput for an unknown headline."""
    text = render(forecast, fit, headline=headline, comparison=comparison, plan=plan)
    write_whole(path, lambda temporary: temporary.write_text(text, encoding="utf-8"))
    return path


def render(
    forecast: Forecast, fit: Fit, *, headline: str = "", comparison: Comparison | None = None, plan: Plan | None = None
) -> str:
    """The page's HTML; with a comparison, also what its scenarios would change, with a plan what the programmes need."""
    fans = tables.read_fans(forecast.table, fit.study.populations)
    head = tables.pick_headline(fit.study, fans, headline)
    entries = ledger.entries(fit.ledger, fit.summary, forecast.outlooks)
    shown = {
        **_numbers(forecast, fit, fans, head),
        **_scenarios(comparison, head),
        **_programmes(plan),
        **_claims(fit, entries, head),
        **_looks(),
        "study": fit.study,
        "diagnosis": fit.summary.diagnosis,
        "made": _made(forecast, fit),
    }
    return environment().get_template("report.html.j2").render(shown)


def _numbers(forecast: Forecast, fit: Fit, fans: dict[Key, Fan], head: Headline) -> dict[str, Any]:
    """What is forecast, as sentences, charts and tables."""
    study, marks = fit.study, claim_marks(fit)
    key = (head.place, head.quantity, head.cell)
    conflict = moves.conflict(forecast.flows, study, head)
    groups = tables.parts_shown(study, fans, head)[: tables.SHOWN]
    draw = partial(panels.fan, study=study, marks=marks, embed=live.in_html)
    return {
        **tables.opening(study, fans, head),
        "fan": draw("fan", panels.Series(head.title, key, fans[key]), large=True),
        "groups": panels.by_level("group", groups, study, marks, embed=live.in_html),
        "own_scale": panels.own_scale(groups),
        "places": panels.by_place(
            "place", panels.of_places(study, fans, head, conflict), study, marks, embed=live.in_html
        ),
        "map": panels.places_map(study, fans, marks, head, embed=live.in_html),
        "map_note": maps.NOTE,
        "moves": panels.who_goes_where(forecast.flows, study, head, conflict[1], embed=live.in_html),
        "rows": tables.headline_rows(study, fans, head),
        "whose": shares.section(forecast, study, head),
    }


def _scenarios(comparison: Comparison | None, head: Headline) -> dict[str, Any]:
    changes = list(scenarios.changes(comparison, head)) if comparison is not None else []
    return {
        "question": scenarios.question(head, changes),
        "changes": [(change, scenarios.signed(change.difference), scenarios.direction(change)) for change in changes],
        "differences": panels.changes(head, changes, embed=live.in_html),
    }


def _programmes(plan: Plan | None) -> dict[str, Any]:
    if plan is None:
        return {"programmes": [], "programme_charts": []}
    return {
        "programmes": [programmes.section(one, plan) for one in plan.programmes],
        "programme_charts": panels.of_programmes(plan, embed=live.in_html),
    }


def _claims(fit: Fit, entries: list[Entry], head: Headline) -> dict[str, Any]:
    """What the forecast rests on."""
    study, summary = fit.study, fit.summary
    return {
        "rests": ledger.rests_on(entries, summary, study, head)[: ledger.RESTS],
        "doubts": tables.disagreements(summary.disagreements, fit.ledger),
        "sources": panels.leanings(summary.sources, embed=live.in_html),
        "leanings": sentences.leanings(summary.sources),
        "leans": sentences.leans(summary.sources),
        "coverage": tables.coverage(summary.coverage, study),
        "entries": entries[:CLAIMS_SHOWN],
        "left_out": max(0, len(entries) - CLAIMS_SHOWN),
        "assumptions": assumptions.groups(summary.parameters, study),
        "overruled": [sentences.overruled(line, study) for line in summary.parameters if line.overruled],
        "without_amounts": sentences.without_amounts(summary),
    }


def _looks() -> dict[str, Any]:
    """Colours, styles and scripts; nothing but these scripts may run on the page."""
    bundle, script = _bundle(), _asset("report.js")
    return {
        "least": words.SMALL,
        "light": Markup(theme.css_variables(theme.LIGHT)),
        "dark": Markup(theme.css_variables(theme.DARK)),
        "css": Markup(_asset("report.css")),
        "config": live.in_html(theme.config(theme.by_variable)),
        "bundle": Markup(bundle),
        "script": Markup(script),
        "policy": f"default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src {_hash(bundle)} {_hash(script)}",
    }


@cache
def environment(package: str = "wayhome.report") -> jinja2.Environment:
    """The templates of a package; everything that is put into them is escaped."""
    made = jinja2.Environment(
        loader=jinja2.PackageLoader(package),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["in_words"] = words.date
    made.filters["sentence"] = words.sentence
    made.filters["named"] = words.name
    return made


@cache
def _bundle() -> str:
    """Vega, Vega-Lite and Vega-Embed as one script, safe inside a script element."""
    return live.script().replace("</script", "<\\/script").replace("<!--", "<\\!--")


def _asset(name: str) -> str:
    loader = environment().loader
    assert loader is not None
    return loader.get_source(environment(), name)[0]


def _hash(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def _made(forecast: Forecast, fit: Fit) -> Iterable[tuple[str, str]]:
    diagnosis = fit.summary.diagnosis
    used = sum(line.role == "fitted" for line in fit.summary.claims)
    yield "Made with", f"wayhome {__version__}"
    yield "Study", f"{fit.study.name}, as of {words.date(str(fit.study.calendar.as_of))}"
    yield "Claims", f"{len(fit.ledger.claims):,} in the ledger, {used:,} used in the fit"
    yield (
        "Draws",
        f"{diagnosis.draws:,} from each of {diagnosis.chains} chains; seed {fit.seed} (forecast: {forecast.seed})",
    )
    yield (
        "How well the chains agree",
        (
            f"r-hat {diagnosis.rhat:.3f}, effective draws {diagnosis.ess_bulk:,.0f} (bulk) and {diagnosis.ess_tail:,.0f} (tails), "
            f"{diagnosis.divergences} divergences"
        ),
    )
    yield "Time taken", f"{diagnosis.seconds:.0f} s to fit, {forecast.seconds:.1f} s to forecast"
    yield "Mark of the files and settings it was made from", fit.key[:16]
