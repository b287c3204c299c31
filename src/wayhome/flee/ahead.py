"""A study for a forecast from the last counts: who arrives, who leaves, and which places newcomers go to.

What counts cannot tell beforehand (how arrivals go on, how fast people leave, how newcomers choose, how far a last count is from
the day's) has the range that it had in other situations. docs/network.md says how right such forecasts are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

import numpy as np

from wayhome.claims.claim import CLAIM_COLUMNS, SOURCE_COLUMNS
from wayhome.engine.arrays import Floats
from wayhome.errors import InvalidInput, Problem
from wayhome.flee import ledger
from wayhome.flee.known import Known, known
from wayhome.flee.laid import Laid, as_known, lay_out
from wayhome.flee.learned import Usual, learned
from wayhome.flee.ledger import table
from wayhome.flee.model import DOOR, ELSEWHERE, GONE, Yaml, described, on_days
from wayhome.flee.situation import Situation
from wayhome.flee.study import Written
from wayhome.study.write import yaml_text

LEAST = 2e-5  # arrivals a day per person in the places that are too few to tell from none
LEAST_LEAVING = 5e-5  # likewise of leaving
AT_ONCE = "1000 per day"  # newcomers choose where to stay within their first day
PLACES = "camps"
MADE = "# Made by `wayhome import flee --ahead`. Ranges are what came out in other situations: change whatever you know better.\n"


def write_ahead(situation: Situation, name: str, *, as_of: date | None, days: int) -> Written:
    """The study called `name` of the `days` after as_of (default: the situation's last day). Later counts are claims in its ledger,
    and not used. InvalidInput where nobody has been counted by then (W856)."""
    day = as_of or situation.end
    situation = as_known(situation, day)
    laid = lay_out(situation, day)
    places = tuple(laid.counts)
    given = known(situation, places, *levels(laid, places))
    if given is None:
        message = f"nobody is counted by {day}, so that there is nothing to begin with; choose a later --as-of"
        raise InvalidInput([Problem("source_data", 0, "", message, "W856")])
    files = ahead_files(laid, places, given, learned().usual, days=days, name=name)
    later = files["claims.csv"].count("\n") - 1
    return Written(files, later, len(places), 0, 0, tuple(sorted({*situation.notes})))


def levels(laid: Laid, places: Sequence[str]) -> tuple[Floats, Floats]:
    """(day, place) people on each day up to as_of, as far as counts up to it say; (place,) days since each place's last count."""
    situation = laid.situation
    days = (laid.as_of - situation.start).days + 1
    people, ages = np.zeros((days, len(places))), np.zeros(len(places))
    for i, place in enumerate(places):
        series = situation.counts[place]
        seen = {day: count for day, count in zip(series.dates, series.people, strict=True) if day <= laid.as_of}
        people[:, i] = on_days(situation, seen)[:days]
        ages[i] = (laid.as_of - max(seen, default=laid.as_of)).days
    return people, ages


def ahead_files(
    laid: Laid, places: Sequence[str], given: Known, usual: Usual, *, days: int, name: str
) -> dict[str, str]:
    """The study's files, by name. It begins on the day that the last counts are of in the mean, and ends `days` after as_of."""
    first = laid.situation.start + timedelta(days=given.cut - given.age)
    cut, last = (laid.situation.start + timedelta(days=given.cut + further) for further in (0, days))
    return {
        "study.yaml": MADE + yaml_text(_document(laid, places, given, usual, calendar=(first, last), name=name)),
        "drivers.csv": table(("driver", "date", "low", "best", "high", "source"), _arriving(given, usual, first)),
        "stocks.csv": table(("place", "low", "best", "high", "source"), _stocks(laid, places, given, usual, days=days)),
        "claims.csv": table(CLAIM_COLUMNS, ledger.claims(laid, after=cut, last=last)),
        "sources.csv": table(SOURCE_COLUMNS, ledger.sources(laid, after=cut, last=last)),
    }


def _document(
    laid: Laid, places: Sequence[str], given: Known, usual: Usual, *, calendar: tuple[date, date], name: str
) -> Mapping[str, Yaml]:
    first, last = map(str, calendar)
    located = {one.name: one for one in laid.situation.locations}
    names = [laid.names[place] for place in places]
    there: dict[str, Yaml] = {ELSEWHERE: {"title": "Elsewhere", "start": "from stocks.csv"}}
    for place, short, people in zip(places, names, given.people, strict=True):
        there[short] = described(located[place], kind=short, started=people > 0)
    there |= {DOOR: {"title": "On arrival"}, GONE: {"title": "Left the camps", "final": True}}
    chosen = {short: share for short, share in zip(names, given.choice.tolist(), strict=True) if share > 0}
    choose: dict[str, Yaml] = {"law": "choice", "from": DOOR, "to": list(chosen), "rate": AT_ONCE}
    if len(chosen) > 1:
        choose["drawn_by"] = {short: _drawn(share, usual) for short, share in chosen.items()}
    rate = float(given.leaving.sum() / given.total + LEAST_LEAVING)
    leaving = f"{rate * usual.leaving[0]:.6g} to {rate * usual.leaving[2]:.6g} per day"
    return {
        "wayhome": 1,
        "study": name,
        "title": f"Displacement{f' in {laid.situation.home}' if laid.situation.home else ''}, from the counts of {first}",
        "calendar": {"start": first, "as_of": first, "end": last, "step": "day"},
        "places": there,
        "areas": {PLACES: names},
        "headline": f"stock {PLACES}",
        "drivers": {DOOR: {"title": "People who arrive", "unit": "persons per day"}},
        "flows": {
            "arrive": {"law": "counts", "from": ELSEWHERE, "to": DOOR, "driver": DOOR},
            "choose": choose,
            **{f"leave_{short}": {"from": short, "to": GONE, "rate": leaving} for short in names},
        },
    }


def _drawn(share: float, usual: Usual) -> str:
    """A place draws newcomers by itself, within the range in which places did elsewhere."""
    wide = (usual.choice[2] / usual.choice[0]) ** 0.5
    return f"{share / wide:.6g}x to {share * wide:.6g}x"


def _usually(given: Known) -> float:
    """People who arrive a day, of late."""
    return float(given.arriving.sum() + LEAST * given.total)


def _arriving(given: Known, usual: Usual, first: date) -> Iterator[dict[str, str]]:
    low, best, high = (f"{_usually(given) * factor:.6g}" for factor in usual.arriving)
    source = "arrivals of late, times what came of such rates in other situations"
    yield {"driver": DOOR, "date": str(first), "low": low, "best": best, "high": high, "source": source}


def _stocks(laid: Laid, places: Sequence[str], given: Known, usual: Usual, *, days: int) -> Iterator[dict[str, str]]:
    enough = max(100 * _usually(given) * usual.arriving[2] * (given.age + days), 1)
    yield {"place": ELSEWHERE, "best": f"{enough:.0f}", "source": "more than can come"}
    for place, people in zip(places, given.people.tolist(), strict=True):
        if people > 0:
            low, high = (f"{people * usual.count[end]:.6g}" for end in (0, 2))
            source = "its last count, and how far such counts were from the day's"
            yield {"place": laid.names[place], "low": low, "best": f"{people:.6g}", "high": high, "source": source}
