"""What a fit says, in plain values that tables, pages and files can show."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Whether the fit settled: r-hat < 1.01, bulk and tail ESS > 400, no divergences (worst over all parameters).

    approximate: a quick look, of which none of this can be said; its numbers are labelled wherever they are shown."""

    settled: bool
    rhat: float
    ess_bulk: float
    ess_tail: float
    divergences: int
    draws: int
    chains: int
    seconds: float
    unsettled: tuple[str, ...]
    remedy: str
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class SourceLine:
    """The factor by which a source's figures exceed what the fit finds: above 1 it tends high; `tends_high`: how likely that is."""

    origin: str
    claims: int
    low: float
    mid: float
    high: float
    grade: str
    tends_high: float


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """What became of one claim. role: fitted, repeats, outlook, silence, context, set_aside, draft or unused (see reason);
    model_*: the fit's 90% range of the quantity; gap: (claim − model) in sd, for fitted amounts;
    chart: place, quantity and population levels of the forecast rows that it speaks of."""

    id: str
    role: str
    reason: str
    date: str
    low: float | None
    best: float | None
    high: float | None
    sense: str
    model_low: float | None
    model_mid: float | None
    model_high: float | None
    gap: float | None
    chart: tuple[str, str, dict[str, str]] | None


@dataclass(frozen=True, slots=True)
class ParameterLine:
    """One assumption before and after the claims, as 90% ranges in the study's own units."""

    name: str
    unit: str
    prior_low: float
    prior_mid: float
    prior_high: float
    low: float
    mid: float
    high: float

    @property
    def overruled(self) -> str:
        """ "above" or "below" where the claims put the middle beyond the study's own 90% range, else ""."""
        return "above" if self.mid > self.prior_high else "below" if self.mid < self.prior_low else ""


@dataclass(frozen=True, slots=True)
class DisagreementLine:
    """Two claims that cannot both be true: the factor between them and how far they lie beyond their own ranges, in sd.
    kind: apart, rivals, falls or reprinted (see `claims.pool`)."""

    first: str
    second: str
    factor: float
    z: float
    why: str
    kind: str


@dataclass(frozen=True, slots=True)
class CoverageLine:
    """How many claims speak of a group, by topic; `silent` counts statements that nothing is said."""

    group: str
    counts: dict[str, int]
    silent: int


@dataclass(frozen=True, slots=True)
class Summary:
    diagnosis: Diagnosis
    sources: tuple[SourceLine, ...]
    claims: tuple[ClaimLine, ...]
    parameters: tuple[ParameterLine, ...]
    disagreements: tuple[DisagreementLine, ...]
    coverage: tuple[CoverageLine, ...]

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def summary_from(data: dict[str, Any]) -> Summary:
    """The inverse of `Summary.as_dict` after a trip through JSON."""

    def lines(kind: Any, key: str) -> tuple[Any, ...]:
        return tuple(kind(**line) for line in data[key])

    for line in data["claims"]:
        line["chart"] = tuple(line["chart"]) if line["chart"] else None
    data["diagnosis"]["unsettled"] = tuple(data["diagnosis"]["unsettled"])
    return Summary(
        Diagnosis(**data["diagnosis"]),
        lines(SourceLine, "sources"),
        lines(ClaimLine, "claims"),
        lines(ParameterLine, "parameters"),
        lines(DisagreementLine, "disagreements"),
        lines(CoverageLine, "coverage"),
    )
