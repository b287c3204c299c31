"""The report as one self-contained HTML file: no request leaves it, everything from outside is escaped."""

from __future__ import annotations

import base64
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2
from markupsafe import Markup

from wayhome import __version__
from wayhome.files import write_whole
from wayhome.report import (
    assumptions,
    charts,
    ledger,
    live,
    maps,
    moves,
    scenarios,
    sentences,
    shares,
    tables,
    theme,
    words,
)
from wayhome.report import plan as programmes
from wayhome.report.differences import differences
from wayhome.report.scenarios import Change
from wayhome.report.tables import Fan, Headline, Key
from wayhome.study.resolved import Study

if TYPE_CHECKING:
    from wayhome.compare import Comparison
    from wayhome.fit.store import Fit
    from wayhome.forecast import Forecast
    from wayhome.plan.programmes import Plan

CLAIMS_SHOWN = 3000  # keeps the file small enough to e-mail


@dataclass(frozen=True, slots=True)
class Panel:
    """A chart with its heading and what it says in words. why: where its claims are, on pages that have such a place."""

    id: str
    title: str
    figure: str
    range: str
    says: str
    spec: str
    why: str = ""


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
    study, summary = fit.study, fit.summary
    fans = tables.read_fans(forecast.table, study.populations)
    head = tables.pick_headline(study, fans, headline)
    marks = claim_marks(fit)
    outlooks = {line.id: line.words for line in forecast.outlooks}
    entries = ledger.entries(fit.ledger, summary, outlooks)
    answer, before = tables.headline_sentence(fans, head)
    groups = tables.levels_shown(study, fans, head)
    bundle, script = _bundle(), _asset("report.js")
    conflict = moves.conflict(forecast.flows, study, head)
    changes = list(scenarios.changes(comparison, head)) if comparison is not None else []
    return (
        environment()
        .get_template("report.html.j2")
        .render(
            study=study,
            head=head,
            answer=answer,
            before=before,
            big=[
                (words.moment(label), *fans[head.place, "arrivals", head.cell].at(label).rounded) for label in head.big
            ],
            as_of=words.date(head.as_of),
            start=words.date(str(study.calendar.start)),
            end=words.moment(fans[head.place, "arrivals", head.cell].dates[-1]),
            diagnosis=summary.diagnosis,
            fan=_fan_panel("fan", head.title, fans[head.place, "arrivals", head.cell], study, marks, head, large=True),
            rests=ledger.rests_on(entries, summary, study, head)[:5],
            groups=_group_panels(groups, study, marks, head),
            own_scale=_own_scale([fan for _, fan in groups]),
            places=_place_panels(tables.places_shown(study, fans, head, conflict), study, marks, head),
            map=_map_panel(fans, study, marks, head),
            map_note=maps.NOTE,
            moves=_moves_panel(forecast, study, head, conflict[1]),
            question=scenarios.question(head, changes),
            changes=[(change, scenarios.signed(change.difference), scenarios.direction(change)) for change in changes],
            differences=_differences_panel(head, changes),
            programmes=[programmes.section(one, plan) for one in plan.programmes] if plan is not None else [],
            programme_charts=_programme_panels(plan),
            dates=[words.date(label, short=True) for label in (head.as_of, *head.ends)],
            rows=tables.headline_rows(study, fans, head),
            whose=shares.section(forecast, study, head),
            doubts=tables.disagreements(summary.disagreements, fit.ledger),
            sources=_sources_panel(fit),
            leanings=sentences.leanings(summary.sources),
            leans=sentences.leans(summary.sources),
            coverage=tables.coverage(summary.coverage, study),
            entries=entries[:CLAIMS_SHOWN],
            left_out=max(0, len(entries) - CLAIMS_SHOWN),
            assumptions=assumptions.groups(summary.parameters, study),
            overruled=[sentences.overruled(line, study) for line in summary.parameters if line.overruled],
            without_amounts=sentences.without_amounts(summary),
            made=_made(forecast, fit),
            least=words.SMALL,
            light=Markup(theme.css_variables(theme.LIGHT)),
            dark=Markup(theme.css_variables(theme.DARK)),
            css=Markup(_asset("report.css")),
            config=_json(theme.config(theme.by_variable)),
            bundle=Markup(bundle),
            script=Markup(script),
            policy=f"default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src {_hash(bundle)} {_hash(script)}",
        )
    )


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


def _json(value: object) -> Markup:
    """JSON that cannot end the script element it stands in."""
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)


