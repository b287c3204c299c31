"""Everything that can go wrong, and how it is said.

WayhomeError
├── InvalidInput      the study, ledger, tables or words given cannot be used (exit code 2)
├── NotSettled        a fit did not converge; carries its remedy
└── CannotWrite       a result could not be written; nothing was changed
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong with the input: where it is, what it is, what to do."""

    file: str
    line: int
    field: str
    message: str
    code: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        field = f" {self.field}" if self.field else ""
        return f"{place}{field}: {self.message} [{self.code}]"


class WayhomeError(Exception):
    """Any failure that wayhome explains instead of showing a traceback."""


class InvalidInput(WayhomeError):
    """Input that cannot be used, with all of its problems at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(map(str, self.problems)))


class NotSettled(WayhomeError):
    """A fit whose numbers cannot be relied on; the message says what did not settle and what to do."""


class CannotWrite(WayhomeError):
    """A result file could not be written; what was there before is untouched."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return " Did you mean 'x'?" for the nearest known word, or " Known: …" when none is near."""
    known = sorted(known)
    near = get_close_matches(word[:100], known, n=1, cutoff=0.6)
    if near:
        return f" Did you mean '{near[0]}'?"
    if not known:
        return ""
    shown = ", ".join(known[:12]) + (", …" if len(known) > 12 else "")
    return f" Known: {shown}."
