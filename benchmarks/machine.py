"""The machine and the versions that a table was measured with."""

from __future__ import annotations

import os
import platform
import subprocess
from importlib.metadata import version as installed
from pathlib import Path

from benchmarks.environments import version
from wayhome import __version__

PACKAGES = {
    "numpy": "numpy",
    "jax": "jax",
    "particles": "particles",
    "starsim": "starsim",
    "mesa": "mesa",
    "epymorph": "epymorph",
    "gillespy2": "gillespy2",
    "summer2": "summerepi2",
    "bptk": "bptk-py",
    "pysd": "pysd",
}
"""Peer's environment -> the package that is the peer."""


def described() -> list[str]:
    """Lines of Markdown: hardware, then software."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    own = ", ".join(f"{name} {installed(name)}" for name in ("numba", "numpy"))
    peers = [f"{name} {version(peer, name) or 'not installed'}" for peer, name in PACKAGES.items()]
    return [
        f"{_model()}, {len(os.sched_getaffinity(0))} cores, {memory:.0f} GB of memory, {platform.system()}.",
        f"Python {platform.python_version()}, wayhome {__version__}, {own}. Peers: {', '.join(peers)}, {_compiler()}.",
    ]


def _model() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    return next((x.partition(":")[2].strip() for x in lines if x.startswith("model name")), platform.machine())


def _compiler() -> str:
    try:
        done = subprocess.run(["g++", "-dumpfullversion"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return "no g++"
    return f"g++ {done.stdout.strip()}"
