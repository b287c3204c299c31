"""An explained number as text for a terminal and as plain values for JSON."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from wayhome.report import assumptions, words
from wayhome.report.countries import COUNTRIES
from wayhome.report.tables import place_title
from wayhome.report.words import Spread
from wayhome.study.resolved import Study

if TYPE_CHECKING:
    from wayhome.claims.claim import Claim
    from wayhome.explain.explanation import ClaimWeight, Explanation, PriorWeight
    from wayhome.explain.findings import Finding
    from wayhome.explain.weights import Band
    from wayhome.fit.store import Fit

MARGIN = 8  # columns in which changes stand
_PEOPLE = {
    "same": "these very people",
    "part": "some of these people",
    "wider": "these people among others",
    "overlapping": "some of these people among others",
    "other": "other people",
}


def text(found: Explanation, fit: Fit, width: int = 100) -> str:
    """The whole explanation, in lines of at most `width` characters."""
    study = fit.study
    claims = {claim.id: claim for claim in fit.ledger.claims}
    lines = [*_answer(found, study, width), "", "THE CLAIMS IT RESTS ON", *_wrapped(_CLAIMS, width), ""]
    for line in found.claims:
        lines += [*_claim(line, found, claims, study, width), ""]
    lines += [*_wrapped(_rest(found), width), "", "THE ASSUMPTIONS IT RESTS ON"]
    lines += _assumptions(found, fit, width)
    lines += ["", "WHAT TO FIND OUT NEXT", *_findings(found, study, width)]
    return "\n".join(line.rstrip() for line in lines)


def data(found: Explanation, fit: Fit) -> dict[str, Any]:
    """The explanation with what a reader needs to understand it, for JSON; what is unknown is null."""
    claims = {claim.id: claim for claim in fit.ledger.claims}
    given: dict[str, Any] = {
        "study": fit.study.name,
        "number": sentence(found, fit.study),
        "settled": fit.summary.diagnosis.settled,
        "approximate": fit.summary.diagnosis.approximate,
        **found.as_dict(),
    }
    for line, weighed in zip(given["claims"], found.claims, strict=True):
        claim = claims[weighed.claim]
        line |= {"statement": claim.statement, "origin": claim.origin, "grade": claim.grade}
        line |= {"as_of": str(claim.as_of) if claim.as_of else None, "way_in_words": way(weighed, claim, fit.study)}
        line |= {name: None for name in ("k", "rhat") if not math.isfinite(line[name])}
    for line, figure in zip(given["findings"], found.findings, strict=True):
        line |= {"figure": finding(figure, fit.study)}
    for line in (*given["assumptions"], *given["doubts"]):
        line |= {"title": assumptions.title(line["assumption"], fit.study)}
    return given


def sentence(found: Explanation, study: Study) -> str:
    """What the number counts."""
    return f"{people(found.who, study)} {counted(found.measure, found.where, found.date, study)}"


def counted(measure: str, where: Iterable[str], date: str, study: Study) -> str:
    """“who had ever come to ‘X’ by the end of 2018”, “who are in ‘X’ at the end of July 2016”."""
    places = " or ".join(f"“{place_title(study, name)}”" for name in where)
    if measure == "stock":
        return f"who are in {places} at {words.moment(date)}"
    if measure == "arrivals":
        return f"who have ever come to {places} by {words.moment(date)}"
    return f"who come to {places} in {words.date(date)}"


def people(who: Mapping[str, tuple[str, ...]], study: Study) -> str:
    """“People from Kyrgyzstan”, “People (women) from Central Asia”."""
    origins: list[str] = []
    others: list[str] = []
    for names in who.values():
        shown = " or ".join(name if name in study.regions else words.name(name) for name in names)
        is_origin = all(name in study.regions or name in COUNTRIES for name in names)
        (origins if is_origin else others).append(shown if is_origin else shown.lower())
    kind = f" ({', '.join(others)})" if others else ""
    origin = f" from {', '.join(origins)}" if origins else ""
    return f"People{kind}{origin}"


_CLAIMS = (
    "What the number would be without each claim, the weightiest first (+: the claim keeps it down; −: it keeps it up)."
)


def _answer(found: Explanation, study: Study, width: int) -> Iterator[str]:
    yield from _wrapped(sentence(found, study) + ".", width)
    mid, span = spread(found.band).rounded
    yield from _wrapped(
        f"About {mid}; nine chances in ten: {span}." if mid != span else f"{words.sentence(mid)}.", width
    )
    since = words.date(str(study.calendar.as_of))
    ahead = f" It lies ahead of {since}, so what may still happen by chance is in its range." if found.ahead else ""
    yield from _wrapped(f"From the study's own ranges alone, without any claim: {_say(found.prior)}.{ahead}", width)


def _claim(
    line: ClaimWeight, found: Explanation, claims: Mapping[str, Claim], study: Study, width: int
) -> Iterator[str]:
    claim = claims[line.claim]
    rough = "~ " if line.how == "rough" else ""
    change = change_words(found.band, line.without)
    head = f"{change:>{MARGIN - 2}}  {rough}{_say(line.without)} without it{_wider(found.band, line.without)}"
    yield head
    date = words.date(str(claim.as_of), short=True) if claim.as_of else ""
    yield from _wrapped(claim.statement, width, MARGIN)
    yield from _wrapped(" · ".join(part for part in (claim.id, claim.origin, date, claim.grade) if part), width, MARGIN)
    yield from _wrapped(" ".join(filter(None, (way(line, claim, study), _how(line), _echoes(line)))), width, MARGIN)


def change_words(with_it: Band, without: Band) -> str:
    """By how much leaving a claim out changes the middle: "+22%", "×3"."""
    factor = (without.mid + 0.5) / (with_it.mid + 0.5)
    if factor >= 3 or factor <= 1 / 3:
        return f"×{words.plain(factor, 2)}"
    change = round(100 * (factor - 1))
    return f"{change:+d}%".replace("-", "−") if change else "±0%"


def _wider(with_it: Band, without: Band) -> str:
    one, other = with_it.high - with_it.low, without.high - without.low
    if one <= 0 or 0.9 < other / one < 1.1:
        return ""
    return f", range {words.times(other / one)} as wide"


def way(line: ClaimWeight, claim: Claim, study: Study) -> str:
    """The way from the claim to the number."""
    flows = " → ".join(study.flows[name].title for name in line.route if name in study.flows)
    whom = _PEOPLE.get(line.people, "")
    if claim.kind == "effect":
        said = f"Says what drives “{flows}”." if flows else "Says what drives people."
    elif claim.kind == "comparison":
        said = f"Compares {whom or 'groups'} with others."
    elif line.way == "same":
        said = (
            f"Counts {whom} at that place."
            if line.people != "other"
            else "Counts other people at that place, who show how it goes for all."
        )
    elif line.way == "onward":
        said = f"Counts {whom} before they get there; the way on: {flows}."
    elif line.way == "aside":
        said = f"Counts {whom} who take another way ({flows})."
    elif line.way == "back":
        said = f"Counts {whom} after they were there; the way: {flows}."
    else:
        said = f"Counts {whom} elsewhere." if whom else ""
    through = "; ".join(f"“{assumptions.title(t.assumption, study)}”" for t in line.through if t.share > 0)
    return f"{said} It moves the number mostly through {through}." if through else said


def _how(line: ClaimWeight) -> str:
    if line.how == "rough":
        return (
            f"~ A rough guess, likely too small: hardly any draw of the fit shows what would be without it (k̂ {line.k:.1f}); "
            "a fit without it would tell (--refit)."
        )
    if line.how == "refitted":
        doubt = "" if line.rhat < 1.05 else ", not settled"
        return (
            f"Fitted again without it (k̂ {line.k:.1f}): a short fit{doubt}, r-hat of the number {line.rhat:.2f}, "
            f"{line.effective_draws:.0f} effective draws."
        )
    return ""


def _echoes(line: ClaimWeight) -> str:
    return f"Left out with it, as they only pass it on: {', '.join(line.echoes)}." if line.echoes else ""


def _rest(found: Explanation) -> str:
    if not found.claims and not found.left_out:
        return "No claim enters the fit: the number is what the study's own ranges make it."
    less = max(found.largest_left_out, 0.01)
    unsure = (
        f" Of {found.unsure} of them that is a rough guess, likely too small (k̂ > 0.7; --refits fits again without more of them)."
        if found.unsure
        else ""
    )
    return f"Each of the other {found.left_out} claims moves the number by less than {words.percent(less)} of its range.{unsure}"


def _assumptions(found: Explanation, fit: Fit, width: int) -> Iterator[str]:
    if not found.assumptions:
        yield from _wrapped(
            "None by itself: with any one of them held half or twice as firmly, the number stays within 1% of its range.",
            width,
        )
    else:
        yield from _wrapped(
            "What the number would be if the study's own range were held half as firmly, and twice as firmly (power-scaling of the "
            "prior by ½ and 2, of those marked * by 0.8 and 1.25), the weightiest first.",
            width,
        )
        yield ""
    for line in found.assumptions:
        yield from _assumption(line, fit, width)
    if found.doubts:
        parts = [f"“{assumptions.title(d.assumption, fit.study)}” ({words.percent(d.doubt)})" for d in found.doubts]
        yield ""
        yield from _wrapped(f"Its range, in turn, comes mostly from not knowing {', '.join(parts)}.", width)


def _assumption(line: PriorWeight, fit: Fit, width: int) -> Iterator[str]:
    mark = "" if line.scale == 0.5 else "*"
    known = {parameter.name: parameter for parameter in fit.summary.parameters}
    yield from _wrapped(f"{mark}{assumptions.title(line.assumption, fit.study)}", width, MARGIN, hang=0)
    says = f"{_say(line.weaker)} if held less firmly, {_say(line.firmer)} if more"
    given = ""
    if line.assumption in known:
        shown = assumptions.assumption(known[line.assumption], fit.study)
        given = f"Given as {shown.before}{f' {shown.unit}' if shown.unit else ''}, now {shown.after}. "
    yield from _wrapped(f"{given}{says}.", width, MARGIN)


def _findings(found: Explanation, study: Study, width: int) -> Iterator[str]:
    useful = [line for line in found.findings if line.width < 0.95]
    if not useful:
        yield from _wrapped(
            "No single figure, known within ±20%, would narrow the number's range by a twentieth.", width
        )
        return
    yield from _wrapped(
        "The figures that, once known within ±20%, would narrow its range most; by how much is what to expect.", width
    )
    yield ""
    for line in useful[:4]:
        yield from _wrapped(
            f"{100 * (line.width - 1):>{MARGIN - 3}.0f}%  {finding(line, study)}".replace("-", "−"),
            width,
            MARGIN,
            hang=0,
        )
        then = f"If it turned out in the middle of that, the number would be {_say(line.then)}."
        yield from _wrapped(f"Now known as {_say(line.now)}. {then}", width, MARGIN)


def finding(line: Finding, study: Study) -> str:
    """What a figure would count."""
    return f"{people(line.who, study)} {counted(line.measure, (line.where,), line.date, study)}"


def spread(band: Band) -> Spread:
    """The band as it is said."""
    return Spread(band.low, band.mid, band.high)


def _say(band: Band) -> str:
    return str(spread(band))


def _wrapped(given: str, width: int, indent: int = 0, *, hang: int | None = None) -> list[str]:
    first = indent if hang is None else hang
    return textwrap.wrap(given, width, initial_indent=" " * first, subsequent_indent=" " * indent, drop_whitespace=True)
