"""What situations have in common, learned by pooling those whose counts are known: what a study of one more begins with.

learned.json beside this file is made anew by `python -m benchmarks.network --learn`; docs/network.md says how.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FILE = Path(__file__).with_name("learned.json")
_Range = tuple[float, float]
Triple = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Usual:
    """What usually comes out, as (5%, 50%, 95%) of factors. arriving: arrivals a day over those of late; leaving: the same, a
    person in one place; choice: a place's share of newcomers over the expected one; count: the day's people over the last count."""

    arriving: Triple
    leaving: Triple
    choice: Triple
    count: Triple


@dataclass(frozen=True, slots=True)
class Learned:
    """90% ranges for a situation not seen yet. given, withheld: what draws people to a camp -> the factor on its chance, where
    capacities are known, and where they are not. usual: what comes after the last counts."""

    given: Mapping[str, _Range]
    withheld: Mapping[str, _Range]
    usual: Usual


@lru_cache
def learned() -> Learned:
    """The file's ranges."""
    kept = json.loads(FILE.read_text("utf-8"))
    given, withheld = (
        {name: (float(of["low"]), float(of["high"])) for name, of in kept[part].items()}
        for part in ("with_capacities", "without_capacities")
    )
    ahead = {name: (float(of["low"]), float(of["middle"]), float(of["high"])) for name, of in kept["ahead"].items()}
    return Learned(given, withheld, Usual(**ahead))


def as_text(factors: Mapping[str, _Range]) -> dict[str, str]:
    """Ranges as studies write them: "0.4x to 0.98x"."""
    return {name: f"{low:.10g}x to {high:.10g}x" for name, (low, high) in factors.items()}
