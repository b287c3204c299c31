"""Keep published figures as claims (of the ledger, or of a file of outcomes) or as rows of stocks.csv, with their source."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from wayhome.claims.journal import NAME, locked
from wayhome.claims.ledger import checked_claims, read_rows, write_claims, write_sources
from wayhome.claims.table import VERSIONS
from wayhome.dates import YEARS_PER, parse_period
from wayhome.errors import InvalidInput, Problem
from wayhome.figures.published import Left, Publisher
from wayhome.figures.told import Told
from wayhome.files import write_whole
from wayhome.study.resolved import Study

LEDGER, STOCKS = "claims.csv", "stocks.csv"


@dataclass(frozen=True, slots=True)
class Kept:
    """What was written: `added` rows to `files` (none where there was nothing new), and the figures left out."""

    files: tuple[Path, ...]
    added: int
    left: tuple[Left, ...]


@dataclass(frozen=True, slots=True)
class Edition:
    """Where figures come from: their publisher, the day or month of publication, and the grade that their claims get."""

    publisher: Publisher
    published: str
    grade: str = ""

    @property
    def source(self) -> str:
        return f"{self.publisher.slug}-{self.published}"


def edition(publisher: Publisher, published: str, grade: str = "") -> Edition:
    """InvalidInput where the day of publication is missing or no date, or the grade not one of the Admiralty code."""
    problems: list[Problem] = []
    try:
        parse_period(published)
    except ValueError:
        message = (
            "say when the figures were published, for example --published 2016-06-20: a study uses nothing published after its "
            "as_of date"
        )
        problems.append(Problem("--published", 0, "", message, "W836"))
    if grade and not re.fullmatch(r"[A-F][1-6]", grade):
        message = f"'{grade}' is not a grade of the Admiralty code; write a letter A–F and a digit 1–6, such as B2"
        problems.append(Problem("--grade", 0, "", message, "W836"))
    if problems:
        raise InvalidInput(problems)
    return Edition(publisher, published, grade)


def keep(told: Sequence[Told], left: Iterable[Left], study: Study, to: Path, of: Edition) -> Kept:
    """Add the figures to a file: stocks.csv, or any other as claims, with their source beside it: of the ledger in sources.csv, of
    outcomes in outcomes-sources.csv, so that a fit that is kept stays valid.

    Rows that are there stay as they are; a figure that is there already is left out. InvalidInput where the file cannot be read or
    added to, CannotWrite where it cannot be written.
    """
    if to.suffix != ".csv" or to.name in ("sources.csv", "drivers.csv", "routes.csv", "study.csv"):
        message = f"figures are kept as claims (claims.csv, outcomes.csv) or in stocks.csv, not in '{to.name}'"
        raise InvalidInput([Problem("--to", 0, "", message, "W837")])
    if to.name != STOCKS and not of.grade:
        message = "a claim needs a grade: say how far you trust these figures, for example --grade B2 (spec/words.yaml)"
        raise InvalidInput([Problem("--grade", 0, "", message, "W836")])
    with locked(
        to.parent / "drafts" / NAME
    ):  # from reading to writing: what a review or another import adds meanwhile stays
        return _as_stocks(told, left, study, to, of) if to.name == STOCKS else _as_claims(told, left, study, to, of)


# ---- claims -------------------------------------------------------------------------------------------------


def _as_claims(told: Sequence[Told], left: Iterable[Left], study: Study, to: Path, of: Edition) -> Kept:
    there = read_rows(to)
    known = {row["id"]: row for row in there}
    more: list[Left] = []
    new: dict[str, dict[str, str]] = {}
    for figure in told:
        reason = _untimely(figure, study, of)
        if reason:
            more += [Left(line, reason) for line in figure.lines]
            continue
        row = _claim(figure, of)
        old = known.get(row["id"]) or new.get(row["id"])
        if old is None:
            new[row["id"]] = row
        else:
            same = old["best"] == row["best"]
            reason = f"already there as {row['id']}" + (
                "" if same else f", with {old['best']} instead of {row['best']}"
            )
            more += [Left(line, reason) for line in figure.lines]
    beside = to.with_name("sources.csv" if to.name == LEDGER else f"{to.stem}-sources.csv")
    if new:
        sources, rows = read_rows(beside), [*there, *new.values()]
        checked_claims(to, rows)  # before anything is written
        write_sources(beside, [*(row for row in sources if row["id"] != of.source), _source(of)])
        write_claims(to, rows)
    files = (to, beside) if new else ()
    return Kept(files, len(new), tuple(sorted([*left, *more], key=lambda one: one.line)))


def _untimely(figure: Told, study: Study, of: Edition) -> str:
    """Why the ledger would refuse a claim of that time; "" where it would not."""
    time = parse_period(figure.as_of)
    if time.last > parse_period(of.published).last:
        return f"of a time ({figure.as_of}) after the day of publication ({of.published})"
    if not study.calendar.contains(time):
        return f"outside the study's calendar ({study.calendar.start} to {study.calendar.end})"
    return ""


def _claim(figure: Told, of: Edition) -> dict[str, str]:
    who = "; ".join(f"{name}={'|'.join(levels)}" for name, levels in figure.who.items())
    whom = ", ".join("/".join(levels) for levels in figure.who.values()) or "everybody"
    when = f"during {figure.as_of}" if figure.quantity == "arrivals_in" else f"on {figure.as_of}"
    series = f" ({figure.series})" if figure.series and " " in figure.series else ""
    count = len(figure.lines)
    return {
        "id": _id(figure, of),
        "statement": f"{figure.persons:,} {figure.what} {when}: {whom}, {figure.where}{series}",
        "kind": "amount",
        "quantity": figure.quantity,
        "who": who,
        "where": figure.where,
        "as_of": figure.as_of,
        "best": str(figure.persons),
        "speaker": of.publisher.outlet,
        "speaker_role": "international organisation",
        "source": of.source,
        "grade": of.grade,
        "status": "confirmed",
        "note": f"sum of {count} rows of the table" if count > 1 else "",
    }


def _id(figure: Told, of: Edition) -> str:
    """The same for the same figure of the same edition."""
    parts = [
        of.source,
        figure.series,
        figure.as_of,
        *("-".join(levels) for levels in figure.who.values()),
        figure.where,
    ]
    text = re.sub(r"[^A-Za-z0-9]+", "-", "-".join(filter(None, parts))).strip("-")
    if len(text) <= 64:
        return text
    return f"{text[:55]}-{sum(ord(letter) * 31**k for k, letter in enumerate(text)) % 16**8:08x}"


def _source(of: Edition) -> dict[str, str]:
    publisher = of.publisher
    return {
        "id": of.source,
        "outlet": publisher.outlet,
        "title": publisher.title,
        "date": of.published,
        "url": publisher.url,
        "document": "",
    }


# ---- stocks -------------------------------------------------------------------------------------------------


def _as_stocks(told: Sequence[Told], left: Iterable[Left], study: Study, to: Path, of: Edition) -> Kept:
    text = to.read_text(encoding="utf-8-sig") if to.exists() else ""
    columns = ["place", *study.populations, "low", "best", "high", "source"]
    header = next(csv.reader(io.StringIO(text)), None) or columns
    if set(header) != set(columns):
        message = f"the columns of this file are not those of the study's stocks: {','.join(columns)}"
        raise InvalidInput([Problem(to.name, 1, "", message, "W837")])
    taken = {(stock.place, stock.group) for stock in study.stocks}
    more: list[Left] = []
    rows: list[dict[str, str]] = []
    for figure in told:
        reason = _unfit(figure, study, taken)
        if reason:
            more += [Left(line, reason) for line in figure.lines]
            continue
        group = tuple(figure.who[name][0] for name in study.populations)
        taken.add((figure.where, group))
        said = f"{of.publisher.outlet}, {of.publisher.title}, {of.published}: {figure.what} on {figure.as_of}"
        who = dict(zip(study.populations, group))
        rows.append({"place": figure.where, **who, "low": "", "best": str(figure.persons), "high": "", "source": said})
    if rows:
        _append(to, text, header, rows)
    return Kept((to,) if rows else (), len(rows), tuple(sorted([*left, *more], key=lambda one: one.line)))


def _unfit(figure: Told, study: Study, taken: set[tuple[str, tuple[str, ...]]]) -> str:
    """Why a figure cannot be a stock at the calendar's start; "" where it can."""
    if figure.quantity != "stock":
        return "not people in a place at one moment"
    if figure.where not in study.places:
        return f"'{figure.where}' is an area; a stock stands in one place"
    unsaid = [name for name in study.populations if len(figure.who.get(name, ())) != 1]
    if unsaid:
        return f"it does not say which {unsaid[0]}; --who '{unsaid[0]}=…' does"
    start = study.calendar.start.first
    day = date.fromisoformat(figure.as_of)
    if abs(day - (start - timedelta(days=1))) > timedelta(days=365.25 * YEARS_PER[study.calendar.step]):
        return f"of another time than the calendar's start ({start})"
    group = tuple(figure.who[name][0] for name in study.populations)
    return f"{figure.where} has a stock of {', '.join(group)} already" if (figure.where, group) in taken else ""


def _append(to: Path, text: str, header: Sequence[str], rows: Sequence[dict[str, str]]) -> None:
    """The text as it was, and the rows below it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    if not text:
        writer.writerow(header)
    writer.writerows([row[column] for column in header] for row in rows)
    whole = text if not text or text.endswith("\n") else f"{text}\n"
    text = whole + out.getvalue()
    write_whole(to, lambda path: path.write_text(text, encoding="utf-8"), versions=to.parent / VERSIONS)
