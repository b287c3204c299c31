"""Where every value of the input was written, so that a problem can name its file and line."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeAlias

from wayhome.errors import Problem

Path: TypeAlias = tuple[str | int, ...]
"""Keys and list positions from the top of study.yaml: `("flows", "go_home", "to")`."""


@dataclass(slots=True)
class Document:
    """Plain data with the file and line (from 1) of every key and list item in it."""

    file: str
    data: dict[str, Any]
    lines: dict[Path, tuple[str, int]] = field(default_factory=dict[Path, tuple[str, int]])

    def place_of(self, path: Path) -> tuple[str, int]:
        """File and line of the value, or of the nearest one around it."""
        for size in range(len(path), 0, -1):
            if path[:size] in self.lines:
                return self.lines[path[:size]]
        return self.file, 1 if self.data else 0

    def problem(self, path: Path, message: str, code: str) -> Problem:
        file, line = self.place_of(path)
        parts = path
        if file != self.file:  # a row of a table: its column is name enough
            inside = [i for i, part in enumerate(path) if isinstance(part, int)]
            parts = path[inside[0] + 1 :] if inside else ()
        return Problem(file, line, ".".join(part for part in parts if isinstance(part, str)), message, code)


@dataclass(slots=True)
class Findings:
    """The problems found so far, and the parts that are broken already, of which nothing more is said."""

    document: Document
    problems: list[Problem] = field(default_factory=list[Problem])
    broken: set[Path] = field(default_factory=set[Path])

    def add(self, path: Path, message: str, code: str) -> None:
        self.problems.append(self.document.problem(path, message, code))

    def is_broken(self, *path: str | int) -> bool:
        return any(path[:size] in self.broken for size in range(1, len(path) + 1))
