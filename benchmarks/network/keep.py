"""What was learned, kept for imported studies: ranges that situations not seen yet are likely to lie in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from benchmarks.environments import ROOT
from benchmarks.network import ahead
from benchmarks.network.accuracy import Learned
from wayhome.files import write_whole

FILE = ROOT / "src" / "wayhome" / "flee" / "learned.json"


def keep(given: Learned, withheld: Learned, file: Path = FILE) -> None:
    """Write the file."""
    everyone = [(case.situation, case.truth) for case in given.pooled]
    usual = ahead.learn(everyone)
    if usual is None:
        raise ValueError("all situations are too short to learn from what came after a cut; nothing is written")
    kept = {
        "made_by": "python -m benchmarks.network --learn",
        "situations": [situation.name for situation, _ in everyone],
        "with_capacities": _rounded(given.factors()),
        "without_capacities": _rounded(withheld.factors()),
        "ahead": _rounded(
            {"arriving": usual.arriving, "leaving": usual.leaving, "choice": usual.choice, "count": usual.count}
        ),
    }
    text = json.dumps(kept, indent=2) + "\n"
    write_whole(file, lambda path: path.write_text(text, encoding="utf-8"))


def _rounded(factors: Mapping[str, tuple[float, float, float]]) -> dict[str, dict[str, float]]:
    """Three significant digits: the end of the 90% range, the middle, the other end."""
    names = ("low", "middle", "high")
    return {what: {k: float(f"{v:.3g}") for k, v in zip(names, of, strict=True)} for what, of in factors.items()}
