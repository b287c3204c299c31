"""A forecast against what came out later: each figure, each outlook, and all of them together, beside naive forecasts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from wayhome.claims.claim import Claim, Ledger
from wayhome.claims.ledger import load_outcomes, load_words
from wayhome.engine.arrays import Floats
from wayhome.engine.quantities import Quantity
from wayhome.errors import InvalidInput, Problem
from wayhome.files import write_whole
from wayhome.fit.observe import Reader
from wayhome.fit.store import Fit, fit_study
from wayhome.forecast import Progress, forecast
from wayhome.score import outlooks, rules
from wayhome.score.naive import NAMES, Naive, known, naives
from wayhome.score.outcomes import Sight, Unscored, as_claimed, draws_of, notes, sort
from wayhome.score.results import OWN, PEOPLE, SHARES, Rival, Scored, Scores, Summary, table
from wayhome.score.rules import Marks
from wayhome.study.load import read_words

FILE = Path("results/scores.parquet")


def score_study(
    path: Path,
    folder: Path,
    *,
    seed: int = 1,
    draws: int = 1000,
    fit: Fit | None = None,
    progress: Progress | None = None,
) -> Scores:
    """Score the forecast of the study in a folder by a file of outcomes, and keep results/scores.parquet.

    The outcomes' sources are in a table beside the file (outcomes.csv: outcomes-sources.csv, else sources.csv) or among the
    study's own. InvalidInput where the file cannot be read or nothing in it can be scored.
    """
    outcomes = read_outcomes(path, folder)
    fit = fit or fit_study(folder)
    made = score(fit, outcomes.claims, outcomes, seed=seed, draws=draws, progress=progress)
    if not made.scored:
        raise InvalidInput(_nothing(path.name, made.unscored))
    write_whole(folder / FILE, lambda to: table(made).to_parquet(to, index=False))
    return made


def read_outcomes(path: Path, folder: Path) -> Ledger:
    """A file of outcomes with all sources that it may name; InvalidInput says what is wrong with it."""
    if not path.is_file():
        message = "there is no such file; outcomes are written as claims.csv is, one row a figure that came out later"
        raise InvalidInput([Problem(str(path), 0, "", message, "W811")])
    own = path.with_name(f"{path.stem}-sources.csv")
    beside = own if own.exists() else path.with_name("sources.csv")
    files = [beside, folder / "sources.csv"]
    return load_outcomes(path, list(dict.fromkeys(file.resolve() for file in files)), load_words(read_words(folder)))


def _nothing(file: str, unscored: Sequence[Unscored]) -> list[Problem]:
    """Why there is no score at all: each outcome's own reason, and what to do."""
    message = "nothing in it can be scored; give amounts (not bounds) of the time after the study's as_of date, published after it"
    wrong = [Problem(file, 0, "", message, "W812")]
    return wrong + [Problem(file, one.claim.line, one.claim.id, one.reason, "W812") for one in unscored]


def score(
    fit: Fit,
    claims: Sequence[Claim],
    ledger: Ledger,
    *,
    seed: int = 1,
    draws: int = 1000,
    progress: Progress | None = None,
) -> Scores:
    """Score the forecast of a fit by later claims, whose sources are in `ledger`."""
    reader = Reader(fit.model, fit.ledger)
    outcomes, unscored = sort(reader, claims, ledger)
    bounds = [one.sight for one in unscored if one.sight is not None]
    questions = outlooks.asked(Reader(fit.model, fit.ledger))
    watch = list(dict.fromkeys([*_needed([*outcomes, *bounds]), *outlooks.watched(questions)]))
    made = forecast(fit, seed=seed, draws=draws, keep=1, watch=watch, progress=progress)
    people = {quantity: made.watched[:, i] for i, quantity in enumerate(watch)}
    given = known(Reader(fit.model, fit.ledger), fit.ledger)
    scored = [
        _scored(outcome, people, naives(outcome, given), fit, np.random.default_rng([seed, number]))
        for number, outcome in enumerate(outcomes)
    ]
    chances = {line.id: line.probability for line in made.outlooks}
    return Scores(
        tuple(scored),
        tuple(_with_chance(one, people) for one in unscored),
        (*outlooks.judge(questions, outcomes, people, chances, fit.ledger.words, seed=seed), *outlooks.over(reader)),
        tuple(summaries(scored)),
        (_count([one.marks.covered for one in scored]), _count([one.covered for one in scored])),
        fit.summary.diagnosis.approximate,
        seed,
        len(made.watched),
    )


