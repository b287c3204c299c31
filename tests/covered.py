"""How much of src/wayhome the tests ran, as `make coverage` measured it: lines, branches, by part, and the files with least."""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

LINES, BRANCHES = 95.0, 90.0  # per cent, at least
FEWEST = 10

Summary = dict[str, Any]


def share(parts: list[Summary], kind: str) -> float:
    """Per cent of the `lines` or `branches` that were run; 100 where there are none."""
    covered, there = ("covered_lines", "num_statements") if kind == "lines" else ("covered_branches", "num_branches")
    of = sum(part[there] for part in parts)
    return 100 * sum(part[covered] for part in parts) / of if of else 100.0


def told(name: str, parts: list[Summary]) -> str:
    missing = sum(part["missing_lines"] for part in parts), sum(part["missing_branches"] for part in parts)
    return f"{name:<44}{share(parts, 'lines'):>7.1f}%{share(parts, 'branches'):>10.1f}%{missing[0]:>9}{missing[1]:>11}"


def report(measured: dict[str, Any]) -> list[str]:
    """Lines of text from what `coverage json` wrote."""
    files = {name.removeprefix("src/wayhome/"): one["summary"] for name, one in measured["files"].items()}
    packages: dict[str, list[Summary]] = defaultdict(list)
    for name, part in files.items():
        packages[name.rpartition("/")[0] or "modules at the top"].append(part)
    fewest = sorted(files, key=lambda name: -files[name]["missing_lines"] - files[name]["missing_branches"])[:FEWEST]
    everything = [measured["totals"]]
    return [
        f"{'':<44}{'lines':>8}{'branches':>11}{'not run':>9}{'not taken':>11}",
        *(told(name, packages[name]) for name in sorted(packages)),
        "with most that is not run:",
        *(told(f"  {name}", [files[name]]) for name in fewest),
        told("src/wayhome", everything),
        f"lines {share(everything, 'lines'):.2f}%, branches {share(everything, 'branches'):.2f}%",
    ]


def main() -> int:
    measured = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    print("\n".join(report(measured)))
    totals = [measured["totals"]]
    return int(share(totals, "lines") < LINES or share(totals, "branches") < BRANCHES)


if __name__ == "__main__":
    sys.exit(main())
