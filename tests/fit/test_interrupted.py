"""A fit that is stopped on its way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fit.ledgers import write_study
from wayhome.fit.store import fit_study

SOURCE = Path(__file__).resolve().parents[2] / "src"
LONG = """
import signal, sys
from pathlib import Path
from wayhome.fit.store import fit_study
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where the tests run in the background
fit_study(Path(sys.argv[1]), seed=2, draws=100_000, force=True, progress=lambda done, of: print(done, flush=True))
"""


def kept(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "results").iterdir()}


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_an_interrupted_fit_leaves_the_last_good_one(tmp_path: Path) -> None:
    folder = write_study(tmp_path)
    fit_study(folder, seed=1, draws=20, tune=20)
    before = kept(folder)
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    with subprocess.Popen(
        [sys.executable, "-c", LONG, str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline()  # it samples
        process.send_signal(signal.SIGINT)
        process.stdout.read()
        assert "KeyboardInterrupt" in process.stderr.read()
    assert kept(folder) == before


def test_an_interrupted_quick_look_leaves_the_last_good_one(tmp_path: Path) -> None:
    folder = write_study(tmp_path)
    fit_study(folder, seed=1, draws=20, quick=True)
    before = kept(folder)

    def stop(done: int, of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fit_study(folder, seed=2, draws=20, quick=True, force=True, progress=stop)
    assert kept(folder) == before
