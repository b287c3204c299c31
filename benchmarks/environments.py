"""A virtual environment for each peer, made from its pinned requirements and kept until they change."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".venv-bench"
PINS = Path(__file__).parent / "peers"
INSTALLING = 1200  # seconds


class Unable(Exception):
    """A peer cannot run; the message is the short reason."""


def python_of(peer: str, say: Callable[[str], None] = lambda _: None) -> Path:
    """The interpreter of a peer's environment, which is made where need be; Unable says why it cannot."""
    pins, folder = PINS / f"{peer}.txt", FOLDER / peer
    stamp, python = folder / "installed.txt", folder / "bin" / "python"
    if not pins.exists():
        raise Unable(f"there is no {pins.name} with its versions")
    if stamp.exists() and stamp.read_text() == pins.read_text():
        return python
    say(f"installing {peer}")
    shutil.rmtree(folder, ignore_errors=True)
    try:
        _call([sys.executable, "-m", "venv", str(folder)])
        _call([str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", "-r", str(pins)])
    except subprocess.TimeoutExpired:
        raise Unable("installing took too long") from None
    stamp.write_text(pins.read_text())
    return python


def _call(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=INSTALLING, check=False)
    if done.returncode:
        raise Unable("could not be installed: " + reason(done.stderr))


def reason(said: str) -> str:
    """The last line that says what went wrong, short enough for a table."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    errors = [line for line in lines if "error" in line.lower()] or lines
    return (errors[-1] if errors else "no reason given").replace("|", "/")[:160]


def version(peer: str, package: str) -> str:
    """The version installed in a peer's environment, "" where there is none."""
    found = distributions(name=package, path=[str(path) for path in (FOLDER / peer).glob("lib/python*/site-packages")])
    return next((d.version for d in found), "")
