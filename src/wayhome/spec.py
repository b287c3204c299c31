"""The contract's texts that the program itself reads: the words table, the pages on errors, the schemas."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def spec_text(name: str) -> str:
    """The text of a file of `spec/`; installed, these lie inside the package (`_spec`), in a checkout beside `src`."""
    inside = files("wayhome") / "_spec" / name
    if inside.is_file():
        return inside.read_text(encoding="utf-8")
    return (Path(__file__).resolve().parents[2] / "spec" / name).read_text(encoding="utf-8")