def _needed(sights: Sequence[Sight]) -> list[Quantity]:
    return [quantity for s in sights for quantity in (s.quantity, s.whole) if quantity is not None]


def _draws(outcome: Sight, people: dict[Quantity, Floats]) -> Floats:
    return draws_of(outcome, people[outcome.quantity], people[outcome.whole] if outcome.whole is not None else None)


def _scored(
    outcome: Sight, people: dict[Quantity, Floats], others: Sequence[Naive], fit: Fit, rng: np.random.Generator
) -> Scored:
    draws, observed = _draws(outcome, people), outcome.figure.best
    rivals = [
        Rival(
            naive.name,
            None if naive.draws is None else rules.marks(naive.draws, observed, share=outcome.share),
            naive.rests_on,
            naive.reason,
        )
        for naive in others
    ]
    return Scored(
        outcome,
        observed,
        notes(outcome, fit.study.calendar.as_of),
        rules.marks(draws, observed, share=outcome.share),
        rules.pit(draws, observed, rng),
        rules.covered(as_claimed(outcome, draws, fit.ledger.words, rng), observed),
        tuple(rivals),
    )


def _with_chance(one: Unscored, people: dict[Quantity, Floats]) -> Unscored:
    """A bound, with the chance that the forecast gives it."""
    if one.sight is None:
        return one
    draws, figure = _draws(one.sight, people), one.sight.figure
    chance = float(np.mean(draws >= figure.best if figure.sense == "at_least" else draws <= figure.best))
    return Unscored(one.claim, f"{one.reason}, to which the forecast gives a chance of {chance:.0%}", one.sight)


def _count(held: Sequence[tuple[bool, ...]]) -> tuple[int, ...]:
    return tuple(sum(one[k] for one in held) for k in range(len(rules.SPANS)))


def summaries(scored: Sequence[Scored]) -> list[Summary]:
    """wayhome and each naive forecast, people and shares apart: their units have nothing in common."""
    made: list[Summary] = []
    for kind in (PEOPLE, SHARES):
        own = [one for one in scored if one.kind == kind]
        if not own:
            continue
        mine = [one.marks for one in own]
        crps, log_crps, wis = _means(mine)
        made.append(Summary(kind, OWN, len(own), crps, log_crps, wis, math.nan, math.nan, math.nan, math.nan))
        for k, name in enumerate(NAMES):
            pairs = [(one.marks, marks) for one in own if (marks := one.rivals[k].marks) is not None]
            if pairs:
                made.append(_against(kind, name, [a for a, _ in pairs], [b for _, b in pairs]))
    return made


def _against(kind: str, name: str, mine: Sequence[Marks], other: Sequence[Marks]) -> Summary:
    own, theirs = _means(mine), _means(other)
    point = sum(marks.error for marks in other) / len(other)
    crps, log_crps, wis = theirs
    skill, log_skill, wis_skill = (rules.skill(a, b) for a, b in zip(own, theirs, strict=True))
    point_skill = rules.skill(own[0], point)
    return Summary(kind, name, len(other), crps, log_crps, wis, skill, log_skill, wis_skill, point_skill)


def _means(marks: Sequence[Marks]) -> tuple[float, float, float]:
    """CRPS, CRPS on the log scale, WIS."""
    size = len(marks)
    return sum(m.crps for m in marks) / size, sum(m.log_crps for m in marks) / size, sum(m.wis for m in marks) / size
