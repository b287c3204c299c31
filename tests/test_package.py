"""The package as it is installed: its public names, its locks, the reasons for its dependencies."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import wayhome

ROOT = Path(__file__).resolve().parents[1]
HEAVY = ("numpy", "numba", "pandas", "xarray", "arviz", "pydantic", "ruamel", "altair", "typer")


@pytest.mark.parametrize("name", wayhome.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(wayhome, name) is not None


def test_the_top_imports_nothing_heavy() -> None:
    code = f"import sys, wayhome; print([name for name in {HEAVY} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(AttributeError, match="wayhome offers no 'fits'"):
        _ = wayhome.fits


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_locks_name_versions_and_hashes_only(lock: str) -> None:
    text = (ROOT / lock).read_text()
    assert not re.search(r"://|--find-links|--index-url|--extra-index", text)
    assert "hatchling==" in text
    packages = re.split(r"\n(?=\S)", text.strip())
    assert all("==" in one and "--hash=sha256:" in one for one in packages if not one.startswith("#"))


def test_both_locks_agree() -> None:
    run, develop = (
        set(re.findall(r"^\S+==\S+", (ROOT / lock).read_text(), re.MULTILINE))
        for lock in ("requirements.lock", "requirements-dev.lock")
    )
    assert run <= develop


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = {re.split(r"[\[<>=]", one)[0] for one in wanted}
    reasons = (ROOT / "docs/decisions/0001-dependencies.md").read_text()
    assert names == set(re.findall(r"^\| ([a-z][\w.-]*) \| (?!why)", reasons, re.MULTILINE))


def test_the_version_is_one() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["version"] == wayhome.__version__
    assert f"version: {wayhome.__version__}\n" in (ROOT / "CITATION.cff").read_text()