def claim_marks(fit: Fit) -> dict[Key, list[charts.Mark]]:
    """The claims in the fit that speak of exactly one series of the forecast table, by that series."""
    claims = {claim.id: claim for claim in fit.ledger.claims}
    day = charts.days(fit.study.calendar)
    found: defaultdict[Key, list[charts.Mark]] = defaultdict(list)
    for line in fit.summary.claims:
        claim = claims.get(line.id)
        if claim is None or line.role != "fitted" or line.chart is None or line.date not in day:
            continue
        if line.low is None or line.best is None or line.high is None:
            continue
        place, quantity, levels = line.chart
        source = fit.ledger.sources.get(claim.source)
        said = [claim.speaker or claim.speaker_role, source.outlet if source else ""]
        mark = charts.Mark(
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


def _fan_panel(
    id: str,
    title: str,
    fan: Fan,
    study: Study,
    marks: Mapping[Key, Sequence[charts.Mark]],
    head: Headline,
    *,
    key: Key | None = None,
    ceiling: float = 0.0,
    large: bool = False,
    hue: str = "c1",
) -> Panel:
    key = key or (head.place, "arrivals", head.cell)
    spec = charts.fan(fan, study.calendar, marks=marks.get(key, ()), ceiling=ceiling, large=large, hue=hue)
    end = fan.dates[-1]
    figure, width = fan.at(end).rounded
    says = f"{title}: {fan.at(head.as_of)} at {words.moment(head.as_of)}, {fan.at(end)} at {words.moment(end)}."
    return Panel(id, title, figure, width, says, _json(spec))


def _own_scale(fans: Sequence[Fan]) -> bool:
    """Whether the smallest would vanish on the scale of the largest."""
    tops = [max(fan.high) for fan in fans[: tables.SHOWN]]
    return bool(tops) and max(tops) > 8 * min(tops)


def _group_panels(
    groups: Sequence[tuple[str, Fan]], study: Study, marks: Mapping[Key, Sequence[charts.Mark]], head: Headline
) -> list[Panel]:
    ceiling = 0.0 if _own_scale([fan for _, fan in groups]) else max((max(fan.high) for _, fan in groups), default=0.0)
    first = next(iter(study.populations), "")
    panels: list[Panel] = []
    for i, (level, fan) in enumerate(groups[: tables.SHOWN]):
        key = (head.place, "arrivals", tables.cell_for(study, **{first: level}))
        hue = theme.SERIES[i % len(theme.SERIES)]
        panel = _fan_panel(f"group-{i}", words.name(level), fan, study, marks, head, key=key, ceiling=ceiling, hue=hue)
        panels.append(panel)
    return panels


def _place_panels(
    shown: Sequence[tuple[str, Fan]], study: Study, marks: Mapping[Key, Sequence[charts.Mark]], head: Headline
) -> list[Panel]:
    return [
        _fan_panel(
            f"place-{i}",
            tables.place_title(study, place) + (", in all" if place in study.areas else ""),
            fan,
            study,
            marks,
            head,
            key=(place, "stock", head.cell),
            hue="c6",
        )
        for i, (place, fan) in enumerate(shown)
    ]


def _map_panel(
    fans: Mapping[Key, Fan], study: Study, marks: Mapping[Key, Sequence[charts.Mark]], head: Headline
) -> Panel | None:
    drawn = maps.chart(study, fans, marks, head)
    return None if drawn is None else Panel("map", "Where they are", "", "", drawn[1], _json(drawn[0]))


def _moves_panel(forecast: Forecast, study: Study, head: Headline, inside: Sequence[str]) -> Panel | None:
    ribbons = moves.ribbons(forecast.flows, study, head, inside)
    if not ribbons:
        return None
    by_place: defaultdict[str, float] = defaultdict(float)
    for ribbon in ribbons:
        by_place[ribbon.to] += ribbon.people.mid
    parts = ", ".join(f"{place} {words.number(n)}" for place, n in sorted(by_place.items(), key=lambda item: -item[1]))
    end = words.date(study.calendar.label(study.calendar.steps))
    says = f"People who move on from {words.date(head.as_of)} to {end}, middle values: {parts}."
    return Panel("moves", "Who goes where", "", "", says, _json(charts.alluvial(ribbons)))


def _differences_panel(head: Headline, changes: Sequence[Change]) -> Panel | None:
    if not changes:
        return None
    says = "; ".join(f"{change.title}: {scenarios.signed(change.difference)[0]}" for change in changes)
    return Panel("differences", scenarios.question(head, changes), "", "", says, _json(differences(changes)))


def _programme_panels(plan: Plan | None) -> list[Panel]:
    return [
        Panel(f"programme-{k}", one.title, "", "", programmes.says(one), _json(programmes.chart(one, plan)))
        for k, one in enumerate(plan.programmes if plan is not None else ())
        if plan is not None
    ]


def _sources_panel(fit: Fit) -> Panel | None:
    lines = sorted(fit.summary.sources, key=lambda line: (-line.claims, line.origin))[:30]
    lines.sort(key=lambda line: line.mid)
    if not lines:
        return None
    named = [
        (
            f"{line.origin} ({line.grade})" if line.grade else line.origin,
            words.Spread(line.low, line.mid, line.high),
            line.claims,
        )
        for line in lines
    ]
    says = "; ".join(
        f"{origin}: {words.plain(bias.mid)} times what the model finds, range {words.plain(bias.low)} to {words.plain(bias.high)}"
        for origin, bias, _ in named
    )
    return Panel("bias", "Sources", "", "", says, _json(charts.sources(named)))


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
