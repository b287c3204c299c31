"""What scoring finds, in plain values; as a table, and as JSON."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wayhome.claims.claim import Claim
from wayhome.score import rules
from wayhome.score.outcomes import Sight, Unscored
from wayhome.score.outlooks import Verdict, records
from wayhome.score.rules import Marks

if TYPE_CHECKING:
    import pandas as pd

OWN = "wayhome"
PEOPLE, SHARES = "people", "shares"
TOLD = {True: "yes", False: "no", None: "cannot be told"}  # whether an outlook was borne out


@dataclass(frozen=True, slots=True)
class Rival:
    """A naive forecast of one outcome: its scores, or why there is none; the claims that it rests on."""

    name: str
    marks: Marks | None
    rests_on: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Scored:
    """One outcome: the number that came out, the forecast's scores at it, and those of naive forecasts.

    pit: where it fell among the forecast's draws. covered: the ranges of `rules.SPANS` when the claim's own error and its
    source's bias are added to the forecast (those without are in `marks`).
    """

    outcome: Sight
    observed: float
    note: str
    marks: Marks
    pit: float
    covered: tuple[bool, ...]
    rivals: tuple[Rival, ...]

    @property
    def kind(self) -> str:
        return SHARES if self.outcome.share else PEOPLE


@dataclass(frozen=True, slots=True)
class Summary:
    """All outcomes of one kind that a forecaster can be held against: mean scores of it and, on the same outcomes, of wayhome's;
    skill: wayhome's against it, by CRPS, CRPS on the log scale, WIS, and against its value alone (log scale: nan of shares)."""

    kind: str
    name: str
    outcomes: int
    crps: float
    log_crps: float
    wis: float
    skill: float
    log_skill: float
    wis_skill: float
    point_skill: float


@dataclass(frozen=True, slots=True)
class Scores:
    """covered: how many outcomes each range of `rules.SPANS` holds, of the forecast itself and with the claims' own errors."""

    scored: tuple[Scored, ...]
    unscored: tuple[Unscored, ...]
    verdicts: tuple[Verdict, ...]
    summaries: tuple[Summary, ...]
    covered: tuple[tuple[int, ...], tuple[int, ...]]
    approximate: bool
    seed: int
    draws: int


def table(made: Scores) -> pd.DataFrame:
    """One row an outcome and forecaster, with its scores; rows of outcomes that were not scored say why in `reason`."""
    import pandas as pd

    rows: list[dict[str, object]] = []
    for one in made.scored:
        common = _row(one.outcome.claim) | {"observed": one.observed, "note": one.note}
        held = {f"covered_{span:.0%}_with_error": value for span, value in zip(rules.SPANS, one.covered, strict=True)}
        rows.append(common | {"forecaster": OWN, "pit": one.pit} | _columns(one.marks) | held)
        for rival in one.rivals:
            found = _columns(rival.marks) if rival.marks is not None else {}
            rests = "|".join(rival.rests_on)
            rows.append(common | {"forecaster": rival.name, "reason": rival.reason, "rests_on": rests} | found)
    rows += [_row(one.claim) | {"forecaster": "", "reason": one.reason} for one in made.unscored]
    frame = pd.DataFrame(rows)
    return frame.assign(approximate=made.approximate)


def _row(claim: Claim) -> dict[str, object]:
    return {"id": claim.id, "statement": claim.statement, "quantity": claim.quantity, "date": str(claim.as_of or "")}


def _columns(marks: Marks) -> dict[str, object]:
    held = {f"covered_{span:.0%}": value for span, value in zip(rules.SPANS, marks.covered, strict=True)}
    columns: dict[str, object] = {
        "q05": marks.low,
        "q50": marks.middle,
        "q95": marks.high,
        "crps": marks.crps,
        "crps_log": marks.log_crps,
        "wis": marks.wis,
        "absolute_error": marks.error,
    }
    return columns | held


def data(made: Scores) -> dict[str, Any]:
    """The same for JSON, where nan becomes null."""
    held = {
        f"{span:.0%}": {"forecast": plain, "with_error": with_error}
        for span, plain, with_error in zip(rules.SPANS, *made.covered, strict=True)
    }
    return _clean(
        {
            "approximate": made.approximate,
            "seed": made.seed,
            "draws": made.draws,
            "outcomes": len(made.scored),
            "covered": held,
            "overall": [{name: getattr(line, name) for name in Summary.__slots__} for line in made.summaries],
            "scores": table(made).to_dict("records"),
            "outlooks": [_verdict(verdict) for verdict in made.verdicts],
            "sources": [{name: getattr(line, name) for name in line.__slots__} for line in records(made.verdicts)],
        }
    )


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "id": verdict.claim.id,
        "source": verdict.claim.origin,
        "borne_out": TOLD[verdict.borne_out],
        "why": verdict.why,
        "chance": verdict.chance,
        "said": verdict.said,
        "forecast": verdict.forecast,
        "brier": verdict.brier,
        "log_score": verdict.log,
        "brier_of_forecast": verdict.brier_of_forecast,
        "rests_on": list(verdict.rests_on),
    }


def _clean(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _clean(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_clean(item) for item in value]
    return None if isinstance(value, float) and math.isnan(value) else value
