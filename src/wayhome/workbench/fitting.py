"""A fit and its forecast in a process of their own, told line by line: `python -m wayhome.workbench.fitting FOLDER`.

Each line of the output is JSON: {"what", "done", "of"}, or at the end {"finished"} or {"failed"}. The process ends when it is told
to, or when its input does (its server is gone); nothing is half written then.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from wayhome.errors import WayhomeError


def say(**words: object) -> None:
    print(json.dumps(words), flush=True)


def telling(what: str) -> Callable[[int, int], None]:
    """Progress in whole per cent, said once each."""
    last = -1

    def tell(done: int, of: int) -> None:
        nonlocal last
        share = 100 * done // max(of, 1)
        if share != last:
            last = share
            say(what=what, done=share, of=100)

    return tell


def run(folder: Path) -> None:
    """Fit the study, unless a kept fit is good, and forecast it."""
    from wayhome.fit.store import fit_study
    from wayhome.forecast import forecast_study

    say(what="Fitting", done=0, of=100)
    fit = fit_study(folder, progress=telling("Fitting"))
    say(what="Forecasting", done=0, of=100)
    forecast_study(folder, fit=fit, progress=telling("Forecasting"))
    say(finished="settled" if fit.summary.diagnosis.settled else fit.summary.diagnosis.remedy)


def _stop(number: int, frame: object) -> None:
    raise KeyboardInterrupt


def _watch_input() -> None:
    sys.stdin.read()
    os.kill(os.getpid(), signal.SIGTERM)


def main() -> int:
    signal.signal(signal.SIGTERM, _stop)
    threading.Thread(target=_watch_input, daemon=True).start()
    try:
        run(Path(sys.argv[1]))
    except WayhomeError as error:
        say(failed=str(error))
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
