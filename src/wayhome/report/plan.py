"""A plan as people read it: sentences, rows of ranges, and the same as data."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import altair as alt

from wayhome.plan.programmes import Band, Hours, People, Plan, ProgrammePlan, Waiting
from wayhome.report import theme, words
from wayhome.report.charts import Spec, plain_spec
from wayhome.report.words import Spread
from wayhome.study.resolved import Study

NONE = "–"


@dataclass(frozen=True, slots=True)
class Row:
    """A row's title and its cells, each a middle with its range."""

    title: str
    cells: tuple[tuple[str, str], ...]
    total: bool = False


def people(band: Band) -> tuple[str, str]:
    """Persons or hours: middle and range."""
    return Spread(*band).rounded


def share(band: Band) -> tuple[str, str]:
    low, mid, high = words.percent(band.low), words.percent(band.mid), words.percent(band.high)
    return mid, mid if low == high else f"{low}–{high}"


def months(band: Band) -> tuple[str, str]:
    if math.isnan(band.mid):
        return NONE, NONE
    low, mid, high = (f"{value:.0f}" if value >= 3 else f"{value:.1f}".removesuffix(".0") for value in band)
    return mid, mid if low == high else f"{low}–{high}"


def both(cell: tuple[str, str]) -> str:
    """ "680 (450–990)"."""
    return cell[0] if cell[0] == cell[1] else f"{cell[0]} ({cell[1]})"


# ---- sentences ----------------------------------------------------------------------------------------------


def opening(one: ProgrammePlan, made: Plan) -> str:
    """How many ask, how many are taken, how long they wait."""
    calendar, everybody = made.study.calendar, one.people[0]
    as_of, end = (words.moment(calendar.label(state)) for state in (calendar.as_of_state, calendar.steps))
    text = (
        f"By {as_of}, {both(people(everybody.waiting_first))} people wait; {both(people(everybody.asked))} more ask until {end}. "
        f"{both(people(everybody.taken))} are taken, {both(people(everybody.left))} leave the queue in another way before they are "
        f"and {both(people(everybody.waiting_last))} still wait at the end."
    )
    waited = months(one.waiting.middle)
    if waited[0] != NONE:
        text += f" Half of those taken wait {both(waited)} months at most, nine in ten of them {both(months(one.waiting.most))}."
    return text


def verdict(one: ProgrammePlan, made: Plan) -> str:
    """Whether the posts there are would do, and what would."""
    wanted = made.wanted
    goal = f"{words.percent(wanted.people)} of people wait {wanted.months:g} months at most"
    text = f"As it is, {goal} in {words.percent(one.waiting.reached)} of futures."
    if one.needed is None:
        return f"{text} No number of posts would do so in {words.percent(wanted.futures)} of them: the programme opens too late."
    needed = [f"{words.name(name).lower()} {count}" for name, count in one.needed.posts.items()]
    needed += [f"{one.needed.seats} seats"] if one.needed.seats is not None else []
    reached = one.needed.waiting.reached
    told = f"a forecast with them reaches it in {words.percent(reached)}"
    if reached < wanted.futures:
        told += ", which falls short of what was asked"
    return f"{text} For {words.percent(wanted.futures)} of futures it takes, from the next month on: {', '.join(needed)}; {told}."


def notes(one: ProgrammePlan, made: Plan) -> Iterator[str]:
    """What the numbers leave out, where it matters."""
    calendar = made.study.calendar
    as_of = words.date(calendar.label(calendar.as_of_state))
    yield (
        f"Whoever asks in one {calendar.step} is taken in the next at the earliest, first come, first served. Those who wait in "
        f"{as_of} already are counted from then on; who leaves the queue in another way is no longer counted."
    )
    if one.opens:
        yield f"The programme opens in {words.date(one.opens)}."


# ---- rows ---------------------------------------------------------------------------------------------------


def people_columns(made: Plan) -> tuple[str, ...]:
    calendar = made.study.calendar
    first, last = (words.date(calendar.label(state), short=True) for state in (calendar.as_of_state, calendar.steps))
    return (f"Waiting {first}", "Ask", "Taken", "Leave the queue", f"Waiting {last}")


def people_rows(one: ProgrammePlan) -> Iterator[Row]:
    for line in one.people:
        bands = (line.waiting_first, line.asked, line.taken, line.left, line.waiting_last)
        yield Row(_who(line), tuple(people(band) for band in bands), not line.who)


def _who(line: People) -> str:
    return " ".join(words.name(level) for level in line.who.values()) or "Everybody"


def hours_dates(one: ProgrammePlan, study: Study, most: int = 4) -> tuple[int, ...]:
    """The steps shown: the first, those that end a year and the last; of more than so many, some that lie evenly."""
    ends = study.calendar.ends[study.calendar.as_of_state :]
    years = [i for i, day in enumerate(ends) if (day.month, day.day) == (12, 31)]
    steps = tuple(dict.fromkeys([0, *years, len(ends) - 1]))
    if len(steps) <= most:
        return steps
    return tuple(sorted({steps[round(i * (len(steps) - 1) / max(1, most - 1))] for i in range(most)}))


