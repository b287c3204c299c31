"""`python -m tests.torture --kills 2000`: disturb everything that wayhome writes, and see that nothing is lost."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable

from tests.torture import trials
from tests.torture.deeds import DEEDS

SHARES = {"review": 0.4, "import": 0.3, "fit": 0.1, "forecast": 0.1, "export": 0.1}
"""Of all kills; the ledger is what cannot be made anew."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument("--kills", type=int, default=2000, help="kill -9 in all (default: 2000)")
    parser.add_argument("--full", type=int, default=40, help="full disks, for each kind of work (default: 40)")
    parser.add_argument("--writers", type=int, default=8, help="writers at once (default: 8)")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    work: list[tuple[str, Callable[[], Counter[str]]]] = [
        *(
            (f"kill -9: {name}", lambda name=name: trials.kills(name, round(asked.kills * SHARES[name]), asked.seed))
            for name in DEEDS
        ),
        *((f"full disk: {name}", lambda name=name: trials.full_disk(name, asked.full, asked.seed)) for name in DEEDS),
        *((f"read-only folder: {name}", lambda name=name: trials.read_only(name)) for name in DEEDS),
        ("writers at once: import", lambda: trials.writers(asked.writers, 12)),
        ("writers at once: review", lambda: trials.sittings(asked.writers, 12)),
        ("clock going backwards: review", lambda: trials.backwards(20)),
    ]
    print("| disturbance | what happened | lost or torn |\n| --- | --- | --- |", flush=True)
    failed = 0
    begun = time.monotonic()
    for name, trial in work:
        try:
            counts, wrong = trial(), "nothing"
        except AssertionError as error:
            counts, wrong = Counter[str](), f"**{str(error)[:2000]}**"
            failed += 1
        print(
            f"| {name} | {', '.join(f'{number:,} {what}' for what, number in counts.items())} | {wrong} |", flush=True
        )
    print(f"\nSeed {asked.seed}, {time.monotonic() - begun:,.0f} s: {failed} failures.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
