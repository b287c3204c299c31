"""The fit that runs behind: what its process says is told, and it ends when it is told to, one way or another."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from wayhome.workbench import running
from wayhome.workbench.running import Running

ENDED = "The fit ended before it was done; `wayhome fit` says more."


def process_of(program: str) -> subprocess.Popen[str]:
    pipe = subprocess.PIPE
    return subprocess.Popen([sys.executable, "-c", program], stdin=pipe, stdout=pipe, text=True)


@pytest.mark.parametrize(
    ("program", "told"),
    [
        (
            """print('{"what": "Fitting", "done": 40, "of": 100}'); print('{"finished": "settled"}')""",
            {"state": "finished", "what": "Fitting", "done": 40, "message": ""},
        ),
        (
            """print("a library's noise"); print('{"finished": "Draw more."}')""",
            {"state": "finished", "what": "", "done": 0, "message": "Draw more."},
        ),
        (
            """print('{"failed": "claims.csv:2: wrong"}'); raise SystemExit(1)""",
            {"state": "failed", "what": "", "done": 0, "message": "claims.csv:2: wrong"},
        ),
        ("raise SystemExit(3)", {"state": "failed", "what": "", "done": 0, "message": ENDED}),
    ],
)
def test_what_the_process_says_is_told(tmp_path: Path, program: str, told: dict[str, object]) -> None:
    with process_of(program) as process:
        made = Running(tmp_path, state="running", process=process)
        made._watch(process)
    assert made.as_dict() == told


def test_a_process_that_does_not_listen_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "PATIENCE", 0.1)
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); time.sleep(600)"
    with process_of(deaf) as process:
        assert process.stdout is not None and process.stdout.readline() == "ready\n"
        made = Running(tmp_path, state="running", process=process)
        made.stop()
        assert process.returncode is not None and process.returncode != 0
    assert (made.state, made.message) == ("stopped", "Stopped; the fit that was there is still there.")


def test_what_does_not_run_is_not_stopped(tmp_path: Path) -> None:
    made = Running(tmp_path)
    made.stop()
    assert made.as_dict() == {"state": "idle", "what": "", "done": 0, "message": ""}
