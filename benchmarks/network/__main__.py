"""Displacement through networks of places: `make network`, or `python -m benchmarks.network [--write] [--learn] [--shared DIR]`.

Scores every situation of the shared folder, each with what was learned on all others, and times runs. --write renews
docs/network.md and its chart, --learn the common parameters that imported studies begin with (src/wayhome/flee/learned.json).
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks.environments import ROOT
from benchmarks.network import chart, page, speed
from benchmarks.network.accuracy import WITH, WITHOUT, Learned, accuracy, folders, published, why_not
from benchmarks.network.keep import keep

SHARED = ROOT.parent / "shared" / "flee"
TIMED = "burundi2015"


def main() -> int:
    """0 also where there are no situations to score: they are not part of the project."""
    asked = argparse.ArgumentParser(
        prog="python -m benchmarks.network", description="Displacement through networks of places."
    )
    asked.add_argument("--shared", type=Path, default=SHARED, help="folder with a folder for each situation")
    asked.add_argument("--write", action="store_true", help="write docs/network.md and its chart")
    asked.add_argument(
        "--learn", action="store_true", help="write the common parameters that imported studies begin with"
    )
    given = asked.parse_args()
    reasons = {folder: why_not(folder) for folder in folders(given.shared)}
    for folder, reason in reasons.items():
        if reason:
            print(f"{folder.name} is left out: {reason}", file=sys.stderr)
    found = [folder for folder, reason in reasons.items() if not reason]
    if len(found) < 3:
        print(
            f"Nothing to score: {given.shared} holds {len(found)} situations in the layout of Flee, and it takes three."
        )
        return 0
    print(f"Learning from {len(found)} situations, and from all but each: a minute or two.", file=sys.stderr)
    known = published(given.shared)
    full = Learned.of(found, pulls=WITH, capacities=True)
    bare = Learned.of(found, pulls=WITHOUT, capacities=False)
    if given.learn:
        keep(full, bare)
    scored = accuracy(full, bare, known)
    print("\n".join(page.accuracy_lines(scored, full, bare)))
    print("Timing.", file=sys.stderr)
    timed = speed.all_situations(full)
    names = [case.situation.name for case in full.pooled]
    one = names.index(TIMED) if TIMED in names else 0
    many = speed.ensemble(full, names[one])
    crowds = speed.crowds(full.pooled[one], full.z)
    large = speed.large()
    print("\n".join(page.speed_lines(timed, many, crowds, large, known)))
    if given.write:
        page.write(scored, full, bare, timed=timed, many=many, crowds=crowds, large=large, known=known)
        chart.draw(timed, crowds, known)
    return 0


if __name__ == "__main__":
    sys.exit(main())