def hours_columns(one: ProgrammePlan, shown: tuple[int, ...]) -> tuple[str, ...]:
    dates = (f"Asked {words.date(one.steps.dates[i], short=True)}" for i in shown)
    return ("Posts", "Posts needed", "Given of asked", "There are", *dates)


def hours_rows(one: ProgrammePlan, shown: tuple[int, ...]) -> Iterator[Row]:
    """Posts, posts needed, the share given over all, hours there are in the last step, hours asked in the steps shown."""
    for line in one.hours:
        asked = [people(line.asked[i]) for i in shown]
        there = f"{line.available[-1]:,.0f}"
        posts, needed = _posts(line), _needed(line)
        cells = [(posts, posts), (needed, needed), share(line.share), (there, there), *asked]
        yield Row(words.name(line.profession), tuple(cells))


def _posts(line: Hours) -> str:
    first, last = (f"{count:g}" for count in line.posts)
    return last if first == last else f"{first} → {last}"


def _needed(line: Hours) -> str:
    return NONE if line.needed is None else str(line.needed)


def waiting_rows(one: ProgrammePlan) -> Iterator[Row]:
    """As it is, and with the posts needed: the shares served within some months."""
    yield _waited("As it is", one.waiting)
    if one.needed is not None:
        yield _waited("With the posts needed", one.needed.waiting)


def _waited(title: str, waiting: Waiting) -> Row:
    reached = words.percent(waiting.reached)
    return Row(title, (*(share(served.share) for served in waiting.served), (reached, reached)))


def waiting_columns(one: ProgrammePlan) -> tuple[str, ...]:
    named = (f"{served.months:g} month{'s' if served.months != 1 else ''}" for served in one.waiting.served)
    return (*named, "Futures that reach it")


@dataclass(frozen=True, slots=True)
class Section:
    """One programme in the report: sentences, and tables of a title, columns and rows."""

    title: str
    opening: str
    verdict: str
    notes: tuple[str, ...]
    tables: tuple[tuple[str, tuple[str, ...], tuple[Row, ...]], ...]


def section(one: ProgrammePlan, made: Plan) -> Section:
    steps = hours_dates(one, made.study)
    hours = f"Hours a {made.study.calendar.step}", hours_columns(one, steps), tuple(hours_rows(one, steps))
    shown = (
        ("People", people_columns(made), tuple(people_rows(one))),
        *((hours,) if one.hours else ()),
        ("Share of people who wait at most", waiting_columns(one), tuple(waiting_rows(one))),
    )
    return Section(one.title, opening(one, made), verdict(one, made), tuple(notes(one, made)), shown)


# ---- chart --------------------------------------------------------------------------------------------------

POINTS = 160  # moments drawn
HUES = {"Waiting": "c2", "In the programme": "c1"}


def chart(one: ProgrammePlan, made: Plan) -> Spec:
    """People who wait and people inside over time: middle line and 90% band of each."""
    ends = made.study.calendar.ends[made.study.calendar.as_of_state :]
    stride = max(1, math.ceil(len(ends) / POINTS))
    series = zip(HUES, (one.steps.waiting, one.steps.inside), strict=True)
    rows = [
        {"d": ends[i].isoformat(), "k": name, "a": bands[i].low, "m": bands[i].mid, "e": bands[i].high}
        for name, bands in series
        for i in range(0, len(ends), stride)
    ]
    scale = alt.Scale(domain=list(HUES), range=[theme.by_variable(hue) for hue in HUES.values()])
    colour = alt.Color("k:N", scale=scale, legend=alt.Legend(title=None, orient="top"))
    x = alt.X("d:T", title=None, scale=alt.Scale(type="utc", nice=False))
    base = alt.Chart(alt.InlineData(values=rows)).encode(x=x, color=colour)
    band = base.mark_area(opacity=0.17).encode(y=alt.Y("a:Q", axis=alt.Axis(title=None, tickCount=5)), y2="e:Q")
    line = base.mark_line(strokeWidth=2.4).encode(y="m:Q")
    return plain_spec(alt.layer(band, line), height=260)


def says(one: ProgrammePlan) -> str:
    """The chart in words."""
    last = one.steps.waiting[-1], one.steps.inside[-1]
    waiting, inside = (both(people(band)) for band in last)
    return f"By {words.moment(one.steps.dates[-1])}: {waiting} people wait, {inside} are in the programme."


# ---- data ---------------------------------------------------------------------------------------------------


def data(made: Plan) -> dict[str, Any]:
    """The plan as plain data; what is not known is null."""
    return {
        "study": made.study.name,
        "as_of": str(made.study.calendar.as_of),
        "scenario": made.scenario,
        "wanted": dataclasses.asdict(made.wanted),
        "draws": made.draws,
        "seed": made.seed,
        "programmes": [_plain(one) for one in made.programmes],
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Band):
        return dict(zip(("low", "mid", "high"), map(_plain, tuple(value)), strict=True))
    if dataclasses.is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return round(value, 6) if isinstance(value, float) else value
