"""`wayhome open` as a process: the address it prints is answered and opened, and Ctrl-C ends it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from typer.testing import CliRunner

import wayhome
from tests.fit.ledgers import write_study
from wayhome.cli.main import app

SOURCE = Path(wayhome.__file__).parents[1]
BROWSER = "import sys; open({file!r}, 'w').write(sys.argv[1])"


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_the_workbench_is_served_opened_and_ended(tmp_path: Path) -> None:
    folder = write_study(tmp_path / "small")
    program, seen = tmp_path / "browser.py", tmp_path / "seen.txt"
    program.write_text(BROWSER.format(file=str(seen)), encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(SOURCE), "BROWSER": f"{sys.executable} {program} %s"}
    command = [sys.executable, "-u", "-m", "wayhome.cli.main", "open", str(folder)]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        assert process.stdout.readline() == "small is open at\n"
        address = process.stdout.readline().strip()
        assert address.startswith("http://127.0.0.1:")
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(address.partition("?")[0], timeout=60)  # without the word that is good once
        for _ in range(600):
            if seen.exists() and seen.read_text("utf-8"):
                break
            time.sleep(0.1)
        assert seen.read_text("utf-8") == address
        process.send_signal(signal.SIGINT)
        assert process.wait(60) in (0, 130)
        assert "Traceback" not in process.stderr.read()


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        made = CliRunner().invoke(app, ["open", str(tmp_path), "--port", str(port)])
    assert made.exit_code == 2
    told = " ".join(made.output.split())
    assert f"--port: port {port} cannot be used (" in told
    assert told.endswith("name another one, or none for a free one [W861]")
