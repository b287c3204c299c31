"""Everything that can go wrong, and how it is said.

WayhomeError
├── InvalidInput      the study, ledger, tables or words given cannot be used (exit code 2)
├── NotSettled        a fit did not converge; carries its remedy
└── CannotWrite       a result could not be written; nothing was changed
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

MOST_SHOWN = 500
"""So many problems are printed; mending these comes first."""


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
        field = f" {_shown(self.field, 100)}" if self.field else ""
        return f"{_shown(place, 300)}{field}: {_shown(self.message, 1500)} [{self.code}]"


class WayhomeError(Exception):
    """Any failure that wayhome explains instead of showing a traceback."""


class InvalidInput(WayhomeError):
    """Input that cannot be used, with all of its problems at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        more = len(self.problems) - MOST_SHOWN
        told = [*map(str, self.problems[:MOST_SHOWN]), *([f"… and {more:,} more problems"] if more > 0 else [])]
        super().__init__("\n".join(told))


class NotSettled(WayhomeError):
    """A fit whose numbers cannot be relied on; the message says what did not settle and what to do."""


class CannotWrite(WayhomeError):
    """A result file could not be written; what was there before is untouched."""


_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def _shown(text: str, most: int) -> str:
    """Text from a file as one line of a terminal: cut where it is endless, and nothing in it that could steer the terminal."""
    line = _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", text[: most + 1])
    return line if len(line) <= most else f"{line[: most - 1]}…"


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
